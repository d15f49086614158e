//! Deadlines (T11, T17): hours and calendar days, both ways of counting, zones, changes of clocks, evenings, chains. Invented texts;
//! the rules of zones and clocks are public, written out by hand below.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use model::{DeedKind, Finding, Instant, Missing, Outcome, When};
use support::*;

fn text(moment: &str, terms: &str) -> terms::Agreement {
    let start = format!("[[term]]\nid = \"0\"\nkind = \"effective_moment\"\nquote = \"as agreed\"\n{moment}\n\n");
    agreement(&text_of("", "All of it as agreed.", &format!("{start}{terms}")))
}

fn owed(id: &str, fields: &str) -> String {
    format!(
        "[[term]]\nid = \"{id}\"\nkind = \"relative_deadline\"\nquote = \"as agreed\"\ndeed = \"completion\"\nparties = \"p1\"\n{fields}\n\n"
    )
}

/// All that was done up to the end of 2030.
fn held(agreement: &terms::Agreement, reports: Vec<model::Observation>) -> Vec<Finding> {
    duties(agreement, &Papers { reports, as_of: Some(instant("2030-12-31T00:00:00Z")), ..Papers::default() })
}

fn done(at: Instant) -> model::Observation {
    deed(1, DeedKind::Completion, Some("p1"), None, When::at(at, "UTC").unwrap())
}

/// The due moment, found from outside: a deed at it is in time, a millisecond later it is late.
fn is_due_at(moment: &str, fields: &str, due: &str) {
    let agreement = text(moment, &owed("1", fields));
    let due = instant(due);
    let results = [due.plus_ms(-1), due, due.plus_ms(1)].map(|at| result(&only(held(&agreement, vec![done(at)]))));
    assert_eq!(results, [NO_BREACH, NO_BREACH, BREACH], "{moment} / {fields}: not due at {due}");
}

#[test]
fn hours_pass_whatever_the_clocks_do() {
    // 72 h over the night of 29 to 30 March 2014, in which Kyiv loses an hour: 01:00Z on 30 March.
    is_due_at("at = \"2014-03-28T12:00\"\nzone = \"Europe/Kyiv\"", "within_hours = 72", "2014-03-31T10:00:00Z");
    is_due_at("at = \"2014-10-25T12:00\"\nzone = \"Europe/Kyiv\"", "within_hours = 24", "2014-10-26T09:00:00Z");
    is_due_at("at = \"2014-09-19\"\nzone = \"Europe/Kyiv\"", "within_hours = 24", "2014-09-19T21:00:00Z");
}

#[test]
fn calendar_days_end_at_the_local_midnight_of_their_zone() {
    let table = [
        // Package of 12 February 2015: ends within 14 days of the ceasefire of 15 February, winter time (+2).
        ("at = \"2015-02-15\"\nzone = \"Europe/Kyiv\"", "within_days = 14\ninclusive = false", "2015-03-01T22:00:00Z"),
        ("at = \"2015-02-15\"\nzone = \"Europe/Kyiv\"", "within_days = 14\ninclusive = true", "2015-02-28T22:00:00Z"),
        // Start by the second day.
        ("at = \"2015-02-15\"\nzone = \"Europe/Kyiv\"", "within_days = 2\ninclusive = true", "2015-02-16T22:00:00Z"),
        // 60 days from 27 November 2024, 04:00 local: to 26 January 2025 (+2 in winter).
        ("at = \"2024-11-27T04:00\"\nzone = \"Asia/Beirut\"", "within_days = 60\ninclusive = false", "2025-01-26T22:00:00Z"),
        // 30 days from 18 March 2025: last day 16 April if inclusive. Moscow has +3 all year.
        ("at = \"2025-03-18\"\nzone = \"Europe/Moscow\"", "within_days = 30\ninclusive = true", "2025-04-16T21:00:00Z"),
        ("at = \"2025-03-18\"\nzone = \"Europe/Moscow\"", "within_days = 30\ninclusive = false", "2025-04-17T21:00:00Z"),
        // Over the change to summer time (30 March 2025): midnight is 22:00Z before, 21:00Z after.
        ("at = \"2025-03-29\"\nzone = \"Europe/Kyiv\"", "within_days = 1\ninclusive = true", "2025-03-29T22:00:00Z"),
        ("at = \"2025-03-29\"\nzone = \"Europe/Kyiv\"", "within_days = 1\ninclusive = false", "2025-03-30T21:00:00Z"),
        // Over the change to winter time (26 October 2025).
        ("at = \"2025-10-25\"\nzone = \"Europe/Kyiv\"", "within_days = 1\ninclusive = true", "2025-10-25T21:00:00Z"),
        ("at = \"2025-10-25\"\nzone = \"Europe/Kyiv\"", "within_days = 1\ninclusive = false", "2025-10-26T22:00:00Z"),
        // Zones with half and quarter hours, and days of another hemisphere.
        ("at = \"2020-05-01T23:59\"\nzone = \"Asia/Kathmandu\"", "within_days = 3\ninclusive = false", "2020-05-04T18:15:00Z"),
        ("at = \"2020-04-04\"\nzone = \"Australia/Lord_Howe\"", "within_days = 1\ninclusive = false", "2020-04-05T13:30:00Z"),
        ("at = \"2011-12-29\"\nzone = \"Pacific/Apia\"", "within_days = 1\ninclusive = true", "2011-12-30T10:00:00Z"),
        // The term's own zone goes before that of the moment.
        ("at = \"2025-07-01\"\nzone = \"UTC\"", "within_days = 1\ninclusive = true\nzone = \"America/Bogota\"", "2025-07-01T05:00:00Z"),
        // A fixed day ends at its midnight, a fixed moment is itself.
        ("at = \"2025-01-01\"\nzone = \"Europe/Kyiv\"", "due = \"2025-06-30\"", "2025-06-30T21:00:00Z"),
        ("at = \"2025-01-01\"\nzone = \"Europe/Kyiv\"", "due = \"2025-06-30T12:00\"", "2025-06-30T09:00:00Z"),
    ];
    for (moment, fields, due) in table {
        is_due_at(moment, fields, due);
    }
}

#[test]
fn a_day_may_last_from_evening_to_evening() {
    // Begun at 17:00: that is still the evening-day of 9 January; at 19:00 it is that of 10 January.
    let fields = "within_days = 1\ninclusive = true\nday_begins = \"18:00\"";
    is_due_at("at = \"2026-01-10T17:00\"\nzone = \"UTC\"", fields, "2026-01-10T18:00:00Z");
    is_due_at("at = \"2026-01-10T19:00\"\nzone = \"UTC\"", fields, "2026-01-11T18:00:00Z");
    // Over a change of clocks the evening comes an hour earlier by the sun of Greenwich.
    is_due_at("at = \"2025-03-29T19:00\"\nzone = \"Europe/Kyiv\"", fields, "2025-03-30T15:00:00Z");
}

/// Days since 1970 of a civil day, by the public rule of the calendar; nothing of the library under test.
fn day_number(y: i64, m: i64, d: i64) -> i64 {
    let (y, m) = if m <= 2 { (y - 1, m + 9) } else { (y, m - 3) };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * m + 2) / 5 + d - 1 - 719_468
}

/// The last Sunday of a month of 31 days; day 0 of 1970 was a Thursday.
fn last_sunday(y: i64, m: i64) -> i64 {
    let last = day_number(y, m, 31);
    last - (last + 4).rem_euclid(7)
}

#[test]
fn midnights_of_twenty_years_follow_the_public_rule_of_european_summer_time() {
    // Central European time: +1, and +2 from the last Sunday of March, 01:00Z, to that of October, 01:00Z (since 1996).
    let mut tried = 0;
    for year in 2005..2025 {
        for (m, d) in [(1, 15), (3, 20), (3, 24), (3, 27), (3, 30), (7, 9), (10, 20), (10, 24), (10, 27), (10, 30), (12, 31)] {
            for n in [1, 3, 7] {
                let first = day_number(year, m, d);
                let midnight_after = first + n + 1;
                let (spring, autumn) = (last_sunday(year, 3), last_sunday(year, 10));
                let is_summer = midnight_after > spring && midnight_after <= autumn;
                let due_ms = midnight_after * 86_400_000 - if is_summer { 2 } else { 1 } * 3_600_000;
                let due = Instant::from_ms(due_ms).unwrap();
                let moment = format!("at = \"{year}-{m:02}-{d:02}\"\nzone = \"Europe/Paris\"");
                is_due_at(&moment, &format!("within_days = {n}\ninclusive = false"), &due.to_string());
                tried += 1;
            }
        }
    }
    assert!(tried > 600, "only {tried}");
}

#[test]
fn whether_the_first_day_counts_may_be_open_and_then_only_matters_between_the_two_ends() {
    let agreement = text("at = \"2026-01-10\"\nzone = \"UTC\"", &owed("1", "within_days = 10"));
    let at = |at: &str| only(held(&agreement, vec![done(instant(at))]));
    assert_eq!(result(&at("2026-01-19T12:00:00Z")), NO_BREACH);
    assert_eq!(result(&at("2026-01-20T12:00:00Z")), open(&[Missing::Definition]));
    assert_eq!(result(&at("2026-01-22T12:00:00Z")), BREACH);
}

#[test]
fn chains_of_deadlines_count_from_each_other_and_back_from_a_day() {
    let chain = [
        owed("a", "days_before = 56"),
        owed("b", "within_days = 5\ninclusive = false"),
        owed("c", "within_days = 60\ninclusive = false"),
        owed("d", "after = \"b\"\nwithin_days = 5\ninclusive = true"),
    ]
    .concat();
    let agreement = text("at = \"2016-12-01\"\nzone = \"America/Bogota\"", &chain);
    let findings = held(&agreement, Vec::new());
    let due = |clause: &str| of_clause(&findings, clause)[0].time.from.to_string();
    // D = 1 December 2016; D-56 = 6 October, D+5 = 6 December, D+60 = 30 January 2017; Bogota is 5 h behind.
    assert_eq!(due("a"), "2016-10-07T05:00:00.000Z");
    assert_eq!(due("b"), "2016-12-07T05:00:00.000Z");
    assert_eq!(due("c"), "2017-01-31T05:00:00.000Z");
    // Counted from the day on which `b` is due, 6 December, which is the first of the five: 10 December.
    assert_eq!(due("d"), "2016-12-11T05:00:00.000Z");
}

#[test]
fn a_chain_that_hangs_on_itself_or_on_nothing_is_undetermined_and_says_so() {
    let agreement = text(
        "at = \"2026-01-10\"\nzone = \"UTC\"",
        &[owed("a", "after = \"b\"\nwithin_days = 1"), owed("b", "after = \"a\"\nwithin_days = 1")].concat(),
    );
    for finding in held(&agreement, Vec::new()) {
        assert_eq!(result(&finding), open(&[Missing::Definition]));
        says(&finding, "hangs on itself");
    }
    let lost = text("at = \"2026-01-10\"\nzone = \"UTC\"", &owed("a", "after = \"z\"\nwithin_days = 1"));
    says(&only(held(&lost, Vec::new())), "no term has the id `z`");
}

#[test]
fn an_unknown_or_disputed_beginning_leaves_it_open_or_gives_one_result_for_each() {
    let unknown = text("unknown = true\nzone = \"UTC\"", &owed("1", "within_days = 3\ninclusive = true"));
    assert_eq!(result(&only(held(&unknown, Vec::new()))), open(&[Missing::EffectiveMoment]));
    let other = "[[term]]\nid = \"0b\"\nkind = \"effective_moment\"\nquote = \"as agreed\"\nreading = \"b\"\nat = \"2026-01-20\"\nzone = \"UTC\"\n\n";
    let disputed =
        text("reading = \"a\"\nat = \"2026-01-10\"\nzone = \"UTC\"", &format!("{other}{}", owed("1", "within_days = 3\ninclusive = true")));
    let findings = held(&disputed, vec![done(instant("2026-01-15T00:00:00Z"))]);
    let of = |reading: &str| findings.iter().find(|finding| finding.reading.as_deref() == Some(reading)).unwrap();
    assert_eq!((result(of("a")), result(of("b")), findings.len()), (BREACH, NO_BREACH, 2));
}

#[test]
fn silence_is_a_breach_only_where_the_text_says_so_and_only_after_the_due_moment() {
    let agreement =
        |silence: &str| text("at = \"2026-01-10\"\nzone = \"UTC\"", &owed("1", &format!("within_days = 3\ninclusive = true\n{silence}")));
    let at = |silence: &str, as_of: &str| {
        duties(&agreement(silence), &Papers { as_of: Some(instant(as_of)), ..Papers::default() }).iter().map(result).collect::<Vec<_>>()
    };
    assert_eq!(at("silence = \"breach\"", "2026-01-12T23:59:59Z"), []);
    assert_eq!(at("silence = \"breach\"", "2026-01-13T00:00:00Z"), [BREACH]);
    assert_eq!(at("", "2026-01-13T00:00:00Z"), [open(&[Missing::OrderRecord])]);
}

#[test]
fn a_deed_that_is_only_told_neither_fulfils_nor_breaks() {
    let agreement = text("at = \"2026-01-10\"\nzone = \"UTC\"", &owed("1", "within_days = 3\ninclusive = true\nsilence = \"breach\""));
    let held_with = |report| result(&only(held(&agreement, vec![report])));
    let early = || done(instant("2026-01-11T00:00:00Z"));
    assert_eq!(held_with(early()), NO_BREACH);
    assert_eq!(held_with(told(early())), open(&[Missing::OrderRecord]), "somebody tells of it");
    assert_eq!(held_with(told(from_source("army_one", early()))), NO_BREACH, "its own word is the deed");
    assert_eq!(held_with(from_source("nobody_listed", early())), open(&[Missing::OrderRecord]));
    assert_eq!(held_with(from_source("army_two", early())), NO_BREACH, "the opponent grants it");
    let spoken = model::Observation { speaker: Some("p1".into()), ..told(early()) };
    assert_eq!(held_with(spoken), NO_BREACH, "its own word, handed on by a source of no party");
}

#[test]
fn a_deed_of_a_whole_day_that_the_due_moment_divides_leaves_it_open() {
    let agreement = text("at = \"2026-01-10T12:00\"\nzone = \"UTC\"", &owed("1", "within_hours = 48"));
    let on = |when| result(&only(held(&agreement, vec![deed(1, DeedKind::Completion, Some("p1"), None, when)])));
    assert_eq!([on(day("2026-01-11")), on(day("2026-01-12")), on(day("2026-01-13"))], [NO_BREACH, open(&[Missing::Time]), BREACH]);
}

#[test]
fn a_deadline_may_count_from_a_deed_and_each_party_from_its_own() {
    let fields = "parties = [\"p1\", \"p2\"]\nafter_deed = \"start\"\nafter_about = \"area a\"\nabout = \"area a\"\nwithin_days = 3\ninclusive = false";
    let agreement = text("at = \"2019-06-01\"\nzone = \"UTC\"", &owed("1", fields).replacen("parties = \"p1\"\n", "", 1));
    assert_eq!(held(&agreement, Vec::new()), [], "nothing was begun, nothing is due");
    let begun = deed(1, DeedKind::Start, None, Some("area_A, north"), moment("2019-06-26T09:00:00Z"));
    let note = deed(2, DeedKind::Completion, Some("p2"), Some("area a"), day("2019-06-29"));
    let letter = deed(3, DeedKind::Completion, Some("p1"), Some("area a"), day("2019-06-30"));
    let findings = held(&agreement, vec![begun.clone(), note, letter]);
    let of = |party: &str| findings.iter().find(|finding| finding.party.as_ref().unwrap().0 == party).unwrap();
    assert_eq!((result(of("p2")), result(of("p1")), findings.len()), (NO_BREACH, BREACH, 2));
    says(of("p1"), "late by less than an hour to 1 d");
    says(of("p1"), "start about area_A, north");
    let only_told = held(&agreement, vec![told(begun)]);
    assert!(only_told.iter().all(|finding| result(finding) == open(&[Missing::EffectiveMoment])) && only_told.len() == 2);
}

#[test]
fn each_item_of_a_notification_is_owed_by_itself_and_an_objection_to_it_leaves_it_open() {
    let term = "[[term]]\nid = \"1\"\nkind = \"notification\"\nquote = \"as agreed\"\nitems = [\"weapons\", \"storage sites\", \"routes\"]\nto = \"joint centre\"\n\
                within_days = 5\ninclusive = true\nsilence = \"breach\"\nparties = [\"p2\"]\n";
    let agreement = text("at = \"2026-01-10\"\nzone = \"UTC\"", term);
    let list = |n, about: &str, to: Option<&str>| {
        let mut list = deed(n, DeedKind::List, Some("p2"), Some(about), moment("2026-01-12T00:00:00Z"));
        list.deed.as_mut().unwrap().to = to.map(str::to_owned);
        list
    };
    let papers = vec![
        list(1, "list of weapons", Some("the joint centre")),
        list(2, "storage sites", Some("joint centre")),
        list(3, "routes", Some("the press")),
        deed(4, DeedKind::Objection, Some("p1"), Some("storage sites"), moment("2026-01-13T00:00:00Z")),
    ];
    let findings = held(&agreement, papers);
    let of = |item: &str| result(about(&findings, &format!("notice or list or plan about {item} to joint centre")));
    assert_eq!([of("weapons"), of("storage sites"), of("routes")], [NO_BREACH, open(&[Missing::Definition]), BREACH]);
}

#[test]
fn what_is_wrong_with_a_deadline_is_said_where_it_stands() {
    let fault = |fields: &str| {
        let text = text_of("", "All of it as agreed.", &owed("1", fields));
        let (agreement, faults) = terms::read_agreement(&text);
        let message = faults.iter().map(|fault| fault.message.clone()).next().unwrap();
        let finding = only(held(&agreement.unwrap(), Vec::new()));
        assert_eq!(result(&finding), open(&[Missing::Definition]), "a faulty deadline stays visible");
        message
    };
    assert_eq!(fault(""), "`within_days` is missing");
    assert_eq!(fault("within_days = 3\nwithin_hours = 3"), "the term has more than one deadline");
    assert_eq!(fault("within_hours = 3\ninclusive = true"), "`inclusive` stands without `within_days`");
    assert_eq!(fault("within_days = 3\nzone = \"Mars\""), "`Mars` is not a time zone");
    assert_eq!(fault("within_days = 3\nday_begins = \"dusk\""), "`dusk` is not a time of day");
    assert_eq!(fault("within_days = 3\nsilence = \"consent\""), "`consent` is not what silence means");
    assert_eq!(fault("within_days = 3\nafter_deed = \"starting\""), "`starting` is not a word for `after_deed`");
    assert_eq!(fault("within_days = 3\nafter = \"0\"\nafter_deed = \"start\""), "`after` stands beside `after_deed`");
}

#[test]
fn the_order_in_which_deeds_are_handed_over_changes_nothing_and_others_deeds_neither() {
    let agreement = text("at = \"2026-01-10\"\nzone = \"UTC\"", &owed("1", "within_days = 3\ninclusive = true\nsilence = \"breach\""));
    let mut reports: Vec<_> =
        (0..6).map(|n| deed(n, DeedKind::Completion, Some("p1"), None, moment(&format!("2026-01-1{n}T10:00:00Z")))).collect();
    let before = held(&agreement, reports.clone());
    reports.reverse();
    reports.extend(reports.clone());
    reports.push(deed(9, DeedKind::Completion, Some("p2"), None, moment("2026-01-11T10:00:00Z")));
    reports.push(deed(10, DeedKind::Notice, Some("p1"), None, moment("2026-01-11T10:00:00Z")));
    assert_eq!(held(&agreement, reports), before);
    assert_eq!(before[0].outcome, Outcome::NoBreach);
}
