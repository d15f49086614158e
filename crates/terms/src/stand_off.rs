//! Stand-off: acts that are forbidden near something that moves, such as the camps of the other side.

use crate::act::{Act, assess_act_in};
use crate::agreement::{LayerRef, Mention, Term};
use crate::fields::Fields;
use crate::near::{Near, near};
use crate::read_act::read_act;
use crate::scene::Scene;
use model::{Finding, Missing, SourceId};

/// Greatest distance to be kept, km; a greater one is a slip of the pen.
const DISTANCE_KM_MAX: u32 = 1_000;

/// Acts near a reference that moves.
#[derive(Clone, Debug)]
pub(crate) struct StandOff {
    pub(crate) act: Act,
    pub(crate) near: Near,
}

/// Reads the fields of a stand-off.
pub(crate) fn read_stand_off(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> StandOff {
    let act = read_act(fields, mentions);
    let distance_m = fields.thousandths("distance_km", DISTANCE_KM_MAX);
    if distance_m.is_none() {
        fields.missing("distance_km", "distance_km = 3");
    }
    let (reference, source) = (fields.text("reference"), fields.text("reference_source"));
    if reference.is_none() {
        fields.missing("reference", "reference = \"camps\", a layer whose versions say where it was when");
    }
    let of = source.as_ref().map(|source| SourceId(source.word.clone()));
    let layers: Vec<LayerRef> = reference.iter().map(|layer| LayerRef { layer: layer.word.clone(), source: of.clone() }).collect();
    mentions.extend(reference.map(|layer| Mention::Places { layer, source }));
    StandOff { act, near: Near { layers, within_m: distance_m.unwrap_or(0) } }
}

/// Holds an incident against a stand-off.
pub(crate) fn assess_stand_off<'a>(scene: &Scene<'a>, term: &'a Term, stand_off: &StandOff, findings: &mut Vec<Finding>) {
    let standings = if scene.kinds.meets(stand_off.act.acts) { scene.standings(term) } else { Vec::new() };
    assess_act_in(scene, term, &stand_off.act, standings, &|spots| near(scene, &stand_off.near, spots, Missing::Position), findings);
}
