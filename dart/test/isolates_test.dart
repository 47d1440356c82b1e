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
    await until(() => hangtimeThreads() == 0);
  });

  test('an engine can not be sent to another isolate', () async {
    final engine = Engine.manualClock();
    final port = ReceivePort();
    thrownBy<ArgumentError>(() => port.sendPort.send(engine));
    port.close();
    engine.dispose();
  });

  test('a port whose isolate was killed is dropped, and counted', () async {
    final engine = RawEngine(manual: true, owner: _here);
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
    final engine = RawEngine(manual: true, owner: _here);
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
    final engine = RawEngine(manual: false, owner: _here);
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

  test('the next start finds what a killed isolate left, and frees it',
      () async {
    await until(() => hangtimeThreads() == 0);
    final child = await Child.spawn(_listening);
    final left = RawEngine(manual: false, owner: child.port)
      ..join(child.port)
      ..flush();
    // The owner lives: a start does nothing to it.
    Engine().dispose();
    expect(left.stats.sessions, 1);
    child.kill();
    await child.isGone;
    // Nobody has freed it, and it is armed.
    await until(() => hangtimeThreads() == 2);
    Engine().dispose();
    expect(left.wasFreed, true);
    await until(() => hangtimeThreads() == 0);
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

  const ends = {
    'idle': _idle,
    'armed': _armed,
    'in a callback': _inCallback,
    'with events that wait': _notListening,
    'making engines and disposing of them': _restless,
  };
  for (final MapEntry(key: state, value: entry) in ends.entries) {
    test('after an isolate was killed $state a start finds none', () async {
      for (var round = 0; round < 20; round++) {
        final child = await Child.spawn(entry);
        await child.told();
        child.kill();
        await child.isGone;
      }
      Engine().dispose();
      await until(() => hangtimeThreads() == 0);
    });
  }

  test('an isolate that exits by itself leaves no engine', () async {
    for (final entry in [_leaving, _failing, _finished]) {
      final child = await Child.spawn(entry);
      await child.isGone;
      Engine().dispose();
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

  test('after a hot restart there is one engine, the new one', () async {
    // A group of its own for each start, as with a hot restart: nothing of the
    // one before is reachable from Dart.
    final app = Directory.current.uri.resolve('test/restarted.dart');
    Child? before;
    final helpers = <Isolate>[];
    for (var start = 0; start < 3; start++) {
      before?.kill();
      await before?.isGone;
      final child = await Child.spawnApp(app);
      // Another isolate of the app outlives the restart, and so its group.
      final [control, terminate] = (await child.told())! as List<Object?>;
      helpers.add(Isolate(
        control! as SendPort,
        terminateCapability: terminate! as Capability,
      ));
      await until(() => hangtimeThreads() == 2);
      before = child;
    }
    before?.kill();
    await before?.isGone;
    Hangtime.open();
    Engine().dispose();
    await until(() => hangtimeThreads() == 0);
    for (final helper in helpers) {
      helper.kill(priority: Isolate.immediate);
    }
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

/// What has an isolate hold on to an engine.
Engine? _kept;

/// A port that is open as long as this isolate lives.
final int _here = (RawReceivePort((Object? _) {})..keepIsolateAlive = false)
    .sendPort
    .nativePort;

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
    if (message is List<Object?>) parent.send(message[4]);
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

Future<void> _idle(SendPort parent) async {
  parent.send(0);
  _kept = Engine();
  parent.send('idle');
}

Future<void> _inCallback(SendPort parent) async {
  parent.send(0);
  final session = await _joinedWithMany(Engine());
  session.addSessionStatusListener(
    SessionStatusListener(onSessionJoined: () {
      parent.send('in a callback');
      for (;;) {}
    }),
  );
}

/// Reports on and on, and never comes to be told.
Future<void> _notListening(SendPort parent) async {
  parent.send(0);
  final session = await _joinedWithMany(Engine());
  session.addSessionStatusListener(Recorder().listener);
  for (var n = 0;; n++) {
    session
      ..participantJoined('bob')
      ..participantLeft('bob');
    if (n == 100) parent.send('reporting');
    // Only as many as memory has room for.
    while (n > 1000) {}
  }
}

void _restless(SendPort parent) {
  parent.send(0);
  for (var n = 0;; n++) {
    final engine = Engine();
    engine.open('room').joined();
    if (n == 1) parent.send('restless');
    engine.dispose();
  }
}

Future<void> _leaving(SendPort parent) async {
  parent.send(0);
  await _joinedWithMany(Engine());
  Isolate.exit();
}

Future<void> _finished(SendPort parent) async {
  parent.send(0);
  await _joinedWithMany(Engine());
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
