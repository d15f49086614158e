//! The register of commitments on the running program; guarantors and promises are invented but for the fixture of Paris.

use crate::program::{Mission, OK, Run};
use serde_json::Value;

const CALL: i32 = 2;
const INPUT: i32 = 3;

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn refused(mission: &Mission, words: &[&str], code: i32, sentence: &str) {
    let before = mission.position();
    let run = mission.run(words);
    assert!(run.is(code) && run.err.contains(sentence) && run.err.lines().count() <= 8, "{words:?}: {run:?}");
    assert_eq!(mission.position(), before, "a refused act enters nothing");
}

#[test]
fn a_promise_goes_its_way_from_announcement_to_invocation() {
    let mission = Mission::new();
    let seen = |day: &'static str| ["--on", day, "--source", "an invented gazette"];
    let announce = ["commitment", "announce", "ships", "--who", "Northland", "--to", "Lowland", "--domain", "sea", "--means", "forces"];
    let terms = [
        "--what",
        "ships that keep the strait open",
        "--binds",
        "ratified",
        "--law",
        "a vote",
        "--if",
        "invocation",
        "--amount",
        "up to 3 ships",
    ];
    mission.ok(&[&announce[..], &terms[..], &seen("2026-01-01")[..]].concat());
    let step = |verb: &'static str, day| [&["commitment", verb, "ships"][..], &seen(day)[..]].concat();
    refused(
        &mission,
        &[&step("ratify", "2026-01-05")[..], &["--law", "Act 7"]].concat(),
        CALL,
        "`ships` is announced: it cannot be ratified before it is signed",
    );
    mission.ok(&step("sign", "2026-01-06"));
    refused(&mission, &step("bind", "2026-01-07"), CALL, "`ships` is signed: it cannot be in force before it is ratified");
    let listed = mission.ok(&["commitment", "list"]).out;
    assert!(listed.contains("does not bind (signed only, and binds once ratified (ratification needs a vote))"), "{listed}");
    let before = mission.position();
    mission.ok(&[&step("ratify", "2026-01-20")[..], &["--law", "Act 7"]].concat());
    mission.ok(&step("bind", "2026-01-25"));
    mission.ok(&[&["commitment", "deliver", "ships", "first", "1 ships"][..], &seen("2026-01-26")[..]].concat());
    let one = &lines(&mission.ok(&["--json", "commitment", "show", "ships"]))[0];
    assert_eq!((one["status"].as_str(), one["effect"].as_str()), (Some("in_force"), Some("on_invocation")));
    assert_eq!((&one["pledged"][0], &one["delivered"][0]), (&Value::from("up to 3 ships"), &Value::from("1 ships")));
    let earlier = &lines(&mission.ok(&["--json", "commitment", "show", "ships", "--as-of", &before]))[0];
    assert_eq!(earlier["status"], "signed", "the register as it was known");
    let invoked = mission.ok(&["commitment", "invoke", "first", "--case", "case 7", "--occasion", "a renewed attack"]).out;
    assert!(invoked.contains("Northland `ships`: triggered") && invoked.contains("Northland: asked"), "{invoked}");
    let answer = ["commitment", "answer", "first", "acts", "--who", "Northland", "--words", "three ships sail"];
    refused(&mission, &answer, CALL, "an answer for `Northland` that it did not sign itself needs where it was said");
    mission.ok(&[&answer[..], &seen("2026-02-01")[..]].concat());
    mission.ok(&[&["commitment", "leave", "Northland"][..], &seen("2026-02-02")[..]].concat());
    let bound = lines(&mission.ok(&["--json", "commitment", "list", "--bound-on", "2026-01-30"]));
    assert_eq!(bound.iter().filter(|line| line["commitment"] == "ships").count(), 1, "what it meant while it stood stays");
    let shown = mission.ok(&["commitment", "show", "ships"]).out;
    assert!(shown.contains("withdrawn on 2026-02-02") && shown.contains("signed by me"), "{shown}");
    let audit = mission.ok(&["audit"]);
    assert!(audit.is(OK));
}

#[test]
fn the_declaration_of_paris_is_loaded_all_or_nothing_and_binds_nobody() {
    let mission = Mission::new();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/commitments/paris_2026.toml");
    mission.ok(&["commitment", "load", file]);
    refused(&mission, &["commitment", "load", file], CALL, "was");
    let listed = lines(&mission.ok(&["--json", "commitment", "list"]));
    assert!(listed.len() >= 10 && listed.iter().all(|line| line["effect"] == "not_binding"), "{listed:?}");
    let compared = mission.ok(&["commitment", "compare", "draft", "declaration"]).out;
    assert!(compared.contains("`us-backstop`: stood in `draft`") && compared.contains("is not in `declaration`"), "{compared}");
    refused(&mission, &["commitment", "compare", "draft", "other"], CALL, "no text `other` is registered");
}

#[test]
fn hostile_input_gets_one_clear_sentence() {
    let mission = Mission::new();
    mission.write("empty.toml", b"act = []\n");
    mission.write("typo.toml", b"[[act]]\nanounce = { commitment = \"a\" }\n");
    mission.write("bytes.toml", &[0xff, 0xfe, 0x00]);
    mission.write("gazette.txt", b"The assembly voted.\n");
    refused(&mission, &["commitment", "load", "empty.toml"], INPUT, "it holds 0 acts");
    refused(&mission, &["commitment", "load", "typo.toml"], INPUT, "unknown variant `anounce`");
    refused(&mission, &["commitment", "load", "bytes.toml"], INPUT, "no UTF-8");
    refused(&mission, &["commitment", "load", "none.toml"], INPUT, "none.toml");
    let quoted =
        ["commitment", "sign", "x", "--on", "2026-01-06", "--source", "gazette", "--file", "gazette.txt", "--quote", "the assembly sang"];
    refused(&mission, &quoted, CALL, "these words do not stand in gazette.txt");
    refused(&mission, &["commitment", "sign", "x", "--on", "6 January", "--source", "gazette"], CALL, "day:");
    refused(&mission, &["commitment", "show", "x"], CALL, "no commitment or invocation `x`");
    refused(&mission, &["commitment", "deliver", "x", "y", "many", "--on", "2026-01-06", "--source", "s"], CALL, "`many` is no amount");
}
