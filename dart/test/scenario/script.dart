import 'package:hangtime/hangtime.dart';

/// What a scenario file says: its settings, and what is to be reported and to
/// come, when. Its text is kept as it came, a byte in each character.
final class Script {
  Script(this.file);

  final String file;
  SessionSettings settings = const SessionSettings();
  final lines = <Line>[];

  /// The line that is being read, from 1; 0 for the file as a whole.
  int number = 0;

  /// No further line may be before this.
  BigInt earliest = BigInt.zero;
}

/// What a line is.
enum LineType { settings, fact, event, end }

/// A line, with the arguments that its word has.
final class Line {
  Line(this.number, this.text);

  final int number;
  final String text;
  LineType type = LineType.end;
  BigInt at = BigInt.zero;

  String fact = '';
  String event = '';

  /// A uid, or what else is named first: a pid, a label.
  String id = '';
  String pid = '';
  ParticipantKind? kind;
  BigInt span = BigInt.zero;
  int count = 0;

  /// Null if none is given, which is not the same as empty.
  List<Participant>? roster;

  /// The cause of an event, as it is written.
  String cause = '';

  String expected = 'OK';
  String returned = 'OK';
}

/// An event as scenarios have it: its word, then its arguments.
typedef Came = ({String text, BigInt at});
