//! The agreement `places.md` with layers, records and a mission for it. All invented.

use super::support::*;
use model::{
    Coverage, Deed, DeedKind, Digest, Finding, Geometry, Kind, LayerRole, LayerVersion, Mission, Observation, PartyId, Place, geodesy,
};
use terms::{Dossier, Facts};

pub const PLACES: &str = include_str!("../agreements/places.md");

pub fn the_mission() -> Mission {
    let mut mission = mission();
    for (party, id) in mission.parties.iter_mut().zip(["alpha", "bravo"]) {
        party.id = PartyId(id.into());
    }
    mission.sources.iter_mut().for_each(|source| source.party = source.party.as_ref().map(|_| PartyId("bravo".into())));
    mission
}

fn points(name: &str, km: f64) -> (LayerVersion, Geometry) {
    let place = geodesy::direct(at(48.0, 37.0), 90.0, km * 1000.0);
    layer(name, "map", LayerRole::Settlement, 30, "2014-01-01T00:00:00Z", Geometry::Points(vec![place]))
}

pub fn layers() -> Vec<(LayerVersion, Geometry)> {
    let far = Geometry::Areas(vec![vec![vec![at(48.0, 36.0), at(48.0, 36.6), at(48.2, 36.6), at(48.2, 36.0)]]]);
    vec![
        square("buffer", "map", 100),
        square("held", "map", 100),
        layer("held", "map", LayerRole::Zone, 100, "2018-07-23T00:00:00Z", far),
        points("settlements", 20.0),
        points("power_station", 5.0),
        points("camps", 10.0),
        meridian("line_a", "map", 200),
        meridian_east("line_b", "map", 400, 10.0),
    ]
}

/// What `bravo` was seen to do beside events: where it was, what it had, what was cleared.
pub fn records() -> Vec<Observation> {
    let deed = |n: u32, kind: DeedKind, time: &str, actor: Option<&str>, place: Option<Place>| {
        let mut report = timed(moment(time), report(Kind::Document, n));
        (report.deed, report.place) = (Some(Deed { about: None, kind, to: None }), place);
        report.actor = actor.map(|actor| PartyId(actor.into()));
        report
    };
    let tanks = |n: u32, party: &str, count: u32| {
        let mut tanks = by(party, placed(point(48.1, 37.1, 50), report(Kind::Inventory, n)));
        (tanks.count, tanks.weapon) = (Some(model::Count::exact(count)), Some(weapon(None, Some("tank"), None)));
        tanks
    };
    vec![
        deed(101, DeedKind::Location, "2018-07-30T08:00:00Z", Some("bravo"), Some(east(30.0, 50))),
        deed(102, DeedKind::Location, "2018-08-10T00:00:00Z", Some("bravo"), Some(east(30.0, 50))),
        deed(103, DeedKind::Exercise, "2018-08-05T10:00:00Z", Some("alpha"), None),
        deed(104, DeedKind::Clearance, "2018-07-10T10:00:00Z", None, Some(point(48.1, 37.1, 20))),
        tanks(105, "alpha", 76),
        tanks(106, "bravo", 75),
    ]
}

/// All findings on some incidents and on what is owed, sorted by id.
pub fn run_all(
    text: &str,
    mission: &Mission,
    incidents: &[Vec<Observation>],
    records: &[Observation],
    coverages: &[Coverage],
) -> Vec<Finding> {
    let (agreement, _) = terms::read_agreement(text);
    let Some(agreement) = agreement else { return Vec::new() };
    let papers = Papers { reports: records.to_vec(), coverages: coverages.to_vec(), layers: layers(), ..Papers::default() };
    let mut findings = duties_in(&agreement, &papers, mission);
    let dossier = Dossier::new(records.iter().collect(), coverages.iter().collect(), None);
    for members in incidents {
        let incident = incident(members);
        let facts = Facts { incident: &incident, members: members.iter().collect(), dossier: &dossier };
        findings.extend(terms::assess(&agreement, &Digest::of(b"version"), &facts, &ground(&papers.layers), mission));
    }
    findings.sort_by_key(|finding| finding.id);
    findings
}
