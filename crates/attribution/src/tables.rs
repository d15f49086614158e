//! Evidence that is no place or direction: likelihood ratios, within an origin by dependence, capped.

use crate::case::{Case, Class, Evidence, Says};
use crate::hypothesis::Hypothesis;
use crate::method::{CAP_ADMISSION, CAP_CLAIM, CAP_CLASS, CAP_ORIGIN, DEPENDENCE};
use std::collections::BTreeMap;

/// How much each piece of evidence counts beside the others of its origin and class, 0 to 1; 0 for those not in use.
/// The root of an origin is its most independent piece, of equal ones the weightiest, then the first by name.
pub(crate) fn powers(case: &Case, is_used: &[bool]) -> Vec<f64> {
    let evidence = &case.parts().evidence;
    let mut groups: BTreeMap<(Class, &str), Vec<(usize, &Evidence)>> = BTreeMap::new();
    for (at, one) in evidence.iter().enumerate().filter(|(at, _)| is_used.get(*at).copied().unwrap_or(false)) {
        groups.entry((one.class(), one.origin.as_str())).or_default().push((at, one));
    }
    let mut powers = vec![0.0; evidence.len()];
    for group in groups.values_mut() {
        group.sort_by(|(_, a), (_, b)| {
            let dependence = |one: &Evidence| one.dependence.unwrap_or(0.0);
            dependence(a).total_cmp(&dependence(b)).then(weight(b).total_cmp(&weight(a))).then(a.id.cmp(&b.id))
        });
        for (place, (at, one)) in group.iter().enumerate() {
            let dependence = if place == 0 { 0.0 } else { one.dependence.unwrap_or(DEPENDENCE) };
            if let Some(power) = powers.get_mut(*at) {
                *power = 1.0 - dependence;
            }
        }
    }
    powers
}

/// The greatest ratio that a piece gives.
fn weight(one: &Evidence) -> f64 {
    match &one.says {
        Says::Ratios { nats, .. } => nats.iter().map(|(_, nats)| nats.abs()).fold(0.0, f64::max),
        Says::Azimuth { .. } | Says::Bearing { .. } | Says::Range { .. } | Says::Region { .. } => 0.0,
    }
}

/// Nats that tables give each hypothesis.
pub(crate) fn nats(case: &Case, hypotheses: &[Hypothesis], powers: &[f64]) -> Vec<f64> {
    hypotheses.iter().map(|hypothesis| of_one(case, hypothesis, powers)).collect()
}

fn of_one(case: &Case, hypothesis: &Hypothesis, powers: &[f64]) -> f64 {
    let mut origins: BTreeMap<(Class, &str), f64> = BTreeMap::new();
    for (one, power) in case.parts().evidence.iter().zip(powers) {
        let Says::Ratios { class, speaker, nats } = &one.says else { continue };
        // Whatever carries it, what a party says is one voice; so are all who merely repeat a claim.
        let unnamed = if *class == Class::Claim { "" } else { one.origin.as_str() };
        let voice = speaker.as_ref().map_or(unnamed, |speaker| speaker.0.as_str());
        let said = nats.iter().filter(|(named, _)| named == hypothesis).map(|(_, nats)| *nats).sum::<f64>();
        let cap = match (class, speaker) {
            (Class::Admission, Some(speaker)) if hypothesis.party() == Some(speaker) && said > 0.0 => CAP_ADMISSION,
            (_, Some(_)) | (Class::Claim, None) => CAP_CLAIM,
            _ => CAP_ORIGIN,
        };
        *origins.entry((*class, voice)).or_default() += power * said.clamp(-cap, cap);
    }
    let mut classes: BTreeMap<Class, f64> = BTreeMap::new();
    for ((class, _), nats) in origins {
        let cap = if class == Class::Claim { CAP_CLAIM } else { CAP_ORIGIN };
        *classes.entry(class).or_default() += nats.clamp(-cap, cap);
    }
    classes.values().map(|nats| nats.clamp(-CAP_CLASS, CAP_CLASS)).sum()
}
