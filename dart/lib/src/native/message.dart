import '../event.dart';

/// The causes by the numbers that the library has for them, from 1.
EndCause endCause(int number) => EndCause.values[number - 1];

/// A number of milliseconds, of which a [Duration] holds no more than these.
Duration durationOf(int ms) {
  const most = 9223372036854775;
  return Duration(milliseconds: ms > most ? most : ms);
}

/// Reads what the library posts: the fields of `hangtime_event` in their order.
/// Null for an event that this package does not know.
SessionEvent? readEvent(List<Object?> message) {
  final [_, atMs, lateMs, remainingMs, type, cause, dismissed, number] =
      message.cast<int>();
  final at = durationOf(atMs);
  final late = durationOf(lateMs);
  final remaining = durationOf(remainingMs);
  return switch (type) {
    1 => SessionJoined(at: at, late: late),
    2 => SessionLeft(at: at, late: late),
    3 => SessionTimedOut(endCause(cause), at: at, late: late),
    4 => ConnectionLost(at: at, late: late),
    5 => ConnectionRestored(at: at, late: late),
    6 => ConnectionClosed(at: at, late: late),
    7 => IdleStarted(IdleCause.values[cause - 1], at: at, late: late),
    8 => IdleStopped(at: at, late: late),
    9 => IdlePrompt(remaining, number, at: at, late: late),
    10 => IdlePromptDismissed(
        DismissCause.values[dismissed - 1],
        at: at,
        late: late,
      ),
    11 => DurationWarning(remaining, at: at, late: late),
    _ => null,
  };
}
