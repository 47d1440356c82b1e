import 'dart:async';

import 'package:hangtime/hangtime.dart';

import 'check.dart';
import 'recorder.dart';

void main(List<String> words) {
  tests();
  runTests(words);
}

/// What a join that fails tells, and when: not before the call has returned.
Future<HangtimeException> _failed(
  String sessionId, {
  SessionSettings settings = const SessionSettings(),
  String? localUid,
  List<Participant> participants = const [],
}) {
  final told = Completer<HangtimeException>();
  var returned = false;
  HangtimeCalls.joinSession(
    sessionId: sessionId,
    sessionSettings: settings,
    localUid: localUid,
    participants: participants,
    onSuccess: (_) => told.completeError(StateError('it was joined')),
    onError: (exception) {
      expectThat(returned, 'told inside the call');
      told.complete(exception);
    },
  );
  returned = true;
  return told.future;
}

Future<void> _cleared(FutureOr<void> Function() body) async {
  HangtimeCalls.engine = Engine.manualClock();
  try {
    await body();
  } finally {
    HangtimeCalls.dispose();
  }
}

void tests() {
  test('a join tells its success asynchronously and before the event', () {
    return _cleared(() async {
      final order = <String>[];
      HangtimeCalls.joinSession(
        sessionId: 'room',
        onSuccess: (session) => order.add('success ${session.sessionId}'),
        onError: (exception) => order.add('$exception'),
      );
      final session = CallSession.getInstance();
      expect(session?.sessionId, 'room');
      session?.addSessionStatusListener(SessionStatusListener(
        onSessionJoined: () => order.add('joined'),
        onIdleStarted: (cause) => order.add('idle ${cause.name}'),
      ));
      order.add('returned');
      await HangtimeCalls.engine.flush();
      expect(order, ['returned', 'success room', 'joined', 'idle waiting']);
    });
  });

  test('a listener that is added in onSuccess is told of the join', () {
    return _cleared(() async {
      final recorder = Recorder();
      HangtimeCalls.joinSession(
        sessionId: 'room',
        onSuccess: (session) =>
            session.addSessionStatusListener(recorder.listener),
        onError: (exception) => throw exception,
      );
      await HangtimeCalls.engine.flush();
      expect(recorder.lines, ['session_joined', 'idle_started waiting']);
    });
  });

  test('a join that fails tells its code and what is wrong', () {
    return _cleared(() async {
      final empty = await _failed('');
      expect(empty.code, 'INVALID');
      expectThat(empty.message.contains('255'), empty.message);
      expect((await _failed('a' * 256)).code, 'INVALID');
      expect((await _failed('a\u0000b')).code, 'INVALID');
      expect((await _failed('\ud800')).code, 'INVALID');
      expect((await _failed('room', localUid: '')).code, 'INVALID');
      final nobody = [const Participant('')];
      expect((await _failed('room', participants: nobody)).code, 'INVALID');
      final negative = await _failed(
        'room',
        settings: SessionSettingsBuilder().setIdleTimeoutPeriod(-5).build(),
      );
      expect(negative.code, 'INVALID');
      expectThat(negative.message.contains('idleTimeout'), negative.message);
      expect(CallSession.getInstance(), null);
      expect(HangtimeCalls.engine.stats.sessions, 0);
      expectThat('$negative'.startsWith('HangtimeException(INVALID): '), '');
    });
  });

  test('an id may be long, and in any script', () {
    return _cleared(() async {
      for (final id in ['a' * 255, 'комната', '部屋', '🕳']) {
        final session = await HangtimeCalls.join(sessionId: id);
        expect(session.sessionId, id);
      }
      final tooLong = await _failed('部' * 86);
      expect(tooLong.code, 'INVALID');
    });
  });

  test('a join as a future succeeds with the session or fails', () {
    return _cleared(() async {
      final session = await HangtimeCalls.join(
        sessionId: 'room',
        localUid: 'alice',
        participants: [
          const Participant('alice', pid: 'her other device'),
          const Participant('bob', kind: ParticipantKind.phone),
        ],
      );
      expect(session.status.others, 1);
      expect(session.status.participants, 2);
      try {
        await HangtimeCalls.join(sessionId: '');
        throw StateError('an empty id was taken');
      } on HangtimeException catch (exception) {
        expect(exception.code, 'INVALID');
      }
    });
  });

  test('the instance is the session joined last that has not ended', () {
    return _cleared(() async {
      expect(CallSession.getInstance(), null);
      final first = await HangtimeCalls.join(sessionId: 'first');
      final second = await HangtimeCalls.join(sessionId: 'second');
      expect(CallSession.getInstance(), second);
      second.leaveSession();
      expect(CallSession.getInstance(), first);
      HangtimeCalls.engine.open('never joined');
      expect(CallSession.getInstance(), first);
      HangtimeCalls.engine.advance(const Duration(seconds: 300));
      // It ended just now, and its event has not arrived.
      expect(CallSession.getInstance(), null);
      final third = await HangtimeCalls.join(sessionId: 'third');
      third.dispose();
      expect(CallSession.getInstance(), null);
      await HangtimeCalls.join(sessionId: 'fourth');
      HangtimeCalls.dispose();
      expect(CallSession.getInstance(), null);
    });
  });

  test('the facade makes an engine again after it was disposed of', () async {
    final first = HangtimeCalls.engine;
    await HangtimeCalls.join(sessionId: 'room');
    HangtimeCalls.appResumed();
    HangtimeCalls.dispose();
    expectThat(first.isDisposed, 'disposed');
    HangtimeCalls.dispose();
    HangtimeCalls.appResumed();
    final second = HangtimeCalls.engine;
    expectThat(!second.isDisposed && !second.isClockManual, 'a new one');
    HangtimeCalls.dispose();
  });

  test('the default period is 300 seconds, and 0 disables', () {
    return _cleared(() async {
      final engine = HangtimeCalls.engine;
      final session = await HangtimeCalls.join(sessionId: 'room');
      expect(session.status.untilEnd, const Duration(seconds: 300));
      final never = await HangtimeCalls.join(
        sessionId: 'never',
        sessionSettings:
            SessionSettingsBuilder().setIdleTimeoutPeriod(0).build(),
      );
      expect(never.status.phase, SessionPhase.disabled);
      expect(never.status.untilEnd, null);
      engine.advance(const Duration(days: 1));
      expect(session.status.state, SessionState.timedOut);
      expect(never.status.state, SessionState.joined);
    });
  });

  test('the type of the session can be read', () {
    return _cleared(() async {
      final voice = await HangtimeCalls.join(
        sessionId: 'room',
        sessionSettings:
            SessionSettingsBuilder().setType(SessionType.voice).build(),
      );
      final video = await HangtimeCalls.join(sessionId: 'room');
      expect(voice.status.type, SessionType.voice);
      expect(video.status.type, SessionType.video);
    });
  });
}
