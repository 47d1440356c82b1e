//! What a session is made of, written and read in the same order.

use std::sync::Arc;

use super::bytes::{Reader, Writer};
use crate::model::countdown::Countdown;
use crate::model::event::{EndCause, EndReason, Event, IdleCause};
use crate::model::fact::{FactName, Kind};
use crate::model::hold::{Hold, Holds};
use crate::model::log::{Log, Noted};
use crate::model::roster::{Connection, Lingering, Roster};
use crate::model::session::Session;
use crate::model::settings::{Kinds, Limits, LinkLost, SessionType, Settings};
use crate::model::status::{Link, Stage};
use crate::model::time::Moment;

const LINKS: [Link; 3] = [Link::Up, Link::Lost, Link::Closed];
const LINK_LOST: [LinkLost; 2] = [LinkLost::Freeze, LinkLost::Count];
const TYPES: [SessionType; 2] = [SessionType::Video, SessionType::Voice];
/// Stages without a cause; after them come the time-outs.
const STAGES: [Stage; 7] = [
    Stage::New,
    Stage::Joined,
    Stage::Ended(EndReason::Left),
    Stage::Ended(EndReason::ConnectionClosed),
    Stage::Ended(EndReason::TimedOut(EndCause::Waiting)),
    Stage::Ended(EndReason::TimedOut(EndCause::OthersLeft)),
    Stage::Ended(EndReason::TimedOut(EndCause::MaxDuration)),
];

pub(super) fn write_session(w: &mut Writer, session: &Session) {
    write_settings(w, &session.settings);
    w.byte(STAGES.iter().position(|stage| *stage == session.stage).unwrap_or_default() as u8);
    w.flag(session.left);
    w.byte(session.link as u8);
    let uid = Some(&session.local_uid).filter(|uid| !uid.is_empty());
    w.option(uid, |w, uid| w.text(uid));
    w.list(session.roster.connections().iter(), |w, c| {
        w.text(&c.pid);
        w.text(&c.uid);
        w.byte(c.kind as u8);
    });
    w.list(session.roster.lingering().iter(), |w, l| {
        w.text(&l.uid);
        w.moment(l.until);
    });
    w.flag(session.had_company);
    w.option(session.alone.as_ref(), write_countdown);
    w.list(session.holds.0.iter(), |w, hold| {
        w.text(&hold.label);
        w.moment(hold.until);
    });
    w.moment(session.joined_at);
    w.flag(session.warned);
    w.number(session.prompts);
    w.number(session.extensions);
    write_log(w, &session.log);
}

pub(super) fn read_session(r: &mut Reader<'_>) -> Session {
    let settings = read_settings(r);
    let log_lines = settings.limits.log_lines;
    let stage = r.one_of(&STAGES);
    let left = r.flag();
    let link = r.one_of(&LINKS);
    let local_uid = r.option(Reader::text).unwrap_or_default();
    let mut session = Session {
        settings: Arc::new(settings),
        due: Moment::NEVER,
        stage,
        left,
        link,
        roster: {
            let connections = r.list(|r| read_connection(r, &local_uid));
            Roster::new(connections, r.list(read_lingering))
        },
        local_uid,
        had_company: r.flag(),
        alone: r.option(read_countdown),
        holds: Holds(r.list(|r| Hold { label: r.text(), until: r.moment() }).into()),
        joined_at: r.moment(),
        warned: r.flag(),
        prompts: r.number(),
        extensions: r.number(),
        log: read_log(r, log_lines),
    };
    session.due = session.next_due().0;
    session
}

fn read_connection(r: &mut Reader<'_>, local_uid: &str) -> Connection {
    let (pid, uid) = (r.text(), r.text());
    Connection { is_own: uid == local_uid, pid, uid, kind: r.one_of(&Kind::ALL) }
}

fn read_lingering(r: &mut Reader<'_>) -> Lingering {
    Lingering { uid: r.text(), until: r.moment() }
}

fn write_settings(w: &mut Writer, settings: &Settings) {
    w.span(settings.idle_timeout);
    w.option(settings.waiting_timeout.as_ref(), |w, span| w.span(*span));
    w.span(settings.prompt);
    w.span(settings.resync_grace);
    w.span(settings.leave_grace);
    w.span(settings.min_notice);
    w.number(settings.max_extensions);
    w.span(settings.max_duration);
    w.span(settings.max_duration_warning);
    w.byte(settings.count_kinds.bits());
    w.flag(settings.count_own_devices);
    w.byte(settings.link_lost as u8);
    w.byte(settings.session_type as u8);
    let Limits { participants, listeners, holds, log_lines } = settings.limits;
    [participants, listeners, holds, log_lines].into_iter().for_each(|limit| w.number(limit));
}

fn read_settings(r: &mut Reader<'_>) -> Settings {
    Settings {
        idle_timeout: r.span(),
        waiting_timeout: r.option(Reader::span),
        prompt: r.span(),
        resync_grace: r.span(),
        leave_grace: r.span(),
        min_notice: r.span(),
        max_extensions: r.number(),
        max_duration: r.span(),
        max_duration_warning: r.span(),
        count_kinds: read_kinds(r),
        count_own_devices: r.flag(),
        link_lost: r.one_of(&LINK_LOST),
        session_type: r.one_of(&TYPES),
        limits: Limits {
            participants: r.number(),
            listeners: r.number(),
            holds: r.number(),
            log_lines: r.number(),
        },
    }
}

fn read_kinds(r: &mut Reader<'_>) -> Kinds {
    let kinds = Kinds::from_bits(r.byte());
    r.sound &= kinds.is_some();
    kinds.unwrap_or(Kinds::NOBODY)
}

fn write_countdown(w: &mut Writer, countdown: &Countdown) {
    w.byte(countdown.cause as u8);
    w.moment(countdown.since);
    w.span(countdown.consumed);
    w.moment(countdown.mark);
    w.span(countdown.end_at);
    w.moment(countdown.resync_until);
    let prompt = Some(countdown.prompt_until).filter(|_| countdown.is_prompting());
    w.option(prompt.as_ref(), |w, until| w.moment(*until));
    w.flag(countdown.late_spent);
}

fn read_countdown(r: &mut Reader<'_>) -> Countdown {
    Countdown {
        cause: r.one_of(&IdleCause::ALL),
        since: r.moment(),
        consumed: r.span(),
        mark: r.moment(),
        end_at: r.span(),
        resync_until: r.moment(),
        prompt_until: r.option(Reader::moment).unwrap_or(Moment::EARLIEST),
        late_spent: r.flag(),
    }
}

fn write_log(w: &mut Writer, log: &Log) {
    w.moment(log.opened_at);
    w.long(log.dropped().into());
    w.number(log.len());
    for (at, noted) in log.each() {
        w.moment(at);
        match noted {
            Noted::Fact { name, participants } => {
                w.flag(false);
                w.byte(name as u8);
                w.number(participants);
            }
            Noted::Event { event, late } => {
                w.flag(true);
                write_event(w, event);
                w.span(late);
            }
        }
    }
}

fn read_log(r: &mut Reader<'_>, most: u32) -> Log {
    let opened_at = r.moment();
    let dropped = u32::try_from(r.long()).unwrap_or(u32::MAX);
    let lines = r.list(|r| (r.moment(), read_noted(r)));
    r.sound &= lines.len() <= most as usize;
    let mut log = Log::new(opened_at, most);
    lines.into_iter().for_each(|(at, noted)| log.note(at, noted));
    log.set_dropped(dropped);
    log
}

fn read_noted(r: &mut Reader<'_>) -> Noted {
    if r.flag() {
        Noted::Event { event: read_event(r), late: r.span() }
    } else {
        Noted::Fact { name: r.one_of(&FactName::ALL), participants: r.number() }
    }
}

fn write_event(w: &mut Writer, event: Event) {
    w.byte(event.kind());
    let (first, second) = event.numbers();
    match event {
        Event::SessionTimedOut(_) | Event::IdleStarted(_) | Event::PromptDismissed(_) => {
            w.byte(first as u8);
        }
        Event::IdlePrompt { .. } => {
            w.long(first);
            w.number(second);
        }
        Event::DurationWarning { .. } => w.long(first),
        Event::SessionJoined
        | Event::SessionLeft
        | Event::ConnectionLost
        | Event::ConnectionRestored
        | Event::ConnectionClosed
        | Event::IdleStopped => {}
    }
}

fn read_event(r: &mut Reader<'_>) -> Event {
    let kind = r.byte();
    let (first, second) = match kind {
        2 | 6 | 9 => (r.byte().into(), 0),
        8 => (r.long(), r.number()),
        10 => (r.long(), 0),
        _ => (0, 0),
    };
    let event = Event::from_numbers(kind, first, second);
    r.sound &= event.is_some();
    event.unwrap_or(Event::SessionJoined)
}
