//! What docs/formats.md shows works as it stands there.

#![expect(clippy::unwrap_used, reason = "tests")]

use ingest::{Format, Input};
use model::mission::Party;
use model::{Digest, Kind, Mission, PartyId};

fn document() -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats.md")).unwrap()
}

#[test]
fn the_documented_mapping_reads_a_table_with_its_columns() {
    let document = document();
    let map = document.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let table = "Nr;Title;Words;Author;How many;Weapon;Cause;Side;When;Clock;Until;What;Y;X;Error;Town;Province;Dead;Hit
1;Blast;It shook;Me;about 5;mortar (120mm);hostile;north;07.01.2026;18h30;08.01.2026;Blasting;48.1;2.2;0.4;Hilltown;North;3;hospital
";
    let party = |id: &str| Party { hue: 0, id: PartyId(id.into()), name: id.into() };
    let parties = vec![party("p1"), party("p2")];
    let mission = Mission {
        fictional: true,
        name: "M".into(),
        parties,
        release: model::ReleasePolicy::default(),
        report_ends: "24:00".into(),
        sources: vec![],
        view: None,
        zone: "UTC".into(),
    };
    let (bytes, received_at) = (table.as_bytes(), "2026-02-10T12:00:00Z".parse().unwrap());
    let artifact = Digest::of(bytes);
    let input =
        Input { artifact, name: "t.csv", bytes, read_as: None, map: Some(map), source: None, mission: &mission, places: None, received_at };
    let yielded = ingest::read(&input).unwrap();
    assert_eq!((yielded.reading.read_n, yielded.refusals.len()), (1, 0), "{:?}", yielded.refusals);
    assert!(yielded.observations.iter().all(|observation| observation.kind == Kind::Explosion && observation.claims.len() == 1));
}

#[test]
fn every_format_has_a_line_in_the_table() {
    let document = document();
    assert!(Format::ALL.iter().all(|format| document.contains(&format!("\n| `{format}` |"))));
}
