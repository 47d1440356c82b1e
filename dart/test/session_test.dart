import 'dart:typed_data';

import 'package:hangtime/hangtime.dart';

import 'check.dart';
import 'recorder.dart';

void main(List<String> words) {
  tests();
  runTests(words);
}

String _code(void Function() body) => thrownBy<HangtimeException>(body).code;

void tests() {
  test('each refused report throws its code, and has changed nothing', () {
    final call = Call(const SessionSettings(maxExtensions: 1));
    final session = call.session;
    expect(_code(session.extend), 'NOT_JOINED');
    expect(_code(() => session.participantJoined('bob')), 'NOT_JOINED');
    expect(_code(session.leaveSession), 'NOT_JOINED');
    session.joined();
    expect(_code(session.joined), 'ALREADY_JOINED');
    expect(_code(() => session.participantLeft('bob')), 'NOT_FOUND');
    expect(_code(() => session.userLeft('bob')), 'NOT_FOUND');
    expect(
      _code(() => session.participantChanged('bob', ParticipantKind.bot)),
      'NOT_FOUND',
    );
    expect(_code(() => session.participantJoined('')), 'INVALID');
    expect(_code(() => session.participantJoined('b', pid: '')), 'INVALID');
    expect(_code(() => session.hold('')), 'INVALID');
    expect(_code(() => session.releaseHold('recording')), 'NOT_FOUND');
    session.hold('recording');
    expect(_code(() => session.hold('recording')), 'ALREADY_HELD');
    session.releaseHold('recording');
    session.extend();
    expect(_code(session.extend), 'LIMIT');
    session.participantJoined('bob');
    expect(_code(session.extend), 'NOT_ALONE');
    expect(
      _code(() => session.setIdleTimeout(const Duration(seconds: -1))),
      'INVALID',
    );
    expect(session.status.others, 1);
    session.leaveSession();
    expect(_code(session.leaveSession), 'ENDED');
    expect(_code(() => session.participantJoined('carol')), 'ENDED');
    expect(_code(() => session.joined()), 'ENDED');
    call.engine.dispose();
    expect(_code(session.extend), 'DISPOSED');
    expect(_code(() => session.status), 'DISPOSED');
  });

  test('an exception says what was tried, where, and what to do', () {
    final call = Call();
    final exception = thrownBy<HangtimeException>(call.session.extend);
    expect(
      exception.message,
      'Extending in session "room": The session has not been joined; report '
      'hangtime_session_joined first.',
    );
    call.engine.dispose();
  });

  test('the roster is a set of connections, counted by user', () {
    final call = Call.joined();
    final session = call.session
      ..participantJoined('bob', pid: 'phone', kind: ParticipantKind.phone)
      ..participantJoined('bob', pid: 'laptop')
      ..participantJoined('bob', pid: 'laptop')
      ..participantJoined('alice', pid: 'her laptop')
      ..participantJoined('notes', kind: ParticipantKind.bot);
    expect(session.status.participants, 4);
    expect(session.status.others, 1);
    session.participantLeft('phone');
    expect(session.status.phase, SessionPhase.accompanied);
    session.participantChanged('notes', ParticipantKind.human);
    expect(session.status.others, 2);
    session
      ..userLeft('bob')
      ..participantLeft('notes');
    expect(session.status.phase, SessionPhase.counting);
    session.setParticipants([
      const Participant('carol'),
      const Participant('dave', pid: 'd', kind: ParticipantKind.recorder),
    ]);
    expect(session.status.participants, 2);
    expect(session.status.others, 1);
    call.engine.dispose();
  });

  test('no roster with a restored link is not an empty one', () {
    final call = Call.joined();
    call.session
      ..participantJoined('bob')
      ..connectionLost()
      ..connectionRestored();
    expect(call.session.status.others, 1);
    call.session
      ..connectionLost()
      ..connectionRestored([]);
    expect(call.session.status.others, 0);
    expect(call.session.status.phase, SessionPhase.resyncing);
    call.engine.dispose();
  });

  test('a status tells every phase', () async {
    SessionStatus status(void Function(Call) play, [SessionSettings? given]) {
      final call = Call.joined(given ?? const SessionSettings());
      play(call);
      final status = call.session.status;
      call.engine.dispose();
      return status;
    }

    SessionPhase phase(void Function(CallSession) play) =>
        status((call) => play(call.session)).phase;
    expect(phase((_) {}), SessionPhase.counting);
    expect(phase((s) => s.hold('it')), SessionPhase.held);
    expect(phase((s) => s.connectionLost()), SessionPhase.paused);
    expect(phase((s) => s.leaveSession()), SessionPhase.none);
    expect(
      phase((s) => s.participantJoined('bob')),
      SessionPhase.accompanied,
    );
    expect(
      phase((s) => s.setIdleTimeout(Duration.zero)),
      SessionPhase.disabled,
    );
    final prompting = status(
      (call) => call.engine.advance(const Duration(seconds: 130)),
      const SessionSettings.classic(),
    );
    expect(prompting.phase, SessionPhase.prompting);
    expect(prompting.prompts, 1);
    expect(prompting.untilPrompt, null);
    expect(prompting.untilEnd, const Duration(seconds: 50));
    expect(prompting.aloneFor, const Duration(seconds: 130));
    final resumed = status((call) => call.engine.appResumed());
    expect(resumed.phase, SessionPhase.resyncing);
  });

  test('a status tells counts, times and limits', () {
    final call = Call(const SessionSettings(
      maxExtensions: 3,
      maxDuration: Duration(hours: 1),
      prompt: Duration(seconds: 60),
    ));
    expect(call.session.status.state, SessionState.opened);
    call.session
      ..joined()
      ..extend()
      ..hold('recording');
    final status = call.session.status;
    expect(status.state, SessionState.joined);
    expect(status.link, LinkState.up);
    expect(status.holds, 1);
    expect(status.extensionsLeft, 2);
    expect(status.untilPrompt, const Duration(seconds: 240));
    expect(status.untilMaxDuration, const Duration(hours: 1));
    call.session.connectionLost();
    expect(call.session.status.link, LinkState.down);
    call.session.connectionClosed();
    expect(call.session.status.link, LinkState.closed);
    final plain = Call.joined();
    expect(plain.session.status.extensionsLeft, null);
    expect(plain.session.status.untilMaxDuration, null);
    plain.session.participantJoined('bob');
    expect(plain.session.status.aloneFor, null);
    plain.engine.dispose();
    call.engine.dispose();
  });

  test('a hold freezes the countdown, until it is too old', () async {
    final call = Call.joined();
    await call.after(100);
    call.session.hold('guest', maxAge: const Duration(seconds: 1000));
    await call.after(900);
    expect(call.session.status.untilEnd, const Duration(seconds: 200));
    expect(await call.after(299), <String>[]);
    expect(await call.after(1), ['session_timed_out']);
    call.engine.dispose();
  });

  test('periods can be changed while they run', () async {
    final call = Call.joined();
    call.session.setIdleTimeout(const Duration(seconds: 60));
    expect(call.session.status.untilEnd, const Duration(seconds: 60));
    call.session.setWaitingTimeout(const Duration(seconds: 90));
    expect(call.session.status.untilEnd, const Duration(seconds: 90));
    call.session.setIdleTimeout(const Duration(seconds: 30));
    expect(call.session.status.untilEnd, const Duration(seconds: 90));
    call.engine.dispose();
  });

  test('the log says why a call ended, without ids', () async {
    final call = Call.joined();
    call.session
      ..participantJoined('bob')
      ..participantLeft('bob');
    await call.after(300);
    final log = call.session.log;
    expectThat(log.contains('> session_timed_out others_left'), log);
    expectThat(!log.contains('bob') && !log.contains('alice'), log);
    call.session.leaveSession();
    await call.come();
    expectThat(call.session.log.contains('> session_left'), call.session.log);
    call.engine.dispose();
  });

  test('a snapshot goes on in another engine, with the same id', () async {
    final call = Call.joined();
    await call.after(100);
    final bytes = call.session.snapshot();
    call.engine.dispose();
    final engine = Engine.manualClock();
    final recorder = Recorder();
    final session = engine.restore(bytes, elapsed: const Duration(seconds: 50))
      ..addSessionStatusListener(recorder.listener);
    expect(session.sessionId, 'room');
    expect(CallSession.getInstance(), session);
    expect(session.status.untilEnd, const Duration(seconds: 150));
    engine.advance(const Duration(seconds: 150));
    await engine.flush();
    expect(recorder.take(), ['session_timed_out']);
    final ended = engine.restore(session.snapshot())
      ..addSessionStatusListener(recorder.listener)
      ..leaveSession();
    await engine.flush();
    expect(recorder.take(), ['session_left']);
    expect(_code(engine.restore(ended.snapshot()).leaveSession), 'ENDED');
    engine.dispose();
  });

  test('a restored session misses nothing that is due at once', () async {
    final call = Call.joined();
    final bytes = call.session.snapshot();
    final engine = Engine();
    for (var round = 0; round < 50; round++) {
      final session = engine.restore(bytes, elapsed: const Duration(hours: 1));
      // Due for long, it resyncs first, unless it has no grace.
      expect(session.status.state, SessionState.joined);
      session.dispose();
    }
    final noGrace =
        Call.joined(const SessionSettings(resyncGrace: Duration.zero));
    final due = noGrace.session.snapshot();
    for (var round = 0; round < 50; round++) {
      final session = engine.restore(due, elapsed: const Duration(hours: 1));
      expectThat(await session.events.first is SessionTimedOut, 'told');
    }
    engine.dispose();
    noGrace.engine.dispose();
    call.engine.dispose();
  });

  test('bytes that are no snapshot are refused', () {
    final call = Call.joined();
    final bytes = call.session.snapshot();
    final engine = Engine.manualClock();
    String refused(List<int> bytes) =>
        _code(() => engine.restore(Uint8List.fromList(bytes)));
    expect(refused([]), 'SNAPSHOT');
    expect(refused(bytes.sublist(1)), 'SNAPSHOT');
    expect(refused(bytes.sublist(0, bytes.length - 1)), 'SNAPSHOT');
    for (var index = 0; index < bytes.length; index++) {
      final damaged = [...bytes]..[index] ^= 1;
      final code = refused(damaged);
      expectThat(code == 'SNAPSHOT' || code == 'VERSION', '$index: $code');
    }
    expect(engine.stats.sessions, 0);
    engine.dispose();
    call.engine.dispose();
  });
}
