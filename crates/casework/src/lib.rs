//! What people do with what the program proposes: verification, cases, votes, remedies, commitments; pure.
//!
//! Everything here is a fold over signed acts in the order of the log ([`Office::take`]). That the signatures
//! hold, and that whoever signed has the role, the key register has judged before (`record::rules`); here
//! stands what the mission's [`Procedure`] says of who may do what to whom, and when. An act that the rules
//! forbid changes nothing and says why. Nothing here reads a clock: time is what acts say and ticks settle.

mod calendar;
mod clock;
pub mod commitments;
pub mod docket;
pub mod method;
mod office;
mod procedure;
pub mod verification;

pub use calendar::show_ics;
pub use clock::{Clock, ClockFault, Deadline, Due};
pub use office::{Office, Refusal, Signer, Standing};
pub use procedure::{FigureRules, Procedure, ProcedureFault};
