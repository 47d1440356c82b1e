/*
 * hangtime for C++17 and later: classes over hangtime.h, header only. Link the same library.
 *
 *     hangtime::engine engine;
 *     hangtime::session call = engine.open("room-42", hangtime::settings().idle_timeout(120s));
 *
 *     hangtime::callbacks on;
 *     on.on_session_timed_out = [&](hangtime::session_ref, hangtime::cause) { hang_up(); };
 *     hangtime::listener listener = call.add_listener(std::move(on));
 *
 *     call.joined("alice", {{"bob", "bobs-phone"}});
 *     call.participant_left("bobs-phone");              // two minutes later: hang_up()
 *
 * What each call does and which codes it may return is said in hangtime.h, at the function of the
 * same name: session.extend() is hangtime_session_extend. Here is only what C++ adds.
 *
 * OWNERSHIP
 *
 * An engine, a session, a listener and a scoped_hold own what they stand for: they can be moved,
 * not copied, and their destructors free, close, remove and release it. No destructor throws. An
 * object that was moved from, closed or removed is empty; calls on it fail with result::handle.
 *
 * The engine must outlive the calls made with its sessions and listeners; declared first, it does.
 * Where it is gone first, they know: their destructors do nothing and their calls fail with
 * result::handle. No other thread may use any of them while the engine is destroyed.
 *
 * A session_ref names a session without owning it; it may be copied freely. Callbacks get one.
 *
 * LAMBDAS
 *
 * The lambdas of a listener and all that they captured belong to the library from add_listener on.
 * They are destroyed exactly once, after the last call, whichever way the listener went. If
 * add_listener throws, nothing was added and they are destroyed at once. A lambda that must be
 * copyable (std::function) can not capture a std::unique_ptr; capture a std::shared_ptr.
 *
 * THREADS
 *
 * Lambdas run on one thread of the engine, one at a time, under no lock of the library. Every call
 * may be made from any thread and from inside a lambda (flush() then throws result::in_callback).
 * Several threads may use one object, as long as none of them moves, assigns, closes, removes or
 * destroys it.
 *
 * The destructors of listener, session and engine are barriers like the calls in C: when one
 * returns on any thread but the lambda's own, no lambda concerned is running and none will run
 * again. So a lambda may capture by reference what outlives the listener. Hold no lock around them
 * that a lambda takes; where that can not be had, use listener::detach. From inside that lambda
 * they do not wait: the call is the last, and the captures are destroyed as it returns.
 *
 * EXCEPTIONS
 *
 * A call that is refused throws hangtime::error and has changed nothing. No exception crosses the
 * library: one that leaves a lambda ends the process (std::terminate). Inside a lambda, where a
 * call can be refused because something else came first, use attempt(). The header needs
 * exceptions; it does not compile with -fno-exceptions.
 */

#ifndef HANGTIME_HPP
#define HANGTIME_HPP

#include "hangtime.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace hangtime {

/// Durations are in milliseconds inside; seconds and minutes convert by themselves, finer ones not.
using std::chrono::milliseconds;

// ------------------------------------------------------------------------------------- constants

/// Why a call was refused: HANGTIME_ERR_...
enum class result : hangtime_result {
  ok = HANGTIME_OK,
  null = HANGTIME_ERR_NULL,
  size = HANGTIME_ERR_SIZE,
  invalid = HANGTIME_ERR_INVALID,
  handle = HANGTIME_ERR_HANDLE,
  not_found = HANGTIME_ERR_NOT_FOUND,
  not_joined = HANGTIME_ERR_NOT_JOINED,
  already_joined = HANGTIME_ERR_ALREADY_JOINED,
  ended = HANGTIME_ERR_ENDED,
  not_alone = HANGTIME_ERR_NOT_ALONE,
  already_held = HANGTIME_ERR_ALREADY_HELD,
  limit = HANGTIME_ERR_LIMIT,
  in_callback = HANGTIME_ERR_IN_CALLBACK,
  not_manual = HANGTIME_ERR_NOT_MANUAL,
  not_polled = HANGTIME_ERR_NOT_POLLED,
  polled = HANGTIME_ERR_POLLED,
  forked = HANGTIME_ERR_FORKED,
  thread = HANGTIME_ERR_THREAD,
  system = HANGTIME_ERR_SYSTEM,
  panic = HANGTIME_ERR_PANIC,
  snapshot = HANGTIME_ERR_SNAPSHOT,
  version = HANGTIME_ERR_VERSION
};

/// What somebody in a session is: HANGTIME_KIND_...
enum class kind : hangtime_kind {
  unknown = HANGTIME_KIND_UNKNOWN,
  human = HANGTIME_KIND_HUMAN,
  phone = HANGTIME_KIND_PHONE,
  viewer = HANGTIME_KIND_VIEWER,
  bot = HANGTIME_KIND_BOT,
  recorder = HANGTIME_KIND_RECORDER,
  hidden = HANGTIME_KIND_HIDDEN
};

/// Why the user is alone, or why a session timed out: HANGTIME_CAUSE_...
enum class cause : hangtime_cause {
  none = HANGTIME_CAUSE_NONE,
  waiting = HANGTIME_CAUSE_WAITING,
  others_left = HANGTIME_CAUSE_OTHERS_LEFT,
  max_duration = HANGTIME_CAUSE_MAX_DURATION
};

/// Why a prompt is no longer shown: HANGTIME_DISMISSED_...; none where an event is no dismissal.
enum class dismissal : hangtime_dismissed {
  none = 0,
  joined = HANGTIME_DISMISSED_JOINED,
  extended = HANGTIME_DISMISSED_EXTENDED,
  link = HANGTIME_DISMISSED_LINK,
  held = HANGTIME_DISMISSED_HELD,
  suspended = HANGTIME_DISMISSED_SUSPENDED,
  disabled = HANGTIME_DISMISSED_DISABLED,
  lengthened = HANGTIME_DISMISSED_LENGTHENED,
  left = HANGTIME_DISMISSED_LEFT,
  expired = HANGTIME_DISMISSED_EXPIRED
};

/// How far a session is in its life: HANGTIME_STATE_... (opened is HANGTIME_STATE_NEW).
enum class state : hangtime_state {
  opened = HANGTIME_STATE_NEW,
  joined = HANGTIME_STATE_JOINED,
  timed_out = HANGTIME_STATE_TIMED_OUT,
  left = HANGTIME_STATE_LEFT,
  connection_closed = HANGTIME_STATE_CONNECTION_CLOSED
};

/// What the time of a joined session does: HANGTIME_PHASE_...
enum class phase : hangtime_phase {
  none = HANGTIME_PHASE_NONE,
  accompanied = HANGTIME_PHASE_ACCOMPANIED,
  disabled = HANGTIME_PHASE_DISABLED,
  paused = HANGTIME_PHASE_PAUSED,
  held = HANGTIME_PHASE_HELD,
  resyncing = HANGTIME_PHASE_RESYNCING,
  counting = HANGTIME_PHASE_COUNTING,
  prompting = HANGTIME_PHASE_PROMPTING
};

/// Whether the media link carries anything: HANGTIME_LINK_...
enum class link : hangtime_link {
  up = HANGTIME_LINK_UP,
  down = HANGTIME_LINK_DOWN,
  closed = HANGTIME_LINK_CLOSED
};

/// What a lost link does to the countdown: HANGTIME_LINK_LOST_...
enum class link_lost : hangtime_link_lost {
  freeze = HANGTIME_LINK_LOST_FREEZE,
  count = HANGTIME_LINK_LOST_COUNT
};

/// What kind of call a session is: HANGTIME_TYPE_...
enum class session_type : hangtime_session_type {
  video = HANGTIME_TYPE_VIDEO,
  voice = HANGTIME_TYPE_VOICE
};

/// What happened, as poll mode gives it: HANGTIME_EVENT_...
enum class event_type : hangtime_event_type {
  session_joined = HANGTIME_EVENT_SESSION_JOINED,
  session_left = HANGTIME_EVENT_SESSION_LEFT,
  session_timed_out = HANGTIME_EVENT_SESSION_TIMED_OUT,
  connection_lost = HANGTIME_EVENT_CONNECTION_LOST,
  connection_restored = HANGTIME_EVENT_CONNECTION_RESTORED,
  connection_closed = HANGTIME_EVENT_CONNECTION_CLOSED,
  idle_started = HANGTIME_EVENT_IDLE_STARTED,
  idle_stopped = HANGTIME_EVENT_IDLE_STOPPED,
  idle_prompt = HANGTIME_EVENT_IDLE_PROMPT,
  idle_prompt_dismissed = HANGTIME_EVENT_IDLE_PROMPT_DISMISSED,
  duration_warning = HANGTIME_EVENT_DURATION_WARNING
};

/// The version of the library that runs, such as "0.1.0".
inline const char* version() noexcept { return hangtime_version(); }

/// The version of the library that runs, as major * 10000 + minor * 100 + patch.
inline std::uint32_t version_number() noexcept { return hangtime_version_number(); }

// ---------------------------------------------------------------------------------------- errors

/// A call that was refused; it has changed nothing.
class error : public std::runtime_error {
 public:
  /// what() is the library's sentence, and the detail in parentheses where there is one.
  explicit error(result code, const std::string& detail = std::string())
      : std::runtime_error(sentence(code, detail)), code_(code) {}

  result code() const noexcept { return code_; }

  /// "NOT_JOINED", ...
  const char* name() const noexcept {
    return hangtime_result_name(static_cast<hangtime_result>(code_));
  }

 private:
  static std::string sentence(result code, const std::string& detail) {
    const char* message = hangtime_result_message(static_cast<hangtime_result>(code));
    return detail.empty() ? std::string(message) : message + (" (" + detail + ")");
  }

  result code_;
};

/// Makes a call and tells how it went instead of throwing hangtime::error, such as in a lambda:
/// attempt([&] { session.extend(); }) == result::ended. Other exceptions pass.
template <class Call>
result attempt(Call&& call) {
  try {
    std::forward<Call>(call)();
    return result::ok;
  } catch (const error& refused) {
    return refused.code();
  }
}

// ------------------------------------------------------------------------------- plain values

/// One connection in a roster. A host without two ids gives the same text for both.
struct participant {
  std::string uid;
  std::string pid;
  hangtime::kind kind = hangtime::kind::unknown;
};

/// Who is there: {{"bob", "bobs-phone"}, {"scribe", "scribe-1", kind::bot}}.
using roster = std::vector<participant>;

/// How a session stands; see hangtime_status. A time that will not come is std::nullopt.
struct session_status {
  std::optional<milliseconds> alone_for;
  std::optional<milliseconds> until_prompt;
  std::optional<milliseconds> until_end;
  std::optional<milliseconds> until_max_duration;
  hangtime::state state = hangtime::state::opened;
  hangtime::phase phase = hangtime::phase::none;
  hangtime::link link = hangtime::link::up;
  cause end_cause = cause::none;
  session_type type = session_type::video;
  std::uint32_t others = 0;
  std::uint32_t participants = 0;
  std::uint32_t holds = 0;
  /// std::nullopt without a limit.
  std::optional<std::uint32_t> extensions_left;
  std::uint32_t prompts = 0;
};

/// Counts of an engine; see hangtime_stats.
struct engine_stats {
  std::uint64_t sessions = 0;
  std::uint64_t listeners = 0;
  std::uint64_t timed_out = 0;
  std::uint64_t events_queued = 0;
  std::uint64_t events_delivered = 0;
  std::uint64_t deadlines_queued = 0;
  std::uint64_t listeners_dropped = 0;
  std::uint64_t late = 0;
  std::chrono::microseconds longest_late{};
  std::uint64_t callbacks_running = 0;
  std::chrono::microseconds callback_running_for{};
  std::chrono::microseconds longest_callback{};
  std::uint64_t shards = 0;
  std::uint64_t armed = 0;
  std::uint64_t not_joined = 0;
  std::uint64_t accompanied = 0;
  std::uint64_t disabled = 0;
  std::uint64_t paused = 0;
  std::uint64_t held = 0;
  std::uint64_t resyncing = 0;
  std::uint64_t counting = 0;
  std::uint64_t prompting = 0;
  std::uint64_t smallest_shard = 0;
  std::uint64_t largest_shard = 0;
};

/// Bytes that are somebody else's: of a std::vector or std::span of std::byte, a std::string, ...
class bytes_view {
 public:
  /// An empty container may have no place at all, which is not the NULL of a mistake.
  bytes_view(const void* data, std::size_t size) noexcept
      : data_(data == nullptr && size == 0 ? "" : data), size_(size) {}

  template <class Bytes,
            class = std::enable_if_t<sizeof(*std::data(std::declval<const Bytes&>())) == 1>>
  bytes_view(const Bytes& bytes) noexcept : bytes_view(std::data(bytes), std::size(bytes)) {}

  const void* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }

 private:
  const void* data_;
  std::size_t size_;
};

// ------------------------------------------------------------------------------------- internals

namespace detail {

/// What the objects of one engine share: the engine, NULL once it is gone.
using engine_cell = std::atomic<hangtime_engine*>;
using shared_cell = std::shared_ptr<engine_cell>;

inline hangtime_engine* engine_or_null(const shared_cell& cell) noexcept {
  return cell ? cell->load() : nullptr;
}

inline hangtime_engine* engine_of(const shared_cell& cell) {
  if (hangtime_engine* engine = engine_or_null(cell)) return engine;
  throw error(result::handle, "the engine is gone, or this object is empty");
}

inline void check(hangtime_result code) {
  if (code != HANGTIME_OK) throw error(static_cast<result>(code));
}

inline std::uint64_t to_ms(milliseconds span) {
  if (span < milliseconds::zero()) throw error(result::invalid, "a duration is negative");
  return static_cast<std::uint64_t>(span.count());
}

inline milliseconds from_ms(std::uint64_t ms) noexcept {
  const auto longest = static_cast<std::uint64_t>(milliseconds::max().count());
  return milliseconds(static_cast<milliseconds::rep>(std::min(ms, longest)));
}

inline std::optional<milliseconds> unless_never(std::uint64_t ms) noexcept {
  return ms == HANGTIME_NEVER ? std::nullopt : std::optional<milliseconds>(from_ms(ms));
}

/// C would silently end the text at a NUL inside it.
inline const char* text(const std::string& name) {
  if (name.find('\0') != std::string::npos) {
    throw error(result::invalid, "an id, label or name has a NUL in it");
  }
  return name.c_str();
}

/// A roster as C takes it; never NULL, for an empty roster says that nobody is there.
class c_roster {
 public:
  explicit c_roster(const roster& present) {
    entries_.reserve(present.size() + 1);
    for (const participant& one : present) {
      entries_.push_back({text(one.uid), text(one.pid), static_cast<hangtime_kind>(one.kind)});
    }
  }

  const hangtime_participant* data() const noexcept { return entries_.data(); }
  std::size_t size() const noexcept { return entries_.size(); }

 private:
  std::vector<hangtime_participant> entries_;
};

/// Reads something whose length is asked for first, and which may grow in between.
template <class Buffer, class Call>
Buffer read(std::size_t terminator, const Call& call) {
  for (;;) {
    Buffer buffer;
    std::size_t length = 0;
    check(call(nullptr, 0, &length));
    buffer.resize(length + terminator);
    const hangtime_result code = call(buffer.data(), buffer.size(), &length);
    if (code == HANGTIME_ERR_SIZE) continue;
    check(code);
    buffer.resize(length);
    return buffer;
  }
}

/// What runs on the callback thread first and last.
struct thread_hooks : std::enable_shared_from_this<thread_hooks> {
  std::function<void()> on_start;
  std::function<void()> on_stop;
  /// Held by the thread from its start to its stop: an engine destroyed inside a lambda is gone
  /// before its thread.
  std::shared_ptr<thread_hooks> kept;
};

extern "C" {

inline void hangtime_hpp_on_thread_start(void* hooks) noexcept {
  auto& thread = *static_cast<thread_hooks*>(hooks);
  thread.kept = thread.shared_from_this();
  if (thread.on_start) thread.on_start();
}

inline void hangtime_hpp_on_thread_stop(void* hooks) noexcept {
  const std::shared_ptr<thread_hooks> thread = std::move(static_cast<thread_hooks*>(hooks)->kept);
  if (thread->on_stop) thread->on_stop();
}

}  // extern "C"

}  // namespace detail

// -------------------------------------------------------------------------------------- settings

/// A setting that can not be taken: the field of hangtime_settings, and what is wrong with it.
struct setting_fault {
  const char* field;
  const char* reason;
};

/// What a host may choose for a session; each is described at the field of hangtime_settings. A
/// negative duration is refused here with result::invalid, all else when a session is opened.
class settings {
 public:
  settings() noexcept { hangtime_settings_init(&values_, sizeof values_); }

  /// The periods of "default", "gentle" or "classic".
  settings& preset(const std::string& name) {
    detail::check(hangtime_settings_set_preset(&values_, detail::text(name)));
    return *this;
  }

  settings& idle_timeout(milliseconds period) { return set(values_.idle_timeout_ms, period); }
  settings& waiting_timeout(milliseconds period) { return set(values_.waiting_timeout_ms, period); }

  /// The default: the waiting timeout is the idle timeout, also when that changes.
  settings& waiting_timeout_follows() noexcept {
    return put(values_.waiting_timeout_ms, HANGTIME_FOLLOW);
  }

  settings& prompt(milliseconds span) { return set(values_.prompt_ms, span); }
  settings& resync_grace(milliseconds span) { return set(values_.resync_grace_ms, span); }
  settings& leave_grace(milliseconds span) { return set(values_.leave_grace_ms, span); }
  settings& min_notice(milliseconds span) { return set(values_.min_notice_ms, span); }
  settings& max_duration(milliseconds span) { return set(values_.max_duration_ms, span); }
  settings& max_duration_warning(milliseconds span) {
    return set(values_.max_duration_warning_ms, span);
  }

  settings& max_extensions(std::uint32_t most) noexcept {
    return put(values_.max_extensions, most);
  }

  /// Who is company: these kinds and no others.
  settings& count_kinds(std::initializer_list<kind> kinds) {
    std::uint32_t bits = 0;
    for (const kind one : kinds) {
      const auto bit = static_cast<std::uint32_t>(one);
      if (bit >= 32) throw error(result::invalid, "a kind is none of the known");
      bits |= std::uint32_t{1} << bit;
    }
    return put(values_.count_kinds, bits);
  }

  /// Other devices of the local user are company; the roster is then without the host's own.
  settings& count_own_devices() noexcept { return put(values_.count_own_devices, 1u); }

  settings& link_lost(hangtime::link_lost effect) noexcept {
    return put(values_.link_lost, static_cast<hangtime_link_lost>(effect));
  }
  settings& type(session_type what) noexcept {
    return put(values_.session_type, static_cast<hangtime_session_type>(what));
  }

  settings& max_participants(std::uint32_t most) noexcept {
    return put(values_.max_participants, most);
  }
  settings& max_listeners(std::uint32_t most) noexcept { return put(values_.max_listeners, most); }
  settings& max_holds(std::uint32_t most) noexcept { return put(values_.max_holds, most); }
  settings& max_log_lines(std::uint32_t most) noexcept { return put(values_.max_log_lines, most); }

  /// What opening a session would refuse, std::nullopt if nothing.
  std::optional<setting_fault> check() const noexcept {
    setting_fault fault{nullptr, nullptr};
    const auto code = hangtime_settings_check(&values_, &fault.field, &fault.reason);
    return code == HANGTIME_OK ? std::nullopt : std::optional<setting_fault>(fault);
  }

  const hangtime_settings& raw() const noexcept { return values_; }

 private:
  settings& set(std::uint64_t& field, milliseconds span) {
    return put(field, detail::to_ms(span));
  }

  template <class Value>
  settings& put(Value& field, Value value) noexcept {
    field = value;
    return *this;
  }

  hangtime_settings values_;
};

/// What a host may choose for an engine; each is described at the field of
/// hangtime_engine_options.
class engine_options {
 public:
  engine_options() noexcept { hangtime_engine_options_init(&values_, sizeof values_); }

  /// The clock stands until engine::advance or engine::suspend moves it.
  engine_options& manual_clock() noexcept {
    values_.clock = HANGTIME_CLOCK_MANUAL;
    return *this;
  }

  /// Events are taken with engine::take_events; there are no listeners.
  engine_options& poll_mode() noexcept {
    values_.delivery = HANGTIME_DELIVERY_POLL;
    return *this;
  }

  engine_options& max_sessions(std::size_t most) noexcept {
    values_.max_sessions = most;
    return *this;
  }

  engine_options& thread_stack_size(std::size_t bytes) noexcept {
    values_.thread_stack_size = bytes;
    return *this;
  }

  /// Called first on the callback thread. Like the lambdas of a listener it must not throw.
  engine_options& on_thread_start(std::function<void()> hook) {
    on_start_ = std::move(hook);
    return *this;
  }

  /// Called last on the callback thread.
  engine_options& on_thread_stop(std::function<void()> hook) {
    on_stop_ = std::move(hook);
    return *this;
  }

  /// The options without the two functions.
  const hangtime_engine_options& raw() const noexcept { return values_; }

 private:
  friend class engine;

  hangtime_engine_options values_;
  std::function<void()> on_start_;
  std::function<void()> on_stop_;
};

// -------------------------------------------------------------------------------------- sessions

class engine;
class listener;
struct callbacks;
namespace detail {
struct closure;
}  // namespace detail

/// What can be done with a session, whether it is owned (session) or only named (session_ref). The
/// calls are const: they act on the session, not on the object that stands for it.
class session_calls {
 public:
  void joined(const std::string& local_uid, const roster& present = {}) const {
    const detail::c_roster list(present);
    call(hangtime_session_joined, detail::text(local_uid), list.data(), list.size());
  }
  void left() const { call(hangtime_session_left); }

  void participant_joined(const std::string& uid, const std::string& pid,
                          kind what = kind::unknown) const {
    call(hangtime_participant_joined, detail::text(uid), detail::text(pid),
         static_cast<hangtime_kind>(what));
  }
  void participant_changed(const std::string& pid, kind what) const {
    call(hangtime_participant_changed, detail::text(pid), static_cast<hangtime_kind>(what));
  }
  void participant_left(const std::string& pid) const {
    call(hangtime_participant_left, detail::text(pid));
  }
  void user_left(const std::string& uid) const { call(hangtime_user_left, detail::text(uid)); }

  /// hangtime_roster_set: who is not in it has left.
  void set_roster(const roster& present) const {
    const detail::c_roster list(present);
    call(hangtime_roster_set, list.data(), list.size());
  }

  void connection_lost() const { call(hangtime_session_connection_lost); }
  /// Who is there is not known.
  void connection_restored() const { call(hangtime_session_connection_restored, nullptr, 0u); }
  /// Who is there is known; an empty roster says that nobody is.
  void connection_restored(const roster& present) const {
    const detail::c_roster list(present);
    call(hangtime_session_connection_restored, list.data(), list.size());
  }
  void connection_closed() const { call(hangtime_session_connection_closed); }

  void extend() const { call(hangtime_session_extend); }

  /// Takes a hold until release_hold, or until it is max_age old (0: never). See also scoped_hold.
  void hold(const std::string& label, milliseconds max_age = milliseconds::zero()) const {
    call(hangtime_session_hold, detail::text(label), detail::to_ms(max_age));
  }
  void release_hold(const std::string& label) const {
    call(hangtime_session_release_hold, detail::text(label));
  }

  void set_idle_timeout(milliseconds period) const {
    call(hangtime_session_set_idle_timeout, detail::to_ms(period));
  }
  void set_waiting_timeout(milliseconds period) const {
    call(hangtime_session_set_waiting_timeout, detail::to_ms(period));
  }

  /// Adds a listener. It is told what happens from now on, possibly before this returns.
  [[nodiscard]] listener add_listener(callbacks on) const;

  /// Adds a Dart port as a listener, for a plug-in written in C++: events are posted to it.
  [[nodiscard]] listener add_dart_port(void* post_cobject, std::int64_t port) const;

  session_status status() const;

  /// The id the session was opened with.
  std::string id() const { return read<std::string>(1, hangtime_session_id); }

  /// Why did my call end? The last reports and events as text, a line each.
  std::string log() const { return read<std::string>(1, hangtime_session_log); }

  /// The session as bytes, for engine::restore. The session goes on.
  std::vector<std::byte> snapshot() const {
    return read<std::vector<std::byte>>(0, hangtime_session_snapshot);
  }

  /// The number C knows the session by; 0 if this object is empty.
  hangtime_session handle() const noexcept { return handle_; }

  /// Whether this object stands for a session, which may have been closed meanwhile.
  explicit operator bool() const noexcept { return handle_ != 0; }

  friend bool operator==(const session_calls& one, const session_calls& other) noexcept {
    return one.handle_ == other.handle_ && one.cell_ == other.cell_;
  }
  friend bool operator!=(const session_calls& one, const session_calls& other) noexcept {
    return !(one == other);
  }

 protected:
  session_calls() noexcept = default;
  session_calls(detail::shared_cell cell, hangtime_session handle) noexcept
      : cell_(std::move(cell)), handle_(handle) {}
  session_calls(const session_calls&) noexcept = default;
  session_calls& operator=(const session_calls&) noexcept = default;
  session_calls(session_calls&& other) noexcept
      : cell_(std::move(other.cell_)), handle_(std::exchange(other.handle_, 0)) {}
  session_calls& operator=(session_calls&& other) noexcept {
    std::swap(cell_, other.cell_);
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~session_calls() = default;

  detail::shared_cell cell_;
  hangtime_session handle_ = 0;

 private:
  template <class Function, class... Values>
  void call(Function function, Values... values) const {
    detail::check(function(detail::engine_of(cell_), handle_, values...));
  }

  template <class Buffer, class Function>
  Buffer read(std::size_t terminator, Function function) const {
    hangtime_engine* const live = detail::engine_of(cell_);
    return detail::read<Buffer>(
        terminator, [&](auto place, std::size_t capacity, std::size_t* out_length) {
          return function(live, handle_, place, capacity, out_length);
        });
  }
};

/// Names a session without owning it.
class session_ref : public session_calls {
 public:
  session_ref() noexcept = default;
  session_ref(const session_calls& named) noexcept : session_calls(named) {}

 private:
  friend class engine;
  friend class scoped_hold;
  friend struct detail::closure;

  session_ref(detail::shared_cell cell, hangtime_session handle) noexcept
      : session_calls(std::move(cell), handle) {}

  void release_hold_quietly(const std::string& label) const noexcept {
    if (hangtime_engine* const live = detail::engine_or_null(cell_)) {
      hangtime_session_release_hold(live, handle_, label.c_str());
    }
  }
};

/// Owns a session. The destructor closes it, which is a barrier for its listeners.
class session : public session_calls {
 public:
  session() noexcept = default;
  session(session&&) noexcept = default;
  session& operator=(session&& other) noexcept {
    // The one that was here is closed as this ends; first the new one is in place.
    session incoming(std::move(other));
    session_calls::operator=(std::move(incoming));
    return *this;
  }
  ~session() {
    hangtime_engine* const live = detail::engine_or_null(cell_);
    if (live != nullptr && handle_ != 0) hangtime_session_close(live, handle_);
  }

  /// Closes the session now. This object is empty afterwards, even if that is refused.
  void close() {
    // Emptied first: a lambda that is destroyed in the call may own this very object.
    const detail::shared_cell cell = std::move(cell_);
    const hangtime_session closing = std::exchange(handle_, 0);
    detail::check(hangtime_session_close(detail::engine_of(cell), closing));
  }

  /// Gives up ownership: the session stays open until the engine is freed.
  session_ref release() noexcept {
    const session_ref named(*this);
    cell_.reset();
    handle_ = 0;
    return named;
  }

 private:
  friend class engine;

  session(detail::shared_cell cell, hangtime_session handle) noexcept
      : session_calls(std::move(cell), handle) {}
};

/// Holds a session while it lives; the destructor releases the hold. That the hold was released
/// by its age, or the session ended or closed meanwhile, does not disturb it.
class scoped_hold {
 public:
  scoped_hold(session_ref held, std::string label, milliseconds max_age = milliseconds::zero())
      : session_(std::move(held)), label_(std::move(label)) {
    session_.hold(label_, max_age);
  }
  scoped_hold(scoped_hold&& other) noexcept
      : session_(std::exchange(other.session_, session_ref())), label_(std::move(other.label_)) {}
  scoped_hold& operator=(scoped_hold&& other) noexcept {
    scoped_hold incoming(std::move(other));
    std::swap(session_, incoming.session_);
    std::swap(label_, incoming.label_);
    return *this;
  }
  ~scoped_hold() { session_.release_hold_quietly(label_); }

  /// Releases the hold now. This object is empty afterwards, even if that is refused.
  void release() { std::exchange(session_, session_ref()).release_hold(label_); }

 private:
  session_ref session_;
  std::string label_;
};

// ------------------------------------------------------------------------------------- listeners

/// Who is told: lambdas, each of which may be empty. When each is called is said at the member of
/// the same name of hangtime_listener.
struct callbacks {
  std::function<void(session_ref)> on_session_joined = nullptr;
  std::function<void(session_ref)> on_session_left = nullptr;
  std::function<void(session_ref, cause)> on_session_timed_out = nullptr;
  std::function<void(session_ref)> on_connection_lost = nullptr;
  std::function<void(session_ref)> on_connection_restored = nullptr;
  std::function<void(session_ref)> on_connection_closed = nullptr;
  std::function<void(session_ref, cause)> on_idle_started = nullptr;
  std::function<void(session_ref)> on_idle_stopped = nullptr;
  /// With the time to answer, and the number of the prompt from 1.
  std::function<void(session_ref, milliseconds, std::uint32_t)> on_idle_prompt = nullptr;
  std::function<void(session_ref, dismissal)> on_idle_prompt_dismissed = nullptr;
  /// With the time that is left.
  std::function<void(session_ref, milliseconds)> on_duration_warning = nullptr;
  /// Called once after the last of the others; then all of them are destroyed.
  std::function<void()> on_release = nullptr;
};

namespace detail {

/// What the library carries for a listener: its lambdas. Freed by on_release alone.
struct closure {
  callbacks on;
  shared_cell cell;

  template <class Member, class... Values>
  static void tell(void* self, hangtime_session handle, Member member, Values... values) {
    auto& told = *static_cast<closure*>(self);
    (told.on.*member)(session_ref(told.cell, handle), values...);
  }
};

// What C calls. noexcept: an exception ends the process here and never enters the library.
extern "C" {

inline void hangtime_hpp_on_release(void* self) noexcept {
  const std::unique_ptr<closure> over(static_cast<closure*>(self));
  if (over->on.on_release) over->on.on_release();
}
inline void hangtime_hpp_on_session_joined(void* self, hangtime_session handle) noexcept {
  closure::tell(self, handle, &callbacks::on_session_joined);
}
inline void hangtime_hpp_on_session_left(void* self, hangtime_session handle) noexcept {
  closure::tell(self, handle, &callbacks::on_session_left);
}
inline void hangtime_hpp_on_session_timed_out(void* self, hangtime_session handle,
                                              hangtime_cause why) noexcept {
  closure::tell(self, handle, &callbacks::on_session_timed_out, static_cast<cause>(why));
}
inline void hangtime_hpp_on_connection_lost(void* self, hangtime_session handle) noexcept {
  closure::tell(self, handle, &callbacks::on_connection_lost);
}
inline void hangtime_hpp_on_connection_restored(void* self, hangtime_session handle) noexcept {
  closure::tell(self, handle, &callbacks::on_connection_restored);
}
inline void hangtime_hpp_on_connection_closed(void* self, hangtime_session handle) noexcept {
  closure::tell(self, handle, &callbacks::on_connection_closed);
}
inline void hangtime_hpp_on_idle_started(void* self, hangtime_session handle,
                                         hangtime_cause why) noexcept {
  closure::tell(self, handle, &callbacks::on_idle_started, static_cast<cause>(why));
}
inline void hangtime_hpp_on_idle_stopped(void* self, hangtime_session handle) noexcept {
  closure::tell(self, handle, &callbacks::on_idle_stopped);
}
inline void hangtime_hpp_on_idle_prompt(void* self, hangtime_session handle,
                                        std::uint64_t remaining_ms, std::uint32_t number) noexcept {
  closure::tell(self, handle, &callbacks::on_idle_prompt, from_ms(remaining_ms), number);
}
inline void hangtime_hpp_on_idle_prompt_dismissed(void* self, hangtime_session handle,
                                                  hangtime_dismissed why) noexcept {
  closure::tell(self, handle, &callbacks::on_idle_prompt_dismissed, static_cast<dismissal>(why));
}
inline void hangtime_hpp_on_duration_warning(void* self, hangtime_session handle,
                                             std::uint64_t remaining_ms) noexcept {
  closure::tell(self, handle, &callbacks::on_duration_warning, from_ms(remaining_ms));
}

}  // extern "C"

/// Lambdas on their way into the library: theirs as soon as it took them, destroyed here if not.
class offer {
 public:
  offer(callbacks on, shared_cell cell)
      : closure_(new closure{std::move(on), std::move(cell)}) {
    hangtime_listener_init(&listener_, sizeof listener_);
    listener_.user_data = closure_.get();
    listener_.on_release = hangtime_hpp_on_release;
    fill();
  }

  const hangtime_listener* get() const noexcept { return &listener_; }

  /// From here on the library frees the lambdas; it may have done so already.
  void taken() noexcept { static_cast<void>(closure_.release()); }

 private:
  void fill() noexcept {
    const callbacks& on = closure_->on;
    hangtime_listener& to = listener_;
    if (on.on_session_joined) to.on_session_joined = hangtime_hpp_on_session_joined;
    if (on.on_session_left) to.on_session_left = hangtime_hpp_on_session_left;
    if (on.on_session_timed_out) to.on_session_timed_out = hangtime_hpp_on_session_timed_out;
    if (on.on_connection_lost) to.on_connection_lost = hangtime_hpp_on_connection_lost;
    if (on.on_connection_restored) to.on_connection_restored = hangtime_hpp_on_connection_restored;
    if (on.on_connection_closed) to.on_connection_closed = hangtime_hpp_on_connection_closed;
    if (on.on_idle_started) to.on_idle_started = hangtime_hpp_on_idle_started;
    if (on.on_idle_stopped) to.on_idle_stopped = hangtime_hpp_on_idle_stopped;
    if (on.on_idle_prompt) to.on_idle_prompt = hangtime_hpp_on_idle_prompt;
    if (on.on_idle_prompt_dismissed) {
      to.on_idle_prompt_dismissed = hangtime_hpp_on_idle_prompt_dismissed;
    }
    if (on.on_duration_warning) to.on_duration_warning = hangtime_hpp_on_duration_warning;
  }

  std::unique_ptr<closure> closure_;
  hangtime_listener listener_;
};

}  // namespace detail

/// Owns the place of a listener, not its lambdas. The destructor removes it, which is a barrier.
class listener {
 public:
  listener() noexcept = default;
  listener(listener&& other) noexcept
      : cell_(std::move(other.cell_)), id_(std::exchange(other.id_, 0)) {}
  listener& operator=(listener&& other) noexcept {
    // The one that was here is removed as this ends; first the new one is in place.
    listener incoming(std::move(other));
    std::swap(cell_, incoming.cell_);
    std::swap(id_, incoming.id_);
    return *this;
  }
  ~listener() {
    hangtime_engine* const live = detail::engine_or_null(cell_);
    if (live != nullptr && id_ != 0) hangtime_listener_remove(live, id_);
  }

  /// Removes it now, as the destructor does. This object is empty afterwards, even if that is
  /// refused with result::handle because the session was closed before.
  void remove() { end(hangtime_listener_remove); }

  /// Removes it without waiting: one call on its way may still come, as the last, so the lambdas
  /// must not refer to what goes away now. This object is empty afterwards.
  void detach() { end(hangtime_listener_detach); }

  /// Gives up ownership: it listens until its session is closed. Returns the number C knows it by.
  hangtime_listener_id release() noexcept {
    cell_.reset();
    return std::exchange(id_, 0);
  }

  /// The number C knows it by; 0 if this object is empty.
  hangtime_listener_id handle() const noexcept { return id_; }

  /// Whether this object stands for a listener; its session may have been closed meanwhile.
  explicit operator bool() const noexcept { return id_ != 0; }

 private:
  friend class session_calls;
  friend class engine;

  listener(detail::shared_cell cell, hangtime_listener_id id) noexcept
      : cell_(std::move(cell)), id_(id) {}

  template <class Function>
  void end(Function function) {
    // Emptied first: a lambda that is destroyed in the call may own this very object.
    const detail::shared_cell cell = std::move(cell_);
    const hangtime_listener_id ending = std::exchange(id_, 0);
    detail::check(function(detail::engine_of(cell), ending));
  }

  detail::shared_cell cell_;
  hangtime_listener_id id_ = 0;
};

// --------------------------------------------------------------------------------------- engines

/// An event as poll mode gives it; see hangtime_event. What does not belong to it is none or 0.
struct event {
  /// Compare it with your sessions; one that was closed meanwhile is none of them.
  session_ref session;
  milliseconds at;
  milliseconds late;
  milliseconds remaining;
  event_type type;
  hangtime::cause cause;
  dismissal dismissed;
  std::uint32_t number;
};

/// A session that came back, with the listener it was given.
struct restored {
  hangtime::session session;
  hangtime::listener listener;
};

/// Owns an engine: sessions, their timer thread and their callback thread. The destructor frees it
/// and is a barrier for all its listeners; events not delivered yet are lost (flush() first).
class engine {
 public:
  explicit engine(const engine_options& options = engine_options());
  engine(engine&&) noexcept = default;
  engine& operator=(engine&& other) noexcept {
    engine incoming(std::move(other));
    std::swap(cell_, incoming.cell_);
    std::swap(hooks_, incoming.hooks_);
    return *this;
  }
  ~engine();

  /// Opens a session. A bad setting is result::invalid, and what() names it.
  [[nodiscard]] session open(const std::string& session_id, const settings& choices = settings());

  /// Opens a session from a snapshot that was made `elapsed` ago.
  [[nodiscard]] session restore(bytes_view snapshot, milliseconds elapsed);

  /// The same, with a listener that is there before anything can happen.
  [[nodiscard]] restored restore(bytes_view snapshot, milliseconds elapsed, callbacks on);

  /// The same, with a Dart port that is there before anything can happen.
  [[nodiscard]] session restore_dart_port(bytes_view snapshot, milliseconds elapsed,
                                          void* post_cobject, std::int64_t port);

  /// Names the session that C knows by this number.
  session_ref ref(hangtime_session handle) const noexcept { return session_ref(cell_, handle); }

  void flush() { detail::check(hangtime_engine_flush(raw())); }
  void app_resumed() { detail::check(hangtime_engine_app_resumed(raw())); }

  /// In how long something will next happen by itself; std::nullopt if nothing will.
  std::optional<milliseconds> next_deadline() const {
    std::uint64_t in_ms = 0;
    detail::check(hangtime_engine_next_deadline(raw(), &in_ms));
    return detail::unless_never(in_ms);
  }

  /// Looks at every session; hangtime_engine_stats tells how to do without.
  engine_stats stats() const;

  /// Manual clock only.
  void advance(milliseconds by) {
    detail::check(hangtime_engine_advance(raw(), detail::to_ms(by)));
  }
  void suspend(milliseconds span) {
    detail::check(hangtime_engine_suspend(raw(), detail::to_ms(span)));
  }

  /// Poll mode only: what to wait for; a descriptor, on Windows the handle of an event object.
  std::intptr_t event_fd() const {
    std::intptr_t fd = 0;
    detail::check(hangtime_engine_event_fd(raw(), &fd));
    return fd;
  }

  /// Poll mode only: takes the events there are, oldest first; never waits.
  std::vector<event> take_events(std::size_t at_most = SIZE_MAX);

  /// For calls in C; throws result::handle if this object was moved from.
  hangtime_engine* raw() const { return detail::engine_of(cell_); }

 private:
  detail::shared_cell cell_;
  std::shared_ptr<detail::thread_hooks> hooks_;
};

// --------------------------------------------------------------------- what had to wait for types

inline listener session_calls::add_listener(callbacks on) const {
  hangtime_engine* const live = detail::engine_of(cell_);
  detail::offer lambdas(std::move(on), cell_);
  hangtime_listener_id id = 0;
  detail::check(hangtime_listener_add(live, handle_, lambdas.get(), &id));
  lambdas.taken();
  return listener(cell_, id);
}

inline listener session_calls::add_dart_port(void* post_cobject, std::int64_t port) const {
  hangtime_listener_id id = 0;
  call(hangtime_listener_add_dart_port, post_cobject, port, &id);
  return listener(cell_, id);
}

inline session_status session_calls::status() const {
  hangtime_status now;
  hangtime_status_init(&now, sizeof now);
  call(hangtime_session_status, &now);
  session_status status;
  status.alone_for = detail::unless_never(now.alone_for_ms);
  status.until_prompt = detail::unless_never(now.until_prompt_ms);
  status.until_end = detail::unless_never(now.until_end_ms);
  status.until_max_duration = detail::unless_never(now.until_max_duration_ms);
  status.state = static_cast<hangtime::state>(now.state);
  status.phase = static_cast<hangtime::phase>(now.phase);
  status.link = static_cast<hangtime::link>(now.link);
  status.end_cause = static_cast<cause>(now.end_cause);
  status.type = static_cast<session_type>(now.session_type);
  status.others = now.others;
  status.participants = now.participants;
  status.holds = now.holds;
  if (now.extensions_left != HANGTIME_UNLIMITED) status.extensions_left = now.extensions_left;
  status.prompts = now.prompts;
  return status;
}

inline engine::engine(const engine_options& options)
    : cell_(std::make_shared<detail::engine_cell>(nullptr)) {
  hangtime_engine_options values = options.raw();
  if (options.on_start_ || options.on_stop_) {
    hooks_ = std::make_shared<detail::thread_hooks>();
    hooks_->on_start = options.on_start_;
    hooks_->on_stop = options.on_stop_;
    values.on_thread_start = detail::hangtime_hpp_on_thread_start;
    values.on_thread_stop = detail::hangtime_hpp_on_thread_stop;
    values.thread_user_data = hooks_.get();
  }
  hangtime_engine* made = nullptr;
  detail::check(hangtime_engine_new(&values, &made));
  cell_->store(made);
}

inline engine::~engine() {
  if (!cell_) return;
  // Emptied afterwards: a lambda that is in flight, or destroyed in the call, may use the engine.
  hangtime_engine_free(cell_->load());
  cell_->store(nullptr);
}

inline session engine::open(const std::string& session_id, const settings& choices) {
  hangtime_session handle = 0;
  const auto code =
      hangtime_session_open(raw(), detail::text(session_id), &choices.raw(), &handle);
  if (code == HANGTIME_ERR_INVALID) {
    if (const auto fault = choices.check()) {
      throw error(result::invalid, std::string(fault->field) + " " + fault->reason);
    }
  }
  detail::check(code);
  return session(cell_, handle);
}

inline session engine::restore(bytes_view snapshot, milliseconds elapsed) {
  hangtime_session handle = 0;
  detail::check(hangtime_session_restore(raw(), snapshot.data(), snapshot.size(),
                                         detail::to_ms(elapsed), nullptr, &handle, nullptr));
  return session(cell_, handle);
}

inline restored engine::restore(bytes_view snapshot, milliseconds elapsed, callbacks on) {
  hangtime_session handle = 0;
  hangtime_listener_id id = 0;
  hangtime_engine* const live = raw();
  const std::uint64_t elapsed_ms = detail::to_ms(elapsed);
  detail::offer lambdas(std::move(on), cell_);
  detail::check(hangtime_session_restore(live, snapshot.data(), snapshot.size(), elapsed_ms,
                                         lambdas.get(), &handle, &id));
  lambdas.taken();
  return {session(cell_, handle), listener(cell_, id)};
}

inline session engine::restore_dart_port(bytes_view snapshot, milliseconds elapsed,
                                         void* post_cobject, std::int64_t port) {
  hangtime_session handle = 0;
  detail::check(hangtime_session_restore_dart_port(raw(), snapshot.data(), snapshot.size(),
                                                   detail::to_ms(elapsed), post_cobject, port,
                                                   &handle));
  return session(cell_, handle);
}

inline engine_stats engine::stats() const {
  hangtime_stats now;
  hangtime_stats_init(&now, sizeof now);
  detail::check(hangtime_engine_stats(raw(), &now));
  const auto span = [](std::uint64_t us) { return std::chrono::microseconds(us); };
  return {now.sessions,
          now.listeners,
          now.timed_out,
          now.events_queued,
          now.events_delivered,
          now.deadlines_queued,
          now.listeners_dropped,
          now.late,
          span(now.longest_late_us),
          now.callbacks_running,
          span(now.callback_running_for_us),
          span(now.longest_callback_us),
          now.shards,
          now.armed,
          now.not_joined,
          now.accompanied,
          now.disabled,
          now.paused,
          now.held,
          now.resyncing,
          now.counting,
          now.prompting,
          now.smallest_shard,
          now.largest_shard};
}

inline std::vector<event> engine::take_events(std::size_t at_most) {
  hangtime_event batch[64];
  std::vector<event> events;
  std::size_t room = 0;
  std::size_t count = 0;
  do {
    room = std::min(std::size(batch), at_most - events.size());
    // The place comes first: what was taken must not be lost for want of memory.
    if (events.capacity() - events.size() < room) events.reserve(2 * events.size() + room);
    detail::check(hangtime_engine_take_events(raw(), batch, room, &count));
    for (std::size_t i = 0; i < count; ++i) {
      const hangtime_event& one = batch[i];
      events.push_back({ref(one.session), detail::from_ms(one.at_ms), detail::from_ms(one.late_ms),
                        detail::from_ms(one.remaining_ms), static_cast<event_type>(one.event_type),
                        static_cast<cause>(one.cause), static_cast<dismissal>(one.dismissed),
                        one.number});
    }
  } while (count == room && events.size() < at_most);
  return events;
}

}  // namespace hangtime

#endif  /* HANGTIME_HPP */
