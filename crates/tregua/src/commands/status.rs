//! `tregua status`: what stands, and what in the folder is not in use.

use super::{Bench, adopt};
use crate::cli::Status;
use crate::fault::Fault;
use crate::screen::say;
use engine::Projection;
use model::count::grouped;
use std::process::ExitCode;
use store::SqliteProjection;

/// Shows what stands.
pub fn run(bench: &Bench, call: &Status) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let summary = view.summary()?;
    let [received, declared, concluded] = summary.families;
    let state = if call.digest { Some(SqliteProjection::open(&bench.folder.database())?.state_digest()?) } else { None };
    let (register, acts) = (view.register()?, view.acts()?);
    let (keys_n, void_n) = (register.standing(view.as_of()).count(), acts.iter().filter(|act| act.void.is_some()).count());
    let missing = view.missing_reports()?;
    if bench.json {
        let mut value = serde_json::json!({
            "as_of": view.as_of(), "root": view.root()?.to_string(), "received": received, "declared": declared, "concluded": concluded,
            "observations": summary.observations, "refused": summary.refused, "incidents": summary.incidents, "findings": summary.findings,
            "keys": keys_n, "acts_void": void_n, "reports_missing": missing.iter().map(model::entry::Gap::missing_n).sum::<u64>(),
        });
        if let Some((state, value)) = state.zip(value.as_object_mut()) {
            value.insert("state".into(), state.to_string().into());
        }
        say(&value.to_string());
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{} at log position {}", view.mission()?.name, view.as_of()));
    say(&format!("  {received} files received, {declared} acts declared, {concluded} batches concluded"));
    match register.founded() {
        Some(_) => say(&format!("  {keys_n} keys in the register; `tregua key list` and `tregua act list` show who signed what")),
        None => say("  no key register: acts of this log are not signed; `tregua key found --by NAME` begins one"),
    }
    for act in acts.iter().filter(|act| act.void.is_some()) {
        say(&format!(
            "  entry {} does not count: {} by {}: {}",
            act.leaf,
            act.kind.replace('_', " "),
            act.by,
            act.void.as_deref().unwrap_or("")
        ));
    }
    for gap in &missing {
        say(&format!(
            "  {} reports missing: numbers {} to {} of stream `{}` of {}",
            gap.missing_n(),
            gap.from,
            gap.to,
            gap.stream,
            gap.sender
        ));
    }
    say(&format!(
        "  {} observations, {} rows refused, {} incidents",
        grouped(summary.observations),
        grouped(summary.refused),
        grouped(summary.incidents)
    ));
    for (outcome, n) in &summary.findings {
        say(&format!("  {} findings: {}", grouped(*n), outcome.replace('_', " ")));
    }
    if let Some(state) = state {
        say(&format!("  state {state}: equal on every node that holds the same entries"));
    }
    for path in adopt::all_files(bench) {
        if let Ok(text) = adopt::read(&path) {
            let digest = model::Digest::of(text.as_bytes());
            let in_use = view.in_use()?.contains(&digest);
            if !in_use {
                say(&format!("  {} is not in use as it stands: `tregua adopt`", path.display()));
            }
        }
    }
    for path in adopt::gazetteer_files(bench) {
        if let Ok(text) = adopt::read_packed(&path)
            && !view.in_use()?.contains(&model::Digest::of(text.as_bytes()))
        {
            say(&format!("  {} is not in use as it stands: `tregua adopt`", path.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}
