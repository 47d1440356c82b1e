//! Adding listeners, and removing them in the two ways there are.

use std::sync::Arc;

use super::handle::{Address, Kind};
use super::listener::Listener;
use super::{Engine, Outlet};
use crate::error::Error;

impl Engine {
    /// Adds a listener to a session; it is told what happens from now on.
    pub fn add_listener(&self, session: u64, listener: Arc<dyn Listener>) -> Result<u64, Error> {
        self.dispatch()?;
        let (address, mut shard) = self.registry.find(Kind::Session, session)?;
        let place = shard.subscribe(address.place, listener)?;
        Ok(self.registry.handles.handle(Kind::Listener, Address { place, ..address }))
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

    fn take_listener(&self, handle: u64) -> Result<Arc<dyn Listener>, Error> {
        let (address, mut shard) = self.registry.find(Kind::Listener, handle)?;
        shard.unsubscribe(address.place).ok_or(Error::Handle)
    }

    fn dispatch(&self) -> Result<&super::dispatch::Dispatch, Error> {
        match &self.outlet {
            Outlet::Callback(dispatch) => Ok(dispatch),
            Outlet::Poll(_) => Err(Error::Polled),
        }
    }
}
