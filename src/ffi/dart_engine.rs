//! Engines of Dart isolates. An isolate can be killed at any moment, such as by a hot restart: the
//! next start frees what it left.

use std::ffi::c_void;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::dart_port::DartPort;
use super::engine::{
    hangtime_engine, hangtime_engine_free, hangtime_engine_new, hangtime_engine_options,
};
use super::result::{HANGTIME_OK, hangtime_result};
use crate::error::Error;

/// Makes an engine as hangtime_engine_new does, for the isolate that a Dart port belongs to, and
/// frees those that were made so for ports which take nothing any more: nobody else could find what
/// an isolate that was killed has left, as in a hot restart.
///
/// For this the library keeps a list of the engines that were made so, in the whole process. One
/// port may have several engines. The ports of others are posted a null, which they ignore.
///
/// options: what to choose, or NULL for the defaults. post_cobject, port: as with
/// hangtime_listener_add_dart_port; a port that is open as long as its isolate lives. out_engine:
/// gets the engine. out_claim: gets what hangtime_engine_free_dart_port takes: a number in the form
/// of an address, never NULL and never used twice.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL if one of the pointers but options is; HANGTIME_ERR_INVALID
/// for port 0; otherwise as hangtime_engine_new. Threads: any; in a process that was forked from
/// that of the virtual machine there is none, and so no use for this. From a callback: allowed.
/// Pointers: the options are copied; the engine is the host's until
/// hangtime_engine_free_dart_port, which is the one to free it. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_new_dart_port(
    options: *const hangtime_engine_options,
    post_cobject: *mut c_void,
    port: i64,
    out_engine: *mut *mut hangtime_engine,
    out_claim: *mut *mut c_void,
) -> hangtime_result {
    // No guard: nothing here panics, and the calls below have their own.
    // SAFETY: the header asks for Dart_PostCObject.
    let owner = match unsafe { DartPort::new(post_cobject, port) } {
        Ok(owner) if !out_claim.is_null() => owner,
        Ok(_) => return Error::Null as hangtime_result,
        Err(error) => return error as hangtime_result,
    };
    // SAFETY: what it asks for, the header does.
    let result = unsafe { hangtime_engine_new(options, out_engine) };
    if result == HANGTIME_OK {
        free_orphans(port);
        // SAFETY: it was just written.
        let engine = unsafe { out_engine.read() };
        let claim = owned().add(engine, owner);
        // SAFETY: the header asks for a writable place.
        unsafe { out_claim.write(std::ptr::without_provenance_mut(claim)) };
    }
    result
}

/// Frees an engine that was made with hangtime_engine_new_dart_port, as hangtime_engine_free does.
/// Fit to be the function of a native finalizer, which may come when the engine is gone already.
///
/// claim: what that function wrote.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_HANDLE for a claim that was given before, or whose engine was
/// freed because its port was gone; HANGTIME_ERR_FORKED in a child process, where nothing is freed;
/// HANGTIME_ERR_PANIC. Threads: any; no other thread may use the engine now or later. From a
/// callback: allowed. Pointers: the engine is gone, and so are its handles. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_engine_free_dart_port(claim: *mut c_void) -> hangtime_result {
    free(claim.addr())
}

/// What outlives an isolate: nothing of Dart's does, and the next start has to look somewhere.
static OWNED: Mutex<Owned> = Mutex::new(Owned { claims: 0, newest: std::ptr::null_mut() });

fn owned() -> MutexGuard<'static, Owned> {
    OWNED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The engines that were made here, the newest first.
struct Owned {
    claims: usize,
    newest: *mut Entry,
}

struct Entry {
    claim: usize,
    engine: *mut hangtime_engine,
    owner: DartPort,
    older: *mut Entry,
}

// SAFETY: an engine may be freed on any thread, and is by who took it out of the list.
unsafe impl Send for Owned {}

impl Owned {
    fn add(&mut self, engine: *mut hangtime_engine, owner: DartPort) -> usize {
        self.claims += 1;
        let entry = Entry { claim: self.claims, engine, owner, older: self.newest };
        self.newest = Box::into_raw(Box::new(entry));
        self.claims
    }

    /// The newest that is older than a claim.
    fn before(&self, claim: usize) -> Option<(usize, DartPort)> {
        let mut place = self.newest;
        // SAFETY: NULL or an entry, which lives until it is taken out.
        while let Some(entry) = unsafe { place.as_ref() } {
            if entry.claim < claim {
                return Some((entry.claim, entry.owner));
            }
            place = entry.older;
        }
        None
    }

    /// Takes an engine out, so that nobody else frees it.
    fn take(&mut self, claim: usize) -> Option<*mut hangtime_engine> {
        let mut place = &mut self.newest;
        loop {
            // SAFETY: NULL or an entry, which lives until it is taken out.
            let entry = unsafe { place.as_mut() }?;
            if entry.claim == claim {
                *place = entry.older;
                // SAFETY: `add` made it with a box, and nothing leads to it any more.
                return Some(unsafe { Box::from_raw(entry) }.engine);
            }
            place = &mut entry.older;
        }
    }
}

fn free(claim: usize) -> hangtime_result {
    let taken = owned().take(claim);
    let Some(engine) = taken else { return Error::Handle as hangtime_result };
    // SAFETY: it was made here, and nobody else finds it any more.
    unsafe { hangtime_engine_free(engine) }
}

/// Frees the engines of ports that are gone.
fn free_orphans(present: i64) {
    let mut last = usize::MAX;
    loop {
        let next = owned().before(last);
        let Some((claim, owner)) = next else { return };
        last = claim;
        // Posted under no lock: the virtual machine takes its own. A finalizer may come first.
        if owner.port != present && owner.is_gone() {
            free(claim);
        }
    }
}
