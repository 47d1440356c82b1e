import 'dart:ffi';

import '../exception.dart';
import 'bindings.dart';
import 'compatibility.dart';
import 'loading.dart';
import 'memory.dart';

/// The library, loaded and found to fit.
final class NativeLibrary {
  NativeLibrary._(this._path, Found found)
      : place = found.place,
        bindings = checkedBindings(found),
        version = readText(
          found.library.lookupFunction<Text Function(), Text Function()>(
            'hangtime_version',
          )(),
        );

  static NativeLibrary? _current;

  /// The path that was asked for, if one was.
  final String? _path;

  /// Where it was found.
  final String place;

  /// Its functions.
  final Bindings bindings;

  /// Its version.
  final String version;

  /// The library of this isolate; loads it unless it is loaded.
  static NativeLibrary open([String? path]) {
    final current = _current;
    if (current == null) {
      return _current = NativeLibrary._(path, findLibrary(path));
    }
    if (path == null || path == current._path) return current;
    throw HangtimeException(
      'LIBRARY_OPEN',
      'The library was loaded from ${current.place} before, so that it can not '
          'be loaded from $path; call Hangtime.open first of all.',
    );
  }

  /// Turns a result that is not OK into an exception; [what] says what was
  /// tried.
  void check(int result, String what) {
    if (result == 0) return;
    throw HangtimeException(
      readText(bindings.resultName(result)),
      '$what: ${readText(bindings.resultMessage(result))}',
    );
  }
}
