//! One session: facts and time change it, and it says what happened and when it next needs the time.

use std::sync::Arc;

use compact_str::CompactString;

use super::countdown::{Countdown, Item, Terms};
use super::event::{DismissCause, EndCause, EndReason, Event, Events, IdleCause};
use super::fact::{Entry, Fact, Text};
use super::hold::Holds;
use super::log::Log;
use super::roster::{self, Company, Roster};
use super::settings::{LinkLost, Settings};
use super::status::{Link, Phase, Stage, Status};
use super::time::{Moment, Span};
use crate::error::Error;

/// What time does by itself; at one instant, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    MaxDuration,
    Warning,
    LeaveGraces,
    HoldAges,
    Prompt,
    End,
}

/// One session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    pub(super) settings: Arc<Settings>,
    /// When it is to be judged next.
    pub(super) due: Moment,
    pub(super) stage: Stage,
    /// Whether the host's leave was taken: nothing comes after it.
    pub(super) left: bool,
    pub(super) link: Link,
    pub(super) local_uid: CompactString,
    pub(super) roster: Roster,
    /// Whether somebody who counts has ever been there.
    pub(super) had_company: bool,
    /// Present while the user is alone in a joined session.
    pub(super) alone: Option<Countdown>,
    pub(super) holds: Holds,
    pub(super) joined_at: Moment,
    pub(super) warned: bool,
    pub(super) prompts: u32,
    pub(super) extensions: u32,
    pub(super) log: Log,
}

impl Session {
    /// Makes a session that nobody has joined; the settings have been checked.
    pub fn new(settings: Arc<Settings>, now: Moment) -> Session {
        Session {
            log: Log::new(now, settings.limits.log_lines),
            settings,
            due: Moment::NEVER,
            stage: Stage::New,
            left: false,
            link: Link::Up,
            local_uid: CompactString::default(),
            roster: Roster::default(),
            had_company: false,
            alone: None,
            holds: Holds::default(),
            joined_at: now,
            warned: false,
            prompts: 0,
            extensions: 0,
        }
    }

    /// The settings as they are now.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Takes a report of the host, judged at the present time before and after.
    pub fn apply(&mut self, fact: &Fact<'_>, now: Moment, out: &mut Events) -> Result<(), Error> {
        fact.check()?;
        self.judge(now, out);
        self.admit(fact)?;
        let before = out.as_slice().len();
        self.pass(now);
        self.take(fact, now, out)?;
        self.log_fact(fact.name(), now, out.since(before));
        self.due = self.next_due().0;
        self.judge(now, out);
        Ok(())
    }

    /// Begins to bring near what it has elsewhere.
    #[inline]
    pub fn prefetch(&self) {
        self.log.prefetch();
    }

    /// Lets time take effect up to `now`, in the order of its own moments.
    #[inline]
    pub fn judge(&mut self, now: Moment, out: &mut Events) {
        while self.due.is_due(now) {
            self.judge_next(now, out);
        }
    }

    #[inline(never)]
    fn judge_next(&mut self, now: Moment, out: &mut Events) {
        let before = out.as_slice().len();
        let (at, due) = self.next_due();
        self.fall_due(due, at, now, out);
        self.log_events(now, out.since(before));
        self.due = self.next_due().0;
    }

    /// Tells when the session next needs to be judged, `NEVER` if only a fact can change it.
    pub fn deadline(&self) -> Moment {
        self.due
    }

    /// Judges the session and tells how it stands.
    pub fn status(&mut self, now: Moment, out: &mut Events) -> Status {
        self.judge(now, out);
        self.pass(now);
        let company = self.company();
        let terms = self.terms();
        let settings = &self.settings;
        let running = self.alone.as_ref().filter(|_| !terms.period.is_zero());
        let left = running.map(|c| c.left(terms));
        let shown = running.is_some_and(|c| c.is_prompting());
        let prompt = if shown { Span::ZERO } else { settings.prompt };
        Status {
            stage: self.stage,
            phase: self.phase(now),
            link: self.link,
            session_type: settings.session_type,
            alone_for: self.alone.as_ref().map(|c| now - c.since),
            until_prompt: left.filter(|_| !prompt.is_zero()),
            until_end: left.map(|left| left + prompt),
            until_max_duration: self.max_duration().map(|at| at - now),
            others: self.roster.others(company),
            participants: self.roster.len(),
            holds: self.holds.len(),
            extensions_left: match settings.max_extensions {
                0 => None,
                most => Some(most.saturating_sub(self.extensions)),
            },
            prompts: self.prompts,
        }
    }

    /// Derives what the time of the session does, as it was judged last; the order of the lines is
    /// the rule.
    pub fn phase(&self, now: Moment) -> Option<Phase> {
        if self.stage != Stage::Joined {
            return None;
        }
        let Some(alone) = &self.alone else { return Some(Phase::Accompanied) };
        Some(if self.terms().period.is_zero() {
            Phase::Disabled
        } else if self.is_paused() {
            Phase::Paused
        } else if !self.holds.is_empty() {
            Phase::Held
        } else if alone.is_resyncing(now) {
            Phase::Resyncing
        } else if !alone.is_prompting() {
            Phase::Counting
        } else {
            Phase::Prompting
        })
    }

    /// Tells whether the stage lets the fact in.
    fn admit(&self, fact: &Fact<'_>) -> Result<(), Error> {
        match (self.stage, fact) {
            (_, Fact::AppResumed) | (Stage::New, Fact::Joined { .. }) => Ok(()),
            (Stage::New, _) => Err(Error::NotJoined),
            (Stage::Joined, Fact::Joined { .. }) => Err(Error::AlreadyJoined),
            (Stage::Joined, _) => Ok(()),
            (Stage::Ended(_), Fact::Left) if !self.left => Ok(()),
            (Stage::Ended(_), _) => Err(Error::Ended),
        }
    }

    /// Does what an admitted fact says; when it fails, nothing was changed.
    fn take(&mut self, fact: &Fact<'_>, now: Moment, out: &mut Events) -> Result<(), Error> {
        let most = self.settings.limits.participants as usize;
        if fact
            .roster()
            .is_some_and(|entries| entries.len() > most && roster::count(entries) > most)
        {
            return Err(Error::Limit);
        }
        match *fact {
            Fact::Joined { uid, roster } => self.join(uid, roster, now, out),
            Fact::ParticipantJoined(entry) => self.participant_joined(&entry, now, out)?,
            Fact::ParticipantChanged { pid, kind } => {
                self.change_roster(now, out, |roster, company, _| {
                    roster.change(pid.as_str(), kind, company)
                })?;
            }
            Fact::ParticipantLeft { pid } => {
                self.change_roster(now, out, |roster, company, until| {
                    roster.leave(pid.as_str(), company, until)
                })?;
            }
            Fact::UserLeft { uid } => self.change_roster(now, out, |roster, company, until| {
                roster.user_leave(uid, company, until)
            })?,
            Fact::Roster(entries) => self.set_roster(entries, now, out),
            Fact::ConnectionLost => self.lose_link(out),
            Fact::ConnectionRestored(entries) => self.restore_link(entries, now, out),
            Fact::ConnectionClosed => self.close_link(out),
            Fact::Extend => self.extend(now, out)?,
            Fact::Hold { label, max_age } => self.hold(label, max_age, now, out)?,
            Fact::ReleaseHold { label } => self.holds.release(label.as_str())?,
            Fact::SetIdleTimeout(period) => self.set_idle_timeout(period, now, out)?,
            Fact::SetWaitingTimeout(period) => self.set_waiting_timeout(period, now, out)?,
            Fact::AppResumed => self.resync_unless_running(now),
            Fact::Left => self.leave(out),
        }
        Ok(())
    }

    // --- presence ---

    fn join(&mut self, uid: Text<'_>, entries: &[Entry<'_>], now: Moment, out: &mut Events) {
        self.stage = Stage::Joined;
        self.joined_at = now;
        self.local_uid = uid.to_compact();
        out.push(Event::SessionJoined);
        self.set_roster(entries, now, out);
    }

    fn participant_joined(
        &mut self,
        entry: &Entry<'_>,
        now: Moment,
        out: &mut Events,
    ) -> Result<(), Error> {
        let full = self.roster.len() >= self.settings.limits.participants as usize;
        if full && !self.roster.contains(entry.pid.as_str()) {
            return Err(Error::Limit);
        }
        self.change_roster(now, out, |roster, company, until| {
            roster.join(entry, company, until);
            true
        })
    }

    fn set_roster(&mut self, entries: &[Entry<'_>], now: Moment, out: &mut Events) {
        // A roster names nobody who could be missing, so there is nothing to refuse.
        let _ = self.change_roster(now, out, |roster, company, until| {
            roster.set(entries, company, until);
            true
        });
    }

    /// Changes the roster and judges it once, as a whole; `NOT_FOUND` if `change` found nobody.
    fn change_roster(
        &mut self,
        now: Moment,
        out: &mut Events,
        change: impl FnOnce(&mut Roster, Company<'_>, Option<Moment>) -> bool,
    ) -> Result<(), Error> {
        let grace = self.settings.leave_grace;
        let linger_until = (!grace.is_zero()).then(|| now + grace);
        let company = company(&self.settings, &self.local_uid);
        if !change(&mut self.roster, company, linger_until) {
            return Err(Error::NotFound);
        }
        // Those who remain are company for longer, so no edge comes early.
        self.roster.let_go_beyond(self.settings.limits.participants as usize);
        self.notice_company(now, out);
        Ok(())
    }

    /// Finds the edges between alone and accompanied; nothing else starts or stops a countdown.
    fn notice_company(&mut self, now: Moment, out: &mut Events) {
        let has_company = self.roster.has_company(self.company());
        self.had_company |= has_company;
        if has_company && self.alone.is_some() {
            self.dismiss(DismissCause::Joined, out);
            self.alone = None;
            out.push(Event::IdleStopped);
        } else if !has_company && self.alone.is_none() {
            let (cause, period) = if self.had_company {
                (IdleCause::OthersLeft, self.settings.idle_timeout)
            } else {
                (IdleCause::Waiting, self.settings.waiting_timeout())
            };
            self.alone = Some(Countdown::begin(cause, now, period));
            out.push(Event::IdleStarted(cause));
        }
    }

    pub(super) fn company(&self) -> Company<'_> {
        company(&self.settings, &self.local_uid)
    }

    // --- link ---

    fn lose_link(&mut self, out: &mut Events) {
        if self.link == Link::Up {
            self.link = Link::Lost;
            if self.settings.link_lost == LinkLost::Freeze {
                self.dismiss(DismissCause::Link, out);
            }
            out.push(Event::ConnectionLost);
        }
    }

    fn restore_link(&mut self, entries: Option<&[Entry<'_>]>, now: Moment, out: &mut Events) {
        let was_lost = self.link == Link::Lost;
        self.link = Link::Up;
        if was_lost {
            out.push(Event::ConnectionRestored);
        }
        if let Some(entries) = entries {
            self.set_roster(entries, now, out);
        }
        if was_lost && let Some(alone) = &mut self.alone {
            alone.resync_until = now + self.settings.resync_grace;
        }
    }

    fn close_link(&mut self, out: &mut Events) {
        self.link = Link::Closed;
        self.dismiss(DismissCause::Link, out);
        self.end(EndReason::ConnectionClosed);
        out.push(Event::ConnectionClosed);
    }

    fn is_paused(&self) -> bool {
        self.link == Link::Lost && self.settings.link_lost == LinkLost::Freeze
    }

    fn resync_unless_running(&mut self, now: Moment) {
        if let Some(alone) = &mut self.alone
            && !alone.is_resyncing(now)
        {
            alone.resync_until = now + self.settings.resync_grace;
        }
    }

    // --- what the user and the host ask for ---

    fn extend(&mut self, now: Moment, out: &mut Events) -> Result<(), Error> {
        let period = self.terms().period;
        if self.alone.is_none() || period.is_zero() {
            return Err(Error::NotAlone);
        }
        let most = self.settings.max_extensions;
        if most != 0 && self.extensions >= most {
            return Err(Error::Limit);
        }
        self.extensions = self.extensions.saturating_add(1);
        self.dismiss(DismissCause::Extended, out);
        self.countdown(|c| c.restart(now, period));
        Ok(())
    }

    fn hold(
        &mut self,
        label: Text<'_>,
        max_age: Span,
        now: Moment,
        out: &mut Events,
    ) -> Result<(), Error> {
        let until = if max_age.is_zero() { Moment::NEVER } else { now + max_age };
        self.holds.take(label, until, self.settings.limits.holds as usize)?;
        self.dismiss(DismissCause::Held, out);
        Ok(())
    }

    fn set_idle_timeout(
        &mut self,
        period: Span,
        now: Moment,
        out: &mut Events,
    ) -> Result<(), Error> {
        if !self.settings.prompt_fits(period) {
            return Err(Error::Invalid);
        }
        let before = self.terms().period;
        let follows = self.settings.waiting_timeout.is_none();
        Arc::make_mut(&mut self.settings).idle_timeout = period;
        let in_use = |c: &Countdown| c.cause == IdleCause::OthersLeft || follows;
        if self.alone.as_ref().is_some_and(in_use) {
            self.retime(before, period, now, out);
        }
        Ok(())
    }

    fn set_waiting_timeout(
        &mut self,
        period: Span,
        now: Moment,
        out: &mut Events,
    ) -> Result<(), Error> {
        if !self.settings.prompt_fits(period) {
            return Err(Error::Invalid);
        }
        let before = self.terms().period;
        Arc::make_mut(&mut self.settings).waiting_timeout = Some(period);
        if self.is_waiting() {
            self.retime(before, period, now, out);
        }
        Ok(())
    }

    /// Goes by another period from now on.
    fn retime(&mut self, before: Span, period: Span, now: Moment, out: &mut Events) {
        let Settings { prompt, min_notice, .. } = *self.settings;
        if period.is_zero() {
            self.dismiss(DismissCause::Disabled, out);
        } else if before.is_zero() {
            self.countdown(|c| c.restart(now, period));
        } else if prompt.is_zero() {
            self.countdown(|c| c.retime(period, min_notice));
        } else if self.alone.as_ref().is_some_and(|c| period - prompt > c.consumed) {
            self.dismiss(DismissCause::Lengthened, out);
        }
    }

    fn leave(&mut self, out: &mut Events) {
        if self.stage == Stage::Joined {
            self.dismiss(DismissCause::Left, out);
            self.end(EndReason::Left);
        }
        self.left = true;
        out.push(Event::SessionLeft);
    }

    // --- time ---

    /// Tells what time does next by itself, and when; `NEVER` if nothing.
    pub(super) fn next_due(&self) -> (Moment, Due) {
        let mut first = (Moment::NEVER, Due::End);
        if self.stage != Stage::Joined {
            return first;
        }
        let mut consider = |at, due| first = first.min((at, due));
        if let Some(end) = self.max_duration() {
            consider(end, Due::MaxDuration);
            if let Some(warning) = self.warning().filter(|_| !self.warned) {
                consider(warning, Due::Warning);
            }
        }
        if let Some(gone) = self.roster.next_gone() {
            consider(gone, Due::LeaveGraces);
        }
        if let Some(release) = self.holds.next_release() {
            consider(release, Due::HoldAges);
        }
        if let Some(alone) = self.alone.as_ref().filter(|_| self.is_counting()) {
            let (at, item) = alone.next(self.terms());
            match item {
                Item::Prompt => consider(at, Due::Prompt),
                Item::End => consider(at, Due::End),
            }
        }
        first
    }

    fn fall_due(&mut self, due: Due, at: Moment, now: Moment, out: &mut Events) {
        self.pass(at);
        match due {
            Due::MaxDuration => self.time_out(EndCause::MaxDuration, now - at, out),
            Due::Warning => self.warn(now - at, now, out),
            Due::LeaveGraces => {
                self.roster.let_go(at);
                self.notice_company(at, out);
            }
            Due::HoldAges => self.holds.let_go(at),
            Due::Prompt | Due::End => self.countdown_due(due, at, now, out),
        }
    }

    fn countdown_due(&mut self, due: Due, at: Moment, now: Moment, out: &mut Events) {
        let Settings { prompt: remaining, resync_grace, .. } = *self.settings;
        if self.alone.as_ref().is_some_and(|c| c.is_forgiven(at, now)) {
            self.countdown(|c| c.forgive(now + resync_grace));
            self.pass(now);
            self.dismiss(DismissCause::Suspended, out);
        } else if due == Due::Prompt {
            self.countdown(|c| c.prompt_until = now + remaining);
            self.prompts = self.prompts.saturating_add(1);
            out.push_late(Event::IdlePrompt { remaining, number: self.prompts }, now - at);
        } else {
            let cause = if self.is_waiting() { EndCause::Waiting } else { EndCause::OthersLeft };
            self.time_out(cause, now - at, out);
        }
    }

    fn time_out(&mut self, cause: EndCause, late: Span, out: &mut Events) {
        self.dismiss(DismissCause::Expired, out);
        self.end(EndReason::TimedOut(cause));
        out.push_late(Event::SessionTimedOut(cause), late);
    }

    fn warn(&mut self, late: Span, now: Moment, out: &mut Events) {
        self.warned = true;
        let remaining = self.max_duration().map_or(Span::ZERO, |end| end - now);
        if !remaining.is_zero() {
            out.push_late(Event::DurationWarning { remaining }, late);
        }
    }

    fn max_duration(&self) -> Option<Moment> {
        let limited = self.stage == Stage::Joined && !self.settings.max_duration.is_zero();
        limited.then(|| self.joined_at + self.settings.max_duration)
    }

    fn warning(&self) -> Option<Moment> {
        let Settings { max_duration, max_duration_warning: warning, .. } = *self.settings;
        (!warning.is_zero()).then(|| self.joined_at + (max_duration - warning))
    }

    /// Brings the account of the countdown up to `now`.
    fn pass(&mut self, now: Moment) {
        let counting = self.alone.is_some() && self.is_counting();
        self.countdown(|c| c.pass(now, counting));
    }

    /// Does something to the countdown, if there is one.
    fn countdown(&mut self, act: impl FnOnce(&mut Countdown)) {
        if let Some(alone) = &mut self.alone {
            act(alone);
        }
    }

    /// Tells whether the countdown is that of somebody to whom nobody came.
    fn is_waiting(&self) -> bool {
        self.alone.as_ref().is_some_and(|c| c.cause == IdleCause::Waiting)
    }

    /// Tells whether time alone adds up: it does not while disabled, paused or held.
    #[inline]
    fn is_counting(&self) -> bool {
        !self.terms().period.is_zero() && !self.is_paused() && self.holds.is_empty()
    }

    /// The terms of the countdown that runs, or would run.
    fn terms(&self) -> Terms {
        let settings = &self.settings;
        let period =
            if self.is_waiting() { settings.waiting_timeout() } else { settings.idle_timeout };
        Terms { period, prompt: settings.prompt }
    }

    /// Takes the prompt away, if it is shown.
    fn dismiss(&mut self, cause: DismissCause, out: &mut Events) {
        let terms = self.terms();
        let Some(alone) = self.alone.as_mut().filter(|c| c.is_prompting()) else { return };
        match cause {
            DismissCause::Link | DismissCause::Held | DismissCause::Suspended => {
                alone.rewind_to_prompt(terms);
            }
            DismissCause::Joined
            | DismissCause::Extended
            | DismissCause::Disabled
            | DismissCause::Lengthened
            | DismissCause::Left
            | DismissCause::Expired => alone.prompt_until = Moment::EARLIEST,
        }
        out.push(Event::PromptDismissed(cause));
    }

    fn end(&mut self, reason: EndReason) {
        self.stage = Stage::Ended(reason);
        self.alone = None;
    }
}

fn company<'a>(settings: &Settings, local_uid: &'a str) -> Company<'a> {
    Company { kinds: settings.count_kinds, local_uid, own_devices: settings.count_own_devices }
}
