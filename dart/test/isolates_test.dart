import 'dart:async';
import 'dart:ffi' show NativePort;
import 'dart:io';
import 'dart:isolate';

import 'package:hangtime/hangtime.dart';

import 'check.dart';
import 'child.dart';
import 'raw_engine.dart';
import 'recorder.dart';

void main(List<String> words) {
  tests();
  runTests(words);
}

void tests() {
  test('two isolates have an engine each, which never meet', () async {
    final results = await Future.wait([
      Isolate.run(() => _playedIn('left')),
      Isolate.run(() => _playedIn('right')),
    ]);
    for (final (index, name) in ['left', 'right'].indexed) {
      expect(results[index], [
        for (var n = 0; n < 200; n++) ...[
          '$name $n: session_joined',
          '$name $n: idle_started waiting',
          '$name $n: session_timed_out',
        ],
      ]);
    }
    expect(hangtimeThreads(), 0);
  });

  test('an engine can not be sent to another isolate', () async {
    final engine = Engine.manualClock();
    final port = ReceivePort();
    thrownBy<ArgumentError>(() => port.sendPort.send(engine));
    port.close();
    engine.dispose();
  });

  test('a port whose isolate was killed is dropped, and counted', () async {
    final engine = RawEngine(manual: true);
    final child = await Child.spawn(_listening);
    final session = engine.join(child.port);
    engine.flush();
    expect(await child.told(), 1);
    expect(await child.told(), 7);
    expect(engine.stats.listeners, 1);
    child.kill();
    await child.isGone;
    // It fires, and nobody is there.
    engine.advance(300000);
    engine.flush();
    expect(engine.stats.timedOut, 1);
    expect(engine.stats.listenersDropped, 1);
    expect(engine.stats.listeners, 0);
    engine
      ..left(session)
      ..free();
  });

  test('a port that is only closed is dropped too', () {
    final engine = RawEngine(manual: true);
    final port = RawReceivePort();
    engine
      ..join(port.sendPort.nativePort)
      ..flush();
    port.close();
    engine
      ..advance(300000)
      ..flush();
    expect(engine.stats.listenersDropped, 1);
    engine.free();
  });

  test('the system clock fires after the isolate was killed', () async {
    final engine = RawEngine(manual: false);
    final child = await Child.spawn(_listening);
    final session = engine.join(child.port);
    expect(await child.told(), 1);
    child.kill();
    await child.isGone;
    engine.setIdleTimeout(session, 1);
    await until(() => engine.stats.listenersDropped == 1);
    expect(engine.stats.timedOut, 1);
    engine.free();
  });

  test('the engine of an isolate that was killed is freed', () async {
    for (final priority in [Isolate.immediate, Isolate.beforeNextEvent]) {
      final child = await Child.spawn(_armed);
      expect(await child.told(), 'armed');
      await until(() => hangtimeThreads() == 2);
      child.kill(priority);
      await child.isGone;
      await until(() => hangtimeThreads() == 0);
    }
  });

  test('an isolate may be killed while events pour in', () async {
    for (var round = 0; round < 50; round++) {
      final child = await Child.spawn(_busy);
      expect(await child.told(), 'busy');
      child.kill();
      await child.isGone;
    }
    await until(() => hangtimeThreads() == 0);
  });

  test('an isolate that dies of an error leaves no engine', () async {
    final child = await Child.spawn(_failing);
    await child.isGone;
    await until(() => hangtimeThreads() == 0);
  });

  test('after a hot restart there is one engine, the new one', () async {
    // A group of its own for each start, as with a hot restart: nothing of the
    // one before is reachable from Dart.
    final app = Directory.current.uri.resolve('test/restarted.dart');
    Child? before;
    for (var start = 0; start < 3; start++) {
      before?.kill();
      await before?.isGone;
      final child = await Child.spawnApp(app);
      expect(await child.told(), 'armed');
      await until(() => hangtimeThreads() == 2);
      before = child;
    }
    before?.kill();
    await before?.isGone;
    await until(() => hangtimeThreads() == 0);
  });

  test('callbacks of an engine stay in its isolate', () async {
    final call = Call.joined();
    final others = await Isolate.run(() {
      final session = CallSession.getInstance();
      return session == null ? 0 : 1;
    });
    expect(others, 0);
    expect(await call.come(), ['session_joined', 'idle_started waiting']);
    call.engine.dispose();
  });
}

/// Plays 200 calls in an engine of this isolate.
Future<List<String>> _playedIn(String name) async {
  final engine = Engine.manualClock();
  final lines = <String>[];
  for (var n = 0; n < 200; n++) {
    final recorder = Recorder();
    final session = await engine.join(sessionId: '$name $n');
    session.addSessionStatusListener(recorder.listener);
    engine.advance(const Duration(seconds: 300));
    await engine.flush();
    lines.addAll(recorder.lines.map((line) => '${session.sessionId}: $line'));
  }
  engine.dispose();
  return lines;
}

/// Tells which events come to a port of this isolate.
void _listening(SendPort parent) {
  final port = RawReceivePort();
  port.handler = (Object? message) {
    final integers = message! as List<Object?>;
    parent.send(integers[4]);
  };
  parent.send(port.sendPort.nativePort);
}

Future<CallSession> _joinedWithMany(Engine engine) async {
  for (var n = 0; n < 20; n++) {
    await engine.join(sessionId: 'room $n');
  }
  return engine.join(sessionId: 'the last');
}

Future<void> _armed(SendPort parent) async {
  parent.send(0);
  final session = await _joinedWithMany(Engine());
  session.addSessionStatusListener(Recorder().listener);
  parent.send('armed');
}

Future<void> _failing(SendPort parent) async {
  parent.send(0);
  await _joinedWithMany(Engine());
  throw StateError('a defect of the app');
}

Future<void> _busy(SendPort parent) async {
  parent.send(0);
  final session = await _joinedWithMany(Engine());
  session.addSessionStatusListener(Recorder().listener);
  for (var n = 0;; n++) {
    session
      ..participantJoined('bob')
      ..participantLeft('bob');
    if (n == 100) parent.send('busy');
    // No faster than they are told.
    if (n % 100 == 99) await session.engine.flush();
  }
}
