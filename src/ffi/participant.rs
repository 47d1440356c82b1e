//! Participants as the header has them.

use std::ffi::c_char;

use super::boundary::text;
use crate::error::Error;
use crate::model::{Entry, Kind};

/// What somebody in a session is: one of HANGTIME_KIND_...
pub type hangtime_kind = u32;

/// Not known: a connection that is known keeps its kind, a new one is human. To end a live call
/// wrongly is worse than to keep a dead one, so that what is not classified counts.
pub const HANGTIME_KIND_UNKNOWN: hangtime_kind = 0;
/// A person. Counts as company unless the settings say otherwise.
pub const HANGTIME_KIND_HUMAN: hangtime_kind = 1;
/// A person on a telephone line. Counts.
pub const HANGTIME_KIND_PHONE: hangtime_kind = 2;
/// A person who only watches. Counts.
pub const HANGTIME_KIND_VIEWER: hangtime_kind = 3;
/// A program that takes part, such as a note-taker. Does not count.
pub const HANGTIME_KIND_BOT: hangtime_kind = 4;
/// A program that records. Does not count.
pub const HANGTIME_KIND_RECORDER: hangtime_kind = 5;
/// Somebody the others are not shown. Does not count.
pub const HANGTIME_KIND_HIDDEN: hangtime_kind = 6;

/// One connection in a roster. An element of arrays, it has no size field and never grows.
///
/// A user (uid) may have several connections (pid), one for each device. A host without two ids
/// passes the same text for both.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hangtime_participant {
    /// Whose connection it is: 1 to 255 bytes of UTF-8, NUL-terminated.
    pub uid: *const c_char,
    /// Which connection it is: 1 to 255 bytes of UTF-8, NUL-terminated.
    pub pid: *const c_char,
    /// What is at its end: HANGTIME_KIND_...
    pub kind: hangtime_kind,
}

/// Reads a kind; `None` is not known.
pub(super) fn kind(kind: hangtime_kind) -> Result<Option<Kind>, Error> {
    match kind {
        HANGTIME_KIND_UNKNOWN => Ok(None),
        HANGTIME_KIND_HUMAN => Ok(Some(Kind::Human)),
        HANGTIME_KIND_PHONE => Ok(Some(Kind::Phone)),
        HANGTIME_KIND_VIEWER => Ok(Some(Kind::Viewer)),
        HANGTIME_KIND_BOT => Ok(Some(Kind::Bot)),
        HANGTIME_KIND_RECORDER => Ok(Some(Kind::Recorder)),
        HANGTIME_KIND_HIDDEN => Ok(Some(Kind::Hidden)),
        _ => Err(Error::Invalid),
    }
}

/// Reads a roster; NULL is one that was not given.
///
/// # Safety
/// `roster` is NULL or points to `count` participants whose texts are NUL-terminated; all outlive
/// `'a`.
pub(super) unsafe fn roster<'a>(
    roster: *const hangtime_participant,
    count: usize,
) -> Result<Option<Vec<Entry<'a>>>, Error> {
    if roster.is_null() {
        return if count == 0 { Ok(None) } else { Err(Error::Null) };
    }
    if count > isize::MAX as usize / size_of::<hangtime_participant>() {
        return Err(Error::Invalid);
    }
    // SAFETY: the caller vouches for the array, and its length does not overflow.
    let participants = unsafe { std::slice::from_raw_parts(roster, count) };
    let entries = participants.iter().map(|participant| {
        // SAFETY: the caller vouches for its text.
        let uid = unsafe { text(participant.uid)? };
        // SAFETY: the same.
        let pid = unsafe { text(participant.pid)? };
        Ok(Entry { uid, pid, kind: kind(participant.kind)? })
    });
    entries.collect::<Result<_, _>>().map(Some)
}
