/* No exception crosses the library: one that leaves a lambda is std::terminate, so SIGABRT. */

#include "child.hpp"
#include "sentences.hpp"
#include "transcript.hpp"

#include <csignal>
#include <cstdlib>
#include <stdexcept>

using namespace hangtime;
using namespace std::chrono_literals;

namespace {

/// Tells std::terminate from an abort of somebody else.
[[noreturn]] void say_and_abort() {
  say("terminated");
  std::abort();
}

void dies_by_terminate(const std::string& what, const std::function<void()>& act) {
  const ending end = child_of([&] {
    std::set_terminate(say_and_abort);
    act();
  });
  check(end.said == "terminated", what + ": no std::terminate");
  check(WIFSIGNALED(end.status) && WTERMSIG(end.status) == SIGABRT, what + ": no SIGABRT");
}

[[noreturn]] void throw_it() { throw std::runtime_error("left a lambda"); }

/// A call that goes through every event while the lambdas given listen.
void play(callbacks on) {
  engine engine(engine_options().manual_clock());
  const settings choices =
      settings().idle_timeout(300s).prompt(60s).max_duration(1h).max_duration_warning(1min);
  for (const bool until_end : {true, false}) {
    session call = engine.open("room", choices);
    const listener listener = call.add_listener(on);
    call.joined("alice");
    engine.advance(250s);
    if (until_end) {
      engine.advance(60s);
      call.left();
    } else {
      call.participant_joined("bob", "bob");
      call.connection_lost();
      call.connection_restored();
      engine.advance(1h - 280s);
      call.connection_closed();
    }
    engine.flush();
  }
}

void from_each_lambda() {
  const auto dies = [](const char* name, auto callbacks::*member) {
    dies_by_terminate(name, [member] {
      callbacks on;
      on.*member = [](auto&&...) { throw_it(); };
      play(on);
    });
  };
  dies("on_session_joined", &callbacks::on_session_joined);
  dies("on_session_left", &callbacks::on_session_left);
  dies("on_session_timed_out", &callbacks::on_session_timed_out);
  dies("on_connection_lost", &callbacks::on_connection_lost);
  dies("on_connection_restored", &callbacks::on_connection_restored);
  dies("on_connection_closed", &callbacks::on_connection_closed);
  dies("on_idle_started", &callbacks::on_idle_started);
  dies("on_idle_stopped", &callbacks::on_idle_stopped);
  dies("on_idle_prompt", &callbacks::on_idle_prompt);
  dies("on_idle_prompt_dismissed", &callbacks::on_idle_prompt_dismissed);
  dies("on_duration_warning", &callbacks::on_duration_warning);
  dies("on_release", &callbacks::on_release);
}

void from_the_hooks() {
  for (const bool start : {true, false}) {
    dies_by_terminate(start ? "on_thread_start" : "on_thread_stop", [start] {
      engine_options options;
      options.manual_clock();
      start ? options.on_thread_start(throw_it) : options.on_thread_stop(throw_it);
      engine engine(options);
      const session call = engine.open("room");
    });
  }
}

void caught_inside_is_no_matter() {
  engine engine(engine_options().manual_clock());
  session call = engine.open("room");
  result refused = result::ok;
  callbacks on;
  on.on_session_left = [&](session_ref told) { refused = attempt([&] { told.extend(); }); };
  const listener listener = call.add_listener(std::move(on));
  call.joined("alice");
  call.left();
  engine.flush();
  check(refused == result::ended, "the refusal did not reach the lambda");
}

}  // namespace

int main() {
  return run({
      {"an exception that leaves a lambda ends the process", from_each_lambda},
      {"an exception that leaves a hook ends the process", from_the_hooks},
      {"a refusal inside a lambda can be taken as a result", caught_inside_is_no_matter},
  });
}
