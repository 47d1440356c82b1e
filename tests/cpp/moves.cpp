/* Who owns what: objects move, empty ones refuse, and any order of destruction is harmless. */

#include "sentences.hpp"
#include "transcript.hpp"
#include "witness.hpp"

#include <type_traits>

using namespace hangtime;
using namespace std::chrono_literals;

namespace {

template <class Owner>
constexpr bool moves_only =
    std::is_nothrow_move_constructible_v<Owner> && std::is_nothrow_move_assignable_v<Owner> &&
    !std::is_copy_constructible_v<Owner> && !std::is_copy_assignable_v<Owner> &&
    std::is_nothrow_destructible_v<Owner>;

static_assert(moves_only<engine> && moves_only<session>);
static_assert(moves_only<listener> && moves_only<scoped_hold>);
static_assert(std::is_nothrow_copy_constructible_v<session_ref>);
static_assert(std::is_nothrow_default_constructible_v<session>);
static_assert(std::is_convertible_v<session&, session_ref>);
static_assert(!std::is_constructible_v<session, session_ref>);
static_assert(std::is_base_of_v<std::runtime_error, error>);

void a_session_moves() {
  engine engine(engine_options().manual_clock());
  session one = engine.open("one");
  const session_ref named = one;
  session moved(std::move(one));
  check(!one && one.handle() == 0 && moved == named, "the handle did not move");
  check_refused(result::handle, [&] { one.joined("alice"); });
  check_refused(result::handle, [&] { one.close(); });
  moved.joined("alice");
  session two = engine.open("two");
  moved = std::move(two);
  check_text(moved.id(), "two");
  check_refused(result::handle, [&] { named.left(); });
  check(engine.stats().sessions == 1, "the session assigned to was not closed");
  session& itself = moved;
  moved = std::move(itself);
  check_text(moved.id(), "two");
}

void a_session_closes() {
  engine engine(engine_options().manual_clock());
  {
    const session one = engine.open("one");
    check(engine.stats().sessions == 1, "not open");
  }
  check(engine.stats().sessions == 0, "the destructor did not close");
  session two = engine.open("two");
  const session_ref named = two.release();
  check(!two, "a session that was released is not empty");
  two = session();
  check_text(named.id(), "two");
  session three = engine.open("three");
  three.close();
  check(!three, "a closed session is not empty");
  check_refused(result::handle, [&] { three.close(); });
}

void a_listener_moves() {
  scene s;
  listener moved(std::move(s.listener));
  check(!s.listener && s.listener.handle() == 0 && moved, "the listener did not move");
  check_refused(result::handle, [&] { s.listener.remove(); });
  check_refused(result::handle, [&] { s.listener.detach(); });
  s.call.joined("alice");
  check_text(s.taken(), "session_joined, idle_started waiting");
  s.listener = std::move(moved);
  listener& itself = s.listener;
  s.listener = std::move(itself);
  check(s.engine.stats().listeners == 1, "moving removed the listener");
  check(s.listener.release() != 0, "a released listener has no number");
  check(s.engine.stats().listeners == 1, "releasing removed the listener");
  s.call.left();
  check_text(s.taken(), "session_left");
}

void an_engine_moves() {
  scene s;
  engine moved(std::move(s.engine));
  s.call.joined("alice");
  moved.advance(300s);
  moved.flush();
  check_text(in_a_row(s.told), "session_joined, idle_started waiting, session_timed_out waiting");
  check_refused(result::handle, [&] { s.engine.flush(); });
  check_refused(result::handle, [&] { static_cast<void>(s.engine.open("room")); });
  moved = engine(engine_options().manual_clock());
  check_refused(result::handle, [&] { s.call.left(); });
}

void references_are_compared() {
  engine one(engine_options().manual_clock());
  engine other(engine_options().manual_clock());
  const session a = one.open("a");
  const session b = one.open("a");
  const session_ref again = a;
  check(again == a && a == again && a != b && session_ref() != again, "wrong comparisons");
  check(other.ref(a.handle()) != a, "sessions of two engines are the same");
  check_refused(result::handle, [&] { other.ref(a.handle()).left(); });
  check_refused(result::handle, [] { session_ref().left(); });
}

void the_engine_goes_first() {
  session call;
  listener listener;
  std::unique_ptr<scoped_hold> hold;
  witness seen;
  {
    engine engine(engine_options().manual_clock());
    call = engine.open("room");
    callbacks on;
    on.on_session_joined = [kept = seen.capture()](session_ref) {};
    listener = call.add_listener(std::move(on));
    call.joined("alice");
    hold = std::make_unique<scoped_hold>(call, "recording");
  }
  check(seen.destroyed() == 1, "the engine did not release the lambdas");
  check_refused(result::handle, [&] { call.left(); });
  check_refused(result::handle, [&] { call.status(); });
  check_refused(result::handle, [&] { listener.remove(); });
}

void owned_by_its_own_lambda() {
  engine engine(engine_options().manual_clock());
  witness seen;
  auto call = std::make_shared<session>(engine.open("room"));
  session& alone = *call;
  callbacks on;
  on.on_session_joined = [call, kept = seen.capture()](session_ref) {};
  call->add_listener(std::move(on)).release();
  call.reset();
  check(seen.destroyed() == 0, "gone too early");
  alone.close();
  check(seen.destroyed() == 1, "closing did not destroy the lambda that owned the session");
}

void freed_with_all_it_owns() {
  witness seen;
  {
    engine engine(engine_options().manual_clock());
    const auto call = std::make_shared<session>(engine.open("room"));
    const auto self = std::make_shared<listener>();
    callbacks on;
    on.on_session_joined = [call, self, kept = seen.capture()](session_ref) {};
    *self = call->add_listener(std::move(on));
  }
  check(seen.destroyed() == 1, "the engine left a lambda that owns its session");
}

}  // namespace

int main() {
  return run({
      {"a session moves, and closes what it is assigned over", a_session_moves},
      {"a session closes in its destructor, once", a_session_closes},
      {"a listener moves and can be released", a_listener_moves},
      {"an engine moves with its sessions", an_engine_moves},
      {"references are compared by session", references_are_compared},
      {"sessions and listeners know when the engine is gone", the_engine_goes_first},
      {"a session may be owned by its own lambda", owned_by_its_own_lambda},
      {"an engine frees lambdas that own their session", freed_with_all_it_owns},
  });
}
