import 'package:hangtime/hangtime.dart';

void main() {
  final sessionSettings = HangtimeCalls.SessionSettingsBuilder()
      .setIdleTimeoutPeriod(120) // seconds; 300 when not set; 0 disables
      .setType(SessionType.video)
      .build();

  HangtimeCalls.joinSession(
    sessionId: 'demo-room',
    sessionSettings: sessionSettings,
    onSuccess: (CallSession session) => print('joined ${session.sessionId}'),
    onError: (HangtimeException e) => print('failed: ${e.message}'),
  );

  final callSession = CallSession.getInstance();
  final listener = SessionStatusListener(
    onSessionTimedOut: () => print('nobody else joined'),
    onSessionJoined: () {},
    onSessionLeft: () {},
    onConnectionLost: () {},
    onConnectionRestored: () {},
    onConnectionClosed: () {},
  );
  callSession?.addSessionStatusListener(listener);
  // later, in dispose():
  callSession?.removeSessionStatusListener(listener);
}
