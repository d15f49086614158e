//! How far a chance moves when the assumptions do: priors, constants, and each part of the evidence left out.

use crate::case::{Case, Class, Evidence, Says};
use crate::field::Errors;
use crate::hypothesis::Hypothesis;
use crate::method::{ACROSS_VARIED, AZIMUTH_VARIED, PRIOR_FACTOR, TARGET_ODDS_VARIED, WRONG, WRONG_VARIED};
use crate::weigh::{Scales, Settings, Used};
use model::PartyId;
use std::collections::BTreeSet;

/// What a variation is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Varied {
    /// A constant, in words.
    Constant(String),
    /// A class of evidence left out.
    Class(Class),
    /// An origin left out, with all of its evidence, maps and weapons.
    Origin(String),
    /// Everything that a party controls, left out.
    Party(PartyId),
}

impl Varied {
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Constant(words) => words.clone(),
            Self::Class(class) => format!("without evidence of class {}", class.word()),
            Self::Origin(origin) => format!("without what comes from `{origin}`"),
            Self::Party(party) => format!("without all that {party} controls"),
        }
    }
}

/// The chances of all hypotheses under one variation.
#[derive(Clone, Debug)]
pub(crate) struct Variation {
    pub(crate) of: Varied,
    pub(crate) chances: Vec<f64>,
}

/// All variations but those of the prior, which [`bounds`] adds.
pub(crate) fn variations(scales: &Scales<'_>) -> Vec<Variation> {
    let case = scales.case;
    let mut all = constants(scales);
    let mut without = |of: Varied, used: Used| all.push(Variation { of, chances: scales.weigh(&used, &Settings::default()) });
    for class in classes(case) {
        without(Varied::Class(class), Used::all(case).without_class(case, class));
    }
    for origin in origins(case) {
        without(Varied::Origin(origin.to_owned()), without_origin(case, origin));
    }
    for party in &case.parts().parties {
        if let Some(used) = without_party(case, party) {
            without(Varied::Party(party.clone()), used);
        }
    }
    all
}

fn constants(scales: &Scales<'_>) -> Vec<Variation> {
    let (used, base) = (Used::all(scales.case), Settings::default());
    let mut words = Vec::new();
    let mut same_errors = Vec::new();
    for odds in TARGET_ODDS_VARIED {
        words.push(format!("fire hits the other side {odds} times as often as the own"));
        same_errors.push(Settings { target_odds: odds, ..base });
    }
    for across in ACROSS_VARIED {
        words.push(format!("{:.0} % of origins lie across the line", across * 100.0));
        same_errors.push(Settings { across, ..base });
    }
    let mut chances = scales.weigh_each(&used, base.errors, &same_errors);
    let errors = AZIMUTH_VARIED.map(|azimuth| (format!("errors of azimuths times {azimuth}"), Errors { wrong: WRONG, azimuth }));
    let wrong =
        WRONG_VARIED.map(|wrong| (format!("{:.0} % of directions are wrong altogether", wrong * 100.0), Errors { wrong, azimuth: 1.0 }));
    for (sentence, errors) in errors.into_iter().chain(wrong) {
        words.push(sentence);
        chances.push(scales.weigh(&used, &Settings { errors, ..base }));
    }
    words.into_iter().zip(chances).map(|(words, chances)| Variation { of: Varied::Constant(words), chances }).collect()
}

/// Classes that a case has evidence of.
pub(crate) fn classes(case: &Case) -> Vec<Class> {
    let parts = case.parts();
    let own: BTreeSet<Class> = parts.evidence.iter().map(Evidence::class).collect();
    let has = |class: Class| match class {
        Class::Target => !parts.maps.is_empty(),
        Class::Weapon => !parts.weapons.candidates.is_empty(),
        _ => own.contains(&class),
    };
    Class::ALL.into_iter().filter(|class| has(*class)).collect()
}

/// Origins of evidence, of the weapons, and of maps where there are several: the only map is the ground itself.
pub(crate) fn origins(case: &Case) -> BTreeSet<&str> {
    let parts = case.parts();
    let mut origins: BTreeSet<&str> = parts.evidence.iter().map(|one| one.origin.as_str()).collect();
    if !parts.weapons.candidates.is_empty() {
        origins.insert(&parts.weapons.origin);
    }
    if parts.maps.len() > 1 {
        origins.extend(parts.maps.iter().map(|map| map.source.as_str()));
    }
    origins
}

fn without_origin(case: &Case, origin: &str) -> Used {
    let mut used = Used::all(case);
    used.keep(case, |one| one.origin != origin);
    used.has_weapon &= case.parts().weapons.origin != origin;
    if case.parts().maps.len() > 1 {
        used.maps = case.parts().maps.iter().map(|map| map.source != origin).collect();
    }
    used
}

/// Without all that a party controls; absent if it controls nothing.
fn without_party(case: &Case, party: &PartyId) -> Option<Used> {
    let parts = case.parts();
    let is_own = |controller: &Option<PartyId>| controller.as_ref() == Some(party);
    let speaks = |one: &Evidence| matches!(&one.says, Says::Ratios { speaker: Some(speaker), .. } if speaker == party);
    let mut used = Used::all(case);
    used.keep(case, |one| !is_own(&one.controlled_by) && !speaks(one));
    used.maps = parts.maps.iter().map(|map| !is_own(&map.controlled_by)).collect();
    used.has_weapon = parts.weapons.candidates.is_empty() || !is_own(&parts.weapons.controlled_by);
    (used != Used::all(case)).then_some(used)
}

/// Least and greatest chance of a hypothesis. Leaving out what a party controls says nothing against that party's own
/// doing: only what its opponents control could be made against it.
pub(crate) fn bounds(hypothesis: &Hypothesis, at: usize, base: &[f64], variations: &[Variation]) -> (f64, f64) {
    let nominal = base.get(at).copied().unwrap_or(0.0);
    let scaled = |factor: f64| nominal * factor / (nominal * factor + 1.0 - nominal);
    let counts = |of: &Varied| !matches!(of, Varied::Party(party) if Some(party) == hypothesis.party());
    let varied = variations.iter().filter(|one| counts(&one.of)).filter_map(|one| one.chances.get(at).copied());
    let prior = [scaled(1.0 / PRIOR_FACTOR), nominal, scaled(PRIOR_FACTOR)];
    varied.chain(prior).fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), chance| (lo.min(chance), hi.max(chance)))
}
