//! What an act was aimed at: facilities of some class, by the sources' words or by the place.

use crate::agreement::LayerRef;
use crate::near::{Near, near};
use crate::said::{Said, said};
use crate::scene::Scene;
use crate::verdict::Verdict;
use crate::zone::Spot;
use model::{Missing, Outcome};

/// Classes of target. Each is also the name of a layer that draws such facilities, if the mission has one.
#[derive(Clone, Debug)]
pub(crate) struct Targets {
    pub(crate) classes: Vec<String>,
    /// How near to such a facility an act is one against it.
    pub(crate) near: Near,
}

impl Targets {
    pub(crate) fn new(classes: Vec<String>, source: Option<&model::SourceId>, within_m: u32) -> Self {
        let layer = |class: &String| LayerRef { layer: class.clone(), source: source.cloned() };
        Self { near: Near { layers: classes.iter().map(layer).collect(), within_m }, classes }
    }
}

/// Judges whether an event was aimed at one of the classes: what the sources say goes first, then the place.
/// `None` if it surely was not.
pub(crate) fn aimed(scene: &Scene<'_>, targets: &Targets, spots: &[Spot<'_>]) -> Option<Verdict> {
    let only_parties = match said(scene, |report| report.target.as_ref(), "what was hit", &targets.classes, Missing::TargetClass) {
        Said::Words(verdict) => return Some(verdict),
        Said::OnlyParties(sentence) => Some(sentence),
        Said::Nothing => None,
    };
    let is_drawn = |layer: &&LayerRef| scene.ground.has(&layer.layer, layer.source.as_ref());
    let layers: Vec<LayerRef> = targets.near.layers.iter().filter(is_drawn).cloned().collect();
    let undrawn: Vec<&str> = targets.near.layers.iter().filter(|layer| !is_drawn(layer)).map(|layer| layer.layer.as_str()).collect();
    let by_place = near(scene, &Near { layers, within_m: targets.near.within_m }, spots, Missing::TargetClass);
    let unknown = |verdict: Verdict| {
        let undrawn = undrawn.join(", ");
        let verdict = verdict.lacking(Missing::TargetClass, format!("no report says what was hit, and no layer draws {undrawn}"));
        only_parties.iter().fold(verdict, |verdict, sentence| verdict.because(sentence.clone()))
    };
    match by_place {
        Some(verdict) if verdict.outcome == Outcome::Breach || undrawn.is_empty() => Some(verdict),
        Some(verdict) => Some(unknown(verdict)),
        None if undrawn.is_empty() => only_parties.map(|sentence| Verdict::undetermined(Missing::TargetClass, sentence)),
        None => Some(unknown(Verdict::of(Outcome::Undetermined))),
    }
}
