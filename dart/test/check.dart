/// What tests are made of: plain programs, nothing outside the SDK.
library;

import 'dart:async';
import 'dart:io';

/// How long a single test may take before it counts as hanging.
const _patience = Duration(minutes: 10);

final _tests = <(String, FutureOr<void> Function())>[];

/// Adds a test: a sentence that holds, and what shows it.
void test(String sentence, FutureOr<void> Function() body) =>
    _tests.add((sentence, body));

/// Runs the tests one after another and closes with `N passed, M failed`.
/// Arguments are words: only tests whose sentence has one of them run.
Future<void> runTests(List<String> words) async {
  var passed = 0;
  var failed = 0;
  for (final (sentence, body) in _tests) {
    if (words.isNotEmpty && !words.any(sentence.contains)) continue;
    final wrong = await _run(body);
    if (wrong == null) {
      passed++;
      print('ok      $sentence');
    } else {
      failed++;
      print('FAILED  $sentence\n$wrong');
    }
  }
  print('$passed passed, $failed failed');
  // Whatever a failed test left open must not keep the program running.
  await stdout.flush();
  exit(failed == 0 && passed > 0 ? 0 : 1);
}

/// Runs one test; what was thrown, in the body or in a callback, is wrong.
Future<String?> _run(FutureOr<void> Function() body) {
  final over = Completer<String?>();
  void end(String? wrong) {
    if (!over.isCompleted) over.complete(wrong);
  }

  final watchdog = Timer(_patience, () => end('  it hangs'));
  runZonedGuarded(
    () async {
      await body();
      end(null);
    },
    (error, trace) => end('  $error\n$trace'),
  );
  return over.future.whenComplete(watchdog.cancel);
}

/// Fails unless both are equal; lists are compared by their elements.
void expect(Object? actual, Object? expected, [String what = '']) {
  if (_isSame(actual, expected)) return;
  throw StateError('$what\n  expected: $expected\n  actual:   $actual');
}

/// Fails unless something holds.
void expectThat(bool holds, String what) {
  if (!holds) throw StateError(what);
}

/// Runs something that must throw a [T], and returns that.
T thrownBy<T extends Object>(Object? Function() body) {
  Object? result;
  try {
    result = body();
  } on T catch (thrown) {
    return thrown;
  }
  throw StateError('nothing was thrown, but $result returned');
}

bool _isSame(Object? left, Object? right) {
  if (left is! List || right is! List) return left == right;
  if (left.length != right.length) return false;
  for (var index = 0; index < left.length; index++) {
    if (!_isSame(left[index], right[index])) return false;
  }
  return true;
}

/// Lets the rest of the program go on until something holds.
Future<void> until(bool Function() holds) async {
  while (!holds()) {
    await Future<void>.delayed(const Duration(milliseconds: 1));
  }
}

/// Counts the threads of the library in this process.
int hangtimeThreads() {
  var count = 0;
  for (final thread in Directory('/proc/self/task').listSync()) {
    try {
      final name = File('${thread.path}/comm').readAsStringSync();
      if (name.startsWith('hangtime')) count++;
    } on FileSystemException {
      // It ended meanwhile.
    }
  }
  return count;
}
