/// Why the user is alone.
enum IdleCause {
  /// Nobody who counts has been there yet.
  waiting,

  /// Everybody who counted has left.
  othersLeft,
}

/// Why a session timed out.
enum EndCause {
  /// Nobody who counts ever came.
  waiting,

  /// Everybody who counted had left.
  othersLeft,

  /// The longest duration of the session was reached.
  maxDuration,
}

/// Why a prompt is no longer shown.
enum DismissCause {
  /// Somebody who counts joined.
  joined,

  /// The user asked to stay.
  extended,

  /// The link was lost or closed.
  link,

  /// A hold was taken.
  held,

  /// The device slept, or the process was frozen.
  suspended,

  /// The period was set to 0.
  disabled,

  /// The period was lengthened.
  lengthened,

  /// The user left.
  left,

  /// Its time ran out.
  expired,
}

/// Something that happened to a session.
sealed class SessionEvent {
  /// Makes what all events have.
  const SessionEvent({this.at = Duration.zero, this.late = Duration.zero});

  /// When, by the clock of the engine. Only differences mean something.
  final Duration at;

  /// How long after its time the library found it, because the device slept
  /// or the process was frozen; zero for what a report of the app caused.
  final Duration late;
}

/// The local user joined.
final class SessionJoined extends SessionEvent {
  /// Makes one; as with all events, for the tests of apps.
  const SessionJoined({super.at, super.late});

  @override
  String toString() => 'SessionJoined';
}

/// The local user left. After a time-out or a closed link it comes once, too,
/// when the app has torn the call down and reported that.
final class SessionLeft extends SessionEvent {
  /// Makes one.
  const SessionLeft({super.at, super.late});

  @override
  String toString() => 'SessionLeft';
}

/// The session ended by itself. Tear the call down, then report
/// `leaveSession`.
final class SessionTimedOut extends SessionEvent {
  /// Makes one.
  const SessionTimedOut(this.cause, {super.at, super.late});

  /// Why it ended.
  final EndCause cause;

  @override
  String toString() => 'SessionTimedOut(${cause.name})';
}

/// The link was lost.
final class ConnectionLost extends SessionEvent {
  /// Makes one.
  const ConnectionLost({super.at, super.late});

  @override
  String toString() => 'ConnectionLost';
}

/// The link came back.
final class ConnectionRestored extends SessionEvent {
  /// Makes one.
  const ConnectionRestored({super.at, super.late});

  @override
  String toString() => 'ConnectionRestored';
}

/// The link was closed for good, and the session ended.
final class ConnectionClosed extends SessionEvent {
  /// Makes one.
  const ConnectionClosed({super.at, super.late});

  @override
  String toString() => 'ConnectionClosed';
}

/// The user became alone. Comes where the period is 0, too, and nothing will
/// end.
final class IdleStarted extends SessionEvent {
  /// Makes one.
  const IdleStarted(this.cause, {super.at, super.late});

  /// Whether nobody has come yet or all others have left.
  final IdleCause cause;

  @override
  String toString() => 'IdleStarted(${cause.name})';
}

/// The user is alone no more.
final class IdleStopped extends SessionEvent {
  /// Makes one.
  const IdleStopped({super.at, super.late});

  @override
  String toString() => 'IdleStopped';
}

/// "Are you still there?" is to be shown. "Stay" is `extend`, "End now" is
/// `leaveSession`.
final class IdlePrompt extends SessionEvent {
  /// Makes one.
  const IdlePrompt(this.remaining, this.number, {super.at, super.late});

  /// How long there is to answer.
  final Duration remaining;

  /// Counts the prompts of the session from 1.
  final int number;

  @override
  String toString() => 'IdlePrompt($remaining, $number)';
}

/// The prompt is to be taken away.
final class IdlePromptDismissed extends SessionEvent {
  /// Makes one.
  const IdlePromptDismissed(this.cause, {super.at, super.late});

  /// Why.
  final DismissCause cause;

  @override
  String toString() => 'IdlePromptDismissed(${cause.name})';
}

/// The longest duration of the session will be reached soon.
final class DurationWarning extends SessionEvent {
  /// Makes one.
  const DurationWarning(this.remaining, {super.at, super.late});

  /// In how long.
  final Duration remaining;

  @override
  String toString() => 'DurationWarning($remaining)';
}
