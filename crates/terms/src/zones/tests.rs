//! Invented lists and squares.

use super::*;
use crate::levels::Excepted;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn row(code: &str, zone: &str, days: (&str, Option<&str>), known: Known) -> Listed {
    Listed {
        code: code.into(),
        exceptions: vec![],
        file: "list.csv".into(),
        from: date(days.0),
        known,
        line: 2,
        name: None,
        source: "office".into(),
        to: days.1.map(date),
        zone: zone.into(),
    }
}

fn question(asked: Asked, on: &str, known_on: Option<&str>, zone: Option<&str>) -> ZoneQuestion {
    ZoneQuestion { asked, known_on: known_on.map(date), on: date(on), zone: zone.map(str::to_owned) }
}

fn holds(book: &ZoneBook, code: &str, on: &str, known_on: Option<&str>) -> Option<bool> {
    book.ask(&question(Asked::Code(code.into()), on, known_on, Some("closed"))).holds
}

#[test]
fn the_last_day_is_in_unless_it_is_said_to_be_out_and_an_open_interval_goes_on() {
    let rows = || {
        vec![
            row("XA1", "closed", ("2022-02-24", Some("2022-03-01")), Known::Unstated),
            row("XA1", "closed", ("2022-09-01", None), Known::Unstated),
        ]
    };
    let book = ZoneBook::new(rows(), vec![], false).unwrap();
    let on = |book: &ZoneBook, day| holds(book, "XA1", day, None);
    assert_eq!(
        ["2022-02-23", "2022-02-24", "2022-03-01", "2022-03-02", "2030-01-01"].map(|day| on(&book, day)),
        [Some(false), Some(true), Some(true), Some(false), Some(true)]
    );
    assert_eq!(on(&ZoneBook::new(rows(), vec![], true).unwrap(), "2022-03-01"), Some(false));
}

#[test]
fn an_edition_counts_from_its_day_until_the_next_one_of_its_source() {
    let edition = |day: &str| Known::Edition(date(day));
    let rows = vec![
        row("XA1", "closed", ("2022-01-01", None), edition("2022-02-01")),
        row("XA1", "closed", ("2022-01-01", Some("2022-01-31")), edition("2022-06-01")),
        row("XA2", "closed", ("2022-01-01", None), Known::From(date("2022-03-01"), Some(date("2022-04-01")))),
    ];
    let book = ZoneBook::new(rows, vec![], false).unwrap();
    let known = |code, known_on| holds(&book, code, "2022-05-01", known_on);
    assert_eq!(
        [known("XA1", Some("2022-01-31")), known("XA1", Some("2022-05-31")), known("XA1", Some("2022-06-01")), known("XA1", None)],
        [Some(false), Some(true), Some(false), Some(false)]
    );
    assert_eq!(
        [known("XA2", Some("2022-02-28")), known("XA2", Some("2022-03-31")), known("XA2", Some("2022-04-01")), known("XA2", None)],
        [Some(false), Some(true), Some(false), Some(false)]
    );
}

#[test]
fn what_no_list_has_is_not_no() {
    let book = ZoneBook::new(vec![row("XA1", "closed", ("2022-01-01", None), Known::Unstated)], vec![], false).unwrap();
    let unknown = book.ask(&question(Asked::Code("XA9".into()), "2022-05-01", None, Some("closed")));
    assert_eq!((unknown.holds, unknown.notes), (None, vec!["code `XA9` is in none of the lists".to_owned()]));
    let other = book.ask(&question(Asked::Code("XA1".into()), "2022-05-01", None, Some("safe")));
    assert_eq!((other.holds, other.notes), (None, vec!["zone `safe` is in none of the files; they have `closed`".to_owned()]));
    let point = book.ask(&question(Asked::Point(Position { lat_e7: 0, lon_e7: 0 }), "2022-05-01", None, Some("closed")));
    assert_eq!((point.holds, point.notes.len()), (None, 1));
}

#[test]
fn a_wider_territory_covers_a_code_unless_its_exceptions_name_it() {
    let named = |code: &str, name: &str| Listed { name: Some(name.into()), ..row(code, "open", ("2030-01-01", None), Known::Unstated) };
    let wide = Listed {
        exceptions: vec!["с. Гора".into(), "с. Ніде".into()],
        ..row("XA6308009000012345", "closed", ("2022-01-01", None), Known::Unstated)
    };
    let rows =
        vec![wide.clone(), named("XA6308009007000001", "с. Гора Гірської громади"), named("XA6308009008000001", "с. Яр Гірської громади")];
    let book = ZoneBook::new(rows, vec![], false).unwrap();
    let through = |code: &str| {
        let answer = book.ask(&question(Asked::Code(code.into()), "2022-05-01", None, None));
        answer.through.iter().map(|through| through.excepted).collect::<Vec<_>>()
    };
    assert_eq!(through("XA6308009007000001"), [Excepted::Yes]);
    assert_eq!(through("XA6308009008000001"), [Excepted::No]);
    assert_eq!(through("XA6308009009000001"), [Excepted::Unknown]);
    assert_eq!(through("XA6308010009000001"), []);
    assert_eq!(book.resolve(&wide), [("с. Гора", vec!["XA6308009007000001"]), ("с. Ніде", vec![])]);
}

fn drawn(east_e7: i32, from: &str, known: Option<&str>) -> Drawn {
    let at = |lat_e7, lon_e7| Position { lat_e7, lon_e7 };
    Drawn {
        zone: "buffer".into(),
        source: "maps".into(),
        part: None,
        file: "map.geojson".into(),
        valid_from: Some(from.parse().unwrap()),
        valid_to: None,
        known_at: known.map(|known| known.parse().unwrap()),
        geometry: Geometry::Areas(vec![vec![vec![at(0, 0), at(0, east_e7), at(1000, east_e7), at(1000, 0)]]]),
    }
}

#[test]
fn a_drawn_zone_is_asked_as_it_was_known_and_a_border_or_half_a_day_is_no_yes() {
    let versions = vec![
        drawn(1000, "2022-01-01T00:00:00Z", Some("2022-01-01T00:00:00Z")),
        drawn(500, "2022-02-01T00:00:00Z", Some("2022-03-01T12:00:00Z")),
        drawn(800, "2022-04-01T12:00:00Z", None),
    ];
    let book = ZoneBook::new(vec![], versions, false).unwrap();
    let ask =
        |lon_e7, on, known_on| book.ask(&question(Asked::Point(Position { lat_e7: 500, lon_e7 }), on, known_on, Some("buffer"))).holds;
    assert_eq!(
        [ask(700, "2022-01-15", None), ask(700, "2022-02-15", None), ask(700, "2022-02-15", Some("2022-02-20"))],
        [Some(true), Some(false), Some(true)]
    );
    assert_eq!(ask(700, "2022-02-15", Some("2022-03-01")), Some(false), "known by the evening");
    assert_eq!(ask(500, "2022-02-15", None), None, "exactly on the border");
    assert_eq!([ask(700, "2022-04-01", None), ask(700, "2022-04-02", None), ask(300, "2022-04-01", None)], [None, Some(true), Some(true)]);
    assert_eq!(ask(700, "2021-12-31", None), Some(false));
}
