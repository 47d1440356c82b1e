part of 'engine.dart';

/// How a session begins, comes to its end and is let go of.
extension _Life on CallSession {
  void _open(_Opening open) {
    try {
      _handle = withScratch((scratch) => open(scratch, _feed.nativePort));
    } on Object {
      _feed.close();
      rethrow;
    }
    engine._sessions.add(this);
    final close = _closing(engine, _handle, _feed.closePort);
    CallSession._finalizer.attach(this, close, detach: this);
  }

  /// Closes a session without holding on to it.
  static void Function() _closing(
    Engine engine,
    int handle,
    void Function() closePort,
  ) =>
      () {
        closePort();
        if (engine.isDisposed) return;
        engine._native.sessionClose(engine._live, handle);
      };

  void _note(SessionEvent event) {
    switch (event) {
      case SessionTimedOut() || ConnectionClosed() when !_isLeaving:
        _end();
      case SessionLeft():
        _end();
      case _:
    }
  }

  /// Lets go of a session to which nothing happens any more unless it is left.
  void _end() {
    engine._sessions.remove(this);
    CallSession._joined.remove(this);
    _feed.end();
  }

  void _forget() {
    _end();
    _feed.close();
    CallSession._finalizer.detach(this);
  }

  void _report(String what, _Call call) => withScratch(
        (scratch) => _check(call(engine._native, engine._live, scratch), what),
      );

  Uint8List _read(String what, IntoBuffer call) => readBuffer(
        (buffer, capacity, length) =>
            call(engine._live, _handle, buffer, capacity, length),
        (result) => _check(result, what),
      );

  void _check(int result, String what) {
    if (result != 0) engine._check(result, '$what in session "$sessionId"');
  }
}
