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
        let second = (!self.others.is_empty()).then(|| self.others.edit().remove(0));
        std::mem::replace(&mut self.first, second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Listening, Notice};

    struct Deaf;

    impl Listener for Deaf {
        fn tell(&self, _: &Notice) -> Listening {
            Listening::Over
        }
    }

    #[test]
    fn whoever_is_taken_out_the_others_stay_in_their_order() {
        for (out, left) in [(1, [2, 3]), (2, [1, 3]), (3, [1, 2])] {
            let mut hearers = Hearers::default();
            (1..=3)
                .for_each(|number| hearers.add(Hearer { number, ..Hearer::new(Arc::new(Deaf)) }));
            assert_eq!(hearers.take(out).map(|hearer| hearer.number), Some(out));
            assert!(hearers.take(out).is_none());
            assert_eq!(hearers.iter().map(|hearer| hearer.number).collect::<Vec<_>>(), left);
            assert_eq!(hearers.len(), 2);
            left.iter().for_each(|number| assert!(hearers.take(*number).is_some()));
            assert_eq!(hearers.len(), 0);
        }
    }
}
