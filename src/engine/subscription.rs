//! Adding listeners, and removing them in the two ways there are.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::dispatch::Dispatch;
use super::handle::{Address, Kind};
use super::hearers::Hearer;
use super::listener::Listener;
use super::places::Place;
use super::{Engine, Outlet};
use crate::error::Error;

impl Engine {
    /// Adds a listener to a session; it is told what happens from now on.
    pub fn add_listener(&self, session: u64, listener: Arc<dyn Listener>) -> Result<u64, Error> {
        self.dispatch()?;
        let hearer = Hearer::new(listener);
        let (address, mut slot) = self.registry.find(Kind::Session, session)?;
        slot.seat(address.place).ok_or(Error::Handle)?.check_room()?;
        let number = slot.add(hearer).ok_or(Error::Limit)?;
        drop(slot);
        self.listeners.fetch_add(1, Ordering::Relaxed);
        Ok(self.listener_handle(address, number))
    }

    /// Removes a listener: when this returns on any thread but the callback's own, its callback
    /// does not run and never will.
    pub fn remove_listener(&self, handle: u64) -> Result<(), Error> {
        let dispatch = self.dispatch()?;
        let listener = self.take_listener(handle);
        // Also where it was taken out by its own callback, which may still run.
        dispatch.wait_for_listener(handle);
        // Released here, under no lock; or by the callback thread, if this is its callback.
        listener.map(drop)
    }

    /// Removes a listener without waiting: one callback on its way may still come, as the last.
    pub fn detach_listener(&self, handle: u64) -> Result<(), Error> {
        let dispatch = self.dispatch()?;
        // Released on the callback thread: the host may hold a lock here that it asks for there.
        dispatch.release(self.take_listener(handle)?);
        Ok(())
    }

    pub(super) fn take_listener(&self, handle: u64) -> Result<Arc<dyn Listener>, Error> {
        let (address, mut slot) = self.registry.find(Kind::Listener, handle)?;
        let (_, seat) = slot.any_seat(address.place.index).ok_or(Error::Handle)?;
        let listener = seat.dismiss(address.place.generation).ok_or(Error::Handle)?;
        drop(slot);
        self.listeners.fetch_sub(1, Ordering::Relaxed);
        Ok(listener)
    }

    /// The handle of a listener: where its session is, and its number there.
    pub(super) fn listener_handle(&self, address: Address, number: u32) -> u64 {
        let place = Place { generation: number, ..address.place };
        self.registry.handles.handle(Kind::Listener, Address { place, ..address })
    }

    fn dispatch(&self) -> Result<&Dispatch, Error> {
        match &self.outlet {
            Outlet::Callback(dispatch) => Ok(dispatch),
            Outlet::Poll(_) => Err(Error::Polled),
        }
    }
}
