//! Invented rows in the columns of FIRMS.

use crate::testing::{read_text, refusals};
use model::{Kind, Place, Sense};

const FULL: &str =
    "latitude,longitude,bright_ti4,scan,track,acq_date,acq_time,satellite,confidence,version,bright_ti5,frp,daynight,instrument
35.12345,33.5,296.7,0.35,0.57,2026-01-07,0043,N20,nominal,2.0NRT,283.9,0.99,N,VIIRS
35.12345,33.5,296.7,0.35,0.57,2026-01-07,00:43:00,N20,nominal,2.0NRT,283.9,0.99,N,VIIRS
35.1,33.6,300.1,1.0,1.0,2026-01-08,943,Aqua,78,6.1,290.0,12.5,D,MODIS
";

#[test]
fn a_detection_is_a_thermal_anomaly_at_a_utc_minute_with_its_pixels_error() {
    let yielded = read_text(FULL);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n, yielded.reading.refused_n), ("firms", 3, 0));
    let first = &yielded.observations[0];
    assert_eq!((first.kind, first.sense, first.from.line), (Kind::ThermalAnomaly, Sense::SatelliteThermal, 2));
    assert_eq!(
        (first.time.from.to_string(), first.time.to.to_string()),
        ("2026-01-07T00:43:00.000Z".into(), "2026-01-07T00:44:00.000Z".into())
    );
    assert!(matches!(first.place, Some(Place::Normal { sd_m: 200, .. })));
    assert_eq!(first.text.as_deref(), Some("frp 0.99, confidence nominal, daynight N"));
    assert_eq!(first.speaker.as_deref(), Some("N20 VIIRS"));
    let third = &yielded.observations[2];
    assert!(matches!(third.place, Some(Place::Normal { sd_m: 500, .. })));
    assert_eq!(third.time.from.to_string(), "2026-01-08T09:43:00.000Z");
}

#[test]
fn without_a_time_it_is_the_whole_utc_day() {
    let yielded = read_text("lat,lon,acq_date\n35.1,33.5,2026-01-07\n");
    let only = &yielded.observations[0];
    assert_eq!(
        (only.time.from.to_string(), only.time.to.to_string()),
        ("2026-01-07T00:00:00.000Z".into(), "2026-01-08T00:00:00.000Z".into())
    );
    assert_eq!(only.time.zone, "UTC");
    assert!(matches!(only.place, Some(Place::Normal { sd_m: 300, .. })));
    assert_eq!(yielded.reading.notes, ["the instrument is not stated: an error of 300 m is assumed"]);
}

#[test]
fn the_same_detection_in_two_overlapping_files_has_one_id_and_equal_rows_have_two() {
    let a = read_text("lat,lon,acq_date\n35.1,33.5,2026-01-07\n35.2,33.5,2026-01-07\n");
    let b = read_text("acq_date,lat,lon,label\n2026-01-07,35.200,33.5,x\n2026-01-07,35.2,33.50,y\n");
    assert_eq!(a.observations[1].id, b.observations[0].id);
    assert_ne!(b.observations[0].id, b.observations[1].id);
}

#[test]
fn bad_rows_are_refused_with_line_column_and_reason_and_the_rest_is_read() {
    let yielded = read_text(
        "latitude,longitude,acq_date,acq_time\n91.2,33,2026-01-07,0043\n35,,2026-01-07,0043\n35,33,2026-02-30,0043\n35,33,2026-01-07,2575\n35,33,2031-01-01,0043\n35,33,1753-01-01,0043\n35,33,2026-01-07,0043\n",
    );
    assert_eq!(yielded.observations.len(), 1);
    assert_eq!((yielded.reading.rows_n, yielded.reading.read_n, yielded.reading.refused_n), (7, 1, 6));
    assert_eq!(
        refusals(&yielded),
        [
            (2, Some("latitude"), "latitude `91.2` is not a number between -90 and 90"),
            (3, Some("longitude"), "`longitude` is empty: a value is needed here"),
            (4, Some("acq_date"), "`2026-02-30` is not a day such as 2026-01-07"),
            (5, Some("acq_time"), "`2575` is not a UTC time such as 0043 or 00:43"),
            (6, Some("acq_date"), "`2031-01-01` lies in the future: the file was received on 2026-02-10"),
            (7, Some("acq_date"), "`1753-01-01` lies before 1900: a year from 1900 on is expected"),
        ]
    );
    assert_eq!(yielded.refusals.first().unwrap().raw, "91.2,33,2026-01-07,0043");
}
