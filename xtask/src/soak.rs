//! The tests of faults, longer than every run: more seeds of the simulated disk and of the commission, more kills of the node.

use crate::chore::{Done, cargo, listen};

/// Seeds, and kills of the node, if no other number is asked for.
const SEEDS: &str = "10000";
const KILLS: &str = "500";

/// One story on the real store for so many on the office alone: each is that much longer.
const STORIES: u64 = 100;

/// Runs the simulated disk and the commission under more seeds, then kills the node more often.
pub fn run(arguments: &[&str]) -> Done {
    let [seeds, kills] = match arguments {
        [] => [SEEDS, KILLS],
        ["--seeds", seeds] => [*seeds, KILLS],
        ["--kills", kills] => [SEEDS, *kills],
        ["--seeds", seeds, "--kills", kills] => [*seeds, *kills],
        _ => return Err("soak: `[--seeds N] [--kills N]` is expected".into()),
    };
    let test = |package, name| ["test", "--release", "--locked", "--package", package, "--test", name, "--", "--nocapture"];
    let simulated = listen(cargo(&test("tregua-store", "simulated")).env("TREGUA_SEEDS", format!("0..{seeds}")), |_| {})?;
    let stories = seeds.parse::<u64>().map_err(|_| format!("soak: `{seeds}` is no number of seeds"))? / STORIES;
    let office = listen(cargo(&test("tregua-casework", "docket")).env("TREGUA_SEEDS", format!("0..{seeds}")), |_| {})?;
    let cases = listen(cargo(&test("tregua-store", "cases")).env("TREGUA_SEEDS", format!("0..{}", stories.max(5))), |_| {})?;
    let killed = listen(cargo(&test("tregua", "node")).env("TREGUA_KILLS", kills), |_| {})?;
    Ok(simulated && office && cases && killed)
}
