//! An invented annex of restrictions.

use crate::testing::{read_text, refusals};
use model::observation::RestrictionType;
use model::{Kind, PartyId};

const ANNEX: &str = "Date,Time,Place,Lat,Lon,By whom,Type,Reason,Duration min,Actor
2026-01-07,08:12,Bridge,35.2,33.4,two soldiers,Delay,\"\"\"orders from superior command\"\"\",128,p2
2026-01-07,,Gate,,,unknown,denied,,,
2026-01-07,,Gate,,,unknown,forbidden,,,
2026-01-07,08:00,Gate,,,unknown,denied,,long,
";

#[test]
fn a_restriction_keeps_who_what_and_the_quoted_reason_and_lasts_as_long_as_stated() {
    let yielded = read_text(ANNEX);
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n), ("annex_restrictions", 2));
    let first = &yielded.observations[0];
    assert_eq!((first.kind, first.actor.clone()), (Kind::Restriction, Some(PartyId("p2".into()))));
    let restriction = first.restriction.clone();
    assert_eq!(restriction.as_ref().map(|found| found.form), Some(RestrictionType::Delayed));
    assert_eq!(restriction.and_then(|found| found.reason_quoted).as_deref(), Some("\"orders from superior command\""));
    assert_eq!(
        (first.time.from.to_string(), first.time.to.to_string()),
        ("2026-01-07T06:12:00.000Z".into(), "2026-01-07T08:20:00.000Z".into())
    );
}

#[test]
fn an_unknown_type_or_duration_is_refused() {
    assert_eq!(
        refusals(&read_text(ANNEX)),
        [
            (4, Some("Type"), "`forbidden` is not a type of restriction: denied, delayed, conditional or other is expected"),
            (5, Some("Duration min"), "`long` is not a number of minutes"),
        ]
    );
}
