import 'dart:async';

import 'engine.dart';
import 'exception.dart';
import 'participant.dart';
import 'settings.dart';
import 'settings_builder.dart' as builder;

/// The way in for apps that know a calling SDK: one engine behind static
/// functions.
abstract final class HangtimeCalls {
  static Engine? _engine;

  /// The engine behind the functions of this class, made when it is first
  /// needed. Set one of your own, such as [Engine.manualClock], for tests.
  static Engine get engine {
    final engine = _engine;
    if (engine != null && !engine.isDisposed) return engine;
    return _engine = Engine();
  }

  static set engine(Engine engine) => _engine = engine;

  /// Begins settings.
  // ignore: non_constant_identifier_names, the name that calling SDKs have
  static builder.SessionSettingsBuilder SessionSettingsBuilder() =>
      builder.SessionSettingsBuilder();

  /// Joins a session.
  ///
  /// [onSuccess] is called with it asynchronously, before any listener is told
  /// `onSessionJoined`; [CallSession.getInstance] has it as soon as this
  /// returns. A join that fails, such as for an empty id or a bad setting,
  /// calls [onError], asynchronously too, and never throws.
  ///
  /// [participants] are the connections that are there at that moment; those
  /// of [localUid] are no company. An app that does not give its [localUid]
  /// must leave its own connection out of what it reports.
  static void joinSession({
    required String sessionId,
    required void Function(CallSession session) onSuccess,
    required void Function(HangtimeException exception) onError,
    SessionSettings sessionSettings = const SessionSettings(),
    String? localUid,
    List<Participant> participants = const [],
  }) {
    final joining = join(
      sessionId: sessionId,
      sessionSettings: sessionSettings,
      localUid: localUid,
      participants: participants,
    );
    unawaited(_tell(joining, onSuccess, onError));
  }

  /// Joins a session likewise, for apps that prefer a [Future]; it fails with a
  /// [HangtimeException].
  static Future<CallSession> join({
    required String sessionId,
    SessionSettings sessionSettings = const SessionSettings(),
    String? localUid,
    List<Participant> participants = const [],
  }) async =>
      engine.join(
        sessionId: sessionId,
        sessionSettings: sessionSettings,
        localUid: localUid ?? CallSession.defaultLocalUid,
        participants: participants,
      );

  /// Says that the app came back from the background, if it has an engine.
  static void appResumed() {
    final engine = _engine;
    if (engine != null && !engine.isDisposed) engine.appResumed();
  }

  /// Disposes of the engine and with it of every session; the next join makes
  /// a new one.
  static void dispose() {
    _engine?.dispose();
    _engine = null;
  }

  static Future<void> _tell(
    Future<CallSession> joining,
    void Function(CallSession session) onSuccess,
    void Function(HangtimeException exception) onError,
  ) async {
    final CallSession session;
    try {
      session = await joining;
    } on HangtimeException catch (exception) {
      return onError(exception);
    }
    onSuccess(session);
  }
}
