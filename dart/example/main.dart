/// A call on the command line: you join, nobody else is there, and the time
/// that is left is counted down on the screen.
///
///     dart run example/main.dart --idle 20
library;

import 'dart:async';
import 'dart:io';

import 'package:hangtime/hangtime.dart';

const _usage = '''
usage: main.dart [--idle SECONDS] [--prompt SECONDS]

Joins a session alone. Unless somebody comes, it ends after --idle seconds
(default 30, 0 never), of which the last --prompt seconds (default 10, or half
of a shorter --idle) ask whether you are still there.

keys: j  somebody joins      l  the last who joined leaves
      e  stay, when asked    q  end now''';

Future<void> main(List<String> arguments) async {
  if (arguments.contains('--help')) return print(_usage);
  final SessionSettings settings;
  try {
    settings = _read(arguments);
  } on FormatException catch (exception) {
    stderr.writeln('${exception.message}\n\n$_usage');
    exit(2);
  }
  HangtimeCalls.joinSession(
    sessionId: 'the kitchen',
    localUid: 'you',
    sessionSettings: settings,
    onSuccess: (session) => _Screen(session).show(),
    onError: (exception) {
      stderr.writeln(exception.message);
      exitCode = 1;
    },
  );
}

SessionSettings _read(List<String> arguments) {
  final seconds = <String, int?>{'--idle': null, '--prompt': null};
  for (var index = 0; index < arguments.length; index += 2) {
    final option = arguments[index];
    if (!seconds.containsKey(option)) {
      throw FormatException('no such option: $option');
    }
    final value = arguments.elementAtOrNull(index + 1);
    final number = int.tryParse(value ?? '');
    if (number == null) throw FormatException('$option wants seconds');
    seconds[option] = number;
  }
  final idle = seconds['--idle'] ?? 30;
  final longest = idle < 20 ? idle ~/ 2 : 10;
  return HangtimeCalls.SessionSettingsBuilder()
      .setIdleTimeoutPeriod(idle)
      .setPromptPeriod(seconds['--prompt'] ?? longest)
      .build();
}

/// What is seen of a session, and the keys that change it.
final class _Screen {
  _Screen(this._session);

  final CallSession _session;
  final _guests = <String>[];
  final _isTerminal = [stdin, stdout].every(_isOnTerminal);
  StreamSubscription<List<int>>? _keys;
  StreamSubscription<ProcessSignal>? _interrupts;
  Timer? _ticks;
  var _invited = 0;
  var _shown = '';

  void show() {
    _say('j: somebody joins  l: somebody leaves  e: stay  q: end now');
    _session.events.listen(_tell, onDone: _close);
    if (_isTerminal) _setKeysUnbuffered(true);
    _keys = stdin.listen((bytes) => bytes.forEach(_press));
    // Control-C leaves, too, and the terminal as it was.
    final interrupts = ProcessSignal.sigint.watch();
    _interrupts = interrupts.listen((_) => _press('q'.codeUnitAt(0)));
    const tick = Duration(milliseconds: 100);
    _ticks = Timer.periodic(tick, (_) => _showTime());
  }

  void _tell(SessionEvent event) {
    switch (event) {
      case SessionJoined():
        _say('You joined ${_session.sessionId}.');
      case IdleStarted(cause: IdleCause.waiting):
        _say('Nobody else is here yet.');
      case IdleStarted(cause: IdleCause.othersLeft):
        _say('Everybody else has left.');
      case IdleStopped():
        _say('You have company.');
      case IdlePrompt(:final remaining):
        _say('Are you still there? e: stay, q: end now. '
            'The call ends in ${remaining.inSeconds} s.');
      case IdlePromptDismissed(:final cause):
        _say('The question is gone (${cause.name}).');
      case SessionTimedOut(:final cause):
        _say('The call ended by itself (${cause.name}).');
        _session.leaveSession();
      case SessionLeft():
        _say('You left.');
      case ConnectionLost() ||
            ConnectionRestored() ||
            ConnectionClosed() ||
            DurationWarning():
        _say('$event');
    }
  }

  void _press(int key) {
    try {
      switch (String.fromCharCode(key)) {
        case 'j':
          _guests.add('guest ${++_invited}');
          _session.participantJoined(_guests.last);
        case 'l' when _guests.isNotEmpty:
          _session.participantLeft(_guests.removeLast());
        case 'e':
          _session.extend();
        case 'q':
          _session.leaveSession();
      }
    } on HangtimeException catch (exception) {
      _say(exception.message);
    }
  }

  void _showTime() {
    final status = _session.status;
    final left = status.untilEnd;
    final seconds = left == null ? null : (left.inMilliseconds / 1000).ceil();
    final text = switch (status.phase) {
      SessionPhase.counting || SessionPhase.prompting => '$seconds s left',
      SessionPhase.accompanied => 'with ${_guests.join(', ')}',
      _ => status.phase.name,
    };
    if (text == _shown) return;
    _shown = text;
    // A terminal shows it in place; elsewhere each is a line.
    _isTerminal ? stdout.write('\r\x1b[K$text') : print(text);
  }

  void _say(String text) {
    print(_isTerminal ? '\r\x1b[K$text' : text);
    _shown = '';
  }

  void _close() {
    _ticks?.cancel();
    // While it is open: to cancel closes it.
    if (_isTerminal) _setKeysUnbuffered(false);
    unawaited(_keys?.cancel());
    unawaited(_interrupts?.cancel());
    HangtimeCalls.dispose();
  }

  // It may not know its size, which `hasTerminal` wants of it.
  static bool _isOnTerminal(Object stream) =>
      stdioType(stream) == StdioType.terminal;

  /// Has keys arrive as they are pressed, and not be shown.
  static void _setKeysUnbuffered(bool on) {
    // Windows can echo whole lines only, so that the order matters.
    if (!on) stdin.lineMode = true;
    stdin.echoMode = !on;
    if (on) stdin.lineMode = false;
  }
}
