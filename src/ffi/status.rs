//! Status and numbers as the header has them.

use std::mem::offset_of;

use super::event::{HANGTIME_CAUSE_NONE, end_cause, hangtime_cause};
use super::settings::{HANGTIME_TYPE_VIDEO, HANGTIME_TYPE_VOICE, hangtime_session_type};
use super::structs::{self, Versioned};
use crate::engine::{Census, Stats};
use crate::model::{EndReason, Link, Phase, SessionType, Span, Stage, Status};

/// A time that never comes, and a number without a limit.
pub const HANGTIME_NEVER: u64 = u64::MAX;
/// extensions_left of a session without max_extensions.
pub const HANGTIME_UNLIMITED: u32 = u32::MAX;

/// How far a session is in its life: one of HANGTIME_STATE_...
pub type hangtime_state = u32;
/// Opened, not joined.
pub const HANGTIME_STATE_NEW: hangtime_state = 0;
/// The local user is in it.
pub const HANGTIME_STATE_JOINED: hangtime_state = 1;
/// Over because it timed out; end_cause says why.
pub const HANGTIME_STATE_TIMED_OUT: hangtime_state = 2;
/// Over because the user left.
pub const HANGTIME_STATE_LEFT: hangtime_state = 3;
/// Over because the link was closed.
pub const HANGTIME_STATE_CONNECTION_CLOSED: hangtime_state = 4;

/// What the time of a joined session does: one of HANGTIME_PHASE_...
pub type hangtime_phase = u32;
/// Not joined, or over.
pub const HANGTIME_PHASE_NONE: hangtime_phase = 0;
/// Somebody else counts.
pub const HANGTIME_PHASE_ACCOMPANIED: hangtime_phase = 1;
/// Alone, with a period of 0.
pub const HANGTIME_PHASE_DISABLED: hangtime_phase = 2;
/// Alone, and the link is lost: the time stands still.
pub const HANGTIME_PHASE_PAUSED: hangtime_phase = 3;
/// Alone, with a hold: the time stands still.
pub const HANGTIME_PHASE_HELD: hangtime_phase = 4;
/// Alone, and queued reports are still arriving: nothing fires.
pub const HANGTIME_PHASE_RESYNCING: hangtime_phase = 5;
/// Alone, and the time runs.
pub const HANGTIME_PHASE_COUNTING: hangtime_phase = 6;
/// Alone, and the prompt is shown.
pub const HANGTIME_PHASE_PROMPTING: hangtime_phase = 7;

/// Whether the media link carries anything: one of HANGTIME_LINK_...
pub type hangtime_link = u32;
/// It does.
pub const HANGTIME_LINK_UP: hangtime_link = 0;
/// It does not, for now.
pub const HANGTIME_LINK_DOWN: hangtime_link = 1;
/// It does not, and will not.
pub const HANGTIME_LINK_CLOSED: hangtime_link = 2;

/// How a session stands. Begin with HANGTIME_STATUS_INIT or hangtime_status_init.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hangtime_status {
    /// The size of this struct, set by the initializers.
    pub size: usize,
    /// For how long the user has been alone; HANGTIME_NEVER if not alone.
    pub alone_for_ms: u64,
    /// Time left until the prompt, as if counting went on now; HANGTIME_NEVER if none will come
    /// or it is shown.
    pub until_prompt_ms: u64,
    /// Time left until the session ends because the user is alone, as if counting went on now;
    /// HANGTIME_NEVER if it will not.
    pub until_end_ms: u64,
    /// Time left until the longest duration; HANGTIME_NEVER if there is none.
    pub until_max_duration_ms: u64,
    /// How far the session is in its life: HANGTIME_STATE_...
    pub state: hangtime_state,
    /// What its time does: HANGTIME_PHASE_...
    pub phase: hangtime_phase,
    /// Whether the link is up: HANGTIME_LINK_...
    pub link: hangtime_link,
    /// Why it timed out: HANGTIME_CAUSE_..., HANGTIME_CAUSE_NONE if it did not.
    pub end_cause: hangtime_cause,
    /// What kind of call it is: HANGTIME_TYPE_...
    pub session_type: hangtime_session_type,
    /// Users who are company, each once.
    pub others: u32,
    /// Connections in the roster, of every kind.
    pub participants: u32,
    /// Holds that are active.
    pub holds: u32,
    /// How often the user may still extend; HANGTIME_UNLIMITED without a limit.
    pub extensions_left: u32,
    /// How many prompts have been shown.
    pub prompts: u32,
}

// SAFETY: repr(C), begins with the size, integers only.
unsafe impl Versioned for hangtime_status {
    const FIRST: usize = size_of::<hangtime_status>();

    fn defaults() -> hangtime_status {
        // SAFETY: integers only.
        let zero: hangtime_status = unsafe { structs::zeroed() };
        hangtime_status { size: size_of::<hangtime_status>(), ..zero }
    }
}

/// Counts of an engine, each right at some instant of the call. Begin with HANGTIME_STATS_INIT or
/// hangtime_stats_init.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct hangtime_stats {
    /// The size of this struct, set by the initializers.
    pub size: usize,
    /// Sessions that are open.
    pub sessions: u64,
    /// Listeners that are added.
    pub listeners: u64,
    /// Sessions that timed out so far.
    pub timed_out: u64,
    /// Events that wait for their callback, or to be taken in poll mode.
    pub events_queued: u64,
    /// Events delivered to listeners so far.
    pub events_delivered: u64,
    /// Entries in the queue of deadlines, stale ones included.
    pub deadlines_queued: u64,
    /// Listeners dropped because whoever listened was gone.
    pub listeners_dropped: u64,
    /// How often a session was judged more than 1000 ms after the time when something fell due in
    /// it, so far: the device slept, the process was frozen, or the machine does not keep up. Each
    /// time counts once, whatever came of it: an event with its late_ms, or a resync.
    pub late: u64,
    /// The longest that a session was judged after something fell due in it so far, in
    /// microseconds; also below the 1000 ms of late.
    pub longest_late_us: u64,
    /// Callbacks that run now, on_release of a detached listener among them: 0 or 1, because one
    /// thread makes them; 0 in poll mode.
    pub callbacks_running: u64,
    /// For how long that callback has run, in microseconds of the system's clock, also where the
    /// engine's is a manual one; 0 if none runs.
    pub callback_running_for_us: u64,
    /// The longest callback that is over, in the same microseconds; 0 in poll mode. What the
    /// delivery itself takes is in it, mostly below a microsecond.
    pub longest_callback_us: u64,
    /// Shards that the sessions are spread over; a new one goes to the next in turn.
    pub shards: u64,
    /// Sessions in which something will fall due by itself. This field and all after it take a
    /// look at every session; see hangtime_engine_stats for how to do without.
    pub armed: u64,
    /// Sessions in HANGTIME_PHASE_NONE, which are not joined, or over.
    pub not_joined: u64,
    /// Sessions in HANGTIME_PHASE_ACCOMPANIED. The phases are those that the sessions had when
    /// they were judged last; together with not_joined they are all sessions.
    pub accompanied: u64,
    /// Sessions in HANGTIME_PHASE_DISABLED.
    pub disabled: u64,
    /// Sessions in HANGTIME_PHASE_PAUSED.
    pub paused: u64,
    /// Sessions in HANGTIME_PHASE_HELD.
    pub held: u64,
    /// Sessions in HANGTIME_PHASE_RESYNCING.
    pub resyncing: u64,
    /// Sessions in HANGTIME_PHASE_COUNTING.
    pub counting: u64,
    /// Sessions in HANGTIME_PHASE_PROMPTING.
    pub prompting: u64,
    /// Sessions in the shard that has the fewest.
    pub smallest_shard: u64,
    /// Sessions in the shard that has the most.
    pub largest_shard: u64,
}

// SAFETY: repr(C), begins with the size, integers only.
unsafe impl Versioned for hangtime_stats {
    const FIRST: usize = offset_of!(hangtime_stats, late);

    fn defaults() -> hangtime_stats {
        // SAFETY: integers only.
        let zero: hangtime_stats = unsafe { structs::zeroed() };
        hangtime_stats { size: size_of::<hangtime_stats>(), ..zero }
    }
}

/// Prepares a place for hangtime_session_status; for languages without HANGTIME_STATUS_INIT.
///
/// status: a place of size bytes. size: sizeof(hangtime_status).
///
/// Returns: nothing; does nothing if status is NULL or size is no size of this struct.
/// Threads: any. From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_status_init(status: *mut hangtime_status, size: usize) {
    // SAFETY: the header asks for a place of `size` bytes.
    unsafe { structs::init(status, size) }
}

/// Prepares a place for hangtime_engine_stats; for languages without HANGTIME_STATS_INIT.
///
/// stats: a place of size bytes. size: sizeof(hangtime_stats).
///
/// Returns: nothing; does nothing if stats is NULL or size is no size of this struct.
/// Threads: any. From a callback: allowed. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_stats_init(stats: *mut hangtime_stats, size: usize) {
    // SAFETY: the header asks for a place of `size` bytes.
    unsafe { structs::init(stats, size) }
}

impl hangtime_stats {
    pub(super) fn new(stats: Stats, census: Census) -> hangtime_stats {
        let [not_joined, accompanied, disabled, paused, held, resyncing, counting, prompting] =
            census.phases;
        hangtime_stats {
            size: size_of::<hangtime_stats>(),
            sessions: stats.sessions,
            listeners: stats.listeners,
            timed_out: stats.timed_out,
            events_queued: stats.events_queued,
            events_delivered: stats.events_delivered,
            deadlines_queued: stats.deadlines_queued,
            listeners_dropped: stats.listeners_dropped,
            late: stats.late,
            longest_late_us: stats.longest_late.as_micros(),
            callbacks_running: stats.callbacks_running,
            callback_running_for_us: stats.callback_running_for.as_micros(),
            longest_callback_us: stats.longest_callback.as_micros(),
            shards: stats.shards,
            armed: census.armed,
            not_joined,
            accompanied,
            disabled,
            paused,
            held,
            resyncing,
            counting,
            prompting,
            smallest_shard: census.smallest_shard,
            largest_shard: census.largest_shard,
        }
    }
}

impl From<Status> for hangtime_status {
    fn from(status: Status) -> hangtime_status {
        let ms = |span: Option<Span>| span.map_or(HANGTIME_NEVER, Span::as_ms);
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let (state, end_cause) = state(status.stage);
        hangtime_status {
            size: size_of::<hangtime_status>(),
            alone_for_ms: ms(status.alone_for),
            until_prompt_ms: ms(status.until_prompt),
            until_end_ms: ms(status.until_end),
            until_max_duration_ms: ms(status.until_max_duration),
            state,
            phase: phase(status.phase),
            link: match status.link {
                Link::Up => HANGTIME_LINK_UP,
                Link::Lost => HANGTIME_LINK_DOWN,
                Link::Closed => HANGTIME_LINK_CLOSED,
            },
            end_cause,
            session_type: match status.session_type {
                SessionType::Video => HANGTIME_TYPE_VIDEO,
                SessionType::Voice => HANGTIME_TYPE_VOICE,
            },
            others: count(status.others),
            participants: count(status.participants),
            holds: count(status.holds),
            extensions_left: status.extensions_left.unwrap_or(HANGTIME_UNLIMITED),
            prompts: status.prompts,
        }
    }
}

fn state(stage: Stage) -> (hangtime_state, hangtime_cause) {
    match stage {
        Stage::New => (HANGTIME_STATE_NEW, HANGTIME_CAUSE_NONE),
        Stage::Joined => (HANGTIME_STATE_JOINED, HANGTIME_CAUSE_NONE),
        Stage::Ended(EndReason::TimedOut(cause)) => (HANGTIME_STATE_TIMED_OUT, end_cause(cause)),
        Stage::Ended(EndReason::Left) => (HANGTIME_STATE_LEFT, HANGTIME_CAUSE_NONE),
        Stage::Ended(EndReason::ConnectionClosed) => {
            (HANGTIME_STATE_CONNECTION_CLOSED, HANGTIME_CAUSE_NONE)
        }
    }
}

fn phase(phase: Option<Phase>) -> hangtime_phase {
    match phase {
        None => HANGTIME_PHASE_NONE,
        Some(Phase::Accompanied) => HANGTIME_PHASE_ACCOMPANIED,
        Some(Phase::Disabled) => HANGTIME_PHASE_DISABLED,
        Some(Phase::Paused) => HANGTIME_PHASE_PAUSED,
        Some(Phase::Held) => HANGTIME_PHASE_HELD,
        Some(Phase::Resyncing) => HANGTIME_PHASE_RESYNCING,
        Some(Phase::Counting) => HANGTIME_PHASE_COUNTING,
        Some(Phase::Prompting) => HANGTIME_PHASE_PROMPTING,
    }
}
