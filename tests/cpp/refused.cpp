/* What must not compile. refused.sh compiles it for each number; with 0 everything is well. */

#include <hangtime.hpp>

#ifndef REFUSED
#define REFUSED 0
#endif

using namespace std::chrono_literals;

void use(hangtime::engine& engine, hangtime::session& call, hangtime::listener& listener,
         hangtime::scoped_hold& hold) {
#if REFUSED == 0
  hangtime::session moved(std::move(call));
  hangtime::session_ref copied = moved;
  hangtime::settings().idle_timeout(5min);
  hangtime::listener kept = copied.add_listener({});
  static_cast<void>(engine.raw());
  static_cast<void>(listener.handle());
  hold.release();
#elif REFUSED == 1  // copying a session
  hangtime::session copied(call);
#elif REFUSED == 2  // assigning a session without moving it
  hangtime::session other;
  other = call;
#elif REFUSED == 3  // copying a listener
  hangtime::listener copied(listener);
#elif REFUSED == 4  // copying an engine
  hangtime::engine copied(engine);
#elif REFUSED == 5  // copying a hold
  hangtime::scoped_hold copied(hold);
#elif REFUSED == 6  // owning what is only named
  hangtime::session owned = hangtime::session_ref(call);
#elif REFUSED == 7  // a duration finer than the library's
  hangtime::settings().idle_timeout(5us);
#elif REFUSED == 8  // a duration without a unit
  hangtime::settings().idle_timeout(300);
#elif REFUSED == 9  // a number for a kind
  call.participant_changed("bob", 4);
#elif REFUSED == 10  // dropping the listener at once
  call.add_listener({});
#elif REFUSED == 11  // closing what is only named
  hangtime::session_ref(call).close();
#elif REFUSED == 12  // a lambda that does not take what it is given
  hangtime::callbacks on;
  on.on_idle_prompt = [](hangtime::session_ref, hangtime::cause) {};
#else
  static_cast<void>(0);
#endif
}
