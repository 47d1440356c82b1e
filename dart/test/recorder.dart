import 'package:hangtime/hangtime.dart';

/// A listener that writes down what it is told, in the words of scenarios.
final class Recorder {
  /// What came.
  final lines = <String>[];

  /// To be added to a session.
  late final SessionStatusListener listener = SessionStatusListener(
    onSessionJoined: () => lines.add('session_joined'),
    onSessionLeft: () => lines.add('session_left'),
    onSessionTimedOut: () => lines.add('session_timed_out'),
    onConnectionLost: () => lines.add('connection_lost'),
    onConnectionRestored: () => lines.add('connection_restored'),
    onConnectionClosed: () => lines.add('connection_closed'),
    onIdleStarted: (cause) => lines.add('idle_started ${cause.name}'),
    onIdleStopped: () => lines.add('idle_stopped'),
    onIdlePrompt: (remaining, number) =>
        lines.add('idle_prompt ${remaining.inSeconds} $number'),
    onIdlePromptDismissed: (cause) =>
        lines.add('prompt_dismissed ${cause.name}'),
    onDurationWarning: (remaining) =>
        lines.add('duration_warning ${remaining.inSeconds}'),
  );

  /// Takes what came so far.
  List<String> take() {
    final taken = [...lines];
    lines.clear();
    return taken;
  }
}

/// An engine with the manual clock, a session in it and a recorder on that.
final class Call {
  /// Opens the session; nobody has joined it.
  Call([SessionSettings settings = const SessionSettings()]) {
    session = engine.open('room', sessionSettings: settings);
    session.addSessionStatusListener(recorder.listener);
  }

  /// Opens the session and joins it alone.
  factory Call.joined([SessionSettings settings = const SessionSettings()]) =>
      Call(settings)..session.joined(localUid: 'alice');

  /// The engine.
  final engine = Engine.manualClock();

  /// The session.
  late final CallSession session;

  /// Who listens.
  final recorder = Recorder();

  /// Waits for what happened so far and takes it.
  Future<List<String>> come() async {
    await engine.flush();
    return recorder.take();
  }

  /// Moves the clock on by seconds, and takes what comes.
  Future<List<String>> after(int seconds) {
    engine.advance(Duration(seconds: seconds));
    return come();
  }
}
