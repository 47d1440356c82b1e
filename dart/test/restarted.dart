import 'dart:isolate';

import 'package:hangtime/hangtime.dart';

/// An app that a hot restart starts anew, and that disposes of nothing.
Future<void> main(List<String> arguments, Object? parent) async {
  final port = parent! as SendPort..send(0);
  final session = await HangtimeCalls.join(sessionId: 'room');
  session.addSessionStatusListener(
    SessionStatusListener(onSessionTimedOut: () => port.send('timed out')),
  );
  port.send('armed');
}
