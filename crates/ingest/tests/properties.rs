//! What must not change what is read: order, repeats, line ends, encodings, packing; and no bytes make it fall.

#![expect(clippy::unwrap_used, reason = "tests")]

use ingest::{Format, Input, Unreadable, Yield};
use model::mission::Party;
use model::{Digest, Mission, ObservationId, PartyId};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::io::{Cursor, Write};

fn read_as(bytes: &[u8], read_as: Option<Format>, map: Option<&str>) -> Result<Yield, Unreadable> {
    let party = Party { hue: 0, id: PartyId("p1".into()), name: "One".into() };
    let zone = "Asia/Nicosia".into();
    let mission = Mission {
        fictional: true,
        name: "Island".into(),
        parties: vec![party],
        release: model::ReleasePolicy::default(),
        report_ends: "24:00".into(),
        sources: vec![],
        view: None,
        zone,
    };
    let received_at = "2026-02-10T12:00:00Z".parse().unwrap();
    ingest::read(&Input {
        artifact: Digest::of(bytes),
        name: "control_20260107.geojson",
        bytes,
        read_as,
        map,
        source: None,
        mission: &mission,
        places: None,
        received_at,
    })
}

fn ids(bytes: &[u8]) -> BTreeSet<ObservationId> {
    read_as(bytes, None, None).unwrap().observations.iter().map(|observation| observation.id).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut packer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        packer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        packer.write_all(bytes).unwrap();
    }
    packer.finish().unwrap().into_inner()
}

const UCDP: &str = "id,date_start,date_end,date_prec,latitude,longitude,where_prec,where_coordinates,type_of_violence,low,best,high";
const VIINA: &str = "event_id,event_id_1pd,date,geonameid,longitude,latitude,text";
const FIRMS: &str = "latitude,longitude,acq_date,acq_time,satellite";
const ANNEX: &str = "Station,Event location,Means,No.,Observation,Description,Weapon,Date,Time";
const WEAPONS: &str = "Date,No.,Type,Location,Source of observation,Status";

/// A table of one of the sources: its header and rows that can be read, each different.
fn table() -> impl Strategy<Value = (&'static str, Vec<String>)> {
    let rows = proptest::collection::btree_set((0u32..60, 1u32..28, 0u32..24), 1..12);
    (0usize..5, rows).prop_map(|(which, rows)| {
        let row = |(n, day, hour): (u32, u32, u32)| match which {
            0 => (UCDP, format!("{n}{day}{hour},2026-01-{day:02},2026-01-{day:02},1,35.{n},33.{hour},1,\"H\u{e9}ll, town\",1,0,{n},{n}")),
            1 => (
                VIINA,
                format!("{n}{day}{hour},1,202601{day:02},5,33.{hour},35.{n},\"\u{432}\u{438}\u{431}\u{443}\u{445} \"\"{n}\"\"\nnew line\""),
            ),
            2 => (FIRMS, format!("35.{n},33.{hour},2026-01-{day:02},{hour:02}{n:02},N20")),
            3 => (ANNEX, format!("Post {n},2-3km ESE,Heard,{n},explosion,undetermined,N/K,2026-01-{day:02},{hour:02}:30")),
            _ => (WEAPONS, format!("2026-01-{day:02},{n},mortar (120mm),\"Hill {hour}, south\",patrol,in violation")),
        };
        let rows: Vec<(&str, String)> = rows.into_iter().map(row).collect();
        (rows.first().map_or("", |(header, _)| *header), rows.into_iter().map(|(_, row)| row).collect())
    })
}

fn text_of(header: &str, rows: &[String]) -> String {
    format!("{header}\n{}\n", rows.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_changes_nothing((header, rows) in table(), seed in any::<u64>()) {
        let mut turned = rows.clone();
        let length = turned.len();
        turned.rotate_left(usize::try_from(seed % length as u64).unwrap());
        turned.reverse();
        prop_assert_eq!(ids(text_of(header, &rows).as_bytes()), ids(text_of(header, &turned).as_bytes()));
        prop_assert_eq!(ids(text_of(header, &rows).as_bytes()).len(), rows.len());
    }

    #[test]
    fn repeated_rows_take_nothing_away_and_change_nothing_where_rows_have_keys((header, rows) in table()) {
        let doubled: Vec<String> = rows.iter().chain(&rows).cloned().collect();
        let (once, twice) = (ids(text_of(header, &rows).as_bytes()), ids(text_of(header, &doubled).as_bytes()));
        prop_assert!(once.is_subset(&twice));
        if header == UCDP || header == VIINA {
            prop_assert_eq!(once, twice);
        }
    }

    #[test]
    fn line_ends_marks_encodings_and_packing_change_nothing((header, rows) in table()) {
        let text = text_of(header, &rows);
        let plain = ids(text.as_bytes());
        let little: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let semicolons_aside = text.replace('\n', "\r\n");
        let packed = gzip(text.as_bytes());
        let (first, second) = rows.split_at(rows.len() / 2);
        let halves = [text_of(header, first), text_of(header, rows.as_slice()), text_of(header, second)];
        for bytes in [
            semicolons_aside.into_bytes(),
            format!("\u{feff}{text}").into_bytes(),
            little,
            big,
            packed.clone(),
            gzip(&packed),
            zip_of(&[("a.csv", text.as_bytes())]),
            zip_of(&[("folder/a.csv.gz", &packed)]),
            zip_of(&[("overlap.csv", halves[1].as_bytes()), ("a.csv", halves[0].as_bytes()), ("b.csv", halves[2].as_bytes())]),
        ] {
            prop_assert_eq!(&ids(&bytes), &plain);
        }
        let mut columns: Vec<&str> = header.split(',').collect();
        columns.push("a column of somebody else's");
        let wider = text_of(&columns.join(","), &rows.iter().map(|row| format!("{row},x")).collect::<Vec<_>>());
        prop_assert_eq!(&ids(wider.as_bytes()), &plain);
    }

    #[test]
    fn one_bad_row_never_loses_another((header, rows) in table(), at in any::<prop::sample::Index>(), bad in "[a-z\"0-9,]{0,40}") {
        let whole = ids(text_of(header, &rows).as_bytes());
        let mut with_bad = rows.clone();
        with_bad.insert(at.index(rows.len() + 1), format!("\"bad{bad}"));
        let yielded = read_as(text_of(header, &with_bad).as_bytes(), None, None).unwrap();
        let found: BTreeSet<ObservationId> = yielded.observations.iter().map(|observation| observation.id).collect();
        // A quote that opens in the bad row may swallow the row after it, never more.
        prop_assert!(whole.difference(&found).count() <= 1, "{yielded:?}");
        prop_assert_eq!(yielded.reading.rows_n, yielded.reading.read_n + yielded.reading.refused_n);
    }
}

/// Pieces that look like the formats, so that damage reaches the readers.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        UCDP.as_bytes().to_vec(),
        VIINA.as_bytes().to_vec(),
        FIRMS.as_bytes().to_vec(),
        ANNEX.as_bytes().to_vec(),
        WEAPONS.as_bytes().to_vec(),
        b"Station,Sense,From,To,Planned min,Observed min,State\n".to_vec(),
        b"Date,By whom,Type,Reason\n".to_vec(),
        b"report_date,report_source,report_period,killed,killed_cum\n".to_vec(),
        br#"[{"report_date":"2026-01-07","report_period":24,"killed_cum":1}]"#.to_vec(),
        br#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2]]]},"properties":{"layer":"x","role":"zone","valid_from":"2026-01-01"}}]}"#.to_vec(),
        br#"{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[1,1]},"properties":{"kind":"damage","date":"2026-01-01"}}]}"#.to_vec(),
        b"<html><body><article><p>words</p></article></body></html>".to_vec(),
        "HILLTOWN (ABC) \u{2014} The talks went on for a second day.\n".as_bytes().to_vec(),
        b"2026-01-07,24:00,3-5km ESE,Heard,8,explosion\n".to_vec(),
        b"\x1f\x8b\x08\x00".to_vec(),
        b"PK\x03\x04".to_vec(),
        b"\xff\xfe".to_vec(),
        b"\n\"".to_vec(),
    ]);
    prop_oneof![3 => known, 2 => proptest::collection::vec(any::<u8>(), 0..40), 1 => "\\PC{0,20}".prop_map(String::into_bytes)]
}

const MAP: &str = "text = ['Type']\ncount = { column = 'No.' }\n[time]\ncolumn = 'Date'\n[kind]\nvalue = 'weapon_seen'\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_fall_and_all_that_it_gives_can_be_recorded(pieces in proptest::collection::vec(piece(), 0..8), format in prop::option::of(prop::sample::select(Format::ALL.to_vec())), packing in 0u8..4, has_map in any::<bool>()) {
        let bytes = pieces.concat();
        let bytes = match packing {
            0 => gzip(&bytes),
            1 => zip_of(&[("x", &bytes), ("y.gz", &gzip(&bytes))]),
            _ => bytes,
        };
        if let Ok(yielded) = read_as(&bytes, format, has_map.then_some(MAP)) {
            prop_assert_eq!(yielded.reading.rows_n, yielded.reading.read_n + yielded.reading.refused_n);
            for observation in &yielded.observations {
                prop_assert!(model::json::canonical(observation).is_ok());
                prop_assert!(observation.time.from <= observation.time.to);
            }
            for refusal in &yielded.refusals {
                prop_assert!(model::json::canonical(refusal).is_ok());
                prop_assert!(!refusal.reason.is_empty() && refusal.raw.chars().count() <= 500);
            }
            prop_assert!(model::json::canonical(&yielded.reading).is_ok());
        }
    }
}
