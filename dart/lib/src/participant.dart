/// What is at the other end of a connection.
enum ParticipantKind {
  /// A person. Counts as company unless the settings say otherwise.
  human(1),

  /// A person on a telephone line. Counts.
  phone(2),

  /// A person who only watches. Counts.
  viewer(3),

  /// A program that takes part, such as a note-taker. Does not count.
  bot(4),

  /// A program that records. Does not count.
  recorder(5),

  /// Somebody the others are not shown. Does not count.
  hidden(6);

  const ParticipantKind(this.number);

  /// The number that the library knows it by.
  final int number;
}

/// One connection in a roster. A user ([uid]) may have several ([pid]), one
/// for each device.
final class Participant {
  /// Makes one. An app without two ids gives the [uid] alone. Without a [kind]
  /// a connection that is known keeps its own, and a new one is human.
  const Participant(this.uid, {String? pid, this.kind}) : pid = pid ?? uid;

  /// Whose connection it is.
  final String uid;

  /// Which connection it is.
  final String pid;

  /// What is at its end, if that is known.
  final ParticipantKind? kind;
}
