//! Invented statements.

use crate::testing::{read_text, refusals};
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
    assert!(only.claims.is_empty(), "numbers in prose are not guessed at");
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
