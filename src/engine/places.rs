//! Numbered places for sessions. A place never moves and is used again under another generation,
//! so that an old handle never fits.

use std::sync::{Mutex, OnceLock};

use super::apart::Apart;
use super::hearers::Hearer;
use super::lock::{Lock, LockGuard, lock};
use super::seat::Seat;
use crate::prefetch::prefetch;

/// Where something is, and which of those that were there it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub index: u32,
    pub generation: u32,
}

/// What is at a place.
pub(super) struct Slot {
    /// The generation of the session that is here, or of the one that comes here next.
    generation: u32,
    /// How many listeners sessions at this place ever had: each is known by its number.
    listeners: u32,
    seat: Option<Seat>,
}

/// Many places, under a mutex each. They come in rows, each twice as long as the one before, and
/// rows in pieces: growth copies nothing and takes no longer the more there are.
pub(super) struct Places {
    rows: [OnceLock<Row>; ROWS],
    vacant: Mutex<Vacant>,
    most: u32,
}

type Row = Box<[OnceLock<Piece>]>;
type Piece = Box<[Spot]>;

/// A place, which the reports on its neighbours leave alone.
type Spot = Apart<Lock<Slot>>;

/// How many cache lines a place is.
pub(super) const LINES: usize = 5;
/// The shortest row has 2^2 places: on a phone there is one session.
const SHORTEST: u32 = 2;
const ROWS: usize = 25;
/// The longest piece.
const PIECE: usize = 1 << 10;
/// A place that had so many listeners is retired, so that the numbers last while a session does.
const MOST_LISTENERS: u32 = 1 << 31;

#[derive(Default)]
struct Vacant {
    /// The first place that was never used.
    next: u32,
    free: Vec<u32>,
}

impl Slot {
    /// The session of this generation.
    pub fn seat(&mut self, place: Place) -> Option<&mut Seat> {
        self.seat.as_mut().filter(|_| self.generation == place.generation)
    }

    /// The session that is here, whichever it is, and its generation.
    pub fn any_seat(&mut self, index: u32) -> Option<(Place, &mut Seat)> {
        let place = Place { index, generation: self.generation };
        Some((place, self.seat.as_mut()?))
    }

    /// Adds a listener to the session that is here; returns its number, `None` if there are no
    /// more.
    pub fn add(&mut self, mut hearer: Hearer) -> Option<u32> {
        let number = self.listeners.checked_add(1)?;
        self.listeners = number;
        hearer.number = number;
        self.seat.as_mut()?.admit(hearer);
        Some(number)
    }
}

impl Places {
    /// Makes room for `most`, of which none takes memory yet.
    pub fn new(most: u32) -> Places {
        Places { rows: [const { OnceLock::new() }; ROWS], vacant: Mutex::default(), most }
    }

    /// Takes a session into a free place, if there is one, and does what is to be done before
    /// anybody finds it.
    pub fn insert<R>(
        &self,
        seat: &mut Option<Seat>,
        furnish: impl FnOnce(&mut Slot, Place) -> R,
    ) -> Option<R> {
        let index = self.take_vacant()?;
        let (row, piece, at) = split(index);
        let pieces = self.rows.get(row)?.get_or_init(|| new_row(row));
        let slots = pieces.get(piece)?.get_or_init(|| new_piece(row));
        let mut slot = slots.get(at)?.lock();
        let place = Place { index, generation: slot.generation };
        slot.seat = seat.take();
        Some(furnish(&mut slot, place))
    }

    /// Locks a place, whatever is there.
    pub fn lock(&self, index: u32) -> Option<LockGuard<'_, Slot>> {
        let spot = self.spot(index)?;
        prefetch::<LINES, _>(spot);
        Some(spot.lock())
    }

    /// Begins to bring a place near.
    pub fn prefetch(&self, index: u32) {
        if let Some(spot) = self.spot(index) {
            prefetch::<LINES, _>(spot);
        }
    }

    #[inline]
    fn spot(&self, index: u32) -> Option<&Spot> {
        let (row, piece, at) = split(index);
        self.rows.get(row)?.get()?.get(piece)?.get()?.get(at)
    }

    /// Takes a session out; its place is free for the next generation, if there is one.
    pub fn remove(&self, place: Place) -> Option<Seat> {
        let mut slot = self.lock(place.index)?;
        slot.seat(place)?;
        let seat = slot.seat.take();
        // A place whose numbers are used up is retired: no handle is ever used twice.
        let next = slot.generation.checked_add(1).filter(|_| slot.listeners < MOST_LISTENERS);
        slot.generation = next.unwrap_or(slot.generation);
        drop(slot);
        if next.is_some() {
            lock(&self.vacant).free.push(place.index);
        }
        seat
    }

    /// Visits every session that is there, one after the other, each under its mutex.
    pub fn visit(&self, mut visit: impl FnMut(&mut Slot, Place)) {
        let end = lock(&self.vacant).next;
        for index in 0..end {
            if let Some(mut slot) = self.lock(index)
                && slot.seat.is_some()
            {
                let place = Place { index, generation: slot.generation };
                visit(&mut slot, place);
            }
        }
    }

    fn take_vacant(&self) -> Option<u32> {
        let mut vacant = lock(&self.vacant);
        match vacant.free.pop() {
            Some(index) => Some(index),
            None if vacant.next < self.most => {
                vacant.next += 1;
                Some(vacant.next - 1)
            }
            None => None,
        }
    }
}

/// The row, the piece of it and the place in that.
fn split(index: u32) -> (usize, usize, usize) {
    let number = index.saturating_add(1 << SHORTEST);
    let bits = number.ilog2();
    let offset = (number - (1 << bits)) as usize;
    ((bits - SHORTEST) as usize, offset / PIECE, offset % PIECE)
}

fn new_row(row: usize) -> Row {
    let pieces = (1 << SHORTEST << row) / PIECE;
    (0..pieces.max(1)).map(|_| OnceLock::new()).collect()
}

fn new_piece(row: usize) -> Piece {
    let slot = || Slot { generation: 1, listeners: 0, seat: None };
    (0..PIECE.min(1 << SHORTEST << row)).map(|_| Apart(Lock::new(slot()))).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Moment, Session, Settings};
    use crate::prefetch::LINE;

    fn seat() -> Seat {
        let session = Session::new(Arc::new(Settings::default()), Moment::START);
        Seat::new("room".into(), session)
    }

    fn insert(places: &Places) -> Option<Place> {
        places.insert(&mut Some(seat()), |_, place| place)
    }

    fn is_there(places: &Places, place: Place) -> bool {
        places.lock(place.index).is_some_and(|mut slot| slot.seat(place).is_some())
    }

    #[test]
    fn a_place_that_is_used_again_does_not_answer_to_its_old_generation() {
        let places = Places::new(8);
        let first = insert(&places).expect("room");
        assert!(places.remove(first).is_some());
        let second = insert(&places).expect("room");
        assert_eq!(first.index, second.index);
        assert!(!is_there(&places, first));
        assert!(places.remove(first).is_none());
        assert!(is_there(&places, second));
    }

    #[test]
    fn a_place_whose_numbers_are_used_up_is_retired() {
        let use_up: [fn(&mut Slot); 2] =
            [|slot| slot.generation = u32::MAX, |slot| slot.listeners = MOST_LISTENERS];
        for use_up in use_up {
            let places = Places::new(8);
            let place = insert(&places).expect("room");
            use_up(&mut places.lock(place.index).expect("a place"));
            let generation = places.lock(place.index).expect("a place").generation;
            let last = Place { generation, ..place };
            assert!(places.remove(last).is_some());
            assert!(!is_there(&places, last));
            assert_ne!(insert(&places).expect("room").index, place.index);
        }
    }

    #[test]
    fn no_more_than_the_limit_fit_and_what_does_not_is_given_back() {
        let places = Places::new(1);
        assert!(insert(&places).is_some());
        let mut one_more = Some(seat());
        assert!(places.insert(&mut one_more, |_, place| place).is_none());
        assert!(one_more.is_some());
    }

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn a_place_takes_so_many_cache_lines_as_are_asked_for() {
        assert_eq!(size_of::<Spot>(), LINES * LINE);
    }

    #[test]
    fn every_index_has_a_place_of_its_own() {
        let mut last = (0, 0, 0);
        for index in 0..1 << 15 {
            let (row, piece, at) = split(index);
            assert!(at < PIECE.min(1 << SHORTEST << row) && piece < new_row(row).len());
            assert!(index == 0 || last < (row, piece, at), "{index}");
            last = (row, piece, at);
        }
        assert_eq!(split((1 << 26) - 1).0, ROWS - 1);
        let places = Places::new(3000);
        for index in 0..3000 {
            assert_eq!(insert(&places).map(|place| place.index), Some(index));
        }
        let mut visited = 0;
        places.visit(|_, place| {
            assert_eq!(place.index, visited);
            visited += 1;
        });
        assert_eq!(visited, 3000);
    }
}
