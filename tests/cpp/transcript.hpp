/* What listeners are told, as lines of text: "idle_prompt 60000 1". */

#ifndef TRANSCRIPT_HPP
#define TRANSCRIPT_HPP

#include <hangtime.hpp>

#include <string>
#include <utility>
#include <vector>

using lines = std::vector<std::string>;

inline const char* name_of(hangtime::cause why) {
  switch (why) {
    case hangtime::cause::none: return "none";
    case hangtime::cause::waiting: return "waiting";
    case hangtime::cause::others_left: return "others_left";
    case hangtime::cause::max_duration: return "max_duration";
  }
  return "?";
}

inline const char* name_of(hangtime::dismissal why) {
  switch (why) {
    case hangtime::dismissal::none: return "none";
    case hangtime::dismissal::joined: return "joined";
    case hangtime::dismissal::extended: return "extended";
    case hangtime::dismissal::link: return "link";
    case hangtime::dismissal::held: return "held";
    case hangtime::dismissal::suspended: return "suspended";
    case hangtime::dismissal::disabled: return "disabled";
    case hangtime::dismissal::lengthened: return "lengthened";
    case hangtime::dismissal::left: return "left";
    case hangtime::dismissal::expired: return "expired";
  }
  return "?";
}

inline std::string text_of(hangtime::milliseconds span) { return std::to_string(span.count()); }

/// Lambdas that write a line each. Read the lines after engine::flush.
inline hangtime::callbacks writing_to(lines& to) {
  using namespace hangtime;
  const auto plain = [&to](const char* name) {
    return [&to, name](session_ref) { to.emplace_back(name); };
  };
  const auto with_cause = [&to](const char* name) {
    return [&to, name](session_ref, cause why) {
      to.push_back(std::string(name) + " " + name_of(why));
    };
  };
  callbacks on;
  on.on_session_joined = plain("session_joined");
  on.on_session_left = plain("session_left");
  on.on_session_timed_out = with_cause("session_timed_out");
  on.on_connection_lost = plain("connection_lost");
  on.on_connection_restored = plain("connection_restored");
  on.on_connection_closed = plain("connection_closed");
  on.on_idle_started = with_cause("idle_started");
  on.on_idle_stopped = plain("idle_stopped");
  on.on_idle_prompt = [&to](session_ref, milliseconds left, std::uint32_t number) {
    to.push_back("idle_prompt " + text_of(left) + " " + std::to_string(number));
  };
  on.on_idle_prompt_dismissed = [&to](session_ref, dismissal why) {
    to.push_back(std::string("prompt_dismissed ") + name_of(why));
  };
  on.on_duration_warning = [&to](session_ref, milliseconds left) {
    to.push_back("duration_warning " + text_of(left));
  };
  return on;
}

inline std::string in_a_row(const lines& all) {
  std::string text;
  for (const std::string& one : all) text += (text.empty() ? "" : ", ") + one;
  return text;
}

/// A call of its own: an engine with the manual clock, a session and somebody who writes it down.
struct scene {
  explicit scene(const hangtime::settings& choices = hangtime::settings())
      : engine(hangtime::engine_options().manual_clock()),
        call(engine.open("room", choices)),
        listener(call.add_listener(writing_to(told))) {}

  /// The lines so far, which begin anew.
  std::string taken() {
    engine.flush();
    return in_a_row(std::exchange(told, lines()));
  }

  hangtime::engine engine;
  lines told;
  hangtime::session call;
  hangtime::listener listener;
};

#endif
