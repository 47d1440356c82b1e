/// Plays scenario files on this package and compares what comes with what they
/// say: the runner in C again, on the same files, to the same output.
library;

import 'dart:convert';
import 'dart:io';
import 'dart:typed_data';

import 'scenario/judgement.dart';

const _usage = '''
usage: scenario [-q | --quiet] FILE...

Plays scenario files on hangtime. Prints each line with "ok" or with what
differs, then "N passed, M failed", which counts files. Exit status: 0 if all
hold, 1 if not, 2 if it was called the wrong way.

  -q, --quiet   prints only what differs, and the last line
  -h, --help    prints this
  --            ends the options
''';

Future<void> main(List<String> arguments) async {
  var isQuiet = false;
  final files = [...arguments];
  bool isOption(String word) => word.startsWith('-') && word != '-';
  while (files.isNotEmpty && isOption(files.first)) {
    final option = files.removeAt(0);
    if (option == '--') break;
    switch (option) {
      case '-q' || '--quiet':
        isQuiet = true;
      case '-h' || '--help':
        stdout.write(_usage);
        return;
      default:
        return _misused('no such option: $option');
    }
  }
  if (files.isEmpty) return _misused('which files?');
  exitCode = await _judgeAll(files, isQuiet);
}

void _misused(String why) {
  stderr.write('scenario: $why\n\n$_usage');
  exitCode = 2;
}

Future<int> _judgeAll(List<String> files, bool isQuiet) async {
  // The texts of files are bytes; so is what is printed.
  final output = BytesBuilder(copy: false);
  void print(String line) => output.add(latin1.encode('$line\n'));
  var failed = 0;
  for (final file in files) {
    if (!await Judgement.of(file, print, isQuiet: isQuiet)) failed++;
  }
  print('${files.length - failed} passed, $failed failed');
  try {
    stdout.add(output.takeBytes());
    await stdout.flush();
  } on FileSystemException catch (exception) {
    stderr.writeln('scenario: the result can not be written: $exception');
    return 1;
  }
  return failed == 0 ? 0 : 1;
}
