/* What is reported and asked: arguments arrive, answers come back, refusals are thrown. */

#include "sentences.hpp"
#include "transcript.hpp"

#include <limits>

using namespace hangtime;
using namespace std::chrono_literals;

namespace {

void the_status() {
  scene s(settings().idle_timeout(300s).prompt(60s).max_duration(1h).max_extensions(3).type(
      session_type::voice));
  check(s.call.status().state == state::opened, "not opened");
  check(s.call.status().phase == phase::none, "a phase before the join");
  s.call.joined("alice");
  s.engine.advance(100s);
  s.call.extend();
  s.engine.advance(30s);
  session_status now = s.call.status();
  check(now.state == state::joined && now.phase == phase::counting, "not counting");
  check(now.alone_for == 130s && now.until_prompt == 210s && now.until_end == 270s, "the times");
  check(now.until_max_duration == 1h - 130s, "the longest duration");
  check(now.extensions_left == 2u && now.prompts == 0, "the numbers");
  check(now.type == session_type::voice && now.link == link::up, "the type or the link");
  s.engine.advance(210s);
  now = s.call.status();
  check(now.phase == phase::prompting && now.prompts == 1, "not prompting");
  check(!now.until_prompt && now.until_end == 60s, "the times of the prompt");
  s.engine.advance(60s);
  now = s.call.status();
  check(now.state == state::timed_out && now.end_cause == cause::waiting, "not timed out");
  check(!now.until_end && !now.until_max_duration, "times after the end");
}

void the_phases() {
  scene s;
  const auto is = [&](phase should, const char* what) {
    check(s.call.status().phase == should, what);
  };
  s.call.joined("alice", {{"bob", "bob"}});
  is(phase::accompanied, "not accompanied");
  check(!s.call.status().alone_for && !s.call.status().extensions_left, "alone or limited");
  s.call.participant_left("bob");
  s.call.hold("recording", 10s);
  is(phase::held, "not held");
  check(s.call.status().holds == 1, "the number of holds");
  s.engine.advance(10s);
  is(phase::counting, "held beyond the age");
  s.call.connection_lost();
  is(phase::paused, "not paused");
  check(s.call.status().link == link::down, "the link is not down");
  s.call.connection_restored();
  is(phase::resyncing, "not resyncing");
  s.call.set_idle_timeout(0s);
  is(phase::disabled, "not disabled");
  s.call.connection_closed();
  check(s.call.status().link == link::closed, "the link is not closed");
  check(s.call.status().state == state::connection_closed, "the state is not closed");
}

void the_roster() {
  scene s;
  s.call.joined("alice", {{"bob", "bob-1"}, {"bob", "bob-2"}, {"notes", "notes", kind::bot}});
  check(s.call.status().others == 1 && s.call.status().participants == 3, "at the join");
  s.call.participant_changed("bob-1", kind::recorder);
  s.call.participant_changed("bob-2", kind::hidden);
  check(s.call.status().others == 0, "after the changes of kind");
  s.call.participant_joined("carol", "carol", kind::phone);
  check(s.call.status().others == 1, "after carol came");
  const roster everybody{{"dan", "dan"}, {"eve", "eve", kind::viewer}};
  s.call.set_roster(everybody);
  check(s.call.status().others == 2 && s.call.status().participants == 2, "after a roster");
  s.call.set_roster({});
  check(s.call.status().participants == 0, "after an empty roster");
}

void holds_and_guards() {
  scene s;
  s.call.joined("alice");
  {
    const scoped_hold recording(s.call, "recording");
    scoped_hold sharing(s.call, "sharing", 1h);
    check(s.call.status().holds == 2, "two holds are not two");
    sharing.release();
    check(s.call.status().holds == 1, "a hold was not released");
    check_refused(result::handle, [&] { sharing.release(); });
    check_refused(result::already_held, [&] { scoped_hold(s.call, "recording"); });
  }
  check(s.call.status().holds == 0, "the end of a block released nothing");
  s.call.hold("guest");
  s.call.release_hold("guest");
  check_refused(result::not_found, [&] { s.call.release_hold("guest"); });
}

void a_guard_moves() {
  scene s;
  s.call.joined("alice");
  scoped_hold kept(s.call, "one");
  {
    scoped_hold moved(std::move(kept));
    kept = scoped_hold(s.call, "two");
    check(s.call.status().holds == 2, "moving released a hold");
    kept = std::move(moved);
    check(s.call.status().holds == 1, "assigning did not release the old one");
  }
  check(s.call.status().holds == 1, "a guard that was moved from released something");
  s.call.release_hold("one");
  const scoped_hold outlives(s.call, "three");
  s.call.close();
}

void words_of_a_session() {
  scene s(settings().max_log_lines(3));
  check_text(s.call.id(), "room");
  const std::string longest(255, 'x');
  check_text(s.engine.open(longest).id(), longest);
  check_text(s.call.log(), "");
  s.call.joined("alice");
  const std::string log = s.call.log();
  check(log.find("idle_started waiting") != std::string::npos, "the log is " + log);
  check(log.find('\0') == std::string::npos && log.back() == '\n', "the end of the log");
}

void settings_are_heard() {
  const settings all = settings()
                           .idle_timeout(2min)
                           .waiting_timeout(90s)
                           .prompt(30s)
                           .resync_grace(1ms)
                           .leave_grace(2ms)
                           .min_notice(3ms)
                           .max_duration(2h)
                           .max_duration_warning(5min)
                           .max_extensions(4)
                           .count_kinds({kind::human, kind::bot})
                           .count_own_devices()
                           .link_lost(link_lost::count)
                           .type(session_type::voice)
                           .max_participants(5)
                           .max_listeners(6)
                           .max_holds(7)
                           .max_log_lines(8);
  const hangtime_settings& raw = all.raw();
  check(raw.idle_timeout_ms == 120000 && raw.waiting_timeout_ms == 90000, "periods");
  check(raw.prompt_ms == 30000 && raw.resync_grace_ms == 1 && raw.leave_grace_ms == 2, "graces");
  check(raw.min_notice_ms == 3 && raw.max_extensions == 4, "notice, extensions");
  check(raw.max_duration_ms == 7200000 && raw.max_duration_warning_ms == 300000, "duration");
  check(raw.count_kinds == 18 && raw.count_own_devices == 1, "who counts");
  check(raw.link_lost == HANGTIME_LINK_LOST_COUNT, "link_lost");
  check(raw.session_type == HANGTIME_TYPE_VOICE, "type");
  check(raw.max_participants == 5 && raw.max_listeners == 6, "limits");
  check(raw.max_holds == 7 && raw.max_log_lines == 8, "more limits");
  check(!all.check(), "good settings are bad");
}

void presets_and_defaults() {
  check(settings().raw().idle_timeout_ms == 300000, "the default");
  check(settings().raw().waiting_timeout_ms == HANGTIME_FOLLOW, "the default of waiting");
  const settings gentle = settings().waiting_timeout(1s).preset("gentle");
  check(gentle.raw().idle_timeout_ms == 420000 && gentle.raw().prompt_ms == 120000, "gentle");
  check(gentle.raw().waiting_timeout_ms == HANGTIME_FOLLOW, "gentle does not follow");
  check(settings().waiting_timeout(1s).waiting_timeout_follows().raw().waiting_timeout_ms ==
            HANGTIME_FOLLOW, "does not follow again");
  check_refused(result::not_found, [] { settings().preset("hasty"); });
}

void bad_settings() {
  engine engine(engine_options().manual_clock());
  const settings bad = settings().idle_timeout(30s).prompt(31s);
  const auto fault = bad.check();
  check(fault && std::string(fault->field) == "prompt_ms", "the field at fault");
  check_refused(result::invalid, [&] { static_cast<void>(engine.open("room", bad)); });
  const auto sentence = [&] {
    try {
      static_cast<void>(engine.open("room", bad));
    } catch (const error& refused) {
      return std::string(refused.what());
    }
    return std::string();
  }();
  check(sentence.find("prompt_ms is longer than idle_timeout_ms") != std::string::npos, sentence);
  check_refused(result::invalid, [] { settings().prompt(-1ms); });
  check_refused(result::invalid, [] { settings().waiting_timeout(-1ms); });
  const auto too_long = settings().idle_timeout(milliseconds::max());
  check_refused(result::invalid, [&] { static_cast<void>(engine.open("room", too_long)); });
  check_refused(result::invalid, [] { settings().count_kinds({static_cast<kind>(32)}); });
  check(engine.stats().sessions == 0, "a bad setting opened a session");
}

void refusals() {
  scene s(settings().max_extensions(1).max_holds(1).max_participants(1));
  check_refused(result::not_joined, [&] { s.call.left(); });
  s.call.joined("alice");
  check_refused(result::already_joined, [&] { s.call.joined("alice"); });
  check_refused(result::invalid, [&] { s.call.participant_joined("", "bob"); });
  check_refused(result::invalid, [&] { s.call.participant_joined("bob", std::string("b\0b", 3)); });
  check_refused(result::invalid, [&] { s.call.joined("alice", {{"bob", "\xff"}}); });
  check_refused(result::invalid, [&] { s.call.hold("guest", -1s); });
  check_refused(result::not_found, [&] { s.call.participant_left("nobody"); });
  check_refused(result::limit, [&] { s.call.set_roster({{"bob", "b"}, {"carol", "c"}}); });
  s.call.extend();
  check_refused(result::limit, [&] { s.call.extend(); });
  s.call.set_waiting_timeout(0s);
  check_refused(result::not_alone, [&] { s.call.extend(); });
  check_refused(result::not_polled, [&] { s.engine.event_fd(); });
  check_refused(result::invalid, [&] { s.engine.advance(-1ms); });
  s.call.left();
  check_refused(result::ended, [&] { s.call.connection_lost(); });
  check(attempt([&] { s.call.left(); }) == result::ended, "attempt tells another result");
  check(attempt([&] { s.engine.flush(); }) == result::ok, "attempt does not tell ok");
  engine by_itself;
  check_refused(result::not_manual, [&] { by_itself.advance(1s); });
  check_refused(result::not_manual, [&] { by_itself.suspend(1s); });
}

void an_error_is_an_exception() {
  const error plain(result::limit);
  check_text(plain.what(), hangtime_result_message(HANGTIME_ERR_LIMIT));
  const std::runtime_error& base = error(result::ended, "room-42");
  check_text(base.what(),
             std::string(hangtime_result_message(HANGTIME_ERR_ENDED)) + " (room-42)");
}

void an_engine_counts() {
  scene s;
  check(s.engine.next_deadline() == std::nullopt, "a deadline before the join");
  s.call.joined("alice");
  check(s.engine.next_deadline() == 300s, "the next deadline");
  s.engine.advance(299s);
  check(s.engine.next_deadline() == 1s, "the deadline does not come nearer");
  s.engine.app_resumed();
  check(s.engine.next_deadline() == 5s, "no grace after the app resumed");
  s.engine.advance(1h);
  s.engine.flush();
  const engine_stats stats = s.engine.stats();
  check(stats.sessions == 1 && stats.listeners == 1 && stats.timed_out == 1, "stats");
  check(stats.events_queued == 0 && stats.events_delivered == 3, "events in the stats");
  check(stats.listeners_dropped == 0, "listeners dropped");
  check(stats.late == 0 && stats.longest_late == 0us, "late without a suspension");
  check(stats.callbacks_running == 0 && stats.callback_running_for == 0us, "a callback runs");
  check(stats.shards > 1 && stats.smallest_shard == 0 && stats.largest_shard == 1, "shards");
  check(stats.armed == 0 && stats.not_joined == 1 && stats.accompanied == 0, "over");
}

void an_engine_counts_its_sessions_by_phase() {
  engine e(engine_options().manual_clock());
  const settings with_prompt = settings().idle_timeout(60s).prompt(10s);
  session fresh = e.open("fresh");
  session accompanied = e.open("accompanied");
  session disabled = e.open("disabled", settings().idle_timeout(0s));
  session paused = e.open("paused");
  session held = e.open("held");
  session resyncing = e.open("resyncing", settings().resync_grace(1h));
  session counting = e.open("counting");
  session prompting = e.open("prompting", with_prompt);
  for (session* s : {&accompanied, &disabled, &paused, &held, &resyncing, &counting, &prompting}) {
    s->joined("alice");
  }
  accompanied.participant_joined("bob", "b");
  paused.connection_lost();
  held.hold("call");
  resyncing.connection_lost();
  resyncing.connection_restored();
  e.advance(50s);
  engine_stats stats = e.stats();
  check(stats.sessions == 8 && stats.not_joined == 1 && stats.accompanied == 1, "not alone");
  check(stats.disabled == 1 && stats.paused == 1 && stats.held == 1, "standing still");
  check(stats.resyncing == 1 && stats.counting == 1 && stats.prompting == 1, "running");
  check(stats.armed == 3, "armed");
  e.suspend(1h);
  stats = e.stats();
  check(stats.late > 0 && stats.longest_late > 55min && stats.longest_late < 1h, "late");
}

void limits_and_versions() {
  engine small(engine_options().manual_clock().max_sessions(1).thread_stack_size(1 << 20));
  const session only = small.open("one");
  check_refused(result::limit, [&] { static_cast<void>(small.open("two")); });
  check(small.ref(only.handle()) == only, "a reference by number is another");
  check(engine_options().raw().max_sessions == 16777216, "the default of max_sessions");
  check_text(version(), hangtime_version());
  check(version_number() == HANGTIME_VERSION_NUMBER, "the library is not the header's");
}

}  // namespace

int main() {
  return run({
      {"the status tells times, phase and end", the_status},
      {"the status tells each phase", the_phases},
      {"rosters and kinds arrive", the_roster},
      {"holds are taken and released, also by a guard", holds_and_guards},
      {"a guard moves, and outlives its session", a_guard_moves},
      {"id and log come whole", words_of_a_session},
      {"each setting arrives in its field", settings_are_heard},
      {"presets set periods, the waiting timeout follows", presets_and_defaults},
      {"a bad setting is refused and named", bad_settings},
      {"a refusal is thrown with its code and sentence", refusals},
      {"an error is a runtime_error with a detail", an_error_is_an_exception},
      {"an engine tells its next deadline and its counts", an_engine_counts},
      {"an engine counts its sessions by phase", an_engine_counts_its_sessions_by_phase},
      {"an engine has limits and a version", limits_and_versions},
  });
}
