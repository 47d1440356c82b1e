import 'dart:io';
import 'dart:mirrors';

// ignore: unused_import, it is what is looked at
import 'package:hangtime/hangtime.dart';

import 'check.dart';

void main(List<String> words) {
  tests();
  runTests(words);
}

/// Everything that an app can name, by its name: what `hangtime.dart` exports
/// and, of that, the members.
Map<String, DeclarationMirror> _public() {
  final exported = currentMirrorSystem()
      .libraries[Uri.parse('package:hangtime/hangtime.dart')]!
      .libraryDependencies
      .where((dependency) => dependency.isExport);
  final found = <String, DeclarationMirror>{};
  for (final export in exported) {
    for (final declaration in _shown(export)) {
      if (declaration.isPrivate) continue;
      final name = MirrorSystem.getName(declaration.simpleName);
      found[name] = declaration;
      if (declaration is! ClassMirror) continue;
      for (final member in declaration.declarations.values) {
        if (_isForApps(member, declaration)) {
          found['$name.${MirrorSystem.getName(member.simpleName)}'] = member;
        }
      }
    }
  }
  return found;
}

Iterable<DeclarationMirror> _shown(LibraryDependencyMirror export) {
  final all = export.targetLibrary!.declarations;
  final shown = {
    for (final combinator in export.combinators)
      if (combinator.isShow) ...combinator.identifiers,
  };
  return shown.isEmpty ? all.values : shown.map((name) => all[name]!);
}

bool _isForApps(DeclarationMirror member, ClassMirror owner) {
  if (member.isPrivate || member.location == null) return false;
  // What the compiler adds has the place of the class.
  if (member.location!.line == owner.location!.line) return false;
  if (member is! MethodMirror) return true;
  // What overrides is documented where it comes from, a setter at its getter,
  // and the constructor of an enum nobody can call.
  return !member.isSetter &&
      !(member.isConstructor && owner.isEnum) &&
      !member.metadata.any((data) => data.reflectee == override);
}

/// Whether a documentation comment stands before a declaration, or before the
/// annotations of it.
bool _isDocumented(DeclarationMirror declaration) {
  final location = declaration.location!;
  final lines = File.fromUri(_file(location.sourceUri)).readAsLinesSync();
  var line = location.line - 2;
  while (line >= 0 && lines[line].trimLeft().startsWith(RegExp('@|// '))) {
    line--;
  }
  return line >= 0 && lines[line].trimLeft().startsWith('/// ');
}

Uri _file(Uri source) => source.isScheme('package')
    ? Directory.current.uri
        .resolve('lib/${source.pathSegments.skip(1).join('/')}')
    : source;

/// What apps are written for, which a later version may add to.
const _names = {
  'HangtimeCalls': 'SessionSettingsBuilder joinSession join dispose',
  'SessionSettingsBuilder': 'setIdleTimeoutPeriod setType build',
  'SessionType': 'video voice',
  'CallSession': 'getInstance sessionId addSessionStatusListener '
      'removeSessionStatusListener leaveSession participantJoined '
      'participantLeft setParticipants connectionLost connectionRestored '
      'connectionClosed extend hold releaseHold setIdleTimeout status log '
      'snapshot events dispose',
  'SessionStatusListener': 'onSessionTimedOut onSessionJoined onSessionLeft '
      'onConnectionLost onConnectionRestored onConnectionClosed onIdleStarted '
      'onIdleStopped onIdlePrompt onIdlePromptDismissed',
  'HangtimeException': 'code message',
  'Engine': 'Engine.manualClock advance suspend dispose',
  'Hangtime': 'version open',
};

void tests() {
  test('all that an app can name is documented', () {
    final undocumented = [
      for (final MapEntry(:key, :value) in _public().entries)
        if (!_isDocumented(value)) key,
    ];
    expect(undocumented, <String>[]);
  });

  test('the names that apps are written for are there', () {
    final public = _public();
    final missing = [
      for (final MapEntry(key: owner, value: members) in _names.entries)
        for (final member in members.split(' '))
          if (!public.containsKey('$owner.$member')) '$owner.$member',
    ];
    expect(missing, <String>[]);
  });
}
