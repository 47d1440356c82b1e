/* The second of two translation units with the header: see two_units.cpp. */

#include <hangtime.hpp>
#include <hangtime.hpp>

hangtime::listener listen_elsewhere(const hangtime::session_ref& call, int& calls) {
  hangtime::callbacks on;
  on.on_session_joined = [&calls](hangtime::session_ref) { ++calls; };
  return call.add_listener(std::move(on));
}
