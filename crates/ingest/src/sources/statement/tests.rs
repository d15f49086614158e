//! Invented statements.

use crate::Gazetteers;
use crate::testing::{read_text, read_with_places, refusals};
use model::{Kind, Sense, TimePrecision};

const STATEMENT: &str = "Date: 7 January 2026\nSpeaker: Joint Committee\n\nThe committee met, and it will meet again.\nBoth sides, so it says, agreed on 12 points.\n";

#[test]
fn a_statement_is_one_observation_with_its_words_day_and_speaker() {
    let yielded = read_text(STATEMENT);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.rows_n, yielded.reading.read_n), ("statement", 1, 1));
    let only = &yielded.observations[0];
    assert_eq!(
        (only.kind, only.sense, only.speaker.as_deref(), only.time.precision),
        (Kind::Statement, Sense::Read, Some("Joint Committee"), TimePrecision::Day)
    );
    assert_eq!(only.time.from.to_string(), "2026-01-06T22:00:00.000Z");
    assert!(only.text.as_ref().is_some_and(|text| text.ends_with("agreed on 12 points.")));
    assert!(only.claims.is_empty(), "numbers that count nothing known are not guessed at");
}

#[test]
fn without_a_date_the_day_of_receipt_stands_and_that_is_said() {
    let yielded = read_text("We met on the hill.\nNothing else.");
    assert_eq!(
        (yielded.observations[0].time.precision, yielded.observations[0].time.from.to_string()),
        (TimePrecision::Unknown, "2026-02-09T22:00:00.000Z".into())
    );
    assert_eq!(yielded.reading.notes, ["no date is stated: the day on which the file was received stands instead"]);
}

#[test]
fn line_ends_and_spaces_do_not_change_the_id_and_a_day_to_come_is_refused() {
    let other = STATEMENT.replace('\n', "\r\n").replace(", ", ",  ");
    assert_eq!(read_text(STATEMENT).observations[0].id, read_text(&other).observations[0].id);
    let future = STATEMENT.replace("2026", "2027");
    assert_eq!(refusals(&read_text(&future)), [(1, Some("date"), "`2027-01-07` lies in the future: the file was received on 2026-02-10")]);
}

/// Invented; the places as well.
const SHELLING: &str = "Date: 7 January 2026\nSpeaker: Ministry\n\nFour people were killed and nine injured in the shelling of Nyva.\n";

#[test]
fn the_figures_of_a_statement_are_claims_of_its_speaker_and_an_older_revision_reads_none() {
    let now = read_text(SHELLING);
    let told: Vec<(&str, Option<u32>, &str)> =
        now.observations[0].claims.iter().map(|claim| (claim.measure.word(), claim.count.lo, claim.speaker.as_str())).collect();
    assert!(told.contains(&("killed", Some(4), "Ministry")) && told.contains(&("injured", Some(9), "Ministry")), "{told:?}");
    assert_eq!(now.observations[0].claims[0].as_of, Some(now.observations[0].time.to));
    let then = read_with_places(SHELLING, None, 2);
    assert!(then.observations[0].claims.is_empty() && then.observations[0].id == now.observations[0].id);
}

#[test]
fn the_one_place_that_a_statement_names_is_its_place_and_of_several_none_is() {
    let places = Gazetteers::new(vec!["id,name,lat,lon,population\n1,Nyva,50.1,36.1,7000\n2,Holmsk,50.0,36.0,9000\n".into()]);
    let only = read_with_places(SHELLING, Some(&places), 3);
    let (name, place) = (only.observations[0].place_name.as_deref(), only.observations[0].place.as_ref());
    assert_eq!(name, Some("Nyva"), "{:?}", only.reading.notes);
    let (at, _) = model::geodesy::summary(place.unwrap()).unwrap();
    assert!((at.lat() - 50.1).abs() < 0.01 && (at.lon() - 36.1).abs() < 0.01);
    let both = read_with_places(&SHELLING.replace("of Nyva", "of Nyva and of Holmsk"), Some(&places), 3);
    assert_eq!(both.observations[0].place, None);
    assert!(both.reading.notes.iter().any(|note| note.contains("2 places")), "{:?}", both.reading.notes);
    assert_eq!(read_with_places(SHELLING, Some(&places), 2).observations[0].place, None);
}
