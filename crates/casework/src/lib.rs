//! What people do with what the program proposes: verification, cases, votes, remedies, commitments; pure.
//!
//! Everything here is a fold over signed acts in the order of the log: an act that the rules forbid changes
//! nothing and says why.
