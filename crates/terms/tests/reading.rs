//! Reading agreements: what is understood, and every fault in its place with what would be right.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;
use support::*;
use terms::{Precedence, Severity, TermKind, check, read_agreement};

const FAULTY: &str = include_str!("agreements/faulty.md");

/// All faults of the faulty agreement as a person sees them. To renew after a change of wording:
/// print `shown(FAULTY)` and read it.
const SHOWN: &str = include_str!("agreements/faulty.txt");

fn shown(text: &str) -> String {
    let layers = ground(&[square("buffer", "map", 0), meridian("front", "other_map", 0)]);
    let (agreement, mut faults) = read_agreement(text);
    faults.extend(check(&agreement.unwrap(), text, &mission(), &layers));
    faults.sort_by_key(|fault| (fault.span.start, fault.span.end));
    let line = |fault: &terms::Fault| format!("{fault}\n    at `{}`\n", text[fault.span.clone()].replace('\r', "").replace('\n', "\\n"));
    faults.iter().map(line).collect()
}

#[test]
fn every_fault_is_shown_where_it_is_with_what_would_be_right() {
    let found = shown(FAULTY);
    assert!(found == SHOWN, "{found}");
}

#[test]
fn line_ends_of_another_system_change_no_line_and_no_column() {
    assert_eq!(shown(&FAULTY.replace('\n', "\r\n")).replace("\\r", ""), SHOWN);
}

#[test]
fn the_documented_form_is_read_without_a_fault() {
    let text = include_str!("agreements/minsk.md");
    let (agreement, faults) = read_agreement(text);
    let agreement = agreement.unwrap();
    assert_eq!(faults, []);
    assert_eq!((agreement.id(), agreement.title()), ("minsk", "Minsk: withdrawal of weapons by distance"));
    assert_eq!(agreement.precedence(), Some(Precedence::LatestInForce));
    assert_eq!(agreement.articles().iter().map(|article| article.line).collect::<Vec<_>>().len(), 4);
    assert_eq!(agreement.terms().len(), 20);
    let row = agreement.term("P1m").unwrap();
    assert_eq!(
        (row.kind, row.reading.as_deref(), row.quote.as_deref()),
        (Some(TermKind::WithdrawalDistance), Some("mortars_are_artillery"), Some("artillery of 100 mm and more"))
    );
    assert_eq!(agreement.articles()[row.article].heading, "Package of 12 February 2015");
    assert!(!row.is_faulty());
    let layers = ground(&[meridian("line_2014", "map", 0), meridian("contact_line", "map", 0)]);
    assert_eq!(check(&agreement, text, &mission(), &layers), []);
}

#[test]
fn without_a_usable_head_there_is_no_agreement_and_the_reason_is_told() {
    for text in [
        "",
        "# Words\n",
        "```toml\n[[term]]\nid = \"1\"\n```\n",
        "```toml\n[agreement]\nparties = [\"p1\"]\n```\n",
        "```toml\n[agreement]\nid = \"Not So\"\nparties = [\"p1\"]\n```\n",
    ] {
        let (agreement, faults) = read_agreement(text);
        assert!(agreement.is_none() && faults.iter().any(|fault| fault.severity == Severity::Error), "{text}");
    }
}

#[test]
fn a_term_without_a_beginning_is_warned_of_once_per_term() {
    let text = text_of(
        "",
        "They cease all fire.",
        "[[term]]\nid = \"1\"\nkind = \"prohibited_act\"\nquote = \"cease all fire\"\nacts = [\"shot\"]\n",
    );
    let (agreement, faults) = read_agreement(&text);
    assert_eq!(faults, []);
    let faults = check(&agreement.unwrap(), &text, &mission(), &ground(&[]));
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].severity, faults[0].line, &text[faults[0].span.clone()]), (Severity::Warning, 15, "[[term]]"));
}

#[test]
fn own_dates_of_toml_and_whole_days_are_times_too() {
    let moment = |at: &str| {
        let text = text_of(
            "",
            "Words.",
            &format!("[[term]]\nid = \"1\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = {at}\nzone = \"UTC\"\n"),
        );
        read_agreement(&text).1.into_iter().map(|fault| fault.message).collect::<Vec<_>>()
    };
    for good in ["\"2026-01-10T00:01\"", "\"2026-01-10T00:01:30\"", "2026-01-10T00:01:00", "2026-01-10", "\"2026-01-10\""] {
        assert_eq!(moment(good), Vec::<String>::new(), "{good}");
    }
    for bad in ["\"2026-01-10T00:01Z\"", "2026-01-10T00:01:00+02:00", "\"10 January\"", "2026", "\"2026-02-30\"", "\"24:00\""] {
        assert_eq!(moment(bad), ["`at` is not a local time"], "{bad}");
    }
}

#[test]
fn a_local_time_that_clocks_skip_is_warned_of() {
    let text = text_of(
        "",
        "Words.",
        "[[term]]\nid = \"1\"\nkind = \"effective_moment\"\nquote = \"Words\"\nat = \"2026-03-29T02:30\"\nzone = \"Europe/Paris\"\n",
    );
    let (_, faults) = read_agreement(&text);
    assert_eq!(faults.iter().map(|fault| fault.severity).collect::<Vec<_>>(), [Severity::Warning]);
}

#[test]
fn more_tables_or_bytes_than_any_agreement_has_are_one_fault() {
    let said = |text: &str| {
        let (agreement, faults) = read_agreement(text);
        let last = faults.last().map(|fault| fault.message.clone()).unwrap();
        (agreement.is_none(), faults.iter().filter(|fault| fault.message == last).count(), last)
    };
    let (none, n, message) = said(&text_of("", "Words.", &"[[weapon]]\n".repeat(5_001)));
    assert_eq!((none, n, message.as_str()), (true, 1, "the file has more than 5000 tables"));
    let (none, n, message) = said(&"a".repeat(terms::TEXT_BYTES_MAX + 1));
    assert_eq!((none, n), (true, 1));
    assert!(message.starts_with("the file holds 4000001 bytes"), "{message}");
    let deep = text_of("", "Words.", &format!("[[term]]\nid = \"1\"\nacts = {}{}\n", "[".repeat(33), "]".repeat(33)));
    let (_, faults) = read_agreement(&deep);
    assert_eq!(
        faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>(),
        ["not TOML: lists or tables are nested deeper than 32"]
    );
}

#[test]
fn text_made_to_exhaust_the_reader_is_refused_like_any_other() {
    let deep = "[".repeat(200_000);
    let wide = "[[term]]\n".repeat(2_000);
    let dotted = "a.".repeat(50_000);
    for terms in [
        format!("[[term]]\nacts = {deep}"),
        format!("[[term]]\nacts = {}", deep.replace('[', "{a=")),
        deep,
        wide,
        format!("[[term]]\n{dotted}b = 1"),
    ] {
        let (agreement, faults) = read_agreement(&text_of("", "Words.", &terms));
        assert!(agreement.is_some() && !faults.is_empty());
    }
}
