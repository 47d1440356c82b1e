import 'package:hangtime/hangtime.dart';

import 'script.dart';
import 'words.dart';

/// What may not be; nothing more is played.
final class Broken implements Exception {
  const Broken(this.why);

  final String why;
}

/// An engine with the manual clock, and the session a script is played on.
final class Playback {
  Engine _engine = Engine.manualClock();
  late CallSession _session;

  /// When the clock of the engine began.
  BigInt _zero = BigInt.zero;

  /// What time it is.
  BigInt now = BigInt.zero;

  /// What came.
  final came = <Came>[];
  final _arriving = <SessionEvent>[];

  /// Opens the session; throws what the package throws for bad settings.
  void open(SessionSettings settings) {
    _session = _engine.open('scenario', sessionSettings: settings);
    _session.events.listen(_arriving.add);
  }

  void close() => _engine.dispose();

  /// Reports a fact. Returns the name of its result.
  String report(Line line) {
    try {
      _report(line);
      return 'OK';
    } on HangtimeException catch (exception) {
      return exception.code;
    }
  }

  void _report(Line line) {
    switch (line.fact) {
      case 'joined':
        _session.joined(
          localUid: line.id,
          participants: line.roster ?? const [],
        );
      case 'participant_joined':
        _session.participantJoined(line.id, pid: line.pid, kind: line.kind);
      case 'participant_changed':
        _session.participantChanged(line.id, line.kind!);
      case 'participant_left':
        _session.participantLeft(line.id);
      case 'user_left':
        _session.userLeft(line.id);
      case 'roster':
        _session.setParticipants(line.roster ?? const []);
      case 'connection_lost':
        _session.connectionLost();
      case 'connection_restored':
        _session.connectionRestored(line.roster);
      case 'connection_closed':
        _session.connectionClosed();
      case 'extend':
        _session.extend();
      case 'hold':
        _session.hold(line.id, maxAge: durationFrom(line.span));
      case 'release':
        _session.releaseHold(line.id);
      case 'set_idle_timeout':
        _session.setIdleTimeout(durationFrom(line.span));
      case 'set_waiting_timeout':
        _session.setWaitingTimeout(durationFrom(line.span));
      case 'suspend':
        _engine.suspend(durationFrom(line.span));
        now += line.span;
      case 'app_resumed':
        _engine.appResumed();
      case 'left':
        _session.leaveSession();
      case 'snapshot_restore':
        _restore();
      case final fact:
        throw Broken('the fact $fact is not known');
    }
  }

  /// Ends the engine and has the session go on in a new one, with a clock that
  /// begins at 0.
  void _restore() {
    final bytes = _session.snapshot();
    _session.dispose();
    _engine.dispose();
    _engine = Engine.manualClock();
    _zero = now;
    _session = _engine.restore(bytes);
    _session.events.listen(_arriving.add);
  }

  /// Moves the clock on, deadline by deadline, so that each event is seen at
  /// its own time. Up to a millisecond before a deadline nothing may happen.
  Future<void> advanceTo(BigInt to) async {
    final longest = BigInt.one << 53;
    await step(BigInt.zero);
    while (now < to) {
      final rest = _least(to - now, longest);
      final deadline = _engine.nextDeadline;
      if (deadline == Duration.zero) {
        throw const Broken('something is due and does not happen');
      }
      final count = came.length;
      await step(
        deadline == null
            ? rest
            : _least(rest, BigInt.from(deadline.inMilliseconds - 1)),
      );
      if (came.length > count) {
        throw const Broken('something happens before the next deadline');
      }
      if (now < to) await step(BigInt.one);
    }
  }

  /// Moves the clock on and waits for what happens.
  Future<void> step(BigInt by) async {
    _engine.advance(durationFrom(by));
    now += by;
    await _engine.flush();
    for (final event in _arriving) {
      _checkTime(event);
      came.add((text: eventText(event), at: now));
    }
    _arriving.clear();
  }

  /// An event says the time at which it came.
  void _checkTime(SessionEvent event) {
    final at = BigInt.from(event.at.inMilliseconds) + _zero;
    if (at != now && now.bitLength <= 53) {
      throw Broken('an event says that it is of ${timeText(at)}');
    }
  }
}

BigInt _least(BigInt left, BigInt right) => left < right ? left : right;

/// An event as scenarios have it.
String eventText(SessionEvent event) {
  String time(Duration time) => timeText(BigInt.from(time.inMilliseconds));
  return switch (event) {
    SessionJoined() => 'session_joined',
    SessionLeft() => 'session_left',
    SessionTimedOut(:final cause) =>
      'session_timed_out ${wordFor(endCauses, cause)}',
    ConnectionLost() => 'connection_lost',
    ConnectionRestored() => 'connection_restored',
    ConnectionClosed() => 'connection_closed',
    IdleStarted(:final cause) => 'idle_started ${wordFor(idleCauses, cause)}',
    IdleStopped() => 'idle_stopped',
    IdlePrompt(:final remaining, :final number) =>
      'idle_prompt ${time(remaining)} $number',
    IdlePromptDismissed(:final cause) => 'prompt_dismissed ${cause.name}',
    DurationWarning(:final remaining) => 'duration_warning ${time(remaining)}',
  };
}

/// An event that a line says, likewise.
String expectedText(Line line) => switch (line.event) {
      'idle_prompt' => 'idle_prompt ${timeText(line.span)} ${line.count}',
      'duration_warning' => 'duration_warning ${timeText(line.span)}',
      final event when line.cause.isEmpty => event,
      final event => '$event ${line.cause}',
    };
