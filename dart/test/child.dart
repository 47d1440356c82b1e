import 'dart:async';
import 'dart:ffi';
import 'dart:isolate';

import 'package:hangtime/src/native/memory.dart';

import 'check.dart';

/// An isolate to be killed. First of all it sends the number of its port, then
/// whatever it has to tell.
final class Child {
  Child._(this._isolate, this._told, this._gone);

  final Isolate _isolate;
  final StreamIterator<Object?> _told;
  final Future<void> _gone;

  /// The port that it listens to.
  late final int port;

  static Future<Child> spawn(void Function(SendPort) entry) => _spawn(
        (parent, exit) =>
            Isolate.spawn(entry, parent, onExit: exit, onError: exit),
      );

  static Future<Child> spawnApp(Uri app) => _spawn(
        (parent, exit) => Isolate.spawnUri(app, [], parent, onExit: exit),
      );

  static Future<Child> _spawn(
    Future<Isolate> Function(SendPort parent, SendPort exit) spawn,
  ) async {
    final parent = ReceivePort();
    final exit = ReceivePort();
    final isolate = await spawn(parent.sendPort, exit.sendPort);
    final child = Child._(isolate, StreamIterator(parent), exit.first);
    child.port = (await child.told())! as int;
    unawaited(child._gone.whenComplete(parent.close));
    return child;
  }

  /// What it tells next.
  Future<Object?> told() async {
    await _told.moveNext();
    return _told.current;
  }

  void kill([int priority = Isolate.immediate]) =>
      _isolate.kill(priority: priority);

  /// Waits until nothing of it runs and its port takes nothing any more, which
  /// is a little after it said that it ends.
  Future<void> get isGone async {
    await _gone;
    await until(() => !isOpen(port));
  }
}

/// Tells whether a port takes messages, by posting a null.
bool isOpen(int port) => withScratch((scratch) {
      const nothing = 64; // a Dart_CObject, all zero
      return _post(port, scratch.allocate<Void>(nothing)) != 0;
    });

final _post = NativeApi.postCObject
    .cast<NativeFunction<Int8 Function(Int64, Pointer<Void>)>>()
    .asFunction<int Function(int port, Pointer<Void> message)>();
