//! Frames: one group of submissions that was synced together, whole or not at all.

use super::record::{self, Record};
use super::segments::Place;

/// Begins every frame, so that one can be looked for.
const MARK: [u8; 8] = *b"tregua\x00\x01";

/// Mark, length of the body, sequence, base, checksum of the body, checksum of all these.
const HEAD_BYTES: usize = 8 + 4 + 8 + 8 + 4 + 4;

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its number, one more than the frame before: an older frame is never taken for a newer one.
    pub sequence: u64,
    /// Size of the log when it was kept: its leaves stand at or behind it.
    pub base: u64,
    /// Its records.
    pub body: Vec<u8>,
}

/// What a segment holds.
#[derive(Debug)]
pub struct Scan {
    /// Its groups.
    pub frames: Vec<Placed>,
    /// How many bytes of it are sound; what is behind them was torn by a crash.
    pub sound: u64,
}

/// A group and where its body begins.
#[derive(Debug)]
pub struct Placed {
    frame: Frame,
    at: u64,
    /// Its number.
    pub sequence: u64,
    /// Size of the log when it was kept.
    pub base: u64,
}

impl Frame {
    /// Its records with their places, if the frame begins at `at`.
    pub fn records_at(&self, segment: u32, at: u64) -> Vec<(Place, Record)> {
        record::read_all(&self.body, segment, at + HEAD_BYTES as u64)
    }
}

impl Placed {
    /// Its records with their places.
    pub fn records(&self, segment: u32) -> Vec<(Place, Record)> {
        self.frame.records_at(segment, self.at)
    }
}

/// The bytes of a frame.
pub fn show_frame(frame: &Frame) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD_BYTES + frame.body.len());
    bytes.extend_from_slice(&MARK);
    bytes.extend_from_slice(&u32::try_from(frame.body.len()).unwrap_or(u32::MAX).to_be_bytes());
    bytes.extend_from_slice(&frame.sequence.to_be_bytes());
    bytes.extend_from_slice(&frame.base.to_be_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&frame.body).to_be_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&bytes).to_be_bytes());
    bytes.extend_from_slice(&frame.body);
    bytes
}

/// Reads a segment up to its torn tail. Each frame was synced before the next was begun: a sound
/// frame behind a broken one means damage, and not a crash.
///
/// # Errors
/// Where the damage is.
pub fn scan(bytes: &[u8]) -> Result<Scan, String> {
    let (mut frames, mut at) = (Vec::new(), 0);
    while let Some((frame, after)) = read_frame(bytes, at) {
        frames.push(Placed { sequence: frame.sequence, base: frame.base, frame, at: at as u64 });
        at = after;
    }
    let next = frames.last().map_or(0, |frame| frame.sequence + 1);
    // Where its head is sound, a broken frame is passed over as a whole: what it carries is nobody's frame.
    let from = read_head(bytes, at).map_or(at + 1, |head| at + HEAD_BYTES + head.length);
    let behind = (from..bytes.len()).filter(|place| bytes.get(*place..*place + MARK.len()) == Some(&MARK));
    let newer = behind.filter_map(|place| read_frame(bytes, place)).find(|(frame, _)| frame.sequence > next);
    match newer {
        Some(_) => Err(format!("the group at byte {at} is broken, and sound ones follow it")),
        None => Ok(Scan { frames, sound: at as u64 }),
    }
}

struct Head {
    length: usize,
    sequence: u64,
    base: u64,
    sum: u32,
}

fn read_head(bytes: &[u8], at: usize) -> Option<Head> {
    let head = bytes.get(at..at + HEAD_BYTES)?;
    let (fields, sum_of_head) = head.split_last_chunk()?;
    let (mark, rest) = fields.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (sequence, rest) = rest.split_first_chunk()?;
    let (base, rest) = rest.split_first_chunk()?;
    let is_sound = *mark == MARK && crc32fast::hash(fields) == u32::from_be_bytes(*sum_of_head);
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let head = Head {
        length,
        sequence: u64::from_be_bytes(*sequence),
        base: u64::from_be_bytes(*base),
        sum: u32::from_be_bytes(*rest.first_chunk()?),
    };
    is_sound.then_some(head)
}

fn read_frame(bytes: &[u8], at: usize) -> Option<(Frame, usize)> {
    let head = read_head(bytes, at)?;
    let after = at + HEAD_BYTES + head.length;
    let body = bytes.get(at + HEAD_BYTES..after)?;
    let frame = Frame { sequence: head.sequence, base: head.base, body: body.to_vec() };
    (crc32fast::hash(body) == head.sum).then_some((frame, after))
}
