/* Results as text, and the version. */
#include <ctype.h>

#include "check.h"

static const char *const NAMES[] = {
    "OK",           "NULL",       "SIZE",       "INVALID",    "HANDLE",     "NOT_FOUND",
    "NOT_JOINED",   "ALREADY_JOINED", "ENDED",  "NOT_ALONE",  "ALREADY_HELD", "LIMIT",
    "IN_CALLBACK",  "NOT_MANUAL", "NOT_POLLED", "POLLED",     "FORKED",     "THREAD",
    "SYSTEM",       "PANIC",      "SNAPSHOT",   "VERSION",
};

static const hangtime_result NONE[] = {-1, COUNT_OF(NAMES), 100, INT32_MAX, INT32_MIN};

static void every_result_has_the_name_of_its_constant(void) {
  CHECK_EQUAL(HANGTIME_ERR_VERSION + 1, COUNT_OF(NAMES));
  for (size_t n = 0; n < COUNT_OF(NAMES); n++) {
    CHECK_TEXT(NAMES[n], hangtime_result_name((hangtime_result)n));
  }
}

static void a_number_that_is_no_result_is_unknown(void) {
  for (size_t n = 0; n < COUNT_OF(NONE); n++) {
    CHECK_TEXT("UNKNOWN", hangtime_result_name(NONE[n]));
  }
}

static void check_sentence(hangtime_result result) {
  const char *message = hangtime_result_message(result);
  if (CHECK(message != NULL && strlen(message) > 10)) {
    CHECK(isupper((unsigned char)message[0]) && message[strlen(message) - 1] == '.');
    CHECK(strstr(message, "  ") == NULL && strchr(message, '\n') == NULL);
  }
}

static void every_result_is_explained_in_a_sentence_of_its_own(void) {
  for (hangtime_result a = 0; a < (hangtime_result)COUNT_OF(NAMES); a++) {
    check_about(NAMES[a]);
    check_sentence(a);
    CHECK(strcmp(hangtime_result_message(a), hangtime_result_message(NONE[0])) != 0);
    for (hangtime_result b = 0; b < a; b++) {
      CHECK(strcmp(hangtime_result_message(a), hangtime_result_message(b)) != 0);
    }
  }
  for (size_t n = 0; n < COUNT_OF(NONE); n++) {
    check_sentence(NONE[n]);
  }
}

static void texts_are_static(void) {
  CHECK(hangtime_result_name(HANGTIME_OK) == hangtime_result_name(HANGTIME_OK));
  CHECK(hangtime_result_message(HANGTIME_OK) == hangtime_result_message(HANGTIME_OK));
  CHECK(hangtime_version() == hangtime_version());
}

static void the_version_is_one_number_in_two_forms(void) {
  unsigned major = 99, minor = 99, patch = 99;
  int end = 0;
  const char *version = hangtime_version();
  CHECK(sscanf(version, "%u.%u.%u%n", &major, &minor, &patch, &end) == 3);
  CHECK(version[end] == '\0' || version[end] == '-');
  CHECK_EQUAL(major * 10000 + minor * 100 + patch, hangtime_version_number());
}

static void the_header_tells_the_version_it_was_made_for(void) {
#ifdef HANGTIME_VERSION_NUMBER
  CHECK_EQUAL(HANGTIME_VERSION_NUMBER, hangtime_version_number());
#else
  CHECK(!"HANGTIME_VERSION_NUMBER is defined in the header");
#endif
}

int main(void) {
  check_begin();
  TEST(every_result_has_the_name_of_its_constant);
  TEST(a_number_that_is_no_result_is_unknown);
  TEST(every_result_is_explained_in_a_sentence_of_its_own);
  TEST(texts_are_static);
  TEST(the_version_is_one_number_in_two_forms);
  TEST(the_header_tells_the_version_it_was_made_for);
  return check_end();
}
