//! Settings as the header has them.

use std::ffi::{CStr, c_char};

use super::boundary::guard;
use super::participant::{self, hangtime_kind};
use super::result::hangtime_result;
use super::structs::{self, Versioned};
use crate::error::Error;
use crate::model::{Fault, Kinds, Limits, LinkLost, SessionType, Settings, Span};

/// waiting_timeout_ms: the same as idle_timeout_ms, also when that changes.
pub const HANGTIME_FOLLOW: u64 = u64::MAX;

/// What a lost link does to the countdown: one of HANGTIME_LINK_LOST_...
pub type hangtime_link_lost = u32;
/// It stands still: while the link is lost joins can not be seen, and unknown is not alone.
pub const HANGTIME_LINK_LOST_FREEZE: hangtime_link_lost = 0;
/// It goes on.
pub const HANGTIME_LINK_LOST_COUNT: hangtime_link_lost = 1;

/// What kind of call a session is: one of HANGTIME_TYPE_... No rule depends on it.
pub type hangtime_session_type = u32;
/// With pictures.
pub const HANGTIME_TYPE_VIDEO: hangtime_session_type = 0;
/// Sound only.
pub const HANGTIME_TYPE_VOICE: hangtime_session_type = 1;

/// Makes the bit that stands for a kind in count_kinds.
const fn bit(kind: hangtime_kind) -> u32 {
    1 << kind
}

/// The kinds that are company by default: human, phone and viewer.
pub const HANGTIME_COUNT_PEOPLE: u32 = 14;

/// What a host may choose for a session. Begin with HANGTIME_SETTINGS_INIT or
/// hangtime_settings_init, which write the defaults; a duration of 0 then means "none", except for
/// graces and the notice, where it means "at once". No duration may exceed 2^53 ms.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hangtime_settings {
    /// The size of this struct, set by the initializers.
    pub size: usize,
    /// How long the user may be alone before the session ends; default 300000 (five minutes, as
    /// calling SDKs have it), 0 disables.
    pub idle_timeout_ms: u64,
    /// The same while nobody else has been there yet: a ring that no one answers; default
    /// HANGTIME_FOLLOW, 0 disables.
    pub waiting_timeout_ms: u64,
    /// The last part of these periods, in which "are you still there?" is shown; default 0, none.
    /// At most as long as each period that is not 0.
    pub prompt_ms: u64,
    /// How long nothing fires after a link came back, a sleep or hangtime_engine_app_resumed,
    /// because queued joins and leaves arrive late; default 5000.
    pub resync_grace_ms: u64,
    /// How long a user who left lingers as present; default 0.
    pub leave_grace_ms: u64,
    /// The least time left when a period is shortened while it runs and there is no prompt; default
    /// 10000. With a prompt, the whole prompt is the least.
    pub min_notice_ms: u64,
    /// How long the session lasts from the local join, whoever is there; default 0, no limit.
    pub max_duration_ms: u64,
    /// How long before that end on_duration_warning comes; default 0, none. Shorter than
    /// max_duration_ms.
    pub max_duration_warning_ms: u64,
    /// How often the user may extend; default 0, no limit.
    pub max_extensions: u32,
    /// Who is company: a bit 1 << HANGTIME_KIND_... for each kind; default
    /// HANGTIME_COUNT_PEOPLE.
    pub count_kinds: u32,
    /// Whether other devices of the local user are company: 0 (default) or 1. With 1, leave the
    /// host's own connection out of the roster.
    pub count_own_devices: u32,
    /// HANGTIME_LINK_LOST_FREEZE (default) or HANGTIME_LINK_LOST_COUNT.
    pub link_lost: hangtime_link_lost,
    /// HANGTIME_TYPE_VIDEO (default) or HANGTIME_TYPE_VOICE.
    pub session_type: hangtime_session_type,
    /// How many connections the roster may have, and how many users may linger who left: of more,
    /// those who would go first are gone at once. Default 10000.
    pub max_participants: u32,
    /// How many listeners may be added; default 1000.
    pub max_listeners: u32,
    /// How many holds may be active; default 100.
    pub max_holds: u32,
    /// How many lines hangtime_session_log keeps; default 32, 0 keeps none.
    pub max_log_lines: u32,
    /// Not used; 0.
    pub reserved: u32,
}

// SAFETY: repr(C), begins with the size, integers only.
unsafe impl Versioned for hangtime_settings {
    const FIRST: usize = size_of::<hangtime_settings>();

    fn defaults() -> hangtime_settings {
        let defaults = Settings::default();
        let Limits { participants, listeners, holds, log_lines } = defaults.limits;
        hangtime_settings {
            size: size_of::<hangtime_settings>(),
            idle_timeout_ms: defaults.idle_timeout.as_ms(),
            waiting_timeout_ms: HANGTIME_FOLLOW,
            prompt_ms: defaults.prompt.as_ms(),
            resync_grace_ms: defaults.resync_grace.as_ms(),
            leave_grace_ms: defaults.leave_grace.as_ms(),
            min_notice_ms: defaults.min_notice.as_ms(),
            max_duration_ms: defaults.max_duration.as_ms(),
            max_duration_warning_ms: defaults.max_duration_warning.as_ms(),
            max_extensions: defaults.max_extensions,
            count_kinds: HANGTIME_COUNT_PEOPLE,
            count_own_devices: 0,
            link_lost: HANGTIME_LINK_LOST_FREEZE,
            session_type: HANGTIME_TYPE_VIDEO,
            max_participants: participants,
            max_listeners: listeners,
            max_holds: holds,
            max_log_lines: log_lines,
            reserved: 0,
        }
    }
}

/// Writes the default settings; for languages without HANGTIME_SETTINGS_INIT.
///
/// settings: a place of size bytes. size: sizeof(hangtime_settings).
///
/// Returns: nothing; does nothing if settings is NULL or size is no size of this struct.
/// Threads: any. From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_settings_init(settings: *mut hangtime_settings, size: usize) {
    // SAFETY: the header asks for a place of `size` bytes.
    unsafe { structs::init(settings, size) }
}

/// Sets the periods of a named preset and leaves the rest: "default" (300 s, no prompt), "gentle"
/// (420 s, the last 120 s prompting), "classic" (180 s, the last 60 s prompting). The waiting
/// timeout follows again.
///
/// settings: initialized settings. preset: the name.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_SIZE if the settings' size is wrong;
/// HANGTIME_ERR_NOT_FOUND if there is no preset of that name. Threads: any. From a callback: allowed.
/// Pointers: nothing is kept. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_settings_set_preset(
    settings: *mut hangtime_settings,
    preset: *const c_char,
) -> hangtime_result {
    guard(|| {
        // SAFETY: the header asks for settings that begin with their size.
        let place = unsafe { structs::Place::new(settings)? };
        if preset.is_null() {
            return Err(Error::Null);
        }
        // SAFETY: `Place::new` has seen the size, which is at least the first version's.
        let known: hangtime_settings = unsafe { structs::read(settings)? };
        // SAFETY: the header asks for a NUL-terminated text.
        let name = unsafe { CStr::from_ptr(preset) };
        let (idle_timeout_ms, prompt_ms) = match name.to_bytes() {
            b"default" => (300_000, 0),
            b"gentle" => (420_000, 120_000),
            b"classic" => (180_000, 60_000),
            _ => return Err(Error::NotFound),
        };
        let waiting_timeout_ms = HANGTIME_FOLLOW;
        place.set(hangtime_settings { idle_timeout_ms, waiting_timeout_ms, prompt_ms, ..known });
        Ok(())
    })
}

/// Checks settings as hangtime_session_open does, and says what is wrong with them.
///
/// settings: the settings, or NULL for all defaults. out_field: gets the name of the first wrong
/// field, NULL if there is none; may be NULL. out_reason: gets what is wrong with it, to be read after
/// the name, NULL if nothing is; may be NULL.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_INVALID (the one failure with which the outputs are written);
/// HANGTIME_ERR_SIZE if the settings' size is wrong. Threads: any. From a callback: allowed.
/// Pointers: the texts are static, nothing to free. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_settings_check(
    settings: *const hangtime_settings,
    out_field: *mut *const c_char,
    out_reason: *mut *const c_char,
) -> hangtime_result {
    guard(|| {
        // SAFETY: the header asks for settings that begin with their size, or NULL.
        let checked = unsafe { read(settings) };
        if checked == Err(Refused::Size) {
            return Err(Error::Size);
        }
        let fault = checked.err().and_then(Refused::fault);
        let (field, reason) = fault.map_or((std::ptr::null(), std::ptr::null()), |fault| {
            (fault.field.as_ptr(), fault.reason.as_ptr())
        });
        // SAFETY: the header asks for writable places or NULL.
        if let Some(place) = unsafe { out_field.as_mut() } {
            *place = field;
        }
        // SAFETY: the same.
        if let Some(place) = unsafe { out_reason.as_mut() } {
            *place = reason;
        }
        if fault.is_some() { Err(Error::Invalid) } else { Ok(()) }
    })
}

/// Why settings can not be taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refused {
    Size,
    Fault(Fault),
}

impl Refused {
    fn fault(self) -> Option<Fault> {
        match self {
            Refused::Size => None,
            Refused::Fault(fault) => Some(fault),
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        match refused {
            Refused::Size => Error::Size,
            Refused::Fault(_) => Error::Invalid,
        }
    }
}

/// Reads and checks settings; NULL is all defaults.
///
/// # Safety
/// `host` is NULL or begins with its size.
pub(super) unsafe fn read(host: *const hangtime_settings) -> Result<Settings, Refused> {
    if host.is_null() {
        return Ok(Settings::default());
    }
    // SAFETY: the caller vouches for it.
    let host = unsafe { structs::read(host) }.map_err(|_| Refused::Size)?;
    let settings = settings(&host).map_err(Refused::Fault)?;
    settings.check().map_err(Refused::Fault)?;
    Ok(settings)
}

fn settings(host: &hangtime_settings) -> Result<Settings, Fault> {
    let ms = Span::from_ms;
    let follows = host.waiting_timeout_ms == HANGTIME_FOLLOW;
    if host.reserved != 0 {
        return Err(Fault { field: c"reserved", reason: c"is not 0" });
    }
    Ok(Settings {
        idle_timeout: ms(host.idle_timeout_ms),
        waiting_timeout: if follows { None } else { Some(ms(host.waiting_timeout_ms)) },
        prompt: ms(host.prompt_ms),
        resync_grace: ms(host.resync_grace_ms),
        leave_grace: ms(host.leave_grace_ms),
        min_notice: ms(host.min_notice_ms),
        max_extensions: host.max_extensions,
        max_duration: ms(host.max_duration_ms),
        max_duration_warning: ms(host.max_duration_warning_ms),
        count_kinds: kinds(host.count_kinds)?,
        count_own_devices: match host.count_own_devices {
            0 => false,
            1 => true,
            _ => return Err(Fault { field: c"count_own_devices", reason: c"is neither 0 nor 1" }),
        },
        link_lost: match host.link_lost {
            HANGTIME_LINK_LOST_FREEZE => LinkLost::Freeze,
            HANGTIME_LINK_LOST_COUNT => LinkLost::Count,
            _ => return Err(unknown(c"link_lost", c"is none of HANGTIME_LINK_LOST_...")),
        },
        session_type: match host.session_type {
            HANGTIME_TYPE_VIDEO => SessionType::Video,
            HANGTIME_TYPE_VOICE => SessionType::Voice,
            _ => return Err(unknown(c"session_type", c"is none of HANGTIME_TYPE_...")),
        },
        limits: Limits {
            participants: host.max_participants,
            listeners: host.max_listeners,
            holds: host.max_holds,
            log_lines: host.max_log_lines,
        },
    })
}

fn kinds(bits: u32) -> Result<Kinds, Fault> {
    let fault = unknown(c"count_kinds", c"has a bit that is no 1 << HANGTIME_KIND_...");
    let mut kinds = Kinds::NOBODY;
    for number in 0..u32::BITS {
        if bits & bit(number) == 0 {
            continue;
        }
        match participant::kind(number) {
            Ok(Some(kind)) => kinds = kinds.with(kind),
            Ok(None) | Err(_) => return Err(fault),
        }
    }
    Ok(kinds)
}

fn unknown(field: &'static CStr, reason: &'static CStr) -> Fault {
    Fault { field, reason }
}
