//! `tregua alerts` on invented series: what changed, what was only watched less, and tables that cannot be used.

use crate::program::Run;
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

fn alerts(table: &str, words: &[&str]) -> Run {
    let mut call = Command::new(env!("CARGO_BIN_EXE_tregua"));
    let mut call =
        call.args(["alerts", "-"]).args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    call.stdin.take().unwrap().write_all(table.as_bytes()).unwrap();
    call.wait_with_output().unwrap().into()
}

/// Fifty-nine days of three zones: one doubles from day 40 on, one is watched by half from day 30 on, one stays.
fn three_zones() -> String {
    let mut text = String::from("zone,date,count,hours,note\n");
    for day in 0..59u32 {
        let date = if day < 31 { format!("2026-01-{:02}", day + 1) } else { format!("2026-02-{:02}", day - 30) };
        let wobble = day % 3;
        text.push_str(&format!("double,{date},{},24,\n", if day < 40 { 19 + wobble } else { 39 + wobble }));
        text.push_str(&format!(
            "half watched,{date},{},{},\n",
            if day < 30 { 19 + wobble } else { 9 + wobble },
            if day < 30 { 24 } else { 12 }
        ));
        text.push_str(&format!("same,{date},{},24,\n", 19 + wobble));
    }
    text
}

#[test]
fn a_doubled_rate_is_alerted_and_less_watching_is_not() {
    let run = alerts(&three_zones(), &["--json"]);
    assert!(run.is(0), "{}", run.err);
    let zones: Vec<Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(zones.iter().map(|zone| zone["alert"].as_bool().unwrap()).collect::<Vec<_>>(), [true, false, false]);
    let first = zones[0]["first_alert"].as_str().unwrap();
    assert!(("2026-02-10".."2026-02-16").contains(&first), "{first}");
    let look = zones[1]["stretches"][0]["looks"].as_array().unwrap().last().unwrap();
    assert!(look["counts_alone"].as_f64().unwrap() < 0.6 && look["ratio"].as_f64().unwrap() > 0.95, "{look}");
    assert_eq!(zones[1]["marks"][0]["day"], "2026-01-31");
    let plain = alerts(&three_zones(), &[]);
    for said in ["zone `double`", "ALERT since 2026-02-1", "coverage fell", "no alert"] {
        assert!(plain.out.contains(said), "{said}: {}", plain.out);
    }
}

#[test]
fn tables_and_rows_that_cannot_be_used_say_why() {
    for (table, words, code, said) in [
        ("a,b\n1,2\n", &[][..], 3, "no column for the day"),
        ("", &[], 3, "standard input"),
        ("day,count\n1,x\n2,3\n", &[], 3, "line 2: count `x`"),
        ("day,count\n1,1\n", &["--baseline", "3"], 2, "at least 7 observed days"),
    ] {
        let run = alerts(table, words);
        assert!(run.is(code), "{said}: {} {}", run.out, run.err);
        assert!(run.err.contains(said) || said == "standard input", "{said}: {}", run.err);
    }
    let short = alerts("day,count\n1,1\n2,3\n", &[]);
    assert!(
        short.is(0)
            && short.out.contains("no baseline, so nothing can be alerted")
            && short.err.contains("no column says what was watched")
    );
}
