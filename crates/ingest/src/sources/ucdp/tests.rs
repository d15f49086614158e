//! Invented rows in the columns of UCDP GED.

use crate::testing::{read_text, refusals};
use model::{Kind, Place, PlacePrecision, TimePrecision};

const ROWS: &str = "id,date_start,date_end,date_prec,latitude,longitude,where_prec,where_coordinates,adm_1,type_of_violence,dyad_name,side_a,side_b,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high
7,2026-01-02,2026-01-02,1,35.1,33.2,1,Hilltown,North,1,A - B,A,B,1,0,2,0,3,3,5
8,2026-01-02 00:00:00.000,2026-01-08 00:00:00.000,3,35.1,33.2,4,North,North,3,A - civilians,A,civilians,0,0,2,0,3,2,2
9,2026-01-09,2026-01-08,1,35.1,33.2,1,Hilltown,North,1,A - B,A,B,1,0,2,0,3,3,5
10,2109-01-09,2109-01-09,1,35.1,33.2,1,Hilltown,North,1,A - B,A,B,1,0,2,0,3,3,5
11,2026-01-09,2026-01-09,6,35.1,33.2,1,Hilltown,North,1,A - B,A,B,1,0,2,0,3,3,5
";

#[test]
fn precision_codes_decide_time_and_place() {
    let yielded = read_text(ROWS);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n), ("ucdp", 2));
    let (first, second) = (&yielded.observations[0], &yielded.observations[1]);
    assert_eq!(
        (first.kind, first.time.precision, first.place_precision),
        (Kind::ExchangeOfFire, TimePrecision::Day, Some(PlacePrecision::Settlement))
    );
    assert!(matches!(first.place, Some(Place::WideTail { .. })));
    assert_eq!(
        (second.kind, second.time.precision, second.place_precision),
        (Kind::Casualty, TimePrecision::Week, Some(PlacePrecision::Adm1))
    );
    assert_eq!((second.time.to.ms() - second.time.from.ms()) / 86_400_000, 7);
    assert_eq!(first.key.as_deref(), Some("7"));
}

#[test]
fn deaths_are_claims_with_their_own_definitions_and_odd_estimates_are_kept_and_noted() {
    let yielded = read_text(ROWS);
    let said = |index: usize| -> Vec<_> {
        let claims = &yielded.observations[index].claims;
        claims.iter().map(|claim| (claim.count.lo, claim.count.hi, claim.definition.clone().unwrap_or_default())).collect()
    };
    assert_eq!(said(0)[0], (Some(3), Some(5), "deaths: low to high estimate".into()));
    assert_eq!(said(0)[1], (Some(3), Some(3), "deaths: best estimate".into()));
    assert_eq!(said(0)[2], (Some(1), Some(1), "deaths a (A), within the best estimate".into()));
    assert_eq!(said(1)[0], (Some(2), Some(3), "deaths: low to high estimate".into()));
    assert_eq!(yielded.reading.notes, ["best estimate outside low to high, all kept as given: 1 row, at line 3"]);
}

#[test]
fn impossible_dates_and_codes_are_refused() {
    assert_eq!(
        refusals(&read_text(ROWS)),
        [
            (4, Some("date_end"), "`2026-01-08` lies before the first day, 2026-01-09"),
            (5, Some("date_start"), "`2109-01-09` lies in the future: the file was received on 2026-02-10"),
            (6, Some("date_prec"), "`6` is not a precision from 1 (day) to 5 (year)"),
        ]
    );
}
