//! A session as bytes, so that a room which moves keeps its countdown.
//!
//! The bytes are: 4 of mark, 2 of version, 4 of checksum (CRC-32 of what follows), then the state
//! with all times relative to the writing.

use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

use super::countdown::Countdown;
use super::event::{EndReason, IdleCause};
use super::fact::Text;
use super::hold::{Hold, Holds};
use super::log::{Log, Noted};
use super::roster::{Connection, Lingering, Roster};
use super::session::Session;
use super::settings::Settings;
use super::status::{Link, Stage};
use super::time::{Moment, Span};

const MARK: [u8; 4] = *b"HGTM";
const VERSION: u16 = 1;

/// Why bytes can not be restored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// They are no snapshot, or damaged.
    Corrupt,
    /// They are a snapshot of a later version.
    Newer,
}

/// A moment as microseconds after the writing, negative if before; `None` is never.
type Relative = Option<i64>;

#[derive(Serialize, Deserialize)]
struct Image {
    session_id: CompactString,
    settings: Settings,
    /// `None` before the join; then why it ended, if it did.
    joined: Option<Option<EndReason>>,
    left: bool,
    link: Link,
    local_uid: CompactString,
    connections: Vec<Connection>,
    lingering: Vec<(CompactString, Relative)>,
    had_company: bool,
    alone: Option<AloneImage>,
    holds: Vec<(CompactString, Relative)>,
    joined_at: Relative,
    warned: bool,
    prompts: u32,
    extensions: u32,
    opened_at: Relative,
    log: Vec<(Relative, Noted)>,
    log_dropped: u64,
}

#[derive(Serialize, Deserialize)]
struct AloneImage {
    cause: IdleCause,
    since: Relative,
    consumed: Span,
    mark: Relative,
    end_at: Span,
    resync_until: Relative,
    prompt_until: Option<Relative>,
    late_spent: bool,
}

impl Session {
    /// Writes the session, judged at `now`, together with its id.
    pub fn to_bytes(&self, session_id: &str, now: Moment) -> Vec<u8> {
        let state = postcard::to_allocvec(&self.image(session_id, now)).unwrap_or_default();
        let mut bytes = Vec::with_capacity(state.len() + 10);
        bytes.extend_from_slice(&MARK);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&crc32fast::hash(&state).to_le_bytes());
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
        if *mark != MARK {
            return Err(Unreadable::Corrupt);
        }
        match u16::from_le_bytes(*version) {
            VERSION => {}
            version if version > VERSION => return Err(Unreadable::Newer),
            _ => return Err(Unreadable::Corrupt),
        }
        let (checksum, state) = rest.split_first_chunk().ok_or(Unreadable::Corrupt)?;
        if u32::from_le_bytes(*checksum) != crc32fast::hash(state) {
            return Err(Unreadable::Corrupt);
        }
        match postcard::take_from_bytes::<Image>(state) {
            Ok((image, [])) if image.is_sound() => Ok(image.session(written_at)),
            Ok(_) | Err(_) => Err(Unreadable::Corrupt),
        }
    }

    fn image(&self, session_id: &str, now: Moment) -> Image {
        let relative = |at: Moment| (at < Moment::NEVER).then(|| at.offset_from(now));
        Image {
            session_id: session_id.into(),
            settings: (*self.settings).clone(),
            joined: match self.stage {
                Stage::New => None,
                Stage::Joined => Some(None),
                Stage::Ended(reason) => Some(Some(reason)),
            },
            left: self.left,
            link: self.link,
            local_uid: self.local_uid.clone(),
            connections: self.roster.connections.clone(),
            lingering: self
                .roster
                .lingering
                .iter()
                .map(|l| (l.uid.clone(), relative(l.until)))
                .collect(),
            had_company: self.had_company,
            alone: self.alone.as_ref().map(|alone| AloneImage {
                cause: alone.cause,
                since: relative(alone.since),
                consumed: alone.consumed,
                mark: relative(alone.mark),
                end_at: alone.end_at,
                resync_until: relative(alone.resync_until),
                prompt_until: alone.prompt_until.map(relative),
                late_spent: alone.late_spent,
            }),
            holds: self.holds.0.iter().map(|h| (h.label.clone(), relative(h.until))).collect(),
            joined_at: relative(self.joined_at),
            warned: self.warned,
            prompts: self.prompts,
            extensions: self.extensions,
            opened_at: relative(self.log.opened_at),
            log: self.log.lines.iter().map(|(at, noted)| (relative(*at), *noted)).collect(),
            log_dropped: self.log.dropped,
        }
    }
}

impl Image {
    /// Tells whether a session could have written this: the checksum only finds accidents.
    fn is_sound(&self) -> bool {
        let settings = &self.settings;
        let joined = matches!(self.joined, Some(None));
        let texts = |text: &CompactString| Text::new(text).is_ok();
        let connections = &self.connections;
        let ordered = connections.iter().zip(connections.iter().skip(1)).all(|(a, b)| a.pid < b.pid);
        settings.check().is_ok()
            && texts(&self.session_id)
            && (self.joined.is_none() || texts(&self.local_uid))
            && connections.iter().all(|c| texts(&c.pid) && texts(&c.uid))
            && ordered
            && connections.len() <= settings.limits.participants as usize
            && self.lingering.iter().all(|(uid, _)| texts(uid))
            && self.holds.iter().all(|(label, _)| texts(label))
            && self.holds.len() <= settings.limits.holds as usize
            && self.log.len() <= settings.limits.log_lines as usize
            && (joined || self.alone.is_none())
    }

    fn session(self, written_at: Moment) -> (CompactString, Session) {
        let absolute = |at: Relative| at.map_or(Moment::NEVER, |micros| written_at.offset_by(micros));
        let session = Session {
            settings: Arc::new(self.settings),
            stage: match self.joined {
                None => Stage::New,
                Some(None) => Stage::Joined,
                Some(Some(reason)) => Stage::Ended(reason),
            },
            left: self.left,
            link: self.link,
            local_uid: self.local_uid,
            roster: Roster {
                connections: self.connections,
                lingering: self
                    .lingering
                    .into_iter()
                    .map(|(uid, until)| Lingering { uid, until: absolute(until) })
                    .collect(),
            },
            had_company: self.had_company,
            alone: self.alone.map(|alone| Countdown {
                cause: alone.cause,
                since: absolute(alone.since),
                consumed: alone.consumed,
                mark: absolute(alone.mark),
                end_at: alone.end_at,
                resync_until: absolute(alone.resync_until),
                prompt_until: alone.prompt_until.map(absolute),
                late_spent: alone.late_spent,
            }),
            holds: Holds(
                self.holds
                    .into_iter()
                    .map(|(label, until)| Hold { label, until: absolute(until) })
                    .collect(),
            ),
            joined_at: absolute(self.joined_at),
            warned: self.warned,
            prompts: self.prompts,
            extensions: self.extensions,
            log: Log {
                opened_at: absolute(self.opened_at),
                lines: self.log.into_iter().map(|(at, noted)| (absolute(at), noted)).collect(),
                dropped: self.log_dropped,
            },
        };
        (self.session_id, session)
    }
}
