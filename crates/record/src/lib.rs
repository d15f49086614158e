//! What makes a record hold: sealed leaves and disclosures, signed acts and the key register, receipts.
//!
//! Pure: keys, salts and moments are passed in; nothing here reads a clock, a file or a random number.

pub mod dsse;
pub mod key;
pub mod receipt;
pub mod register;
pub mod rules;
pub mod seal;
pub mod stream;
pub mod submission;
