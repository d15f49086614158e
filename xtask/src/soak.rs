//! The tests of faults, longer than every run: more seeds of the simulated disk, more kills of the node.

use crate::chore::{Done, cargo, listen};

/// Seeds, and kills of the node, if no other number is asked for.
const SEEDS: &str = "10000";
const KILLS: &str = "500";

/// Runs the simulated disk under more seeds, then kills the node more often.
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
    let killed = listen(cargo(&test("tregua", "node")).env("TREGUA_KILLS", kills), |_| {})?;
    Ok(simulated && killed)
}
