//! What makes a case one that can be weighed.

use super::{Case, ControlMap, Draft, Evidence, Held, Point, Says, Weapon};
use crate::method::{EVIDENCE_MAX, MAPS_MAX, PARTIES_MAX, POINTS_MAX, WEAPONS_MAX};
use model::PartyId;

/// Why a case cannot be weighed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CaseFault {
    /// Too few or too many parties.
    #[error("{0} parties: a case has 2 to {PARTIES_MAX}")]
    Parties(usize),
    /// Something stands twice.
    #[error("{what} `{name}` stands twice")]
    Twice {
        /// What.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Too many parts.
    #[error("{n} {what}: at most {most} are weighed")]
    Many {
        /// Of what.
        what: &'static str,
        /// How many.
        n: usize,
        /// How many may be.
        most: usize,
    },
    /// A party that is none of the case's.
    #[error("{place}: `{party}` is no party of this case")]
    Party {
        /// Where.
        place: String,
        /// Who.
        party: String,
    },
    /// A number out of range.
    #[error("{place}: {what} `{value}`: {right} is expected")]
    Number {
        /// Where.
        place: String,
        /// Which number.
        what: &'static str,
        /// As given.
        value: String,
        /// What would be right.
        right: &'static str,
    },
    /// A shape that is none.
    #[error("{place}: {what}")]
    Shape {
        /// Where.
        place: String,
        /// What is wrong.
        what: &'static str,
    },
}

impl Case {
    /// Checks a case.
    ///
    /// # Errors
    /// [`CaseFault`], the first one.
    pub fn check(mut draft: Draft) -> Result<Self, CaseFault> {
        check_parties(&draft.parties)?;
        check_numbers(&draft)?;
        let checker = Checker { parties: &draft.parties };
        checker.point("impact", draft.impact.at)?;
        checker.number("impact", "sd_m", draft.impact.sd_m, 0.0, 1e5, "metres from 0 to 100000")?;
        checker.number("case", "not_an_event", draft.not_an_event, 0.0, 0.999_999, "a chance from 0 to below 1")?;
        draft.maps.iter().try_for_each(|map| checker.map(map))?;
        checker.party("weapons", draft.weapons.controlled_by.as_ref())?;
        draft.weapons.candidates.iter().try_for_each(|weapon| checker.weapon(weapon))?;
        draft.evidence.iter().try_for_each(|one| checker.evidence(one))?;
        // An order of their own: however a case is put together, the sums run the same way.
        draft.evidence.sort_by(|a, b| (a.class(), &a.origin, &a.id).cmp(&(b.class(), &b.origin, &b.id)));
        draft.maps.sort_by(|a, b| a.source.cmp(&b.source));
        draft.weapons.candidates.sort_by(|a, b| a.class.cmp(&b.class));
        check_twice("evidence", draft.evidence.iter().map(|one| one.id.as_str()))?;
        check_twice("map of", draft.maps.iter().map(|map| map.source.as_str()))?;
        check_twice("weapon", draft.weapons.candidates.iter().map(|weapon| weapon.class.as_str()))?;
        Ok(Self(draft))
    }

    /// What it holds.
    pub const fn parts(&self) -> &Draft {
        &self.0
    }
}

fn check_parties(parties: &[PartyId]) -> Result<(), CaseFault> {
    if !(2..=PARTIES_MAX).contains(&parties.len()) {
        return Err(CaseFault::Parties(parties.len()));
    }
    check_twice("party", parties.iter().map(|party| party.0.as_str()))
}

fn check_numbers(draft: &Draft) -> Result<(), CaseFault> {
    let points = |map: &ControlMap| match &map.held {
        Held::Areas { areas, .. } => areas.iter().flat_map(|(_, areas)| areas).flatten().map(Vec::len).sum(),
        Held::Line { path, .. } => path.len(),
    };
    for (what, n, most) in [
        ("pieces of evidence", draft.evidence.len(), EVIDENCE_MAX),
        ("maps", draft.maps.len(), MAPS_MAX),
        ("weapons", draft.weapons.candidates.len(), WEAPONS_MAX),
        ("points of maps", draft.maps.iter().map(points).sum(), POINTS_MAX),
    ] {
        if n > most {
            return Err(CaseFault::Many { what, n, most });
        }
    }
    Ok(())
}

fn check_twice<'a>(what: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), CaseFault> {
    let mut met = std::collections::BTreeSet::new();
    for name in names {
        if !met.insert(name) {
            return Err(CaseFault::Twice { what, name: name.into() });
        }
    }
    Ok(())
}

struct Checker<'a> {
    parties: &'a [PartyId],
}

impl Checker<'_> {
    fn number(&self, place: &str, what: &'static str, value: f64, lo: f64, hi: f64, right: &'static str) -> Result<(), CaseFault> {
        let fault = || CaseFault::Number { place: place.into(), what, value: value.to_string(), right };
        (lo..=hi).contains(&value).then_some(()).ok_or_else(fault)
    }

    fn point(&self, place: &str, point: Point) -> Result<(), CaseFault> {
        let far = point.east_m.abs().max(point.north_m.abs());
        let far = if point.east_m.is_nan() || point.north_m.is_nan() { f64::NAN } else { far };
        self.number(place, "position", far, 0.0, 2e7, "a position within 20,000 km of the others")
    }

    fn party(&self, place: &str, party: Option<&PartyId>) -> Result<(), CaseFault> {
        match party.filter(|party| !self.parties.contains(party)) {
            Some(party) => Err(CaseFault::Party { place: place.into(), party: party.0.clone() }),
            None => Ok(()),
        }
    }

    fn map(&self, map: &ControlMap) -> Result<(), CaseFault> {
        let place = format!("map of `{}`", map.source);
        self.party(&place, map.controlled_by.as_ref())?;
        self.number(&place, "sd_m", map.sd_m, 0.0, 1e6, "metres from 0 to 1000000")?;
        self.number(&place, "age_days", map.age_days, 0.0, 1e5, "days from 0 on: a map drawn after the event says nothing of it")?;
        let shape = |what| CaseFault::Shape { place: place.clone(), what };
        match &map.held {
            Held::Line { path, left, right } => {
                self.party(&place, Some(left))?;
                self.party(&place, Some(right))?;
                path.iter().try_for_each(|point| self.point(&place, *point))?;
                let is_line = path.windows(2).any(|two| matches!(two, [a, b] if a != b));
                is_line.then_some(()).ok_or_else(|| shape("a line has at least two different points"))?;
                (left != right).then_some(()).ok_or_else(|| shape("the same party on both sides of a line: two are expected"))
            }
            Held::Areas { areas, rest } => {
                self.party(&place, rest.as_ref())?;
                areas.iter().try_for_each(|(party, _)| self.party(&place, Some(party)))?;
                let rings = || areas.iter().flat_map(|(_, areas)| areas).flatten();
                rings().flatten().try_for_each(|point| self.point(&place, *point))?;
                (rings().count() > 0 && rings().all(|ring| ring.len() >= 3))
                    .then_some(())
                    .ok_or_else(|| shape("an area has rings of at least three points"))
            }
        }
    }

    fn weapon(&self, weapon: &Weapon) -> Result<(), CaseFault> {
        let place = format!("weapon `{}`", weapon.class);
        self.number(&place, "share", weapon.share, 1e-9, 1e9, "a share above 0")?;
        self.ring(&place, weapon.lo_m, weapon.hi_m)
    }

    fn ring(&self, place: &str, lo_m: f64, hi_m: f64) -> Result<(), CaseFault> {
        self.number(place, "least range", lo_m, 0.0, 1e7, "metres from 0 on")?;
        self.number(place, "greatest range", hi_m, lo_m + 1.0, 1e7, "more metres than the least range")
    }

    fn evidence(&self, one: &Evidence) -> Result<(), CaseFault> {
        let place = format!("evidence `{}`", one.id);
        self.party(&place, one.controlled_by.as_ref())?;
        self.number(&place, "p_dep", one.dependence.unwrap_or(0.0), 0.0, 1.0, "a chance from 0 to 1")?;
        let direction = |bearing: f64, sd: Option<f64>| {
            self.number(&place, "bearing", bearing, 0.0, 360.0, "degrees from 0 to 360, clockwise from north")?;
            self.number(&place, "sd_deg", sd.unwrap_or(1.0), 0.1, 180.0, "degrees from .1 to 180")
        };
        match &one.says {
            Says::Azimuth { bearing_deg, sd_deg } => direction(*bearing_deg, *sd_deg),
            Says::Bearing { from, bearing_deg, sd_deg } => {
                self.point(&place, *from)?;
                direction(*bearing_deg, *sd_deg)
            }
            Says::Range { lo_m, hi_m } => self.ring(&place, *lo_m, *hi_m),
            Says::Region { centre, sd_m } => {
                self.point(&place, *centre)?;
                self.number(&place, "sd_m", *sd_m, 1.0, 1e6, "metres from 1 to 1000000")
            }
            Says::Ratios { nats, speaker, .. } => {
                self.party(&place, speaker.as_ref())?;
                for (hypothesis, nats) in nats {
                    self.party(&place, hypothesis.party())?;
                    self.number(&place, "weight", *nats, -50.0, 50.0, "nats from -50 to 50")?;
                }
                Ok(())
            }
        }
    }
}
