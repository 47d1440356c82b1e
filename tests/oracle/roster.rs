//! States who is there, who counts, and when the user is alone.

use super::{Alone, Entry, Kind, Oracle};

#[derive(Clone, Debug)]
pub(super) struct Connection {
    pub(super) uid: String,
    pub(super) pid: String,
    pub(super) kind: Kind,
}

/// A user who has left and still counts for the leave grace.
#[derive(Clone, Debug)]
pub(super) struct Lingering {
    uid: String,
    until: u64,
}

impl Oracle {
    pub(super) fn participant_joined(&mut self, entry: &Entry) -> &'static str {
        let reported = self.connection(entry);
        let mut after = self.roster.clone();
        after.retain(|connection| connection.pid != entry.pid);
        after.push(reported);
        self.change_roster(after);
        "OK"
    }

    pub(super) fn participant_changed(&mut self, pid: &str, kind: Kind) -> &'static str {
        let mut after = self.roster.clone();
        let Some(changed) = after.iter_mut().find(|connection| connection.pid == pid) else {
            return "NOT_FOUND";
        };
        changed.kind = kind;
        self.change_roster(after);
        "OK"
    }

    pub(super) fn remove(&mut self, leaves: impl Fn(&Connection) -> bool) -> &'static str {
        if !self.roster.iter().any(&leaves) {
            return "NOT_FOUND";
        }
        let mut after = self.roster.clone();
        after.retain(|connection| !leaves(connection));
        self.change_roster(after);
        "OK"
    }

    /// Takes a whole roster; the last entry of a `pid` wins, as if earlier ones did not exist.
    pub(super) fn take_roster(&mut self, entries: &[Entry]) -> &'static str {
        let is_last = |place: usize, entry: &Entry| {
            entries[place + 1..].iter().all(|later| later.pid != entry.pid)
        };
        let last = entries.iter().enumerate().filter(|(place, entry)| is_last(*place, entry));
        let after = last.map(|(_, entry)| self.connection(entry)).collect();
        self.change_roster(after);
        "OK"
    }

    /// Reads an entry against the roster before the report, which knows kinds left out.
    fn connection(&self, entry: &Entry) -> Connection {
        let known = self.roster.iter().find(|connection| connection.pid == entry.pid);
        let kind = entry.kind.or(known.map(|known| known.kind)).unwrap_or(Kind::Human);
        Connection { uid: entry.uid.clone(), pid: entry.pid.clone(), kind }
    }

    fn counts(&self, connection: &Connection) -> bool {
        let is_other = self.settings.count_own_devices || connection.uid != self.local;
        is_other && self.settings.count_kinds.contains(&connection.kind)
    }

    fn has_counted(&self, uid: &str) -> bool {
        self.roster.iter().any(|connection| connection.uid == uid && self.counts(connection))
    }

    fn change_roster(&mut self, after: Vec<Connection>) {
        let before = std::mem::replace(&mut self.roster, after);
        if self.settings.leave_grace > 0 {
            before.iter().for_each(|connection| self.linger_if_last(connection));
        }
        let mut lingering = std::mem::take(&mut self.lingering);
        lingering.retain(|user| !self.has_counted(&user.uid));
        self.lingering = lingering;
        self.mark_edge();
    }

    fn linger_if_last(&mut self, before: &Connection) {
        let stays = |now: &Connection| now.pid == before.pid && now.uid == before.uid;
        let is_removed = self.counts(before) && !self.roster.iter().any(stays);
        let lingers = self.lingering.iter().any(|user| user.uid == before.uid);
        if is_removed && !self.has_counted(&before.uid) && !lingers {
            let until = self.now + self.settings.leave_grace;
            self.lingering.push(Lingering { uid: before.uid.clone(), until });
        }
    }

    pub(super) fn end_leave_graces(&mut self) {
        let before = self.lingering.len();
        self.lingering.retain(|user| user.until > self.now);
        if self.lingering.len() != before {
            self.mark_edge();
        }
    }

    /// Compares who is there with what was announced, and announces the edge.
    fn mark_edge(&mut self) {
        let counted = self.roster.iter().any(|connection| self.counts(connection));
        let accompanied = counted || !self.lingering.is_empty();
        self.ever_accompanied |= accompanied;
        if accompanied && self.alone.is_some() {
            self.dismiss_prompt("joined");
            self.emit("idle_stopped");
            self.alone = None;
            self.resync_until = None;
        } else if !accompanied && self.alone.is_none() {
            let waiting = !self.ever_accompanied;
            self.emit(if waiting { "idle_started waiting" } else { "idle_started others_left" });
            let end = self.period(waiting);
            self.alone =
                Some(Alone { waiting, consumed: 0, end, prompt_shown: None, found_late: false });
        }
    }
}
