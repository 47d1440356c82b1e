/* A program of tests: sentences, each with a function that checks whether it is true. */

#ifndef SENTENCES_HPP
#define SENTENCES_HPP

#include <hangtime.hpp>

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <vector>

struct sentence {
  const char* text;
  std::function<void()> test;
};

/// Failed checks so far; lambdas check on the callback thread, too.
inline std::atomic<int> failures{0};

/// Notes a failure and goes on: a lambda of a listener must not throw.
inline void check(bool holds, const std::string& what, int line = __builtin_LINE(),
                  const char* file = __builtin_FILE()) {
  if (holds) return;
  ++failures;
  std::printf("  %s:%d: %s\n", file, line, what.c_str());
}

/// Texts are the same.
inline void check_text(const std::string& is, const std::string& should,
                       int line = __builtin_LINE(), const char* file = __builtin_FILE()) {
  check(is == should, "is \"" + is + "\", should be \"" + should + "\"", line, file);
}

/// The call throws hangtime::error with this code and the library's sentence for it.
template <class Call>
void check_refused(hangtime::result code, const Call& call, int line = __builtin_LINE(),
                   const char* file = __builtin_FILE()) {
  const auto number = static_cast<hangtime_result>(code);
  const std::string wanted = hangtime_result_name(number);
  try {
    call();
    check(false, "not refused, should be " + wanted, line, file);
  } catch (const hangtime::error& refused) {
    const std::string sentence = refused.what();
    check(refused.code() == code && refused.name() == wanted,
          std::string("is ") + refused.name() + ", should be " + wanted, line, file);
    check(sentence.rfind(hangtime_result_message(number), 0) == 0,
          "what() does not begin with the library's sentence: " + sentence, line, file);
  }
}

inline bool is_true(const sentence& one) {
  const int before = failures;
  try {
    one.test();
  } catch (const std::exception& thrown) {
    check(false, std::string("threw ") + thrown.what());
  }
  return failures == before;
}

/// Runs them all; the result is that of main.
inline int run(const std::vector<sentence>& sentences) {
  int passed = 0;
  int failed = 0;
  for (const sentence& one : sentences) {
    // What waits for ever ends the program, which is a failure; nothing is right by this time.
    alarm(300);
    const bool holds = is_true(one);
    std::printf("%s %s\n", holds ? "ok  " : "FAIL", one.text);
    std::fflush(stdout);
    ++(holds ? passed : failed);
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

#endif
