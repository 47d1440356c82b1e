//! The engine's clock: the system's, or one the host moves by hand.

use std::sync::atomic::{AtomicU64, Ordering};

use super::system::System;
use crate::model::{Moment, Span};

/// Where the time comes from.
pub(super) enum Clock {
    System,
    /// Microseconds since the engine was made.
    Manual(AtomicU64),
}

impl Clock {
    pub fn manual() -> Clock {
        Clock::Manual(AtomicU64::new(0))
    }

    pub fn is_manual(&self) -> bool {
        matches!(self, Clock::Manual(_))
    }

    pub fn now(&self, system: &dyn System) -> Moment {
        match self {
            Clock::System => Moment::after_start(system.now()),
            Clock::Manual(micros) => {
                Moment::after_start(Span::from_micros(micros.load(Ordering::SeqCst)))
            }
        }
    }

    /// Moves a manual clock forward to `to`; it never goes back.
    pub fn move_to(&self, to: Moment) {
        if let Clock::Manual(micros) = self {
            micros.fetch_max((to - Moment::START).as_micros(), Ordering::SeqCst);
        }
    }
}
