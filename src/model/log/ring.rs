//! Lines one after the other in one piece of memory, the first of which are forgotten.

use super::line::{Line, length};
use crate::prefetch::prefetch;

/// Words in a ring, and how many lines they are.
///
/// It takes no memory until there is something in it. Then there are two words of numbers, and the
/// ring, whose length is a power of two.
#[derive(Clone, Debug, Default)]
pub(super) struct Ring(Box<[u64]>);

/// What a ring knows about itself.
#[derive(Clone, Copy, Default)]
struct Head {
    /// Which of all the words that were ever put in is the first that is there, and which comes
    /// next. They wrap.
    first: u32,
    end: u32,
    lines: u32,
    /// How many lines were forgotten.
    forgotten: u32,
}

/// How many words its numbers take.
const HEAD: usize = 2;
/// How many words there is room for at first where that many may be kept.
const MANY: usize = 32;

impl Ring {
    /// Begins to bring its numbers near.
    #[inline]
    pub fn prefetch(&self) {
        prefetch::<1, _>(self.0.as_ptr());
    }

    /// How many lines there are.
    pub fn lines(&self) -> u32 {
        self.head().lines
    }

    /// How many lines there were before.
    pub fn forgotten(&self) -> u32 {
        self.head().forgotten
    }

    /// Has so many lines been there before.
    pub fn set_forgotten(&mut self, forgotten: u32) {
        if self.0.is_empty() {
            self.grow(Head::default(), 1);
        }
        self.set_head(Head { forgotten, ..self.head() });
    }

    /// Adds words that are so many lines, and keeps no more than `most` of what there was before.
    pub fn add(&mut self, words: &[u64], lines: u32, most: u32) {
        let mut head = self.head();
        let surplus = head.lines.saturating_sub(most);
        if head.words() == head.lines as usize {
            head.first = head.first.wrapping_add(surplus);
        } else {
            for _ in 0..surplus {
                head.first = head.first.wrapping_add(length(self.word(head.first)));
            }
        }
        head.forgotten = head.forgotten.saturating_add(surplus);
        head.lines -= surplus;
        let least = words.len().saturating_add(most as usize).min(MANY);
        while head.words() + words.len() > self.room() {
            self.grow(head, least);
        }
        for word in words {
            self.set(head.end, *word);
            head.end = head.end.wrapping_add(1);
        }
        head.lines += lines;
        self.set_head(head);
    }

    /// The lines, oldest first.
    pub fn each(&self) -> impl Iterator<Item = Line> {
        let Head { mut first, end, .. } = self.head();
        std::iter::from_fn(move || {
            if first == end {
                return None;
            }
            let line = self.line(first);
            first = first.wrapping_add(length(self.word(first)));
            Some(line)
        })
    }

    /// Makes room for twice as many words, and no fewer than `least`.
    #[cold]
    fn grow(&mut self, head: Head, least: usize) {
        let room = (2 * self.room()).max(least.next_power_of_two());
        let mut longer = Ring(vec![0; HEAD + room].into_boxed_slice());
        let mut number = head.first;
        while number != head.end {
            longer.set(number, self.word(number));
            number = number.wrapping_add(1);
        }
        *self = longer;
    }

    /// How many words fit.
    pub fn room(&self) -> usize {
        self.0.len().saturating_sub(HEAD)
    }

    /// Where in memory the word of this number is.
    fn place(&self, number: u32) -> usize {
        HEAD + (number as usize & self.room().wrapping_sub(1))
    }

    /// The line that begins with this word.
    fn line(&self, first: u32) -> Line {
        Line::read([0, 1, 2, 3, 4].map(|n| self.word(first.wrapping_add(n))))
    }

    fn word(&self, number: u32) -> u64 {
        self.0.get(self.place(number)).copied().unwrap_or_default()
    }

    fn set(&mut self, number: u32, word: u64) {
        let place = self.place(number);
        self.0.get_mut(place).into_iter().for_each(|there| *there = word);
    }

    fn head(&self) -> Head {
        let [words, lines] = self.0.first_chunk().copied().unwrap_or_default();
        Head {
            first: words as u32,
            end: (words >> u32::BITS) as u32,
            lines: lines as u32,
            forgotten: (lines >> u32::BITS) as u32,
        }
    }

    fn set_head(&mut self, head: Head) {
        let pair = |low: u32, high: u32| u64::from(high) << u32::BITS | u64::from(low);
        if let Some(there) = self.0.first_chunk_mut() {
            *there = [pair(head.first, head.end), pair(head.lines, head.forgotten)];
        }
    }
}

impl Head {
    fn words(self) -> usize {
        self.end.wrapping_sub(self.first) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_to_what_is_kept_and_forgets_what_is_not() {
        let mut ring = Ring::default();
        for lines in 1..1000 {
            ring.add(&[0; 8], 8, 24);
            assert_eq!(
                (ring.lines(), ring.forgotten()),
                if lines < 4 { (8 * lines, 0) } else { (32, 8 * (lines - 4)) }
            );
        }
        assert_eq!(ring.room(), 32);
    }
}
