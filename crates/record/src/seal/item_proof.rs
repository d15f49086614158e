//! `tregua-item-proof/v1` and `tregua-record-proof/v1`: from a record's bytes to the signed root of the log, as text.
//!
//! One line per part, in this order, then a blank line and the C2SP `.tlog-proof` of the leaf:
//!
//! ```text
//! tregua-item-proof/v1
//! item {"observation":{"_sd":[...],"kind":"explosion"}}     committed bytes
//! salt <base64url>                                         left out in a clear batch
//! open <disclosure>                                        any number
//! index 5
//! n 300
//! hash <base64>                                            the item's sibling first
//! header {"concluded":{"_sd":[...],...}}
//! salt <base64url>                                         left out if the header is a clear leaf
//! open <disclosure>
//!
//! c2sp.org/tlog-proof@v1
//! ```
//!
//! A record's proof has `record`, `salt` and `open` lines only. Every step is checked; a step that
//! is missing is a failure.

use super::disclose::DisclosureFault;
use super::opening::Opening;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ledger::batch::verify_item;
use ledger::checkpoint::Checkpoint;
use ledger::note::Verifier;
use ledger::proof::{LogProof, PROOF_BYTES_MAX, ProofError};
use ledger::tree::{Hash, PROOF_HASHES_MAX, VerifyError};
use model::json::check_canonical;
use model::{Digest, Entry};
use serde::Deserialize;
use std::fmt;

const ITEM_FIRST: &str = "tregua-item-proof/v1";
const RECORD_FIRST: &str = "tregua-record-proof/v1";
/// Longest text that is read, bytes: a log proof, and a record of 48 KiB with its disclosures twice over.
const TEXT_BYTES_MAX: usize = PROOF_BYTES_MAX + (1 << 20);

/// That an item stands in a batch, and the batch's header in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemProof {
    /// The item, as it is shown.
    pub item: Opening,
    /// Its place in the batch, from 0.
    pub index: u64,
    /// Items in the batch.
    pub n: u64,
    /// From the item's sibling up to the batch's root.
    pub path: Vec<Hash>,
    /// The batch's header, as it is shown.
    pub header: Opening,
    /// The header's place in the log.
    pub log: LogProof,
}

/// That a record is an entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordProof {
    /// The record, as it is shown.
    pub record: Opening,
    /// Its place in the log.
    pub log: LogProof,
}

/// What holds once everything below the log's signature was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The item or record, as far as it is opened: canonical JSON.
    pub view: Vec<u8>,
    /// The batch's header as far as it is opened; absent for a record.
    pub header: Option<Vec<u8>>,
    /// The leaf hash that the log proof is about.
    pub leaf: Hash,
}

/// Why a proof does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ItemProofError {
    /// The text is no proof.
    #[error("proof, line {line}: {expected} is expected")]
    Malformed {
        /// Line, from 1.
        line: usize,
        /// What would be right.
        expected: &'static str,
    },
    /// The item or record does not open.
    #[error("item: {0}")]
    Item(DisclosureFault),
    /// The header does not open.
    #[error("header: {0}")]
    Header(DisclosureFault),
    /// What stands in place of the header is none, or says something else than the proof.
    #[error("header: {0}")]
    Batch(&'static str),
    /// The item is not where the proof says.
    #[error("batch: {0}")]
    Path(VerifyError),
    /// The leaf is not where the proof says, or the log did not sign it.
    #[error(transparent)]
    Log(#[from] ProofError),
}

/// What every header shows to anyone.
#[derive(Deserialize)]
struct Shown {
    concluded: Commits,
}

#[derive(Deserialize)]
struct Commits {
    n: u64,
    root: Digest,
}

impl ItemProof {
    /// Checks every step below the log's signature: item to hash, hash to root, root and number in
    /// the header, header to leaf. The caller checks the leaf hash against [`ItemProof::log`].
    ///
    /// # Errors
    /// The first step that does not hold.
    pub fn check(&self) -> Result<Proven, ItemProofError> {
        let view = self.item.view().map_err(ItemProofError::Item)?;
        let header = self.header.view().map_err(ItemProofError::Header)?;
        let shown: Shown = serde_json::from_slice(&header).map_err(|_| ItemProofError::Batch("it is no header of a batch"))?;
        if shown.concluded.n != self.n {
            return Err(ItemProofError::Batch("its number of items is not the proof's"));
        }
        if self.item.salt.is_some() && self.header.salt.is_none() {
            return Err(ItemProofError::Batch("a sealed item stands in a sealed batch"));
        }
        let root = Hash(*shown.concluded.root.as_bytes());
        verify_item(&self.item.item_hash(), self.index, self.n, &self.path, &root).map_err(ItemProofError::Path)?;
        check_clear(&self.header).map_err(ItemProofError::Batch)?;
        Ok(Proven { view, header: Some(header), leaf: Hash::leaf(&self.header.leaf()) })
    }

    /// Checks everything that the log itself vouches for; a quorum of witnesses is another question.
    ///
    /// # Errors
    /// The first step that does not hold.
    pub fn verify(&self, log_name: &str, log_keys: &[Verifier]) -> Result<(Proven, Checkpoint), ItemProofError> {
        let proven = self.check()?;
        let checkpoint = self.log.verify(&proven.leaf, log_name, log_keys)?;
        Ok((proven, checkpoint))
    }

    /// Reads the form of a proof; checks nothing else.
    ///
    /// # Errors
    /// [`ItemProofError::Malformed`], or [`ItemProofError::Log`] for what follows the blank line.
    pub fn read(bytes: &[u8]) -> Result<Self, ItemProofError> {
        let (head, log) = split(bytes)?;
        let mut lines = Lines::of(head, ITEM_FIRST)?;
        let item = lines.opening("item ")?;
        let index = lines.number("index ")?;
        let n = lines.number("n ")?;
        let mut path = Vec::new();
        while let Some(text) = lines.take("hash ") {
            let hash = STANDARD.decode(text).ok().and_then(|bytes| Hash::read(&bytes));
            path.push(hash.ok_or_else(|| lines.malformed("`hash <base64 of 32 bytes>`"))?);
            if path.len() > PROOF_HASHES_MAX {
                return Err(lines.malformed("at most 63 hashes"));
            }
        }
        let header = lines.opening("header ")?;
        lines.end()?;
        Ok(Self { item, index, n, path, header, log })
    }
}

impl RecordProof {
    /// Checks every step below the log's signature.
    ///
    /// # Errors
    /// If the record does not open.
    pub fn check(&self) -> Result<Proven, ItemProofError> {
        let view = self.record.view().map_err(ItemProofError::Item)?;
        check_clear(&self.record).map_err(ItemProofError::Batch)?;
        Ok(Proven { view, header: None, leaf: Hash::leaf(&self.record.leaf()) })
    }

    /// Checks everything that the log itself vouches for.
    ///
    /// # Errors
    /// The first step that does not hold.
    pub fn verify(&self, log_name: &str, log_keys: &[Verifier]) -> Result<(Proven, Checkpoint), ItemProofError> {
        let proven = self.check()?;
        let checkpoint = self.log.verify(&proven.leaf, log_name, log_keys)?;
        Ok((proven, checkpoint))
    }

    /// Reads the form of a proof; checks nothing else.
    ///
    /// # Errors
    /// As [`ItemProof::read`].
    pub fn read(bytes: &[u8]) -> Result<Self, ItemProofError> {
        let (head, log) = split(bytes)?;
        let mut lines = Lines::of(head, RECORD_FIRST)?;
        let record = lines.opening("record ")?;
        lines.end()?;
        Ok(Self { record, log })
    }
}

/// A clear leaf is an entry of the log as it would be written, and never opened by disclosures.
fn check_clear(opening: &Opening) -> Result<(), &'static str> {
    if opening.salt.is_some() {
        return Ok(());
    }
    if Entry::read(&opening.committed).is_ok() { Ok(()) } else { Err("a clear leaf that is no entry of the log") }
}

impl fmt::Display for ItemProof {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{ITEM_FIRST}")?;
        show(out, "item", &self.item)?;
        writeln!(out, "index {}\nn {}", self.index, self.n)?;
        self.path.iter().try_for_each(|hash| writeln!(out, "hash {hash}"))?;
        show(out, "header", &self.header)?;
        write!(out, "\n{}", self.log)
    }
}

impl fmt::Display for RecordProof {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{RECORD_FIRST}")?;
        show(out, "record", &self.record)?;
        write!(out, "\n{}", self.log)
    }
}

fn show(out: &mut fmt::Formatter<'_>, word: &str, opening: &Opening) -> fmt::Result {
    writeln!(out, "{word} {}", String::from_utf8_lossy(&opening.committed))?;
    if let Some(salt) = &opening.salt {
        writeln!(out, "salt {}", URL_SAFE_NO_PAD.encode(salt))?;
    }
    opening.disclosures.iter().try_for_each(|disclosure| writeln!(out, "open {disclosure}"))
}

fn split(bytes: &[u8]) -> Result<(&str, LogProof), ItemProofError> {
    let malformed = |expected| ItemProofError::Malformed { line: 1, expected };
    if bytes.len() > TEXT_BYTES_MAX {
        return Err(malformed("a proof of at most 2 MiB"));
    }
    let text = str::from_utf8(bytes).map_err(|_| malformed("UTF-8"))?;
    let (head, log) = text.split_once("\n\n").ok_or_else(|| malformed("a blank line before the log proof"))?;
    Ok((head, LogProof::read(log.as_bytes())?))
}

/// The lines before the blank one.
struct Lines<'a> {
    rest: std::iter::Peekable<std::str::Split<'a, char>>,
    line: usize,
}

impl<'a> Lines<'a> {
    fn of(head: &'a str, first: &'static str) -> Result<Self, ItemProofError> {
        let mut lines = Self { rest: head.split('\n').peekable(), line: 0 };
        match lines.take(first) {
            Some("") => Ok(lines),
            _ => Err(ItemProofError::Malformed { line: 1, expected: first }),
        }
    }

    /// What follows a word on the next line, if the line begins with it.
    fn take(&mut self, word: &str) -> Option<&'a str> {
        let line = self.rest.peek()?.strip_prefix(word)?;
        self.rest.next();
        self.line += 1;
        Some(line)
    }

    fn malformed(&self, expected: &'static str) -> ItemProofError {
        ItemProofError::Malformed { line: self.line + 1, expected }
    }

    fn number(&mut self, word: &'static str) -> Result<u64, ItemProofError> {
        let number: Option<u64> = self.take(word).and_then(|text| text.parse().ok().filter(|number: &u64| number.to_string() == text));
        number.ok_or_else(|| self.malformed("`index <number>` or `n <number>` without leading zeroes"))
    }

    fn opening(&mut self, word: &'static str) -> Result<Opening, ItemProofError> {
        let committed = self.take(word).ok_or_else(|| self.malformed("`item`, `header` or `record` with its bytes"))?;
        if check_canonical(committed.as_bytes()).is_err() {
            return Err(self.malformed("a record in `tregua-json/1` before this line"));
        }
        let salt = match self.take("salt ") {
            Some(text) => {
                let salt = URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
                Some(salt.ok_or_else(|| self.malformed("`salt <base64url of 32 bytes>` before this line"))?)
            }
            None => None,
        };
        let mut disclosures = Vec::new();
        while let Some(disclosure) = self.take("open ") {
            disclosures.push(disclosure.to_owned());
        }
        Ok(Opening { committed: committed.as_bytes().to_vec(), salt, disclosures })
    }

    fn end(&mut self) -> Result<(), ItemProofError> {
        if self.rest.next().is_none() { Ok(()) } else { Err(self.malformed("a blank line")) }
    }
}
