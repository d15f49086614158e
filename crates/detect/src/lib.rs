//! Sensors: acoustic and seismic picks, heat and radar change to events with their doubt.
//!
//! Pure. Every result says that something happened here, with what certainty; none says who did it. A sound is a
//! launch or an impact: its place leaves this floor only as a [`Coarse`] one (METHOD 13).

pub mod associate;
mod coarse;
mod fit;
pub mod heat;
mod lanes;
pub mod method;
mod network;
pub mod radar;
pub mod regional;
mod search;
pub mod shot;
#[cfg(test)]
mod testing;

pub use coarse::Coarse;
pub use fit::Fitted;
pub use network::{Hearing, Pick, Station, sound_m_s};
