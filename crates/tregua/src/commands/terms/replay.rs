//! `tregua terms replay`: what a draft would have found, by clause, party, day and zone, and what a second one changes.

use super::{Bench, show_faults};
use crate::commands::adopt;
use crate::fault::Fault;
use crate::screen::{bar, remark, say};
use ::terms::{About, Agreement, Changed, Dossier, Sieve, Sums, Tally};
use engine::assess::Text;
use engine::rehearsal::{Piece, Stage, close, joined, rehearse};
use model::count::grouped;
use model::{Instant, Kind, Missing, Mission, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;
use store::Folder;
use store::view::View;

/// Incidents that are read and worked on together.
const INCIDENTS_AT_ONCE: usize = 2_048;
/// Threads, at most.
const THREADS_MAX: usize = 16;
/// Rows shown of a table by day or zone, and of changes; `--json` has all.
const ROWS_SHOWN: usize = 40;

/// Which incidents.
pub struct Days<'a> {
    /// Beginning on this day or later.
    pub from: Option<&'a str>,
    /// Beginning on this day or before.
    pub to: Option<&'a str>,
}

/// Replays drafts against a mission.
pub fn run(bench: &Bench, drafts: &[&Path], against: Option<&Path>, days: &Days<'_>) -> Result<ExitCode, Fault> {
    let folder = against.map_or_else(|| bench.folder.clone(), Folder::new);
    if !folder.is_mission() {
        return Err(Fault::NoMission(folder.root().display().to_string()));
    }
    let [_first, ..] = drafts else { return Err(Fault::Call("name a draft".into())) };
    if drafts.len() > 2 {
        return Err(Fault::Call("two drafts are compared, not more: give one draft and `--and OTHER`, or two".into()));
    }
    let view = View::open(&folder, None)?;
    let mission = view.mission()?;
    let window = window(days, &mission)?;
    let mut told = Vec::new();
    for path in drafts {
        let text = adopt::read(path)?;
        let texts = read(&view, path, &text)?;
        let (tally, incidents_n) = rehearsed(&folder, &view, &mission, &texts, window, drafts.len() > 1)?;
        if bench.json {
            say(&told_json(path, &texts, &tally, incidents_n).to_string());
        } else {
            tell(path, &texts, &tally, incidents_n);
        }
        told.push(tally);
    }
    if let [first, second] = told.as_slice() {
        tell_changes(bench, drafts, &first.compared(second));
    }
    Ok(ExitCode::SUCCESS)
}

fn window(days: &Days<'_>, mission: &Mission) -> Result<(i64, i64), Fault> {
    let start = |day: &str, name: &str| Instant::start_of_day(day, &mission.zone).map_err(|fault| Fault::Call(format!("{name}: {fault}")));
    let from = days.from.map(|day| start(day, "--from")).transpose()?.map_or(i64::MIN, Instant::ms);
    let to = match days.to {
        Some(day) => start(day, "--to")?.plus_ms(36 * 3_600_000),
        None => return Ok((from, i64::MAX)),
    };
    // A day may be 23 or 25 hours long: the beginning of the next one is what counts.
    let next = to.day_in(&mission.zone).map_err(|fault| Fault::Call(format!("--to: {fault}")))?;
    Ok((from, start(&next, "--to")?.ms()))
}

/// The draft joined with what it amends or inherits from; its faults are shown and do not stop it.
fn read(view: &View, path: &Path, text: &str) -> Result<Vec<Text>, Fault> {
    let (agreement, faults) = ::terms::read_agreement(text);
    if agreement.is_none() {
        show_faults(path, text, &faults);
        return Err(Fault::Input(format!("{}: it holds no agreement, see above", path.display())));
    }
    let errors_n = faults.iter().filter(|fault| fault.severity == ::terms::Severity::Error).count();
    if errors_n > 0 {
        remark(&format!("{}: {errors_n} errors: what they touch is undetermined; `tregua terms check` shows them", path.display()));
    }
    let in_use: Vec<String> = view.agreements()?.into_iter().map(|(_, _, text)| text).collect();
    Ok(joined(&in_use, &[text.to_owned()])?)
}

/// Holds all incidents against the texts, on as many threads as the machine has.
fn rehearsed(
    folder: &Folder,
    view: &View,
    mission: &Mission,
    texts: &[Text],
    (from_ms, to_ms): (i64, i64),
    keeps: bool,
) -> Result<(Tally, usize), Fault> {
    let versions = view.layers()?;
    let layers: BTreeMap<_, _> = versions.iter().map(|version| (version.id, version.layer.clone())).collect();
    let ground = engine::assess::ground(view.vault(), versions)?;
    let has_papers = texts.iter().any(|text| ::terms::asks_for_papers(&text.agreement));
    let (deeds, coverages) = match has_papers {
        true => (view.deeds()?, view.coverage(i64::MIN, i64::MAX)?),
        false => (Vec::new(), Vec::new()),
    };
    let as_of = if has_papers { view.last_received()? } else { None };
    let dossier = Dossier::new(deeds.iter().collect(), coverages.iter().collect(), as_of);
    let stage = Stage { texts, ground: &ground, layers: &layers, mission, dossier: &dossier, keeps };
    let concerns = |agreement: &Agreement, kind| ::terms::is_concerned(agreement, kind) || ::terms::is_traced(agreement, kind);
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| texts.iter().any(|text| concerns(&text.agreement, *kind))).collect();
    let ids = view.incidents_of(&kinds, from_ms, to_ms)?;
    let all = spread(folder, view.as_of(), &stage, &ids)?;
    let incidents_n = all.incidents_n;
    let statements = view.statements()?;
    Ok((close(&stage, all, &statements), incidents_n))
}

fn spread(folder: &Folder, as_of: u64, stage: &Stage<'_>, ids: &[String]) -> Result<Piece, Fault> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(THREADS_MAX);
    let share = ids.len().div_ceil(cores).max(1);
    let bar = bar("replaying");
    bar.set_length(ids.len() as u64);
    let pieces: Vec<Result<Piece, Fault>> = std::thread::scope(|scope| {
        let work = |ids| {
            let bar = bar.clone();
            scope.spawn(move || work(folder, as_of, stage, ids, &|n| bar.inc(n)))
        };
        let running: Vec<_> = ids.chunks(share).map(work).collect();
        running.into_iter().map(|one| one.join().unwrap_or_else(|_| Err(Fault::Serve("a thread ended early".into())))).collect()
    });
    bar.finish_and_clear();
    let mut all = Piece::nothing(stage);
    for piece in pieces {
        all.with(piece?);
    }
    Ok(all)
}

/// One thread's share, through a view of its own.
fn work(folder: &Folder, as_of: u64, stage: &Stage<'_>, ids: &[String], step: &dyn Fn(u64)) -> Result<Piece, Fault> {
    let view = View::open(folder, Some(as_of))?;
    let sieve = Sieve::of(stage.texts.iter().map(|text| (&text.agreement, &text.version)), stage.ground, stage.mission);
    let mut all = Piece::nothing(stage);
    for chunk in ids.chunks(INCIDENTS_AT_ONCE) {
        all.with(rehearse(stage, &sieve, &view.with_members(chunk)?));
        step(chunk.len() as u64);
    }
    Ok(all)
}

/// A table by some key, in lines of words and numbers.
fn table<K: Display>(title: &str, rows: impl Iterator<Item = (K, Sums)>) {
    let rows: Vec<(String, Sums)> = rows.map(|(key, sums)| (key.to_string(), sums)).collect();
    if rows.is_empty() {
        return;
    }
    let width = rows.iter().take(ROWS_SHOWN).map(|(key, _)| key.chars().count()).max().unwrap_or(0).max(title.chars().count());
    say("");
    say(&format!("{title:width$}  {:>9}  {:>12}  {:>7}  {:>9}", "breach", "undetermined", "exempt", "no breach"));
    for (key, sums) in rows.iter().take(ROWS_SHOWN) {
        let lacking = show_missing(&sums.missing);
        let lacking = if lacking.is_empty() { lacking } else { format!("  missing {lacking}") };
        let [breach, open, exempt, kept] = [sums.breach, sums.undetermined, sums.exempt, sums.no_breach].map(grouped);
        say(&format!("{key:width$}  {breach:>9}  {open:>12}  {exempt:>7}  {kept:>9}{lacking}"));
    }
    if rows.len() > ROWS_SHOWN {
        say(&format!("and {} more; `--json` has all", grouped((rows.len() - ROWS_SHOWN) as u64)));
    }
}

fn word(missing: Missing) -> String {
    serde_json::to_value(missing).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn show_missing(missing: &BTreeMap<Missing, u64>) -> String {
    let mut sorted: Vec<_> = missing.iter().collect();
    sorted.sort_by_key(|(missing, n)| (std::cmp::Reverse(**n), **missing));
    sorted.into_iter().map(|(missing, n)| format!("{} {}", word(*missing), grouped(*n))).collect::<Vec<_>>().join(", ")
}

fn name((clause, reading): &(String, Option<String>)) -> String {
    reading.as_ref().map_or_else(|| clause.clone(), |reading| format!("{clause} ({reading})"))
}

fn tell(path: &Path, texts: &[Text], tally: &Tally, incidents_n: usize) {
    let ids: Vec<&str> = texts.iter().map(|text| text.agreement.id()).collect();
    say(&format!(
        "{}: `{}` against {} incidents of the kinds that it concerns: {} with findings, {} with a breach, {} undetermined{}",
        path.display(),
        ids.join("`, `"),
        grouped(incidents_n as u64),
        grouped(tally.incidents_n),
        grouped(tally.broken_n),
        grouped(tally.undetermined_n),
        if tally.missing.is_empty() { String::new() } else { format!(" for want of {}", show_missing(&tally.missing)) },
    ));
    table("clause", tally.clauses.iter().map(|(key, sums)| (name(key), sums.clone())));
    table("party", tally.parties.iter().map(|(key, sums)| (key.clone().unwrap_or_else(|| "no single party".into()), sums.clone())));
    table("zone or line", tally.zones.iter().map(|(key, sums)| (key.clone().unwrap_or_else(|| "none".into()), sums.clone())));
    table("day", tally.days.iter().map(|(key, sums)| (key.clone(), sums.clone())));
    say("");
}

fn sums_json(sums: &Sums) -> Value {
    let missing: BTreeMap<String, u64> = sums.missing.iter().map(|(missing, n)| (word(*missing), *n)).collect();
    json!({"breach": sums.breach, "undetermined": sums.undetermined, "exempt": sums.exempt, "no_breach": sums.no_breach, "missing": missing})
}

fn row_json(key: Value, sums: &Sums) -> Value {
    let (mut row, mut more) = (key, sums_json(sums));
    if let (Some(row), Some(more)) = (row.as_object_mut(), more.as_object_mut()) {
        row.append(more);
    }
    row
}

fn told_json(path: &Path, texts: &[Text], tally: &Tally, incidents_n: usize) -> Value {
    let agreements: Vec<Value> = texts.iter().map(|text| json!({"id": text.agreement.id(), "version": text.version.to_string()})).collect();
    let missing: BTreeMap<String, u64> = tally.missing.iter().map(|(missing, n)| (word(*missing), *n)).collect();
    let clauses = tally.clauses.iter().map(|((clause, reading), sums)| row_json(json!({"clause": clause, "reading": reading}), sums));
    json!({
        "draft": path.display().to_string(),
        "agreements": agreements,
        "incidents": {"of_its_kinds": incidents_n, "with_findings": tally.incidents_n, "with_breach": tally.broken_n, "undetermined": tally.undetermined_n, "missing": missing},
        "findings": sums_json(&tally.sums),
        "by_clause": clauses.collect::<Vec<_>>(),
        "by_party": tally.parties.iter().map(|(party, sums)| row_json(json!({"party": party}), sums)).collect::<Vec<_>>(),
        "by_zone": tally.zones.iter().map(|(zone, sums)| row_json(json!({"zone": zone}), sums)).collect::<Vec<_>>(),
        "by_day": tally.days.iter().map(|(day, sums)| row_json(json!({"day": day}), sums)).collect::<Vec<_>>(),
    })
}

fn outcome(outcome: Option<Outcome>) -> &'static str {
    outcome.map_or("none", Outcome::word)
}

fn tell_changes(bench: &Bench, drafts: &[&Path], changes: &[Changed]) {
    let mut counted: BTreeMap<(String, &str, &str), u64> = BTreeMap::new();
    for change in changes {
        let key = (name(&(change.clause.clone(), change.reading.clone())), outcome(change.before), outcome(change.now));
        *counted.entry(key).or_default() += 1;
    }
    let about = |about: &About| match about {
        About::Incident(id) => id.to_string(),
        About::Other(words) => words.clone(),
    };
    if bench.json {
        let one = |change: &Changed| json!({"about": about(&change.about), "clause": change.clause, "reading": change.reading, "party": change.party, "before": outcome(change.before), "now": outcome(change.now)});
        let by_clause: Vec<Value> = counted
            .iter()
            .map(|((clause, before, now), n)| json!({"clause": clause, "before": before, "now": now, "findings": n}))
            .collect();
        let names: Vec<String> = drafts.iter().map(|path| path.display().to_string()).collect();
        let changes: Vec<Value> = changes.iter().map(one).collect();
        say(&json!({"compared": names, "changed": changes.len(), "by_clause": by_clause, "changes": changes}).to_string());
        return;
    }
    let names: Vec<String> = drafts.iter().map(|path| path.display().to_string()).collect();
    say(&format!("from {}: {} findings differ", names.join(" to "), grouped(changes.len() as u64)));
    for ((clause, before, now), n) in &counted {
        say(&format!("  clause {clause}: {} from {} to {}", grouped(*n), before.replace('_', " "), now.replace('_', " ")));
    }
    for change in changes.iter().take(ROWS_SHOWN) {
        let party = change.party.as_ref().map_or_else(String::new, |party| format!(", {party}"));
        let clause = name(&(change.clause.clone(), change.reading.clone()));
        let (before, now) = (outcome(change.before).replace('_', " "), outcome(change.now).replace('_', " "));
        say(&format!("  {}: clause {clause}{party}: {before} -> {now}", about(&change.about)));
    }
    if changes.len() > ROWS_SHOWN {
        say(&format!("  and {} more; `--json` has all", grouped((changes.len() - ROWS_SHOWN) as u64)));
    }
}
