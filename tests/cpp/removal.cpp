/* Removing: a barrier from outside, the last call from inside; captures go once, after it. */

#include "sentences.hpp"
#include "transcript.hpp"
#include "witness.hpp"

#include <thread>

using namespace hangtime;
using namespace std::chrono_literals;

namespace {

/// A call whose only listener is looked after.
struct watched {
  watched() { listener = call.add_listener(lambdas()); }

  callbacks lambdas() {
    callbacks on;
    on.on_session_joined = [this, kept = seen.capture()](session_ref) { count(); };
    on.on_connection_lost = [this](session_ref) {
      count();
      reported.pass();
      if (inside) inside(*this);
    };
    on.on_connection_restored = [this](session_ref) { count(); };
    on.on_release = [this] {
      check(seen.destroyed() == 0, "captures were destroyed before on_release");
      ++released;
    };
    return on;
  }

  void count() {
    check(released == 0, "called after the release");
    ++calls;
  }

  std::atomic<int> calls{0};
  std::atomic<int> released{0};
  witness seen;
  gate reported;
  std::function<void(watched&)> inside;
  std::unique_ptr<hangtime::engine> engine =
      std::make_unique<hangtime::engine>(engine_options().manual_clock());
  session call = engine->open("room");
  hangtime::listener listener;
};

struct fate {
  const char* name;
  std::function<void(watched&)> act;
};

const std::vector<fate> barriers = {
    {"remove()", [](watched& w) { w.listener.remove(); }},
    {"the listener's destructor", [](watched& w) { listener gone(std::move(w.listener)); }},
    {"an assigned listener", [](watched& w) { w.listener = listener(); }},
    {"close()", [](watched& w) { w.call.close(); }},
    {"the session's destructor", [](watched& w) { session gone(std::move(w.call)); }},
    {"an assigned session", [](watched& w) { w.call = session(); }},
    {"release(), then close()", [](watched& w) { w.listener.release(), w.call.close(); }},
    {"the engine's destructor", [](watched& w) { w.engine.reset(); }},
};

void gone_once(const watched& w, const char* name) {
  check(w.seen.destroyed() == 1, std::string(name) + ": captures were not destroyed once");
  check(w.released == 1, std::string(name) + ": not released once");
}

void from_outside() {
  for (const fate& one : barriers) {
    watched w;
    w.call.joined("alice");
    w.engine->flush();
    check(w.calls == 1 && w.seen.destroyed() == 0, "gone before it went");
    one.act(w);
    gone_once(w, one.name);
    // Whatever is left of them ends without a second release.
    attempt([&] { w.call.connection_closed(); });
    w.listener = listener();
    w.call = session();
    w.engine.reset();
    gone_once(w, one.name);
    check(w.calls == 1, std::string(one.name) + ": called again");
  }
}

void from_inside() {
  std::vector<fate> ways = barriers;
  ways.push_back({"detach()", [](watched& w) { w.listener.detach(); }});
  for (const fate& one : ways) {
    watched w;
    std::atomic<int> still_there{0};
    w.inside = [&](watched& within) {
      one.act(within);
      still_there += within.seen.destroyed() == 0 && within.released == 0;
    };
    w.call.joined("alice");
    w.call.connection_lost();
    w.call.connection_restored();
    w.reported.open();
    w.seen.wait();
    check(still_there == 1, std::string(one.name) + ": captures went during the call");
    check(w.calls == 2, std::string(one.name) + ": not the last call");
    gone_once(w, one.name);
  }
}

/// The lambda is in its call while `end` runs; it has to be out of it when `end` returns.
void waits_for_the_call(const std::function<void(watched&)>& end) {
  for (int round = 0; round < 50; ++round) {
    watched w;
    gate entered;
    std::atomic<bool> finished{false};
    gate open;
    w.inside = [&](watched&) {
      entered.open();
      open.pass();
      finished = true;
    };
    w.reported.open();
    w.call.joined("alice");
    w.call.connection_lost();
    entered.pass();
    std::thread ending([&] {
      end(w);
      check(finished, "returned while the lambda was running");
    });
    // The listener is taken out first, and only then waited for.
    while (w.engine->stats().listeners != 0) std::this_thread::yield();
    open.open();
    ending.join();
    gone_once(w, "the end");
  }
}

void removing_waits() {
  waits_for_the_call([](watched& w) { w.listener.remove(); });
  waits_for_the_call([](watched& w) { w.listener = listener(); });
}

void closing_waits() {
  waits_for_the_call([](watched& w) { w.call.close(); });
  waits_for_the_call([](watched& w) { w.call = session(); });
}

void freeing_waits() {
  watched w;
  gate entered;
  std::atomic<bool> finished{false};
  w.inside = [&](watched&) {
    entered.open();
    for (int i = 0; i < 10000; ++i) std::this_thread::yield();
    finished = true;
  };
  w.reported.open();
  w.call.joined("alice");
  w.call.connection_lost();
  entered.pass();
  w.engine.reset();
  check(finished, "the engine was destroyed while the lambda was running");
  gone_once(w, "the engine's destructor");
}

void closed_inside_removed_outside() {
  watched w;
  gate closed;
  std::atomic<bool> finished{false};
  w.inside = [&](watched& within) {
    within.call.close();
    closed.open();
    for (int i = 0; i < 10000; ++i) std::this_thread::yield();
    finished = true;
  };
  w.call.joined("alice");
  w.call.connection_lost();
  w.reported.open();
  closed.pass();
  w.listener = listener();
  check(finished, "the listener is gone while its lambda is running");
  w.seen.wait();
}

void detaching_does_not_wait() {
  watched w;
  gate entered;
  gate open;
  w.inside = [&](watched&) {
    entered.open();
    open.pass();
  };
  w.reported.open();
  w.call.joined("alice");
  w.call.connection_lost();
  entered.pass();
  w.call.connection_restored();
  w.listener.detach();
  check(w.seen.destroyed() == 0, "captures went during the call");
  check(!w.listener, "a detached listener is not empty");
  open.open();
  w.seen.wait();
  check(w.calls == 2, "called after the detach");
  gone_once(w, "detach()");
}

void reports_from_another_thread() {
  for (int round = 0; round < 50; ++round) {
    scene s;
    s.call.joined("alice");
    std::atomic<bool> removed{false};
    std::atomic<bool> stop{false};
    gate told;
    std::atomic<int> calls{0};
    callbacks on;
    on.on_idle_stopped = [&](session_ref) {
      check(!removed, "called after remove() returned");
      if (++calls == 1) told.open();
    };
    listener listener = s.call.add_listener(std::move(on));
    std::thread reporting([&, named = session_ref(s.call)] {
      while (!stop) {
        named.participant_joined("bob", "bob");
        named.participant_left("bob");
      }
    });
    told.pass();
    listener.remove();
    removed = true;
    stop = true;
    reporting.join();
    s.engine.flush();
  }
}

void not_added_not_leaked() {
  const auto refuse = [](result code, const session_ref& call) {
    witness seen;
    std::atomic<int> released{0};
    callbacks on;
    on.on_session_joined = [kept = seen.capture()](session_ref) {};
    on.on_release = [&] { ++released; };
    check_refused(code, [&] { static_cast<void>(call.add_listener(std::move(on))); });
    check(seen.destroyed() == 1, "what was not added was not destroyed once");
    check(released == 0, "what was not added was released");
  };
  engine engine(engine_options().manual_clock());
  session call = engine.open("room", settings().max_listeners(1));
  const listener first = call.add_listener({});
  refuse(result::limit, call);
  const session_ref closed = call;
  call.close();
  refuse(result::handle, closed);
  refuse(result::handle, session_ref());
  hangtime::engine polled(engine_options().poll_mode());
  refuse(result::polled, polled.open("room"));
}

}  // namespace

int main() {
  return run({
      {"captures are destroyed once, however a listener goes", from_outside},
      {"removed from inside its own lambda, that call is the last", from_inside},
      {"removing a listener waits for its lambda", removing_waits},
      {"closing a session waits for the lambdas of its listeners", closing_waits},
      {"freeing an engine waits for the lambda in flight", freeing_waits},
      {"a listener closed from inside is a barrier from outside", closed_inside_removed_outside},
      {"detaching does not wait, and the call in flight is the last", detaching_does_not_wait},
      {"a removed listener is never called again", reports_from_another_thread},
      {"lambdas that are not added are destroyed at once", not_added_not_leaked},
  });
}
