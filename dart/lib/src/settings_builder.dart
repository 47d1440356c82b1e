import 'participant.dart';
import 'settings.dart';

/// Builds [SessionSettings] step by step, as calling SDKs do.
///
/// Nothing is checked here: a bad value is kept, and joining the session
/// reports it.
final class SessionSettingsBuilder {
  Duration _idleTimeout = const SessionSettings().idleTimeout;
  Duration? _waitingTimeout;
  Duration _prompt = Duration.zero;
  Duration _resyncGrace = const SessionSettings().resyncGrace;
  Duration _leaveGrace = Duration.zero;
  Duration _minNotice = const SessionSettings().minNotice;
  Duration _maxDuration = Duration.zero;
  Duration _maxDurationWarning = Duration.zero;
  int _maxExtensions = 0;
  Set<ParticipantKind> _countedKinds = const SessionSettings().countedKinds;
  bool _countOwnDevices = false;
  LinkLost _linkLost = LinkLost.freeze;
  SessionType _type = SessionType.video;

  /// Sets how long the user may be alone before the session ends, in seconds;
  /// 300 when not set, 0 disables.
  SessionSettingsBuilder setIdleTimeoutPeriod(int seconds) =>
      setIdleTimeout(_seconds(seconds));

  /// Sets the same as a [Duration].
  SessionSettingsBuilder setIdleTimeout(Duration period) {
    _idleTimeout = period;
    return this;
  }

  /// Sets how long the user may wait for the first other, in seconds; follows
  /// the idle timeout when not set, 0 disables.
  SessionSettingsBuilder setWaitingTimeoutPeriod(int seconds) =>
      setWaitingTimeout(_seconds(seconds));

  /// Sets the same as a [Duration]; null follows the idle timeout.
  SessionSettingsBuilder setWaitingTimeout(Duration? period) {
    _waitingTimeout = period;
    return this;
  }

  /// Sets for how long, in seconds, "are you still there?" is shown before the
  /// end; 0, none, when not set.
  SessionSettingsBuilder setPromptPeriod(int seconds) =>
      setPrompt(_seconds(seconds));

  /// Sets the same as a [Duration].
  SessionSettingsBuilder setPrompt(Duration period) {
    _prompt = period;
    return this;
  }

  /// Sets how long nothing fires after a link came back or a sleep.
  SessionSettingsBuilder setResyncGrace(Duration grace) {
    _resyncGrace = grace;
    return this;
  }

  /// Sets how long a user who left lingers as present.
  SessionSettingsBuilder setLeaveGrace(Duration grace) {
    _leaveGrace = grace;
    return this;
  }

  /// Sets the least time left when a running period is shortened.
  SessionSettingsBuilder setMinNotice(Duration notice) {
    _minNotice = notice;
    return this;
  }

  /// Sets how long the session lasts whoever is there; zero is no limit.
  SessionSettingsBuilder setMaxDuration(Duration duration) {
    _maxDuration = duration;
    return this;
  }

  /// Sets how long before that end a warning comes; zero is none.
  SessionSettingsBuilder setMaxDurationWarning(Duration warning) {
    _maxDurationWarning = warning;
    return this;
  }

  /// Sets how often the user may extend; 0 is no limit.
  SessionSettingsBuilder setMaxExtensions(int number) {
    _maxExtensions = number;
    return this;
  }

  /// Sets who is company.
  SessionSettingsBuilder setCountedKinds(Set<ParticipantKind> kinds) {
    _countedKinds = {...kinds};
    return this;
  }

  /// Sets whether other devices of the local user are company.
  SessionSettingsBuilder setCountOwnDevices(bool count) {
    _countOwnDevices = count;
    return this;
  }

  /// Sets what a lost link does to the countdown.
  SessionSettingsBuilder setLinkLost(LinkLost linkLost) {
    _linkLost = linkLost;
    return this;
  }

  /// Sets what kind of call it is; video when not set.
  SessionSettingsBuilder setType(SessionType type) {
    _type = type;
    return this;
  }

  /// Makes the settings.
  SessionSettings build() => SessionSettings(
        idleTimeout: _idleTimeout,
        waitingTimeout: _waitingTimeout,
        prompt: _prompt,
        resyncGrace: _resyncGrace,
        leaveGrace: _leaveGrace,
        minNotice: _minNotice,
        maxDuration: _maxDuration,
        maxDurationWarning: _maxDurationWarning,
        maxExtensions: _maxExtensions,
        countedKinds: _countedKinds,
        countOwnDevices: _countOwnDevices,
        linkLost: _linkLost,
        type: _type,
      );
}

/// What a [Duration] can not hold becomes one that the library refuses as well.
Duration _seconds(int seconds) {
  const limit = 9100000000000;
  return Duration(seconds: seconds.clamp(-limit, limit));
}
