//! Sealed leaves: what is kept secret under one key, what the log shows of it, and what is opened for whom.
//!
//! A record becomes *committed bytes* ([`committed`]): its canonical JSON in which every field that
//! somebody may not see is a digest. A leaf of the log holds a salted commitment to them
//! ([`SealedLeaf`]); an item of a batch is hashed with a salt of its own. All salts, digests and
//! ciphers follow from one [`RecordKey`], so that the record and its key are all that is kept, and
//! destroying the key leaves nothing but digests.

mod audience;
mod cipher;
mod cover;
mod disclose;
mod fields;
mod item_proof;
mod keys;
mod leaf;
mod opening;
mod wrap;

pub use audience::{Audience, least_audience};
pub use cipher::{CHUNK_BYTES, Unopened, open, open_artifact, open_item, seal, seal_artifact, seal_item};
pub use cover::{DECOY_TICK_LEAVES, decoy_leaf, decoys_due};
pub use disclose::{DisclosureFault, committed, disclosures, view};
pub use item_proof::{ItemProof, ItemProofError, Proven, RecordProof};
pub use keys::{ItemKey, KEY_BYTES, KeySource, RecordKey};
pub use leaf::{NoSealedLeaf, SEALED_BYTES, SealedLeaf};
pub use opening::{Opening, item_hash};
pub use wrap::{Kek, WRAPPED_BYTES};
