//! The scenario files hold on the oracle too, so that they and the second statement of the rules
//! never drift apart.
#![allow(clippy::expect_used, reason = "a test")]

mod oracle;

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use oracle::script::{parse_fact, parse_settings, parse_time};
use oracle::{Oracle, Settings, Time};

/// The longest duration a host may give.
const LONGEST: u64 = 1 << 53;

/// What the rules know besides the times of a file: the default graces and the second of lateness.
const TIMES_OF_THE_RULES: [u64; 3] = [5_000, 10_000, 1_000];

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder).expect("tests/scenarios");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "scn"));
    files.sort();
    files
}

/// The lines that say something, without comments.
fn lines(text: &str) -> Vec<&str> {
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).collect()
}

/// Reads a word that is a time.
fn read_time(word: &str) -> Option<u64> {
    let is_time = word.starts_with(|c: char| c.is_ascii_digit())
        && word.ends_with(['h', 'm', 's'])
        && word.chars().all(|c| c.is_ascii_digit() || "hms".contains(c));
    is_time.then(|| parse_time(word))
}

/// The coarsest tick that divides every time of a file.
fn tick(lines: &[&str]) -> u64 {
    let words = lines.iter().flat_map(|line| line.split(|c: char| c.is_whitespace() || c == '='));
    let times = words.filter_map(read_time).filter(|time| *time <= LONGEST);
    times.chain(TIMES_OF_THE_RULES).fold(0, greatest_divisor)
}

fn greatest_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_divisor(b, a % b) }
}

/// Plays a file; says what differs.
fn play(text: &str) -> Result<(), String> {
    let lines = lines(text);
    let tick = tick(&lines);
    let mut rest = lines.into_iter().peekable();
    let (settings, opens) = match rest.next_if(|line| line.starts_with("settings")) {
        Some(line) => {
            let (settings, result) = line.split_once('!').unwrap_or((line, "OK"));
            (parse_settings(settings), result.trim() == "OK")
        }
        None => (Settings::default(), true),
    };
    match (Oracle::new(settings, tick), opens) {
        (Ok(oracle), true) => play_lines(oracle, rest),
        (Err(()), false) => rest.next().map_or(Ok(()), |line| Err(format!("refused, then {line}"))),
        (Ok(_), false) => Err("the settings are taken".to_owned()),
        (Err(()), true) => Err("the settings are refused".to_owned()),
    }
}

fn play_lines<'a>(mut oracle: Oracle, lines: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut expected = Vec::new();
    for line in lines {
        let (time, rest) = line.split_once(char::is_whitespace).ok_or("a time alone")?;
        let time = read_time(time).ok_or_else(|| format!("not a time: {time}"))?;
        oracle.advance(time.checked_sub(oracle.now()).ok_or("the time falls")?);
        if let Some(event) = rest.trim().strip_prefix('>') {
            expected.push(format!("{} > {}", Time(time), in_its_words(event)));
            continue;
        }
        let (fact, result) = rest.split_once('!').unwrap_or((rest, "OK"));
        let told = report(&mut oracle, fact.trim());
        if told != result.trim() {
            return Err(format!("{line}: {told}"));
        }
    }
    let told = oracle.take_events().into_iter();
    let told: Vec<_> = told.map(|(time, event)| format!("{} > {event}", Time(time))).collect();
    if told == expected { Ok(()) } else { Err(format!("events {told:#?}, not {expected:#?}")) }
}

fn report(oracle: &mut Oracle, fact: &str) -> &'static str {
    match fact.split_whitespace().collect::<Vec<_>>()[..] {
        ["end"] | ["snapshot_restore"] => "OK",
        ["suspend", time] => match read_time(time) {
            Some(time) if time <= LONGEST => {
                oracle.suspend(time);
                "OK"
            }
            _ => "INVALID",
        },
        _ => oracle.report(&parse_fact(fact)),
    }
}

/// Writes the times in an event as the oracle does: `60s` and `1m` are the same.
fn in_its_words(event: &str) -> String {
    let word = |word: &str| read_time(word).map_or(word.to_owned(), |ms| Time(ms).to_string());
    event.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_scenario_holds_on_the_oracle() {
    let files = files();
    assert!(files.len() > 400, "only {} files", files.len());
    let mut differing = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).expect("a readable file");
        let played = catch_unwind(|| play(&text)).unwrap_or_else(|_| Err("see above".to_owned()));
        if let Err(why) = played {
            differing.push(format!("{}: {why}", file.display()));
        }
    }
    let count = differing.len();
    assert!(differing.is_empty(), "{count} of {}:\n{}", files.len(), differing.join("\n"));
}

#[test]
fn a_scenario_that_does_not_hold_is_noticed() {
    let call = "0s joined alice\n0s > session_joined\n0s > idle_started waiting\n";
    assert_eq!(play(call), Ok(()));
    for (wrong, why) in [
        ("5m end\n", "an event too few"),
        ("4m59s > session_timed_out waiting\n", "too early"),
        ("1s > idle_stopped\n", "an event too many"),
        ("1s extend ! LIMIT\n", "another result"),
    ] {
        play(&format!("{call}{wrong}")).expect_err(why);
    }
    play(&format!("settings prompt=10m\n{call}")).expect_err("settings are refused");
    play("settings prompt=1m ! INVALID\n").expect_err("settings are taken");
}
