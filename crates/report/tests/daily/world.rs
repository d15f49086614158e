//! A mission to test on: built from one-line reports; all invented.

use model::mission::{Party, Source};
use model::observation::{Passage, Restriction, RestrictionType, Sequence};
use model::{
    Claim, Count, Coverage, CoverageState, Determination, Digest, Finding, Incident, IncidentId, Instant, Kind, Measure, Member, Missing,
    Mission, Observation, ObservationId, Origin, Outcome, PartyId, Place, Position, Sense, SourceId, Subject, TimePrecision, Weapon,
    WeaponClass, WeaponStatus, When,
};
use report::document::{Block, Cell, Daily, Table};
use report::figure::Compared;
use report::{AsOf, Clause, Figure, Input};

pub fn mission(zone: &str, report_ends: &str) -> Mission {
    let party = |id: &str, name: &str| Party { hue: 0, id: PartyId(id.into()), name: name.into() };
    let source = |id: &str, name: &str| Source {
        id: SourceId(id.into()),
        machine: false,
        name: name.into(),
        party: None,
        shows: Vec::new(),
        zone: None,
    };
    Mission {
        fictional: true,
        name: "Calder Island truce".into(),
        parties: vec![party("p1", "Northern Council"), party("p2", "Southern Assembly")],
        release: model::ReleasePolicy::default(),
        report_ends: report_ends.into(),
        sources: vec![source("cameras", "Cameras"), source("patrols", "Patrols"), source("press", "Press")],
        view: None,
        zone: zone.into(),
    }
}

pub fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

pub fn minute(text: &str) -> When {
    When::between(at(text), at(text), TimePrecision::Minute, "UTC").unwrap()
}

fn passage(line: u32) -> Passage {
    Passage { artifact: Digest::of(b"artifact"), entry: None, line }
}

pub fn obs_id(n: u32) -> ObservationId {
    ObservationId::derive("test", "source", &n.to_be_bytes(), 0)
}

pub fn observation(n: u32, kind: Kind, time: &str) -> Observation {
    Observation {
        actor: None,
        cause: None,
        claims: Vec::new(),
        count: Some(Count::exact(1)),
        deed: None,
        determination: Some(Determination::Undetermined),
        flight: None,
        from: passage(n),
        id: obs_id(n),
        key: None,
        kind,
        place: Some(Place::Normal { centre: Position { lat_e7: 471_000_000, lon_e7: 378_000_000 }, sd_m: 300 }),
        place_name: Some("Harbour".into()),
        place_precision: None,
        restriction: None,
        sense: Sense::Camera,
        sequence: None,
        source: SourceId("cameras".into()),
        speaker: Some("camera Harbour".into()),
        status: None,
        target: None,
        text: None,
        time: minute(time),
        weapon: None,
    }
}

pub fn counted(n: u32, kind: Kind, time: &str, count: Count) -> Observation {
    Observation { count: Some(count), ..observation(n, kind, time) }
}

pub fn tracer(n: u32, time: &str, count: u32, flight: &str, block: &str, ordinal: Option<u32>) -> Observation {
    Observation {
        determination: Some(Determination::InFlight),
        flight: (!flight.is_empty()).then(|| flight.into()),
        sequence: Some(Sequence { block: block.into(), ordinal }),
        ..counted(n, Kind::Tracer, time, Count::exact(count))
    }
}

pub fn weapon(n: u32, time: &str, count: u32, class: &str, model: Option<&str>, place: &str, status: WeaponStatus) -> Observation {
    Observation {
        place_name: Some(place.into()),
        status: Some(status),
        weapon: Some(Weapon { class: Some(WeaponClass(class.into())), model: model.map(String::from), ..Weapon::default() }),
        determination: None,
        ..counted(n, Kind::WeaponSeen, time, Count::exact(count))
    }
}

pub fn claim(speaker: &str, measure: Measure, count: u32, definition: &str, about: &str, cumulative: bool) -> Claim {
    let definition = Some(definition.to_owned());
    Claim {
        about: Some(PartyId(about.into())),
        as_of: None,
        count: Count::exact(count),
        cumulative,
        definition,
        measure,
        speaker: speaker.into(),
        window: None,
    }
}

pub fn statement(n: u32, time: &str, claims: Vec<Claim>) -> Observation {
    Observation {
        claims,
        count: None,
        place: None,
        place_name: None,
        sense: Sense::Read,
        source: SourceId("press".into()),
        speaker: None,
        determination: None,
        ..observation(n, Kind::Statement, time)
    }
}

pub fn restriction(n: u32, time: &str, until: &str, reason: &str) -> Observation {
    Observation {
        restriction: Some(Restriction {
            by_whom: Some("armed men".into()),
            reason_quoted: Some(reason.into()),
            form: RestrictionType::Denied,
        }),
        time: When::between(at(time), at(until), TimePrecision::Minute, "UTC").unwrap(),
        source: SourceId("patrols".into()),
        speaker: Some("patrol 3".into()),
        ..observation(n, Kind::Restriction, time)
    }
}

/// An incident of some observations: the kind, time and place are the first one's.
pub fn incident(members: &[&Observation]) -> Incident {
    let smallest = members.iter().map(|one| one.id).min().unwrap();
    let first = members[0];
    Incident {
        alternatives: Vec::new(),
        bonds: Vec::new(),
        crowded: false,
        id: IncidentId::of(smallest),
        kind: first.kind,
        members: members.iter().map(|one| Member { chance_ppm: 900_000, observation: one.id }).collect(),
        moved_to: Vec::new(),
        origins: vec![Origin { members: members.iter().map(|one| one.id).collect(), source: first.source.clone() }],
        place: first.place.clone(),
        time: first.time.clone(),
    }
}

pub fn coverage(station: &str, sense: Sense, from: &str, to: &str, planned_min: u32, observed_min: u32) -> Coverage {
    let time = When::between(at(from), at(to), TimePrecision::Minute, "UTC").unwrap();
    let source = SourceId("cameras".into());
    let short = observed_min < planned_min;
    Coverage {
        cause: short.then(|| "power cut".into()),
        from: passage(1),
        id: Coverage::derive_id(&source, station, &time),
        observed_min,
        planned_min,
        region: Some("harbour".into()),
        sense,
        source,
        state: if short { CoverageState::Lost } else { CoverageState::Observed },
        station: station.into(),
        time,
    }
}

pub fn finding(incident: &Incident, clause: &str, outcome: Outcome, party: Option<&str>, missing: Vec<Missing>) -> Finding {
    let party = party.map(|party| PartyId(party.into()));
    Finding {
        agreement: "island_truce".into(),
        agreement_version: Digest::of(b"agreement"),
        chance_ppm: None,
        clause: clause.into(),
        // Not derived from the party, so that a swap of parties leaves it as it is.
        id: Finding::derive_id("island_truce", clause, None, None, &incident.id.to_string()),
        missing,
        outcome,
        party,
        reading: None,
        reasons: vec!["invented".into()],
        subject: Subject::Incident(incident.id),
        time: incident.time.clone(),
        used: Vec::new(),
    }
}

pub fn clause(id: &str, quote: &str) -> Clause {
    Clause {
        agreement: "island_truce".into(),
        agreement_version: Digest::of(b"agreement"),
        id: id.into(),
        quote: quote.into(),
        article: format!("Article {id}"),
    }
}

pub fn input<'a>(mission: &'a Mission, day: &'a str) -> Input<'a> {
    let (period, previous) = report::period_of(day, mission).unwrap();
    Input {
        mission,
        form: report::Form::Daily,
        casebook: report::Casebook::default(),
        day,
        period,
        previous,
        as_of: AsOf {
            checkpoint: Some("calder.example/log\n7\nAAAA\n\n— calder.example/log sig\n".into()),
            log_name: "calder.example/log".into(),
            position: 7,
            root: Digest::of(b"root"),
        },
        incidents: Vec::new(),
        observations: Vec::new(),
        findings: Vec::new(),
        coverages: Vec::new(),
        clauses: Vec::new(),
        layers: Vec::new(),
        refused_n: 3,
        drawn: Vec::new(),
    }
}

/// Adds observations, each an incident by itself if it is an event.
pub fn add(input: &mut Input<'_>, observations: Vec<Observation>) {
    input.incidents.extend(observations.iter().filter(|one| one.kind.is_event()).map(|one| incident(&[one])));
    input.observations.extend(observations);
}

pub fn tables(daily: &Daily) -> impl Iterator<Item = &Table> {
    daily.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

pub fn table<'a>(daily: &'a Daily, id: &str) -> &'a Table {
    tables(daily).find(|table| table.id == id).unwrap()
}

/// A cell of the first row with a name.
pub fn cell<'a>(daily: &'a Daily, id: &str, row: &str, place: usize) -> &'a Cell {
    let table = table(daily, id);
    &table.rows.iter().find(|one| one.name.plain() == row).unwrap_or_else(|| panic!("no row `{row}` in {:?}", table.rows)).cells[place]
}

pub fn compared<'a>(daily: &'a Daily, id: &str, row: &str, place: usize) -> &'a Compared {
    match cell(daily, id, row, place) {
        Cell::Compared(compared) => compared,
        Cell::Parts(parts) => panic!("`{row}` does not compare: {parts:?}"),
    }
}

/// This period, the one before, and the change, as a reader sees them.
pub fn shown(daily: &Daily, id: &str, row: &str, place: usize) -> [String; 3] {
    let compared = compared(daily, id, row, place);
    [compared.now.text(), compared.previous.text(), compared.change_text()]
}

pub fn figures(daily: &Daily) -> Vec<&Figure> {
    daily.sections.iter().flat_map(|section| section.figures()).collect()
}

/// All points and paragraphs of a section, one a line.
pub fn words(daily: &Daily, section: &str) -> String {
    let section = daily.sections.iter().find(|one| one.id == section).unwrap();
    let mut lines = Vec::new();
    for block in &section.blocks {
        match block {
            Block::Bullets(points) => lines.extend(points.iter().map(|point| point.plain())),
            Block::Paragraph(sentence) => lines.push(sentence.plain()),
            _ => {}
        }
    }
    lines.join("\n")
}
