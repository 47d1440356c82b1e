import 'participant.dart';

/// What kind of call a session is. No rule depends on it.
enum SessionType {
  /// With pictures.
  video,

  /// Sound only.
  voice,
}

/// What a lost link does to the countdown.
enum LinkLost {
  /// It stands still: while the link is lost joins can not be seen, and unknown
  /// is not alone.
  freeze,

  /// It goes on.
  count,
}

/// What an app may choose for a session. Bad values are kept; joining the
/// session reports them.
final class SessionSettings {
  /// Makes settings, with the defaults of the library for what is left out.
  const SessionSettings({
    this.idleTimeout = const Duration(seconds: 300),
    this.waitingTimeout,
    this.prompt = Duration.zero,
    this.resyncGrace = const Duration(seconds: 5),
    this.leaveGrace = Duration.zero,
    this.minNotice = const Duration(seconds: 10),
    this.maxDuration = Duration.zero,
    this.maxDurationWarning = Duration.zero,
    this.maxExtensions = 0,
    this.countedKinds = const {
      ParticipantKind.human,
      ParticipantKind.phone,
      ParticipantKind.viewer,
    },
    this.countOwnDevices = false,
    this.linkLost = LinkLost.freeze,
    this.type = SessionType.video,
    this.maxParticipants = 10000,
    this.maxHolds = 100,
    this.maxLogLines = 32,
  });

  /// Makes the preset `gentle`: seven minutes, prompting for the last two.
  const SessionSettings.gentle({SessionType type = SessionType.video})
      : this(
          idleTimeout: const Duration(seconds: 420),
          prompt: const Duration(seconds: 120),
          type: type,
        );

  /// Makes the preset `classic`: three minutes, prompting for the last one.
  const SessionSettings.classic({SessionType type = SessionType.video})
      : this(
          idleTimeout: const Duration(seconds: 180),
          prompt: const Duration(seconds: 60),
          type: type,
        );

  /// How long the user may be alone before the session ends; zero disables.
  final Duration idleTimeout;

  /// The same while nobody else has been there yet: a ring that no one answers;
  /// zero disables, null follows [idleTimeout].
  final Duration? waitingTimeout;

  /// The last part of these periods, in which "are you still there?" is shown;
  /// zero is none.
  final Duration prompt;

  /// How long nothing fires after a link came back, a sleep or `appResumed`,
  /// because queued joins and leaves arrive late.
  final Duration resyncGrace;

  /// How long a user who left lingers as present.
  final Duration leaveGrace;

  /// The least time left when a period is shortened while it runs and there is
  /// no prompt. With a prompt, the whole prompt is the least.
  final Duration minNotice;

  /// How long the session lasts from the local join, whoever is there; zero is
  /// no limit.
  final Duration maxDuration;

  /// How long before that end a warning comes; zero is none.
  final Duration maxDurationWarning;

  /// How often the user may extend; 0 is no limit.
  final int maxExtensions;

  /// Who is company.
  final Set<ParticipantKind> countedKinds;

  /// Whether other devices of the local user are company. If so, leave the
  /// app's own connection out of the roster.
  final bool countOwnDevices;

  /// What a lost link does to the countdown.
  final LinkLost linkLost;

  /// What kind of call it is.
  final SessionType type;

  /// How many connections the roster may have.
  final int maxParticipants;

  /// How many holds may be active.
  final int maxHolds;

  /// How many lines the log keeps; 0 keeps none.
  final int maxLogLines;
}
