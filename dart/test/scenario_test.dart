import 'dart:io';

import 'check.dart';
import 'scenario/judgement.dart';

void main(List<String> words) {
  tests();
  runTests(words);
}

List<String> _files(String directory) => [
      for (final file in Directory(directory).listSync())
        if (file.path.endsWith('.scn')) file.path,
    ]..sort();

Future<(bool holds, String output)> _judged(String file) async {
  final output = StringBuffer();
  final holds = await Judgement.of(file, output.writeln, isQuiet: false);
  return (holds, '$output');
}

/// The scenarios of the library, and the files that test its runner in C.
void tests() {
  for (final directory in ['../tests/scenarios', '../tests/runner/passing']) {
    test('every scenario in $directory holds', () async {
      final files = _files(directory);
      expectThat(files.isNotEmpty, 'there are some');
      for (final file in files) {
        final (holds, output) = await _judged(file);
        expectThat(holds, output);
      }
    });
  }

  test('every scenario that is to fail does, and says why', () async {
    final files = _files('../tests/runner/failing');
    expectThat(files.isNotEmpty, 'there are some');
    for (final file in files) {
      const mark = '# fails: ';
      final why = File(file).readAsLinesSync().first;
      expectThat(why.startsWith(mark), '$file says so');
      final (holds, output) = await _judged(file);
      expectThat(!holds, '$file holds');
      expectThat(
        output.contains(why.substring(mark.length)),
        'expected "$why" in:\n$output',
      );
    }
  });
}
