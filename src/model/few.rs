//! Lists that are empty nearly always.

use std::ops::Deref;

/// A list that takes no more than a pointer while nothing is in it.
#[derive(Clone, Debug)]
#[allow(clippy::box_collection, reason = "a pointer instead of three words is what it is for")]
pub(crate) struct Few<T>(Option<Box<Vec<T>>>);

impl<T> Few<T> {
    /// The list to be changed; it may be left empty.
    pub fn edit(&mut self) -> &mut Vec<T> {
        self.0.get_or_insert_default()
    }
}

impl<T> Default for Few<T> {
    fn default() -> Few<T> {
        Few(None)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(list: Vec<T>) -> Few<T> {
        Few((!list.is_empty()).then(|| Box::new(list)))
    }
}

impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Few<T>) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Few<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_the_same_if_what_is_in_them_is() {
        let mut emptied = Few::from(vec![1, 2]);
        assert_ne!(emptied, Few::from(vec![1, 3]));
        assert_ne!(emptied, Few::default());
        emptied.edit().clear();
        assert_eq!(emptied, Few::default());
    }
}
