//! Append-only Merkle log of opaque bytes: tree, tiles, notes, checkpoints, proofs, witnesses. No I/O.
//!
//! Byte-compatible with C2SP signed-note, tlog-checkpoint, tlog-tiles, tlog-proof,
//! tlog-cosignature, tlog-witness and tlog-policy, so that a stranger needs none of our code to
//! check us. Everything is a pure function: bytes in, bytes out; keys are passed in; nothing here
//! reads a clock, a file or a random number.
//!
//! The way of an entry: [`tree::Hash::leaf`] gives its leaf hash, [`tile::Edge`] grows the tree
//! and its tiles, [`checkpoint::Checkpoint`] states size and root, a [`note::Signer`] signs it,
//! [`proof::LogProof`] is what a stranger gets. Conclusions go in by [`batch`]. Others watch the
//! log by [`witness`], are counted by [`policy`], and accuse it by [`fork`].
//!
//! ```
//! use ledger::{checkpoint::Checkpoint, note::Signer, proof::LogProof};
//! use ledger::{tile::{Edge, TileSource}, tree::{Hash, prove_inclusion}};
//! use std::collections::BTreeMap;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let entries = [r#"{"t":"a"}"#, r#"{"t":"b"}"#, r#"{"t":"c"}"#];
//! let leaves = entries.map(|entry| Hash::leaf(entry.as_bytes()));
//! let mut edge = Edge::new();
//! let tiles: BTreeMap<_, _> = edge.append(&leaves).into_iter().collect();
//! let signer = Signer::from_seed("log.example", &[7; 32])?;
//! let note = Checkpoint::new("log.example", edge.size(), edge.root()).sign(&[&signer])?;
//!
//! let mut source = TileSource::new(3, |tile| tiles.get(&tile).cloned().ok_or("no such tile"));
//! let proof = LogProof::new(1, prove_inclusion(&mut source, 1, 3)?, &note);
//! let keys = [signer.verifier().clone()];
//! assert_eq!(proof.verify(&leaves[1], "log.example", &keys)?.size, 3);
//! # Ok(())
//! # }
//! ```

pub mod batch;
pub mod checkpoint;
pub mod fork;
pub mod note;
pub mod policy;
pub mod proof;
mod text;
pub mod tile;
pub mod tree;
pub mod witness;
