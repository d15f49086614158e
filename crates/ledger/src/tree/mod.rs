//! The Merkle tree of RFC 6962: hashes, growth, proofs built and checked.
//!
//! Source: RFC 6962 section 2.1; verification as RFC 9162 section 2.1.3 and 2.1.4.

mod frontier;
mod hash;
mod prove;
mod verify;

pub use frontier::Frontier;
pub use hash::{HASH_BYTES, Hash};
pub use prove::{HashSource, ProveError, prove_consistency, prove_inclusion, root};
pub use verify::{
    PROOF_HASHES_MAX, VerifyError, verify_consistency, verify_inclusion, verify_subtree_consistency, verify_subtree_inclusion,
};
