import 'dart:async';
import 'dart:io';
import 'dart:isolate';

import 'package:hangtime/hangtime.dart';

/// Leaves the process while events pour in, in the way that is asked for.
Future<void> main(List<String> arguments) async {
  final engine = HangtimeCalls.engine;
  const brief = SessionSettings(
    idleTimeout: Duration(milliseconds: 1),
    minNotice: Duration.zero,
  );
  for (var n = 0; n < 100; n++) {
    await engine.join(sessionId: 'brief $n', sessionSettings: brief);
  }
  final session = await engine.join(sessionId: 'long');
  session.addSessionStatusListener(const SessionStatusListener());
  for (var n = 0; n < 100; n++) {
    session
      ..participantJoined('bob')
      ..participantLeft('bob');
  }
  switch (arguments.single) {
    case 'exit':
      exit(3);
    case 'kill':
      Isolate.current.kill();
    case 'throw':
      throw StateError('a defect of the app');
    case 'return':
      session.dispose();
    case 'signal':
      Process.killPid(pid);
  }
}
