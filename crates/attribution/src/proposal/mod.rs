//! What is made of a case: a proposal with its doubt, or why it cannot be known. Nothing here attributes.

mod steps;
mod view;

use crate::case::{Case, Class};
use crate::coarse::{Age, Coarse};
use crate::hypothesis::Hypothesis;
use crate::method::{NAME, REVISION};
use crate::robust::{bounds, variations};
use crate::standard::Standard;
use crate::weigh::{Scales, Settings, Used};
use model::{Digest, PartyId};
use serde::Serialize;
use view::View;

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
