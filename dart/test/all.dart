import 'check.dart';
import 'documentation_test.dart' as documentation;
import 'engine_test.dart' as engine;
import 'events_test.dart' as events;
import 'isolates_test.dart' as isolates;
import 'join_test.dart' as join;
import 'loading_test.dart' as loading;
import 'programs_test.dart' as programs;
import 'scenario_test.dart' as scenario;
import 'session_test.dart' as session;
import 'settings_test.dart' as settings;

/// Runs every test in one program.
void main(List<String> words) {
  loading.tests();
  settings.tests();
  join.tests();
  events.tests();
  session.tests();
  engine.tests();
  scenario.tests();
  isolates.tests();
  programs.tests();
  documentation.tests();
  runTests(words);
}
