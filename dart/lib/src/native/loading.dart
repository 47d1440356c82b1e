import 'dart:ffi';
import 'dart:io';

import '../exception.dart';

/// The environment variable that names the library's file.
const libraryVariable = 'HANGTIME_LIBRARY';

/// A library that was found, and where.
typedef Found = ({DynamicLibrary library, String place});

/// Finds the library: the file that was asked for, or else the one that
/// `HANGTIME_LIBRARY` names, or else the usual ones of the platform.
Found findLibrary(String? path) {
  final asked = path ?? Platform.environment[libraryVariable];
  if (asked != null && asked.isNotEmpty) return _findAsked(asked, path != null);
  final refusals = <String>[];
  for (final (place, open) in usualPlaces(Platform.operatingSystem)) {
    try {
      return (library: open(), place: place);
    } on ArgumentError catch (error) {
      refusals.add('$place (${_reason(error)})');
    }
  }
  throw HangtimeException(
    'LIBRARY_NOT_FOUND',
    'The library hangtime was not found on ${Platform.operatingSystem}. '
        'Looked for: ${refusals.join('; ')}. Put it there as the README of '
        'this package says, or name its file with Hangtime.open(libraryPath:) '
        'or in the environment variable $libraryVariable.',
  );
}

Found _findAsked(String path, bool byArgument) {
  try {
    return (library: DynamicLibrary.open(path), place: path);
  } on ArgumentError catch (error) {
    final by = byArgument ? 'libraryPath' : libraryVariable;
    throw HangtimeException(
      'LIBRARY_NOT_FOUND',
      'The library hangtime can not be loaded from $path, which $by names: '
          '${_reason(error)}. Correct the path, or leave it out to look in the '
          'usual places.',
    );
  }
}

/// A place to look in, and how to.
typedef Place = (String name, DynamicLibrary Function() open);

/// Where the library is on an operating system, by the name that [Platform] has
/// for that, in the order to look.
List<Place> usualPlaces(String operatingSystem) => switch (operatingSystem) {
      'android' => [_file('libhangtime.so')],
      'windows' => [_file('hangtime.dll')],
      'ios' => [_file(_framework), _process],
      'macos' => [_file(_framework), _process, _file('libhangtime.dylib')],
      _ => [_file('libhangtime.so.0'), _file('libhangtime.so')],
    };

const _framework = 'hangtime.framework/hangtime';

Place _file(String name) => (name, () => DynamicLibrary.open(name));

/// Where the library was linked into the app itself.
final Place _process = ('the process itself', _openProcess);

DynamicLibrary _openProcess() {
  final process = DynamicLibrary.process();
  if (!process.providesSymbol('hangtime_version_number')) {
    throw ArgumentError('the symbol hangtime_version_number is not in it');
  }
  return process;
}

String _reason(ArgumentError error) => '${error.message}'.trim();
