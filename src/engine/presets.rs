//! Settings that many sessions have in common are kept once.

use std::sync::{Arc, Mutex};

use super::lock::lock;
use crate::model::Settings;

/// How many different settings are kept in mind: more than a host has kinds of calls.
const SHELVES: u64 = 8;
const WIDTH: usize = 16;

/// The settings of the sessions opened last.
#[derive(Default)]
pub(super) struct Presets(Mutex<[Vec<Arc<Settings>>; SHELVES as usize]>);

impl Presets {
    /// Gives the settings that others have if they are the same.
    pub fn share(&self, settings: Settings) -> Arc<Settings> {
        let mut shelves = lock(&self.0);
        // Fibonacci hashing of what differs most: its upper bits are spread well.
        let hash = settings.idle_timeout.as_micros().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let Some(shelf) = shelves.get_mut((hash >> 32 & (SHELVES - 1)) as usize) else {
            return Arc::new(settings);
        };
        if let Some(shared) = shelf.iter().find(|shared| ***shared == settings) {
            return Arc::clone(shared);
        }
        if shelf.len() == WIDTH {
            // The oldest makes room.
            shelf.remove(0);
        }
        let settings = Arc::new(settings);
        shelf.push(Arc::clone(&settings));
        settings
    }
}
