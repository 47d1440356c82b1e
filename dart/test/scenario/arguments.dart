import 'dart:convert';

import 'package:hangtime/hangtime.dart';

import 'script.dart';
import 'words.dart';

/// How the line of a fact or an event is written, and its arguments, a letter
/// each. Must be there: i an id, p a pid, k a kind, t a time, n a number, d a
/// dismissal, I and E causes of idle_started and of session_timed_out. May be
/// there: K a kind, a "max AGE", r a roster, w "with" and a roster.
typedef Form = ({String usage, String arguments});

/// The facts by their words.
const facts = <String, Form>{
  'joined': (
    usage: 'joined UID [with UID:PID[/KIND],...]',
    arguments: 'iw',
  ),
  'participant_joined': (
    usage: 'participant_joined UID PID [KIND]',
    arguments: 'ipK',
  ),
  'participant_changed': (
    usage: 'participant_changed PID KIND',
    arguments: 'ik',
  ),
  'participant_left': (usage: 'participant_left PID', arguments: 'i'),
  'user_left': (usage: 'user_left UID', arguments: 'i'),
  'roster': (usage: 'roster [UID:PID[/KIND],...]', arguments: 'r'),
  'connection_lost': (usage: 'connection_lost', arguments: ''),
  'connection_restored': (
    usage: 'connection_restored [with UID:PID[/KIND],...]',
    arguments: 'w',
  ),
  'connection_closed': (usage: 'connection_closed', arguments: ''),
  'extend': (usage: 'extend', arguments: ''),
  'hold': (usage: 'hold LABEL [max AGE]', arguments: 'ia'),
  'release': (usage: 'release LABEL', arguments: 'i'),
  'set_idle_timeout': (usage: 'set_idle_timeout TIME', arguments: 't'),
  'set_waiting_timeout': (usage: 'set_waiting_timeout TIME', arguments: 't'),
  'suspend': (usage: 'suspend TIME', arguments: 't'),
  'app_resumed': (usage: 'app_resumed', arguments: ''),
  'left': (usage: 'left', arguments: ''),
  'snapshot_restore': (usage: 'snapshot_restore', arguments: ''),
};

/// The events by their words.
const events = <String, Form>{
  'session_joined': (usage: 'session_joined', arguments: ''),
  'session_left': (usage: 'session_left', arguments: ''),
  'session_timed_out': (usage: 'session_timed_out CAUSE', arguments: 'E'),
  'connection_lost': (usage: 'connection_lost', arguments: ''),
  'connection_restored': (usage: 'connection_restored', arguments: ''),
  'connection_closed': (usage: 'connection_closed', arguments: ''),
  'idle_started': (usage: 'idle_started CAUSE', arguments: 'I'),
  'idle_stopped': (usage: 'idle_stopped', arguments: ''),
  'idle_prompt': (usage: 'idle_prompt TIME NUMBER', arguments: 'tn'),
  'prompt_dismissed': (usage: 'prompt_dismissed REASON', arguments: 'd'),
  'duration_warning': (usage: 'duration_warning TIME', arguments: 't'),
};

/// Reads the arguments of a form from the words after it.
void readArguments(Form form, List<String> words, Line line) {
  final misused = Refusal('is how this line is written', form.usage);
  final rest = words.iterator;
  String? next() => rest.moveNext() ? rest.current : null;
  for (final letter in form.arguments.split('')) {
    final text = next();
    if (text != null) {
      final isRead = _readOptional(letter, text, next, line) ||
          _readRequired(letter, text, line);
      if (!isRead) throw misused;
    } else if (!'Karw'.contains(letter)) {
      throw misused;
    }
  }
  if (next() != null) throw misused;
}

/// Reads what its keyword or its being there announces; false for a letter that
/// stands for something else, or another keyword.
bool _readOptional(
  String letter,
  String text,
  String? Function() next,
  Line line,
) {
  switch (letter) {
    case 'K':
      line.kind = readKind(text);
    case 'r':
      line.roster = _readRoster(text);
    case 'w' when text == 'with':
      line.roster = _readRoster(next());
    case 'a' when text == 'max':
      final age = next();
      if (age == null) return false;
      line.span = readTime(age);
    default:
      return false;
  }
  return true;
}

bool _readRequired(String letter, String text, Line line) {
  switch (letter) {
    case 'i':
      line.id = _readId(text);
    case 'p':
      line.pid = _readId(text);
    case 'k':
      line.kind = readKind(text);
    case 't':
      line.span = readTime(text);
    case 'n':
      line.count = readNumber(text);
    case 'I':
      line.cause = _readCause(text, idleCauses.keys, 'is no cause: ');
    case 'E':
      line.cause = _readCause(text, endCauses.keys, 'is no cause: ');
    case 'd':
      final causes = [for (final cause in DismissCause.values) cause.name];
      line.cause = _readCause(text, causes, 'is none of ');
    default:
      return false;
  }
  return true;
}

String _readCause(String text, Iterable<String> causes, String wrong) {
  if (causes.contains(text)) return text;
  final all = causes.toList();
  final list = wrong == 'is none of '
      ? all.join(', ')
      : '${all.take(all.length - 1).join(', ')} or ${all.last}';
  throw Refusal('$wrong$list', text);
}

/// Reads a kind.
ParticipantKind readKind(String text) =>
    kinds[text] ??
    (throw Refusal(
      'is no kind: human, phone, viewer, bot, recorder or hidden',
      text,
    ));

/// Reads an id. One that is no UTF-8 becomes a text that Dart can not write as
/// UTF-8 either, so that the package has something to refuse.
String _readId(String text) {
  if (text.isEmpty) {
    throw const Refusal('an id is missing, as in UID:PID[/KIND],...');
  }
  if (text.contains(RegExp('[,:/]'))) {
    throw Refusal('is no id, it has one of , : / in it', text);
  }
  try {
    return utf8.decode(latin1.encode(text));
  } on FormatException {
    return '\ud800';
  }
}

/// Reads a roster; null stands for an empty one.
List<Participant> _readRoster(String? text) =>
    [...?text?.split(',').map(_readEntry)];

Participant _readEntry(String text) {
  final colon = text.indexOf(':');
  final slash = text.indexOf('/');
  if (colon < 0 || (slash >= 0 && slash < colon)) {
    throw Refusal('is no part of a roster: UID:PID[/KIND],...', text);
  }
  final end = slash < 0 ? text.length : slash;
  return Participant(
    _readId(text.substring(0, colon)),
    pid: _readId(text.substring(colon + 1, end)),
    kind: slash < 0 ? null : readKind(text.substring(slash + 1)),
  );
}
