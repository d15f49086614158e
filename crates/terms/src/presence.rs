//! Presence in a zone that only some may enter, or that only unarmed people may enter.

use crate::act::{concluded, faulty, spots};
use crate::agreement::{KindSet, LayerRef, Mention, Term};
use crate::exemption;
use crate::fields::Fields;
use crate::method::UNARMED;
use crate::read_act::{read_kinds, read_layer};
use crate::scene::Scene;
use crate::verdict::{Verdict, both};
use crate::words::clean;
use crate::zone::{Spot, no_position, site};
use model::{Finding, Kind, Missing, Outcome, PartyId};

/// A zone with those who may be in it.
#[derive(Clone, Debug)]
pub(crate) struct AllowList {
    pub(crate) presence: KindSet,
    pub(crate) zone: Option<LayerRef>,
    /// The map that draws the zone was never published: a wider area that surely holds it, if one is known.
    pub(crate) unpublished: Option<Unpublished>,
    /// Whether only armed presence is meant.
    pub(crate) is_armed: bool,
    pub(crate) allowed: Vec<PartyId>,
    /// The list in one sentence, for reasons.
    pub(crate) told: String,
}

/// A zone whose map was never published.
#[derive(Clone, Debug)]
pub(crate) struct Unpublished {
    pub(crate) within: Option<LayerRef>,
}

/// Reads the fields of an allow-list.
pub(crate) fn read_allow_list(fields: &mut Fields<'_, '_>, mentions: &mut Vec<Mention>) -> AllowList {
    let presence = read_kinds(fields, "presence", "presence = [\"personnel_seen\", \"weapon_seen\"]");
    let zone = read_layer(fields, "zone", "zone_source", mentions, false);
    let is_unpublished = fields.flag("unpublished").unwrap_or(false);
    let within = read_layer(fields, "within", "within_source", mentions, false);
    let header = fields.header.clone();
    match (&zone, is_unpublished) {
        (None, false) => fields.missing_here("zone", "zone = \"buffer\", or unpublished = true if its map was never published"),
        (Some(_), true) => fields.faults.error(
            header.clone(),
            "`zone` stands beside `unpublished = true`".into(),
            Some("a drawn zone has a map; the wider area that holds an unpublished one is `within`".into()),
        ),
        (None, true) | (Some(_), false) => {}
    }
    if within.is_some() && !is_unpublished {
        fields.faults.error(header, "`within` needs `unpublished = true`".into(), None);
    }
    let is_armed = fields.flag("armed").unwrap_or(false);
    let allowed = fields.texts("allowed");
    if allowed.is_none() {
        fields.missing("allowed", "allowed = [\"monitors\"], or [] for nobody");
    }
    let allowed: Vec<PartyId> = allowed.unwrap_or_default().into_iter().map(|actor| PartyId(actor.word)).collect();
    let names: Vec<&str> = allowed.iter().map(|actor| actor.0.as_str()).collect();
    let names = if names.is_empty() { "nobody".into() } else { clean(&names.join(", "), 500) };
    let armed = if is_armed { " with arms" } else { "" };
    let unpublished = is_unpublished.then_some(Unpublished { within });
    AllowList { presence, zone, unpublished, is_armed, allowed, told: format!("allowed in the zone{armed}: {names}") }
}

/// Holds an incident against a zone with a list of those who may be in it.
pub(crate) fn assess_presence<'a>(scene: &Scene<'a>, term: &'a Term, list: &AllowList, findings: &mut Vec<Finding>) {
    if !scene.kinds.meets(list.presence) {
        return;
    }
    let standings = scene.standings(term);
    if standings.is_empty() {
        return;
    }
    let Some((actor, verdict)) = judge_presence(scene, term, list) else { return };
    let party = actor.and_then(|_| scene.sole_party());
    scene.report(term, party, verdict, standings, findings);
}

fn judge_presence<'a>(scene: &Scene<'a>, term: &Term, list: &AllowList) -> Option<(Option<&'a PartyId>, Verdict)> {
    let faults = scene.faults(term);
    if !faults.is_empty() {
        return Some((None, faulty(faults)));
    }
    let told = Verdict::of(Outcome::Breach).because(list.told.clone());
    let sightings: Vec<_> = if list.presence.has(Kind::WeaponSeen) { scene.sightings().collect() } else { Vec::new() };
    let mut verdict = both(told, sited(scene, list, &spots(scene, &sightings))?);
    let actor = scene.sole_actor();
    if verdict.outcome == Outcome::NoBreach {
        return Some((actor, verdict.because("outside of the zone: the list does not apply".into())));
    }
    if list.is_armed {
        verdict = both(verdict, armed(scene));
        if verdict.outcome == Outcome::NoBreach {
            return Some((actor, verdict));
        }
    }
    verdict = exemption::applied(scene, term, verdict);
    if verdict.outcome == Outcome::Exempt {
        return Some((actor, verdict));
    }
    let (allowed, others): (Vec<_>, Vec<_>) = scene.actors.iter().copied().partition(|(actor, _)| list.allowed.contains(actor));
    let sentence = scene.actor_sentence();
    Some((
        actor,
        match (allowed.is_empty(), others.is_empty()) {
            (true, true) => verdict.lacking(Missing::Actor, sentence),
            (true, false) => concluded(verdict.because(sentence), "in the zone and not on the list of those allowed"),
            (false, true) => allowed_in(verdict, sentence),
            (false, false) => verdict.lacking(Missing::Actor, format!("{sentence}: not all of them are on the list")),
        },
    ))
}

fn allowed_in(verdict: Verdict, sentence: String) -> Verdict {
    let mut verdict = verdict.because(sentence).because("on the list of those allowed in the zone".into());
    verdict.outcome = Outcome::NoBreach;
    verdict.missing.clear();
    verdict
}

/// Whether the places lie in the zone; in one that nobody drew, nobody can say.
fn sited(scene: &Scene<'_>, list: &AllowList, spots: &[Spot<'_>]) -> Option<Verdict> {
    let unpublished = |verdict: Verdict| verdict.lacking(Missing::Zone, "the map that draws the zone was not published".into());
    match (&list.zone, &list.unpublished) {
        (Some(zone), _) => site(scene, zone, spots, false),
        (None, Some(Unpublished { within: Some(wider) })) => {
            let mut verdict = site(scene, wider, spots, false)?;
            // Outside of the wider area is outside of the zone; inside of it says nothing.
            if verdict.outcome == Outcome::NoBreach {
                return Some(verdict);
            }
            verdict.chance_ppm = None;
            Some(unpublished(verdict))
        }
        (None, Some(Unpublished { within: None })) => {
            let placeless = spots.iter().find(|spot| spot.nodes.is_none());
            let verdict = Verdict::of(Outcome::Undetermined);
            Some(unpublished(
                placeless.into_iter().fold(verdict, |verdict, spot| verdict.lacking(Missing::Position, no_position(&spot.label))),
            ))
        }
        (None, None) => Some(faulty(Vec::new())),
    }
}

/// Whether those present were armed: a weapon seen or named says so, and so does its express absence.
fn armed(scene: &Scene<'_>) -> Verdict {
    let is_unarmed = |member: &model::Observation| {
        member.weapon.as_ref().and_then(|weapon| weapon.class.as_ref()).is_some_and(|class| class.0 == UNARMED)
    };
    let unarmed = scene.members.iter().filter(|member| is_unarmed(member)).count();
    let armed =
        scene.members.iter().filter(|member| !is_unarmed(member) && (member.kind == Kind::WeaponSeen || member.weapon.is_some())).count();
    let n = scene.members.len();
    let sentence = format!("{armed} of {n} reports see arms, {unarmed} say that there were none");
    match (armed, unarmed) {
        (1.., 0) => Verdict::of(Outcome::Breach).because(sentence),
        (0, 1..) => Verdict::of(Outcome::NoBreach).because(format!("{sentence}: the list is about arms")),
        (_, _) => Verdict::undetermined(Missing::Weapon, sentence),
    }
}
