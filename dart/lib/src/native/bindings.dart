// ignore_for_file: public_member_api_docs, the names are those of the header

import 'dart:ffi';

import 'structs.dart';

// The shapes of the functions: how C has them, with a name of their own, and
// how Dart calls them. A session is a number.

/// An engine, as calls take it.
typedef EnginePointer = Pointer<NativeEngine>;

/// What an engine is freed with.
typedef Claim = Pointer<Void>;

/// A text, as calls take it.
typedef Text = Pointer<Uint8>;

/// A roster, as calls take it.
typedef Roster = Pointer<NativeParticipant>;

typedef _Init = Void Function(Pointer<Void>, Size);

/// Writes the defaults into a struct of that size.
typedef Init = void Function(Pointer<Void>, int);

typedef _Named = Text Function(Int32);

/// Tells a text about a result.
typedef Named = Text Function(int);

typedef _Check = Int32 Function(
    Pointer<NativeSettings>, Pointer<Text>, Pointer<Text>);

/// Tells which field of settings is wrong, and why.
typedef SettingsCheck = int Function(
    Pointer<NativeSettings>, Pointer<Text>, Pointer<Text>);

typedef _New = Int32 Function(Pointer<NativeOptions>, Pointer<Void>, Int64,
    Pointer<EnginePointer>, Pointer<Claim>);

/// Makes an engine for the isolate of a port.
typedef EngineNew = int Function(Pointer<NativeOptions>, Pointer<Void>, int,
    Pointer<EnginePointer>, Pointer<Claim>);

typedef _Free = Int32 Function(Claim);

/// Frees an engine.
typedef EngineFree = int Function(Claim);

typedef _OnEngine = Int32 Function(EnginePointer);

/// Takes an engine alone.
typedef OnEngine = int Function(EnginePointer);

typedef _Deadline = Int32 Function(EnginePointer, Pointer<Uint64>);

/// Tells the next deadline.
typedef NextDeadline = int Function(EnginePointer, Pointer<Uint64>);

typedef _Stats = Int32 Function(EnginePointer, Pointer<NativeStats>);

/// Counts.
typedef Stats = int Function(EnginePointer, Pointer<NativeStats>);

typedef _Open = Int32 Function(
    EnginePointer, Text, Pointer<NativeSettings>, Pointer<Uint64>);

/// Opens a session.
typedef SessionOpen = int Function(
    EnginePointer, Text, Pointer<NativeSettings>, Pointer<Uint64>);

typedef _Restore = Int32 Function(EnginePointer, Pointer<Uint8>, Size, Uint64,
    Pointer<Void>, Int64, Pointer<Uint64>);

/// Opens a session from the bytes of another.
typedef SessionRestore = int Function(EnginePointer, Pointer<Uint8>, int, int,
    Pointer<Void>, int, Pointer<Uint64>);

typedef _Add = Int32 Function(
    EnginePointer, Uint64, Pointer<Void>, Int64, Pointer<Uint64>);

/// Adds a port to a session.
typedef ListenerAdd = int Function(
    EnginePointer, int, Pointer<Void>, int, Pointer<Uint64>);

typedef _Status = Int32 Function(EnginePointer, Uint64, Pointer<NativeStatus>);

/// Tells how a session stands.
typedef Status = int Function(EnginePointer, int, Pointer<NativeStatus>);

typedef _Buffer = Int32 Function(
    EnginePointer, Uint64, Pointer<Uint8>, Size, Pointer<Size>);

/// Writes something about a session into a buffer.
typedef IntoBuffer = int Function(
    EnginePointer, int, Pointer<Uint8>, int, Pointer<Size>);

typedef _Number = Int32 Function(EnginePointer, Uint64);

/// Takes a session, or a number of milliseconds.
typedef WithNumber = int Function(EnginePointer, int);

typedef _TwoNumbers = Int32 Function(EnginePointer, Uint64, Uint64);

/// Takes a session and a number of milliseconds.
typedef WithTwoNumbers = int Function(EnginePointer, int, int);

typedef _Text = Int32 Function(EnginePointer, Uint64, Text);

/// Takes a session and an id or a label.
typedef WithText = int Function(EnginePointer, int, Text);

typedef _Hold = Int32 Function(EnginePointer, Uint64, Text, Uint64);

/// Takes a session, a label and an age.
typedef SessionHold = int Function(EnginePointer, int, Text, int);

typedef _Changed = Int32 Function(EnginePointer, Uint64, Text, Uint32);

/// Takes a session, a participant and a kind.
typedef WithKind = int Function(EnginePointer, int, Text, int);

typedef _Joins = Int32 Function(EnginePointer, Uint64, Text, Text, Uint32);

/// Takes a session, a user, a participant and a kind.
typedef WithParticipant = int Function(EnginePointer, int, Text, Text, int);

typedef _Roster = Int32 Function(EnginePointer, Uint64, Roster, Size);

/// Takes a session and a roster.
typedef WithRoster = int Function(EnginePointer, int, Roster, int);

typedef _Joined = Int32 Function(EnginePointer, Uint64, Text, Roster, Size);

/// Takes a session, the local user and a roster.
typedef SessionJoined = int Function(EnginePointer, int, Text, Roster, int);

/// The functions of the library that this package calls, each of the name that
/// its symbol has in `hangtime.h`.
final class Bindings {
  /// Looks all of them up, so that one that is missing is found now and not in
  /// the middle of a call; throws [ArgumentError] for that one.
  Bindings(DynamicLibrary library)
      : optionsInit = library.lookupFunction<_Init, Init>(
          'hangtime_engine_options_init',
        ),
        settingsInit = library.lookupFunction<_Init, Init>(
          'hangtime_settings_init',
        ),
        statusInit = library.lookupFunction<_Init, Init>(
          'hangtime_status_init',
        ),
        statsInit = library.lookupFunction<_Init, Init>(
          'hangtime_stats_init',
        ),
        settingsCheck = library.lookupFunction<_Check, SettingsCheck>(
          'hangtime_settings_check',
        ),
        resultName = library.lookupFunction<_Named, Named>(
          'hangtime_result_name',
        ),
        resultMessage = library.lookupFunction<_Named, Named>(
          'hangtime_result_message',
        ),
        engineNew = library.lookupFunction<_New, EngineNew>(
          'hangtime_engine_new_dart_port',
        ),
        engineFlush = library.lookupFunction<_OnEngine, OnEngine>(
          'hangtime_engine_flush',
        ),
        engineAppResumed = library.lookupFunction<_OnEngine, OnEngine>(
          'hangtime_engine_app_resumed',
        ),
        engineNextDeadline = library.lookupFunction<_Deadline, NextDeadline>(
          'hangtime_engine_next_deadline',
        ),
        engineStats = library.lookupFunction<_Stats, Stats>(
          'hangtime_engine_stats',
        ),
        engineAdvance = library.lookupFunction<_Number, WithNumber>(
          'hangtime_engine_advance',
        ),
        engineSuspend = library.lookupFunction<_Number, WithNumber>(
          'hangtime_engine_suspend',
        ),
        sessionOpen = library.lookupFunction<_Open, SessionOpen>(
          'hangtime_session_open',
        ),
        sessionRestore = library.lookupFunction<_Restore, SessionRestore>(
          'hangtime_session_restore_dart_port',
        ),
        listenerAdd = library.lookupFunction<_Add, ListenerAdd>(
          'hangtime_listener_add_dart_port',
        ),
        sessionClose = library.lookupFunction<_Number, WithNumber>(
          'hangtime_session_close',
        ),
        sessionId = library.lookupFunction<_Buffer, IntoBuffer>(
          'hangtime_session_id',
        ),
        sessionStatus = library.lookupFunction<_Status, Status>(
          'hangtime_session_status',
        ),
        sessionLog = library.lookupFunction<_Buffer, IntoBuffer>(
          'hangtime_session_log',
        ),
        sessionSnapshot = library.lookupFunction<_Buffer, IntoBuffer>(
          'hangtime_session_snapshot',
        ),
        sessionJoined = library.lookupFunction<_Joined, SessionJoined>(
          'hangtime_session_joined',
        ),
        sessionLeft = library.lookupFunction<_Number, WithNumber>(
          'hangtime_session_left',
        ),
        connectionLost = library.lookupFunction<_Number, WithNumber>(
          'hangtime_session_connection_lost',
        ),
        connectionRestored = library.lookupFunction<_Roster, WithRoster>(
          'hangtime_session_connection_restored',
        ),
        connectionClosed = library.lookupFunction<_Number, WithNumber>(
          'hangtime_session_connection_closed',
        ),
        participantJoined = library.lookupFunction<_Joins, WithParticipant>(
          'hangtime_participant_joined',
        ),
        participantChanged = library.lookupFunction<_Changed, WithKind>(
          'hangtime_participant_changed',
        ),
        participantLeft = library.lookupFunction<_Text, WithText>(
          'hangtime_participant_left',
        ),
        userLeft = library.lookupFunction<_Text, WithText>(
          'hangtime_user_left',
        ),
        rosterSet = library.lookupFunction<_Roster, WithRoster>(
          'hangtime_roster_set',
        ),
        sessionExtend = library.lookupFunction<_Number, WithNumber>(
          'hangtime_session_extend',
        ),
        sessionHold = library.lookupFunction<_Hold, SessionHold>(
          'hangtime_session_hold',
        ),
        sessionReleaseHold = library.lookupFunction<_Text, WithText>(
          'hangtime_session_release_hold',
        ),
        setIdleTimeout = library.lookupFunction<_TwoNumbers, WithTwoNumbers>(
          'hangtime_session_set_idle_timeout',
        ),
        setWaitingTimeout = library.lookupFunction<_TwoNumbers, WithTwoNumbers>(
          'hangtime_session_set_waiting_timeout',
        ),
        engineFinalizer = library.lookup('hangtime_engine_free_dart_port'),
        engineFree = library.lookupFunction<_Free, EngineFree>(
          'hangtime_engine_free_dart_port',
        );

  /// Frees an engine; as an address, because the virtual machine calls it.
  final Pointer<NativeFunction<Void Function(Claim)>> engineFinalizer;

  final Init optionsInit;
  final Init settingsInit;
  final Init statusInit;
  final Init statsInit;
  final SettingsCheck settingsCheck;
  final Named resultName;
  final Named resultMessage;

  final EngineNew engineNew;
  final EngineFree engineFree;
  final OnEngine engineFlush;
  final OnEngine engineAppResumed;
  final NextDeadline engineNextDeadline;
  final Stats engineStats;
  final WithNumber engineAdvance;
  final WithNumber engineSuspend;

  final SessionOpen sessionOpen;
  final SessionRestore sessionRestore;
  final ListenerAdd listenerAdd;
  final WithNumber sessionClose;
  final IntoBuffer sessionId;
  final Status sessionStatus;
  final IntoBuffer sessionLog;
  final IntoBuffer sessionSnapshot;

  final SessionJoined sessionJoined;
  final WithNumber sessionLeft;
  final WithNumber connectionLost;
  final WithRoster connectionRestored;
  final WithNumber connectionClosed;
  final WithParticipant participantJoined;
  final WithKind participantChanged;
  final WithText participantLeft;
  final WithText userLeft;
  final WithRoster rosterSet;
  final WithNumber sessionExtend;
  final SessionHold sessionHold;
  final WithText sessionReleaseHold;
  final WithTwoNumbers setIdleTimeout;
  final WithTwoNumbers setWaitingTimeout;
}
