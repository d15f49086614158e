//! The mission's release key: 32 secret bytes in `keys/release.key`, readable by their owner only.
//!
//! Whoever has it can link releases to incidents; without it no release can be held against the
//! earlier ones. It is made once, before the first release, and kept as long as the log.

use crate::disk::{read, shown, write_private};
use crate::folder::Folder;
use engine::StoreFault;
use model::Digest;
use std::path::PathBuf;

const FIRST_LINE: &str = "tregua release key";

impl Folder {
    fn release_key_file(&self) -> PathBuf {
        self.root().join("keys").join("release.key")
    }

    /// The release key, if there is one.
    ///
    /// # Errors
    /// If it cannot be read; its content is not shown.
    pub fn release_key(&self) -> Result<Option<[u8; 32]>, StoreFault> {
        let path = self.release_key_file();
        if !path.is_file() {
            return Ok(None);
        }
        let damaged =
            || StoreFault::Damaged { what: shown(&path), how: format!("`{FIRST_LINE}` and a line of 64 hexadecimal digits are expected") };
        let bytes = read(&path)?;
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err(damaged());
        }
        let key: Digest = lines.next().and_then(|line| line.parse().ok()).ok_or_else(damaged)?;
        Ok(Some(*key.as_bytes()))
    }

    /// Keeps a new release key of 32 random bytes.
    ///
    /// # Errors
    /// If there is one already, or the disk refuses.
    pub fn make_release_key(&self, seed: [u8; 32]) -> Result<(), StoreFault> {
        write_private(&self.release_key_file(), format!("{FIRST_LINE}\n{}\n", Digest::from_bytes(seed)).as_bytes())
    }
}
