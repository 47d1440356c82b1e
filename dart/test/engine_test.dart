import 'dart:io';

import 'package:hangtime/hangtime.dart';

import 'check.dart';
import 'recorder.dart';

void main(List<String> words) {
  tests();
  runTests(words);
}

const _brief = SessionSettings(idleTimeout: Duration(milliseconds: 20));

/// The memory of this process that is in use, in KiB.
int _residentKiB() {
  final line = File('/proc/self/status')
      .readAsLinesSync()
      .firstWhere((line) => line.startsWith('VmRSS:'));
  return int.parse(line.replaceAll(RegExp('[^0-9]'), ''));
}

int _threads() => Directory('/proc/self/task').listSync().length;

/// Starts an engine, has it do something in its threads, and stops it.
Future<void> _round() async {
  final engine = Engine();
  final session = await engine.join(sessionId: 'room', localUid: 'alice');
  final recorder = Recorder();
  session
    ..addSessionStatusListener(recorder.listener)
    ..participantJoined('bob')
    ..participantLeft('bob');
  await engine.flush();
  expect(recorder.lines.length, 4);
  session.dispose();
  engine.dispose();
}

/// Plays 1,000 rounds; returns how much more memory is in use after them.
Future<int> _thousandRounds() async {
  final before = _residentKiB();
  for (var n = 0; n < 1000; n++) {
    await _round();
  }
  return _residentKiB() - before;
}

void tests() {
  test('the system clock ends a session', () async {
    final engine = Engine();
    final session =
        await engine.join(sessionId: 'room', sessionSettings: _brief);
    final events = await session.events.take(3).toList();
    expect([for (final event in events) '$event'], [
      'SessionJoined',
      'IdleStarted(waiting)',
      'SessionTimedOut(waiting)',
    ]);
    final took = events.last.at - events[1].at;
    expectThat(took >= _brief.idleTimeout, 'never early: $took');
    engine.dispose();
  });

  test('the manual clock stands until it is moved', () async {
    final call = Call.joined();
    await call.come();
    expect(call.engine.nextDeadline, const Duration(seconds: 300));
    expect(await call.after(299), <String>[]);
    expect(call.engine.nextDeadline, const Duration(seconds: 1));
    expect(await call.after(1), ['session_timed_out']);
    expect(call.engine.nextDeadline, null);
    call.engine.dispose();
  });

  test('a suspended device ends nothing in the instant it wakes', () async {
    final call = Call.joined();
    await call.come();
    call.engine.suspend(const Duration(hours: 1));
    expect(await call.after(4), <String>[]);
    expect(call.session.status.phase, SessionPhase.resyncing);
    expect(await call.after(1), ['session_timed_out']);
    call.engine.dispose();
  });

  test('the clock of the system can not be moved', () {
    final engine = Engine();
    const second = Duration(seconds: 1);
    String code(void Function() body) => thrownBy<HangtimeException>(body).code;
    expect(code(() => engine.advance(second)), 'NOT_MANUAL');
    expect(code(() => engine.suspend(second)), 'NOT_MANUAL');
    engine.dispose();
    final manual = Engine.manualClock();
    expect(code(() => manual.advance(-second)), 'INVALID');
    manual.dispose();
  });

  test('several engines in one isolate never meet', () async {
    final calls = [for (var n = 0; n < 10; n++) Call.joined()];
    for (final (index, call) in calls.indexed) {
      call.engine.advance(Duration(seconds: 30 * index));
      call.session.participantJoined('guest $index');
    }
    for (final (index, call) in calls.indexed) {
      expect(call.session.status.others, 1);
      call.session.userLeft('guest $index');
      expect((await call.come()).length, 4);
      expect(call.engine.stats.sessions, 1);
    }
    for (final call in calls) {
      call.engine.dispose();
    }
  });

  test('an engine counts', () async {
    final call = Call.joined();
    await call.after(300);
    final stats = call.engine.stats;
    expect(stats.sessions, 1);
    expect(stats.listeners, 1);
    expect(stats.timedOut, 1);
    expect(stats.eventsDelivered, 3);
    expect(stats.eventsQueued, 0);
    expect(stats.listenersDropped, 0);
    expect(stats.late, 0);
    expect(stats.longestLate, Duration.zero);
    expect(stats.callbacksRunning, 0);
    expect(stats.callbackRunningFor, Duration.zero);
    expect(stats.longestCallback >= Duration.zero, true);
    expect([stats.armed, stats.notJoined, stats.counting], [0, 1, 0]);
    expect([stats.smallestShard, stats.largestShard], [0, 1]);
    expect(stats.shards > 1, true);
    call.engine.dispose();
  });

  test('a limit of sessions is one', () {
    final engine = Engine.manualClock(maxSessions: 1);
    final session = engine.open('first');
    final refused = thrownBy<HangtimeException>(() => engine.open('second'));
    expect(refused.code, 'LIMIT');
    session.dispose();
    engine.open('second');
    engine.dispose();
  });

  test('a disposed engine says so, and may be disposed of again', () {
    final engine = Engine();
    final session = engine.open('room');
    engine
      ..dispose()
      ..dispose();
    session.dispose();
    for (final body in <void Function()>[
      () => engine.open('room'),
      () => engine.stats,
      () => engine.nextDeadline,
      engine.appResumed,
      engine.flush,
    ]) {
      expect(thrownBy<HangtimeException>(body).code, 'DISPOSED');
    }
  });

  test('a session that ended and is let go of is closed', () async {
    final engine = Engine.manualClock();
    for (var n = 0; n < 20; n++) {
      engine.open('room $n').joined();
    }
    engine.advance(const Duration(seconds: 300));
    await engine.flush();
    await _collect(() => engine.stats.sessions == 0);
    engine.dispose();
  });

  test('a session that may still end is not, though nobody holds it', () async {
    final engine = Engine.manualClock();
    final recorder = Recorder();
    await engine.join(sessionId: 'room').then(
          (session) => session.addSessionStatusListener(recorder.listener),
        );
    final ended = engine.open('ended')
      ..joined()
      ..leaveSession();
    ended.dispose();
    _makeGarbage(200);
    await Future<void>.delayed(Duration.zero);
    engine.advance(const Duration(seconds: 300));
    await engine.flush();
    expect(recorder.lines.last, 'session_timed_out');
    engine.dispose();
  });

  test('what is on its way is told, though nobody holds the session', () async {
    final engine = Engine.manualClock();
    final recorder = Recorder();
    void forgetLeaving(Duration after) {
      final session = engine.open('room')..joined();
      session.addSessionStatusListener(recorder.listener);
      session.addSessionStatusListener(SessionStatusListener(
        onSessionTimedOut: () {
          session.leaveSession();
          _makeGarbage(100);
        },
      ));
      engine.advance(after);
    }

    // Its last event is on its way, and the callback was the last to hold it.
    forgetLeaving(const Duration(seconds: 300));
    _makeGarbage(100);
    await engine.flush();
    await engine.flush();
    expect(recorder.take().last, 'session_left');
    final bytes = (engine.open('restored')..joined()).snapshot();
    void forgetRestored() => engine
        .restore(bytes, elapsed: const Duration(seconds: 300))
        .addSessionStatusListener(recorder.listener);
    forgetRestored();
    engine.advance(Duration.zero);
    _makeGarbage(100);
    await engine.flush();
    expect(recorder.take(), ['session_timed_out']);
    engine.dispose();
  });

  test('an engine that nobody holds any more is freed', () async {
    final before = hangtimeThreads();
    for (var n = 0; n < 20; n++) {
      Engine().open('room').dispose();
    }
    await _collect(() => hangtimeThreads() <= before);
  });

  test('1,000 starts and stops leave no memory and no threads', () async {
    await _thousandRounds();
    final threads = _threads();
    // The heap of the virtual machine grows by fits and starts. A leak grows
    // each time.
    final growths = <int>[];
    do {
      growths.add(await _thousandRounds());
    } while (growths.last >= 64 && growths.length < 8);
    print('        in use after each 1,000 rounds, more by KiB: $growths');
    await until(() => hangtimeThreads() == 0);
    // The virtual machine has some threads of its own that come and go.
    expectThat(_threads() < threads + 50, 'threads: $threads, ${_threads()}');
    expectThat(growths.last < 64, 'memory: $growths KiB');
  });
}

/// Makes so many MiB of garbage, which has the collector run now and then.
void _makeGarbage(int mebibytes) {
  for (var n = 0; n < mebibytes; n++) {
    List<int>.filled(1 << 18, n);
  }
}

/// Makes garbage until the collector has done what is waited for.
Future<void> _collect(bool Function() holds) async {
  do {
    _makeGarbage(10);
    await Future<void>.delayed(Duration.zero);
  } while (!holds());
}
