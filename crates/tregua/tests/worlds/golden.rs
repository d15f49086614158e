//! Golden files: what stands as text, compared with `expected/`, or written there when blessed.

use crate::grammar::Noun;
use crate::lines;
use crate::stands::Stands;
use crate::story::{Golden, What};
use crate::world::{Play, World, shown};
use model::Digest;
use std::collections::BTreeSet;
use std::fs;
use store::Folder;
use store::view::View;

/// Whether golden files are written instead of compared.
pub fn is_blessing() -> bool {
    std::env::var("TREGUA_BLESS").is_ok_and(|value| value == "1")
}

/// Compares what stands with its golden file; says how it differs.
pub fn check(world: &World, play: &Play<'_>, stands: &Stands, golden: &Golden) -> Result<(), String> {
    let text = match golden {
        Golden::Items(noun) => items(stands, *noun),
        Golden::Daily(day) => daily(&play.folder, day)?,
    };
    let path = world.folder.join("expected").join(golden.file());
    if is_blessing() {
        return fs::create_dir_all(world.folder.join("expected")).and_then(|()| fs::write(&path, text)).map_err(shown);
    }
    let expected = fs::read_to_string(&path).map_err(|_| format!("no expected/{}: `cargo xtask bless` writes it", golden.file()))?;
    difference(&expected, &text).map_or(Ok(()), Err)
}

/// The first line that differs.
pub fn difference(expected: &str, got: &str) -> Option<String> {
    let (mut a, mut b, mut line) = (expected.lines(), got.lines(), 0);
    loop {
        line += 1;
        match (a.next(), b.next()) {
            (None, None) => return (expected != got).then(|| "other line ends".into()),
            (old, new) if old == new => {}
            (old, new) => {
                return Some(format!(
                    "at its line {line}: {}\n    expected: {}",
                    new.unwrap_or("nothing more"),
                    old.unwrap_or("nothing more")
                ));
            }
        }
    }
}

/// Golden files that no step names.
pub fn left_over(world: &World) -> Vec<String> {
    let named: BTreeSet<String> = world
        .story
        .steps
        .iter()
        .filter_map(|step| if let What::Expect(golden) = &step.what { Some(golden.file()) } else { None })
        .collect();
    let there = fs::read_dir(world.folder.join("expected"))
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    there.filter(|file| !named.contains(file)).collect()
}

/// All items of a noun, one a line, sorted by time or name and then by id.
pub fn items(stands: &Stands, noun: Noun) -> String {
    let mut lines: Vec<(String, String)> = match noun {
        Noun::Observations | Noun::Claims | Noun::Checks | Noun::Series | Noun::Comparisons => {
            stands.observations.iter().map(|one| (order(one), lines::observation(stands, one))).collect()
        }
        Noun::Incidents => stands.incidents.iter().map(|one| (one.time.from.to_string(), lines::incident(one))).collect(),
        Noun::Findings => stands
            .findings
            .iter()
            .map(|one| (format!("{}\n{}\n{}", one.agreement, one.clause, one.time.from), lines::finding(one)))
            .collect(),
        Noun::Refusals => stands
            .refusals
            .iter()
            .map(|one| (format!("{}\n{:9}", stands.name(&one.from.artifact), one.from.line), lines::refusal(stands, one)))
            .collect(),
        Noun::Layers => {
            stands.layers.iter().map(|one| (format!("{}\n{}\n{}", one.layer, one.source, one.valid_from), lines::layer(one))).collect()
        }
        Noun::Cells => Vec::new(),
        Noun::Coverage => {
            stands.coverage.iter().map(|one| (format!("{}\n{}", one.time.from, one.station), lines::coverage(stands, one))).collect()
        }
    };
    lines.sort();
    lines.into_iter().map(|(_, line)| line + "\n").collect()
}

fn order(one: &model::Observation) -> String {
    let sequence = one.sequence.as_ref().map(|sequence| format!("{:>9}\n{:9}", sequence.block, sequence.ordinal.unwrap_or(u32::MAX)));
    format!("{}\n{}\n{}\n{}", one.time.from, one.source, sequence.unwrap_or_default(), one.key.as_deref().unwrap_or(""))
}

/// The daily report as JSON, without what differs between one log and the next.
pub fn daily(folder: &Folder, day: &str) -> Result<String, String> {
    let view = View::open(folder, None).map_err(shown)?;
    let mut report = server::daily::daily(&view, day).map_err(shown)?;
    report.as_of = report::AsOf { checkpoint: None, log_name: "left out".into(), position: 0, root: Digest::from_bytes([0; 32]) };
    let value: serde_json::Value = serde_json::from_slice(&report::show_json(&report)).map_err(shown)?;
    Ok(serde_json::to_string_pretty(&value).map_err(shown)? + "\n")
}

/// Removes golden files that no step names.
pub fn remove(world: &World, files: &[String]) {
    files.iter().for_each(|file| fs::remove_file(world.folder.join("expected").join(file)).unwrap());
}
