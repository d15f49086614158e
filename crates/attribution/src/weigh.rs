//! The posterior over hypotheses, under any settings and with any part of the evidence left out.

use crate::case::{Case, Class};
use crate::field::{Asked, Errors, Field, RingSums, Spread};
use crate::ground::{Ground, pooled};
use crate::hypothesis::Hypothesis;
use crate::method::{ACROSS, PRIOR_ACCIDENT, PRIOR_FIRE, PRIOR_STAGED, PRIOR_THIRD, REACH_HALF, TARGET_ODDS};
use crate::tables;

/// The constants that the robust bounds vary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Settings {
    pub(crate) target_odds: f64,
    pub(crate) across: f64,
    pub(crate) errors: Errors,
}

impl Default for Settings {
    fn default() -> Self {
        Self { target_odds: TARGET_ODDS, across: ACROSS, errors: Errors::default() }
    }
}

/// Which parts of a case are in use.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Used {
    pub(crate) evidence: Vec<bool>,
    pub(crate) maps: Vec<bool>,
    pub(crate) has_target: bool,
    pub(crate) has_weapon: bool,
}

impl Used {
    pub(crate) fn all(case: &Case) -> Self {
        let parts = case.parts();
        Self { evidence: vec![true; parts.evidence.len()], maps: vec![true; parts.maps.len()], has_target: true, has_weapon: true }
    }

    /// Nothing but the maps, which by themselves say nothing.
    pub(crate) fn none(case: &Case) -> Self {
        Self { evidence: vec![false; case.parts().evidence.len()], has_target: false, has_weapon: false, ..Self::all(case) }
    }

    pub(crate) fn without_class(mut self, case: &Case, class: Class) -> Self {
        self.keep(case, |one| one.class() != class);
        self.has_target &= class != Class::Target;
        self.has_weapon &= class != Class::Weapon;
        self
    }

    pub(crate) fn keep(&mut self, case: &Case, keep: impl Fn(&crate::case::Evidence) -> bool) {
        self.evidence.iter_mut().zip(&case.parts().evidence).for_each(|(is_used, one)| *is_used &= keep(one));
    }
}

/// A case, laid out for weighing many times.
pub(crate) struct Scales<'a> {
    pub(crate) case: &'a Case,
    pub(crate) hypotheses: Vec<Hypothesis>,
    field: Field<'a>,
    /// By map: shares at the impact.
    at_impact: Vec<Vec<f64>>,
}

impl<'a> Scales<'a> {
    pub(crate) fn of(case: &'a Case) -> Self {
        let parts = case.parts();
        let shares = |map| Ground::of(map, &parts.parties, parts.impact.at, 0.0).shares(parts.impact.at, parts.impact.sd_m);
        Self {
            case,
            hypotheses: Hypothesis::all(&parts.parties),
            field: Field::of(case),
            at_impact: parts.maps.iter().map(shares).collect(),
        }
    }

    fn parties(&self) -> usize {
        self.case.parts().parties.len()
    }

    /// Who held the place of impact: by party, last nobody.
    pub(crate) fn held_at_impact(&self, used: &Used) -> Vec<f64> {
        let maps: Vec<&[f64]> =
            self.at_impact.iter().zip(&used.maps).filter(|(_, is_used)| **is_used).map(|(map, _)| map.as_slice()).collect();
        pooled(&maps, self.parties())
    }

    /// Chances of all hypotheses, in their order; they sum to 1.
    pub(crate) fn weigh(&self, used: &Used, settings: &Settings) -> Vec<f64> {
        let powers = tables::powers(self.case, &used.evidence);
        let sums = self.field.sums(&asked(&powers, used, settings.errors));
        self.weigh_sums(&sums, &powers, used, settings)
    }

    /// The same under several settings that share their errors: the field is integrated once.
    pub(crate) fn weigh_each(&self, used: &Used, errors: Errors, settings: &[Settings]) -> Vec<Vec<f64>> {
        let powers = tables::powers(self.case, &used.evidence);
        let sums = self.field.sums(&asked(&powers, used, errors));
        settings.iter().map(|settings| self.weigh_sums(&sums, &powers, used, settings)).collect()
    }

    fn weigh_sums(&self, sums: &[RingSums], powers: &[f64], used: &Used, settings: &Settings) -> Vec<f64> {
        let held = self.held_at_impact(used);
        let said = tables::nats(self.case, &self.hypotheses, powers);
        let logs: Vec<f64> = self
            .hypotheses
            .iter()
            .zip(said)
            .map(|(hypothesis, said)| self.log_weight(hypothesis, sums, &held, used, settings) + said)
            .collect();
        let event = 1.0 - self.case.parts().not_an_event;
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let raised: Vec<f64> = logs.iter().map(|log| libm::exp(log - most)).collect();
        let total: f64 = raised.iter().sum();
        let chance = |(hypothesis, raised): (&Hypothesis, f64)| match hypothesis {
            Hypothesis::NotAnEvent => 1.0 - event,
            _ => event * raised / total,
        };
        self.hypotheses.iter().zip(raised).map(chance).collect()
    }

    fn log_weight(&self, hypothesis: &Hypothesis, sums: &[RingSums], held: &[f64], used: &Used, settings: &Settings) -> f64 {
        let n = self.parties() as f64;
        let index = hypothesis.party().and_then(|party| self.case.parts().parties.iter().position(|own| own == party));
        let prior = match hypothesis {
            Hypothesis::Fire(_) => PRIOR_FIRE / n,
            Hypothesis::Staged(_) => PRIOR_STAGED / n,
            Hypothesis::Third => PRIOR_THIRD,
            Hypothesis::Accident(_) => PRIOR_ACCIDENT / n,
            Hypothesis::NotAnEvent => return f64::NEG_INFINITY,
        };
        let origin: f64 = match (hypothesis, index) {
            (Hypothesis::Fire(_), Some(index)) => self.per_ring(used, sums, |ring| own_ground(ring, index, settings.across)),
            _ => self.per_ring(used, sums, |ring| ring.all),
        };
        let target = match (hypothesis, index) {
            _ if !used.has_target || !used.maps.contains(&true) => 0.5,
            (Hypothesis::Fire(_), Some(index)) => aimed(held, index, settings.target_odds),
            (_, Some(index)) => aimed(held, index, 1.0 / settings.target_odds),
            (_, None) => 0.5,
        };
        libm::log(prior) + libm::log(origin) + libm::log(target)
    }

    fn per_ring(&self, used: &Used, sums: &[RingSums], of: impl Fn(&RingSums) -> f64) -> f64 {
        let shares = self.field.rings.iter().map(|ring| ring.share(used.has_weapon));
        shares.zip(sums).map(|(share, sums)| if share > 0.0 { share * of(sums) } else { 0.0 }).sum()
    }

    /// How the posterior of the origin lies, for what is told coarsely. Accidents have no origin of fire.
    pub(crate) fn spread(&self, used: &Used, settings: &Settings, chances: &[f64]) -> Spread {
        let powers = tables::powers(self.case, &used.evidence);
        let sums = self.field.sums(&asked(&powers, used, settings.errors));
        // For each hypothesis and ring: chance x weapon's share x 1 / normaliser, so that the masses add up to the chances.
        let fire: Vec<(usize, f64, f64)> = self
            .hypotheses
            .iter()
            .zip(chances)
            .filter_map(|(hypothesis, chance)| {
                let Hypothesis::Fire(party) = hypothesis else { return None };
                let index = self.case.parts().parties.iter().position(|own| own == party)?;
                Some((index, *chance, self.per_ring(used, &sums, |ring| own_ground(ring, index, settings.across))))
            })
            .collect();
        let other = |hypothesis: &Hypothesis| matches!(hypothesis, Hypothesis::Staged(_) | Hypothesis::Third);
        let anywhere: f64 = self.hypotheses.iter().zip(chances).filter(|(one, _)| other(one)).map(|(_, chance)| *chance).sum();
        let anywhere = anywhere / self.per_ring(used, &sums, |ring| ring.all);
        self.field.spread(&asked(&powers, used, settings.errors), |ring, shares| {
            let share = self.field.rings.get(ring).map_or(0.0, |ring| ring.share(used.has_weapon));
            let Some(sums) = sums.get(ring).filter(|_| share > 0.0) else { return 0.0 };
            let own = fire.iter().map(|(index, chance, total)| {
                let (held, here) = (sums.held.get(*index).copied().unwrap_or(0.0), shares.get(*index).copied().unwrap_or(0.0));
                chance / total * reach(held, settings.across) * across(here, settings.across) / across(held, settings.across)
            });
            share * (own.sum::<f64>() + anywhere)
        })
    }
}

fn asked<'a>(powers: &'a [f64], used: &'a Used, errors: Errors) -> Asked<'a> {
    Asked { powers, maps: &used.maps, errors, has_weapon: used.has_weapon }
}

/// A party's weight of a place: mostly on its own ground.
fn across(held: f64, across: f64) -> f64 {
    (1.0 - across) * held + across * (1.0 - held)
}

/// How far a party with this share of a ring can be expected to have the weapon in reach at all.
fn reach(held: f64, across: f64) -> f64 {
    across + (1.0 - across) * held / (held + REACH_HALF)
}

/// The likelihood averaged over where a party would have fired from.
fn own_ground(ring: &RingSums, index: usize, share: f64) -> f64 {
    let held = ring.held.get(index).copied().unwrap_or(0.0);
    let spoken = ring.spoken.get(index).copied().unwrap_or(0.0);
    let own = (1.0 - share) * spoken + share * (ring.all - spoken);
    reach(held, share) * own / across(held, share)
}

/// Chance of hitting this place for a party that prefers others' ground by such odds; ground that nobody holds says nothing.
fn aimed(held: &[f64], index: usize, odds: f64) -> f64 {
    let own = held.get(index).copied().unwrap_or(0.0);
    let nobody = held.last().copied().unwrap_or(0.0);
    let others: f64 = held.iter().enumerate().filter(|(at, _)| *at != index && at + 1 < held.len()).map(|(_, share)| *share).sum();
    (others * odds + own) / (1.0 + odds) + nobody / 2.0
}
