//! What is read off a weighing: whether it carries, why not, what it leans on, what would change it.

use super::{Aside, Outcome, Reason, Step, Under, Weighed, log_odds, ppm};
use crate::case::{Case, Class};
use crate::hypothesis::Hypothesis;
use crate::method::{CONFLICT_NATS, LINE_CERTAIN, SPEAKS_NATS};
use crate::robust::{Variation, Varied, bounds};
use crate::weigh::{Scales, Used};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a proposal is read off.
pub(super) struct View<'a> {
    pub(super) scales: &'a Scales<'a>,
    base: &'a [f64],
    variations: &'a [Variation],
    bounds: &'a [(f64, f64)],
    pub(super) leading: usize,
    pub(super) alternative: usize,
}

impl<'a> View<'a> {
    pub(super) fn of(scales: &'a Scales<'a>, base: &'a [f64], variations: &'a [Variation], bounds: &'a [(f64, f64)]) -> Self {
        // Ties go to the order of the hypotheses; they are never proposed.
        let best = |apart: Option<usize>| {
            let others = base.iter().enumerate().filter(|(at, _)| Some(*at) != apart);
            others.fold((0, f64::NEG_INFINITY), |best, (at, chance)| if *chance > best.1 { (at, *chance) } else { best }).0
        };
        let leading = best(None);
        Self { scales, base, variations, bounds, leading, alternative: best(Some(leading)) }
    }

    pub(super) fn case(&self) -> &Case {
        self.scales.case
    }

    pub(super) fn hypothesis(&self, at: usize) -> Hypothesis {
        self.scales.hypotheses.get(at).cloned().unwrap_or(Hypothesis::NotAnEvent)
    }

    pub(super) fn weighed(&self) -> Vec<Weighed> {
        let all = self.scales.hypotheses.iter().zip(self.base).zip(self.bounds);
        all.map(|((hypothesis, chance), (lo, hi))| Weighed {
            chance_ppm: ppm(*chance),
            hi_ppm: ppm(*hi),
            hypothesis: hypothesis.clone(),
            lo_ppm: ppm(*lo),
        })
        .collect()
    }

    /// Nats by which a class speaks for a hypothesis against all others: with it less without it.
    fn speaks(&self, at: usize) -> Vec<(Class, f64)> {
        let with = log_odds(self.base, at);
        let class = |one: &Variation| match one.of {
            Varied::Class(class) => Some((class, with - log_odds(&one.chances, at))),
            _ => None,
        };
        self.variations.iter().filter_map(class).collect()
    }

    /// Classes that speak for a hypothesis and can carry a proposal.
    pub(super) fn speaking(&self, at: usize) -> Vec<Class> {
        self.speaks(at).into_iter().filter(|(class, nats)| class.carries() && *nats >= SPEAKS_NATS).map(|(class, _)| class).collect()
    }

    pub(super) fn outcome(&self) -> Outcome {
        let standard = &self.case().parts().standard;
        let stands = |at: &usize| {
            self.hypothesis(*at).party().is_some()
                && self.bounds.get(*at).is_some_and(|(lo, _)| ppm(*lo) >= standard.robust_lo_ppm())
                && self.independent(*at) >= standard.classes_min()
        };
        // At most one hypothesis has a bound of half or more.
        match Some(self.leading).filter(stands) {
            Some(at) => Outcome::Proposed(self.hypothesis(at)),
            None => Outcome::Undetermined(self.reason()),
        }
    }

    /// The greatest number of independent origins that speak for a hypothesis, each of another class.
    fn independent(&self, at: usize) -> u32 {
        let parts = self.case().parts();
        let mut by_class: Vec<BTreeSet<&str>> = Vec::new();
        for class in self.speaking(at) {
            by_class.push(match class {
                Class::Target => parts.maps.iter().map(|map| map.source.as_str()).collect(),
                Class::Weapon => [parts.weapons.origin.as_str()].into(),
                _ => parts.evidence.iter().filter(|one| one.class() == class).map(|one| one.origin.as_str()).collect(),
            });
        }
        let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
        let placed = (0..by_class.len()).filter(|class| place(&by_class, *class, &mut taken, &mut BTreeSet::new())).count();
        u32::try_from(placed).unwrap_or(u32::MAX)
    }

    fn reason(&self) -> Reason {
        let standard = &self.case().parts().standard;
        let at = self.leading;
        let hypothesis = self.hypothesis(at);
        let speaks = self.speaks(at);
        let says = |nats: f64| speaks.iter().any(|(_, own)| if nats > 0.0 { *own >= nats } else { *own <= nats });
        let lo = |skips: fn(&Varied) -> bool| {
            let kept: Vec<Variation> = self.variations.iter().filter(|one| !skips(&one.of)).cloned().collect();
            ppm(bounds(&hypothesis, at, self.base, &kept).0)
        };
        if hypothesis.party().is_none() || !speaks.iter().any(|(class, nats)| class.carries() && nats.abs() >= SPEAKS_NATS) {
            return self.line_or(Reason::Insufficient);
        }
        if says(CONFLICT_NATS) && says(-CONFLICT_NATS) {
            return Reason::Conflicting;
        }
        if lo(|of| matches!(of, Varied::Party(_))) >= standard.robust_lo_ppm() && lo(|_| false) < standard.robust_lo_ppm() {
            return Reason::PartyEvidenceOnly;
        }
        let is_narrow = self.independent(at) < 2 || lo(|of| matches!(of, Varied::Class(_) | Varied::Origin(_))) >= standard.robust_lo_ppm();
        if is_narrow { self.line_or(Reason::SingleClass) } else { self.line_or(Reason::Insufficient) }
    }

    /// The line where something fell is too uncertain to say whose ground it was, and there is evidence that would speak otherwise.
    fn line_or(&self, otherwise: Reason) -> Reason {
        let parts = self.case().parts();
        let held = self.scales.held_at_impact(&Used::all(self.case()));
        let is_certain = held.iter().any(|share| *share >= LINE_CERTAIN);
        if is_certain || parts.maps.is_empty() || parts.evidence.is_empty() { otherwise } else { Reason::LineUncertain }
    }

    pub(super) fn aside(&self, steps: &[Step]) -> Aside {
        let mut against: Vec<&Step> = steps.iter().filter(|step| f64::from(step.lr_mnat) >= SPEAKS_NATS * 1e3).collect();
        against.sort_by(|a, b| b.lr_mnat.cmp(&a.lr_mnat).then(a.id.cmp(&b.id)));
        Aside {
            hypothesis: self.hypothesis(self.alternative),
            odds_mnat: steps.iter().map(|step| step.lr_mnat).sum(),
            why: against.into_iter().take(3).map(|step| step.id.clone()).collect(),
        }
    }

    pub(super) fn under(&self) -> Vec<Under> {
        let hypothesis = self.hypothesis(self.leading);
        let counts = |of: &Varied| !matches!(of, Varied::Party(party) if Some(party) == hypothesis.party());
        let chance = |one: &Variation| one.chances.get(self.leading).copied().unwrap_or(0.0);
        let kept = self.variations.iter().filter(|one| counts(&one.of));
        let mut under: Vec<Under> = kept.map(|one| Under { chance_ppm: ppm(chance(one)), varied: one.of.sentence() }).collect();
        under.sort_by(|a, b| a.chance_ppm.cmp(&b.chance_ppm).then(a.varied.cmp(&b.varied)));
        under
    }

    pub(super) fn changes(&self) -> Vec<String> {
        let parts = self.case().parts();
        let has = |class: Class| parts.evidence.iter().any(|one| one.class() == class);
        let mut changes = Vec::new();
        if let Outcome::Proposed(_) = self.outcome() {
            let nats = log_odds(self.base, self.leading);
            changes
                .push(format!("evidence of {:.0} to 1 against it, from another origin, would make it as likely as not", libm::exp(nats)));
            let under = self.under();
            let weakest =
                under.first().map(|one| format!("what it leans on most: {} it is {:.0} %", one.varied, f64::from(one.chance_ppm) / 1e4));
            changes.extend(weakest);
            return changes;
        }
        if parts.maps.is_empty() {
            changes.push("a map of who held what at that time, with its error".into());
        } else if self.line_or(Reason::Insufficient) == Reason::LineUncertain {
            changes.push("another source's map or a survey of who held the place at that time".into());
        }
        if !has(Class::Azimuth) {
            changes.push("the direction of the crater or damage, measured by a neutral team".into());
        }
        if !has(Class::Range) && parts.weapons.candidates.is_empty() {
            changes.push("the weapon's class, or an angle of fall: how far away it was fired".into());
        }
        if !has(Class::Bearing) && !has(Class::Acoustic) {
            changes.push("bearings of observers or sensors that perceived the firing".into());
        }
        if self.reason() == Reason::PartyEvidenceOnly {
            changes.push("the same from a source that no party controls".into());
        }
        if self.reason() == Reason::Conflicting {
            changes.push("a second measurement, by another team, of what contradicts the rest".into());
        }
        changes
    }
}

/// Finds an origin for a class, moving others if need be (augmenting paths).
fn place<'a>(by_class: &[BTreeSet<&'a str>], class: usize, taken: &mut BTreeMap<&'a str, usize>, tried: &mut BTreeSet<&'a str>) -> bool {
    let Some(origins) = by_class.get(class) else { return false };
    for origin in origins {
        if !tried.insert(origin) {
            continue;
        }
        let holder = taken.get(origin).copied();
        if holder.is_none_or(|holder| place(by_class, holder, taken, tried)) {
            taken.insert(origin, class);
            return true;
        }
    }
    false
}
