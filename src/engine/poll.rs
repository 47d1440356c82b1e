//! The queue of events that a host takes by itself, and the signal it waits for.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::listener::Notice;
use super::lock::lock;
use super::system::Signal;

/// Events until the host takes them; the signal is raised while there are any.
pub(super) struct PollQueue {
    notices: Mutex<VecDeque<Notice>>,
    signal: Box<dyn Signal>,
}

impl PollQueue {
    pub fn new(signal: Box<dyn Signal>) -> PollQueue {
        PollQueue { notices: Mutex::default(), signal }
    }

    pub fn put(&self, notice: Notice) {
        let mut notices = lock(&self.notices);
        if notices.is_empty() {
            self.signal.raise();
        }
        notices.push_back(notice);
    }

    /// Gives up to `most` events to `take`, oldest first.
    pub fn take(&self, most: usize, mut take: impl FnMut(Notice)) {
        let mut notices = lock(&self.notices);
        let count = most.min(notices.len());
        (0..count).filter_map(|_| notices.pop_front()).for_each(&mut take);
        if count > 0 && notices.is_empty() {
            self.signal.clear();
        }
    }

    pub fn descriptor(&self) -> isize {
        self.signal.descriptor()
    }

    pub fn len(&self) -> usize {
        lock(&self.notices).len()
    }
}
