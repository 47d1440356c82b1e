import 'dart:ffi';

import '../exception.dart';
import 'bindings.dart';
import 'loading.dart';
import 'memory.dart';
import 'structs.dart';

/// The version of the library that this package was written for, as
/// `hangtime_version_number` tells it.
const versionNumber = 100;

/// Looks the functions of a library up and checks that it is one that this
/// package can call; what does not fit is an exception here and not a crash
/// later.
Bindings checkedBindings(Found found) {
  try {
    _checkVersion(found);
    final bindings = Bindings(found.library);
    _checkStructs(found, bindings);
    return bindings;
  } on ArgumentError catch (error) {
    throw _mismatch(found, 'a function is missing: ${error.message}');
  }
}

void _checkVersion(Found found) {
  final number = found.library.lookupFunction<Uint32 Function(),
      int Function()>('hangtime_version_number')();
  if (_series(number) != _series(versionNumber) || number < versionNumber) {
    throw _mismatch(
      found,
      'it is version ${_version(number)}, and this package needs '
      '${_version(versionNumber)} or a later one of the same series',
    );
  }
}

/// The versions that fit each other: one minor version while the major one
/// is 0, then one major version.
int _series(int number) => number < 10000 ? number ~/ 100 : number ~/ 10000;

String _version(int number) =>
    '${number ~/ 10000}.${number ~/ 100 % 100}.${number % 100}';

/// Has the library write the defaults into each struct, and looks for them
/// where this package thinks that they are.
void _checkStructs(Found found, Bindings bindings) {
  final fitting = withScratch((scratch) {
    Pointer<Void> written(Init init, int size) {
      final place = scratch.allocate<Void>(size);
      init(place, size);
      return place;
    }

    return {
      'hangtime_engine_options': _fitsOptions(
        written(bindings.optionsInit, sizeOf<NativeOptions>()).cast(),
      ),
      'hangtime_settings': _fitsSettings(
        written(bindings.settingsInit, sizeOf<NativeSettings>()).cast(),
      ),
      'hangtime_status': _fitsStatus(
        written(bindings.statusInit, sizeOf<NativeStatus>()).cast(),
      ),
      'hangtime_stats': _fitsStats(
        written(bindings.statsInit, sizeOf<NativeStats>()).cast(),
      ),
    };
  });
  for (final MapEntry(:key, :value) in fitting.entries) {
    if (!value) throw _mismatch(found, 'its struct $key is another one');
  }
}

bool _fitsOptions(Pointer<NativeOptions> options) =>
    options.ref.size == sizeOf<NativeOptions>() &&
    options.ref.clock == 0 &&
    options.ref.maxSessions == 1 << 24 &&
    options.ref.threadStackSize == 256 * 1024;

bool _fitsSettings(Pointer<NativeSettings> settings) =>
    settings.ref.size == sizeOf<NativeSettings>() &&
    settings.ref.idleTimeoutMs == 300000 &&
    settings.ref.waitingTimeoutMs == -1 &&
    settings.ref.minNoticeMs == 10000 &&
    settings.ref.countKinds == 14 &&
    settings.ref.maxLogLines == 32;

bool _fitsStatus(Pointer<NativeStatus> status) =>
    status.ref.size == sizeOf<NativeStatus>();

bool _fitsStats(Pointer<NativeStats> stats) =>
    stats.ref.size == sizeOf<NativeStats>();

HangtimeException _mismatch(Found found, String why) => HangtimeException(
      'LIBRARY_MISMATCH',
      'The library at ${found.place} does not fit this package: $why. Use the '
          'library and the package of one release.',
    );
