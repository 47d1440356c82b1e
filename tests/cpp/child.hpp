/* A child process: what it says before its end, and what end that is. */

#ifndef CHILD_HPP
#define CHILD_HPP

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <string>

struct ending {
  std::string said;
  int status = 0;
};

/// In the child: where say() writes.
inline int parent = -1;

inline void say(const std::string& words) {
  if (write(parent, words.data(), words.size()) < 0) _exit(1);
}

/// Forks, and waits for the child, which ends by itself or after `act`. Go by what it says: its
/// exit status may be a memory checker's.
template <class Act>
ending child_of(const Act& act) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no child");
  if (child == 0) {
    parent = ends[1];
    act();
    _exit(0);
  }
  close(ends[1]);
  ending end;
  char words[64];
  for (ssize_t count; (count = read(ends[0], words, sizeof words)) > 0;) {
    end.said.append(words, static_cast<std::size_t>(count));
  }
  close(ends[0]);
  waitpid(child, &end.status, 0);
  return end;
}

#endif
