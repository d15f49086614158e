//! What each witness said last: for people, and so that the next question begins at the right size.
//!
//! Disposable: without it the witnesses are asked from the empty tree and say where they stand.

use super::gather::read_if_there;
use crate::fault::Fault;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::disk::write_durably;

/// What is remembered of all witnesses, by address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// By address.
    pub witnesses: BTreeMap<String, Said>,
}

/// What one witness said last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Its names in the policy.
    pub names: String,
    /// The largest tree that it cosigned for us.
    pub size: u64,
    /// When it said something last, seconds since 1970 by this machine's clock.
    pub unix_s: u64,
    /// Its answer in words.
    pub said: String,
    /// Whether that answer was a cosignature.
    pub is_cosigned: bool,
}

impl Memory {
    /// Reads it; a file that is absent or no memory is an empty one.
    pub fn read(data: &Path) -> Result<Self, Fault> {
        let bytes = read_if_there(&file(data))?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default())
    }

    /// Writes it.
    pub fn write(&self, data: &Path) -> Result<(), Fault> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        Ok(write_durably(&file(data), text.as_bytes())?)
    }

    /// The size to begin the next question at.
    pub fn size(&self, url: &str) -> u64 {
        self.witnesses.get(url).map_or(0, |said| said.size)
    }
}

fn file(data: &Path) -> PathBuf {
    data.join("witnesses.json")
}
