import 'package:hangtime/hangtime.dart';

Future<void> main() async {
  final engine = Engine();
  final session = await engine.join(
    sessionId: 'demo-room',
    localUid: 'alice',
    participants: [const Participant('bob')],
    sessionSettings: const SessionSettings.gentle(),
  );
  await for (final event in session.events) {
    switch (event) {
      case IdlePrompt(:final remaining):
        print('Are you still there? ${remaining.inSeconds} s');
      case SessionTimedOut(:final cause):
        print('ended: ${cause.name}');
        session.leaveSession();
      case _:
    }
  }
  engine.dispose();
}
