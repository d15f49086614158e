//! Dry runs: which findings would change if something came into use; nothing is recorded.

use super::Bench;
use crate::fault::Fault;
use crate::screen::{remark, say};
use engine::assess::{Derived, Difference, Proposal, foresee};
use engine::{Log, Projection};
use model::count::grouped;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::SqliteProjection;

/// Findings shown one by one; `--json` has all.
const SHOWN: usize = 20;

/// Works out what a proposal would change and shows it.
pub fn show(bench: &Bench, proposal: &Proposal) -> Result<(), Fault> {
    bench.needs_mission()?;
    let log = bench.folder.read_log()?;
    let projection = SqliteProjection::open(&bench.folder.database())?;
    if projection.position() < log.size() {
        remark("the projection is behind the log: what came last is not considered (any command that writes brings it up)");
    }
    let derived = foresee(&log, &bench.folder.vault(), &projection, proposal)?;
    if bench.json {
        say(&told(&derived).to_string())
    } else {
        tell(&derived)
    }
    Ok(())
}

type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

fn counted(derived: &Derived) -> BTreeMap<Key<'_>, u64> {
    let mut counted = BTreeMap::new();
    for difference in &derived.differences {
        *counted.entry(key(difference)).or_default() += 1;
    }
    counted
}

fn key(difference: &Difference) -> Key<'_> {
    let (before, now) = (difference.before.as_ref(), difference.now.as_ref());
    let agreement = now.map(|now| now.agreement.as_str()).or_else(|| before.map(|before| before.agreement.as_str()));
    let clause = now.map(|now| now.clause.as_str()).or_else(|| before.map(|before| before.clause.as_str()));
    let was = before.map_or("none", |before| before.outcome.as_str());
    (agreement.unwrap_or_default(), clause.unwrap_or_default(), was, now.map_or("none", |now| now.outcome.word()))
}

fn incident(difference: &Difference) -> Option<String> {
    let now = difference.now.as_ref().and_then(|now| if let model::Subject::Incident(id) = &now.subject { Some(*id) } else { None });
    now.or_else(|| difference.before.as_ref()?.incident).map(|id| id.to_string())
}

fn tell(derived: &Derived) {
    let assessed = &derived.assessed;
    let of = format!("{} of {} incidents", grouped(assessed.evaluated_n as u64), grouped(assessed.concerned_n as u64));
    say(&format!("dry run: {of} would be held against the clauses anew; {} findings would change", grouped(assessed.changed_n as u64)));
    for ((agreement, clause, before, now), n) in counted(derived) {
        let what = match (before, now) {
            (before, now) if before == now => format!("stay {}, for other reasons or by another version", now.replace('_', " ")),
            (before, now) => format!("from {} to {}", before.replace('_', " "), now.replace('_', " ")),
        };
        say(&format!("  {agreement} clause {clause}: {} {what}", grouped(n)));
    }
    let is_other = |difference: &&Difference| key(difference).2 != key(difference).3;
    let others: Vec<&Difference> = derived.differences.iter().filter(is_other).collect();
    for difference in others.iter().take(SHOWN) {
        let (_, clause, before, now) = key(difference);
        let about = incident(difference).unwrap_or_else(|| difference.id.to_string());
        say(&format!("  {about}: clause {clause}: {} -> {}", before.replace('_', " "), now.replace('_', " ")));
    }
    if others.len() > SHOWN {
        say(&format!("  and {} more with another result; `--json` has all", grouped((others.len() - SHOWN) as u64)));
    }
}

fn told(derived: &Derived) -> Value {
    let by_clause: Vec<Value> = counted(derived)
        .into_iter()
        .map(|((agreement, clause, before, now), n)| json!({"agreement": agreement, "clause": clause, "before": before, "now": now, "findings": n}))
        .collect();
    let one = |difference: &Difference| {
        let (agreement, clause, before, now) = key(difference);
        json!({"finding": difference.id.to_string(), "incident": incident(difference), "agreement": agreement, "clause": clause, "before": before, "now": now})
    };
    let assessed = &derived.assessed;
    json!({
        "dry_run": true, "incidents_concerned": assessed.concerned_n, "incidents_evaluated": assessed.evaluated_n,
        "findings_changed": assessed.changed_n, "findings": assessed.outcomes, "by_clause": by_clause,
        "changes": derived.differences.iter().map(one).collect::<Vec<_>>(),
    })
}
