//! `tregua audit`: every byte checked, every conclusion derived again, every difference named.

use super::Bench;
use crate::fault::Fault;
use crate::screen::{self, say};
use engine::{Log, Projection, StoreFault};
use model::Entry;
use model::count::grouped;
use std::collections::BTreeSet;
use std::process::ExitCode;
use store::SqliteProjection;

/// Audits the mission. Exit code 1 if anything differs.
pub fn run(bench: &Bench) -> Result<ExitCode, Fault> {
    bench.needs_mission()?;
    let log = match bench.folder.read_log() {
        Err(StoreFault::Damaged { what, how }) => {
            say(&format!("the log cannot be opened: {what} is damaged: {how}; restore it from a copy"));
            return Ok(ExitCode::from(1));
        }
        other => other?,
    };
    let vault = bench.folder.vault();
    let mut found: Vec<String> = log.check()?;
    let mut fresh = SqliteProjection::in_memory()?;
    let bar = screen::bar("auditing");
    let audited = engine::audit::audit(&log, &vault, &mut fresh, |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    found.extend(audited.differences.iter().map(|difference| format!("entry {}: {}", difference.leaf, difference.what)));
    let roots: BTreeSet<model::Digest> = (0..log.size())
        .filter_map(|leaf| if let Ok(Entry::Concluded(header)) = engine::gather::entry(&log, leaf) { Some(header.root) } else { None })
        .collect();
    found.extend(vault.check()?);
    let leftovers: Vec<String> = log.leftovers()?.into_iter().chain(vault.leftovers(&roots)?).collect();
    if audited.differences.is_empty() {
        found.extend(differing_projection(bench, &log, &fresh)?);
    }
    let unchecked_n = if found.is_empty() { audit_releases(bench, &mut found)? } else { 0 };
    let doubts: Vec<String> = audited.doubts.iter().map(|doubt| format!("entry {}: {}", doubt.leaf, doubt.what)).collect();
    if bench.json {
        say(&serde_json::json!({"entries": audited.entries, "artifacts": audited.artifacts, "batches": audited.batches, "items": audited.items, "derived": audited.derived, "differences": found, "doubts": doubts, "redactions": audited.redactions.iter().map(ToString::to_string).collect::<Vec<_>>(), "leftovers": leftovers}).to_string());
    } else {
        found.iter().for_each(|what| say(what));
        audited.redactions.iter().for_each(|redaction| say(&redaction.to_string()));
        audited.doubts.iter().for_each(|doubt| say(&format!("in doubt: entry {}: {}", doubt.leaf, doubt.what)));
        leftovers.iter().for_each(|path| {
            say(&format!("note: {path} belongs to no entry: left by an interrupted step, or put there; it changes nothing"))
        });
        if unchecked_n > 0 {
            say(&format!("note: {unchecked_n} releases were not held against their incidents: keys/release.key is not here"));
        }
        let (entries, items) = (grouped(audited.entries), grouped(audited.items));
        say(&format!(
            "{entries} entries, {} artifacts, {} batches with {items} conclusions checked; {} differences",
            audited.artifacts,
            audited.batches,
            found.len()
        ));
    }
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Releases are derived again from the projection, which is the fold of the log by now; gives how many could not be.
fn audit_releases(bench: &Bench, found: &mut Vec<String>) -> Result<u64, Fault> {
    if !bench.folder.database().is_file() {
        return Ok(0);
    }
    let (releases, faults) = super::release::audit(bench)?;
    found.extend(faults.iter().map(|(leaf, what)| format!("entry {leaf}: {what}")));
    Ok(releases.unchecked_n)
}

/// The projection must be the fold of the log; it is disposable, so this is a remark with a remedy.
fn differing_projection(bench: &Bench, log: &dyn Log, fresh: &SqliteProjection) -> Result<Option<String>, Fault> {
    if !bench.folder.database().is_file() {
        return Ok(None);
    }
    let kept = SqliteProjection::open(&bench.folder.database())?;
    let differs = kept.position() == log.size() && kept.digest()? != fresh.digest()?;
    Ok(differs.then(|| "data/tregua.db is not the fold of the log: `tregua rebuild` makes it anew".to_owned()))
}
