//! Receipts: what a node promises whoever hands something in, and how a broken promise is proven.
//!
//! Stage 1 comes at once: the node's signature over what it took, the hash of the leaf that will
//! hold it, and by when it will be in the log. Stage 2 is the proof of inclusion. If the leaf is
//! not in the tree that a quorum of witnesses saw after the promise fell due, the node broke it:
//! judged by the witnesses' times, not by the operator's clock, and without knowing the content.

use crate::dsse::{DsseFault, Envelope};
use crate::key::{PublicKey, SecretKey};
use ledger::checkpoint::Checkpoint;
use ledger::note::Verifier;
use ledger::policy::{Judgement, Policy};
use ledger::proof::{LogProof, ProofError};
use ledger::tile::Edge;
use ledger::tree::Hash;
use model::{Digest, Instant, KeyId};
use serde::{Deserialize, Serialize};

/// Payload type of a receipt.
pub const RECEIPT_TYPE: &str = "application/vnd.tregua.receipt.v1+json";
/// Within this time what was received is in the log, ms. Source: INTEGRITY section 9.
pub const PROMISE_MS: u64 = 60_000;
/// A submitter refuses a receipt whose time is further from its own clock, ms. Source: INTEGRITY section 9.
pub const CLOCK_OFF_MS_MAX: u64 = 5_000;

/// What the node promises. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Epoch of the stream.
    pub epoch: u64,
    /// RFC 6962 hash of the leaf.
    pub leaf_hash: Digest,
    /// Name of the log.
    pub log: String,
    /// The node's key.
    pub node: KeyId,
    /// In the log within this time after it was received, ms.
    pub promise_ms: u64,
    /// When it was received, by the node's clock.
    pub received_at: Instant,
    /// Number in the stream.
    pub seq: u64,
    /// Name of the stream.
    pub stream: String,
    /// Digest of the payload that was handed in.
    pub submission: Digest,
    /// Version, 1.
    pub v: u32,
}

/// Why a receipt, or what is held against it, is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFault {
    /// The envelope does not hold.
    #[error("receipt: {0}")]
    Envelope(#[from] DsseFault),
    /// The payload is no receipt.
    #[error("receipt: the payload is no receipt of version 1: {0}")]
    Payload(String),
    /// It is for something else than what was handed in.
    #[error("receipt: it is for the submission {found}; {expected} was handed in")]
    Submission {
        /// Digest in the receipt.
        found: Digest,
        /// Digest of what was handed in.
        expected: Digest,
    },
    /// The node's clock is too far off.
    #[error("receipt: it says received {received_at}, which is more than 5 s off this machine's clock: the promise would be worth nothing")]
    Clock {
        /// As stated.
        received_at: Instant,
    },
    /// A checkpoint of another log.
    #[error("receipt: it is for the log `{expected}`; the checkpoint is of `{found}`")]
    Log {
        /// Log of the checkpoint.
        found: String,
        /// Log of the receipt.
        expected: String,
    },
    /// The leaf hashes are not those of the checkpoint.
    #[error("receipt: the {n} leaf hashes do not give the root of the checkpoint of size {size}: they prove nothing")]
    Tree {
        /// Hashes given.
        n: usize,
        /// Size of the checkpoint.
        size: u64,
    },
    /// The proof of inclusion does not hold.
    #[error("receipt: {0}")]
    Proof(#[from] ProofError),
}

/// What a tree says about a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is in the log.
    Included {
        /// Its entry.
        index: u64,
    },
    /// Not in the tree, but no quorum of witnesses has seen the log after the promise fell due.
    Waiting {
        /// When it falls due.
        due: Instant,
    },
    /// The promise is broken: after it fell due, a quorum saw a tree without it.
    Suppressed {
        /// When it fell due.
        due: Instant,
        /// A quorum of witnesses saw this tree as the largest at or after this moment.
        seen_at: Instant,
        /// Entries of the tree.
        size: u64,
        /// Its root.
        root: Hash,
    },
}

impl Receipt {
    /// Signs it with the node's key.
    ///
    /// # Errors
    /// [`ReceiptFault::Payload`].
    pub fn sign(&self, key: &SecretKey) -> Result<Envelope, ReceiptFault> {
        let payload = model::json::canonical(self).map_err(|cause| ReceiptFault::Payload(cause.to_string()))?;
        Ok(Envelope::signed(RECEIPT_TYPE, payload, key))
    }

    /// Opens a receipt that a node's key signed.
    ///
    /// # Errors
    /// [`ReceiptFault::Envelope`] or [`ReceiptFault::Payload`].
    pub fn open(envelope: &Envelope, node: &PublicKey) -> Result<Self, ReceiptFault> {
        let bytes = envelope.open(RECEIPT_TYPE, node)?;
        let receipt: Self = serde_json::from_slice(bytes).map_err(|cause| ReceiptFault::Payload(cause.to_string()))?;
        let again = model::json::canonical(&receipt).map_err(|cause| ReceiptFault::Payload(cause.to_string()))?;
        if again == bytes && receipt.v == 1 { Ok(receipt) } else { Err(ReceiptFault::Payload("it would be written otherwise".into())) }
    }

    /// Checks, at the moment it came, that it is for what was handed in and that its clock is right.
    ///
    /// # Errors
    /// [`ReceiptFault::Submission`] or [`ReceiptFault::Clock`].
    pub fn check_fresh(&self, submission: &Digest, now: Instant) -> Result<(), ReceiptFault> {
        if self.submission != *submission {
            return Err(ReceiptFault::Submission { found: self.submission, expected: *submission });
        }
        if self.received_at.ms().abs_diff(now.ms()) > CLOCK_OFF_MS_MAX || self.promise_ms > PROMISE_MS {
            return Err(ReceiptFault::Clock { received_at: self.received_at });
        }
        Ok(())
    }

    /// When the promise falls due.
    pub fn due(&self) -> Instant {
        self.received_at.plus_ms(i64::try_from(self.promise_ms).unwrap_or(i64::MAX))
    }

    /// Checks stage 2: the proof that the promised leaf is in the log.
    ///
    /// # Errors
    /// [`ReceiptFault::Proof`].
    pub fn check_inclusion(&self, proof: &LogProof, log_keys: &[Verifier]) -> Result<Checkpoint, ReceiptFault> {
        Ok(proof.verify(&Hash(*self.leaf_hash.as_bytes()), &self.log, log_keys)?)
    }

    /// Holds the receipt against a whole tree. `leaves` are all leaf hashes of the checkpoint, from
    /// the level-0 tiles; `seen_at` is when a quorum saw it, by [`quorum_seen_at`], if one did. That
    /// the log signed the checkpoint is the caller's to check.
    ///
    /// # Errors
    /// [`ReceiptFault::Log`], or [`ReceiptFault::Tree`] if the hashes are not the checkpoint's.
    pub fn hold_against(&self, checkpoint: &Checkpoint, leaves: &[Hash], seen_at: Option<Instant>) -> Result<Verdict, ReceiptFault> {
        if checkpoint.log_name != self.log {
            return Err(ReceiptFault::Log { found: checkpoint.log_name.clone(), expected: self.log.clone() });
        }
        let mut edge = Edge::new();
        edge.append(leaves);
        if edge.size() != checkpoint.size || edge.root() != checkpoint.root {
            return Err(ReceiptFault::Tree { n: leaves.len(), size: checkpoint.size });
        }
        if let Some(index) = leaves.iter().position(|leaf| leaf.as_bytes() == self.leaf_hash.as_bytes()) {
            return Ok(Verdict::Included { index: index as u64 });
        }
        let due = self.due();
        Ok(match seen_at.filter(|seen_at| *seen_at > due) {
            Some(seen_at) => Verdict::Suppressed { due, seen_at, size: checkpoint.size, root: checkpoint.root },
            None => Verdict::Waiting { due },
        })
    }
}

/// The latest moment such that the cosignatures of that moment and later are a quorum by
/// themselves. Two quorums share an honest witness, and that one does not cosign a smaller tree
/// after a larger one: so no larger tree with a quorum existed before this moment.
///
/// `times` are witness names with their cosignature times, ms; `meets` says whether names are a quorum.
pub fn quorum_seen_at(times: &[(String, i64)], meets: impl Fn(&[&str]) -> bool) -> Option<Instant> {
    let mut latest: Vec<&(String, i64)> = times.iter().collect();
    latest.sort_by_key(|(_, ms)| std::cmp::Reverse(*ms));
    let names: Vec<&str> = latest.iter().map(|(name, _)| name.as_str()).collect();
    let n = (1..=names.len()).find(|n| names.get(..*n).is_some_and(&meets))?;
    let (_, ms) = latest.get(n - 1)?;
    Instant::from_ms(*ms).ok()
}

/// [`quorum_seen_at`] for a checkpoint that a policy has judged.
pub fn policy_seen_at(policy: &Policy, judgement: &Judgement) -> Option<Instant> {
    let times = judgement.cosigned.iter().enumerate().map(|(place, one)| {
        let ms = i64::try_from(one.unix_s).unwrap_or(i64::MAX).saturating_mul(1_000);
        (place.to_string(), ms)
    });
    let witness = |place: &&str| place.parse::<usize>().ok().and_then(|place| judgement.cosigned.get(place)).map(|one| one.witness.clone());
    quorum_seen_at(&times.collect::<Vec<_>>(), |places| {
        policy.quorum().is_some_and(|rule| rule.is_met(&places.iter().filter_map(witness).collect()))
    })
}
