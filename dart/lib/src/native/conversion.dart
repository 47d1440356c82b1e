import 'dart:ffi';

import '../exception.dart';
import '../participant.dart';
import '../settings.dart';
import '../status.dart';
import 'bindings.dart';
import 'memory.dart';
import 'message.dart';
import 'structs.dart';

/// A roster in memory, and how long it is.
typedef NativeRoster = ({Roster place, int count});

/// Milliseconds of a duration, rounded up: half a millisecond is not none.
int milliseconds(Duration duration, String what) {
  if (duration.isNegative) {
    throw HangtimeException(
      'INVALID',
      '$what is $duration, less than nothing; give zero or more.',
    );
  }
  final whole = duration.inMilliseconds;
  return duration.inMicroseconds > whole * 1000 ? whole + 1 : whole;
}

/// A 32-bit number that is not negative.
int _count(int number, String what) {
  if (number >= 0 && number <= 0xffffffff) return number;
  throw HangtimeException(
    'INVALID',
    '$what is $number; give a number from 0 to 4294967295.',
  );
}

/// Writes settings as the library has them.
Pointer<NativeSettings> writeSettings(
  Bindings bindings,
  Scratch scratch,
  SessionSettings settings,
) {
  final size = sizeOf<NativeSettings>();
  final place = scratch.allocate<NativeSettings>(size);
  bindings.settingsInit(place.cast(), size);
  final waiting = settings.waitingTimeout;
  place.ref
    ..idleTimeoutMs = milliseconds(settings.idleTimeout, 'idleTimeout')
    ..promptMs = milliseconds(settings.prompt, 'prompt')
    ..resyncGraceMs = milliseconds(settings.resyncGrace, 'resyncGrace')
    ..leaveGraceMs = milliseconds(settings.leaveGrace, 'leaveGrace')
    ..minNoticeMs = milliseconds(settings.minNotice, 'minNotice')
    ..maxDurationMs = milliseconds(settings.maxDuration, 'maxDuration')
    ..maxDurationWarningMs =
        milliseconds(settings.maxDurationWarning, 'maxDurationWarning')
    ..maxExtensions = _count(settings.maxExtensions, 'maxExtensions')
    ..countKinds = settings.countedKinds
        .fold(0, (bits, kind) => bits | 1 << kind.number)
    ..countOwnDevices = settings.countOwnDevices ? 1 : 0
    ..linkLost = settings.linkLost.index
    ..sessionType = settings.type.index
    ..maxParticipants = _count(settings.maxParticipants, 'maxParticipants')
    ..maxHolds = _count(settings.maxHolds, 'maxHolds')
    ..maxLogLines = _count(settings.maxLogLines, 'maxLogLines');
  // Without one it stays what the library wrote: the same as the idle timeout.
  if (waiting != null) {
    place.ref.waitingTimeoutMs = milliseconds(waiting, 'waitingTimeout');
  }
  return place;
}

/// Writes a roster as the library has it. The place is null for one that is not
/// known, and not for one that nobody is in.
NativeRoster writeRoster(Scratch scratch, List<Participant>? participants) {
  if (participants == null) return (place: nullptr, count: 0);
  final count = participants.length;
  final size = sizeOf<NativeParticipant>();
  final place = scratch.allocate<NativeParticipant>((count + 1) * size);
  for (final (index, participant) in participants.indexed) {
    (place + index).ref
      ..uid = scratch.text(participant.uid, 'The uid of a participant')
      ..pid = scratch.text(participant.pid, 'The pid of a participant')
      ..kind = participant.kind?.number ?? 0;
  }
  return (place: place, count: count);
}

/// Reads a status.
SessionStatus readStatus(NativeStatus status) => SessionStatus(
      state: SessionState.values[status.state],
      phase: SessionPhase.values[status.phase],
      link: LinkState.values[status.link],
      endCause: status.endCause == 0 ? null : endCause(status.endCause),
      type: SessionType.values[status.sessionType],
      others: status.others,
      participants: status.participants,
      holds: status.holds,
      extensionsLeft:
          status.extensionsLeft == 0xffffffff ? null : status.extensionsLeft,
      prompts: status.prompts,
      aloneFor: timeOrNever(status.aloneForMs),
      untilPrompt: timeOrNever(status.untilPromptMs),
      untilEnd: timeOrNever(status.untilEndMs),
      untilMaxDuration: timeOrNever(status.untilMaxDurationMs),
    );

/// Reads a time, null for one that never comes.
Duration? timeOrNever(int ms) => ms == -1 ? null : durationOf(ms);

/// Reads the counts of an engine.
EngineStats readStats(NativeStats stats) => EngineStats(
      sessions: stats.sessions,
      listeners: stats.listeners,
      timedOut: stats.timedOut,
      eventsQueued: stats.eventsQueued,
      eventsDelivered: stats.eventsDelivered,
      deadlinesQueued: stats.deadlinesQueued,
      listenersDropped: stats.listenersDropped,
      late: stats.late,
      longestLate: Duration(microseconds: stats.longestLateUs),
      callbacksRunning: stats.callbacksRunning,
      callbackRunningFor: Duration(microseconds: stats.callbackRunningForUs),
      longestCallback: Duration(microseconds: stats.longestCallbackUs),
      shards: stats.shards,
      armed: stats.armed,
      notJoined: stats.notJoined,
      accompanied: stats.accompanied,
      disabled: stats.disabled,
      paused: stats.paused,
      held: stats.held,
      resyncing: stats.resyncing,
      counting: stats.counting,
      prompting: stats.prompting,
      smallestShard: stats.smallestShard,
      largestShard: stats.largestShard,
    );
