//! Linux, Android, Apple systems and other Unixes.

use std::ffi::{CStr, c_int, c_void};
use std::mem::{ManuallyDrop, MaybeUninit};

use crate::engine::{Running, Signal};
use crate::error::Error;
use crate::model::Span;

/// The clock that counts the time the device sleeps: on Apple systems that is `CLOCK_MONOTONIC`.
#[cfg(any(target_os = "linux", target_os = "android"))]
const CLOCK: libc::clockid_t = libc::CLOCK_BOOTTIME;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const CLOCK: libc::clockid_t = libc::CLOCK_MONOTONIC;

/// Reads the clock.
pub fn now() -> Span {
    let mut time = MaybeUninit::<libc::timespec>::zeroed();
    // SAFETY: the place is a timespec, and the clock is one that the system has.
    unsafe { libc::clock_gettime(CLOCK, time.as_mut_ptr()) };
    // SAFETY: zero is a value of it, and the call writes another.
    let time = unsafe { time.assume_init() };
    // Neither is negative: the clock counts from the start of the system.
    Span::from_micros(time.tv_sec as u64 * 1_000_000 + time.tv_nsec as u64 / 1000)
}

/// Starts a named thread which the signals of the host do not reach.
pub fn spawn(
    name: &'static CStr,
    stack_size: usize,
    body: Box<dyn FnOnce() + Send>,
) -> Result<Box<dyn Running>, Error> {
    let start = Box::into_raw(Box::new(Start { name, body }));
    // Blocked before the thread exists, since it inherits the mask; then put back for the host.
    let before = mask(&blocked());
    // SAFETY: `start` is a box that the thread takes over.
    let thread = unsafe { create(stack_size, start.cast()) };
    mask(&before);
    match thread {
        Some(thread) => Ok(Box::new(Thread(thread))),
        None => {
            // SAFETY: there is no thread, so the box is still ours.
            drop(unsafe { Box::from_raw(start) });
            Err(Error::Thread)
        }
    }
}

struct Start {
    name: &'static CStr,
    body: Box<dyn FnOnce() + Send>,
}

/// # Safety
/// `start` is a box of [`Start`].
unsafe fn create(stack_size: usize, start: *mut c_void) -> Option<libc::pthread_t> {
    let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
    // SAFETY: the place is for attributes.
    if unsafe { libc::pthread_attr_init(attributes.as_mut_ptr()) } != 0 {
        return None;
    }
    // SAFETY: they were initialized.
    let mut attributes = unsafe { attributes.assume_init() };
    // Systems take whole pages, and not less than a minimum: then the default stays.
    let size = stack_size.max(libc::PTHREAD_STACK_MIN).checked_next_multiple_of(64 * 1024);
    if let Some(size) = size {
        // SAFETY: they were initialized.
        unsafe { libc::pthread_attr_setstacksize(&raw mut attributes, size) };
    }
    let mut thread = MaybeUninit::<libc::pthread_t>::uninit();
    // SAFETY: `run` takes the box over.
    let failed =
        unsafe { libc::pthread_create(thread.as_mut_ptr(), &raw const attributes, run, start) };
    // SAFETY: they were initialized and are not used any more.
    unsafe { libc::pthread_attr_destroy(&raw mut attributes) };
    // SAFETY: a thread that was created was written.
    (failed == 0).then(|| unsafe { thread.assume_init() })
}

extern "C" fn run(start: *mut c_void) -> *mut c_void {
    // SAFETY: `spawn` made the box for this thread.
    let Start { name, body } = *unsafe { Box::from_raw(start.cast::<Start>()) };
    set_name(name);
    body();
    std::ptr::null_mut()
}

#[cfg(target_vendor = "apple")]
fn set_name(name: &CStr) {
    // SAFETY: the name is NUL-terminated.
    unsafe { libc::pthread_setname_np(name.as_ptr()) };
}

#[cfg(not(target_vendor = "apple"))]
fn set_name(name: &CStr) {
    // SAFETY: no pointers.
    let this = unsafe { libc::pthread_self() };
    // SAFETY: the name is NUL-terminated, the thread this one.
    unsafe { libc::pthread_setname_np(this, name.as_ptr()) };
}

/// Every signal but those that a thread causes itself and the one of profilers.
fn blocked() -> libc::sigset_t {
    let mut set = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: the place is for a set.
    unsafe { libc::sigfillset(set.as_mut_ptr()) };
    // SAFETY: it was filled.
    let mut set = unsafe { set.assume_init() };
    let own =
        [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL, libc::SIGTRAP, libc::SIGSYS];
    for signal in own.into_iter().chain([libc::SIGABRT, libc::SIGPROF]) {
        // SAFETY: it was filled.
        unsafe { libc::sigdelset(&raw mut set, signal) };
    }
    set
}

/// Sets the calling thread's mask; returns the one before.
fn mask(set: &libc::sigset_t) -> libc::sigset_t {
    let mut before = *set;
    // SAFETY: both are sets.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, set, &raw mut before) };
    before
}

/// A thread that goes on by itself unless it is joined.
struct Thread(libc::pthread_t);

// SAFETY: a thread may be joined or detached from any other.
unsafe impl Send for Thread {}

impl Running for Thread {
    fn join(self: Box<Self>) {
        let thread = ManuallyDrop::new(*self);
        // SAFETY: it was neither joined nor detached.
        unsafe { libc::pthread_join(thread.0, std::ptr::null_mut()) };
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        // SAFETY: it was neither joined nor detached.
        unsafe { libc::pthread_detach(self.0) };
    }
}

/// What poll mode waits for: an eventfd, or a pipe where there is none.
pub struct Descriptor {
    read: c_int,
    write: c_int,
}

impl Descriptor {
    /// Makes one.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub fn new() -> Result<Descriptor, Error> {
        // SAFETY: no pointers.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        if fd < 0 { Err(Error::System) } else { Ok(Descriptor { read: fd, write: fd }) }
    }

    /// Makes one.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub fn new() -> Result<Descriptor, Error> {
        let mut ends = [0; 2];
        // SAFETY: room for two descriptors.
        if unsafe { libc::pipe(ends.as_mut_ptr()) } != 0 {
            return Err(Error::System);
        }
        let [read, write] = ends;
        for end in ends {
            // SAFETY: a descriptor of ours.
            unsafe { libc::fcntl(end, libc::F_SETFL, libc::O_NONBLOCK) };
            // SAFETY: the same.
            unsafe { libc::fcntl(end, libc::F_SETFD, libc::FD_CLOEXEC) };
        }
        Ok(Descriptor { read, write })
    }
}

// An eventfd takes and gives eight bytes, the count; a pipe any.
impl Signal for Descriptor {
    fn raise(&self) {
        let one = 1_u64;
        // SAFETY: eight readable bytes. It can not block, and full is as good as raised.
        unsafe { libc::write(self.write, (&raw const one).cast(), 8) };
    }

    fn clear(&self) {
        let mut count = 0_u64;
        // SAFETY: eight writable bytes. Raised once, it is empty after one read.
        unsafe { libc::read(self.read, (&raw mut count).cast(), 8) };
    }

    fn descriptor(&self) -> isize {
        self.read as isize
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: a descriptor of ours that nobody uses any more.
        unsafe { libc::close(self.read) };
        if self.write != self.read {
            // SAFETY: the same.
            unsafe { libc::close(self.write) };
        }
    }
}

/// The process an engine was made in, told by a page that the kernel empties in a child: a glance
/// at memory, where asking for the process id is a system call.
pub struct Origin {
    page: *mut u8,
    size: usize,
    /// The process id, where the kernel does not empty pages.
    pid: Option<libc::pid_t>,
}

// SAFETY: the page is written once, before it is shared.
unsafe impl Send for Origin {}
// SAFETY: the same.
unsafe impl Sync for Origin {}

impl Origin {
    /// Notes this process.
    pub fn here() -> Result<Origin, Error> {
        // SAFETY: no pointers.
        let size = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) })
            .map_err(|_| Error::System)?;
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON;
        // SAFETY: a new page, wherever the system likes.
        let page = unsafe { libc::mmap(std::ptr::null_mut(), size, access, flags, -1, 0) };
        if page == libc::MAP_FAILED {
            return Err(Error::System);
        }
        let pid = if empty_in_child(page, size) {
            None
        } else {
            // SAFETY: no pointers.
            Some(unsafe { libc::getpid() })
        };
        let page = page.cast::<u8>();
        // SAFETY: a writable page of ours.
        unsafe { page.write(1) };
        Ok(Origin { page, size, pid })
    }

    /// Tells whether this is a child of the process that was noted.
    pub fn is_elsewhere(&self) -> bool {
        match self.pid {
            // SAFETY: the page lives as long as this. Volatile: a fork changes it unseen.
            None => unsafe { self.page.read_volatile() == 0 },
            // SAFETY: no pointers.
            Some(pid) => unsafe { libc::getpid() != pid },
        }
    }

    /// A number that is this engine's own among all that live, and unlikely to be that of one
    /// that lived.
    pub fn mask(&self) -> u32 {
        let mixed = (self.page as u64 ^ now().as_micros().rotate_left(32))
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as u32
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        // SAFETY: a page of ours that nobody uses any more.
        unsafe { libc::munmap(self.page.cast(), self.size) };
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn empty_in_child(page: *mut c_void, size: usize) -> bool {
    // SAFETY: a page of ours, and an advice that there is none of: only who takes every advice and
    // follows none, as emulators of processes do, takes this one.
    let pretends = unsafe { libc::madvise(page, size, -1) == 0 };
    // SAFETY: a page of ours. Kernels before 4.14 refuse.
    !pretends && unsafe { libc::madvise(page, size, libc::MADV_WIPEONFORK) == 0 }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn empty_in_child(_: *mut c_void, _: usize) -> bool {
    false
}
