part of 'engine.dart';

typedef _Opening = int Function(Scratch scratch, int port);

typedef _Call = int Function(
    Bindings native, EnginePointer engine, Scratch scratch);

/// A session of the local user: the app reports what happens in the call, and
/// is told what follows from it.
///
/// Every report throws a [HangtimeException] if it is refused, and has changed
/// nothing then: `NOT_JOINED` before the join, `ENDED` after the end, `HANDLE`
/// after [dispose].
final class CallSession {
  CallSession._(this.engine, this.sessionId, _Opening open) {
    _open(open);
  }

  CallSession._restored(this.engine, _Opening open) {
    _open(open);
    sessionId = utf8.decode(_read('Reading the id', engine._native.sessionId));
    if (status.state == SessionState.opened) return;
    _joined.add(this);
    if (status.state == SessionState.joined) return;
    // It ended, perhaps just now: then its event is on its way.
    unawaited(engine.flush().then((_) => _isLeaving ? null : _end()));
  }

  /// The local user where an app names none.
  static const defaultLocalUid = 'local';

  /// The sessions that were joined and have not ended, in that order.
  static final _joined = <CallSession>[];

  /// Closes what an app has let go of without [dispose].
  static final _finalizer = Finalizer<void Function()>((close) => close());

  /// The session that was joined last in this isolate and has not ended, or
  /// null if there is none.
  static CallSession? getInstance() {
    for (final session in _joined.reversed) {
      if (session.status.state == SessionState.joined) return session;
    }
    return null;
  }

  /// The engine that watches the time of this session.
  final Engine engine;

  /// The app's name for the session.
  late final String sessionId;

  late final int _handle;
  var _isLeaving = false;
  late final _feed = EventFeed(
    clockIsManual: engine.isClockManual,
    onEvent: _note,
  );

  /// What happens to the session, in order, for any number of listeners. Ends
  /// after [SessionLeft] and with [dispose].
  Stream<SessionEvent> get events => _feed.events;

  /// Adds a listener, which is told what arrives from now on; one that was
  /// added before is not added twice.
  void addSessionStatusListener(SessionStatusListener listener) =>
      _feed.add(listener);

  /// Removes a listener: it is never called again.
  void removeSessionStatusListener(SessionStatusListener listener) =>
      _feed.remove(listener);

  /// Reports that the local user joined, and who was there at that moment.
  /// `HangtimeCalls.joinSession` and [Engine.join] have done so.
  ///
  /// Connections of [localUid] are no company. An app that gives none must not
  /// report its own connection as a participant.
  void joined({
    String localUid = defaultLocalUid,
    List<Participant> participants = const [],
  }) {
    _report('Joining', (native, engine, scratch) {
      final uid = scratch.text(localUid, 'The local uid');
      final (:place, :count) = writeRoster(scratch, participants);
      return native.sessionJoined(engine, _handle, uid, place, count);
    });
    _joined.add(this);
  }

  /// Reports that the local user left, also by the "End now" of a prompt, and
  /// once after a time-out, when the call is torn down.
  void leaveSession() {
    _report(
      'Leaving',
      (native, engine, _) => native.sessionLeft(engine, _handle),
    );
    // One more event is on its way, also when the session had ended.
    _isLeaving = true;
    engine._sessions.add(this);
    _feed.resume();
  }

  /// Reports that a connection came, or that something about it changed. An app
  /// without two ids gives the [uid] alone.
  void participantJoined(String uid, {String? pid, ParticipantKind? kind}) =>
      _report(
        'Reporting a participant',
        (native, engine, scratch) => native.participantJoined(
          engine,
          _handle,
          scratch.text(uid, 'The uid'),
          scratch.text(pid ?? uid, 'The pid'),
          kind?.number ?? 0,
        ),
      );

  /// Reports that a connection is of another kind than was thought.
  void participantChanged(String pid, ParticipantKind kind) => _report(
        'Changing a participant',
        (native, engine, scratch) => native.participantChanged(
          engine,
          _handle,
          scratch.text(pid, 'The pid'),
          kind.number,
        ),
      );

  /// Reports that a connection went.
  void participantLeft(String pid) => _report(
        'Reporting that a participant left',
        (native, engine, scratch) => native.participantLeft(
          engine,
          _handle,
          scratch.text(pid, 'The pid'),
        ),
      );

  /// Reports that every connection of a user went.
  void userLeft(String uid) => _report(
        'Reporting that a user left',
        (native, engine, scratch) => native.userLeft(
          engine,
          _handle,
          scratch.text(uid, 'The uid'),
        ),
      );

  /// Reports the whole roster: who is not in it has left.
  void setParticipants(List<Participant> participants) => _report(
        'Reporting the participants',
        (native, engine, scratch) {
          final (:place, :count) = writeRoster(scratch, participants);
          return native.rosterSet(engine, _handle, place, count);
        },
      );

  /// Reports that the link went down, for now.
  void connectionLost() => _report(
        'Reporting the lost link',
        (native, engine, _) => native.connectionLost(engine, _handle),
      );

  /// Reports that the link came back, and who is there if that is known.
  void connectionRestored([List<Participant>? participants]) => _report(
        'Reporting the restored link',
        (native, engine, scratch) {
          final (:place, :count) = writeRoster(scratch, participants);
          return native.connectionRestored(engine, _handle, place, count);
        },
      );

  /// Reports that the link is gone for good, which ends the session.
  void connectionClosed() => _report(
        'Reporting the closed link',
        (native, engine, _) => native.connectionClosed(engine, _handle),
      );

  /// Reports that the user wants to stay: the countdown starts again, for a
  /// whole period. Throws `NOT_ALONE` if none runs, `LIMIT` beyond the number
  /// of the settings.
  void extend() => _report(
        'Extending',
        (native, engine, _) => native.sessionExtend(engine, _handle),
      );

  /// Takes a hold: a reason to stay although alone, such as a recording. While
  /// there is one the countdown stands still. It is released by itself after
  /// [maxAge], if that is given and not zero.
  void hold(String label, {Duration maxAge = Duration.zero}) => _report(
        'Taking a hold',
        (native, engine, scratch) => native.sessionHold(
          engine,
          _handle,
          scratch.text(label, 'The label'),
          milliseconds(maxAge, 'maxAge'),
        ),
      );

  /// Releases a hold.
  void releaseHold(String label) => _report(
        'Releasing a hold',
        (native, engine, scratch) => native.sessionReleaseHold(
          engine,
          _handle,
          scratch.text(label, 'The label'),
        ),
      );

  /// Changes how long the user may be alone, also while it runs; zero disables.
  void setIdleTimeout(Duration period) => _report(
        'Setting the idle timeout',
        (native, engine, _) => native.setIdleTimeout(
          engine,
          _handle,
          milliseconds(period, 'The idle timeout'),
        ),
      );

  /// Changes how long the user may wait for the first other; zero disables.
  /// From then on it does not follow the idle timeout any more.
  void setWaitingTimeout(Duration period) => _report(
        'Setting the waiting timeout',
        (native, engine, _) => native.setWaitingTimeout(
          engine,
          _handle,
          milliseconds(period, 'The waiting timeout'),
        ),
      );

  /// How the session stands at this moment.
  SessionStatus get status => withScratch((scratch) {
        final size = sizeOf<NativeStatus>();
        final status = scratch.allocate<NativeStatus>(size);
        engine._native.statusInit(status.cast(), size);
        final result =
            engine._native.sessionStatus(engine._live, _handle, status);
        _check(result, 'Asking for the status');
        return readStatus(status.ref);
      });

  /// Why the call ended, or how it came to be as it is: the last reports and
  /// events as text, a line each, without ids.
  String get log =>
      utf8.decode(_read('Reading the log', engine._native.sessionLog));

  /// Writes the session as bytes, for [Engine.restore].
  Uint8List snapshot() =>
      _read('Taking a snapshot', engine._native.sessionSnapshot);

  /// Closes the session in whatever state it is, without an event: nobody is
  /// told anything any more. A second call does nothing.
  void dispose() {
    _forget();
    if (engine.isDisposed) return;
    engine._native.sessionClose(engine._live, _handle);
  }
}
