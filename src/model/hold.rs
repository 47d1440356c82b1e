//! Reasons to stay that the host knows of: a recording, a screen share, a guest who is late.

use compact_str::CompactString;

use super::fact::Text;
use super::few::Few;
use super::time::Moment;
use crate::error::Error;

/// A reason to stay, until it is released or too old.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Hold {
    pub label: CompactString,
    pub until: Moment,
}

/// The reasons to stay; while there is one, no time alone passes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Holds(pub Few<Hold>);

impl Holds {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn take(&mut self, label: Text<'_>, until: Moment, limit: usize) -> Result<(), Error> {
        if self.0.iter().any(|hold| hold.label == label.as_str()) {
            return Err(Error::AlreadyHeld);
        }
        if self.0.len() >= limit {
            return Err(Error::Limit);
        }
        self.0.edit().push(Hold { label: label.to_compact(), until });
        Ok(())
    }

    pub fn release(&mut self, label: &str) -> Result<(), Error> {
        let at = self.0.iter().position(|hold| hold.label == label).ok_or(Error::NotFound)?;
        self.0.edit().remove(at);
        Ok(())
    }

    /// Tells when the first of them is too old.
    pub fn next_release(&self) -> Option<Moment> {
        self.0.iter().map(|hold| hold.until).min()
    }

    /// Releases those that are too old.
    pub fn let_go(&mut self, now: Moment) {
        self.0.edit().retain(|hold| !hold.until.is_due(now));
    }
}
