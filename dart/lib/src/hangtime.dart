import 'native/library.dart';

/// The library itself.
abstract final class Hangtime {
  /// The version of the library that runs, such as `0.1.0`.
  static String get version => NativeLibrary.open().version;

  /// Loads the library, which otherwise happens when it is first needed.
  ///
  /// Looks for [libraryPath]; without one for the file that the environment
  /// variable `HANGTIME_LIBRARY` names; without that for `libhangtime.so.0` and
  /// `libhangtime.so` (Linux), `libhangtime.so` (Android),
  /// `hangtime.framework/hangtime` and the process itself (iOS, and macOS,
  /// there `libhangtime.dylib` as well) or `hangtime.dll` (Windows).
  ///
  /// Throws a `HangtimeException` with the code `LIBRARY_NOT_FOUND`, which
  /// names all that was looked for; `LIBRARY_MISMATCH` if the library is of a
  /// version, or has structs, that this package does not know; `LIBRARY_OPEN`
  /// if another one was loaded in this isolate before.
  static void open({String? libraryPath}) => NativeLibrary.open(libraryPath);
}
