/*
 * scenario: plays scenario files on the library and compares what comes with what they say.
 *
 *     cc -std=c11 -I../include scenario.c -lhangtime -o scenario
 *
 * A file says what the host reports, when, and exactly which events come out, when. The clock is
 * the manual one, so that hours take microseconds. The pieces in scenario/ are parts of this one
 * program: words (times, kinds), script (what a file says), arguments and reading (how it is
 * read), playback (engine and clock), facts (the calls), judgement (what differs).
 */

#include "scenario/judgement.h"

static const char USAGE[] =
    "usage: scenario [-q | --quiet] FILE...\n"
    "\n"
    "Plays scenario files on hangtime. Prints each line with \"ok\" or with what differs, then\n"
    "\"N passed, M failed\", which counts files. Exit status: 0 if all hold, 1 if not, 2 if it\n"
    "was called the wrong way.\n"
    "\n"
    "  -q, --quiet   prints only what differs, and the last line\n"
    "  -h, --help    prints this\n"
    "  --            ends the options\n";

enum { HOLDS = 0, DIFFERS = 1, MISUSED = 2 };

static int misused(const char *why, const char *option) {
  fprintf(stderr, "scenario: %s%s\n\n%s", why, option, USAGE);
  return MISUSED;
}

static int judge_files(char **files, int count, bool quiet) {
  int failed = 0;
  for (int at = 0; at < count; at++) {
    if (!judge_file(files[at], quiet)) failed++;
  }
  printf("%d passed, %d failed\n", count - failed, failed);
  if (fflush(stdout) != 0 || ferror(stdout)) {
    perror("scenario: the result can not be written");
    return DIFFERS;
  }
  return failed == 0 ? HOLDS : DIFFERS;
}

int main(int count, char **arguments) {
  bool quiet = false;
  int at = 1;
  for (; at < count && arguments[at][0] == '-' && arguments[at][1] != '\0'; at++) {
    const char *option = arguments[at];
    if (strcmp(option, "--") == 0) {
      at++;
      break;
    } else if (strcmp(option, "-q") == 0 || strcmp(option, "--quiet") == 0) {
      quiet = true;
    } else if (strcmp(option, "-h") == 0 || strcmp(option, "--help") == 0) {
      fputs(USAGE, stdout);
      return HOLDS;
    } else {
      return misused("no such option: ", option);
    }
  }
  if (at >= count) return misused("which files?", "");
  return judge_files(arguments + at, count - at, quiet);
}
