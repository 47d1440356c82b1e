//! Who listens to a session.

use std::sync::Arc;

use super::listener::{Interests, Listener};
use crate::model::Few;

/// Somebody who listens to a session.
pub(super) struct Hearer {
    /// By which its handle knows it; no two that were ever at a place have the same.
    pub number: u32,
    pub interests: Interests,
    pub listener: Arc<dyn Listener>,
}

impl Hearer {
    pub fn new(listener: Arc<dyn Listener>) -> Hearer {
        Hearer { number: 0, interests: listener.interests(), listener }
    }
}

/// Those who listen, in the order of their adding.
#[derive(Default)]
pub(super) struct Hearers {
    /// Most sessions have one, who needs no memory of its own.
    first: Option<Hearer>,
    others: Few<Hearer>,
}

impl Hearers {
    pub fn iter(&self) -> impl Iterator<Item = &Hearer> {
        self.first.iter().chain(self.others.iter())
    }

    pub fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.others.len()
    }

    pub fn add(&mut self, hearer: Hearer) {
        if self.first.is_none() {
            self.first = Some(hearer);
        } else {
            self.others.edit().push(hearer);
        }
    }

    /// Takes the one of this number out.
    pub fn take(&mut self, number: u32) -> Option<Hearer> {
        let at = self.iter().position(|hearer| hearer.number == number)?;
        if at > 0 {
            return Some(self.others.edit().remove(at - 1));
        }
        let second = (self.others.len() > 0).then(|| self.others.edit().remove(0));
        std::mem::replace(&mut self.first, second)
    }
}
