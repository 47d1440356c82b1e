//! Handles: plain integers that say what, where and which, and fit one engine only.

use super::places::Place;

/// What a handle stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Session = 1,
    Listener = 2,
}

/// Where a session or a listener lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Address {
    pub shard: u32,
    pub place: Place,
}

/// Turns addresses into handles and back, from the high bit down: 32 of generation, 2 of kind,
/// 26 of index, 4 of shard. The generation is masked with a number of the engine's own, so that
/// a handle of another engine does not fit.
pub(super) struct Handles {
    mask: u32,
}

impl Address {
    /// Shard and index in one number, the low part of a handle.
    pub const fn packed(self) -> u32 {
        self.place.index << SHARD_BITS | self.shard
    }

    /// The shard and the index in such a number.
    pub const fn place_of(packed: u32) -> (u32, u32) {
        let Address { shard, place: Place { index, .. } } = Address::unpacked(packed);
        (shard, index)
    }

    /// The address of such a number, in no generation.
    pub const fn unpacked(packed: u32) -> Address {
        let index = packed >> SHARD_BITS & (MOST_PER_SHARD - 1);
        Address { shard: packed & (SHARDS - 1), place: Place { index, generation: 0 } }
    }
}

pub(super) const SHARDS: u32 = 1 << SHARD_BITS;
/// How many of a kind fit a shard.
pub(super) const MOST_PER_SHARD: u32 = 1 << INDEX_BITS;

const SHARD_BITS: u32 = 4;
const INDEX_BITS: u32 = 26;

impl Handles {
    pub const fn new(mask: u32) -> Handles {
        Handles { mask }
    }

    pub fn handle(&self, kind: Kind, address: Address) -> u64 {
        let low = (kind as u32) << (SHARD_BITS + INDEX_BITS) | address.packed();
        u64::from(address.place.generation ^ self.mask) << 32 | u64::from(low)
    }

    pub fn address(&self, kind: Kind, handle: u64) -> Option<Address> {
        let low = handle as u32;
        if low >> (SHARD_BITS + INDEX_BITS) != kind as u32 {
            return None;
        }
        let Address { shard, place } = Address::unpacked(low);
        let generation = (handle >> 32) as u32 ^ self.mask;
        Some(Address { shard, place: Place { generation, ..place } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: Address =
        Address { shard: 15, place: Place { index: MOST_PER_SHARD - 1, generation: 7 } };

    #[test]
    fn an_address_comes_back_from_its_handle() {
        let handles = Handles::new(0xdead_beef);
        for kind in [Kind::Session, Kind::Listener] {
            assert_eq!(handles.address(kind, handles.handle(kind, ADDRESS)), Some(ADDRESS));
        }
    }

    #[test]
    fn a_handle_of_one_kind_is_none_of_the_other_and_zero_is_none_at_all() {
        let handles = Handles::new(1);
        assert_eq!(handles.address(Kind::Listener, handles.handle(Kind::Session, ADDRESS)), None);
        assert_eq!(handles.address(Kind::Session, handles.handle(Kind::Listener, ADDRESS)), None);
        assert_eq!(handles.address(Kind::Session, 0), None);
        assert_eq!(handles.address(Kind::Listener, 0), None);
    }

    #[test]
    fn a_handle_of_another_engine_names_another_generation() {
        let handle = Handles::new(1).handle(Kind::Session, ADDRESS);
        assert_ne!(Handles::new(2).address(Kind::Session, handle), Some(ADDRESS));
    }
}
