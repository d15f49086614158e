//! Append-only Merkle log of opaque bytes: tree, tiles, notes, checkpoints, proofs. No I/O.
