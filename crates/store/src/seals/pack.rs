//! The pack: an append-only file of small pieces of ciphertext by name, so that a submission costs no file of its own.

use super::names::Names;
use crate::disk::{Disk, fault, shown};
use engine::StoreFault;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Largest piece of ciphertext that goes into the pack, bytes; larger ones are files of their own.
pub const PACKED_BYTES_MAX: usize = 64 * 1024;
/// A frame's name (32 bytes) and length (u32, big-endian).
const HEAD_BYTES: usize = 36;
/// Bytes of the file that are looked through at once.
const WINDOW_BYTES: u64 = 8 << 20;

/// Frames: name, length, ciphertext. A frame that a crash cut off at the end was never acknowledged.
pub struct Pack {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    names: Names,
    frames: Vec<(u64, u32)>,
    /// Where the last whole frame ends.
    end: u64,
}

impl Pack {
    /// Names the file; nothing is read yet.
    pub fn new(disk: Arc<dyn Disk>, path: &Path) -> Self {
        Self { disk, path: path.into(), names: Names::default(), frames: Vec::new(), end: 0 }
    }

    /// Finds the frames that were added since the last time.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn refresh(&mut self) -> Result<(), StoreFault> {
        let length = self.length()?;
        if length < self.end {
            *self = Self::new(self.disk.clone(), &self.path);
        }
        let (mut window, mut at) = (Vec::new(), self.end);
        while self.end + HEAD_BYTES as u64 <= length {
            let within = usize::try_from(self.end - at).unwrap_or(usize::MAX);
            let Some((head, _)) = window.get(within..).and_then(|rest: &[u8]| rest.split_at_checked(HEAD_BYTES)) else {
                at = self.end;
                let bytes = usize::try_from(WINDOW_BYTES.min(length - at)).unwrap_or(usize::MAX);
                window = self.disk.read_part(&self.path, at, bytes).map_err(|cause| fault(&self.path, &cause))?;
                continue;
            };
            let (name, bytes) = read_head(head);
            let end = self.end + HEAD_BYTES as u64 + u64::from(bytes);
            if end > length {
                break;
            }
            self.note(&name, bytes);
            if self.end >= at + window.len() as u64 {
                window.clear();
                at = self.end;
            }
        }
        Ok(())
    }

    /// Drops what a crash left behind the last whole frame.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn take_up(&mut self) -> Result<(), StoreFault> {
        self.refresh()?;
        if self.length()? > self.end {
            self.disk.cut(&self.path, self.end).map_err(|cause| fault(&self.path, &cause))?;
        }
        Ok(())
    }

    /// Appends pieces; all are durable when it returns.
    ///
    /// # Errors
    /// If the disk refuses; the next writer drops what was written half.
    pub fn append(&mut self, pieces: &[([u8; 32], Vec<u8>)]) -> Result<(), StoreFault> {
        let mut bytes = Vec::new();
        for (name, piece) in pieces {
            bytes.extend_from_slice(name);
            bytes.extend_from_slice(&u32::try_from(piece.len()).unwrap_or(u32::MAX).to_be_bytes());
            bytes.extend_from_slice(piece);
        }
        append_durably(self.disk.as_ref(), &self.path, self.end, &bytes)?;
        for (name, piece) in pieces {
            self.note(name, u32::try_from(piece.len()).unwrap_or(u32::MAX));
        }
        Ok(())
    }

    /// Reads a piece; the latest of a name.
    ///
    /// # Errors
    /// If the frame is no longer what it was when it was found.
    pub fn read(&self, name: &[u8; 32]) -> Result<Option<Vec<u8>>, StoreFault> {
        let damaged = |how: &str| StoreFault::Damaged { what: shown(&self.path), how: how.into() };
        for (at, bytes) in self.names.candidates(name).filter_map(|row| self.frames.get(row).copied()) {
            let frame = self.disk.read_part(&self.path, at, HEAD_BYTES + bytes as usize).map_err(|cause| fault(&self.path, &cause))?;
            let (head, piece) = frame.split_at_checked(HEAD_BYTES).ok_or_else(|| damaged("it is cut off"))?;
            let found = read_head(head);
            if found == (*name, bytes) {
                return Ok(Some(piece.to_vec()));
            }
            if found.0 == *name || found.1 != bytes {
                return Err(damaged(&format!("the frame at byte {at} is not the one that was written there")));
            }
        }
        Ok(None)
    }

    fn note(&mut self, name: &[u8; 32], bytes: u32) {
        self.names.push(name);
        self.frames.push((self.end, bytes));
        self.end += HEAD_BYTES as u64 + u64::from(bytes);
    }

    fn length(&self) -> Result<u64, StoreFault> {
        self.disk.length(&self.path).map_err(|cause| fault(&self.path, &cause))
    }
}

fn read_head(head: &[u8]) -> ([u8; 32], u32) {
    let name = head.first_chunk().copied().unwrap_or([0; 32]);
    let bytes = head.last_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
    (name, bytes)
}

/// Appends to a file whose whole part ends at `end`, making its folder and name durable if it is new.
/// What a failed append left behind the whole part goes first.
pub(super) fn append_durably(disk: &dyn Disk, path: &Path, end: u64, bytes: &[u8]) -> Result<(), StoreFault> {
    let refused = |cause| fault(path, &cause);
    let folder = path.parent().unwrap_or(Path::new(""));
    if end == 0 {
        disk.make_folder(folder).map_err(refused)?;
    }
    if disk.length(path).map_err(refused)? > end {
        disk.cut(path, end).map_err(refused)?;
    }
    disk.append(path, bytes).map_err(refused)?;
    if end == 0 { disk.sync_folder(folder).map_err(refused) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::RealDisk;
    use std::fs;

    fn pieces() -> Vec<([u8; 32], Vec<u8>)> {
        (0u8..40).map(|n| ([n; 32], vec![n; usize::from(n) * 700])).collect()
    }

    #[test]
    fn pieces_come_back_after_a_restart_and_a_torn_tail_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vault").join("pack");
        let mut pack = Pack::new(Arc::new(RealDisk), &path);
        pack.append(&pieces()[..20]).unwrap();
        pack.append(&pieces()[20..]).unwrap();
        let whole = fs::read(&path).unwrap();
        for cut in [whole.len(), whole.len() - 1, whole.len() - 39 * 700, whole.len() - 39 * 700 - 20] {
            fs::write(&path, &whole[..cut]).unwrap();
            let mut again = Pack::new(Arc::new(RealDisk), &path);
            again.take_up().unwrap();
            let n = if cut == whole.len() { 40 } else { 39 };
            for (name, piece) in &pieces()[..n] {
                assert_eq!(again.read(name).unwrap().as_ref(), Some(piece));
            }
            assert_eq!(again.read(&[39; 32]).unwrap().is_some(), n == 40);
            again.append(&[([99; 32], b"after".to_vec())]).unwrap();
            assert_eq!(again.read(&[99; 32]).unwrap(), Some(b"after".to_vec()));
        }
    }

    #[test]
    fn a_reader_finds_what_a_writer_appends_and_a_changed_frame_is_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pack");
        let (mut writer, mut reader) = (Pack::new(Arc::new(RealDisk), &path), Pack::new(Arc::new(RealDisk), &path));
        reader.refresh().unwrap();
        writer.append(&pieces()).unwrap();
        assert_eq!(reader.read(&[3; 32]).unwrap(), None);
        reader.refresh().unwrap();
        assert_eq!(reader.read(&[3; 32]).unwrap(), Some(vec![3; 2100]));
        let mut bytes = fs::read(&path).unwrap();
        bytes[35] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(reader.read(&[0; 32]).is_err());
    }
}
