import 'event.dart';

/// Who is told what happens to a session: callbacks, each of which may be left
/// out.
///
/// They run in the isolate that added the listener, one at a time, in the order
/// in which things happened, and in the zone in which it was added. A listener
/// that was removed is never called again.
final class SessionStatusListener {
  /// Makes a listener.
  const SessionStatusListener({
    this.onSessionTimedOut,
    this.onSessionJoined,
    this.onSessionLeft,
    this.onConnectionLost,
    this.onConnectionRestored,
    this.onConnectionClosed,
    this.onIdleStarted,
    this.onIdleStopped,
    this.onIdlePrompt,
    this.onIdlePromptDismissed,
    this.onDurationWarning,
  });

  /// The session ended because nobody else was there for too long, or because
  /// its longest duration was reached; its status says which. Tear the call
  /// down, then report `leaveSession`.
  final void Function()? onSessionTimedOut;

  /// The local user joined.
  final void Function()? onSessionJoined;

  /// The local user left.
  final void Function()? onSessionLeft;

  /// The link was lost.
  final void Function()? onConnectionLost;

  /// The link came back.
  final void Function()? onConnectionRestored;

  /// The link was closed for good, and the session ended.
  final void Function()? onConnectionClosed;

  /// The user became alone.
  final void Function(IdleCause cause)? onIdleStarted;

  /// The user is alone no more.
  final void Function()? onIdleStopped;

  /// "Are you still there?" is to be shown, with `remaining` to answer;
  /// `number` counts the prompts of the session from 1.
  final void Function(Duration remaining, int number)? onIdlePrompt;

  /// The prompt is to be taken away.
  final void Function(DismissCause cause)? onIdlePromptDismissed;

  /// The longest duration will be reached in `remaining`.
  final void Function(Duration remaining)? onDurationWarning;
}

/// How a listener is told.
extension SessionStatusListenerCalls on SessionStatusListener {
  /// Calls the callback for an event, if there is one.
  void tell(SessionEvent event) {
    switch (event) {
      case SessionJoined():
        onSessionJoined?.call();
      case SessionLeft():
        onSessionLeft?.call();
      case SessionTimedOut():
        onSessionTimedOut?.call();
      case ConnectionLost():
        onConnectionLost?.call();
      case ConnectionRestored():
        onConnectionRestored?.call();
      case ConnectionClosed():
        onConnectionClosed?.call();
      case IdleStarted(:final cause):
        onIdleStarted?.call(cause);
      case IdleStopped():
        onIdleStopped?.call();
      case IdlePrompt(:final remaining, :final number):
        onIdlePrompt?.call(remaining, number);
      case IdlePromptDismissed(:final cause):
        onIdlePromptDismissed?.call(cause);
      case DurationWarning(:final remaining):
        onDurationWarning?.call(remaining);
    }
  }
}
