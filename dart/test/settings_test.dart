import 'dart:ffi';

import 'package:hangtime/hangtime.dart';
import 'package:hangtime/src/native/conversion.dart';
import 'package:hangtime/src/native/library.dart';
import 'package:hangtime/src/native/memory.dart';
import 'package:hangtime/src/native/structs.dart';

import 'check.dart';

void main(List<String> words) {
  tests();
  runTests(words);
}

final _library = NativeLibrary.open();

List<int> _bytes(Pointer<NativeSettings> settings) =>
    readBytes(settings.cast(), sizeOf<NativeSettings>());

List<int> _written(SessionSettings settings) => withScratch(
      (scratch) => _bytes(writeSettings(_library.bindings, scratch, settings)),
    );

String _refused(SessionSettings settings) {
  final engine = Engine.manualClock();
  final exception = thrownBy<HangtimeException>(
    () => engine.open('room', sessionSettings: settings),
  );
  engine.dispose();
  expect(exception.code, 'INVALID');
  return exception.message;
}

void tests() {
  test('settings that nothing is chosen for are those of the library', () {
    final defaults = withScratch((scratch) {
      final size = sizeOf<NativeSettings>();
      final place = scratch.allocate<NativeSettings>(size);
      _library.bindings.settingsInit(place.cast(), size);
      return _bytes(place);
    });
    expect(_written(const SessionSettings()), defaults);
    expect(_written(SessionSettingsBuilder().build()), defaults);
    expect(_written(HangtimeCalls.SessionSettingsBuilder().build()), defaults);
  });

  test('the presets are those of the library', () {
    final preset = _preset();
    expect(_written(const SessionSettings.gentle()), preset('gentle'));
    expect(_written(const SessionSettings.classic()), preset('classic'));
    expect(_written(const SessionSettings()), preset('default'));
  });

  test('the builder sets what its functions say', () {
    final settings = SessionSettingsBuilder()
        .setIdleTimeoutPeriod(120)
        .setWaitingTimeoutPeriod(60)
        .setPromptPeriod(20)
        .setResyncGrace(const Duration(seconds: 1))
        .setLeaveGrace(const Duration(seconds: 2))
        .setMinNotice(const Duration(seconds: 3))
        .setMaxDuration(const Duration(hours: 1))
        .setMaxDurationWarning(const Duration(minutes: 5))
        .setMaxExtensions(4)
        .setCountedKinds({ParticipantKind.bot})
        .setCountOwnDevices(true)
        .setLinkLost(LinkLost.count)
        .setType(SessionType.voice)
        .build();
    withScratch((scratch) {
      final written = writeSettings(_library.bindings, scratch, settings).ref;
      expect(written.idleTimeoutMs, 120000);
      expect(written.waitingTimeoutMs, 60000);
      expect(written.promptMs, 20000);
      expect(written.resyncGraceMs, 1000);
      expect(written.leaveGraceMs, 2000);
      expect(written.minNoticeMs, 3000);
      expect(written.maxDurationMs, 3600000);
      expect(written.maxDurationWarningMs, 300000);
      expect(written.maxExtensions, 4);
      expect(written.countKinds, 1 << 4);
      expect(written.countOwnDevices, 1);
      expect(written.linkLost, 1);
      expect(written.sessionType, 1);
    });
  });

  test('a period of half a millisecond is not the zero that disables', () {
    const half = Duration(microseconds: 500);
    expect(milliseconds(half, 'it'), 1);
    expect(milliseconds(Duration.zero, 'it'), 0);
    expect(milliseconds(const Duration(milliseconds: 7), 'it'), 7);
  });

  test('bad settings are refused with their name and what is wrong', () {
    SessionSettings idle(int seconds) =>
        SessionSettingsBuilder().setIdleTimeoutPeriod(seconds).build();
    expectThat(_refused(idle(-1)).contains('idleTimeout'), 'named');
    expectThat(_refused(idle(-1)).contains('less than nothing'), 'reason');
    for (final seconds in [9007199254741, 1 << 62, 0x7fffffffffffffff]) {
      expectThat(_refused(idle(seconds)).contains('idle_timeout'), '$seconds');
    }
    expectThat(_refused(idle(-1 << 63)).contains('idleTimeout'), 'least');
    final prompt = SessionSettingsBuilder().setPromptPeriod(301).build();
    expectThat(_refused(prompt).contains('prompt'), 'named');
    final extensions = SessionSettingsBuilder().setMaxExtensions(-1).build();
    expectThat(_refused(extensions).contains('maxExtensions'), 'named');
    final tooMany = SessionSettingsBuilder().setMaxExtensions(1 << 32).build();
    expectThat(_refused(tooMany).contains('maxExtensions'), 'named');
  });
}

List<int> Function(String name) _preset() {
  final setPreset = DynamicLibrary.open(_library.place).lookupFunction<
      Int32 Function(Pointer<NativeSettings>, Pointer<Uint8>),
      int Function(Pointer<NativeSettings>,
          Pointer<Uint8>)>('hangtime_settings_set_preset');
  return (name) => withScratch((scratch) {
        final size = sizeOf<NativeSettings>();
        final place = scratch.allocate<NativeSettings>(size);
        _library.bindings.settingsInit(place.cast(), size);
        expect(setPreset(place, scratch.text(name, 'The name')), 0);
        return _bytes(place);
      });
}
