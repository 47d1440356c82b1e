/* The header stands alone, may be included twice, and two units with it link to one program. */

#include <hangtime.hpp>
#include <hangtime.hpp>

#include "sentences.hpp"

hangtime::listener listen_elsewhere(const hangtime::session_ref& call, int& calls);

namespace {

void objects_cross() {
  hangtime::engine engine(hangtime::engine_options().manual_clock());
  hangtime::session call = engine.open("room");
  int calls = 0;
  const hangtime::listener listener = listen_elsewhere(call, calls);
  call.joined("alice");
  engine.flush();
  check(calls == 1, "the lambda of the other unit was not called");
}

}  // namespace

int main() {
  return run({{"objects of one unit work in another", objects_cross}});
}
