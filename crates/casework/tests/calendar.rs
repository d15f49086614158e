//! The calendar of deadlines, read back by another program's reader.

#![expect(clippy::unwrap_used, reason = "tests")]

use casework::{Due, show_ics};
use icalendar::{Calendar, CalendarComponent, Component};
use model::Instant;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn due(at: Option<Instant>, subject: &str) -> Due {
    Due { at, is_waiting: at.is_none(), what: "reply", subject: subject.into(), whose: "p1".into() }
}

#[test]
fn another_reader_finds_every_deadline_with_its_time_and_words() {
    let long = "міст; через річку, біля села з дуже довгою назвою, яка не вміщається в один рядок \\ і далі";
    let all = [
        due(Some(at("2026-07-01T21:30:00Z")), "bridge"),
        due(Some(at("2026-12-01T00:00:00.999Z")), long),
        due(None, "waits for a tick"),
        due(Some(at("2026-07-02T00:00:00Z")), "a\nBEGIN:VEVENT\r\nSUMMARY:forged"),
    ];
    let text = show_ics(&all, "Mission, test", "Europe/Paris", at("2026-07-02T00:00:00Z"));
    assert!(text.split_terminator("\r\n").all(|line| line.len() <= 75 && !line.contains(['\n', '\r'])), "{text}");
    let read: Calendar = text.parse().unwrap();
    let events: Vec<_> = read
        .components
        .iter()
        .filter_map(|component| if let CalendarComponent::Event(event) = component { Some(event) } else { None })
        .collect();
    assert_eq!(events.len(), 3, "what waits for a tick has no time yet, and nothing is forged: {text}");
    let plain = |text: &str| text.replace("\\,", ",").replace("\\;", ";").replace("\\n", "\n").replace("\\\\", "\\");
    let summaries: Vec<String> = events.iter().map(|event| plain(event.get_summary().unwrap())).collect();
    assert!(summaries.contains(&"bridge: reply (p1)".to_owned()), "{summaries:?}");
    assert!(summaries.contains(&format!("{long}: reply (p1)")), "{summaries:?}");
    let start = |n: usize| events.get(n).unwrap().property_value("DTSTART").unwrap().to_owned();
    assert_eq!((start(0), start(1)), ("20260701T213000Z".to_owned(), "20261201T000000Z".to_owned()));
    let words = events.first().unwrap().get_description().unwrap();
    assert!(words.contains("overdue since 2026-07-01 23:30 Europe/Paris"), "{words}");
    let ids: std::collections::BTreeSet<&str> = events.iter().filter_map(|event| event.get_uid()).collect();
    assert_eq!(ids.len(), 3, "each has an id of its own");
    assert_eq!(show_ics(&all, "Mission, test", "Europe/Paris", at("2026-07-02T00:00:00Z")), text, "and keeps it");
}
