//! When which session is to be judged next.
//!
//! A hierarchical timing wheel of entries: a deadline lies in a bucket that is the wider the
//! further away it is, and moves to narrower ones as its time comes near. To put one in and to take
//! one out costs the same however many there are, and memory is read in the order in which it lies.

use super::handle::Address;
use crate::model::Moment;

/// The session at a place is to be judged at this moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Entry {
    pub at: Moment,
    /// Shard and index as in a handle.
    place: u32,
    /// Which of the entries that the session ever had this is.
    pub ticket: u32,
}

impl Entry {
    pub fn new(at: Moment, address: Address, ticket: u32) -> Entry {
        Entry { at, place: address.packed(), ticket }
    }

    /// The shard and the index of the session's place.
    pub fn place(&self) -> (u32, u32) {
        Address::place_of(self.place)
    }
}

/// The width of the narrowest buckets: 2^10 µs, about a millisecond.
const FINEST_BITS: u32 = 10;
/// Each wheel has 2^6 buckets, and each of its buckets is as wide as the whole wheel below it. With
/// more of them an entry moves less often, but a bucket has more to move at once.
const WHEEL_BITS: u32 = 6;
const BUCKETS: usize = 1 << WHEEL_BITS;
/// 2^(10 + 9 * 6) µs is more than a moment can be.
const WHEELS: usize = 9;

/// Buckets with more entries than this are looked into as they begin, so that their entries are at
/// hand when the first of them is due; to look into one with a few takes no time.
const MANY: usize = 256;
/// Buckets with very many are looked into a millisecond earlier for so many entries each: to move
/// one takes 10 to 50 ns, and nothing is lost by being early.
const MOVED_IN_A_POSITION: u64 = 1 << 13;

/// How many entries are looked at for one that may be taken.
const LOOKS: usize = 64;

/// Entries in no order, and the earliest moment of them.
struct Bucket {
    entries: Vec<Entry>,
    first: Moment,
}

impl Bucket {
    const EMPTY: Bucket = Bucket { entries: Vec::new(), first: Moment::NEVER };

    fn push(&mut self, entry: Entry) {
        self.first = self.first.min(entry.at);
        self.entries.push(entry);
    }

    fn take(&mut self) -> Bucket {
        std::mem::replace(self, Bucket::EMPTY)
    }
}

/// The bucket of the present. A million entries of it may be due at once, so they are taken out a
/// few at a time, by looks through it that go on where the last few were found.
struct Present {
    /// Its first moment holds until a look is over, and is due until then.
    bucket: Bucket,
    /// How far this look has come, and the earliest moment that it has left.
    looked: usize,
    left: Moment,
}

impl Present {
    const fn new(bucket: Bucket) -> Present {
        Present { bucket, looked: 0, left: Moment::NEVER }
    }

    /// Takes out up to `most` that are due, of those that it looks at before it is time to look at
    /// the clock again.
    fn take_due(&mut self, now: Moment, most: usize) -> Vec<Entry> {
        let mut due = Vec::new();
        let end = self.looked.saturating_add(most.saturating_mul(LOOKS));
        while self.bucket.first.is_due(now) && due.len() < most && self.looked < end {
            match self.bucket.entries.get(self.looked) {
                Some(entry) if entry.at.is_due(now) => {
                    due.push(self.bucket.entries.swap_remove(self.looked));
                }
                Some(entry) => {
                    self.left = self.left.min(entry.at);
                    self.looked += 1;
                }
                None => self.look_again(),
            }
        }
        due
    }

    fn look_again(&mut self) {
        if self.bucket.entries.is_empty() {
            // With the memory of what may have been a burst.
            self.bucket = Bucket::EMPTY;
        }
        self.bucket.first = self.left;
        self.looked = 0;
        self.left = Moment::NEVER;
    }
}

struct Wheel {
    /// As many as there are, or none before the first entry.
    buckets: Vec<Bucket>,
    /// A bit for each bucket that is not empty.
    occupied: [u64; BUCKETS / 64],
}

impl Wheel {
    fn new() -> Wheel {
        Wheel { buckets: Vec::new(), occupied: [0; BUCKETS / 64] }
    }

    fn push(&mut self, number: usize, entry: Entry) {
        if self.buckets.is_empty() {
            self.buckets.resize_with(BUCKETS, || Bucket::EMPTY);
        }
        if let Some(bucket) = self.buckets.get_mut(number) {
            bucket.push(entry);
        }
        if let Some(word) = self.occupied.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    fn take(&mut self, number: usize) -> Bucket {
        if let Some(word) = self.occupied.get_mut(number / 64) {
            *word &= !(1 << (number % 64));
        }
        self.buckets.get_mut(number).map_or(Bucket::EMPTY, Bucket::take)
    }

    /// The first bucket that is not empty: no bucket lies before the present.
    fn first(&self) -> Option<usize> {
        let (at, word) = self.occupied.iter().enumerate().find(|(_, word)| **word != 0)?;
        Some(at * 64 + word.trailing_zeros() as usize)
    }
}

/// The queue of deadlines. An entry whose session has got an earlier one since is stale and is
/// passed over when it comes up.
pub(super) struct Deadlines {
    /// The present, in widths of the finest bucket.
    position: u64,
    /// What is due in the present bucket, or was when it was put in.
    present: Present,
    wheels: Vec<Wheel>,
    length: usize,
}

/// Where the next bucket that is not empty is, when it begins, and when it is looked into.
struct Next {
    wheel: usize,
    number: usize,
    position: u64,
    opens: u64,
}

impl Deadlines {
    pub fn new() -> Deadlines {
        Deadlines {
            position: 0,
            present: Present::new(Bucket::EMPTY),
            wheels: (0..WHEELS).map(|_| Wheel::new()).collect(),
            length: 0,
        }
    }

    pub fn push(&mut self, entry: Entry) {
        self.length += 1;
        self.place(entry);
    }

    /// When there is something to do next; no entry is due before this.
    pub fn next(&self) -> Moment {
        if self.present.bucket.first < Moment::NEVER {
            return self.present.bucket.first;
        }
        let Some(Next { wheel, number, opens, .. }) = self.next_bucket() else {
            return Moment::NEVER;
        };
        let bucket = self.wheels.get(wheel).and_then(|wheel| wheel.buckets.get(number));
        match bucket {
            Some(bucket) if bucket.entries.len() <= MANY => bucket.first,
            _ => begin_of(opens),
        }
    }

    /// Takes out up to `most` entries that are due, in no order. As long as [`Deadlines::next`] is due
    /// there may be more, even if there were none.
    pub fn take_due(&mut self, now: Moment, most: usize) -> Vec<Entry> {
        self.turn(position_of(now));
        let due = self.present.take_due(now, most);
        self.length -= due.len();
        due
    }

    pub fn len(&self) -> usize {
        self.length
    }

    /// Keeps only those for which `is_current` holds.
    pub fn retain(&mut self, mut is_current: impl FnMut(&Entry) -> bool) {
        let present = std::mem::replace(&mut self.present, Present::new(Bucket::EMPTY));
        let mut kept = present.bucket.entries;
        for wheel in &mut self.wheels {
            while let Some(number) = wheel.first() {
                kept.append(&mut wheel.take(number).entries);
            }
        }
        kept.retain(|entry| is_current(entry));
        self.length = kept.len();
        kept.into_iter().for_each(|entry| self.place(entry));
    }

    /// Goes on to a position; what lies in wider buckets up to there moves to narrower ones.
    fn turn(&mut self, to: u64) {
        while let Some(Next { wheel, number, position, .. }) =
            self.next_bucket().filter(|next| next.opens <= to)
        {
            self.position = self.position.max(position);
            let bucket = self.wheels.get_mut(wheel).map(|wheel| wheel.take(number));
            let Some(bucket) = bucket else { continue };
            if wheel == 0 && self.present.bucket.entries.is_empty() {
                self.present = Present::new(bucket);
            } else {
                bucket.entries.into_iter().for_each(|entry| self.place(entry));
            }
        }
        self.position = self.position.max(to);
    }

    fn next_bucket(&self) -> Option<Next> {
        // All that is in a narrower wheel comes before all that is in a wider one.
        let mut wheels = self.wheels.iter().enumerate();
        let (at, wheel, number) =
            wheels.find_map(|(at, wheel)| Some((at, wheel, wheel.first()?)))?;
        let entries = wheel.buckets.get(number).map_or(0, |bucket| bucket.entries.len() as u64);
        let shift = WHEEL_BITS * at as u32;
        let above = self.position >> (shift + WHEEL_BITS) << WHEEL_BITS;
        let position = (above | number as u64) << shift;
        let opens = position.saturating_sub(entries / MOVED_IN_A_POSITION);
        Some(Next { wheel: at, number, position, opens })
    }

    /// Puts an entry where it belongs as seen from the present.
    fn place(&mut self, entry: Entry) {
        let position = position_of(entry.at);
        if position <= self.position {
            return self.present.bucket.push(entry);
        }
        // The highest digit in which the two differ says in which wheel.
        let digit = (position ^ self.position).ilog2() / WHEEL_BITS;
        let number = (position >> (digit * WHEEL_BITS)) as usize % BUCKETS;
        if let Some(wheel) = self.wheels.get_mut(digit as usize) {
            wheel.push(number, entry);
        }
    }
}

fn position_of(at: Moment) -> u64 {
    at.as_micros() >> FINEST_BITS
}

fn begin_of(position: u64) -> Moment {
    Moment::from_micros(position << FINEST_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::places::Place;
    use crate::model::Span;

    fn at(micros: u64) -> Moment {
        Moment::START + Span::from_micros(micros)
    }

    fn entry(at: Moment, index: u32) -> Entry {
        Entry::new(at, Address { shard: 3, place: Place { index, generation: 1 } }, 7)
    }

    /// A number of the sequence that every linear congruential generator of this kind makes.
    fn random(state: &mut u64) -> u64 {
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *state >> 20
    }

    #[test]
    fn an_entry_remembers_its_place() {
        assert_eq!(entry(at(5), (1 << 26) - 1).place(), (3, (1 << 26) - 1));
    }

    #[test]
    fn every_entry_comes_up_once_and_neither_early_nor_late() {
        let mut state = 1;
        for round in 0..50 {
            let mut deadlines = Deadlines::new();
            let mut waiting: Vec<Entry> = Vec::new();
            let mut now = at(0);
            for index in 0..2000 {
                // From microseconds to years.
                let ahead = random(&mut state) >> (random(&mut state) % 44);
                let entry = entry(now + Span::from_micros(ahead), index);
                deadlines.push(entry);
                waiting.push(entry);
                if index % 3 == round % 3 {
                    now = now + Span::from_micros(random(&mut state) >> (random(&mut state) % 44));
                    let first = waiting.iter().map(|entry| entry.at).min();
                    assert!(deadlines.next() <= first.unwrap_or(Moment::NEVER));
                    let mut due = deadlines.take_due(now, usize::MAX);
                    due.sort_unstable_by_key(Entry::place);
                    let (mut expected, rest): (Vec<Entry>, Vec<Entry>) =
                        waiting.iter().partition(|entry| entry.at <= now);
                    expected.sort_unstable_by_key(Entry::place);
                    assert_eq!(due, expected);
                    waiting = rest;
                    assert_eq!(deadlines.len(), waiting.len());
                }
            }
            let end = at(u64::MAX >> 1);
            while deadlines.len() > 0 {
                let next = deadlines.next();
                assert!(next > now && next < end, "it does not stand still");
                now = next;
                deadlines
                    .take_due(now, usize::MAX)
                    .iter()
                    .for_each(|entry| assert_eq!(entry.at, now));
            }
            assert_eq!(deadlines.next(), Moment::NEVER);
        }
    }

    #[test]
    fn a_deadline_among_few_is_told_exactly_and_one_among_many_not_too_late() {
        let mut deadlines = Deadlines::new();
        deadlines.take_due(at(0), usize::MAX);
        let far = at(300_000_000);
        deadlines.push(entry(far, 0));
        assert_eq!(deadlines.next(), far);
        (1..=2 * MANY as u32).for_each(|index| deadlines.push(entry(far, index)));
        let begin = deadlines.next();
        assert!(begin < far);
        (0..5 * MOVED_IN_A_POSITION as u32).for_each(|index| deadlines.push(entry(far, index)));
        let opens = deadlines.next();
        assert_eq!(begin - opens, begin_of(5) - begin_of(0));
        assert_eq!(deadlines.take_due(opens, 1), []);
        // Opened early, it takes in what comes before it.
        deadlines.push(entry(opens, 0));
        assert_eq!(deadlines.next(), opens);
        assert_eq!(deadlines.take_due(opens, usize::MAX), [entry(opens, 0)]);
        let all = deadlines.len();
        assert_eq!(deadlines.take_due(far, usize::MAX).len(), all);
    }

    #[test]
    fn what_is_not_kept_does_not_come_up() {
        let mut deadlines = Deadlines::new();
        (0..1000).for_each(|index| deadlines.push(entry(at(u64::from(index) << 12), index)));
        deadlines.retain(|entry| entry.place().1 % 10 == 0);
        assert_eq!(deadlines.len(), 100);
        assert_eq!(deadlines.take_due(at(1000 << 12), usize::MAX).len(), 100);
    }
}
