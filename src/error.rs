//! Every cause of failure, once, with its name and its sentence.

use std::ffi::CStr;

/// Why a call was refused. A refused call has changed nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
#[allow(missing_docs)] // The sentence of each is in `message`.
pub enum Error {
    Null = 1,
    Size = 2,
    Invalid = 3,
    Handle = 4,
    NotFound = 5,
    NotJoined = 6,
    AlreadyJoined = 7,
    Ended = 8,
    NotAlone = 9,
    AlreadyHeld = 10,
    Limit = 11,
    InCallback = 12,
    NotManual = 13,
    NotPolled = 14,
    Polled = 15,
    Forked = 16,
    Thread = 17,
    System = 18,
    Panic = 19,
    Snapshot = 20,
    Version = 21,
}

impl Error {
    /// Lists every cause, in the order of the numbers.
    pub const ALL: [Error; 21] = [
        Error::Null,
        Error::Size,
        Error::Invalid,
        Error::Handle,
        Error::NotFound,
        Error::NotJoined,
        Error::AlreadyJoined,
        Error::Ended,
        Error::NotAlone,
        Error::AlreadyHeld,
        Error::Limit,
        Error::InCallback,
        Error::NotManual,
        Error::NotPolled,
        Error::Polled,
        Error::Forked,
        Error::Thread,
        Error::System,
        Error::Panic,
        Error::Snapshot,
        Error::Version,
    ];

    /// Names the cause as the header does, without its prefix.
    pub const fn name(self) -> &'static CStr {
        match self {
            Error::Null => c"NULL",
            Error::Size => c"SIZE",
            Error::Invalid => c"INVALID",
            Error::Handle => c"HANDLE",
            Error::NotFound => c"NOT_FOUND",
            Error::NotJoined => c"NOT_JOINED",
            Error::AlreadyJoined => c"ALREADY_JOINED",
            Error::Ended => c"ENDED",
            Error::NotAlone => c"NOT_ALONE",
            Error::AlreadyHeld => c"ALREADY_HELD",
            Error::Limit => c"LIMIT",
            Error::InCallback => c"IN_CALLBACK",
            Error::NotManual => c"NOT_MANUAL",
            Error::NotPolled => c"NOT_POLLED",
            Error::Polled => c"POLLED",
            Error::Forked => c"FORKED",
            Error::Thread => c"THREAD",
            Error::System => c"SYSTEM",
            Error::Panic => c"PANIC",
            Error::Snapshot => c"SNAPSHOT",
            Error::Version => c"VERSION",
        }
    }

    /// Says in a sentence what is wrong and what to do about it.
    pub const fn message(self) -> &'static CStr {
        match self {
            Error::Null => c"A required pointer is NULL; pass a valid one.",
            Error::Size => {
                c"A size is wrong: a struct's size field is not set (use its _INIT macro or init \
                  function), the struct is from a newer header and uses fields this library does \
                  not know, or a buffer is too small."
            }
            Error::Invalid => {
                c"An argument is wrong in itself: an id or label must be 1 to 255 bytes of UTF-8, \
                  a duration at most 2^53 ms, an enumeration one of its constants; for settings, \
                  hangtime_settings_check says which field and why."
            }
            Error::Handle => {
                c"No such session or listener in this engine: it was closed or removed, belongs \
                  to another engine, is of the other kind, or never existed."
            }
            Error::NotFound => {
                c"Nobody and nothing of that name is here: no such participant, user, hold or \
                  preset."
            }
            Error::NotJoined => {
                c"The session has not been joined; report hangtime_session_joined first."
            }
            Error::AlreadyJoined => {
                c"The session has been joined before; open a new session to join again."
            }
            Error::Ended => c"The session has ended; open a new one.",
            Error::NotAlone => {
                c"There is no countdown to extend: somebody who counts is in the session, or the \
                  period is 0."
            }
            Error::AlreadyHeld => {
                c"A hold with that label is active; release it first or use another label."
            }
            Error::Limit => {
                c"A limit is reached: sessions of the engine, or participants, listeners, holds or \
                  extensions of the session; raise it in the options or settings."
            }
            Error::InCallback => {
                c"This would wait for the very callback it is called from; call it from another \
                  thread or after the callback."
            }
            Error::NotManual => {
                c"Only an engine with the manual clock can do that; see hangtime_engine_options."
            }
            Error::NotPolled => {
                c"Only an engine in poll mode can do that; see hangtime_engine_options."
            }
            Error::Polled => {
                c"An engine in poll mode calls nobody: take its events with \
                  hangtime_engine_take_events."
            }
            Error::Forked => {
                c"The engine was made before fork(), and this is the child: make a new engine here."
            }
            Error::Thread => {
                c"The system refused to start a thread; nothing was opened, try again later."
            }
            Error::System => {
                c"The system refused a resource (memory page or file descriptor); free some and \
                  try again."
            }
            Error::Panic => {
                c"A defect of the library was caught; this engine only accepts \
                  hangtime_engine_free. Please report what led here."
            }
            Error::Snapshot => {
                c"These bytes are no snapshot: cut short, changed on the way, or made by something \
                  else."
            }
            Error::Version => {
                c"The snapshot was made by a newer version of the library; update this one."
            }
        }
    }
}
