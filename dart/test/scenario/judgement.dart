import 'dart:convert';

import 'package:hangtime/hangtime.dart';

import 'playback.dart';
import 'reading.dart';
import 'script.dart';
import 'words.dart';

/// Plays a script, compares what comes with what it says, and prints the
/// difference.
final class Judgement {
  /// Prints to [print]; only what differs if [isQuiet].
  Judgement(this._script, this.print, {required this.isQuiet});

  final Script _script;
  final void Function(String line) print;
  final bool isQuiet;

  final _playback = Playback();
  var _holds = true;

  /// As many of the events that came have been compared.
  var _judged = 0;

  /// What the package says of settings that it refused.
  String? _refused;

  /// Judges a file; tells whether all of it holds.
  static Future<bool> of(
    String file,
    void Function(String line) print, {
    required bool isQuiet,
  }) async {
    final script = Script(file);
    try {
      readScript(script);
    } on Refusal catch (refusal) {
      final number = script.number > 0 ? '${script.number}:' : '';
      final word = refusal.word;
      final meant = word == null ? '' : "'${_printable(word)}' ";
      print('${_bytes(file)}:$number $meant${refusal.wrong}');
      return false;
    }
    final judgement = Judgement(script, print, isQuiet: isQuiet);
    try {
      await judgement._judge();
    } finally {
      judgement._playback.close();
    }
    return judgement._holds;
  }

  Future<void> _judge() async {
    final lines = _script.lines;
    if (!_judgeOpening(lines.first)) return;
    var next = lines.first.type == LineType.settings ? 1 : 0;
    while (next < lines.length) {
      var end = next;
      while (end < lines.length && lines[end].at == lines[next].at) {
        end++;
      }
      if (!await _judgeInstant(lines.sublist(next, end))) return;
      next = end;
    }
    _judgeUnexpected(lines.last, _playback.came.length);
  }

  /// Opens the session; tells whether its lines can be played.
  bool _judgeOpening(Line first) {
    try {
      _playback.open(_script.settings);
    } on HangtimeException catch (exception) {
      first.returned = exception.code;
      _refused = exception.message;
    }
    if (first.type == LineType.settings) _judgeResult(first);
    return first.returned == 'OK';
  }

  /// Plays the lines of one time, then judges them, for an event may stand
  /// before the fact it follows. Tells whether more can be played.
  Future<bool> _judgeInstant(List<Line> lines) async {
    final at = lines.first.at;
    var played = lines.first;
    try {
      await _playback.advanceTo(at);
      for (played in lines) {
        if (played.type != LineType.fact) continue;
        played.returned = _playback.report(played);
        await _playback.step(BigInt.zero);
      }
    } on Broken catch (broken) {
      _printDifference(played, '${broken.why}; nothing more is played');
      return false;
    }
    _judgeUnexpected(lines.first, _cameBefore(at));
    lines.forEach(_judgeLine);
    _judgeUnexpected(lines.last, _cameBefore(at + BigInt.one));
    return true;
  }

  void _judgeLine(Line line) => switch (line.type) {
        LineType.settings || LineType.fact => _judgeResult(line),
        LineType.event => _judgeEvent(line),
        LineType.end => _printOk(line),
      };

  void _judgeResult(Line line) {
    final Line(:returned, :expected) = line;
    if (returned == expected) return _printOk(line);
    final why = line.type == LineType.settings
        ? _refused?.split(': ').last
        : results[returned];
    final said = returned == 'OK' ? '' : ': $why';
    _printDifference(line, 'returned $returned, expected $expected$said');
  }

  /// Compares an event that must come; what came before it at the same time
  /// must not.
  void _judgeEvent(Line line) {
    final came = _playback.came;
    final expected = expectedText(line);
    final end = _cameBefore(line.at + BigInt.one);
    for (var index = _judged; index < end; index++) {
      if (came[index].text != expected) continue;
      _judgeUnexpected(line, index);
      _judged = index + 1;
      return _printOk(line);
    }
    _printDifference(line, 'it did not come');
  }

  /// Tells of the events before one that nothing in the script says.
  void _judgeUnexpected(Line line, int before) {
    for (; _judged < before; _judged++) {
      final (:text, :at) = _playback.came[_judged];
      _holds = false;
      print('${_bytes(_script.file)}:${line.number}: ${timeText(at)} > $text'
          '  FAILED: it came, and is not expected');
    }
  }

  /// How many of the events came before a time.
  int _cameBefore(BigInt time) {
    var count = _judged;
    while (count < _playback.came.length && _playback.came[count].at < time) {
      count++;
    }
    return count;
  }

  void _printDifference(Line line, String difference) {
    _holds = false;
    print('${_lineText(line)}  FAILED: $difference');
  }

  void _printOk(Line line) {
    if (!isQuiet) print('${_lineText(line)}  ok');
  }

  String _lineText(Line line) =>
      '${_bytes(_script.file)}:${line.number}: ${_printable(line.text)}';
}

/// A text of Dart as the texts of files are kept, a byte in each character.
String _bytes(String text) => latin1.decode(utf8.encode(text));

/// Text of a file, which may have anything in it, on one line.
String _printable(String text) => text
    .replaceAll('\t', ' ')
    .replaceAll(RegExp('[\x00-\x1f\x7f]'), '?');
