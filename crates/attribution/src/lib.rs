//! Who may have done it: hypotheses weighed against the evidence, or why it cannot be known; pure.
//!
//! A proposal and never more: only a declared act attributes. No origin of fire leaves this crate: it is
//! integrated away, and what is told of it is [`Coarse`]. Source: METHOD section 8.

pub mod case;
pub mod coarse;
mod field;
pub mod file;
mod ground;
pub mod hypothesis;
pub mod method;
pub mod proposal;
mod robust;
pub mod show;
pub mod standard;
mod tables;
mod weigh;

pub use case::{Case, CaseFault, Draft};
pub use coarse::{Age, Coarse};
pub use hypothesis::Hypothesis;
pub use proposal::{Outcome, Proposal, Reason, posterior, propose};
pub use standard::Standard;
