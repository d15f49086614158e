//! What is made of a case: a proposal with its doubt, or why it cannot be known. Nothing here attributes.

use crate::case::{Case, Class, Evidence, Says};
use crate::coarse::{Age, Coarse, wind};
use crate::hypothesis::Hypothesis;
use crate::method::{CONFLICT_NATS, LINE_CERTAIN, NAME, REVISION, SPEAKS_NATS};
use crate::robust::{Variation, Varied, bounds, variations};
use crate::standard::Standard;
use crate::weigh::{Scales, Settings, Used};
use model::{Digest, PartyId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A proposal. Fields in the order of their names, as recorded; all numbers are whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The strongest other hypothesis, and what speaks against it.
    pub alternative: Aside,
    /// What evidence would change the result, in sentences.
    pub changes: Vec<String>,
    /// Classes of evidence that speak for the leading hypothesis.
    pub classes: Vec<&'static str>,
    /// All hypotheses with their chances and robust bounds, in the order of the parties.
    pub hypotheses: Vec<Weighed>,
    /// The likeliest hypothesis, proposed or not.
    pub leading: Hypothesis,
    /// The method and its revision.
    pub method: &'static str,
    /// Where fire came from, coarse and late; absent before the delay is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Coarse>,
    /// What is proposed.
    pub outcome: Outcome,
    /// The method's revision.
    pub revision: u32,
    /// The standard in force.
    pub standard: Standard,
    /// How the odds of the leading hypothesis against the alternative came about, step by step; they add up.
    pub steps: Vec<Step>,
    /// The chance of the leading hypothesis under each variation, lowest first.
    pub variations: Vec<Under>,
}

/// What is proposed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// That this hypothesis be attributed, by people.
    Proposed(Hypothesis),
    /// Nothing: it cannot be known on what there is.
    Undetermined(Reason),
}

/// Why nothing is proposed. Source: METHOD 8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Evidence speaks for one and for another.
    Conflicting,
    /// Too little.
    Insufficient,
    /// Enough, but of one class or one origin.
    SingleClass,
    /// Enough only with what an opponent controls.
    PartyEvidenceOnly,
    /// Nobody can say who held the place.
    LineUncertain,
}

impl Reason {
    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Conflicting => "conflicting",
            Self::Insufficient => "insufficient",
            Self::SingleClass => "single_class",
            Self::PartyEvidenceOnly => "party_evidence_only",
            Self::LineUncertain => "line_uncertain",
        }
    }
}

/// A hypothesis with its chance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Weighed {
    /// Its chance, ppm, 1 to 999,999.
    pub chance_ppm: u32,
    /// Greatest chance under the variations, ppm.
    pub hi_ppm: u32,
    /// Which.
    pub hypothesis: Hypothesis,
    /// Least chance under the variations, ppm.
    pub lo_ppm: u32,
}

/// The alternative that was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Aside {
    /// Which.
    pub hypothesis: Hypothesis,
    /// Odds of the leading hypothesis against it, ln, 1/1000 nat.
    pub odds_mnat: i32,
    /// What speaks against it most: the names of steps, at most three; empty if nothing does.
    pub why: Vec<String>,
}

/// One step of the odds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Class of evidence; `prior` for the first.
    pub class: &'static str,
    /// The party that controls it, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controlled_by: Option<PartyId>,
    /// Name of the evidence.
    pub id: String,
    /// What it adds to the odds, ln, 1/1000 nat; below 0 it speaks for the alternative.
    pub lr_mnat: i32,
    /// Where it comes from.
    pub origin: String,
    /// What it says, in words; directions as winds, and only after the delay.
    pub says: String,
}

/// The leading hypothesis under a variation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Under {
    /// Its chance, ppm.
    pub chance_ppm: u32,
    /// Which variation, in words.
    pub varied: String,
}

impl Proposal {
    /// The digest by which an act cites it: over its canonical bytes. Absent only if they could not be written.
    pub fn digest(&self) -> Option<Digest> {
        model::json::canonical(self).ok().map(|bytes| Digest::tagged("attribution-proposal", &[&bytes]))
    }
}

/// The chances of all hypotheses of a case, in the order of [`Hypothesis::all`]; they sum to 1.
pub fn posterior(case: &Case) -> Vec<(Hypothesis, f64)> {
    let scales = Scales::of(case);
    let chances = scales.weigh(&Used::all(case), &Settings::default());
    scales.hypotheses.iter().cloned().zip(chances).collect()
}

/// Weighs a case. `age` is how long before now the event was: it decides whether anything of the origin is told.
pub fn propose(case: &Case, age: Age) -> Proposal {
    let scales = Scales::of(case);
    let (used, settings) = (Used::all(case), Settings::default());
    let base = scales.weigh(&used, &settings);
    let variations = variations(&scales);
    let bounds: Vec<(f64, f64)> = scales.hypotheses.iter().enumerate().map(|(at, one)| bounds(one, at, &base, &variations)).collect();
    let view = View::of(&scales, &base, &variations, &bounds);
    let steps = view.steps(age);
    Proposal {
        alternative: view.aside(&steps),
        changes: view.changes(),
        classes: view.speaking(view.leading).into_iter().map(Class::word).collect(),
        hypotheses: view.weighed(),
        leading: view.hypothesis(view.leading),
        method: NAME,
        origin: Coarse::of(&scales.spread(&used, &settings, &base), &case.parts().parties, age),
        outcome: view.outcome(),
        revision: REVISION,
        standard: case.parts().standard.clone(),
        steps,
        variations: view.under(),
    }
}

/// Everything that a proposal is read off.
struct View<'a> {
    scales: &'a Scales<'a>,
    base: &'a [f64],
    variations: &'a [Variation],
    bounds: &'a [(f64, f64)],
    leading: usize,
    alternative: usize,
}

impl<'a> View<'a> {
    fn of(scales: &'a Scales<'a>, base: &'a [f64], variations: &'a [Variation], bounds: &'a [(f64, f64)]) -> Self {
        // Ties go to the order of the hypotheses; they are never proposed.
        let best = |apart: Option<usize>| {
            let others = base.iter().enumerate().filter(|(at, _)| Some(*at) != apart);
            others.fold((0, f64::NEG_INFINITY), |best, (at, chance)| if *chance > best.1 { (at, *chance) } else { best }).0
        };
        let leading = best(None);
        Self { scales, base, variations, bounds, leading, alternative: best(Some(leading)) }
    }

    fn case(&self) -> &Case {
        self.scales.case
    }

    fn hypothesis(&self, at: usize) -> Hypothesis {
        self.scales.hypotheses.get(at).cloned().unwrap_or(Hypothesis::NotAnEvent)
    }

    fn weighed(&self) -> Vec<Weighed> {
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
    fn speaking(&self, at: usize) -> Vec<Class> {
        self.speaks(at).into_iter().filter(|(class, nats)| class.carries() && *nats >= SPEAKS_NATS).map(|(class, _)| class).collect()
    }

    fn outcome(&self) -> Outcome {
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

    fn steps(&self, age: Age) -> Vec<Step> {
        let case = self.case();
        let parts = case.parts();
        let mut used = Used::none(case);
        let mut before = self.pair(&used);
        let mut steps = vec![Step {
            class: "prior",
            controlled_by: None,
            id: "prior".into(),
            lr_mnat: mnat(before),
            origin: "method".into(),
            says: "before any evidence".into(),
        }];
        let mut told = mnat(before);
        let mut take = |used: &Used, step: Step| {
            let after = self.pair(used);
            // Each step is the difference of rounded sums, so that the steps add up exactly.
            let lr_mnat = mnat(after) - told;
            told = mnat(after);
            before = after;
            steps.push(Step { lr_mnat, ..step });
        };
        if !parts.maps.is_empty() {
            used.has_target = true;
            take(&used, self.target_step());
        }
        if !parts.weapons.candidates.is_empty() {
            used.has_weapon = true;
            take(&used, self.weapon_step());
        }
        for (at, one) in parts.evidence.iter().enumerate() {
            if let Some(is_used) = used.evidence.get_mut(at) {
                *is_used = true;
            }
            take(&used, evidence_step(one, age));
        }
        steps
    }

    /// Logarithm of the odds of the leading hypothesis against the alternative.
    fn pair(&self, used: &Used) -> f64 {
        let chances = self.scales.weigh(used, &Settings::default());
        let log = |at: usize| libm::log(chances.get(at).copied().unwrap_or(0.0).max(1e-300));
        log(self.leading) - log(self.alternative)
    }

    fn target_step(&self) -> Step {
        let parts = self.case().parts();
        let held = self.scales.held_at_impact(&Used::all(self.case()));
        let names = parts.parties.iter().map(|party| party.0.as_str()).chain(["nobody"]);
        let shares: Vec<String> =
            names.zip(&held).filter(|(_, share)| **share >= 0.01).map(|(name, share)| format!("{name} {:.0} %", share * 100.0)).collect();
        let sources: Vec<&str> = parts.maps.iter().map(|map| map.source.as_str()).collect();
        let controlled: BTreeSet<Option<&PartyId>> = parts.maps.iter().map(|map| map.controlled_by.as_ref()).collect();
        let controlled_by = if controlled.len() == 1 { controlled.into_iter().next().flatten().cloned() } else { None };
        let says = format!("the place was held by: {}", shares.join(", "));
        Step { class: Class::Target.word(), controlled_by, id: "target side".into(), lr_mnat: 0, origin: sources.join(", "), says }
    }

    fn weapon_step(&self) -> Step {
        let weapons = &self.case().parts().weapons;
        let names: Vec<&str> = weapons.candidates.iter().map(|weapon| weapon.class.as_str()).collect();
        let says = format!("weapons that come into question: {}", names.join(", "));
        let (controlled_by, origin) = (weapons.controlled_by.clone(), weapons.origin.clone());
        Step { class: Class::Weapon.word(), controlled_by, id: "weapon".into(), lr_mnat: 0, origin, says }
    }

    fn aside(&self, steps: &[Step]) -> Aside {
        let mut against: Vec<&Step> = steps.iter().filter(|step| f64::from(step.lr_mnat) >= SPEAKS_NATS * 1e3).collect();
        against.sort_by(|a, b| b.lr_mnat.cmp(&a.lr_mnat).then(a.id.cmp(&b.id)));
        Aside {
            hypothesis: self.hypothesis(self.alternative),
            odds_mnat: steps.iter().map(|step| step.lr_mnat).sum(),
            why: against.into_iter().take(3).map(|step| step.id.clone()).collect(),
        }
    }

    fn under(&self) -> Vec<Under> {
        let hypothesis = self.hypothesis(self.leading);
        let counts = |of: &Varied| !matches!(of, Varied::Party(party) if Some(party) == hypothesis.party());
        let chance = |one: &Variation| one.chances.get(self.leading).copied().unwrap_or(0.0);
        let kept = self.variations.iter().filter(|one| counts(&one.of));
        let mut under: Vec<Under> = kept.map(|one| Under { chance_ppm: ppm(chance(one)), varied: one.of.sentence() }).collect();
        under.sort_by(|a, b| a.chance_ppm.cmp(&b.chance_ppm).then(a.varied.cmp(&b.varied)));
        under
    }

    fn changes(&self) -> Vec<String> {
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

fn evidence_step(one: &Evidence, age: Age) -> Step {
    let says = match &one.says {
        Says::Azimuth { bearing_deg, .. } if age.is_over() => format!("crater or damage points to the {}", wind(*bearing_deg)),
        Says::Bearing { bearing_deg, .. } if age.is_over() => format!("an observer perceived the firing to the {}", wind(*bearing_deg)),
        Says::Azimuth { .. } => "a direction of crater or damage; told after the delay".into(),
        Says::Bearing { .. } => "an observer's bearing; told after the delay".into(),
        Says::Range { .. } => "an angle of fall".into(),
        Says::Region { .. } => "a region in which sensors place the origin".into(),
        Says::Ratios { nats, speaker, .. } => {
            let of = nats.iter().map(|(hypothesis, nats)| format!("{hypothesis} {}{:.1}", if *nats > 0.0 { "+" } else { "" }, nats));
            let by = speaker.as_ref().map_or_else(String::new, |speaker| format!("{speaker} says so: "));
            format!("{by}{} nats as given, before caps", of.collect::<Vec<_>>().join(", "))
        }
    };
    let class = one.class().word();
    Step { class, controlled_by: one.controlled_by.clone(), id: one.id.clone(), lr_mnat: 0, origin: one.origin.clone(), says }
}

fn log_odds(chances: &[f64], at: usize) -> f64 {
    let own = chances.get(at).copied().unwrap_or(0.0);
    let others: f64 = chances.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, chance)| *chance).sum();
    libm::log(own.max(1e-300)) - libm::log(others.max(1e-300))
}

/// A chance as it is recorded: 1 to 999,999 ppm, half to even. Source: METHOD 1.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn ppm(chance: f64) -> u32 {
    libm::rint(chance * 1e6).clamp(1.0, 999_999.0) as u32
}

#[expect(clippy::cast_possible_truncation, reason = "clamped")]
fn mnat(nats: f64) -> i32 {
    libm::rint((nats * 1e3).clamp(-1e9, 1e9)) as i32
}
