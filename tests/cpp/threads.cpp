/* The callback thread: its hooks, and what becomes of an engine in a child process. */

#include "child.hpp"
#include "sentences.hpp"
#include "transcript.hpp"
#include "witness.hpp"

#include <thread>

using namespace hangtime;
using namespace std::chrono_literals;

namespace {

struct hooked {
  engine_options options() {
    return engine_options()
        .manual_clock()
        .on_thread_start([this, kept = seen.capture()] {
          thread = std::this_thread::get_id();
          told.emplace_back("start");
        })
        .on_thread_stop([this] {
          check(thread == std::this_thread::get_id(), "stopped on another thread");
          told.emplace_back("stop");
        });
  }

  callbacks lambdas() {
    callbacks on;
    on.on_session_joined = [this](session_ref) {
      check(thread == std::this_thread::get_id(), "called on another thread");
      told.emplace_back("joined");
      if (inside) inside();
    };
    return on;
  }

  witness seen;
  std::thread::id thread;
  lines told;
  std::function<void()> inside;
};

void first_and_last() {
  hooked h;
  {
    engine engine(h.options());
    check(h.told.empty(), "the thread started before the first session");
    session call = engine.open("room");
    const listener listener = call.add_listener(h.lambdas());
    call.joined("alice");
    engine.flush();
  }
  check_text(in_a_row(h.told), "start, joined, stop");
  check(h.thread != std::this_thread::get_id(), "called on the host's thread");
  check(h.seen.destroyed() == 1, "the hooks were not destroyed with the engine");
}

void freed_inside() {
  hooked h;
  auto own = std::make_unique<engine>(h.options());
  session call = own->open("room");
  const listener listener = call.add_listener(h.lambdas());
  gate joined;
  h.inside = [&] {
    joined.pass();
    own.reset();
  };
  call.joined("alice");
  joined.open();
  h.seen.wait();
  check_text(in_a_row(h.told), "start, joined, stop");
}

void never_started() {
  hooked h;
  { const engine engine(h.options()); }
  check(h.told.empty(), "a hook ran without a thread");
  check(h.seen.destroyed() == 1, "the hooks were not destroyed");
}

void one_hook_is_enough() {
  for (const bool start : {true, false}) {
    std::atomic<int> calls{0};
    const auto count = [&] { ++calls; };
    {
      engine_options options;
      options.manual_clock();
      start ? options.on_thread_start(count) : options.on_thread_stop(count);
      engine engine(options);
      const session call = engine.open("room");
    }
    check(calls == 1, "a hook alone was not called once");
  }
}

void a_child_process() {
  scene s;
  s.call.joined("alice");
  s.engine.flush();
  const ending end = child_of([&] {
    const bool refused = attempt([&] { s.call.extend(); }) == result::forked &&
                         attempt([&] { s.listener.remove(); }) == result::forked;
    s.call = session();
    s.engine = engine(engine_options().manual_clock());
    s.call = s.engine.open("new");
    say((refused ? "refused, " : "taken, ") + s.call.id());
  });
  check_text(end.said, "refused, new");
  s.engine.advance(300s);
  check_text(s.taken(), "session_joined, idle_started waiting, session_timed_out waiting");
}

}  // namespace

int main() {
  return run({
      {"hooks run first and last on the thread of the lambdas", first_and_last},
      {"hooks live on when the engine is freed inside a lambda", freed_inside},
      {"hooks of an engine without sessions are destroyed unused", never_started},
      {"each hook may be given without the other", one_hook_is_enough},
      {"in a child process calls are refused and destructors harmless", a_child_process},
  });
}
