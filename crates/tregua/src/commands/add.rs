//! `tregua add`: bytes in, observations out, and everything that follows from them.

mod replays;

use super::Bench;
use crate::cli::Add;
use crate::fault::Fault;
use crate::screen::{self, remark, say};
use engine::assess::Proposal;
use engine::read::Read;
use engine::receive::{Receipt, Submission, receive};
use engine::{Projection, Step};
use model::count::grouped;
use model::{Mission, SourceId};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::folder::Writer;

/// Greatest size of one file, bytes: 1 GiB. Larger ones are split by their owner.
const FILE_BYTES_MAX: u64 = 1 << 30;
/// Files received in one append: a folder of many files does not lie in memory at once.
const FILES_AT_ONCE_BYTES: u64 = 64 << 20;
/// Refused rows shown for each file; all are kept.
const REFUSALS_SHOWN: usize = 20;

/// Adds files, or shows what would be read of them.
pub fn run(bench: &Bench, add: &Add) -> Result<ExitCode, Fault> {
    if let Some(word) = &add.read_as {
        word.parse::<ingest::Format>().map_err(|fault| Fault::Call(format!("--as: {fault}")))?;
    }
    let map = add.map.as_ref().map(|path| super::adopt::read(path)).transpose()?;
    let paths = files_of(&add.paths)?;
    if add.dry_run {
        return dry_run(bench, add, &paths, map.as_deref());
    }
    let mut writer = bench.write()?;
    let source = source_of(bench, &writer, add.source.as_deref())?;
    let before = writer.projection.position();
    let mut unreadable = 0;
    let mut waiting: Vec<Submission> = Vec::new();
    let mut waiting_bytes = 0;
    for path in &paths {
        let bytes = read_file(path)?;
        waiting_bytes += bytes.len() as u64;
        waiting.push(Submission { name: name_of(path), bytes, source: source.clone(), read_as: add.read_as.clone(), map: map.clone() });
        if waiting_bytes >= FILES_AT_ONCE_BYTES {
            keep(bench, &mut writer, &mut waiting)?;
            waiting_bytes = 0;
        }
    }
    keep(bench, &mut writer, &mut waiting)?;
    let mut tell = |read: &Read| {
        unreadable += usize::from(read.unreadable.is_some());
        show_read(bench, read);
    };
    settle_with(bench, &mut writer, &mut tell)?;
    drop(writer);
    replays::show(bench, before)?;
    Ok(if unreadable > 0 { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

fn source_of(bench: &Bench, writer: &Writer, id: Option<&str>) -> Result<Option<SourceId>, Fault> {
    let mission = engine::gather::mission(&writer.vault, &writer.projection)?.mission;
    if id.is_none() && !mission.sources.is_empty() {
        remark("note: no --source: reports of an unnamed source name nobody as the actor, and their keys meet those of other files");
    }
    checked(mission, id, bench)?;
    Ok(id.map(|id| SourceId(id.to_owned())))
}

/// The mission, if it has the source.
fn checked(mission: Mission, id: Option<&str>, bench: &Bench) -> Result<Mission, Fault> {
    let Some(id) = id else { return Ok(mission) };
    if mission.source(&SourceId(id.to_owned())).is_some() {
        return Ok(mission);
    }
    let known: Vec<&str> = mission.sources.iter().map(|source| source.id.0.as_str()).collect();
    let known = if known.is_empty() { "it has none".into() } else { known.join(", ") };
    let file = bench.folder.mission_file();
    Err(Fault::Call(format!("--source: `{id}` is no source in use ({known}); add a [[source]] to {} and adopt it", file.display())))
}

fn keep(bench: &Bench, writer: &mut Writer, waiting: &mut Vec<Submission>) -> Result<(), Fault> {
    let mut desk = bench.desk(writer);
    let receipts = receive(&mut desk, waiting)?;
    for (submission, receipt) in waiting.iter().zip(receipts) {
        let (word, leaf, sha256) = match receipt {
            Receipt::New { leaf, sha256 } => ("received", leaf, sha256),
            Receipt::Known { leaf, sha256 } => ("known already, nothing changed", leaf, sha256),
        };
        if bench.json {
            say(&serde_json::json!({"file": submission.name, "receipt": word, "entry": leaf, "sha256": sha256.to_string()}).to_string());
        } else {
            say(&format!("{}: {word}, entry {leaf}, SHA-256 {}", submission.name, sha256.to_string().get(..16).unwrap_or("")));
        }
    }
    waiting.clear();
    Ok(())
}

/// Reads, fuses, assesses, and says what came of it.
pub fn settle_and_say(bench: &Bench, writer: &mut Writer) -> Result<(), Fault> {
    settle_with(bench, writer, &mut |read| show_read(bench, read))
}

fn settle_with(bench: &Bench, writer: &mut Writer, tell: &mut dyn FnMut(&Read)) -> Result<(), Fault> {
    let sign = screen::spinner("reading".into());
    let mut desk = bench.desk(writer);
    let settled = engine::settle(
        &mut desk,
        |read| sign.suspend(|| tell(read)),
        |step| {
            sign.set_message(match step {
                Step::Fusing => "fusing: which reports are about one event",
                Step::Assessing => "holding incidents against the agreements",
            });
        },
    )?;
    sign.finish_and_clear();
    let (fused, assessed) = (&settled.fused, &settled.assessed);
    if bench.json {
        let value = serde_json::json!({
            "observations_fused": fused.evidence_n, "incidents": fused.incidents_n, "incidents_changed": fused.changed_n,
            "findings": assessed.outcomes, "findings_changed": assessed.changed_n, "position": writer.projection.position(),
        });
        say(&value.to_string());
        return Ok(());
    }
    say(&format!(
        "{} observations in {} incidents ({} changed)",
        grouped(fused.evidence_n as u64),
        grouped(fused.incidents_n as u64),
        grouped(fused.changed_n as u64)
    ));
    if assessed.agreements_n == 0 {
        say("no agreement is in use: nothing was assessed");
    } else {
        let outcomes: Vec<String> =
            assessed.outcomes.iter().map(|(word, n)| format!("{} {}", grouped(*n as u64), word.replace('_', " "))).collect();
        say(&format!(
            "{} agreements, {} incidents concerned: {} ({} findings changed)",
            assessed.agreements_n,
            grouped(assessed.concerned_n as u64),
            if outcomes.is_empty() { "no findings".into() } else { outcomes.join(", ") },
            grouped(assessed.changed_n as u64)
        ));
    }
    say(&format!("the log stands at {}", writer.projection.position()));
    Ok(())
}

fn show_read(bench: &Bench, read: &Read) {
    let reading = &read.reading;
    if bench.json {
        let refusals: Vec<_> = read.refusals.iter().map(|refusal| serde_json::json!({"line": refusal.from.line, "entry": refusal.from.entry, "column": refusal.column, "reason": refusal.reason})).collect();
        let value = serde_json::json!({
            "file": read.name, "format": reading.format, "rows": reading.rows_n, "read": reading.read_n, "refused": reading.refused_n,
            "observations_new": read.new_n, "observations_replaced": read.replaced_n, "observations_known": read.known_n, "notes": reading.notes, "refusals": refusals, "unreadable": read.unreadable,
        });
        say(&value.to_string());
        return;
    }
    if let Some(why) = &read.unreadable {
        remark(&format!("{}: {why}. The file is kept; nothing of it was read", read.name));
        return;
    }
    let replaced =
        if read.replaced_n > 0 { format!(", {} replaced by a new version", grouped(read.replaced_n as u64)) } else { String::new() };
    let known = if read.known_n > 0 { format!(", {} known already", grouped(read.known_n as u64)) } else { String::new() };
    say(&format!(
        "{}: read as {}: {} rows, {} read, {} refused; {} new observations{replaced}{known}",
        read.name,
        reading.format,
        grouped(reading.rows_n.into()),
        grouped(reading.read_n.into()),
        grouped(reading.refused_n.into()),
        grouped(read.new_n as u64)
    ));
    reading.notes.iter().for_each(|note| say(&format!("  note: {note}")));
    show_refusals(&read.refusals);
}

fn show_refusals(refusals: &[model::Refusal]) {
    for refusal in refusals.iter().take(REFUSALS_SHOWN) {
        let entry = refusal.from.entry.as_ref().map_or_else(String::new, |entry| format!("{entry}, "));
        let column = refusal.column.as_ref().map_or_else(String::new, |column| format!(", column {column}"));
        say(&format!("  {entry}line {}{column}: {}", refusal.from.line, refusal.reason));
    }
    if refusals.len() > REFUSALS_SHOWN {
        say(&format!("  and {} more; all are kept, with their rows (`tregua explain REF-...`)", refusals.len() - REFUSALS_SHOWN));
    }
}

/// Shows row by row what would be read; keeps nothing.
fn dry_run(bench: &Bench, add: &Add, paths: &[PathBuf], map: Option<&str>) -> Result<ExitCode, Fault> {
    let mission = match bench.folder.is_mission() {
        true => checked(bench.view(None)?.mission()?, add.source.as_deref(), bench)?,
        false => engine::gather::read_mission("name = \"dry run\"\nzone = \"UTC\"\n")?,
    };
    let source = add.source.as_ref().map(|id| SourceId(id.clone()));
    let places = ingest::Gazetteers::new(if bench.folder.is_mission() { bench.view(None)?.gazetteers()? } else { Vec::new() });
    let (mut unreadable, mut layers) = (0, Vec::new());
    for path in paths {
        let bytes = read_file(path)?;
        let input = ingest::Input {
            artifact: model::Digest::of(&bytes),
            name: &name_of(path),
            bytes: &bytes,
            read_as: add.read_as.as_deref().and_then(|word| word.parse().ok()),
            map,
            source: source.as_ref(),
            mission: &mission,
            places: Some(&places),
            received_at: bench.now,
        };
        match ingest::read(&input) {
            Ok(yielded) => {
                show_dry(bench, path, &yielded);
                layers.extend(engine::read::layers_in(&yielded)?);
            }
            Err(fault) => {
                unreadable += 1;
                remark(&format!("{}: {fault}", path.display()));
            }
        }
    }
    if !layers.is_empty() && bench.folder.is_mission() {
        super::foresee::show(bench, &Proposal { layers, ..Proposal::default() })?;
    }
    remark("dry run: nothing was kept");
    Ok(if unreadable > 0 { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

fn show_dry(bench: &Bench, path: &Path, yielded: &ingest::Yield) {
    for observation in &yielded.observations {
        if bench.json {
            say(&serde_json::to_string(observation).unwrap_or_default());
            continue;
        }
        let place = observation.place.as_ref().and_then(model::geodesy::summary);
        let place = place.map_or_else(|| "place not known".into(), |(at, sd)| format!("{:.5} {:.5} \u{b1} {sd} m", at.lat(), at.lon()));
        let count = observation.count.as_ref().map_or_else(String::new, |count| format!("; {}", count.text));
        let claims: Vec<String> =
            observation.claims.iter().map(|claim| format!("{:?} {}", claim.measure, claim.count.text).to_lowercase()).collect();
        let claims = if claims.is_empty() { String::new() } else { format!("; claims: {}", claims.join(", ")) };
        let time = &observation.time;
        let when = if time.from == time.to { time.from.to_string() } else { format!("{} to {}", time.from, time.to) };
        say(&format!("line {}: {} {when}; {place}{count}{claims}", observation.from.line, observation.kind));
    }
    let reading = &yielded.reading;
    if !bench.json {
        yielded.coverages.iter().for_each(|coverage| {
            say(&format!(
                "line {}: coverage of {}: {} of {} minutes",
                coverage.from.line, coverage.station, coverage.observed_min, coverage.planned_min
            ))
        });
        yielded
            .layers
            .iter()
            .for_each(|layer| say(&format!("layer {} ({:?}), valid from {}", layer.layer, layer.role, layer.valid_from).to_lowercase()));
        show_refusals(&yielded.refusals);
        reading.notes.iter().for_each(|note| say(&format!("  note: {note}")));
    }
    remark(&format!(
        "{}: as {}: {} rows, {} would be read, {} refused",
        path.display(),
        reading.format,
        reading.rows_n,
        reading.read_n,
        reading.refused_n
    ));
}

/// Files as given, folders with all files below them, sorted by name; hidden files are left out.
fn files_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut below = store::disk::files_below(path)?;
            below.retain(|file| !file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')));
            if below.is_empty() {
                return Err(Fault::Input(format!("{}: the folder holds no files", path.display())));
            }
            files.extend(below);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn read_file(path: &Path) -> Result<Vec<u8>, Fault> {
    let refused = |cause: &dyn std::fmt::Display| Fault::Input(format!("{}: {cause}", path.display()));
    let mut bytes = Vec::new();
    let read = match path.as_os_str() == "-" {
        true => std::io::stdin().lock().take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes),
        false => fs::File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)),
    };
    read.map_err(|cause| refused(&cause))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(refused(&"larger than 1 GiB: split it"));
    }
    Ok(bytes)
}

fn name_of(path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "standard-input".into();
    }
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
