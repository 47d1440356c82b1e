//! Listeners in a Dart isolate: events go to a port, which may be gone before its listener is.

use std::ffi::c_void;
use std::sync::Arc;

use super::boundary::{Out, duration, with_engine};
use super::engine::hangtime_engine;
use super::event::{event, hangtime_event};
use super::listener::hangtime_listener_id;
use super::result::hangtime_result;
use super::session::hangtime_session;
use crate::engine::{Engine, Listener, Listening, Notice};
use crate::error::Error;

/// Adds a Dart port as a listener: each event is posted to it as a list of eight integers, the
/// fields of hangtime_event in their order. No Dart code is called, and there is no function pointer
/// that a hot restart could leave dangling.
///
/// engine: the engine. session: the session, in any state. post_cobject: Dart_PostCObject of the
/// virtual machine, in Dart NativeApi.postCObject. port: the port, in Dart sendPort.nativePort.
/// out_listener: gets the handle, for hangtime_listener_remove and hangtime_listener_detach.
///
/// A port that takes nothing any more, because it was closed or its isolate is gone, is dropped with
/// the first event that can not be posted, and counted in listeners_dropped of hangtime_stats.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for port 0, which is none;
/// HANGTIME_ERR_HANDLE if there is no such session; HANGTIME_ERR_LIMIT beyond max_listeners;
/// HANGTIME_ERR_POLLED in poll mode; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC.
/// Threads: any. From a callback: allowed. Pointers: nothing is lent, so nothing is released; the
/// virtual machine must outlive the listener. When it was removed nothing is posted any more; what
/// was posted before may still wait in the isolate's queue. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_listener_add_dart_port(
    engine: *mut hangtime_engine,
    session: hangtime_session,
    post_cobject: *mut c_void,
    port: i64,
    out_listener: *mut hangtime_listener_id,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a writable place.
        let out = unsafe { Out::new(out_listener)? };
        // SAFETY: the header asks for Dart_PostCObject.
        let listener = unsafe { DartPort::new(post_cobject, port)? };
        out.set(engine.add_listener(session, Arc::new(listener))?);
        Ok(())
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Opens a session from the bytes of another as hangtime_session_restore does, with a Dart port as
/// its listener, present before anything can happen. The listener goes as the session is closed or
/// the port is found dead.
///
/// engine: the engine. bytes, length: what hangtime_session_snapshot wrote. elapsed_ms: how much time
/// has passed since; it counts as if the session had been there. post_cobject, port: as with
/// hangtime_listener_add_dart_port. out_session: gets the handle.
///
/// Returns: HANGTIME_OK; HANGTIME_ERR_NULL; HANGTIME_ERR_INVALID for port 0 or more than 2^53 ms;
/// HANGTIME_ERR_SNAPSHOT if the bytes are damaged, cut short or something else;
/// HANGTIME_ERR_VERSION if a newer library wrote them; HANGTIME_ERR_LIMIT beyond max_sessions or
/// max_listeners; HANGTIME_ERR_POLLED in poll mode; HANGTIME_ERR_THREAD; HANGTIME_ERR_ENDED while
/// the engine is being freed; HANGTIME_ERR_FORKED; HANGTIME_ERR_PANIC. Threads: any. From a
/// callback: allowed. Pointers: the bytes are copied, nothing is lent. Since: 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn hangtime_session_restore_dart_port(
    engine: *mut hangtime_engine,
    bytes: *const c_void,
    length: usize,
    elapsed_ms: u64,
    post_cobject: *mut c_void,
    port: i64,
    out_session: *mut hangtime_session,
) -> hangtime_result {
    let call = |engine: &Arc<Engine>| {
        // SAFETY: the header asks for a writable place.
        let out = unsafe { Out::new(out_session)? };
        // SAFETY: the header asks for Dart_PostCObject.
        let listener = unsafe { DartPort::new(post_cobject, port)? };
        let elapsed = duration(elapsed_ms)?;
        if bytes.is_null() {
            return Err(Error::Null);
        }
        if length > isize::MAX as usize {
            return Err(Error::Snapshot);
        }
        // SAFETY: the header asks for `length` readable bytes.
        let bytes = unsafe { std::slice::from_raw_parts(bytes.cast::<u8>(), length) };
        out.set(engine.restore(bytes, elapsed, Some(Arc::new(listener)))?.session);
        Ok(())
    };
    // SAFETY: the header asks for a live engine or NULL.
    unsafe { with_engine(engine, call) }
}

/// Dart_PostCObject: tells whether the port took the message.
type Post = unsafe extern "C" fn(port: i64, message: *mut DartObject) -> u8;

/// A port of a virtual machine, of which only numbers are kept.
#[derive(Clone, Copy)]
pub(super) struct DartPort {
    post: Post,
    pub port: i64,
}

impl DartPort {
    /// # Safety
    /// `post` is NULL or Dart_PostCObject.
    pub unsafe fn new(post: *mut c_void, port: i64) -> Result<DartPort, Error> {
        if post.is_null() {
            return Err(Error::Null);
        }
        if port == 0 {
            return Err(Error::Invalid);
        }
        // SAFETY: the caller vouches for it.
        let post = unsafe { std::mem::transmute::<*mut c_void, Post>(post) };
        Ok(DartPort { post, port })
    }

    /// Tells whether nobody takes what is posted there, by posting a null.
    pub fn is_gone(self) -> bool {
        self.take(&mut DartObject::empty(NULL)) == Listening::Over
    }

    fn take(self, message: &mut DartObject) -> Listening {
        // SAFETY: a message as the virtual machine wants it; it copies before it returns.
        let taken = unsafe { (self.post)(self.port, message) };
        if taken == 0 { Listening::Over } else { Listening::Goes }
    }
}

impl Listener for DartPort {
    fn tell(&self, notice: &Notice) -> Listening {
        let mut integers = integers(&event(notice)).map(DartObject::integer);
        let mut elements = integers.each_mut().map(std::ptr::from_mut);
        self.take(&mut DartObject::array(&mut elements))
    }
}

/// The fields in their order. Dart's integers are signed: a handle comes back as it went.
fn integers(event: &hangtime_event) -> [i64; 8] {
    [
        event.session as i64,
        event.at_ms as i64,
        event.late_ms as i64,
        event.remaining_ms as i64,
        event.event_type.into(),
        event.cause.into(),
        event.dismissed.into(),
        event.number.into(),
    ]
}

/// Dart_CObject of dart_native_api.h, of which three of the types are made here.
#[repr(C)]
struct DartObject {
    object_type: u32,
    value: DartValue,
}

const NULL: u32 = 0;
const INT64: u32 = 3;
const ARRAY: u32 = 6;

#[repr(C)]
union DartValue {
    integer: i64,
    array: DartArray,
    /// The longest of those that are not made here: a type, a length and three pointers.
    longest: [usize; 5],
}

#[repr(C)]
#[derive(Clone, Copy)]
struct DartArray {
    length: isize,
    values: *mut *mut DartObject,
}

impl DartObject {
    fn integer(integer: i64) -> DartObject {
        DartObject { value: DartValue { integer }, ..DartObject::empty(INT64) }
    }

    fn array(elements: &mut [*mut DartObject]) -> DartObject {
        let array = DartArray { length: elements.len() as isize, values: elements.as_mut_ptr() };
        DartObject { value: DartValue { array }, ..DartObject::empty(ARRAY) }
    }

    fn empty(object_type: u32) -> DartObject {
        DartObject { object_type, value: DartValue { longest: [0; 5] } }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::model::{DismissCause, Event, Span};

    const DEAD: i64 = 9;

    thread_local! {
        static POSTED: RefCell<Vec<i64>> = const { RefCell::new(Vec::new()) };
    }

    /// Reads a message as the virtual machine does.
    unsafe extern "C" fn post(port: i64, message: *mut DartObject) -> u8 {
        // SAFETY: the listener posts a message that lives until this returns.
        let message = unsafe { &*message };
        assert_eq!(message.object_type, ARRAY);
        // SAFETY: its type says that it is an array.
        let array = unsafe { message.value.array };
        assert_eq!(array.length, 8);
        // SAFETY: it has eight elements.
        let elements = unsafe { std::slice::from_raw_parts(array.values, 8) };
        for element in elements {
            // SAFETY: each is an object of the message.
            let element = unsafe { &**element };
            assert_eq!(element.object_type, INT64);
            // SAFETY: its type says that it is an integer.
            let integer = unsafe { element.value.integer };
            POSTED.with_borrow_mut(|posted| posted.push(integer));
        }
        u8::from(port != DEAD)
    }

    fn made(post: *mut c_void, port: i64) -> Result<DartPort, Error> {
        // SAFETY: NULL or the function above.
        unsafe { DartPort::new(post, port) }
    }

    fn told(port: i64, event: Event) -> Result<(Listening, Vec<i64>), Error> {
        let ms = Span::from_ms;
        let notice = Notice { session: u64::MAX - 1, event, at: ms(7), late: ms(2) };
        let listening = made(post as *mut c_void, port)?.tell(&notice);
        Ok((listening, POSTED.take()))
    }

    #[test]
    fn a_port_gets_the_fields_of_the_event_in_their_order() {
        let prompt = Event::IdlePrompt { remaining: Span::from_ms(60_000), number: 3 };
        let posted = vec![-2, 7, 2, 60_000, 9, 0, 0, 3];
        assert_eq!(told(1, prompt), Ok((Listening::Goes, posted)));
        let posted = vec![-2, 7, 2, 0, 10, 0, 9, 0];
        let dismissed = Event::PromptDismissed(DismissCause::Expired);
        assert_eq!(told(1, dismissed), Ok((Listening::Goes, posted)));
    }

    #[test]
    fn a_dead_port_is_over() {
        let listening = told(DEAD, Event::SessionLeft).map(|(listening, _)| listening);
        assert_eq!(listening, Ok(Listening::Over));
    }

    #[test]
    fn what_is_no_port_is_refused() {
        assert_eq!(made(std::ptr::null_mut(), 1).err(), Some(Error::Null));
        assert_eq!(made(post as *mut c_void, 0).err(), Some(Error::Invalid));
    }

    #[test]
    fn a_message_is_laid_out_as_the_virtual_machine_has_it() {
        let word = size_of::<usize>();
        assert_eq!(std::mem::offset_of!(DartObject, value), align_of::<i64>());
        assert_eq!(size_of::<DartArray>(), 2 * word);
        assert_eq!(size_of::<DartValue>(), (5 * word).next_multiple_of(align_of::<i64>()));
    }
}
