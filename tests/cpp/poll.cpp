/* Poll mode: a descriptor to wait for, events to take, nobody who is called. */

#include "sentences.hpp"
#include "transcript.hpp"

#include <poll.h>

using namespace hangtime;
using namespace std::chrono_literals;

namespace {

engine polled() { return engine(engine_options().manual_clock().poll_mode()); }

bool is_readable(const engine& engine) {
  pollfd waiting{static_cast<int>(engine.event_fd()), POLLIN, 0};
  return poll(&waiting, 1, 0) == 1;
}

void every_type_of_event() {
  engine engine = polled();
  session call = engine.open("room", settings().idle_timeout(300s).prompt(60s).max_duration(2h)
                                         .max_duration_warning(5min));
  call.joined("alice", {{"bob", "bob"}});
  call.connection_lost();
  call.connection_restored();
  call.participant_left("bob");
  engine.advance(240s);
  call.participant_joined("bob", "bob");
  engine.advance(2h);
  call.left();
  const std::vector<event> events = engine.take_events();
  const std::vector<event_type> wanted = {
      event_type::session_joined,      event_type::connection_lost,
      event_type::connection_restored, event_type::idle_started,
      event_type::idle_prompt,         event_type::idle_prompt_dismissed,
      event_type::idle_stopped,        event_type::duration_warning,
      event_type::session_timed_out,   event_type::session_left};
  check(events.size() == wanted.size(), "took " + std::to_string(events.size()) + " events");
  for (std::size_t i = 0; i < wanted.size() && i < events.size(); ++i) {
    check(events[i].type == wanted[i], "event " + std::to_string(i) + " is of another type");
    check(events[i].session == call, "an event of another session");
  }
}

void the_values() {
  engine engine = polled();
  session call = engine.open("room", settings().idle_timeout(300s).prompt(60s));
  engine.advance(1s);
  call.joined("alice");
  engine.advance(240s);
  engine.suspend(60s + 500ms);
  const std::vector<event> events = engine.take_events();
  check(events.size() == 5, "took " + std::to_string(events.size()) + " events");
  const event& started = events.at(1);
  check(started.cause == cause::waiting && started.at == 1s, "idle_started");
  const event& prompt = events.at(2);
  check(prompt.remaining == 60s && prompt.number == 1, "idle_prompt");
  check(prompt.at == 241s && prompt.late == 0ms, "the time of the prompt");
  const event& dismissed = events.at(3);
  check(dismissed.dismissed == dismissal::expired, "the dismissal");
  check(dismissed.cause == cause::none && dismissed.number == 0, "what is not the dismissal's");
  const event& end = events.at(4);
  check(end.cause == cause::waiting && end.dismissed == dismissal::none, "the time-out");
  check(end.at == 301500ms && end.late == 500ms, "the time of the time-out");
}

void the_descriptor() {
  engine engine = polled();
  session call = engine.open("room");
  check(!is_readable(engine), "readable without an event");
  call.joined("alice");
  check(is_readable(engine), "not readable");
  check(engine.take_events(1).size() == 1 && is_readable(engine), "one of two took both");
  check(engine.take_events(0).empty() && is_readable(engine), "none took one");
  check(engine.take_events(1).size() == 1 && !is_readable(engine), "readable after the last");
  check(engine.take_events().empty(), "an event from nowhere");
}

void more_than_a_batch() {
  engine engine = polled();
  session call = engine.open("room");
  call.joined("alice");
  for (int i = 0; i < 150; ++i) {
    call.participant_joined("bob", "bob");
    call.participant_left("bob");
  }
  check(engine.take_events(100).size() == 100, "not as many as asked for");
  const std::vector<event> rest = engine.take_events();
  check(rest.size() == 202, "took " + std::to_string(rest.size()) + " of the rest");
  check(rest.back().type == event_type::idle_started, "the last is not the last");
}

void events_of_closed_sessions() {
  engine engine = polled();
  session call = engine.open("room");
  const session_ref named = call;
  call.joined("alice");
  call.close();
  const session other = engine.open("room");
  const std::vector<event> events = engine.take_events();
  check(events.size() == 2 && events.at(0).session == named, "events of a closed session");
  check(events.at(0).session != other, "an old event belongs to a new session");
  check_refused(result::handle, [&] { events.at(0).session.left(); });
}

void nobody_is_called() {
  engine engine = polled();
  session call = engine.open("room");
  check_refused(result::polled, [&] { static_cast<void>(call.add_listener({})); });
  check_refused(result::polled, [&] { engine.flush(); });
  hangtime::engine calling;
  check_refused(result::not_polled, [&] { calling.take_events(); });
  check_refused(result::not_polled, [&] { calling.event_fd(); });
}

void the_system_clock() {
  engine engine(engine_options().poll_mode());
  session call = engine.open("room", settings().idle_timeout(20ms));
  call.joined("alice");
  engine.take_events();
  pollfd waiting{static_cast<int>(engine.event_fd()), POLLIN, 0};
  check(poll(&waiting, 1, -1) == 1, "the descriptor did not wake");
  const std::vector<event> events = engine.take_events();
  check(events.size() == 1 && events.at(0).type == event_type::session_timed_out, "no time-out");
}

}  // namespace

int main() {
  return run({
      {"events of each type are taken in order", every_type_of_event},
      {"an event carries its values", the_values},
      {"the descriptor is readable while there are events", the_descriptor},
      {"many events are taken at once or in parts", more_than_a_batch},
      {"events of a closed session belong to no other", events_of_closed_sessions},
      {"there are no listeners in poll mode, no events to take without it", nobody_is_called},
      {"the descriptor wakes when a call times out", the_system_clock},
  });
}
