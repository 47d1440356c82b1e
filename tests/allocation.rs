//! What the reports of a million sessions do all the time takes no memory from the system.
#![allow(clippy::multiple_unsafe_ops_per_block, reason = "a test")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::CStr;
use std::ptr::null;

use hangtime::ffi::*;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: everything is the system's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps what the trait asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the same.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// An engine with a session in which alice is alone.
struct Call {
    engine: *mut hangtime_engine,
    session: hangtime_session,
}

impl Call {
    fn begin(clock: hangtime_clock) -> Call {
        let mut engine = std::ptr::null_mut();
        let mut session = 0;
        // SAFETY: places that are there, texts that end, structs of their size.
        unsafe {
            let mut options = std::mem::MaybeUninit::<hangtime_engine_options>::uninit();
            hangtime_engine_options_init(options.as_mut_ptr(), size_of_val(&options));
            let mut options = options.assume_init();
            options.clock = clock;
            assert_eq!(hangtime_engine_new(&options, &mut engine), HANGTIME_OK);
            let id = c"session-00000001".as_ptr();
            assert_eq!(hangtime_session_open(engine, id, null(), &mut session), HANGTIME_OK);
            let uid = c"alice-0123456789".as_ptr();
            assert_eq!(hangtime_session_joined(engine, session, uid, null(), 0), HANGTIME_OK);
        }
        Call { engine, session }
    }

    /// Somebody comes, and goes.
    fn pair(&self, uid: &CStr, pid: &CStr) {
        let Call { engine, session } = *self;
        let (uid, pid) = (uid.as_ptr(), pid.as_ptr());
        // SAFETY: a live engine and texts that end.
        unsafe {
            let came = hangtime_participant_joined(engine, session, uid, pid, HANGTIME_KIND_HUMAN);
            assert_eq!(came, HANGTIME_OK);
            assert_eq!(hangtime_participant_left(engine, session, pid), HANGTIME_OK);
        }
    }

    /// How often memory was asked for by so many pairs.
    fn allocations(&self, pairs: u32, uid: &CStr, pid: &CStr) -> u64 {
        let before = ALLOCATIONS.with(Cell::get);
        (0..pairs).for_each(|_| self.pair(uid, pid));
        ALLOCATIONS.with(Cell::get) - before
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        // SAFETY: it is freed once.
        assert_eq!(unsafe { hangtime_engine_free(self.engine) }, HANGTIME_OK);
    }
}

#[test]
fn somebody_who_comes_and_goes_takes_no_memory() {
    for clock in [HANGTIME_CLOCK_MANUAL, HANGTIME_CLOCK_SYSTEM] {
        let call = Call::begin(clock);
        let (uid, pid) = (c"bob-0123456789-01234567", c"bob-phone-0123-456789abc");
        // Until the log is full.
        call.allocations(100, uid, pid);
        assert_eq!(call.allocations(10_000, uid, pid), 0);
    }
}

#[test]
fn a_longer_id_takes_some() {
    let call = Call::begin(HANGTIME_CLOCK_MANUAL);
    let id = c"bob-whose-id-is-longer-than-others";
    call.allocations(100, id, id);
    assert_eq!(call.allocations(10, id, id), 20);
}
