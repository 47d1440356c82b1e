//! Settings that many sessions have in common are kept once.

use std::sync::{Arc, Mutex};

use super::kept::Kept;
use super::lock::lock;
use crate::model::Settings;

/// So many that those on one are few.
const SHELVES: u64 = 8;

/// The settings of the sessions opened last.
#[derive(Default)]
pub(super) struct Presets(Mutex<[Kept<Settings>; SHELVES as usize]>);

impl Presets {
    /// Gives the settings that others have if they are the same.
    pub fn share(&self, settings: Settings) -> Arc<Settings> {
        let mut shelves = lock(&self.0);
        // Fibonacci hashing of what differs most: its upper bits are spread well.
        let hash = settings.idle_timeout.as_micros().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        match shelves.get_mut((hash >> 32 & (SHELVES - 1)) as usize) {
            Some(shelf) => shelf.share(settings),
            None => Arc::new(settings),
        }
    }
}
