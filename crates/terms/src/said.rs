//! What the sources say in one word of an event: what was hit, what sort of act it was.

use crate::scene::Scene;
use crate::verdict::Verdict;
use model::{Missing, Observation, Outcome};

/// What the words of all reports say about whether it is one of some classes.
pub(crate) enum Said {
    /// Breach = it is; no breach = it is something else; undetermined = they differ.
    Words(Verdict),
    /// Only parties say it is, which settles nothing.
    OnlyParties(String),
    Nothing,
}

/// Reads one word of each report and holds it against the classes that a clause names. Only sources that belong to no
/// party count: a party's word about its own act or its opponent's settles nothing.
pub(crate) fn said(scene: &Scene<'_>, word: fn(&Observation) -> Option<&String>, what: &str, classes: &[String], missing: Missing) -> Said {
    let is_neutral = |report: &&&Observation| scene.is_neutral(report);
    let words: Vec<&String> = scene.members.iter().filter(is_neutral).filter_map(|report| word(report)).collect();
    let (of_class, others): (Vec<&String>, Vec<&String>) = words.iter().copied().partition(|word| classes.contains(word));
    let told = |words: &[&String]| {
        let mut words: Vec<&str> = words.iter().map(|word| word.as_str()).collect();
        words.sort_unstable();
        words.dedup();
        words.join(", ")
    };
    let (n, all) = (scene.members.len(), words.len());
    let sentence = format!("{all} of {n} reports say {what}: {}", told(&words));
    match (of_class.is_empty(), others.is_empty()) {
        (false, true) => Said::Words(Verdict::of(Outcome::Breach).because(sentence)),
        (true, false) => {
            let reason = format!("{sentence}; the clause names {}", classes.join(", "));
            Said::Words(Verdict::of(Outcome::NoBreach).because(reason))
        }
        (false, false) => Said::Words(Verdict::undetermined(missing, format!("{sentence}: they differ"))),
        (true, true) => {
            let of_parties: Vec<&String> =
                scene.members.iter().filter_map(|report| word(report)).filter(|word| classes.contains(word)).collect();
            if of_parties.is_empty() {
                return Said::Nothing;
            }
            let by = of_parties.len();
            Said::OnlyParties(format!("{by} of {n} reports say {what}: {}; but only parties say so", told(&of_parties)))
        }
    }
}
