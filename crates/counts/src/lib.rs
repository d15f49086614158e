//! Numbers that several people claim: kept side by side, held against each other, and an estimate of
//! what all of them left out.
//!
//! Pure. Never an average across parties: a documented minimum, a range per origin
//! and an estimated total ([`estimate()`]) are three numbers. How far people who grade agree and how far
//! stated chances can be trusted: [`agreement`] and [`reliability`]. Rates under their coverage and alerts: [`alert`].
//! What each speaker said, held against itself and against the calendar: [`claims`].

pub mod agreement;
pub mod alert;
pub mod claims;
mod draw;
pub mod estimate;
pub mod graphs;
pub mod latent;
pub mod lists;
pub mod loglinear;
mod matrix;
pub mod method;
pub mod reliability;
pub mod weighted;

pub use estimate::{Estimate, estimate};
pub use lists::{Lists, ListsFault};
