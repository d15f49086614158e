//! Gather, decide, append: the one place where the floors below meet; the audit derives it all again.
//!
//! A step gathers what stands (from the [`contract::Projection`]), decides by a pure function of a
//! floor below, and appends one batch. The same `derive_*` functions serve the live step and the
//! audit, so that what is recorded can always be derived again.

pub mod acts;
pub mod assess;
pub mod attribute;
pub mod audit;
mod audit_acts;
pub mod batch;
pub mod bonds;
pub mod bring;
pub mod claims;
pub mod contract;
pub mod corroboration;
pub mod erased;
pub mod explain;
pub mod fault;
pub mod fuse;
pub mod gather;
pub mod heat;
pub mod intake;
pub mod matters;
pub mod origins;
pub mod quality;
pub mod read;
pub mod receive;
pub mod rehearsal;
pub mod release;
pub mod remedies;
pub mod replay;
pub mod scope;
pub mod settle;
pub mod timely;
pub mod union;
pub mod words;

pub use acts::Hand;
pub use contract::{Desk, Log, Projection, StoreFault, Vault};
pub use fault::EngineFault;
pub use settle::{Settled, Step, settle};
pub use words::Words;
