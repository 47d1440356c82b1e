// ignore_for_file: public_member_api_docs, the names are those of the header

import 'dart:ffi';

/// `hangtime_engine`, of which only the address is known.
final class NativeEngine extends Opaque {}

/// `hangtime_engine_options`.
final class NativeOptions extends Struct {
  @Size()
  external int size;
  @Uint32()
  external int clock;
  @Uint32()
  external int delivery;
  @Size()
  external int maxSessions;
  @Size()
  external int threadStackSize;
  external Pointer<Void> onThreadStart;
  external Pointer<Void> onThreadStop;
  external Pointer<Void> threadUserData;
}

/// `hangtime_settings`.
final class NativeSettings extends Struct {
  @Size()
  external int size;
  @Uint64()
  external int idleTimeoutMs;
  @Uint64()
  external int waitingTimeoutMs;
  @Uint64()
  external int promptMs;
  @Uint64()
  external int resyncGraceMs;
  @Uint64()
  external int leaveGraceMs;
  @Uint64()
  external int minNoticeMs;
  @Uint64()
  external int maxDurationMs;
  @Uint64()
  external int maxDurationWarningMs;
  @Uint32()
  external int maxExtensions;
  @Uint32()
  external int countKinds;
  @Uint32()
  external int countOwnDevices;
  @Uint32()
  external int linkLost;
  @Uint32()
  external int sessionType;
  @Uint32()
  external int maxParticipants;
  @Uint32()
  external int maxListeners;
  @Uint32()
  external int maxHolds;
  @Uint32()
  external int maxLogLines;
  @Uint32()
  external int reserved;
}

/// `hangtime_participant`.
final class NativeParticipant extends Struct {
  external Pointer<Uint8> uid;
  external Pointer<Uint8> pid;
  @Uint32()
  external int kind;
}

/// `hangtime_status`.
final class NativeStatus extends Struct {
  @Size()
  external int size;
  @Uint64()
  external int aloneForMs;
  @Uint64()
  external int untilPromptMs;
  @Uint64()
  external int untilEndMs;
  @Uint64()
  external int untilMaxDurationMs;
  @Uint32()
  external int state;
  @Uint32()
  external int phase;
  @Uint32()
  external int link;
  @Uint32()
  external int endCause;
  @Uint32()
  external int sessionType;
  @Uint32()
  external int others;
  @Uint32()
  external int participants;
  @Uint32()
  external int holds;
  @Uint32()
  external int extensionsLeft;
  @Uint32()
  external int prompts;
}

/// `hangtime_stats`.
final class NativeStats extends Struct {
  @Size()
  external int size;
  @Uint64()
  external int sessions;
  @Uint64()
  external int listeners;
  @Uint64()
  external int timedOut;
  @Uint64()
  external int eventsQueued;
  @Uint64()
  external int eventsDelivered;
  @Uint64()
  external int deadlinesQueued;
  @Uint64()
  external int listenersDropped;
  @Uint64()
  external int late;
  @Uint64()
  external int longestLateUs;
  @Uint64()
  external int callbacksRunning;
  @Uint64()
  external int callbackRunningForUs;
  @Uint64()
  external int longestCallbackUs;
  @Uint64()
  external int shards;
  @Uint64()
  external int armed;
  @Uint64()
  external int notJoined;
  @Uint64()
  external int accompanied;
  @Uint64()
  external int disabled;
  @Uint64()
  external int paused;
  @Uint64()
  external int held;
  @Uint64()
  external int resyncing;
  @Uint64()
  external int counting;
  @Uint64()
  external int prompting;
  @Uint64()
  external int smallestShard;
  @Uint64()
  external int largestShard;
}
