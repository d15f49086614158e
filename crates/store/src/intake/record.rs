//! One submission as it lies in a segment.

use super::segments::Place;
use model::Digest;

/// Longest submission with all its bytes: 8 MiB. Larger files go into the vault as files.
pub const RECORD_BYTES_MAX: usize = 8 << 20;

/// A submission that passed every check, ready to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which place of which stream: the same place is accepted once.
    pub id: Digest,
    /// Digest of what was handed in: the same place with other bytes is a contradiction.
    pub said: Digest,
    /// The bytes of its leaf.
    pub leaf: Vec<u8>,
    /// What the vault keeps of it, by name.
    pub blobs: Vec<(Digest, Vec<u8>)>,
}

impl Record {
    /// Bytes of leaf and blobs.
    pub fn bytes_n(&self) -> usize {
        self.leaf.len() + self.blobs.iter().map(|(_, bytes)| bytes.len()).sum::<usize>()
    }
}

/// The bytes of a record: id, said, then leaf and blobs each behind its length.
pub fn show(record: &Record, out: &mut Vec<u8>) {
    out.extend_from_slice(record.id.as_bytes());
    out.extend_from_slice(record.said.as_bytes());
    show_piece(&record.leaf, out);
    out.extend_from_slice(&u16::try_from(record.blobs.len()).unwrap_or(u16::MAX).to_be_bytes());
    for (name, bytes) in &record.blobs {
        out.extend_from_slice(name.as_bytes());
        show_piece(bytes, out);
    }
}

/// The bytes of a group.
pub fn show_all(records: &[&Record]) -> Vec<u8> {
    let mut out = Vec::with_capacity(records.iter().map(|record| record.bytes_n() + 128).sum());
    records.iter().for_each(|record| show(record, &mut out));
    out
}

fn show_piece(piece: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(piece.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(piece);
}

/// Reads a group, with the place of each record in a segment whose body begins at `at`.
pub fn read_all(body: &[u8], segment: u32, at: u64) -> Vec<(Place, Record)> {
    let (mut records, mut rest) = (Vec::new(), body);
    while let Some((record, after)) = read(rest) {
        let offset = at + (body.len() - rest.len()) as u64;
        let length = u32::try_from(rest.len() - after.len()).unwrap_or(u32::MAX);
        records.push((Place { segment, offset, length }, record));
        rest = after;
    }
    records
}

/// Reads a record; gives what follows it.
pub fn read(bytes: &[u8]) -> Option<(Record, &[u8])> {
    let (id, rest) = bytes.split_first_chunk()?;
    let (said, rest) = rest.split_first_chunk()?;
    let (leaf, rest) = read_piece(rest)?;
    let (count, mut rest) = rest.split_first_chunk()?;
    let mut blobs = Vec::new();
    for _ in 0..u16::from_be_bytes(*count) {
        let (name, after) = rest.split_first_chunk()?;
        let (blob, after) = read_piece(after)?;
        blobs.push((Digest::from_bytes(*name), blob.to_vec()));
        rest = after;
    }
    Some((Record { id: Digest::from_bytes(*id), said: Digest::from_bytes(*said), leaf: leaf.to_vec(), blobs }, rest))
}

fn read_piece(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}
