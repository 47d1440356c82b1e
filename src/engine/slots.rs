//! Places that are used again under another generation, so that an old handle never fits.

/// Where something is, and which of those that were there it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub index: u32,
    pub generation: u32,
}

struct Slot<T> {
    /// The generation of what is here, or of what comes here next.
    generation: u32,
    value: Option<T>,
}

/// Values in numbered places.
pub(super) struct Slots<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
}

impl<T> Slots<T> {
    pub const fn new() -> Slots<T> {
        Slots { slots: Vec::new(), free: Vec::new() }
    }

    /// Puts a value into a free place with an index below `most`; gives it back if there is none.
    pub fn insert(&mut self, value: T, most: u32) -> Result<Place, T> {
        if let Some(index) = self.free.pop()
            && let Some(slot) = self.slots.get_mut(index as usize)
        {
            slot.value = Some(value);
            return Ok(Place { index, generation: slot.generation });
        }
        match u32::try_from(self.slots.len()) {
            Ok(index) if index < most => {
                self.slots.push(Slot { generation: 1, value: Some(value) });
                Ok(Place { index, generation: 1 })
            }
            _ => Err(value),
        }
    }

    pub fn get(&self, place: Place) -> Option<&T> {
        let slot = self.slots.get(place.index as usize)?;
        slot.value.as_ref().filter(|_| slot.generation == place.generation)
    }

    pub fn get_mut(&mut self, place: Place) -> Option<&mut T> {
        let slot = self.slots.get_mut(place.index as usize)?;
        slot.value.as_mut().filter(|_| slot.generation == place.generation)
    }

    /// Takes a value out; its place is free for the next generation, if there is one.
    pub fn remove(&mut self, place: Place) -> Option<T> {
        self.get(place)?;
        let slot = self.slots.get_mut(place.index as usize)?;
        let value = slot.value.take();
        // A place whose generations are used up is retired: no handle is ever used twice.
        if let Some(next) = slot.generation.checked_add(1) {
            slot.generation = next;
            self.free.push(place.index);
        }
        value
    }

    pub fn iter_mut(&mut self) -> impl Iterator<Item = (Place, &mut T)> {
        self.slots.iter_mut().zip(0..).filter_map(|(slot, index)| {
            let generation = slot.generation;
            slot.value.as_mut().map(|value| (Place { index, generation }, value))
        })
    }

    /// Empties every place.
    pub fn drain(&mut self) -> Vec<T> {
        let places: Vec<Place> = self.iter_mut().map(|(place, _)| place).collect();
        places.into_iter().filter_map(|place| self.remove(place)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_is_used_again_does_not_answer_to_its_old_generation() {
        let mut slots = Slots::new();
        let first = slots.insert('a', 8).expect("room");
        assert_eq!(slots.remove(first), Some('a'));
        let second = slots.insert('b', 8).expect("room");
        assert_eq!(first.index, second.index);
        assert_eq!(slots.get(first), None);
        assert_eq!(slots.get_mut(first), None);
        assert_eq!(slots.remove(first), None);
        assert_eq!(slots.get(second), Some(&'b'));
    }

    #[test]
    fn a_place_whose_generations_are_used_up_is_retired() {
        let mut slots = Slots::new();
        let place = slots.insert('a', 8).expect("room");
        slots.slots[0].generation = u32::MAX;
        let last = Place { generation: u32::MAX, ..place };
        assert_eq!(slots.remove(last), Some('a'));
        assert_eq!(slots.get(last), None);
        assert_ne!(slots.insert('b', 8).expect("room").index, place.index);
    }

    #[test]
    fn no_more_than_the_limit_fit_and_what_does_not_is_given_back() {
        let mut slots = Slots::new();
        slots.insert('a', 1).expect("room");
        assert_eq!(slots.insert('b', 1), Err('b'));
    }
}
