//! HTML, CSV, JSON and GeoJSON: safe to open, complete, and by the letter of their standards.

use crate::world::*;
use model::place::Sector;
use model::{Count, Kind, Measure, Missing, Outcome, Place, Position, Sense, WeaponStatus};
use report::{Daily, Html, Input, Stylesheet, daily, show_csv, show_geojson, show_html, show_json};
use serde_json::Value;

const DAY: &str = "2017-08-02";
const TIME: &str = "2017-08-02T10:00:00Z";

fn embedded(report: &Daily) -> String {
    show_html(report, &Html { links: false, stylesheet: Stylesheet::Embedded })
}

fn served(report: &Daily) -> String {
    show_html(report, &Html { links: true, stylesheet: Stylesheet::Link("/assets/app.css") })
}

/// Puts a text into every field that holds words.
fn poisoned<'a>(mission: &'a mut model::Mission, text: &str) -> Input<'a> {
    mission.name = text.into();
    mission.parties.iter_mut().for_each(|party| party.name = text.into());
    mission.sources.iter_mut().for_each(|source| source.name = text.into());
    let mut input = input(mission, DAY);
    let mut fire = counted(1, Kind::Explosion, TIME, Count::of(model::Qualifier::About, 4, text));
    fire.place_name = Some(text.into());
    fire.speaker = Some(text.into());
    fire.flight = Some(text.into());
    fire.cause = Some(text.into());
    fire.actor = Some(model::PartyId(text.into()));
    fire.text = Some(text.into());
    fire.sequence = Some(model::observation::Sequence { block: text.into(), ordinal: None });
    fire.claims = vec![claim(text, Measure::Killed, 2, text, text, false)];
    let mut held = restriction(3, TIME, "2017-08-02T11:00:00Z", text);
    held.restriction.as_mut().unwrap().by_whom = Some(text.into());
    let statement = statement(4, TIME, vec![claim(text, Measure::Delivered, 5, text, "p1", true)]);
    add(&mut input, vec![fire, weapon(2, TIME, 3, text, Some(text), text, WeaponStatus::Missing), held, statement]);
    input.coverages = vec![coverage(text, Sense::Camera, "2017-08-02T00:00:00Z", "2017-08-02T12:00:00Z", 720, 30)];
    input.coverages[0].cause = Some(text.into());
    input.coverages[0].region = Some(text.into());
    let mut found = finding(&input.incidents[0].clone(), text, Outcome::Undetermined, Some(text), vec![Missing::Actor]);
    found.agreement = text.into();
    found.reading = Some(text.into());
    let mut words = clause(text, text);
    (words.agreement, words.article) = (text.into(), text.into());
    (input.findings, input.clauses) = (vec![found], vec![words]);
    input.as_of.log_name = text.into();
    input.as_of.checkpoint = Some(text.into());
    input
}

#[test]
fn no_text_field_reaches_the_page_as_markup() {
    let mut mission = mission("UTC", "24:00");
    let report = daily(&poisoned(&mut mission, "<script>alert(1)</script>\" onload='x'"));
    for page in [embedded(&report), served(&report), report::show_main(&report, true)] {
        assert!(!page.contains("<script"), "markup got through");
        assert!(!page.contains("\" onload"), "an attribute was left open");
        assert!(page.matches("&lt;script&gt;").count() > 30);
    }
}

#[test]
fn no_cell_is_a_formula_and_every_line_reads_back() {
    for text in ["=HYPERLINK(\"http://x\",\"y\")", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "a,\"b\"\r\nc"] {
        let mut mission = mission("UTC", "24:00");
        let csv = show_csv(&daily(&poisoned(&mut mission, text)));
        assert!(csv.ends_with("\r\n"));
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header = reader.headers().unwrap().clone();
        assert_eq!(header.iter().take(6).collect::<Vec<_>>(), ["section", "table", "row", "measure", "period", "lo"]);
        let mut seen = 0;
        for record in reader.records() {
            for cell in &record.unwrap() {
                let first = cell.trim_start_matches(' ').chars().next();
                let number = cell.parse::<i64>().is_ok();
                assert!(number || !matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r')), "{cell:?}");
                seen += usize::from(cell.contains(text.trim()));
            }
        }
        assert!(seen > 10, "{text}: {seen}");
    }
}

#[test]
fn a_csv_line_holds_the_number_its_bounds_the_period_before_and_all_ids() {
    let mission = mission("UTC", "24:00");
    let mut input = input(&mission, DAY);
    add(
        &mut input,
        vec![
            counted(1, Kind::Explosion, TIME, Count::of(model::Qualifier::About, 10, "about 10")),
            counted(2, Kind::Explosion, "2017-08-01T10:00:00Z", Count::exact(4)),
        ],
    );
    let csv = show_csv(&daily(&input));
    let line = format!(
        "violations,kinds,Fire and explosions > including: explosion,items,2017-08-02T00:00:00.000Z/2017-08-03T00:00:00.000Z,8,12,between,4,4,exact,,{},{},\r\n",
        obs_id(1),
        obs_id(2)
    );
    assert!(csv.contains(&line), "{csv}");
    assert!(csv.contains("head,,known_at_log_position,,"));
}

#[test]
fn the_json_form_is_canonical_reads_back_and_has_all_ids() {
    let mut mission = mission("UTC", "24:00");
    let report = daily(&poisoned(&mut mission, "words, “quoted” \\ and\nbroken"));
    let bytes = show_json(&report);
    assert_eq!(model::json::canonical(&report).unwrap(), bytes);
    assert_eq!(serde_json::from_slice::<Daily>(&bytes).unwrap(), report);
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value["format"], "tregua-daily/1");
    assert_eq!(value["as_of"]["position"], 7);
    assert_eq!(value["marking"], "red");
}

#[test]
fn a_character_that_the_profile_does_not_have_is_replaced() {
    let mut mission = mission("UTC", "24:00");
    let bytes = show_json(&daily(&poisoned(&mut mission, "a\0b")));
    model::json::check_canonical(&bytes).unwrap();
    assert!(String::from_utf8(bytes).unwrap().contains("a\u{fffd}b"));
}

#[test]
fn long_lists_are_shortened_in_html_and_complete_in_json() {
    let mission = mission("UTC", "24:00");
    let mut input = input(&mission, DAY);
    add(&mut input, (0..500).map(|n| observation(n, Kind::Explosion, TIME)).collect());
    let report = daily(&input);
    let page = embedded(&report);
    assert!(page.contains("and 440 more: the JSON form of this report lists all 500."));
    assert!(page.contains("100 further rows are not printed here"));
    let json = String::from_utf8(show_json(&report)).unwrap();
    assert!(input.incidents.iter().all(|one| json.contains(&one.id.to_string())));
    assert!(page.len() < 600_000, "{}", page.len());
}

#[test]
fn the_file_by_itself_needs_nothing_else_and_the_served_page_has_nothing_inline() {
    let mut mission = mission("UTC", "24:00");
    let report = daily(&poisoned(&mut mission, "word"));
    let (file, page) = (embedded(&report), served(&report));
    for needed in ["src=", "href=\"/", "href=\"http", "@import", "url(http", "<link"] {
        assert!(!file.contains(needed), "{needed}");
    }
    for inline in ["<style", "style=", "<script", "onclick", "javascript:"] {
        assert!(!page.contains(inline), "{inline}");
    }
    assert!(page.contains("<link rel=\"stylesheet\" href=\"/assets/app.css\">"));
    assert!(page.contains(&format!("<a href=\"/incidents/{}?as_of=7\">", report.incidents[0].id)));
    assert!(page.contains("href=\"/reports/2017-08-02.csv?as_of=7\""));
    assert!(file.contains("EXERCISE. This mission is fictional"));
    assert!(file.contains("Known at log position 7 of word, root "));
}

#[test]
fn every_link_within_the_page_leads_somewhere_and_every_table_says_what_it_is() {
    let mut mission = mission("UTC", "24:00");
    let report = daily(&poisoned(&mut mission, "word"));
    for page in [embedded(&report), served(&report)] {
        let mut links = 0;
        for target in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(page.contains(&format!("id=\"{target}\"")), "#{target}");
            links += 1;
        }
        assert!(links > 12, "{links}");
        let tables = page.matches("<table ").count();
        assert!(tables > 6);
        assert_eq!((tables, tables), (page.matches("<caption>").count(), page.matches("<tbody>").count()));
        assert_eq!(page.matches("<tr><th scope=\"row\">").count(), page.matches("scope=\"row\"").count());
        assert_eq!(page.matches("<svg ").count(), 1);
        assert!(page.contains("<title id=\"chart-title\">") && page.contains("<desc id=\"chart-desc\">"));
    }
}

fn features(report: &Daily) -> Vec<Value> {
    let value: Value = serde_json::from_str(&show_geojson(report)).unwrap();
    assert_eq!(value["type"], "FeatureCollection");
    value["features"].as_array().unwrap().clone()
}

fn rings(geometry: &Value) -> Vec<Vec<[f64; 2]>> {
    let ring = |ring: &Value| serde_json::from_value::<Vec<[f64; 2]>>(ring.clone()).unwrap();
    let polygons = match geometry["type"].as_str().unwrap() {
        "Polygon" => vec![geometry["coordinates"].clone()],
        "MultiPolygon" => geometry["coordinates"].as_array().unwrap().clone(),
        other => panic!("{other}"),
    };
    polygons.iter().flat_map(|polygon| polygon.as_array().unwrap().iter().map(ring).collect::<Vec<_>>()).collect()
}

fn area(ring: &[[f64; 2]]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum()
}

fn placed(place: Option<Place>) -> Value {
    let mission = mission("UTC", "24:00");
    let mut input = input(&mission, DAY);
    add(&mut input, vec![model::Observation { place, ..observation(1, Kind::Explosion, TIME) }]);
    features(&daily(&input)).remove(0)
}

#[test]
fn a_place_is_drawn_with_its_doubt_and_an_unknown_one_is_null() {
    let centre = Position { lat_e7: 471_000_000, lon_e7: 378_000_000 };
    let circle = placed(Some(Place::Normal { centre, sd_m: 1000 }));
    let ring = &rings(&circle["geometry"])[0];
    assert_eq!((ring.len(), ring.first() == ring.last(), area(ring) > 0.0), (73, true, true));
    assert_eq!(placed(Some(Place::Normal { centre, sd_m: 0 }))["geometry"]["type"], "Point");
    assert_eq!(placed(None)["geometry"], Value::Null);
    let sector =
        Sector { from_mdeg: 101_250, hi_m: 5000, lo_m: 3000, observer: centre, observer_sd_m: 50, range_assumed: true, to_mdeg: 123_750 };
    let drawn = placed(Some(Place::Sector(sector)));
    assert_eq!(drawn["properties"]["shape"], "sector seen from the observer");
    assert!(area(&rings(&drawn["geometry"])[0]) > 0.0);
    let properties = &circle["properties"];
    assert_eq!((properties["kind"].as_str(), properties["outcome"].as_str()), (Some("explosion"), None));
    assert_eq!((properties["counts"]["explosion"]["lo"].as_u64(), properties["origins_n_max"].as_u64()), (Some(1), Some(1)));
    assert_eq!(properties["members"][0], obs_id(1).to_string());
}

#[test]
fn a_ring_that_holds_a_hole_winds_the_right_way() {
    let centre = Position { lat_e7: 471_000_000, lon_e7: 378_000_000 };
    let round = Sector { from_mdeg: 0, hi_m: 5000, lo_m: 3000, observer: centre, observer_sd_m: 0, range_assumed: false, to_mdeg: 0 };
    let rings = rings(&placed(Some(Place::Sector(round)))["geometry"]);
    assert_eq!((rings.len(), area(&rings[0]) > 0.0, area(&rings[1]) < 0.0), (2, true, true));
}

#[test]
fn a_circle_across_the_date_line_is_cut_in_two() {
    let centre = Position { lat_e7: -170_000_000, lon_e7: 1_799_900_000 };
    let rings = rings(&placed(Some(Place::Normal { centre, sd_m: 5000 }))["geometry"]);
    assert_eq!(rings.len(), 2);
    let lons =
        |ring: &Vec<[f64; 2]>| (ring.iter().map(|at| at[0]).fold(f64::MAX, f64::min), ring.iter().map(|at| at[0]).fold(f64::MIN, f64::max));
    assert!(lons(&rings[0]).0 > 179.0 && lons(&rings[0]).1 <= 180.0);
    assert!(lons(&rings[1]).0 >= -180.0 && lons(&rings[1]).1 < -179.0);
}

#[test]
fn a_number_of_incidents_comes_with_its_interval_in_every_form() {
    let mission = mission("UTC", "24:00");
    let mut input = input(&mission, DAY);
    add(&mut input, vec![observation(1, Kind::Explosion, TIME), observation(2, Kind::Explosion, TIME)]);
    input.drawn = report::drawn((0..report::CLASSES_N).map(|class| if class == 0 { (1, 4) } else { (0, 0) }));
    let report = daily(&input);
    let html = embedded(&report);
    assert!(html.contains("by the doubt of which reports are about one event 1\u{2013}4 and not observed (90 %)"), "{html}");
    let csv = show_csv(&report);
    assert!(
        csv.lines().any(|line| line.starts_with("numbers,,Fire and explosions,incidents_90,") && line.contains(",1,4,between,0,0,exact,")),
        "{csv}"
    );
    let numbers = "\"numbers\":[{\"family\":\"Fire and explosions\",\"found\":2,\"high\":4,\"low\":1,";
    assert!(String::from_utf8(show_json(&report)).unwrap().contains(numbers) && show_geojson(&report).contains(numbers));
}
