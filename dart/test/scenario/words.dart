import 'package:hangtime/hangtime.dart';
import 'package:hangtime/src/native/library.dart';
import 'package:hangtime/src/native/memory.dart';

/// Why a file does not parse: a word of it, if one is meant, and what is wrong.
final class Refusal implements Exception {
  const Refusal(this.wrong, [this.word]);

  final String wrong;
  final String? word;
}

const kinds = {
  'human': ParticipantKind.human,
  'phone': ParticipantKind.phone,
  'viewer': ParticipantKind.viewer,
  'bot': ParticipantKind.bot,
  'recorder': ParticipantKind.recorder,
  'hidden': ParticipantKind.hidden,
};

const idleCauses = {
  'waiting': IdleCause.waiting,
  'others_left': IdleCause.othersLeft,
};

const endCauses = {
  'waiting': EndCause.waiting,
  'others_left': EndCause.othersLeft,
  'max_duration': EndCause.maxDuration,
};

const _units = {'h': 3600000, 'm': 60000, 's': 1000, 'ms': 1};

final _limit = BigInt.one << 64;

/// The name of what a map has for a value.
String wordFor<T>(Map<String, T> words, T value) =>
    words.entries.firstWhere((entry) => entry.value == value).key;

bool _isDigit(String text, int at) =>
    at < text.length && text.codeUnitAt(at) ^ 0x30 <= 9;

/// Where the digits that begin at a place end.
int _endOfDigits(String text, int at) {
  while (_isDigit(text, at)) {
    at++;
  }
  return at;
}

/// Reads a whole number.
int readNumber(String text) {
  if (text.isEmpty || _endOfDigits(text, 0) < text.length) {
    throw Refusal('is no whole number', text);
  }
  final number = BigInt.parse(text);
  if (number.bitLength > 32) throw Refusal('does not fit 32 bits', text);
  return number.toInt();
}

/// Reads a time, `[h][m][s][ms]` in this order, as milliseconds.
BigInt readTime(String text) {
  final noTime = Refusal('is no time, such as 90s, 5m1s or 1h30m', text);
  final tooLong = Refusal('does not fit 64 bits', text);
  final units = _units.entries.iterator;
  var total = BigInt.zero;
  var at = 0;
  do {
    final end = _endOfDigits(text, at);
    if (end == at) throw noTime;
    final number = BigInt.parse(text.substring(at, end));
    if (number >= _limit) throw tooLong;
    at = end;
    while (at < text.length && 'hms'.contains(text[at])) {
      at++;
    }
    final name = text.substring(end, at);
    do {
      if (!units.moveNext()) throw noTime;
    } while (units.current.key != name);
    total += number * BigInt.from(units.current.value);
    if (total >= _limit) throw tooLong;
  } while (at < text.length);
  return total;
}

/// Writes a time as scenarios have it; parts that are zero are left out.
String timeText(BigInt ms) {
  if (ms == BigInt.zero) return '0s';
  final text = StringBuffer();
  var rest = ms;
  for (final MapEntry(key: name, value: unit) in _units.entries) {
    final part = rest ~/ BigInt.from(unit);
    rest -= part * BigInt.from(unit);
    if (part > BigInt.zero) text.write('$part$name');
  }
  return '$text';
}

/// A span as the package takes it. One that is longer than the library accepts
/// becomes another such.
Duration durationFrom(BigInt ms) {
  final refused = (BigInt.one << 53) + BigInt.one;
  return Duration(milliseconds: (ms < refused ? ms : refused).toInt());
}

/// What the library calls its results, and says about them.
final Map<String, String> results = _results();

Map<String, String> _results() {
  final native = NativeLibrary.open().bindings;
  final none = readText(native.resultName(-1));
  return {
    for (var number = 0; number < 256; number++)
      if (readText(native.resultName(number)) case final name when name != none)
        name: readText(native.resultMessage(number)),
  };
}
