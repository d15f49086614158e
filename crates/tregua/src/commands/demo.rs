//! `tregua demo`: a fictional island's mission, filled through the same way as any other, and served.

use super::{Bench, init, serve};
use crate::cli::Demo;
use crate::fault::Fault;
use crate::hand::officer;
use crate::screen::{remark, say};
use engine::receive::{Submission, adopt_agreement, adopt_gazetteer, receive};
use engine::{Log, Projection, Step};
use model::SourceId;
use model::count::grouped;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant as Stopwatch;

/// Nobody: a fictional officer.
const FOUNDER: init::Founder<'static> = init::Founder { person: "demonstration", body: None };

/// Fills the mission and serves it.
pub fn run(bench: &Bench, demo: &Demo) -> Result<ExitCode, Fault> {
    let started = Stopwatch::now();
    let world = exercise::demonstration(demo.seed);
    let (dir, is_temporary) = match &demo.dir {
        Some(dir) => (dir.clone(), false),
        None => (std::env::temp_dir().join(format!("tregua-demo-{}", std::process::id())), true),
    };
    // A mission that is thrown away leaves no ratchet behind either.
    let state = if is_temporary { Some(dir.with_extension("state")) } else { bench.state.clone() };
    let bench = &Bench { state, ..bench.with(bench.folder.clone()) };
    let folder = init::create(bench, &dir, &world.mission_toml, &world.agreements, FOUNDER)?;
    let here = bench.with(folder.clone());
    let mut writer = here.write()?;
    let held = officer(&folder, writer.projection.register(), writer.log.size(), Some(FOUNDER.person))?;
    let mut desk = here.desk(&mut writer);
    let (name, text) = &world.gazetteer;
    init::write_gazetteer(&folder, name, text)?;
    adopt_gazetteer(&mut desk, name, text, &held.hand())?;
    let files: Vec<Submission> = world
        .files
        .into_iter()
        .map(|file| Submission {
            name: file.name,
            bytes: file.bytes,
            source: Some(SourceId(file.source)),
            read_as: file.read_as.map(Into::into),
            map: file.map,
        })
        .collect();
    receive(&mut desk, &files)?;
    let (mut rows, mut refused) = (0u64, 0u64);
    engine::read::read_all(&mut desk, |read| {
        rows += u64::from(read.reading.rows_n);
        refused += u64::from(read.reading.refused_n);
        if let Some(why) = &read.unreadable {
            remark(&format!("{}: {why}", read.name));
        }
    })?;
    for (_, text) in &world.agreements {
        if let (Some(agreement), _) = terms::read_agreement(text) {
            adopt_agreement(&mut desk, agreement.id(), text, &held.hand())?;
        }
    }
    let settled = engine::settle(&mut desk, |_| {}, |_: Step| {})?;
    drop(writer);
    let findings: usize = settled.assessed.outcomes.values().sum();
    say(&format!(
        "a fictional island: {} rows from {} files ({refused} refused), {} observations of events, {} incidents, {} findings, in {:.1} s",
        grouped(rows),
        files.len(),
        grouped(settled.fused.evidence_n as u64),
        grouped(settled.fused.incidents_n as u64),
        grouped(findings as u64),
        started.elapsed().as_secs_f64()
    ));
    if demo.no_serve {
        say(&format!("the mission is in {}", dir.display()));
        return Ok(ExitCode::SUCCESS);
    }
    let _remove = is_temporary.then(|| Remove(dir));
    serve::until_stopped(bench, &folder, demo.port)
}

/// Removes the temporary mission when the demonstration ends.
struct Remove(PathBuf);

impl Drop for Remove {
    fn drop(&mut self) {
        for dir in [self.0.clone(), self.0.with_extension("state")] {
            if let Err(cause) = fs::remove_dir_all(&dir) {
                remark(&format!("{}: not removed: {cause}", dir.display()));
            }
        }
    }
}
