//! What many have in common is kept once.

use std::sync::Arc;

/// How many different values are kept in mind: more than a host has kinds of calls or listeners.
const MOST: usize = 16;

/// The last of the values that were asked for.
pub struct Kept<T>(Vec<Arc<T>>);

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept(Vec::new())
    }
}

impl<T: PartialEq> Kept<T> {
    /// Gives the value that others have if it is the same.
    pub fn share(&mut self, value: T) -> Arc<T> {
        if let Some(shared) = self.0.iter().find(|shared| ***shared == value) {
            return Arc::clone(shared);
        }
        if self.0.len() == MOST {
            // The oldest makes room.
            self.0.remove(0);
        }
        let value = Arc::new(value);
        self.0.push(Arc::clone(&value));
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_kept_once_and_the_oldest_makes_room() {
        let mut kept = Kept::default();
        let first = kept.share(0);
        for value in 1..MOST {
            assert_eq!(*kept.share(value), value);
        }
        assert!(Arc::ptr_eq(&first, &kept.share(0)));
        kept.share(MOST);
        assert!(!Arc::ptr_eq(&first, &kept.share(0)));
    }
}
