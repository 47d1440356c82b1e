//! Who is in the session: a set of connections, never a counter.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::fact::{Entry, Kind, Text};
use super::settings::Kinds;
use super::time::Moment;
use compact_str::CompactString;

/// One connection of a user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Connection {
    pub pid: CompactString,
    pub uid: CompactString,
    pub kind: Kind,
    /// Whether it is the local user's: looked at once, asked at every report.
    pub is_own: bool,
}

/// A user who left a moment ago and still counts as present.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Lingering {
    pub uid: CompactString,
    pub until: Moment,
}

/// Who is company: others of the kinds that count, and own devices where a setting says so.
#[derive(Clone, Copy)]
pub(super) struct Company<'a> {
    pub kinds: Kinds,
    pub local_uid: &'a str,
    pub own_devices: bool,
}

impl Company<'_> {
    fn counts(self, connection: &Connection) -> bool {
        self.kinds.contains(connection.kind) && (self.own_devices || !connection.is_own)
    }
}

/// The connections, ordered by pid, and those who linger.
///
/// Nobody both lingers and has a connection that counts.
#[derive(Clone, Debug)]
pub(super) enum Roster {
    /// Most calls have two people: the other one needs no memory of its own.
    One(Option<Connection>),
    /// Once there were more, or somebody lingered: its memory is kept for those who come back.
    Many(Box<Many>),
}

#[derive(Clone, Debug)]
pub(super) struct Many {
    connections: Vec<Connection>,
    /// In the order in which they go.
    lingering: Vec<Lingering>,
}

impl Many {
    #[cold]
    #[inline(never)]
    fn let_go_first(&mut self, count: usize) {
        self.lingering.drain(..count);
    }
}

impl Default for Roster {
    fn default() -> Roster {
        Roster::One(None)
    }
}

impl Roster {
    pub fn new(mut connections: Vec<Connection>, lingering: Vec<Lingering>) -> Roster {
        if connections.len() > 1 || !lingering.is_empty() {
            return Roster::Many(Box::new(Many { connections, lingering }));
        }
        Roster::One(connections.pop())
    }

    /// The connections, ordered by pid.
    pub fn connections(&self) -> &[Connection] {
        match self {
            Roster::One(one) => one.as_slice(),
            Roster::Many(many) => &many.connections,
        }
    }

    fn connections_mut(&mut self) -> &mut [Connection] {
        match self {
            Roster::One(one) => one.as_mut_slice(),
            Roster::Many(many) => &mut many.connections,
        }
    }

    /// Those who linger, in the order in which they go.
    pub fn lingering(&self) -> &[Lingering] {
        match self {
            Roster::One(_) => &[],
            Roster::Many(many) => &many.lingering,
        }
    }

    /// Counts the connections.
    pub fn len(&self) -> usize {
        self.connections().len()
    }

    pub fn contains(&self, pid: &str) -> bool {
        self.position(pid).is_ok()
    }

    /// Tells whether anybody who counts is present.
    #[inline]
    pub fn has_company(&self, company: Company<'_>) -> bool {
        self.connections().iter().any(|c| company.counts(c)) || !self.lingering().is_empty()
    }

    /// Counts the users who are company.
    pub fn others(&self, company: Company<'_>) -> usize {
        self.counted_uids(company).len() + self.lingering().len()
    }

    /// Takes in a connection, or what changed about it.
    pub fn join(&mut self, entry: &Entry<'_>, company: Company<'_>, linger_until: Option<Moment>) {
        let place = self.position(entry.pid.as_str());
        let before = place.ok().and_then(|at| self.remove(at));
        let connection = connection(entry, before.as_ref().map(|c| c.kind), company);
        if company.counts(&connection) {
            self.retain_lingering(|l| l.uid != connection.uid);
        }
        let same_user = |c: &Connection| c.uid == connection.uid;
        let other = before.filter(|c| company.counts(c) && !same_user(c));
        self.insert(place.unwrap_or_else(|at| at), connection);
        if let Some(other) = other {
            self.linger_if_gone(other.uid, company, linger_until);
        }
    }

    /// Notes another kind; tells whether the connection is known.
    pub fn change(&mut self, pid: &str, kind: Kind, company: Company<'_>) -> bool {
        let at = self.position(pid).ok();
        let Some(connection) = at.and_then(|at| self.connections_mut().get_mut(at)) else {
            return false;
        };
        connection.kind = kind;
        if company.counts(connection) {
            let uid = connection.uid.clone();
            self.retain_lingering(|l| l.uid != uid);
        }
        true
    }

    /// Takes out a connection; tells whether it was known.
    pub fn leave(&mut self, pid: &str, company: Company<'_>, linger_until: Option<Moment>) -> bool {
        let gone = self.position(pid).ok().and_then(|at| self.remove(at));
        let Some(gone) = gone else { return false };
        if company.counts(&gone) {
            self.linger_if_gone(gone.uid, company, linger_until);
        }
        true
    }

    /// Takes out every connection of a user; tells whether there was one.
    pub fn user_leave(
        &mut self,
        uid: Text<'_>,
        company: Company<'_>,
        linger_until: Option<Moment>,
    ) -> bool {
        let theirs = |c: &Connection| c.uid == uid.as_str();
        let is_known = self.connections().iter().any(theirs);
        let counted = self.connections().iter().any(|c| theirs(c) && company.counts(c));
        if is_known {
            match self {
                Roster::Many(many) => many.connections.retain(|c| !theirs(c)),
                Roster::One(one) => *one = None,
            }
        }
        if counted {
            self.linger_if_gone(uid.to_compact(), company, linger_until);
        }
        is_known
    }

    /// Replaces everybody at once; the last entry of a pid wins.
    pub fn set(
        &mut self,
        entries: &[Entry<'_>],
        company: Company<'_>,
        linger_until: Option<Moment>,
    ) {
        let mut connections = Vec::new();
        for entry in distinct(entries) {
            let at = self.position(entry.pid.as_str()).ok();
            let known = at.and_then(|at| self.connections().get(at)).map(|c| c.kind);
            connections.push(connection(entry, known, company));
        }
        let before = std::mem::replace(self, Roster::new(connections, Vec::new()));
        let mut lingering = before.lingering().to_vec();
        if let Some(until) = linger_until {
            let is_gone = |c: &Connection| company.counts(c) && !self.has(&c.pid, &c.uid);
            for uid in uids(before.connections(), &is_gone) {
                lingering.push(Lingering { uid: uid.into(), until });
            }
        }
        let present = self.counted_uids(company);
        lingering.retain(|l| present.binary_search(&l.uid.as_str()).is_err());
        if !lingering.is_empty() {
            self.edit(|many| many.lingering = lingering);
        }
    }

    /// Tells when the first lingering user is gone for good.
    pub fn next_gone(&self) -> Option<Moment> {
        self.lingering().first().map(|l| l.until)
    }

    /// Lets go of those whose grace is over.
    pub fn let_go(&mut self, now: Moment) {
        self.retain_lingering(|l| !l.until.is_due(now));
    }

    /// Lets go of those who would go first, so that no more than `most` linger.
    pub fn let_go_beyond(&mut self, most: usize) {
        if let Roster::Many(many) = self
            && many.lingering.len() > most
        {
            many.let_go_first(many.lingering.len() - most);
        }
    }

    fn insert(&mut self, at: usize, connection: Connection) {
        match self {
            Roster::One(one @ None) => *one = Some(connection),
            _ => self.edit(|many| many.connections.insert(at, connection)),
        }
    }

    fn remove(&mut self, at: usize) -> Option<Connection> {
        match self {
            Roster::Many(many) => Some(many.connections.remove(at)),
            Roster::One(one) => one.take(),
        }
    }

    fn retain_lingering(&mut self, keep: impl FnMut(&Lingering) -> bool) {
        if let Roster::Many(many) = self {
            many.lingering.retain(keep);
        }
    }

    /// Changes it as one of many.
    fn edit(&mut self, change: impl FnOnce(&mut Many)) {
        let mut many = self.take();
        change(&mut many);
        *self = Roster::Many(many);
    }

    /// Takes everybody out.
    fn take(&mut self) -> Box<Many> {
        match std::mem::take(self) {
            Roster::One(one) => {
                Box::new(Many { connections: one.into_iter().collect(), lingering: Vec::new() })
            }
            Roster::Many(many) => many,
        }
    }

    fn position(&self, pid: &str) -> Result<usize, usize> {
        self.connections().binary_search_by(|c| c.pid.as_str().cmp(pid))
    }

    fn has(&self, pid: &str, uid: &str) -> bool {
        self.position(pid).is_ok_and(|at| self.connections().get(at).is_some_and(|c| c.uid == uid))
    }

    /// The users with a connection that counts, sorted, each once.
    fn counted_uids(&self, company: Company<'_>) -> Vec<&str> {
        uids(self.connections(), &|c| company.counts(c))
    }

    fn linger_if_gone(&mut self, uid: CompactString, company: Company<'_>, until: Option<Moment>) {
        let Some(until) = until else { return };
        if !self.connections().iter().any(|c| c.uid == uid && company.counts(c)) {
            self.edit(|many| many.lingering.push(Lingering { uid, until }));
        }
    }
}

/// The same people, in whichever memory.
impl PartialEq for Roster {
    fn eq(&self, other: &Roster) -> bool {
        self.connections() == other.connections() && self.lingering() == other.lingering()
    }
}

impl Eq for Roster {}

/// Whose the connections are for which `is_meant` holds, sorted, each once.
fn uids<'a>(connections: &'a [Connection], is_meant: &dyn Fn(&Connection) -> bool) -> Vec<&'a str> {
    let meant = connections.iter().filter(|c| is_meant(c));
    let mut uids = sorted(meant.map(|c| c.uid.as_str()));
    uids.dedup();
    uids
}

/// Sorts; by a heap, which is a fraction of the code of the other ways.
fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    items.collect::<BinaryHeap<T>>().into_sorted_vec()
}

/// Counts the connections a roster stands for.
pub(super) fn count(entries: &[Entry<'_>]) -> usize {
    distinct(entries).len()
}

/// The last entry of each pid, ordered by pid.
fn distinct<'a, 'b>(entries: &'b [Entry<'a>]) -> Vec<&'b Entry<'a>> {
    let mut last = sorted(entries.iter().enumerate().map(|(at, entry)| (entry.pid, Reverse(at))));
    last.dedup_by_key(|(pid, _)| *pid);
    last.into_iter().filter_map(|(_, Reverse(at))| entries.get(at)).collect()
}

fn connection(entry: &Entry<'_>, known: Option<Kind>, company: Company<'_>) -> Connection {
    Connection {
        pid: entry.pid.as_str().into(),
        uid: entry.uid.as_str().into(),
        kind: entry.kind.or(known).unwrap_or(Kind::Human),
        is_own: entry.uid.as_str() == company.local_uid,
    }
}
