/// Ends the calls nobody is in.
///
/// A calling app reports who is in a session and how its link is; the session
/// tells the app when the user is alone, when to ask "are you still there?",
/// and when it ended because nobody else was there. The default period is
/// 300 seconds, 0 disables it.
///
/// Begin with [HangtimeCalls], which has the shape of a calling SDK, or with
/// an [Engine] of your own, where a join is a [Future] and what happens is a
/// [Stream] of [SessionEvent].
library;

export 'src/calls.dart' show HangtimeCalls;
export 'src/engine.dart' show CallSession, Engine;
export 'src/event.dart';
export 'src/exception.dart' show HangtimeException;
export 'src/hangtime.dart' show Hangtime;
export 'src/listener.dart' show SessionStatusListener;
export 'src/participant.dart' show Participant, ParticipantKind;
export 'src/settings.dart';
export 'src/settings_builder.dart' show SessionSettingsBuilder;
export 'src/status.dart';
