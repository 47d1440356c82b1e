import 'dart:async';
import 'dart:convert';
import 'dart:ffi';
import 'dart:isolate';
import 'dart:typed_data';

import 'event.dart';
import 'exception.dart';
import 'feed.dart';
import 'listener.dart';
import 'native/bindings.dart';
import 'native/conversion.dart';
import 'native/library.dart';
import 'native/memory.dart';
import 'native/structs.dart';
import 'participant.dart';
import 'settings.dart';
import 'status.dart';

part 'session.dart';
part 'session_life.dart';

/// Sessions, and the threads that watch their time. Several engines may live in
/// one process, also in one isolate, and never meet.
///
/// An app needs one, and [dispose]s of it when it needs no sessions any more.
/// One that is forgotten is freed when nothing holds on to it and it has no
/// session that may still end.
///
/// **Isolates and hot restart.** An engine belongs to the isolate that made it
/// and can not be sent to another. Nothing of this isolate is called from
/// outside: the library posts numbers to a port, and drops a port that is dead.
/// So an isolate may be killed at any time, as a hot restart does.
///
/// Two things see to it that no engine, with its threads, is left then. The
/// virtual machine frees those of an isolate that goes down, since each is
/// attached to a [NativeFinalizer]. It does not promise when, and a kill may
/// come before an engine is attached. So each start, which is the making of an
/// engine in any isolate of the process, finds the engines whose isolate is
/// gone, in a list that the library keeps, and frees them. What the end of the
/// process leaves, the system takes back.
final class Engine implements Finalizable {
  /// Makes an engine that goes by the clock of the system, which counts the
  /// time the device sleeps. Throws a [HangtimeException] if the library can
  /// not be loaded.
  Engine({int maxSessions = _maxSessions}) : this._(maxSessions, false);

  /// Makes an engine with a clock that stands until [advance] or [suspend]
  /// moves it: an app tests five minutes in microseconds.
  Engine.manualClock({int maxSessions = _maxSessions})
      : this._(maxSessions, true);

  Engine._(int maxSessions, this.isClockManual)
      : _library = NativeLibrary.open() {
    _pointer = withScratch((scratch) {
      final size = sizeOf<NativeOptions>();
      final options = scratch.allocate<NativeOptions>(size);
      _native.optionsInit(options.cast(), size);
      options.ref
        ..clock = isClockManual ? 1 : 0
        ..maxSessions = maxSessions;
      final out = scratch.allocate<EnginePointer>(sizeOf<EnginePointer>());
      final claim = scratch.allocate<Claim>(sizeOf<Claim>());
      final result = _native.engineNew(
        options,
        NativeApi.postCObject.cast(),
        _isolate.sendPort.nativePort,
        out,
        claim,
      );
      _library.check(result, 'Making an engine');
      _claim = claim.value;
      return out.value;
    });
    // The first engine of an isolate decides which library it is, so that one
    // finalizer serves all.
    (_finalizer ??= NativeFinalizer(_native.engineFinalizer))
        .attach(this, _claim, detach: this, externalSize: 1 << 16);
  }

  static const _maxSessions = 1 << 24;

  static NativeFinalizer? _finalizer;

  /// Open as long as this isolate lives, by which others know that it does.
  static final _isolate = RawReceivePort((Object? _) {}, 'hangtime isolate')
    ..keepIsolateAlive = false;

  final NativeLibrary _library;
  late EnginePointer _pointer;
  late final Claim _claim;

  /// The sessions to which something may happen yet.
  final _sessions = <CallSession>{};

  /// Whether this engine goes by [advance] and [suspend].
  final bool isClockManual;

  /// Whether [dispose] was called.
  bool get isDisposed => _pointer == nullptr;

  /// Joins a session: opens it and reports that the local user is in it, with
  /// the [participants] that are there at that moment.
  ///
  /// Fails with a [HangtimeException], such as for an empty id (`INVALID`) or
  /// bad settings. See [CallSession.joined] for [localUid].
  Future<CallSession> join({
    required String sessionId,
    SessionSettings sessionSettings = const SessionSettings(),
    String localUid = CallSession.defaultLocalUid,
    List<Participant> participants = const [],
  }) async {
    final session = open(sessionId, sessionSettings: sessionSettings);
    try {
      session.joined(localUid: localUid, participants: participants);
    } on HangtimeException {
      session.dispose();
      rethrow;
    }
    return session;
  }

  /// Opens a session that nobody has joined yet. [join] does this and the rest.
  CallSession open(
    String sessionId, {
    SessionSettings sessionSettings = const SessionSettings(),
  }) =>
      CallSession._(this, sessionId, (scratch, port) {
        final id = scratch.text(sessionId, 'The session id');
        final settings = writeSettings(_native, scratch, sessionSettings);
        _checkSettings(scratch, settings, sessionId);
        final session = scratch.allocate<Uint64>(8);
        _check(
          _native.sessionOpen(_live, id, settings, session),
          'Opening the session "$sessionId"',
        );
        _addPort(scratch, session.value, port);
        return session.value;
      });

  /// Opens a session from the bytes of a [CallSession.snapshot], of this
  /// process or another, and goes on where it was. [elapsed] is how much time
  /// has passed since; it counts as if the session had been there.
  ///
  /// Throws a [HangtimeException] with the code `SNAPSHOT` if the bytes are
  /// damaged, and `VERSION` if a newer library wrote them.
  CallSession restore(Uint8List bytes, {Duration elapsed = Duration.zero}) =>
      CallSession._restored(this, (scratch, port) {
        final session = scratch.allocate<Uint64>(8);
        final result = _native.sessionRestore(
          _live,
          scratch.bytes(bytes),
          bytes.length,
          milliseconds(elapsed, 'elapsed'),
          NativeApi.postCObject.cast(),
          port,
          session,
        );
        _check(result, 'Restoring a session');
        return session.value;
      });

  /// Says that the app came back from the background, such as on
  /// `AppLifecycleState.resumed`: in every session whose user is alone nothing
  /// ends for the resync grace, because queued joins arrive now.
  void appResumed() =>
      _check(_native.engineAppResumed(_live), 'Reporting the resumed app');

  /// In how long something will next happen by itself in any session, such as
  /// to set an alarm of the operating system; null if nothing will.
  Duration? get nextDeadline => withScratch((scratch) {
        final out = scratch.allocate<Uint64>(8);
        final result = _native.engineNextDeadline(_live, out);
        _check(result, 'Asking for the next deadline');
        return timeOrNever(out.value);
      });

  /// Counts what the engine holds and has done.
  EngineStats get stats => withScratch((scratch) {
        final size = sizeOf<NativeStats>();
        final stats = scratch.allocate<NativeStats>(size);
        _native.statsInit(stats.cast(), size);
        _check(_native.engineStats(_live, stats), 'Counting');
        return readStats(stats.ref);
      });

  /// Waits until everything that happened so far was told to the listeners and
  /// streams of this isolate.
  Future<void> flush() {
    _check(_native.engineFlush(_live), 'Flushing');
    // What was posted before this message is handled before it.
    final over = Completer<void>();
    final port = RawReceivePort(null, 'hangtime flush');
    port.handler = (Object? _) {
      port.close();
      over.complete();
    };
    port.sendPort.send(null);
    return over.future;
  }

  /// Moves the manual clock forward. Everything that falls due on the way
  /// happens at its own time; [flush] to be told.
  void advance(Duration by) => _check(
        _native.engineAdvance(_live, milliseconds(by, 'The time to advance')),
        'Advancing the clock',
      );

  /// Moves the manual clock forward at once, as if the device had slept:
  /// nothing runs in between, and what fell due is found late.
  void suspend(Duration duration) => _check(
        _native.engineSuspend(
          _live,
          milliseconds(duration, 'The time to sleep'),
        ),
        'Suspending',
      );

  /// Frees the engine: its sessions are closed, its threads end, nobody is told
  /// anything any more. A second call does nothing.
  void dispose() {
    if (isDisposed) return;
    for (final session in [..._sessions]) {
      session._forget();
    }
    _pointer = nullptr;
    // Freed first: a kill in between leaves nothing, and a claim that is used
    // up does nothing.
    _library.check(_native.engineFree(_claim), 'Freeing an engine');
    _finalizer?.detach(this);
  }

  Bindings get _native => _library.bindings;

  EnginePointer get _live {
    if (!isDisposed) return _pointer;
    throw const HangtimeException(
      'DISPOSED',
      'The engine was disposed of; make a new one.',
    );
  }

  void _check(int result, String what) => _library.check(result, what);

  void _checkSettings(
    Scratch scratch,
    Pointer<NativeSettings> settings,
    String sessionId,
  ) {
    final field = scratch.allocate<Text>(sizeOf<Text>());
    final reason = scratch.allocate<Text>(sizeOf<Text>());
    if (_native.settingsCheck(settings, field, reason) == 0) return;
    throw HangtimeException(
      'INVALID',
      'The settings of the session "$sessionId" can not be taken: '
          '${readText(field.value)} ${readText(reason.value)}.',
    );
  }

  void _addPort(Scratch scratch, int session, int port) {
    final listener = scratch.allocate<Uint64>(8);
    final postCObject = NativeApi.postCObject.cast<Void>();
    try {
      _check(
        _native.listenerAdd(_live, session, postCObject, port, listener),
        'Listening to a session',
      );
    } on HangtimeException {
      _native.sessionClose(_live, session);
      rethrow;
    }
  }
}
