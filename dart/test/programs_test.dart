import 'dart:async';
import 'dart:convert';
import 'dart:io';

import 'package:hangtime/hangtime.dart';
import 'package:hangtime/src/native/compatibility.dart';

import 'check.dart';

void main(List<String> words) {
  tests();
  runTests(words);
}

List<String> get _packages => [
      if (Platform.packageConfig case final config?) '--packages=$config',
    ];

Future<ProcessResult> _run(String program, List<String> arguments) =>
    Process.run(
      Platform.resolvedExecutable,
      [..._packages, program, ...arguments],
    );

/// A program that is run more than once, compiled once.
Future<String> _compiled(String program) async {
  final scratch = Directory.systemTemp.createTempSync('hangtime');
  final compiled = '${scratch.path}/program.dill';
  final result = await _run(
    '--snapshot=$compiled',
    ['--snapshot-kind=kernel', program],
  );
  expect(result.exitCode, 0, '${result.stderr}');
  return compiled;
}

bool _isInReadme(String program) => File('README.md')
    .readAsStringSync()
    .contains('```dart\n${File(program).readAsStringSync()}```');

/// A program that one talks to.
final class _Dialogue {
  _Dialogue._(this._process, this._lines);

  final Process _process;
  final StreamIterator<String> _lines;

  static Future<_Dialogue> begin(String program, List<String> arguments) async {
    final process = await Process.start(
      Platform.resolvedExecutable,
      [..._packages, program, ...arguments],
    );
    final lines = utf8.decoder.bind(process.stdout).transform(
          const LineSplitter(),
        );
    return _Dialogue._(process, StreamIterator(lines));
  }

  /// Waits for a line that begins so.
  Future<void> heard(String beginning) async {
    while (await _lines.moveNext()) {
      if (_lines.current.startsWith(beginning)) return;
    }
    throw StateError('it ended without saying "$beginning"');
  }

  void press(String keys) => _process.stdin.write(keys);

  Future<int> get exitCode => _process.exitCode;
}

void tests() {
  test('the program of the README runs as it stands', () async {
    final result = await _run('test/snippet.dart', []);
    expect(result.stderr, '');
    expect(result.stdout, 'joined demo-room\n');
    expect(result.exitCode, 0);
    expectThat(_isInReadme('test/snippet.dart'), 'it is in the README');
  });

  test('the other program of the README can be compiled', () async {
    final program = await _compiled('test/stream.dart');
    File(program).parent.deleteSync(recursive: true);
    expectThat(_isInReadme('test/stream.dart'), 'it is in the README');
  });

  test('the package and the library are of one version', () {
    final line = File('pubspec.yaml')
        .readAsLinesSync()
        .firstWhere((line) => line.startsWith('version: '));
    final version = line.substring('version: '.length);
    expect(Hangtime.version, version);
    final [major, minor, patch] = version.split('.').map(int.parse).toList();
    expect(versionNumber ~/ 100, major * 100 + minor);
    expectThat(versionNumber % 100 <= patch, 'no newer one is asked for');
  });

  test('the example counts down, has company, asks, and ends', () async {
    final program = await _compiled('example/main.dart');
    final stay = await _Dialogue.begin(
      program,
      ['--idle', '22', '--prompt', '20'],
    );
    await stay.heard('Nobody else is here yet.');
    await stay.heard('22 s left');
    await stay.heard('21 s left');
    stay.press('j');
    await stay.heard('You have company.');
    await stay.heard('with guest 1');
    stay.press('e');
    await stay.heard('Extending in session "the kitchen": There is no count');
    stay.press('l');
    await stay.heard('Everybody else has left.');
    await stay.heard('Are you still there?');
    stay.press('e');
    await stay.heard('The question is gone (extended).');
    await stay.heard('22 s left');
    stay.press('q');
    await stay.heard('You left.');
    expect(await stay.exitCode, 0);

    final end = await _Dialogue.begin(
      program,
      ['--idle', '1', '--prompt', '0'],
    );
    await end.heard('The call ended by itself (waiting).');
    await end.heard('You left.');
    expect(await end.exitCode, 0);

    final wrong = await _run(program, ['--idel', '1']);
    expect(wrong.exitCode, 2);
    expectThat('${wrong.stderr}'.startsWith('no such option: --idel'), 'said');
    final refused = await _run(program, ['--idle', '-1']);
    expect(refused.exitCode, 1);
    expectThat('${refused.stderr}'.startsWith('idleTimeout is'), 'said');
    File(program).parent.deleteSync(recursive: true);
  });

  test('a process may end in any way while events pour in', () async {
    final program = await _compiled('test/leaving.dart');
    const codes = {
      'exit': 3,
      'kill': 255,
      'throw': 255,
      'return': 0,
      'signal': -15,
    };
    for (final MapEntry(key: way, value: code) in codes.entries) {
      for (var round = 0; round < 3; round++) {
        final result = await _run(program, [way]);
        expect(result.exitCode, code, '$way: ${result.stderr}');
      }
    }
    File(program).parent.deleteSync(recursive: true);
  });
}
