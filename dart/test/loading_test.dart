import 'dart:ffi';
import 'dart:io';
import 'dart:isolate';

import 'package:hangtime/hangtime.dart';
import 'package:hangtime/src/native/library.dart';
import 'package:hangtime/src/native/loading.dart';

import 'check.dart';

void main(List<String> words) {
  tests();
  runTests(words);
}

/// What opening a library in a fresh isolate throws.
Future<HangtimeException> _refused(String path) => Isolate.run(
      () => thrownBy<HangtimeException>(() => Hangtime.open(libraryPath: path)),
    );

/// Builds a library that is hangtime but for what [source] replaces. Alone, it
/// is nothing but that.
Future<String> _built(String name, String source, {bool alone = false}) async {
  final scratch = Directory.systemTemp.createTempSync('hangtime');
  final file = File('${scratch.path}/$name.c')..writeAsStringSync(source);
  final library = '${scratch.path}/lib$name.so';
  final result = await Process.run('cc', [
    if (sizeOf<IntPtr>() == 4) '-m32',
    ...['-shared', '-fPIC', '-Wl,--no-as-needed', file.path, '-o', library],
    if (!alone) NativeLibrary.open().place,
  ]);
  expect(result.exitCode, 0, 'cc: ${result.stderr}');
  return library;
}

Future<void> _mismatch(
  String name,
  String source,
  String why, {
  bool alone = false,
}) async {
  final library = await _built(name, source, alone: alone);
  final exception = await _refused(library);
  File(library).parent.deleteSync(recursive: true);
  expect(exception.code, 'LIBRARY_MISMATCH');
  expectThat(exception.message.contains(library), exception.message);
  expectThat(exception.message.contains(why), exception.message);
}

const _includes = '#include <stddef.h>\n#include <stdint.h>\n';

void tests() {
  test('the library tells its version', () async {
    final version = Hangtime.version;
    expectThat(RegExp(r'^0\.1\.\d+$').hasMatch(version), version);
  });

  test('the library can be opened again, but not another one', () {
    Hangtime.open();
    Hangtime.open();
    final exception = thrownBy<HangtimeException>(
      () => Hangtime.open(libraryPath: '/somewhere/else.so'),
    );
    expect(exception.code, 'LIBRARY_OPEN');
  });

  test('a path may be given', () async {
    final place = NativeLibrary.open().place;
    final version = await Isolate.run(() {
      Hangtime.open(libraryPath: place);
      return Hangtime.version;
    });
    expect(version, Hangtime.version);
  });

  test('a file that is not there is named', () async {
    const path = '/nowhere/libhangtime.so';
    final exception = await _refused(path);
    expect(exception.code, 'LIBRARY_NOT_FOUND');
    expectThat(exception.message.contains(path), exception.message);
    expectThat(exception.message.contains('libraryPath'), exception.message);
  });

  test('a file that is no library is refused', () async {
    final exception = await _refused(Platform.resolvedExecutable);
    expectThat(
      ['LIBRARY_NOT_FOUND', 'LIBRARY_MISMATCH'].contains(exception.code),
      '$exception',
    );
    final text = await _refused(File('pubspec.yaml').absolute.path);
    expect(text.code, 'LIBRARY_NOT_FOUND');
  });

  test('each platform has its places', () {
    List<String> places(String system) =>
        [for (final (name, _) in usualPlaces(system)) name];
    const framework = 'hangtime.framework/hangtime';
    expect(places('linux'), ['libhangtime.so.0', 'libhangtime.so']);
    expect(places('android'), ['libhangtime.so']);
    expect(places('ios'), [framework, 'the process itself']);
    expect(
      places('macos'),
      [framework, 'the process itself', 'libhangtime.dylib'],
    );
    expect(places('windows'), ['hangtime.dll']);
  });

  test('a process without the library is no place', () {
    final (_, open) = usualPlaces('ios').last;
    final error = thrownBy<ArgumentError>(open);
    expectThat('$error'.contains('hangtime_version_number'), '$error');
  });

  test('a library of another series is a mismatch', () {
    return _mismatch(
      'newer',
      '${_includes}uint32_t hangtime_version_number(void) { return 200; }',
      'version 0.2.0',
    );
  });

  test('a library that is too old is a mismatch', () {
    return _mismatch(
      'older',
      '${_includes}uint32_t hangtime_version_number(void) { return 99; }',
      'version 0.0.99',
    );
  });

  test('a library without the functions is a mismatch', () {
    return _mismatch(
      'another',
      'int another(void) { return 0; }',
      'hangtime_version_number',
      alone: true,
    );
  });

  test('a library that lacks one function is a mismatch', () {
    return _mismatch(
      'lacking',
      '${_includes}uint32_t hangtime_version_number(void) { return 100; }',
      'a function is missing',
      alone: true,
    );
  });

  test('a library whose struct has another size is a mismatch', () async {
    const names = {
      'hangtime_engine_options': 'hangtime_engine_options_init',
      'hangtime_settings': 'hangtime_settings_init',
      'hangtime_status': 'hangtime_status_init',
      'hangtime_stats': 'hangtime_stats_init',
    };
    for (final MapEntry(key: struct, value: init) in names.entries) {
      // It does nothing for a size that it does not know.
      const nothing = '(void *place, size_t size) { (void)place; (void)size; }';
      await _mismatch('short', '${_includes}void $init$nothing', '$struct is');
    }
  });

  test('a library whose struct has another layout is a mismatch', () {
    return _mismatch(
      'shuffled',
      '''
${_includes}#include <string.h>
struct settings {
  size_t size;
  uint64_t prompt_ms;
  uint64_t idle_timeout_ms;
};
void hangtime_settings_init(void *place, size_t size) {
  struct settings settings = {size, 0, 300000};
  memcpy(place, &settings, sizeof settings);
}
''',
      'hangtime_settings is',
    );
  });
}
