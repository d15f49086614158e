//! `tregua estimate` on published cells and on tables that cannot be used.

use crate::program::Run;
use serde_json::Value;
use std::process::Command;

/// 4,400 killings on four lists. Source: Ball et al., report to the ICTY, 2002.
const KOSOVO: &str = include_str!("../../../counts/tests/published/kosovo.csv");

fn estimate(table: &str, words: &[&str]) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lists.csv");
    std::fs::write(&path, table).unwrap();
    Command::new(env!("CARGO_BIN_EXE_tregua")).arg("estimate").arg(path).args(words).output().unwrap().into()
}

#[test]
fn the_undercount_of_published_lists_is_a_range_with_the_published_best_model() {
    let run = estimate(KOSOVO, &["--json"]);
    assert!(run.is(0), "{}", run.err);
    let found: Value = serde_json::from_str(&run.out).unwrap();
    let best = &found["log_linear"]["best"];
    assert_eq!((&found["documented"], &found["chao"]), (&4_400.into(), &10_262.into()));
    assert_eq!((&best["total"], &best["low"], &best["high"]), (&10_357.into(), &9_005.into(), &12_105.into()));
    let end = |name: &str| found["estimated"][name].as_u64().unwrap();
    assert!(end("low") < 9_005 && end("high") >= 22_242, "{found}");
    let plain = estimate(KOSOVO, &[]);
    for said in ["documented: 4,400", "lower bound: 10,262", "10,357 (9,005 to 12,105)", "18,393", "no single one is the answer"] {
        assert!(plain.out.contains(said), "{said}: {}", plain.out);
    }
}

#[test]
fn tables_that_cannot_be_estimated_from_say_why() {
    for (table, said) in [
        ("id,list\n1,a\n1,b\n2,a\n", "2 lists: an estimate takes 3 to 5"),
        ("a,b,c,n\n1,0,0,5\n0,1,0,5\n0,0,1,5\n", "share 0 entries"),
        ("a,b,c,n\n1,1,0,5\n0,1\n0,0,1,5\n", "line 3: the row has 2 cells"),
        ("a,b,c,n\n1,1,0,-5\n0,1,1,2\n0,0,1,5\n", "row 2: count `-5`"),
    ] {
        let run = estimate(table, &["--json"]);
        assert!(run.is(3) && run.err.contains(said), "{said}: {}", run.err);
    }
}
