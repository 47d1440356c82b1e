//! States what each reported fact does, and which code it returns.

use super::{Alone, Entry, Fact, Hold, LONGEST, Life, NEVER, Oracle, Phase, Settings};

impl Oracle {
    pub fn report(&mut self, fact: &Fact) -> &'static str {
        self.found = self.now;
        if is_wrong_in_itself(fact) {
            return "INVALID";
        }
        let result = match (self.life, fact) {
            (_, Fact::AppResumed) => self.app_resumed(),
            (Life::New, Fact::Joined { uid, roster }) => self.join(uid, roster),
            (Life::New, _) => "NOT_JOINED",
            (Life::Ended { one_left_is_ok: true }, Fact::Left) => self.leave(),
            (Life::Ended { .. }, _) => "ENDED",
            (Life::Joined, _) => self.take(fact),
        };
        self.judge();
        result
    }

    fn take(&mut self, fact: &Fact) -> &'static str {
        match fact {
            Fact::Joined { .. } => "ALREADY_JOINED",
            Fact::ParticipantJoined(entry) => self.participant_joined(entry),
            Fact::ParticipantChanged { pid, kind } => self.participant_changed(pid, *kind),
            Fact::ParticipantLeft { pid } => self.remove(|connection| connection.pid == *pid),
            Fact::UserLeft { uid } => self.remove(|connection| connection.uid == *uid),
            Fact::Roster(roster) => self.take_roster(roster),
            Fact::ConnectionLost => self.lose_link(),
            Fact::ConnectionRestored(roster) => self.restore_link(roster.as_deref()),
            Fact::ConnectionClosed => self.close_link(),
            Fact::Extend => self.extend(),
            Fact::Hold { label, max_age } => self.hold(label, *max_age),
            Fact::Release { label } => self.release(label),
            Fact::SetIdleTimeout(new) => self.set_period(false, *new),
            Fact::SetWaitingTimeout(new) => self.set_period(true, *new),
            Fact::AppResumed => self.app_resumed(),
            Fact::Left => self.leave(),
        }
    }

    fn join(&mut self, uid: &str, roster: &[Entry]) -> &'static str {
        self.life = Life::Joined;
        self.local = uid.to_string();
        if self.settings.max_duration > 0 {
            self.longest_end = self.now + self.settings.max_duration;
        }
        if self.settings.max_duration_warning > 0 {
            self.warning = self.longest_end - self.settings.max_duration_warning;
        }
        self.emit("session_joined");
        self.take_roster(roster)
    }

    fn leave(&mut self) -> &'static str {
        if self.life == Life::Joined {
            self.dismiss_prompt("left");
        }
        self.emit("session_left");
        self.life = Life::Ended { one_left_is_ok: false };
        "OK"
    }

    fn lose_link(&mut self) -> &'static str {
        if self.link_lost {
            return "OK";
        }
        if self.settings.freeze {
            self.dismiss_prompt("link");
        }
        self.emit("connection_lost");
        self.link_lost = true;
        "OK"
    }

    fn restore_link(&mut self, roster: Option<&[Entry]>) -> &'static str {
        let was_lost = std::mem::replace(&mut self.link_lost, false);
        if was_lost {
            self.emit("connection_restored");
        }
        if let Some(roster) = roster {
            self.take_roster(roster);
        }
        if was_lost && self.alone.is_some() {
            self.resync_until = Some(self.now + self.settings.resync_grace);
        }
        "OK"
    }

    fn close_link(&mut self) -> &'static str {
        self.dismiss_prompt("link");
        self.emit("connection_closed");
        self.life = Life::Ended { one_left_is_ok: true };
        "OK"
    }

    fn app_resumed(&mut self) -> &'static str {
        if self.life == Life::Joined && self.alone.is_some() && self.resync_until.is_none() {
            self.resync_until = Some(self.now + self.settings.resync_grace);
        }
        "OK"
    }

    fn extend(&mut self) -> &'static str {
        if matches!(self.derived_phase(), Phase::Accompanied | Phase::Disabled) {
            return "NOT_ALONE";
        }
        if self.settings.max_extensions > 0 && self.extensions >= self.settings.max_extensions {
            return "LIMIT";
        }
        self.extensions = self.extensions.saturating_add(1);
        self.dismiss_prompt("extended");
        self.count_from_zero();
        "OK"
    }

    fn count_from_zero(&mut self) {
        let Some(waiting) = self.alone.as_ref().map(|alone| alone.waiting) else {
            return;
        };
        let end = self.period(waiting);
        self.alone =
            Some(Alone { waiting, consumed: 0, end, prompt_shown: None, found_late: false });
    }

    fn hold(&mut self, label: &str, max_age: u64) -> &'static str {
        if self.holds.iter().any(|hold| hold.label == label) {
            return "ALREADY_HELD";
        }
        self.dismiss_prompt("held");
        let until = if max_age == 0 { NEVER } else { self.now + max_age };
        self.holds.push(Hold { label: label.to_string(), until });
        "OK"
    }

    fn release(&mut self, label: &str) -> &'static str {
        let Some(place) = self.holds.iter().position(|hold| hold.label == label) else {
            return "NOT_FOUND";
        };
        self.holds.remove(place);
        "OK"
    }

    fn set_period(&mut self, waiting: bool, new: u64) -> &'static str {
        if new != 0 && self.settings.prompt > new {
            return "INVALID";
        }
        let follows = self.settings.waiting_timeout.is_none();
        let used = self.alone.as_ref().map(|alone| alone.waiting);
        let old = used.map(|used| self.period(used));
        if waiting {
            self.settings.waiting_timeout = Some(new);
        } else {
            self.settings.idle_timeout = new;
        }
        if let (Some(used), Some(old)) = (used, old)
            && (used == waiting || (used && follows))
        {
            self.change_period_in_use(old, new);
        }
        "OK"
    }

    fn change_period_in_use(&mut self, old: u64, new: u64) {
        let Settings { prompt, min_notice, .. } = self.settings;
        let Some(alone) = &mut self.alone else { return };
        if new == 0 {
            self.dismiss_prompt("disabled");
        } else if old == 0 {
            self.count_from_zero();
        } else if alone.prompt_shown.is_some() {
            if new - prompt > alone.consumed {
                self.dismiss_prompt("lengthened");
            }
        } else {
            let notice = if prompt > 0 { prompt } else { min_notice };
            let left = alone.end.saturating_sub(alone.consumed);
            alone.end = new.max(alone.consumed + notice.min(left));
        }
    }
}

pub(super) fn is_valid(settings: &Settings) -> bool {
    let Settings { idle_timeout, prompt, max_duration, max_duration_warning, .. } = *settings;
    let waiting_timeout = settings.waiting_timeout.unwrap_or(idle_timeout);
    let graces = [settings.resync_grace, settings.leave_grace, settings.min_notice];
    let times = [idle_timeout, waiting_timeout, prompt, max_duration, max_duration_warning];
    let prompt_fits = |period: u64| period == 0 || prompt <= period;
    graces.iter().chain(&times).all(|time| *time <= LONGEST)
        && prompt_fits(idle_timeout)
        && prompt_fits(waiting_timeout)
        && (max_duration_warning == 0 || max_duration_warning < max_duration)
}

fn is_wrong_in_itself(fact: &Fact) -> bool {
    let bad = |id: &str| id.is_empty() || id.len() > 255;
    let bad_entry = |entry: &Entry| bad(&entry.uid) || bad(&entry.pid);
    match fact {
        Fact::Joined { uid, roster } => bad(uid) || roster.iter().any(bad_entry),
        Fact::ParticipantJoined(entry) => bad_entry(entry),
        Fact::ParticipantChanged { pid, .. } | Fact::ParticipantLeft { pid } => bad(pid),
        Fact::UserLeft { uid } => bad(uid),
        Fact::Roster(roster) | Fact::ConnectionRestored(Some(roster)) => {
            roster.iter().any(bad_entry)
        }
        Fact::Hold { label, max_age } => bad(label) || *max_age > LONGEST,
        Fact::Release { label } => bad(label),
        Fact::SetIdleTimeout(period) | Fact::SetWaitingTimeout(period) => *period > LONGEST,
        Fact::ConnectionLost | Fact::ConnectionRestored(None) | Fact::ConnectionClosed => false,
        Fact::Extend | Fact::AppResumed | Fact::Left => false,
    }
}
