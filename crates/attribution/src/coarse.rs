//! The only thing that is ever told of an origin: shares of eight fixed sectors and of ground held, in steps of a tenth, late.
//!
//! Source: METHOD 13. There is no place and no distance in it, and no way to make one earlier.

use crate::field::Spread;
use crate::method::{COARSE_PPM, DELAY_MS, SECTORS};
use model::PartyId;
use serde::Serialize;

/// The winds round which the sectors lie, each 45 degrees wide.
pub const WINDS: [&str; SECTORS] = ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"];

/// Where fire came from, as coarse as it may be told. Fields in the order of their names, as recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Coarse {
    /// Share by wind, seen from the impact; those that round to 0 are left out.
    sectors: Vec<Share>,
    /// Share by who held the ground, in the order of the parties, then `nobody`; those that round to 0 are left out.
    sides: Vec<Share>,
}

/// A share of what is told coarsely.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// A wind, a party or `nobody`.
    name: String,
    /// In steps of a tenth, ppm.
    share_ppm: u32,
}

impl Share {
    /// A wind, a party or `nobody`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// In steps of a tenth, ppm.
    pub const fn share_ppm(&self) -> u32 {
        self.share_ppm
    }
}

/// How long ago something happened: what decides whether anything of its origin may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// So many milliseconds.
    Ms(i64),
    /// Nobody said: taken as too young.
    Unknown,
}

impl Age {
    /// Whether the delay is over.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Ms(ms) if ms >= DELAY_MS)
    }
}

impl Coarse {
    /// Absent before the delay is over.
    pub(crate) fn of(spread: &Spread, parties: &[PartyId], age: Age) -> Option<Self> {
        if !age.is_over() {
            return None;
        }
        let share = |(name, share): (String, &f64)| Share { name, share_ppm: coarse_ppm(*share) };
        let told = |shares: Vec<Share>| shares.into_iter().filter(|share| share.share_ppm > 0).collect();
        let winds = WINDS.iter().map(|wind| (*wind).to_owned());
        let names = parties.iter().map(|party| party.0.clone()).chain(["nobody".to_owned()]);
        Some(Self {
            sectors: told(winds.zip(&spread.sectors).map(share).collect()),
            sides: told(names.zip(&spread.sides).map(share).collect()),
        })
    }

    /// Share by wind.
    pub fn sectors(&self) -> &[Share] {
        &self.sectors
    }

    /// Share by who held the ground.
    pub fn sides(&self) -> &[Share] {
        &self.sides
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares lie in 0..=1")]
fn coarse_ppm(share: f64) -> u32 {
    libm::rint(share.clamp(0.0, 1.0) * 1e6 / f64::from(COARSE_PPM)) as u32 * COARSE_PPM
}

/// The wind that a direction lies round; what a text says instead of degrees.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "degrees are checked to be 0 to 360")]
pub(crate) fn wind(bearing_deg: f64) -> &'static str {
    let at = libm::rint(bearing_deg / 45.0) as usize % SECTORS;
    WINDS.get(at).copied().unwrap_or("north")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_told_before_the_delay_and_nothing_finer_than_a_tenth_after_it() {
        let spread = Spread { sectors: [0.44, 0.38, 0.12, 0.03, 0.02, 0.01, 0.0, 0.0], sides: vec![0.93, 0.06, 0.01] };
        let parties = ["a", "b"].map(|name| PartyId(name.into()));
        for age in [Age::Unknown, Age::Ms(-1), Age::Ms(DELAY_MS - 1)] {
            assert_eq!(Coarse::of(&spread, &parties, age), None);
        }
        let told = Coarse::of(&spread, &parties, Age::Ms(DELAY_MS)).unwrap();
        let shares = |shares: &[Share]| shares.iter().map(|share| (share.name.clone(), share.share_ppm)).collect::<Vec<_>>();
        assert_eq!(shares(told.sectors()), [("north".into(), 400_000), ("north-east".into(), 400_000), ("east".into(), 100_000)]);
        assert_eq!(shares(told.sides()), [("a".into(), 900_000), ("b".into(), 100_000)]);
    }

    #[test]
    fn directions_become_winds() {
        assert_eq!(
            [0.0, 22.4, 22.6, 180.0, 337.4, 337.6, 360.0].map(wind),
            ["north", "north", "north-east", "south", "north-west", "north", "north"]
        );
    }
}
