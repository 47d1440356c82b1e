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
/// Each bucket is as wide as 2^6 of the wheel below, a block. With more of them an entry moves less
/// often, but a bucket has more to move.
const BLOCK_BITS: u32 = 6;
/// A wheel has room for two blocks: while the buckets of one come up, those of the next are filled.
const BUCKETS: u64 = 2 << BLOCK_BITS;
/// 2^(10 + 9 * 6) µs is more than a moment can be.
const WHEELS: usize = 9;

/// Buckets with more entries than this are looked into as they begin, so that their entries are at
/// hand when the first of them is due; to look into one with a few takes no time.
const MANY: usize = 256;
/// Buckets with very many are looked into a millisecond earlier for so many entries each: to move
/// one takes 10 to 50 ns, and nothing is lost by being early.
const MOVED_IN_A_POSITION: u64 = 1 << 13;

/// So many that come up within a bucket of the two narrowest wheels are a crowd: from a little before
/// it until it is over, threads are to stay awake.
const CROWD: usize = 1 << 14;
/// How long before, in positions: a scheduler may take some ticks to see that the thread which it woke
/// could run beside the one that woke it.
const AWAKE: u64 = 16;

/// How many entries are looked at, and how many moved, for one that may be taken: what is due does
/// not wait until all are.
const LOOKS: usize = 64;
const MOVES: usize = 16;

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
    /// As many as there are, or none before the first entry. Numbers count on from the zero of the
    /// clock, and those that are a whole turn apart have one place.
    buckets: Vec<Bucket>,
    /// A bit for each bucket that is not empty.
    occupied: u128,
}

impl Wheel {
    fn new() -> Wheel {
        Wheel { buckets: Vec::new(), occupied: 0 }
    }

    fn push(&mut self, number: u64, entry: Entry) {
        if self.buckets.is_empty() {
            self.buckets.resize_with(BUCKETS as usize, || Bucket::EMPTY);
        }
        self.occupied |= 1 << (number % BUCKETS);
        if let Some(bucket) = self.bucket(number) {
            bucket.push(entry);
        }
    }

    fn take(&mut self, number: u64) -> Bucket {
        self.occupied &= !(1 << (number % BUCKETS));
        self.bucket(number).map_or(Bucket::EMPTY, Bucket::take)
    }

    /// Puts back what is left of a bucket that was taken.
    fn put_back(&mut self, number: u64, left: Bucket) {
        self.occupied |= 1 << (number % BUCKETS);
        if let Some(bucket) = self.bucket(number) {
            *bucket = left;
        }
    }

    /// The number of the first bucket that is not empty: none lies before that of the present.
    fn first(&self, present: u64) -> Option<u64> {
        let ahead = self.occupied.rotate_right((present % BUCKETS) as u32);
        (ahead != 0).then(|| present + u64::from(ahead.trailing_zeros()))
    }

    fn bucket(&mut self, number: u64) -> Option<&mut Bucket> {
        self.buckets.get_mut((number % BUCKETS) as usize)
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
    /// The position at which the last crowd is over.
    crowded: u64,
}

/// A bucket that is to be looked into, and where it begins.
struct Open {
    wheel: usize,
    number: u64,
    begins: u64,
    opens: u64,
}

impl Deadlines {
    pub fn new() -> Deadlines {
        Deadlines {
            position: 0,
            present: Present::new(Bucket::EMPTY),
            wheels: (0..WHEELS).map(|_| Wheel::new()).collect(),
            length: 0,
            crowded: 0,
        }
    }

    pub fn push(&mut self, entry: Entry) {
        self.length += 1;
        self.place(entry);
    }

    /// When there is something to do next; no entry is due before this.
    pub fn next(&self) -> Moment {
        self.open(0).1.min(self.present.bucket.first)
    }

    /// Takes out up to `most` entries that are due, in no order. As long as [`Deadlines::next`] is due
    /// there may be more, even if there were none.
    pub fn take_due(&mut self, now: Moment, most: usize) -> Vec<Entry> {
        self.turn(position_of(now), most.saturating_mul(MOVES));
        let due = self.present.take_due(now, most);
        self.length -= due.len();
        due
    }

    /// Tells whether a crowd is coming up or about to.
    pub fn is_crowded(&self, now: Moment) -> bool {
        position_of(now) < self.crowded
    }

    pub fn len(&self) -> usize {
        self.length
    }

    /// Keeps only those for which `is_current` holds.
    pub fn retain(&mut self, mut is_current: impl FnMut(&Entry) -> bool) {
        let present = std::mem::replace(&mut self.present, Present::new(Bucket::EMPTY));
        let mut kept = present.bucket.entries;
        for wheel in &mut self.wheels {
            while let Some(number) = wheel.first(0) {
                kept.append(&mut wheel.take(number).entries);
            }
        }
        kept.retain(|entry| is_current(entry));
        self.length = kept.len();
        kept.into_iter().for_each(|entry| self.place(entry));
    }

    /// Goes on to a position; what lies in wider buckets up to there moves to narrower ones, up to
    /// `most` entries: what is left keeps the position back until the next turn.
    fn turn(&mut self, to: u64, most: usize) {
        let (mut most, mut reached) = (most, to);
        while let (Some(Open { wheel, number, begins, opens }), _) = self.open(to) {
            if most == 0 && wheel > 0 {
                reached = to.min(begins - 1);
                break;
            }
            if wheel == 0 && begins > to {
                // Told early only: what comes before it is not to lie behind it.
                self.crowded = begins + 1;
                continue;
            }
            // From there on there is room for it below.
            let position = if wheel > 0 { opens.min(begins - 1) } else { begins };
            self.position = self.position.max(position);
            let Some(from) = self.wheels.get_mut(wheel) else { break };
            let mut bucket = from.take(number);
            if is_crowd(wheel, bucket.entries.len()) {
                self.crowded = self.crowded.max(begins + (1 << (BLOCK_BITS * wheel as u32)));
            }
            if wheel == 0 && self.present.bucket.entries.is_empty() {
                self.present = Present::new(bucket);
                continue;
            }
            while (most > 0 || wheel == 0)
                && let Some(entry) = bucket.entries.pop()
            {
                self.place(entry);
                most -= wheel.min(1);
            }
            if !bucket.entries.is_empty()
                && let Some(from) = self.wheels.get_mut(wheel)
            {
                from.put_back(number, bucket);
            }
        }
        self.position = self.position.max(reached);
    }

    /// The first bucket to be looked into at a position, of those that begin together the widest;
    /// and when there is something to do with any.
    fn open(&self, at: u64) -> (Option<Open>, Moment) {
        let (mut first, mut next) = (None, Moment::NEVER);
        for (wheel, buckets) in self.wheels.iter().enumerate().rev() {
            let shift = BLOCK_BITS * wheel as u32;
            let Some(number) = buckets.first(self.position >> shift) else { continue };
            let Some(bucket) = buckets.buckets.get((number % BUCKETS) as usize) else { continue };
            let entries = bucket.entries.len();
            let begins = number << shift;
            let is_told = wheel == 0 && begins < self.crowded;
            let mut early = if is_crowd(wheel, entries) && !is_told { AWAKE } else { 0 };
            if wheel > 0 {
                // There is room for it below as soon as the block before it has begun.
                early = (early + entries as u64 / MOVED_IN_A_POSITION).min(1 << shift);
            }
            let opens = begins.saturating_sub(early);
            next = next.min(if entries <= MANY { bucket.first } else { begin_of(opens) });
            if opens <= at && first.as_ref().is_none_or(|first: &Open| begins < first.begins) {
                first = Some(Open { wheel, number, begins, opens });
            }
        }
        (first, next)
    }

    /// Puts an entry where it belongs as seen from the present.
    fn place(&mut self, entry: Entry) {
        let position = position_of(entry.at);
        if position <= self.position {
            return self.present.bucket.push(entry);
        }
        // The narrowest in which it is less than a turn ahead.
        for (at, wheel) in self.wheels.iter_mut().enumerate() {
            let shift = BLOCK_BITS * at as u32;
            let number = position >> shift;
            if number - (self.position >> shift) < BUCKETS {
                return wheel.push(number, entry);
            }
        }
    }
}

fn is_crowd(wheel: usize, entries: usize) -> bool {
    wheel <= 1 && entries >= CROWD
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

    /// All that is due, taken out a few at a time.
    fn due(deadlines: &mut Deadlines, now: Moment, most: usize) -> Vec<Entry> {
        let mut due = deadlines.take_due(now, most);
        while deadlines.next().is_due(now) {
            due.append(&mut deadlines.take_due(now, most));
        }
        due.sort_unstable_by_key(Entry::place);
        due
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
                    let due = due(&mut deadlines, now, round as usize + 1);
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
    fn every_entry_of_a_burst_comes_up_once_and_in_time() {
        let (mut state, mut deadlines) = (1, Deadlines::new());
        // Over the end of a bucket of the third wheel, and several of the second.
        let mut waiting: Vec<Entry> = (0..100_000)
            .map(|index| entry(at(4_000_000 + random(&mut state) % 400_000), index))
            .collect();
        waiting.iter().for_each(|entry| deadlines.push(*entry));
        waiting.sort_unstable_by_key(|entry| std::cmp::Reverse(entry.at));
        let mut now = at(0);
        while deadlines.len() > 0 {
            now = deadlines.next().max(now + Span::from_micros(random(&mut state) % 2000));
            let mut expected = Vec::new();
            while let Some(entry) = waiting.pop_if(|entry| entry.at <= now) {
                expected.push(entry);
            }
            expected.sort_unstable_by_key(Entry::place);
            assert_eq!(due(&mut deadlines, now, 64), expected);
            assert_eq!(deadlines.len(), waiting.len());
        }
        assert_eq!(waiting, []);
    }

    #[test]
    fn what_is_due_does_not_wait_until_all_that_is_due_later_has_moved() {
        let (mut deadlines, many) = (Deadlines::new(), 600_000);
        let block = 5 << BLOCK_BITS;
        let end = begin_of(block + 63);
        (0..many).for_each(|index| deadlines.push(entry(end, index)));
        let soon = entry(begin_of(block - 3), many);
        deadlines.push(soon);
        assert_eq!(deadlines.take_due(begin_of(block - 64), 1), []);
        assert!(deadlines.next() < soon.at, "it begins to move before");
        assert_eq!(deadlines.take_due(soon.at, 1), [soon]);
        let wide = deadlines.wheels.iter().skip(1).flat_map(|wheel| &wheel.buckets);
        let left: usize = wide.map(|bucket| bucket.entries.len()).sum();
        assert!(left > many as usize - 1000 && deadlines.next().is_due(soon.at));
        assert_eq!(due(&mut deadlines, end, 64).len(), many as usize);
    }

    #[test]
    fn a_crowd_is_told_a_little_before_and_passes_nothing_by() {
        let mut deadlines = Deadlines::new();
        let alone = entry(begin_of(332), 0);
        deadlines.push(alone);
        assert_eq!(deadlines.take_due(begin_of(265), 1), []);
        let many = CROWD as u32;
        (0..many).for_each(|index| deadlines.push(entry(begin_of(322), index)));
        assert_eq!(deadlines.next(), begin_of(322 - AWAKE));
        assert!(!deadlines.is_crowded(begin_of(265)));
        assert_eq!(due(&mut deadlines, begin_of(322 - AWAKE), 64), []);
        // What comes before it is not to be looked for in it.
        let before = entry(begin_of(320), 1);
        deadlines.push(before);
        assert_eq!(deadlines.take_due(before.at, 1), [before]);
        // The block of the one alone has begun by this, before it was looked into.
        assert!(deadlines.is_crowded(begin_of(322)) && !deadlines.is_crowded(begin_of(323)));
        assert_eq!(due(&mut deadlines, begin_of(322), 64).len(), CROWD);
        assert_eq!(due(&mut deadlines, alone.at, 64), [alone]);
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
