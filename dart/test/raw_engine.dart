import 'dart:ffi';

import 'package:hangtime/hangtime.dart';
import 'package:hangtime/src/native/bindings.dart';
import 'package:hangtime/src/native/conversion.dart';
import 'package:hangtime/src/native/library.dart';
import 'package:hangtime/src/native/memory.dart';
import 'package:hangtime/src/native/structs.dart';

import 'check.dart';

/// An engine without a finalizer, so that it outlives the isolates that listen
/// to it. It is left over when the port of its [owner] is gone.
final class RawEngine {
  RawEngine({required bool manual, required int owner}) {
    withScratch((scratch) {
      final options = scratch.allocate<NativeOptions>(sizeOf<NativeOptions>());
      _native.optionsInit(options.cast(), sizeOf<NativeOptions>());
      options.ref.clock = manual ? 1 : 0;
      final out = scratch.allocate<EnginePointer>(sizeOf<EnginePointer>());
      final claim = scratch.allocate<Claim>(sizeOf<Claim>());
      final post = NativeApi.postCObject.cast<Void>();
      expect(_native.engineNew(options, post, owner, out, claim), 0);
      _engine = out.value;
      _claim = claim.value;
    });
  }

  final _native = NativeLibrary.open().bindings;
  late final EnginePointer _engine;
  late final Claim _claim;

  /// Joins a session, with settings that let its period be as short as can be,
  /// and has a port told. Returns the session.
  int join(int port) => withScratch((scratch) {
        final settings =
            scratch.allocate<NativeSettings>(sizeOf<NativeSettings>());
        _native.settingsInit(settings.cast(), sizeOf<NativeSettings>());
        settings.ref.minNoticeMs = 0;
        final out = scratch.allocate<Uint64>(8);
        final id = scratch.text('room', 'The id');
        expect(_native.sessionOpen(_engine, id, settings, out), 0);
        final session = out.value;
        final post = NativeApi.postCObject.cast<Void>();
        expect(_native.listenerAdd(_engine, session, post, port, out), 0);
        expect(_native.sessionJoined(_engine, session, id, nullptr, 0), 0);
        return session;
      });

  void flush() => expect(_native.engineFlush(_engine), 0);

  void advance(int ms) => expect(_native.engineAdvance(_engine, ms), 0);

  void setIdleTimeout(int session, int ms) =>
      expect(_native.setIdleTimeout(_engine, session, ms), 0);

  void left(int session) => expect(_native.sessionLeft(_engine, session), 0);

  void free() => expect(_native.engineFree(_claim), 0);

  /// Whether it was freed already; such a call must not be the first.
  bool get wasFreed => _native.engineFree(_claim) != 0;

  EngineStats get stats => withScratch((scratch) {
        final stats = scratch.allocate<NativeStats>(sizeOf<NativeStats>());
        _native.statsInit(stats.cast(), sizeOf<NativeStats>());
        expect(_native.engineStats(_engine, stats), 0);
        return readStats(stats.ref);
      });
}
