/* A session moves as bytes: its countdown, roster and holds come along, its listeners do not, so
 * that restoring names a new one: lambdas or a Dart port. */

#include "sentences.hpp"
#include "transcript.hpp"
#include "witness.hpp"

#include <thread>

#if __cplusplus >= 202002L
#include <span>
#endif

using namespace hangtime;
using namespace std::chrono_literals;

namespace {

engine manual() { return engine(engine_options().manual_clock()); }

std::vector<std::byte> alone_for(milliseconds span) {
  scene s(settings().idle_timeout(300s).prompt(60s));
  s.call.joined("alice", {{"notes", "notes", kind::bot}});
  s.engine.advance(span);
  return s.call.snapshot();
}

void the_countdown_goes_on() {
  const auto bytes = alone_for(100s);
  engine engine = manual();
  lines told;
  const restored back = engine.restore(bytes, 20s, writing_to(told));
  check_text(back.session.id(), "room");
  const session_status now = back.session.status();
  check(now.phase == phase::counting && now.alone_for == 120s, "the time alone");
  check(now.until_end == 180s && now.participants == 1, "the time left, or the roster");
  engine.flush();
  check(told.empty(), "restoring told something");
  engine.advance(180s);
  engine.flush();
  check_text(in_a_row(told),
             "idle_prompt 60000 1, prompt_dismissed expired, session_timed_out waiting");
}

void without_a_listener() {
  engine engine = manual();
  session call = engine.restore(alone_for(10s), 0s);
  check(engine.stats().listeners == 0, "a listener came along");
  call.hold("guest");
  const session again = engine.restore(call.snapshot(), 0s);
  check(again.status().holds == 1 && again != call, "the hold did not come along");
}

void bytes_of_any_kind() {
  const auto bytes = alone_for(10s);
  const auto* begin = reinterpret_cast<const char*>(bytes.data());
  const std::string text(begin, bytes.size());
  const std::vector<std::uint8_t> octets(text.begin(), text.end());
  engine engine = manual();
  check_text(engine.restore(text, 0s).id(), "room");
  check_text(engine.restore(octets, 0s).id(), "room");
  check_text(engine.restore({bytes.data(), bytes.size()}, 0s).id(), "room");
#if __cplusplus >= 202002L
  check_text(engine.restore(std::span<const std::byte>(bytes), 0s).id(), "room");
#endif
}

void bad_bytes() {
  auto bytes = alone_for(10s);
  engine engine = manual();
  const auto refuse = [&](result code, const bytes_view& damaged, milliseconds elapsed) {
    check_refused(code, [&] { static_cast<void>(engine.restore(damaged, elapsed)); });
    witness seen;
    std::atomic<int> released{0};
    callbacks on;
    on.on_session_joined = [kept = seen.capture()](session_ref) {};
    on.on_release = [&] { ++released; };
    check_refused(code, [&] {
      static_cast<void>(engine.restore(damaged, elapsed, std::move(on)));
    });
    on = callbacks();
    check(seen.destroyed() == 1 && released == 0, "refused lambdas were kept or released");
  };
  refuse(result::snapshot, {bytes.data(), bytes.size() - 1}, 0s);
  refuse(result::snapshot, std::vector<std::byte>(), 0s);
  refuse(result::invalid, bytes, -1ms);
  refuse(result::invalid, bytes, milliseconds::max());
  bytes[bytes.size() / 2] ^= std::byte{1};
  refuse(result::snapshot, bytes, 0s);
  check(engine.stats().sessions == 0, "bad bytes opened a session");
}

void limits_hold() {
  scene s(settings().max_listeners(1));
  s.call.joined("alice");
  engine small(engine_options().manual_clock().max_sessions(1));
  const restored back = small.restore(s.call.snapshot(), 0s, {});
  check_refused(result::limit, [&] { static_cast<void>(back.session.add_listener({})); });
  check_refused(result::limit, [&] { static_cast<void>(small.restore(s.call.snapshot(), 0s)); });
  engine polled(engine_options().poll_mode());
  check_refused(result::polled, [&] {
    static_cast<void>(polled.restore(s.call.snapshot(), 0s, {}));
  });
}

void while_it_grows() {
  scene s;
  s.call.joined("alice");
  std::atomic<bool> grown{false};
  std::thread growing([&] {
    for (int i = 0; i < 3000; ++i) {
      const std::string name = "guest-" + std::to_string(i);
      s.call.participant_joined(name, name);
    }
    grown = true;
  });
  for (bool last = false; !last;) {
    last = grown;
    const auto both = [&] { return s.call.snapshot().size() + s.call.log().size(); };
    check(attempt(both) == result::ok, "refused because it has grown");
  }
  growing.join();
  const session back = s.engine.restore(s.call.snapshot(), 0s);
  check(back.status().participants == 3000, "not everybody came along");
}

void what_is_due_is_told() {
  engine engine = manual();
  lines told;
  const restored back = engine.restore(alone_for(240s), 60s, writing_to(told));
  engine.advance(0s);
  engine.flush();
  check_text(in_a_row(told), "prompt_dismissed expired, session_timed_out waiting");
}

/// A port that is dead after its first two messages; stands for Dart_PostCObject.
std::atomic<int> posted{0};
bool post(std::int64_t port, void* message) {
  check(port == 7 && message != nullptr, "posted to another port, or nothing");
  return ++posted <= 2;
}

void to_a_dart_port() {
  engine engine = manual();
  auto* const post_cobject = reinterpret_cast<void*>(post);
  session call = engine.open("room");
  const listener listener = call.add_dart_port(post_cobject, 7);
  check(static_cast<bool>(listener), "an empty listener");
  check_refused(result::invalid, [&] { static_cast<void>(call.add_dart_port(post_cobject, 0)); });
  call.joined("alice");
  engine.flush();
  check(posted == 2, "posted " + std::to_string(posted) + " times");
  session back = engine.restore_dart_port(call.snapshot(), 0s, post_cobject, 7);
  back.left();
  engine.flush();
  check(posted == 3 && engine.stats().listeners_dropped == 1, "a dead port was not dropped");
}

}  // namespace

int main() {
  return run({
      {"the countdown goes on where it was, less what has passed", the_countdown_goes_on},
      {"a session is restored without a listener, with its holds", without_a_listener},
      {"bytes come in any container", bytes_of_any_kind},
      {"bad bytes are refused, and so are the lambdas with them", bad_bytes},
      {"limits hold for what is restored", limits_hold},
      {"events are posted to a Dart port, also of what is restored", to_a_dart_port},
      {"a snapshot is whole while the session grows", while_it_grows},
      {"what fell due on the way is told to the listener given", what_is_due_is_told},
  });
}
