//! Observations to incidents: which reports are about one event, by log-odds; pure, order-free.
//!
//! ```text
//! Evidence (an observation, compact) -> Item (in the method's units)
//!   -> pairs with log-odds above 0, found on a grid      grid, odds, overlap, density
//!   -> pieces: what those pairs connect                  piece
//!   -> the best partition of each piece                  exact (small), linkage (crowded)
//!   -> incidents with chances, alternatives, posteriors  incident, posterior
//! ```
//!
//! The result is a function of the set of evidence: not of its order, not of how sources and
//! stations are numbered, not of the machine. Nothing here reads a clock, a file or the
//! environment. Every constant that can change an incident is in [`method`].
//!
//! What it does not do yet: places are circles (a polygon or sector counts by its moments; a named place
//! is cut to the ground nearest to it), the density has no time of day, and an observation without a place
//! stays alone.

mod bonds;
mod density;
mod evidence;
mod exact;
mod footprint;
mod fuse;
mod grid;
mod incident;
mod item;
mod linkage;
mod links;
pub mod live;
pub mod method;
mod names;
pub mod near;
pub mod number;
mod odds;
pub mod origins;
mod overlap;
mod piece;
#[doc(hidden)]
pub mod plain;
mod posterior;
pub mod reports;
pub mod score;
mod tiling;

pub use bonds::Bonds;
pub use evidence::{Evidence, WeaponKey};
pub use footprint::Footprint;
pub use fuse::{Census, Weights, census, each_pair, fuse, fuse_bound, fuse_weighed, partition};
pub use method::Parameters;
#[doc(hidden)]
pub use plain::fuse_bound_plain;
#[doc(hidden)]
pub use plain::fuse_plain;
