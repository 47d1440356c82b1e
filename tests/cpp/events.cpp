/* Every event reaches its lambda, with its values, in order, at its time. */

#include "sentences.hpp"
#include "transcript.hpp"

#include <future>

using namespace hangtime;
using namespace std::chrono_literals;

namespace {

const settings prompting = settings().idle_timeout(300s).prompt(60s);

void a_call_nobody_joins() {
  scene s;
  s.call.joined("alice");
  check_text(s.taken(), "session_joined, idle_started waiting");
  s.engine.advance(300s - 1ms);
  check_text(s.taken(), "");
  s.engine.advance(1ms);
  check_text(s.taken(), "session_timed_out waiting");
  s.call.left();
  check_text(s.taken(), "session_left");
}

void a_call_everybody_left() {
  scene s(settings().idle_timeout(120s));
  s.call.joined("alice", {{"bob", "bobs-phone"}, {"carol", "carols-laptop", kind::viewer}});
  s.call.participant_left("bobs-phone");
  check_text(s.taken(), "session_joined");
  s.call.user_left("carol");
  check_text(s.taken(), "idle_started others_left");
  s.call.participant_joined("dan", "dan");
  check_text(s.taken(), "idle_stopped");
  s.call.participant_left("dan");
  s.engine.advance(2min);
  check_text(s.taken(), "idle_started others_left, session_timed_out others_left");
}

void the_prompt_and_its_number() {
  scene s(prompting);
  s.call.joined("alice");
  s.engine.advance(240s);
  check_text(s.taken(), "session_joined, idle_started waiting, idle_prompt 60000 1");
  s.call.extend();
  s.engine.advance(240s);
  check_text(s.taken(), "prompt_dismissed extended, idle_prompt 60000 2");
  s.engine.advance(60s);
  check_text(s.taken(), "prompt_dismissed expired, session_timed_out waiting");
}

void prompted(const std::function<void(scene&)>& then, const char* why) {
  scene s(prompting);
  s.call.joined("alice");
  s.engine.advance(240s);
  s.taken();
  then(s);
  const std::string told = s.taken();
  const std::string wanted = std::string("prompt_dismissed ") + why;
  check(told.rfind(wanted, 0) == 0, "is \"" + told + "\", should begin with " + wanted);
}

void every_dismissal() {
  prompted([](scene& s) { s.call.participant_joined("bob", "bob"); }, "joined");
  prompted([](scene& s) { s.call.extend(); }, "extended");
  prompted([](scene& s) { s.call.connection_lost(); }, "link");
  prompted([](scene& s) { s.call.connection_closed(); }, "link");
  prompted([](scene& s) { s.call.hold("recording"); }, "held");
  prompted([](scene& s) { s.engine.suspend(10min); }, "suspended");
  prompted([](scene& s) { s.call.set_waiting_timeout(0s); }, "disabled");
  prompted([](scene& s) { s.call.set_idle_timeout(10min); }, "lengthened");
  prompted([](scene& s) { s.call.left(); }, "left");
  prompted([](scene& s) { s.engine.advance(60s); }, "expired");
}

void the_link() {
  scene s;
  s.call.joined("alice", {{"bob", "bob"}});
  s.call.connection_lost();
  s.call.connection_restored();
  check_text(s.taken(), "session_joined, connection_lost, connection_restored");
  s.call.connection_lost();
  s.call.connection_restored({});
  check_text(s.taken(), "connection_lost, connection_restored, idle_started others_left");
  s.call.connection_lost();
  s.call.connection_restored({{"bob", "bob"}});
  s.call.connection_closed();
  check_text(s.taken(), "connection_lost, connection_restored, idle_stopped, connection_closed");
}

void the_longest_duration() {
  scene s(settings().max_duration(1h).max_duration_warning(5min));
  s.call.joined("alice", {{"bob", "bob"}});
  s.engine.advance(55min);
  check_text(s.taken(), "session_joined, duration_warning 300000");
  s.engine.advance(5min);
  check_text(s.taken(), "session_timed_out max_duration");
}

void a_lambda_reports() {
  engine engine(engine_options().manual_clock());
  session call = engine.open("room", prompting);
  result refused = result::ok;
  bool same = false;
  callbacks on;
  on.on_idle_prompt = [&](session_ref told, milliseconds, std::uint32_t) {
    same = told == call && told.id() == "room";
    told.extend();
    refused = attempt([&] { engine.flush(); });
  };
  const listener listener = call.add_listener(std::move(on));
  call.joined("alice");
  engine.advance(240s);
  engine.flush();
  check(same, "the session of the lambda is not the session");
  check(refused == result::in_callback, "flush is not refused in a lambda");
  check(call.status().until_end == 300s, "the extension did not count");
}

void only_what_is_wanted() {
  engine engine(engine_options().manual_clock());
  session call = engine.open("room");
  const listener nothing = call.add_listener({});
  int timed_out = 0;
  callbacks on;
  on.on_session_timed_out = [&](session_ref, cause) { ++timed_out; };
  const listener one = call.add_listener(on);
  const listener two = call.add_listener(std::move(on));
  call.joined("alice");
  engine.advance(1h);
  engine.flush();
  check(timed_out == 2, "two listeners were told " + std::to_string(timed_out) + " times");
}

void the_system_clock() {
  const auto begin = std::chrono::steady_clock::now();
  engine engine;
  session call = engine.open("room", settings().idle_timeout(50ms));
  std::promise<cause> ended;
  callbacks on;
  on.on_session_timed_out = [&](session_ref, cause why) { ended.set_value(why); };
  const listener listener = call.add_listener(std::move(on));
  call.joined("alice");
  check(ended.get_future().get() == cause::waiting, "the cause");
  check(std::chrono::steady_clock::now() - begin >= 50ms, "too early");
}

}  // namespace

int main() {
  return run({
      {"a call nobody joins is told from the join to the end", a_call_nobody_joins},
      {"a call everybody left is told with its cause", a_call_everybody_left},
      {"a prompt comes with its time and number", the_prompt_and_its_number},
      {"a prompt is dismissed for each of the reasons", every_dismissal},
      {"the link is told lost, restored and closed", the_link},
      {"the longest duration is warned of and told", the_longest_duration},
      {"a lambda may report and ask", a_lambda_reports},
      {"empty lambdas are not called, full ones once for each listener", only_what_is_wanted},
      {"with the system's clock a time-out comes, and not early", the_system_clock},
  });
}
