//! What came out of reading an artifact, and each part of it that could not be read.

use crate::observation::Passage;
use crate::{Digest, ReadingId, RefusalId};
use serde::{Deserialize, Serialize};

/// The result of reading one artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The artifact.
    pub artifact: Digest,
    /// As what it was read, such as `firms`.
    pub format: String,
    /// Its id.
    pub id: ReadingId,
    /// What the reader wants a person to know, such as an encoding it had to assume.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub notes: Vec<String>,
    /// Rows (or features, or texts) read.
    pub read_n: u32,
    /// Rows refused; each is kept as a [`Refusal`].
    pub refused_n: u32,
    /// Rows met.
    pub rows_n: u32,
}

impl Reading {
    /// Derives the id.
    pub fn derive_id(artifact: &Digest) -> ReadingId {
        ReadingId::from_digest(&Digest::tagged("reading", &[artifact.as_bytes()]))
    }
}

/// One row that could not be read: where, why, and its own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Column, by its name in the file.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<String>,
    /// Where it stands.
    pub from: Passage,
    /// Its id.
    pub id: RefusalId,
    /// The row as it stands, at most 500 characters.
    pub raw: String,
    /// Why, and what would be right.
    pub reason: String,
}

impl Refusal {
    /// Derives the id from the passage and its reason.
    pub fn derive_id(from: &Passage, reason: &str) -> RefusalId {
        let line = from.line.to_be_bytes();
        let entry = from.entry.as_deref().unwrap_or("");
        RefusalId::from_digest(&Digest::tagged("refusal", &[from.artifact.as_bytes(), entry.as_bytes(), &line, reason.as_bytes()]))
    }
}
