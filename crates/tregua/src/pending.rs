//! A proposed act in a file: what is to be signed, the text it rests on, and the signatures so far.

use crate::fault::Fault;
use model::{Digest, Signed};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// Longest file that is read, bytes.
const PENDING_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// A proposed act.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// What is signed.
    pub act: Signed,
    /// The text that the act names by its digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Pending {
    /// Reads one and checks that its text is the one that is signed.
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let refused = |cause: String| Fault::Input(format!("{}: {cause}", path.display()));
        let size = fs::metadata(path).map_err(|cause| refused(cause.to_string()))?.len();
        if size > PENDING_BYTES_MAX {
            return Err(refused("larger than 16 MiB: no proposed act is".into()));
        }
        let text = fs::read_to_string(path).map_err(|cause| refused(cause.to_string()))?;
        let pending: Self = serde_json::from_str(&text).map_err(|cause| refused(format!("not a proposed act: {cause}")))?;
        let digest = pending.text.as_ref().map(|text| Digest::of(text.as_bytes()));
        if digest == pending.act.declared.act.text() {
            Ok(pending)
        } else {
            Err(refused("its text is not the one that is signed: it was changed after it was proposed".into()))
        }
    }

    /// Writes it, whole or not at all.
    pub fn write(&self, path: &Path) -> Result<(), Fault> {
        let refused = |cause: String| Fault::Input(format!("{}: {cause}", path.display()));
        let text = serde_json::to_string_pretty(self).map_err(|cause| refused(cause.to_string()))?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|cause| refused(cause.to_string()))?;
        }
        store::disk::write_durably(path, format!("{text}\n").as_bytes()).map_err(|cause| refused(cause.to_string()))
    }

    /// Where it lies unless somebody says otherwise: `acts/decide-4F2A….json` in the mission's folder.
    pub fn default_path(&self, mission: &Path) -> PathBuf {
        let digest = serde_json::to_vec(&self.act.declared).map(|bytes| Digest::of(&bytes).to_string()).unwrap_or_default();
        mission.join("acts").join(format!("{}-{}.json", self.act.declared.act.word(), digest.get(..8).unwrap_or("")))
    }
}
