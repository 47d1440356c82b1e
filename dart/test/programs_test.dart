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
  _Dialogue._(this._process);

  final Process _process;
  late final _said = StreamIterator(utf8.decoder.bind(_process.stdout));

  /// What it said and nobody has waited for yet.
  var _rest = '';

  static Future<_Dialogue> begin(String program, List<String> arguments) =>
      _begin(_command(program, arguments));

  /// Begins one on a terminal, which `script` makes.
  static Future<_Dialogue> beginOnTerminal(
    String program,
    List<String> arguments,
  ) {
    final words = _command(program, arguments).map((word) => "'$word'");
    // In the place of the shell, which would die of Control-C.
    final command = 'exec ${words.join(' ')}';
    return _begin(['script', '-qec', command, '/dev/null']);
  }

  static List<String> _command(String program, List<String> arguments) =>
      [Platform.resolvedExecutable, ..._packages, program, ...arguments];

  static Future<_Dialogue> _begin(List<String> command) async =>
      _Dialogue._(await Process.start(command.first, command.sublist(1)));

  /// Waits until it says something, and returns that. On a terminal it does not
  /// end each line.
  Future<String> heard(Pattern text) async {
    while (true) {
      for (final match in text.allMatches(_rest)) {
        _rest = _rest.substring(match.end);
        return match[0]!;
      }
      if (await _said.moveNext()) {
        _rest += _said.current;
      } else {
        throw StateError('it ended without saying "$text", but $_rest');
      }
    }
  }

  /// Waits until it says how many seconds are left, fewer than [most].
  Future<int> heardCountdown([int most = 1 << 30]) async {
    while (true) {
      final text = await heard(RegExp(r'\d+ s left'));
      final seconds = int.parse(text.split(' ').first);
      if (seconds < most) return seconds;
    }
  }

  void press(String keys) => _process.stdin.write(keys);

  Future<int> get exitCode => _process.exitCode;
}

/// Watches the example count down, has somebody come and go, and leaves.
Future<void> _haveCompany(_Dialogue call) async {
  await call.heard('Nobody else is here yet.');
  await call.heardCountdown(await call.heardCountdown());
  call.press('j');
  await call.heard('You have company.');
  await call.heard('with guest 1');
  call.press('j');
  await call.heard('with guest 1, guest 2');
  call.press('e');
  await call.heard('Extending in session "the kitchen": There is no count');
  call.press('ll');
  await call.heard('Everybody else has left.');
  await call.heardCountdown();
  call.press('q');
  await call.heard('You left.');
  expect(await call.exitCode, 0);
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
    final company = await _Dialogue.begin(program, ['--idle', '3600']);
    await _haveCompany(company);

    // It asks soon, and there is time to answer.
    final stay = await _Dialogue.begin(
      program,
      ['--idle', '3600', '--prompt', '3599'],
    );
    await stay.heard('Are you still there?');
    stay.press('e');
    await stay.heard('The question is gone (extended).');
    await stay.heard('Are you still there?');
    stay.press('q');
    await stay.heard('The question is gone (left).');
    await stay.heard('You left.');
    expect(await stay.exitCode, 0);

    final end = await _Dialogue.begin(
      program,
      ['--idle', '1', '--prompt', '0'],
    );
    await end.heard('The call ended by itself (waiting).');
    await end.heard('You left.');
    expect(await end.exitCode, 0);

    final help = await _run(program, ['--help']);
    expect(help.exitCode, 0);
    expectThat('${help.stdout}'.startsWith('usage: '), 'said');
    final wrong = await _run(program, ['--idel', '1']);
    expect(wrong.exitCode, 2);
    expectThat('${wrong.stderr}'.startsWith('no such option: --idel'), 'said');
    final refused = await _run(program, ['--idle', '-1']);
    expect(refused.exitCode, 1);
    expectThat('${refused.stderr}'.startsWith('idleTimeout is'), 'said');
    File(program).parent.deleteSync(recursive: true);
  });

  test('the example takes keys from a terminal, and leaves it as it was',
      () async {
    final program = await _compiled('example/main.dart');
    await _haveCompany(
      await _Dialogue.beginOnTerminal(program, ['--idle', '3600']),
    );
    // Control-C, which the terminal turns into a signal.
    final left = await _Dialogue.beginOnTerminal(program, ['--idle', '3600']);
    await left.heardCountdown();
    left.press('\x03');
    await left.heard('You left.');
    expect(await left.exitCode, 0);
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
