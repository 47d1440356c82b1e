import 'event.dart';
import 'settings.dart';

/// How far a session is in its life.
enum SessionState {
  /// Opened, not joined.
  opened,

  /// The local user is in it.
  joined,

  /// Over because it timed out; [SessionStatus.endCause] says why.
  timedOut,

  /// Over because the user left.
  left,

  /// Over because the link was closed.
  connectionClosed,
}

/// What the time of a joined session does.
enum SessionPhase {
  /// Not joined, or over.
  none,

  /// Somebody else counts.
  accompanied,

  /// Alone, with a period of 0.
  disabled,

  /// Alone, and the link is lost: the time stands still.
  paused,

  /// Alone, with a hold: the time stands still.
  held,

  /// Alone, and queued reports are still arriving: nothing fires.
  resyncing,

  /// Alone, and the time runs.
  counting,

  /// Alone, and the prompt is shown.
  prompting,
}

/// Whether the media link carries anything.
enum LinkState {
  /// It does.
  up,

  /// It does not, for now.
  down,

  /// It does not, and will not.
  closed,
}

/// How a session stands at a moment.
final class SessionStatus {
  /// Makes one; for the tests of apps.
  const SessionStatus({
    required this.state,
    this.phase = SessionPhase.none,
    this.link = LinkState.up,
    this.endCause,
    this.type = SessionType.video,
    this.others = 0,
    this.participants = 0,
    this.holds = 0,
    this.extensionsLeft,
    this.prompts = 0,
    this.aloneFor,
    this.untilPrompt,
    this.untilEnd,
    this.untilMaxDuration,
  });

  /// How far the session is in its life.
  final SessionState state;

  /// What its time does.
  final SessionPhase phase;

  /// Whether the link is up.
  final LinkState link;

  /// Why it timed out; null if it did not.
  final EndCause? endCause;

  /// What kind of call it is.
  final SessionType type;

  /// Users who are company, each once.
  final int others;

  /// Connections in the roster, of every kind.
  final int participants;

  /// Holds that are active.
  final int holds;

  /// How often the user may still extend; null without a limit.
  final int? extensionsLeft;

  /// How many prompts have been shown.
  final int prompts;

  /// For how long the user has been alone; null if not alone.
  final Duration? aloneFor;

  /// Time left until the prompt, as if counting went on now; null if none will
  /// come or it is shown.
  final Duration? untilPrompt;

  /// Time left until the session ends because the user is alone, as if counting
  /// went on now; null if it will not.
  final Duration? untilEnd;

  /// Time left until the longest duration; null if there is none.
  final Duration? untilMaxDuration;
}

/// Counts of an engine, each right at some instant of the call.
final class EngineStats {
  /// Makes them; for the tests of apps.
  const EngineStats({
    this.sessions = 0,
    this.listeners = 0,
    this.timedOut = 0,
    this.eventsQueued = 0,
    this.eventsDelivered = 0,
    this.deadlinesQueued = 0,
    this.listenersDropped = 0,
    this.late = 0,
    this.longestLate = Duration.zero,
    this.callbacksRunning = 0,
    this.callbackRunningFor = Duration.zero,
    this.longestCallback = Duration.zero,
    this.shards = 0,
    this.armed = 0,
    this.notJoined = 0,
    this.accompanied = 0,
    this.disabled = 0,
    this.paused = 0,
    this.held = 0,
    this.resyncing = 0,
    this.counting = 0,
    this.prompting = 0,
    this.smallestShard = 0,
    this.largestShard = 0,
  });

  /// Sessions that are open.
  final int sessions;

  /// Ports that are told; each open session has one.
  final int listeners;

  /// Sessions that timed out so far.
  final int timedOut;

  /// Events that wait to be posted.
  final int eventsQueued;

  /// Events posted so far.
  final int eventsDelivered;

  /// Entries in the queue of deadlines, stale ones included.
  final int deadlinesQueued;

  /// Ports that were dropped because their isolate was gone.
  final int listenersDropped;

  /// How often a session was judged more than a second after something fell
  /// due in it: the device slept, the process was frozen, or the machine does
  /// not keep up.
  final int late;

  /// The longest that a session was judged after something fell due in it,
  /// also below the second of [late].
  final Duration longestLate;

  /// Events that are being posted now: 0 or 1.
  final int callbacksRunning;

  /// For how long that has taken; zero if none is.
  final Duration callbackRunningFor;

  /// The longest that posting an event took.
  final Duration longestCallback;

  /// Shards that the sessions are spread over.
  final int shards;

  /// Sessions in which something will fall due by itself.
  final int armed;

  /// Sessions in [SessionPhase.none]: not joined, or over.
  final int notJoined;

  /// Sessions in [SessionPhase.accompanied].
  final int accompanied;

  /// Sessions in [SessionPhase.disabled].
  final int disabled;

  /// Sessions in [SessionPhase.paused].
  final int paused;

  /// Sessions in [SessionPhase.held].
  final int held;

  /// Sessions in [SessionPhase.resyncing].
  final int resyncing;

  /// Sessions in [SessionPhase.counting].
  final int counting;

  /// Sessions in [SessionPhase.prompting].
  final int prompting;

  /// Sessions in the shard that has the fewest.
  final int smallestShard;

  /// Sessions in the shard that has the most.
  final int largestShard;
}
