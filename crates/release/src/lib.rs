//! Markings and releases: what may leave, for whom, how coarse and how late. Pure.
//!
//! A value that has no marking is RED. [`Marked`] cannot be written out; only [`Released`] can,
//! and it is made from a marked value, an audience, and a release in the log that shows exactly
//! that value to that audience ([`Grant`]). What the public sees of an incident is derived
//! ([`derive`](derive::derive)) and held against every earlier release of it
//! ([`History::check`](history::History::check)).

pub mod class;
pub mod derive;
pub mod draft;
pub mod grid;
pub mod history;
pub mod key;
pub mod marked;
pub mod marking;
pub mod method;
pub mod narrow;
pub mod policy;
pub mod released;
pub mod show;
pub mod table;
pub mod window;

pub use class::class_of;
pub use derive::{Subject, Wish, derive};
pub use history::{History, Past, Refusal, Verdict};
pub use key::{Basis, ReleaseKey};
pub use marked::Marked;
pub use marking::{Marking, Releasable, Tlp};
pub use narrow::NarrowIncident;
pub use policy::{Policy, PolicyFault};
pub use released::{Grant, Released, Withheld};
pub use show::{Row, Rows};
