//! Plays the text of a scenario file on the oracle, so that rules can be shown as scenarios.

use super::{Entry, Fact, Kind, Oracle, Settings, Time};

const TICK: u64 = 250;

/// Plays a scenario; panics at the first difference, and returns the oracle for more questions.
pub fn check(text: &str) -> Oracle {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or("").trim());
    let mut lines = lines.filter(|line| !line.is_empty()).peekable();
    let mut settings = Settings::default();
    if let Some(line) = lines.next_if(|line| line.starts_with("settings")) {
        settings = parse_settings(line);
    }
    let mut oracle = Oracle::new(settings, TICK).expect("the settings are valid");
    let mut expected = Vec::new();
    for line in lines {
        let (time, rest) = split(line);
        let time = parse_time(time);
        oracle.advance(time.checked_sub(oracle.now()).expect("times never fall"));
        match split(rest) {
            (">", event) => expected.push((time, in_its_words(event))),
            ("suspend", by) => oracle.suspend(parse_time(by)),
            ("end" | "snapshot_restore", "") => {}
            _ => report(&mut oracle, rest),
        }
    }
    let told = |events: Vec<(u64, String)>| -> Vec<String> {
        events.into_iter().map(|(time, event)| format!("{} > {event}", Time(time))).collect()
    };
    assert_eq!(told(oracle.take_events()), told(expected), "events in\n{text}");
    oracle
}

fn report(oracle: &mut Oracle, line: &str) {
    let (line, result) = line.split_once('!').unwrap_or((line, "OK"));
    let fact = parse_fact(line.trim());
    let told = oracle.report(&fact);
    assert_eq!(told, result.trim(), "at {} {line}", Time(oracle.now()));
}

/// Reads `settings KEY=VALUE…`.
pub fn parse_settings(line: &str) -> Settings {
    let mut settings = Settings::default();
    for word in line.split_whitespace().skip(1) {
        let (key, value) = word.split_once('=').expect("KEY=VALUE");
        match key {
            "idle_timeout" => settings.idle_timeout = parse_time(value),
            "waiting_timeout" => settings.waiting_timeout = Some(parse_time(value)),
            "prompt" => settings.prompt = parse_time(value),
            "resync_grace" => settings.resync_grace = parse_time(value),
            "leave_grace" => settings.leave_grace = parse_time(value),
            "min_notice" => settings.min_notice = parse_time(value),
            "max_extensions" => settings.max_extensions = value.parse().expect("a number"),
            "max_duration" => settings.max_duration = parse_time(value),
            "max_duration_warning" => settings.max_duration_warning = parse_time(value),
            "count_kinds" => settings.count_kinds = value.split(',').map(parse_kind).collect(),
            "count_own_devices" => settings.count_own_devices = value == "yes",
            "link_lost" => settings.freeze = value == "freeze",
            "type" => {}
            _ => panic!("unknown setting {key}"),
        }
    }
    settings
}

/// Reads a fact as `Fact` writes it.
pub fn parse_fact(line: &str) -> Fact {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        ["joined", uid] => Fact::Joined { uid: uid.to_string(), roster: Vec::new() },
        ["joined", uid, "with", list] => {
            Fact::Joined { uid: uid.to_string(), roster: parse_roster(list) }
        }
        ["participant_joined", uid, pid] => Fact::ParticipantJoined(entry(uid, pid, None)),
        ["participant_joined", uid, pid, kind] => {
            Fact::ParticipantJoined(entry(uid, pid, Some(kind)))
        }
        ["participant_changed", pid, kind] => {
            Fact::ParticipantChanged { pid: pid.to_string(), kind: parse_kind(kind) }
        }
        ["participant_left", pid] => Fact::ParticipantLeft { pid: pid.to_string() },
        ["user_left", uid] => Fact::UserLeft { uid: uid.to_string() },
        ["roster"] => Fact::Roster(Vec::new()),
        ["roster", list] => Fact::Roster(parse_roster(list)),
        ["connection_lost"] => Fact::ConnectionLost,
        ["connection_restored"] => Fact::ConnectionRestored(None),
        ["connection_restored", "with"] => Fact::ConnectionRestored(Some(Vec::new())),
        ["connection_restored", "with", list] => Fact::ConnectionRestored(Some(parse_roster(list))),
        ["connection_closed"] => Fact::ConnectionClosed,
        ["extend"] => Fact::Extend,
        ["hold", label] => Fact::Hold { label: label.to_string(), max_age: 0 },
        ["hold", label, "max", age] => {
            Fact::Hold { label: label.to_string(), max_age: parse_time(age) }
        }
        ["release", label] => Fact::Release { label: label.to_string() },
        ["set_idle_timeout", period] => Fact::SetIdleTimeout(parse_time(period)),
        ["set_waiting_timeout", period] => Fact::SetWaitingTimeout(parse_time(period)),
        ["app_resumed"] => Fact::AppResumed,
        ["left"] => Fact::Left,
        _ => panic!("not a fact: {line}"),
    }
}

fn parse_roster(list: &str) -> Vec<Entry> {
    let one = |text: &str| {
        let (uid, rest) = text.split_once(':').expect("UID:PID[/KIND]");
        match rest.split_once('/') {
            Some((pid, kind)) => entry(uid, pid, Some(kind)),
            None => entry(uid, rest, None),
        }
    };
    list.split(',').map(one).collect()
}

fn entry(uid: &str, pid: &str, kind: Option<&str>) -> Entry {
    Entry { uid: uid.to_string(), pid: pid.to_string(), kind: kind.map(parse_kind) }
}

fn parse_kind(word: &str) -> Kind {
    let is_named = |kind: &&Kind| kind.to_string() == word;
    *Kind::ALL.iter().find(is_named).expect("a kind")
}

pub fn parse_time(text: &str) -> u64 {
    read_time(text).unwrap_or_else(|| panic!("not a time: {text}"))
}

fn read_time(text: &str) -> Option<u64> {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut total = None;
    let mut rest = text;
    while !rest.is_empty() {
        let (number, tail) = rest.split_at(rest.find(|c| !is_digit(c))?);
        let (unit, tail) = tail.split_at(tail.find(is_digit).unwrap_or(tail.len()));
        let unit = match unit {
            "h" => 3_600_000,
            "m" => 60_000,
            "s" => 1_000,
            "ms" => 1,
            _ => return None,
        };
        total = Some(total.unwrap_or(0) + number.parse::<u64>().ok()? * unit);
        rest = tail;
    }
    total
}

/// Writes the times in an event as the oracle does: `60s` and `1m` are the same.
fn in_its_words(event: &str) -> String {
    let word = |word: &str| read_time(word).map_or(word.to_string(), |ms| Time(ms).to_string());
    event.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn split(line: &str) -> (&str, &str) {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    (word, rest.trim())
}
