//! From an incident as it stands to a case that attribution weighs: place, maps of control, what members say.
//!
//! Derived anew each time from what was known at a position of the log; nothing of it is recorded. What is missing
//! in reports (craters, ranges of weapons, bearings) comes from a sheet that a person writes.

use crate::corroboration::corroboration;
use attribution::case::{Case, Class, ControlMap, Draft, Evidence, Held, Impact, Point, Says, Weapons};
use attribution::file::{CaseFile, FileFault, Load, of_plane};
use attribution::{Hypothesis, Standard};
use model::geodesy::Plane;
use model::{
    Determination, Geometry, Incident, Instant, Kind, LayerRole, LayerVersion, Mission, Observation, PartyId, Place, Position, SourceId,
};
use std::collections::{BTreeMap, BTreeSet};

/// Error of a direction of flight that is told as two of 16 winds, degrees. Source: assumed; a wind is 22.5 degrees wide, and a flight is seen askew.
const FLIGHT_SD_DEG: f64 = 25.0;

/// What is known of an incident.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The mission's data.
    pub mission: &'a Mission,
    /// The incident.
    pub incident: &'a Incident,
    /// Its members.
    pub members: &'a [Observation],
    /// Maps of control, with their geometries; other layers are left out.
    pub layers: &'a [(LayerVersion, Geometry)],
}

/// Why no case can be made of an incident.
#[derive(Debug, thiserror::Error)]
pub enum NoCase {
    /// It was dissolved.
    #[error("{0} no longer stands: its reports went to other incidents")]
    Dissolved(String),
    /// Nobody knows where.
    #[error("{0} has no place with an error of its own (a point, not a region or sector): nobody can say whose ground it hit")]
    Place(String),
    /// It is a launch.
    #[error("{0} is fire going out, no impact: where fire came from is not asked for")]
    Outgoing(String),
    /// Nothing was hit, as far as anybody says: heat, a sound, fire that was heard going on.
    #[error(
        "{incident} tells of {told} and of no impact (an explosion, a crater, damage, people hurt): from such reports alone nobody is asked for"
    )]
    NoImpact {
        /// The incident.
        incident: String,
        /// What its reports tell of.
        told: String,
    },
    /// The sheet does not fit.
    #[error("{0}")]
    Sheet(#[from] FileFault),
}

/// A case with what a reader should know of how it was made.
#[derive(Clone, Debug)]
pub struct MadeCase {
    /// The case.
    pub case: Case,
    /// Remarks, in sentences.
    pub remarks: Vec<String>,
}

/// Makes a case of an incident, with a sheet where there is one.
///
/// # Errors
/// [`NoCase`] if its place is no point, it is a launch, or the sheet does not fit.
pub fn case_of(known: &Known<'_>, sheet: Option<(&CaseFile, Load<'_>)>) -> Result<MadeCase, NoCase> {
    let name = || known.incident.id.to_string();
    if known.incident.members.is_empty() {
        return Err(NoCase::Dissolved(name()));
    }
    if known.members.iter().any(|one| one.determination == Some(Determination::Outgoing)) {
        return Err(NoCase::Outgoing(name()));
    }
    check_impact(known)?;
    let (at, sd_m) = known.incident.place.as_ref().and_then(point).ok_or_else(|| NoCase::Place(name()))?;
    let when = known.incident.time.middle();
    let mut remarks = Vec::new();
    let standard = Standard::named("reasonable_grounds").map_err(FileFault::from)?;
    let mut maps = maps(known, at, when, &mut remarks);
    let parties = holders(known, &maps, &mut remarks);
    maps.iter_mut().for_each(|map| map.controlled_by = map.controlled_by.take().filter(|party| parties.contains(party)));
    let mut draft = Draft {
        impact: Impact { at: Point { east_m: 0.0, north_m: 0.0 }, sd_m },
        maps,
        weapons: Weapons::default(),
        evidence: known.members.iter().flat_map(|member| evidence(known, &parties, member)).collect(),
        not_an_event: not_an_event(known),
        standard,
        parties,
    };
    if let Some((sheet, load)) = sheet {
        draft = sheet.join(draft, at, when, load)?;
    }
    Ok(MadeCase { case: Case::check(draft).map_err(FileFault::from)?, remarks })
}

/// What hits something. Heat, tremors and sounds support that something happened, never who did it (METHOD 9); of fire that was
/// heard or seen flying the place is where it was heard or seen.
const IMPACTS: [Kind; 6] = [Kind::Explosion, Kind::Airburst, Kind::Detonation, Kind::Crater, Kind::Damage, Kind::Casualty];

fn check_impact(known: &Known<'_>) -> Result<(), NoCase> {
    if known.members.iter().any(|one| IMPACTS.contains(&one.kind)) {
        return Ok(());
    }
    let told: BTreeSet<&str> = known.members.iter().map(|one| one.kind.word()).collect();
    let told = told.into_iter().collect::<Vec<_>>().join(", ").replace('_', " ");
    Err(NoCase::NoImpact { incident: known.incident.id.to_string(), told })
}

/// What corroboration leaves to there having been no such event.
fn not_an_event(known: &Known<'_>) -> f64 {
    let happened = corroboration(known.incident, known.members, known.mission).chance_ppm.max(1);
    1.0 - f64::from(happened) / 1e6
}

/// The parties that hold ground on some map; all of them where fewer than two do. One that holds none
/// (a joint body, a mediator) has nowhere of its own to fire from: it is left to the third force.
fn holders(known: &Known<'_>, maps: &[ControlMap], remarks: &mut Vec<String>) -> Vec<PartyId> {
    let holds = |party: &PartyId, map: &ControlMap| match &map.held {
        Held::Areas { areas, rest } => rest.as_ref() == Some(party) || areas.iter().any(|(own, _)| own == party),
        Held::Line { left, right, .. } => left == party || right == party,
    };
    let all: Vec<PartyId> = known.mission.parties.iter().map(|party| party.id.clone()).collect();
    let (holders, others): (Vec<_>, Vec<_>) = all.iter().cloned().partition(|party| maps.iter().any(|map| holds(party, map)));
    if holders.len() < 2 {
        return all;
    }
    remarks.extend(others.iter().map(|party| format!("{party} holds no ground on any map: it is left to the third force")));
    holders
}

/// A place that is a point with an error, with its error in metres.
fn point(place: &Place) -> Option<(Position, f64)> {
    match place {
        Place::Normal { centre, sd_m } => Some((*centre, f64::from(*sd_m))),
        Place::WideTail { centre, sd_m, wide_ppm, wide_sd_m } => {
            let (core, wide) = (f64::from(*sd_m), f64::from(*wide_sd_m));
            Some((*centre, (core * core + wide * wide * f64::from(*wide_ppm) / 1e6).sqrt()))
        }
        Place::Polygon(_) | Place::Sector(_) | Place::Mixture(_) => None,
    }
}

/// Each source's newest maps of control that were valid then.
fn maps(known: &Known<'_>, at: Position, when: Instant, remarks: &mut Vec<String>) -> Vec<ControlMap> {
    let valid = known.layers.iter().filter(|(version, _)| version.role == LayerRole::Control && version.is_valid_at(when));
    let mut sources: BTreeMap<&SourceId, BTreeMap<String, &(LayerVersion, Geometry)>> = BTreeMap::new();
    for layer in valid {
        let Some(party) = &layer.0.party else { continue };
        let newest = sources.entry(&layer.0.source).or_default().entry(party.0.clone()).or_insert(layer);
        if (layer.0.valid_from, layer.0.known_at, layer.0.id) > (newest.0.valid_from, newest.0.known_at, newest.0.id) {
            *newest = layer;
        }
    }
    let plane = Plane::at(at);
    sources.into_iter().filter_map(|(source, parts)| map(known, source, &parts, (&plane, when), remarks)).collect()
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of thousands of years")]
fn map(
    known: &Known<'_>,
    source: &SourceId,
    parts: &BTreeMap<String, &(LayerVersion, Geometry)>,
    (plane, when): (&Plane, Instant),
    remarks: &mut Vec<String>,
) -> Option<ControlMap> {
    let mut areas = Vec::new();
    for (version, geometry) in parts.values() {
        let (Geometry::Areas(polygons), Some(party)) = (geometry, &version.party) else { continue };
        let ring = |ring: &Vec<Position>| ring.iter().map(|position| of_plane(plane, *position)).collect();
        areas.push((party.clone(), polygons.iter().map(|rings| rings.iter().map(ring).collect()).collect()));
    }
    let oldest = parts.values().map(|(version, _)| version.valid_from).min()?;
    let sd_m = parts.values().map(|(version, _)| version.accuracy_m).max()?;
    let undrawn: Vec<_> = known.mission.parties.iter().filter(|party| !parts.contains_key(&party.id.0)).collect();
    let rest = match undrawn.as_slice() {
        [only] if known.mission.parties.len() == 2 => {
            remarks.push(format!("the map of `{source}` draws no ground of {}: all that it leaves out is taken as theirs", only.name));
            Some(only.id.clone())
        }
        _ => None,
    };
    Some(ControlMap {
        source: source.0.clone(),
        controlled_by: known.mission.source(source).and_then(|source| source.party.clone()),
        sd_m: f64::from(sd_m),
        age_days: (when.ms() - oldest.ms()) as f64 / 86_400_000.0,
        held: Held::Areas { areas, rest },
    })
}

/// What a member says of who or from where: a direction of flight, an actor named.
fn evidence(known: &Known<'_>, parties: &[PartyId], member: &Observation) -> Vec<Evidence> {
    let party = known.mission.source(&member.source).and_then(|source| source.party.clone()).filter(|party| parties.contains(party));
    let origin = known.incident.origins.iter().position(|origin| origin.members.contains(&member.id));
    let origin = origin.map_or_else(|| member.source.0.clone(), |n| format!("origin {}", n + 1));
    let piece = |what: &str, says: Says| Evidence {
        id: format!("{} {what}", member.id),
        origin: origin.clone(),
        controlled_by: party.clone(),
        dependence: None,
        says,
    };
    let flight = member
        .flight
        .as_deref()
        .and_then(came_from)
        .map(|bearing_deg| piece("flight", Says::Azimuth { bearing_deg, sd_deg: Some(FLIGHT_SD_DEG) }));
    let named = member.actor.as_ref().filter(|actor| parties.contains(actor)).map(|actor| {
        let class = if party.as_ref() == Some(actor) { Class::Admission } else { Class::Claim };
        // A word about an actor is listed and weighs nothing until a person gives it a ratio: whether it admits this fire is for people to say.
        piece("actor", Says::Ratios { class, speaker: party.clone(), nats: vec![(Hypothesis::Fire(actor.clone()), 0.0)] })
    });
    flight.into_iter().chain(named).collect()
}

/// The direction from which something flew, degrees, of a flight such as `w-e`.
fn came_from(flight: &str) -> Option<f64> {
    const WINDS: [&str; 16] = ["n", "nne", "ne", "ene", "e", "ese", "se", "sse", "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw"];
    let from = flight.split('-').next()?;
    let at = WINDS.iter().position(|wind| *wind == from)?;
    u32::try_from(at).ok().map(|at| f64::from(at) * 22.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flight_comes_from_its_first_wind() {
        assert_eq!((came_from("w-e"), came_from("nne-ssw"), came_from("up"), came_from("")), (Some(270.0), Some(22.5), None, None));
    }

    #[test]
    fn regions_and_sectors_are_no_place_of_an_impact() {
        let centre = Position::from_degrees(48.0, 37.0).unwrap();
        assert_eq!(point(&Place::Normal { centre, sd_m: 80 }), Some((centre, 80.0)));
        assert!(point(&Place::WideTail { centre, sd_m: 300, wide_ppm: 120_000, wide_sd_m: 12_000 }).is_some_and(|(_, sd)| sd > 4_000.0));
        assert_eq!(point(&Place::Polygon(vec![vec![centre; 3]])), None);
    }
}
