// The same in C++17.
#include <cassert>
#include <chrono>
#include <hangtime.hpp>
#include <iostream>

#ifdef NDEBUG
#error "this program is made of assertions"
#endif

int main() {
  using namespace std::chrono_literals;
  int timed_out = 0;
  hangtime::callbacks on;
  on.on_session_timed_out = [&](hangtime::session_ref, hangtime::cause why) {
    timed_out += why == hangtime::cause::others_left;
  };

  hangtime::engine engine(hangtime::engine_options().manual_clock());
  hangtime::session call = engine.open("room-42", hangtime::settings().idle_timeout(2min));
  hangtime::listener listener = call.add_listener(std::move(on));
  call.joined("alice", {{"bob", "bobs-phone"}});
  call.participant_left("bobs-phone");

  engine.advance(2min - 1ms);
  engine.flush();
  assert(timed_out == 0);
  engine.advance(1ms);
  engine.flush();
  assert(timed_out == 1);

  bool refused = false;
  try {
    call.extend();
  } catch (const hangtime::error&) {
    refused = true;
  }
  assert(refused);
  std::cout << "hangtime " << hangtime_version() << ": all have left\n";
}
