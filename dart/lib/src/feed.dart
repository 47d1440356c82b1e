import 'dart:async';
import 'dart:ffi' show NativePort;
import 'dart:isolate';

import 'event.dart';
import 'listener.dart';
import 'native/message.dart';

/// Where the events of a session arrive in this isolate, and who is told.
///
/// The library posts numbers to a port. It knows no function of this isolate,
/// so that nothing dangles when the isolate is gone.
final class EventFeed {
  /// Opens a port. It keeps the isolate alive as long as somebody listens and
  /// the session may still end, but not if [clockIsManual]: then nothing
  /// happens by itself.
  EventFeed({required bool clockIsManual, required this.onEvent})
      : _clockIsManual = clockIsManual {
    resume();
  }

  /// Called before anybody is told.
  final void Function(SessionEvent event) onEvent;

  final bool _clockIsManual;
  final _port = RawReceivePort(null, 'hangtime');
  final _listeners = Map<SessionStatusListener, Zone>.identity();
  late final _stream = StreamController<SessionEvent>.broadcast(
    onListen: _keepAliveOrNot,
    onCancel: _keepAliveOrNot,
  );
  var _isOver = false;
  var _isClosed = false;

  /// What the library posts to.
  int get nativePort => _port.sendPort.nativePort;

  /// What happens, as a stream.
  Stream<SessionEvent> get events => _stream.stream;

  /// Adds a listener, once.
  void add(SessionStatusListener listener) {
    _listeners[listener] = Zone.current;
    _keepAliveOrNot();
  }

  /// Removes a listener, if it is there.
  void remove(SessionStatusListener listener) {
    _listeners.remove(listener);
    _keepAliveOrNot();
  }

  /// Notes that something is to come. It is told, whoever holds on to this.
  void resume() {
    if (_isClosed) return;
    _isOver = false;
    _port.handler = _receive;
    _keepAliveOrNot();
  }

  /// Notes that nothing is to come, so that this can be collected.
  void end() {
    if (_isClosed) return;
    _isOver = true;
    _port.handler = _weakly(WeakReference(this));
    _keepAliveOrNot();
  }

  /// Closes the port: nothing more comes at all.
  void close() {
    if (_isClosed) return;
    _isClosed = true;
    _port.close();
    _listeners.clear();
    unawaited(_stream.close());
  }

  /// Makes what closes the port without holding on to this.
  void Function() get closePort => _port.close;

  static void Function(Object?) _weakly(WeakReference<EventFeed> feed) =>
      (message) => feed.target?._receive(message);

  void _receive(Object? message) {
    final event = readEvent(message! as List<Object?>);
    if (event == null) return;
    onEvent(event);
    if (!_isClosed) _stream.add(event);
    for (final listener in _listeners.keys.toList()) {
      // Null once another listener has removed this one.
      _listeners[listener]?.runGuarded(() => listener.tell(event));
    }
    if (event is SessionLeft) close();
  }

  void _keepAliveOrNot() {
    if (_isClosed) return;
    _port.keepIsolateAlive = !_isOver &&
        !_clockIsManual &&
        (_listeners.isNotEmpty || _stream.hasListener);
  }
}
