import 'dart:convert';
import 'dart:io';

import 'package:hangtime/hangtime.dart';

import 'arguments.dart';
import 'script.dart';
import 'words.dart';

final _blanks = RegExp('[ \t\r\v\f]+');

/// Reads a scenario file, line by line; throws a [Refusal] at the first line
/// that does not parse, whose number the script then has.
void readScript(Script script) {
  final List<int> bytes;
  try {
    bytes = File(script.file).readAsBytesSync();
  } on FileSystemException catch (exception) {
    throw Refusal(exception.osError?.message ?? exception.message);
  }
  final text = latin1.decode(bytes);
  const mark = '\u00ef\u00bb\u00bf'; // some editors put it first
  final lines = (text.startsWith(mark) ? text.substring(3) : text).split('\n');
  // After the last line end there is no line.
  if (lines.last.isEmpty) lines.removeLast();
  for (final line in lines) {
    script.number++;
    if (line.contains('\x00')) throw const Refusal('there is a NUL byte in it');
    _readLine(script, line.split('#').first);
  }
  if (script.lines.isEmpty) {
    script.number = 0;
    throw const Refusal('there is nothing in it');
  }
}

void _readLine(Script script, String text) {
  final words = text.split(_blanks).where((word) => word.isNotEmpty).toList();
  if (words.isEmpty) return;
  final line = Line(script.number, _trimmed(text));
  script.lines.add(line);
  final rest = words.sublist(1);
  if (words.first != 'settings') return _readTimed(script, words.first, rest);
  if (script.lines.length > 1) {
    throw const Refusal('settings stand once, before the first timed line');
  }
  line.type = LineType.settings;
  script.settings = _readSettings(_cutExpected(line, rest));
}

String _trimmed(String text) => text
    .replaceFirst(RegExp('^${_blanks.pattern}'), '')
    .replaceFirst(RegExp('${_blanks.pattern}\$'), '');

/// Cuts `! RESULT` off a line that has it; returns the words before.
List<String> _cutExpected(Line line, List<String> words) {
  final mark = words.indexOf('!');
  if (mark < 0) return words;
  if (line.type == LineType.event || line.type == LineType.end) {
    throw const Refusal('only settings and facts have a result');
  }
  final after = words.sublist(mark + 1);
  if (after.isEmpty) throw const Refusal("a result is missing after '!'");
  if (!results.containsKey(after.first)) {
    throw Refusal('is no result', after.first);
  }
  line.expected = after.first;
  if (after.length > 1) throw const Refusal('nothing may follow the result');
  return words.sublist(0, mark);
}

/// Reads TIME FACT, TIME > EVENT or TIME end.
void _readTimed(Script script, String time, List<String> rest) {
  final line = script.lines.last..at = readTime(time);
  final first = script.lines.first;
  if (first.type == LineType.settings && first.expected != 'OK') {
    throw const Refusal(
      'no timed line may follow settings that are not to open',
    );
  }
  if (line.at < script.earliest) {
    // There is a line before: it said how early this one may be.
    final before = script.lines[script.lines.length - 2];
    throw Refusal(
      line.at < before.at
          ? 'is earlier than the line before'
          : 'lies inside the suspension of the line before',
      time,
    );
  }
  script.earliest = line.at;
  if (rest.isEmpty) {
    throw const Refusal("a fact, '>' or 'end' is missing after the time");
  }
  final after = rest.sublist(1);
  switch (rest.first) {
    case '>':
      _readEvent(line, after);
    case 'end':
      line.type = LineType.end;
      if (_cutExpected(line, after).isNotEmpty) {
        throw const Refusal("nothing may follow 'end'");
      }
    case final name:
      _readFact(script, line, name, after);
  }
}

void _readFact(Script script, Line line, String name, List<String> rest) {
  final form = facts[name] ?? (throw Refusal('is no fact', name));
  line
    ..type = LineType.fact
    ..fact = name;
  readArguments(form, _cutExpected(line, rest), line);
  // A suspension that is refused takes no time.
  if (name == 'suspend' && line.expected == 'OK') {
    final latest = (BigInt.one << 64) - BigInt.one;
    final end = line.at + line.span;
    script.earliest = end < latest ? end : latest;
  }
}

void _readEvent(Line line, List<String> rest) {
  line.type = LineType.event;
  final words = _cutExpected(line, rest);
  if (words.isEmpty) throw const Refusal("an event is missing after '>'");
  line.event = words.first;
  final form = events[line.event] ?? (throw Refusal('is no event', line.event));
  readArguments(form, words.sublist(1), line);
}

/// Reads KEY=VALUE..., each key at most once.
SessionSettings _readSettings(List<String> words) {
  final builder = SessionSettingsBuilder();
  final seen = <String>{};
  for (final word in words) {
    final equals = word.indexOf('=');
    if (equals < 0) throw Refusal('is not KEY=VALUE', word);
    final key = word.substring(0, equals);
    final set = _settings[key] ?? (throw Refusal('is no setting', key));
    if (!seen.add(key)) throw Refusal('is set twice', key);
    set(builder, word.substring(equals + 1));
  }
  return builder.build();
}

typedef _Set = void Function(SessionSettingsBuilder builder, String value);

_Set _time(void Function(SessionSettingsBuilder, Duration) set) =>
    (builder, value) => set(builder, durationFrom(readTime(value)));

_Set _choice<T>(
  Map<String, T> choices,
  void Function(SessionSettingsBuilder, T) set,
) =>
    (builder, value) {
      if (!choices.containsKey(value)) {
        throw Refusal('is no value of this setting', value);
      }
      set(builder, choices[value] as T);
    };

final _settings = <String, _Set>{
  'idle_timeout': _time((builder, time) => builder.setIdleTimeout(time)),
  'waiting_timeout': _time((builder, time) => builder.setWaitingTimeout(time)),
  'prompt': _time((builder, time) => builder.setPrompt(time)),
  'resync_grace': _time((builder, time) => builder.setResyncGrace(time)),
  'leave_grace': _time((builder, time) => builder.setLeaveGrace(time)),
  'min_notice': _time((builder, time) => builder.setMinNotice(time)),
  'max_duration': _time((builder, time) => builder.setMaxDuration(time)),
  'max_duration_warning':
      _time((builder, time) => builder.setMaxDurationWarning(time)),
  'max_extensions': (builder, value) =>
      builder.setMaxExtensions(readNumber(value)),
  'count_kinds': (builder, value) =>
      builder.setCountedKinds({...value.split(',').map(readKind)}),
  'count_own_devices': _choice(
    {'no': false, 'yes': true},
    (builder, count) => builder.setCountOwnDevices(count),
  ),
  'link_lost': _choice(
    LinkLost.values.asNameMap(),
    (builder, linkLost) => builder.setLinkLost(linkLost),
  ),
  'type': _choice(
    SessionType.values.asNameMap(),
    (builder, type) => builder.setType(type),
  ),
};
