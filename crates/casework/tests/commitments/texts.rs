//! Versions of a text compared by promise.

use crate::desk::{Desk, announce, promise, quoted, seen};
use casework::commitments::sheet::compared;
use model::CommitmentAct;

#[test]
fn a_promise_that_stood_in_the_draft_and_is_not_in_the_communique_is_named() {
    let mut desk = Desk::default();
    for (text, day) in [("draft", "2026-01-05"), ("communique", "2026-01-06")] {
        desk.ok(CommitmentAct::Text { seen: seen(day), text: text.into() });
    }
    let known = CommitmentAct::Text { seen: seen("2026-01-07"), text: "draft".into() };
    assert_eq!(desk.refused(known), "the text `draft` is registered already: a new version has a new name");
    for name in ["dropped", "kept", "reworded", "unread"] {
        let seen = quoted("2026-01-05", "draft", &format!("we will keep {name}"));
        desk.ok(CommitmentAct::Announce { commitment: name.into(), draft: true, promise: Box::new(promise()), seen });
    }
    desk.ok(announce("elsewhere", promise()));
    let stand = |name: &str, quote: Option<&str>| CommitmentAct::Stand {
        commitment: name.into(),
        quote: quote.map(Into::into),
        text: "communique".into(),
    };
    desk.ok(stand("dropped", None));
    desk.ok(stand("kept", Some("We  will keep kept")));
    desk.ok(stand("reworded", Some("we may keep it")));
    let lines = compared("draft", "communique", &desk.office.commitments.compare("draft", "communique").unwrap());
    let told: Vec<(&str, &str)> = lines.iter().map(|line| (line.commitment.as_str(), line.stood)).collect();
    assert_eq!(told, [("dropped", "dropped"), ("kept", "same"), ("reworded", "reworded"), ("unread", "not_read")]);
    assert_eq!(lines[0].words, "stood in `draft` (“we will keep dropped”) and is not in `communique`");
    assert_eq!(lines[3].words, "nobody said whether it stands in `communique`");
    let back = desk.office.commitments.compare("communique", "draft").unwrap();
    assert_eq!(compared("communique", "draft", &back)[0].stood, "added");
    assert!(desk.office.commitments.compare("draft", "none").unwrap_err().to_string().contains("no text `none`"));
}
