//! What a dry run shows is what then happens.

use crate::desk::{Mission, Row, act, agreement, mission_text, moment, zone_file};
use engine::Log;
use engine::assess::{Proposal, foresee};
use model::{FindingId, Outcome};

fn filled() -> Mission {
    let mut mission = Mission::begin();
    let row = |n: u64| Row {
        id: n,
        when: format!("2026-03-{:02}T12:00", 1 + n % 28),
        kind: if n.is_multiple_of(3) { "burst" } else { "explosion" },
        at: (48.0 + f64::from(u32::try_from(n).unwrap()) / 50.0, 37.05),
        sd_m: 100,
        side: if n.is_multiple_of(2) { "p1" } else { "" },
        cause: "",
    };
    mission.add_zone("zone0", (47.9, 37.0), 0.3, "2025-01-01", None);
    mission.add_rows(&(0..30).map(row).collect::<Vec<_>>());
    mission.adopt(&agreement("halt", &[moment("0", "2026-01-01"), act("1", "explosion", "zone = \"zone0\"")]));
    mission.settle();
    mission
}

type Shown = Vec<(FindingId, Option<String>, Option<Outcome>)>;

fn foreseen(mission: &Mission, proposal: &Proposal) -> Shown {
    let derived = foresee(&mission.writer.log, &mission.writer.vault, &mission.writer.projection, proposal).unwrap();
    let show = |one: &engine::assess::Difference| {
        (one.id, one.before.as_ref().map(|before| before.outcome.clone()), one.now.as_ref().map(|now| now.outcome))
    };
    derived.differences.iter().map(show).collect()
}

#[test]
fn an_amendment_changes_what_its_dry_run_showed() {
    let mut mission = filled();
    let position = mission.writer.log.size();
    let text =
        agreement("halt", &[moment("0", "2026-01-01"), act("1", "explosion", "zone = \"zone0\"\noutside = true"), act("2", "burst", "")]);
    let shown = foreseen(&mission, &Proposal { agreements: vec![text.clone()], ..Proposal::default() });
    assert!(shown.len() > 20, "{}", shown.len());
    assert_eq!(mission.writer.log.size(), position, "a dry run writes nothing");
    mission.adopt(&text);
    let really = mission.derive(engine::assess::Depth::Changed);
    let show = |one: &engine::assess::Difference| {
        (one.id, one.before.as_ref().map(|before| before.outcome.clone()), one.now.as_ref().map(|now| now.outcome))
    };
    assert_eq!(really.differences.iter().map(show).collect::<Shown>(), shown);
}

#[test]
fn a_zone_and_a_mission_change_what_their_dry_runs_showed() {
    let mission = filled();
    let file = zone_file("zone0", (48.2, 37.0), 0.3, "2026-03-10", None);
    let reading = layers_of(&file);
    let shown = foreseen(&mission, &Proposal { layers: reading, ..Proposal::default() });
    assert!(!shown.is_empty());
    let mut mission = mission;
    mission.add_zone("zone0", (48.2, 37.0), 0.3, "2026-03-10", None);
    let settled = mission.settle();
    assert_eq!(settled.changed_n, shown.len());
    let zone = mission_text("Europe/Kyiv");
    assert_eq!(foreseen(&mission, &Proposal { mission: Some(zone), ..Proposal::default() }), [], "no clause counts by the mission's zone");
}

/// The layers of a file, as the program reads them.
fn layers_of(text: &str) -> Vec<(model::LayerVersion, model::Geometry)> {
    let mission = engine::gather::read_mission(&mission_text("UTC")).unwrap();
    let input = ingest::Input {
        artifact: model::Digest::of(text.as_bytes()),
        name: "zone",
        bytes: text.as_bytes(),
        read_as: Some(ingest::Format::Layers),
        map: None,
        source: Some(&model::SourceId("map".into())),
        mission: &mission,
        places: None,
        received_at: "2026-06-01T00:00:00Z".parse().unwrap(),
    };
    engine::read::layers_in(&ingest::read(&input).unwrap()).unwrap()
}
