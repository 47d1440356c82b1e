import 'dart:async';

import 'package:hangtime/hangtime.dart';

import 'check.dart';
import 'recorder.dart';

void main(List<String> words) {
  tests();
  runTests(words);
}

const _prompting = SessionSettings(
  idleTimeout: Duration(seconds: 100),
  prompt: Duration(seconds: 20),
  maxDuration: Duration(hours: 1),
  maxDurationWarning: Duration(minutes: 5),
);

/// Plays a call in which every event there is comes.
Future<List<String>> _playAll(Call call) async {
  final told = <String>[];
  Future<void> come() async => told.addAll(await call.come());
  call.session.joined(localUid: 'alice');
  await come();
  call.session.participantJoined('bob');
  call.session.participantLeft('bob');
  await come();
  told.addAll(await call.after(80));
  call.session.extend();
  await come();
  call.session.connectionLost();
  call.session.connectionRestored([const Participant('bob')]);
  await come();
  told.addAll(await call.after(3300));
  call.session.setParticipants([]);
  told.addAll(await call.after(100));
  call.session.leaveSession();
  await come();
  return told;
}

const _all = [
  'session_joined',
  'idle_started waiting',
  'idle_stopped',
  'idle_started othersLeft',
  'idle_prompt 20 1',
  'prompt_dismissed extended',
  'connection_lost',
  'connection_restored',
  'idle_stopped',
  'duration_warning 300',
  'idle_started othersLeft',
  'idle_prompt 20 2',
  'prompt_dismissed expired',
  'session_timed_out',
  'session_left',
];

void tests() {
  test('every event comes to a listener, in order', () async {
    final call = Call(_prompting);
    expect(await _playAll(call), _all);
    call.engine.dispose();
  });

  test('every event comes as a class with its values and times', () async {
    final call = Call(_prompting);
    final events = <SessionEvent>[];
    var isDone = false;
    call.session.events.listen(events.add, onDone: () => isDone = true);
    await _playAll(call);
    await Future<void>.delayed(Duration.zero);
    expect([for (final event in events) '$event'], [
      'SessionJoined',
      'IdleStarted(waiting)',
      'IdleStopped',
      'IdleStarted(othersLeft)',
      'IdlePrompt(0:00:20.000000, 1)',
      'IdlePromptDismissed(extended)',
      'ConnectionLost',
      'ConnectionRestored',
      'IdleStopped',
      'DurationWarning(0:05:00.000000)',
      'IdleStarted(othersLeft)',
      'IdlePrompt(0:00:20.000000, 2)',
      'IdlePromptDismissed(expired)',
      'SessionTimedOut(othersLeft)',
      'SessionLeft',
    ]);
    expect(
      [for (final event in events) event.at.inSeconds],
      [0, 0, 0, 0, 80, 80, 80, 80, 80, 3300, 3380, 3460, 3480, 3480, 3480],
    );
    expectThat(isDone, 'the stream ends after the last event');
    call.engine.dispose();
  });

  test('the causes of an end are told apart', () async {
    Future<EndCause?> cause(void Function(Call call) play) async {
      final call = Call.joined(_prompting);
      final end = call.session.events.firstWhere((e) => e is SessionTimedOut);
      play(call);
      call.engine.advance(const Duration(hours: 2));
      final cause = call.session.status.endCause;
      expect((await end as SessionTimedOut).cause, cause);
      call.engine.dispose();
      return cause;
    }

    expect(await cause((call) {}), EndCause.waiting);
    expect(
      await cause((call) => call.session
        ..participantJoined('bob')
        ..userLeft('bob')),
      EndCause.othersLeft,
    );
    expect(
      await cause((call) => call.session.participantJoined('bob')),
      EndCause.maxDuration,
    );
  });

  test('a closed link ends the session, and its leaving is told', () async {
    final call = Call.joined();
    await call.come();
    call.session.connectionClosed();
    expect(await call.come(), ['connection_closed']);
    expect(call.session.status.state, SessionState.connectionClosed);
    expect(call.session.status.endCause, null);
    call.session.leaveSession();
    expect(await call.come(), ['session_left']);
    call.engine.dispose();
  });

  test('what dismisses a prompt is told', () async {
    Future<List<String>> dismissed(void Function(CallSession) by) async {
      final call = Call.joined(_prompting);
      await call.after(80);
      by(call.session);
      final told = await call.come();
      call.engine.dispose();
      return told.take(1).toList();
    }

    const joined = 'prompt_dismissed joined';
    expect(await dismissed((s) => s.participantJoined('bob')), [joined]);
    expect(
      await dismissed((s) => s.hold('recording')),
      ['prompt_dismissed held'],
    );
    const link = 'prompt_dismissed link';
    expect(await dismissed((s) => s.connectionLost()), [link]);
    const left = 'prompt_dismissed left';
    expect(await dismissed((s) => s.leaveSession()), [left]);
    expect(
      await dismissed((s) => s.setWaitingTimeout(Duration.zero)),
      ['prompt_dismissed disabled'],
    );
    expect(
      await dismissed((s) => s.setIdleTimeout(const Duration(hours: 1))),
      ['prompt_dismissed lengthened'],
    );
    final slept = Call.joined(_prompting);
    await slept.after(80);
    slept.engine.suspend(const Duration(seconds: 60));
    expect(await slept.after(0), ['prompt_dismissed suspended']);
    slept.engine.dispose();
  });

  test('what the device slept through carries its lateness', () async {
    final call = Call.joined();
    final events = <SessionEvent>[];
    call.session.events.listen(events.add);
    call.engine
      ..suspend(const Duration(seconds: 400))
      ..advance(const Duration(seconds: 10));
    await call.engine.flush();
    final end = events.last as SessionTimedOut;
    expect(end.at, const Duration(seconds: 405));
    expect(events.first.late, Duration.zero);
    call.engine.dispose();
  });

  test('a removed listener is not called, though events wait', () async {
    final call = Call.joined();
    call.engine.advance(const Duration(seconds: 300));
    call.session.removeSessionStatusListener(call.recorder.listener);
    expect(await call.come(), <String>[]);
    call.session.removeSessionStatusListener(call.recorder.listener);
    call.engine.dispose();
  });

  test('a listener that is added twice is called once', () async {
    final call = Call.joined();
    call.session.addSessionStatusListener(call.recorder.listener);
    expect(await call.come(), ['session_joined', 'idle_started waiting']);
    call.engine.dispose();
  });

  test('a callback may remove itself, and others', () async {
    final call = Call.joined();
    final other = Recorder();
    late final SessionStatusListener first;
    first = SessionStatusListener(onSessionJoined: () {
      call.session
        ..removeSessionStatusListener(first)
        ..removeSessionStatusListener(other.listener);
    });
    call.session
      ..removeSessionStatusListener(call.recorder.listener)
      ..addSessionStatusListener(first)
      ..addSessionStatusListener(other.listener);
    await call.engine.flush();
    expect(other.lines, <String>[]);
    call.engine.dispose();
  });

  test('a callback may dispose of the session, and of the engine', () async {
    for (final dispose in <void Function(Call)>[
      (call) => call.session.dispose(),
      (call) => call.engine.dispose(),
    ]) {
      final call = Call.joined();
      final over = Completer<void>();
      call.session
        ..removeSessionStatusListener(call.recorder.listener)
        ..addSessionStatusListener(SessionStatusListener(onSessionJoined: () {
          dispose(call);
          over.complete();
        }))
        ..addSessionStatusListener(call.recorder.listener);
      await over.future;
      await Future<void>.delayed(Duration.zero);
      expect(call.recorder.lines, <String>[]);
      call.engine.dispose();
    }
  });

  test('a callback that throws harms no other, and its zone is told', () async {
    final call = Call.joined();
    final thrown = <Object>[];
    call.session.removeSessionStatusListener(call.recorder.listener);
    runZonedGuarded(
      () => call.session.addSessionStatusListener(
        SessionStatusListener(onSessionJoined: () => throw StateError('oh')),
      ),
      (error, _) => thrown.add('$error'),
    );
    call.session.addSessionStatusListener(call.recorder.listener);
    expect(await call.come(), ['session_joined', 'idle_started waiting']);
    expect(thrown, ['Bad state: oh']);
    call.engine.dispose();
  });

  test('a disposed session is silent, and its stream ends', () async {
    final call = Call.joined();
    final count = call.session.events.length;
    call.session.dispose();
    call.session.dispose();
    expect(await call.come(), <String>[]);
    expect(await count, 0);
    expect(call.engine.stats.sessions, 0);
    expect(
      thrownBy<HangtimeException>(() => call.session.extend()).code,
      'HANDLE',
    );
    call.engine.dispose();
  });
}
