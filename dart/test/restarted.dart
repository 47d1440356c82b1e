import 'dart:isolate';

import 'package:hangtime/hangtime.dart';

/// An app that a hot restart starts anew, and that disposes of nothing. Tells
/// how to end its other isolate.
Future<void> main(List<String> arguments, Object? parent) async {
  final port = parent! as SendPort..send(0);
  final helper = await Isolate.spawn(_help, null);
  final session = await HangtimeCalls.join(sessionId: 'room');
  session.addSessionStatusListener(
    SessionStatusListener(onSessionTimedOut: () => port.send('timed out')),
  );
  port.send([helper.controlPort, helper.terminateCapability]);
}

/// Stays until it is killed.
void _help(Object? nothing) => RawReceivePort();
