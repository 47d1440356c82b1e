//! A session as bytes, so that a room which moves keeps its countdown.
//!
//! The bytes are: 4 of mark, 2 of version, 4 of checksum (CRC-32 of what follows), then the session
//! in the order of [`parts`], with all times relative to the writing.

mod bytes;
mod parts;

use compact_str::CompactString;
use crc::{Crc, NoTable};

use super::fact::Text;
use super::session::Session;
use super::status::Stage;
use super::time::Moment;
use bytes::{Reader, Writer};

const MARK: [u8; 4] = *b"HGTM";
/// To be raised by any change of [`parts`]; older versions stay readable.
const VERSION: u16 = 1;
/// Without a table: snapshots are rare, and the table would be among the largest things here.
const CHECKSUM: Crc<u32, NoTable> = Crc::<u32, NoTable>::new(&crc::CRC_32_ISO_HDLC);

/// Why bytes can not be restored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// They are no snapshot, or damaged.
    Corrupt,
    /// They are a snapshot of a later version.
    Newer,
}

impl Session {
    /// Writes the session, judged at `now`, together with its id.
    pub fn to_bytes(&self, session_id: &str, now: Moment) -> Vec<u8> {
        let mut writer = Writer { bytes: Vec::new(), now };
        writer.text(session_id);
        parts::write_session(&mut writer, self);
        let state = writer.bytes;
        let mut bytes = Vec::with_capacity(state.len() + 10);
        bytes.extend_from_slice(&MARK);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&CHECKSUM.checksum(&state).to_le_bytes());
        bytes.extend_from_slice(&state);
        bytes
    }

    /// Reads a session and its id; `written_at` is the moment of the writing on this clock.
    pub fn from_bytes(
        bytes: &[u8],
        written_at: Moment,
    ) -> Result<(CompactString, Session), Unreadable> {
        let (mark, rest) = bytes.split_first_chunk().ok_or(Unreadable::Corrupt)?;
        let (version, rest) = rest.split_first_chunk().ok_or(Unreadable::Corrupt)?;
        let (checksum, state) = rest.split_first_chunk().ok_or(Unreadable::Corrupt)?;
        if *mark != MARK {
            return Err(Unreadable::Corrupt);
        }
        if u16::from_le_bytes(*version) > VERSION {
            return Err(Unreadable::Newer);
        }
        let intact = u32::from_le_bytes(*checksum) == CHECKSUM.checksum(state);
        if u16::from_le_bytes(*version) != VERSION || !intact {
            return Err(Unreadable::Corrupt);
        }
        let mut reader = Reader { bytes: state, written_at, sound: true };
        read(&mut reader).ok_or(Unreadable::Corrupt)
    }

    /// Tells whether this could have come about: the checksum only finds accidents.
    fn is_sound(&self) -> bool {
        let Session { settings, roster, holds, .. } = self;
        let connections = roster.connections();
        let ordered =
            connections.iter().zip(connections.iter().skip(1)).all(|(a, b)| a.pid < b.pid);
        let joined = self.stage == Stage::Joined;
        settings.check().is_ok()
            && ordered
            && roster.lingering().iter().is_sorted_by_key(|l| l.until)
            && connections.len() <= settings.limits.participants as usize
            && holds.len() <= settings.limits.holds as usize
            && self.alone.is_some() == (joined && !roster.has_company(self.company()))
    }
}

fn read(reader: &mut Reader<'_>) -> Option<(CompactString, Session)> {
    let id = reader.text();
    let session = parts::read_session(reader);
    (reader.sound && reader.bytes.is_empty() && session.is_sound()).then_some((id, session))
}
