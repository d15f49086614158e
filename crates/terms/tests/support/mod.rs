//! Small worlds for the tests: missions, layers, reports and incidents in a few words. All invented.
#![expect(dead_code, reason = "each test file uses its own part of this")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

pub mod dice;

use model::mission::{Party, Source};
use model::observation::Passage;
use model::{
    Coverage, CoverageState, Deed, DeedKind, Digest, Finding, Geometry, Incident, IncidentId, Instant, Kind, LayerRole, LayerVersion,
    Member, Missing, Mission, Observation, ObservationId, Outcome, PartyId, Place, PlacePrecision, Position, Sense, SourceId, Subject,
    Weapon, WeaponClass, When, geodesy,
};
use terms::{Agreement, Case, Dossier, Facts, LayerIndex, Severity};

pub fn mission() -> Mission {
    let party = |id: &str| Party { hue: 0, id: PartyId(id.into()), name: id.into() };
    let source = |id: &str, party: Option<&str>| Source {
        id: SourceId(id.into()),
        machine: false,
        name: id.into(),
        party: party.map(|party| PartyId(party.into())),
        shows: Vec::new(),
        zone: None,
    };
    Mission {
        fictional: true,
        name: "test".into(),
        parties: vec![party("p1"), party("p2")],
        release: model::ReleasePolicy::default(),
        report_ends: "24:00".into(),
        sources: vec![
            source("patrols", None),
            source("map", None),
            source("other_map", None),
            source("army_one", Some("p1")),
            source("army_two", Some("p2")),
        ],
        view: None,
        zone: "UTC".into(),
    }
}

/// Reads an agreement that must have no errors.
pub fn agreement(text: &str) -> Agreement {
    let (agreement, faults) = terms::read_agreement(text);
    let errors: Vec<_> = faults.iter().filter(|fault| fault.severity == Severity::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    agreement.unwrap()
}

/// An agreement of one article whose text is `words`, with terms whose quote is left to the caller.
pub fn text_of(head: &str, words: &str, terms: &str) -> String {
    format!(
        "# Test\n\n```toml\n[agreement]\nid = \"test\"\nparties = [\"p1\", \"p2\"]\n{head}\n```\n\n## 1 Article\n\n{words}\n\n```toml\n{terms}\n```\n"
    )
}

pub fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).unwrap()
}

pub fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn moment(text: &str) -> When {
    When::at(instant(text), "UTC").unwrap()
}

/// A version of a layer, valid from a moment on.
pub fn layer(name: &str, source: &str, role: LayerRole, accuracy_m: u32, from: &str, geometry: Geometry) -> (LayerVersion, Geometry) {
    let digest = Digest::of(format!("{geometry:?}").as_bytes());
    let (source, valid_from) = (SourceId(source.into()), instant(from));
    let version = LayerVersion {
        accuracy_m,
        geometry: digest,
        id: LayerVersion::derive_id(name, &source, valid_from, &digest),
        known_at: valid_from,
        layer: name.into(),
        name: None,
        party: None,
        role,
        source,
        valid_from,
        valid_to: None,
    };
    (version, geometry)
}

/// A line along the meridian of 37 degrees east.
pub fn meridian(name: &str, source: &str, accuracy_m: u32) -> (LayerVersion, Geometry) {
    layer(name, source, LayerRole::Line, accuracy_m, "2014-01-01T00:00:00Z", Geometry::Paths(vec![vec![at(46.0, 37.0), at(50.0, 37.0)]]))
}

/// The same line, moved east.
pub fn meridian_east(name: &str, source: &str, accuracy_m: u32, km: f64) -> (LayerVersion, Geometry) {
    let lon = geodesy::direct(at(48.0, 37.0), 90.0, km * 1000.0).lon();
    layer(name, source, LayerRole::Line, accuracy_m, "2014-01-01T00:00:00Z", Geometry::Paths(vec![vec![at(46.0, lon), at(50.0, lon)]]))
}

/// A square zone of about 22 by 15 km: 48.0 to 48.2 N, 37.0 to 37.2 E.
pub fn square(name: &str, source: &str, accuracy_m: u32) -> (LayerVersion, Geometry) {
    let ring = vec![at(48.0, 37.0), at(48.0, 37.2), at(48.2, 37.2), at(48.2, 37.0)];
    layer(name, source, LayerRole::Zone, accuracy_m, "2014-01-01T00:00:00Z", Geometry::Areas(vec![vec![ring]]))
}

/// A place some kilometres east of the meridian of 37 degrees, or west if negative.
pub fn east(km: f64, sd_m: u32) -> Place {
    Place::Normal { centre: geodesy::direct(at(48.0, 37.0), 90.0, km * 1000.0), sd_m }
}

pub fn point(lat: f64, lon: f64, sd_m: u32) -> Place {
    Place::Normal { centre: at(lat, lon), sd_m }
}

/// A report by a patrol; `n` makes its id.
pub fn report(kind: Kind, n: u32) -> Observation {
    Observation {
        actor: None,
        cause: None,
        claims: Vec::new(),
        count: None,
        deed: None,
        determination: None,
        flight: None,
        from: Passage { artifact: Digest::of(b"test"), entry: None, line: n },
        id: ObservationId::derive("test", "patrols", &n.to_be_bytes(), 0),
        key: None,
        kind,
        place: Some(point(48.1, 37.1, 100)),
        place_name: None,
        place_precision: Some(PlacePrecision::Fix),
        restriction: None,
        sense: Sense::Seen,
        sequence: None,
        source: SourceId("patrols".into()),
        speaker: None,
        status: None,
        target: None,
        text: None,
        time: moment("2018-07-30T10:00:00Z"),
        weapon: None,
    }
}

pub fn by(actor: &str, mut report: Observation) -> Observation {
    report.actor = Some(PartyId(actor.into()));
    report
}

pub fn placed(place: Place, mut report: Observation) -> Observation {
    report.place = Some(place);
    report
}

pub fn timed(time: When, mut report: Observation) -> Observation {
    report.time = time;
    report
}

pub fn weapon(model: Option<&str>, class: Option<&str>, calibre_mm: Option<u32>) -> Weapon {
    Weapon {
        assessed: false,
        calibre_dmm: calibre_mm.map(|mm| mm * 10),
        class: class.map(|class| WeaponClass(class.into())),
        model: model.map(str::to_owned),
    }
}

pub fn sighting(weapon: Weapon, place: Place) -> Observation {
    Observation { weapon: Some(weapon), ..placed(place, report(Kind::WeaponSeen, 1)) }
}

/// The incident of some reports: place and time of the first.
pub fn incident(members: &[Observation]) -> Incident {
    let first = members.first().unwrap();
    let smallest = members.iter().map(|member| member.id).min().unwrap();
    let mut ids: Vec<_> = members.iter().map(|member| Member { chance_ppm: 1_000_000, observation: member.id }).collect();
    ids.sort();
    Incident {
        alternatives: Vec::new(),
        bonds: Vec::new(),
        crowded: false,
        id: IncidentId::of(smallest),
        kind: first.kind,
        members: ids,
        moved_to: Vec::new(),
        origins: Vec::new(),
        place: first.place.clone(),
        time: first.time.clone(),
    }
}

pub fn ground(layers: &[(LayerVersion, Geometry)]) -> LayerIndex {
    LayerIndex::new(layers.to_vec())
}

pub fn assess(agreement: &Agreement, members: &[Observation], layers: &[(LayerVersion, Geometry)]) -> Vec<Finding> {
    let incident = incident(members);
    let facts = Facts { incident: &incident, members: members.iter().collect(), dossier: terms::Dossier::nothing() };
    terms::assess(agreement, &Digest::of(b"version"), &facts, &ground(layers), &mission())
}

/// The only finding.
pub fn only(findings: Vec<Finding>) -> Finding {
    match findings.as_slice() {
        [finding] => finding.clone(),
        others => panic!("{} findings: {others:#?}", others.len()),
    }
}

pub fn result(finding: &Finding) -> (Outcome, Vec<Missing>) {
    (finding.outcome, finding.missing.clone())
}

pub const BREACH: (Outcome, Vec<Missing>) = (Outcome::Breach, Vec::new());
pub const NO_BREACH: (Outcome, Vec<Missing>) = (Outcome::NoBreach, Vec::new());
pub const EXEMPT: (Outcome, Vec<Missing>) = (Outcome::Exempt, Vec::new());

pub fn open(missing: &[Missing]) -> (Outcome, Vec<Missing>) {
    (Outcome::Undetermined, missing.to_vec())
}

/// Deeds, coverage and incidents of a test, and how far its record reaches.
#[derive(Clone, Debug, Default)]
pub struct Papers {
    pub reports: Vec<Observation>,
    pub coverages: Vec<Coverage>,
    /// Each a list of members.
    pub incidents: Vec<Vec<Observation>>,
    pub layers: Vec<(LayerVersion, Geometry)>,
    pub as_of: Option<Instant>,
}

/// All findings on what is owed, as the engine has them made.
pub fn duties(agreement: &Agreement, papers: &Papers) -> Vec<Finding> {
    duties_in(agreement, papers, &mission())
}

pub fn duties_in(agreement: &Agreement, papers: &Papers, mission: &Mission) -> Vec<Finding> {
    let (ground, version) = (ground(&papers.layers), Digest::of(b"version"));
    let dossier = Dossier::new(papers.reports.iter().collect(), papers.coverages.iter().collect(), papers.as_of);
    let (mut findings, mut traces) = (Vec::new(), Vec::new());
    for members in &papers.incidents {
        let incident = incident(members);
        let facts = Facts { incident: &incident, members: members.iter().collect(), dossier: &dossier };
        findings.extend(terms::assess(agreement, &version, &facts, &ground, mission));
        traces.extend(terms::traces(agreement, &facts, &ground, mission));
    }
    let case = Case { dossier: &dossier, traces: &traces, findings: &findings };
    terms::assess_duties(agreement, &version, &case, &ground, mission)
}

/// A document by which somebody did something, from one of the mission's sources.
pub fn deed(n: u32, kind: DeedKind, actor: Option<&str>, about: Option<&str>, time: When) -> Observation {
    let deed = Deed { about: about.map(str::to_owned), kind, to: None };
    Observation {
        actor: actor.map(|actor| PartyId(actor.into())),
        deed: Some(deed),
        place: None,
        place_precision: None,
        sense: Sense::Read,
        time,
        ..report(Kind::Document, n)
    }
}

pub fn from_source(source: &str, mut report: Observation) -> Observation {
    report.source = SourceId(source.into());
    report
}

pub fn told(mut report: Observation) -> Observation {
    report.kind = Kind::Statement;
    report
}

/// A station's coverage of a region over some time, in every minute of it.
pub fn covered(station: &str, region: &str, time: When) -> Coverage {
    let minutes = u32::try_from((time.to.ms() - time.from.ms()) / 60_000).unwrap();
    let source = SourceId("patrols".into());
    Coverage {
        cause: None,
        from: Passage { artifact: Digest::of(b"coverage"), entry: None, line: 1 },
        id: Coverage::derive_id(&source, station, &time),
        observed_min: minutes,
        planned_min: minutes,
        region: Some(region.into()),
        sense: Sense::HeardAndSeen,
        source,
        state: CoverageState::Observed,
        station: station.into(),
        time,
    }
}

pub fn day(day: &str) -> When {
    When::day(day, "UTC").unwrap()
}

/// The findings of a clause.
pub fn of_clause<'a>(findings: &'a [Finding], clause: &str) -> Vec<&'a Finding> {
    findings.iter().filter(|finding| finding.clause == clause).collect()
}

/// The only finding about something.
pub fn about<'a>(findings: &'a [Finding], what: &str) -> &'a Finding {
    let is_it = |finding: &&Finding| matches!(&finding.subject, Subject::Duty { about, .. } if about == what);
    let found: Vec<&Finding> = findings.iter().filter(is_it).collect();
    match found.as_slice() {
        [one] => one,
        others => panic!("{} findings about {what} of {findings:#?}", others.len()),
    }
}

/// Whether any reason has some words.
pub fn says(finding: &Finding, words: &str) {
    assert!(finding.reasons.iter().any(|reason| reason.contains(words)), "`{words}` in {:#?}", finding.reasons);
}
