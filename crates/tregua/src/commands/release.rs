//! `tregua release`: what leaves the mission's own hands, to whom and why.

use super::{Bench, act};
use crate::cli::{Propose, ReleaseVerb};
use crate::fault::Fault;
use crate::screen::{remark, say};
use engine::EngineFault;
use engine::explain::find_one;
use engine::release::{Asked, ReleaseFault, Releases, Standing, given, history, propose, release_at};
use model::{Act, Audience, Cell, PublicPlace, Release, Shown};
use release::{ReleaseKey, Rows, Wish};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;
use store::view::View;

/// Runs a verb.
pub fn run(bench: &Bench, verb: &ReleaseVerb) -> Result<ExitCode, Fault> {
    match verb {
        ReleaseVerb::Propose(call) => propose_release(bench, call),
        ReleaseVerb::List => list(bench),
        ReleaseVerb::Give { entry, output } => give(bench, *entry, output),
    }
}

fn propose_release(bench: &Bench, call: &Propose) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let key = key_or_new(bench, &view)?;
    let id = find_one(&view, &call.incident)?;
    let incident = id.parse().map_err(|_| Fault::Call(format!("{id} is no incident: only incidents are released")))?;
    let wish = Wish { class: call.class, without_place: call.without_place };
    let asked = Asked { incident, audience: call.to.clone(), reason: call.reason.clone(), wish };
    let release = propose(&view, &asked, &history(&view, &key)?, &key, bench.now)?;
    say(&shown_in_words(&release));
    act::propose(bench, Act::Release(release), None, call.by.as_deref(), call.output.as_deref())
}

/// The key, made if nothing was released yet.
fn key_or_new(bench: &Bench, view: &View) -> Result<ReleaseKey, Fault> {
    if bench.folder.release_key()?.is_none() && view.releases()?.is_empty() {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|cause| Fault::Call(format!("this machine gives no random numbers: {cause}")))?;
        bench.folder.make_release_key(seed)?;
        remark("keys/release.key was made: keep it with the mission's secrets; releases are held against each other with it");
    }
    key(bench)
}

fn key(bench: &Bench) -> Result<ReleaseKey, Fault> {
    let bytes = bench.folder.release_key()?;
    let absent = || {
        Fault::Input("keys/release.key is not here: without it nothing can be held against what was released before; bring it back from where it is kept".into())
    };
    bytes.map(ReleaseKey::from_bytes).ok_or_else(absent)
}

/// Holds a proposed release against what stands now; nothing for other acts.
pub fn check_before(bench: &Bench, act: &model::Signed) -> Result<(), Fault> {
    let Act::Release(release) = &act.declared.act else { return Ok(()) };
    if act.declared.at > bench.now {
        return Err(EngineFault::from(ReleaseFault::Future(act.declared.at)).into());
    }
    let (view, key) = (bench.view(None)?, key(bench)?);
    Ok(engine::release::check(&view, release, &history(&view, &key)?, &key, act.declared.at)?)
}

/// What a release shows, in one line.
fn shown_in_words(release: &Release) -> String {
    match &release.shown {
        Shown::Committed(_) => format!("to {}: a file that `tregua release give` writes; the log holds its digest", release.audience),
        Shown::Clear(shown) => {
            let place = match &shown.place {
                None => "no place".into(),
                Some(PublicPlace::Object(object)) => format!("at {}", object.name),
                Some(PublicPlace::Cell(cell)) => cell_in_words(cell),
            };
            format!("to {}: {} ({}), {place}, from {} to {}", release.audience, shown.kind, shown.class, shown.time.from, shown.time.to)
        }
    }
}

fn cell_in_words(cell: &Cell) -> String {
    let degrees = |e7: i32| f64::from(e7) / 1e7;
    format!("in {} to {} N, {} to {} E", degrees(cell.south_e7), degrees(cell.north_e7), degrees(cell.west_e7), degrees(cell.east_e7))
}

fn list(bench: &Bench) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    for leaf in view.releases()? {
        let Some((release, at)) = release_at(&view, leaf)? else { continue };
        if bench.json {
            say(&serde_json::json!({"entry": leaf, "released_at": at, "audience": release.audience, "reason": release.reason, "shown": release.shown}).to_string());
        } else {
            say(&format!("entry {leaf}, {at}: {}; {}", shown_in_words(&release), release.reason));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn give(bench: &Bench, leaf: u64, output: &Path) -> Result<ExitCode, Fault> {
    let as_of = bench.view(Some(leaf))?;
    let Some((release, at)) = release_at(&bench.view(None)?, leaf)? else {
        return Err(Fault::Call(format!("entry {leaf} is no release: `tregua release list` shows them")));
    };
    if release.audience == Audience::Public {
        return Err(Fault::Call(format!("entry {leaf} is released to the public: `tregua export public DIR` writes it")));
    }
    let given = given(&as_of, &release, &key(bench)?, at)?;
    let file = given.file(leaf, as_of.log().name(), &release).map_err(|fault| Fault::Input(fault.to_string()))?;
    store::disk::write_durably(output, file.as_bytes())?;
    say(&format!("{}: for {}, entry {leaf}", output.display(), release.audience));
    Ok(ExitCode::SUCCESS)
}

/// Ids of the incidents that were released to an audience, or to everybody.
pub fn released_to(bench: &Bench, view: &View, to: &str) -> Result<BTreeSet<String>, Fault> {
    let mut released = BTreeSet::new();
    for leaf in view.releases()? {
        let Some((release, _)) = release_at(view, leaf)? else { continue };
        if release.audience == Audience::Public || release.audience.to_string() == to {
            released.insert(engine::release::basis(&release, &key(bench)?).map_err(EngineFault::from)?.incident.to_string());
        }
    }
    Ok(released)
}

/// Every release derived again from what stood just before it; what does not hold, by entry.
pub fn audit(bench: &Bench) -> Result<(Releases, Vec<(u64, String)>), Fault> {
    let key = bench.folder.release_key()?.map(ReleaseKey::from_bytes);
    let now = bench.view(None)?;
    let (mut releases, mut faults) = (Releases::new(now.erased_items()?), Vec::new());
    for leaf in now.releases()? {
        let as_of = bench.view(Some(leaf))?;
        faults.extend(releases.see(&as_of, leaf, &now.entry(leaf)?, key.as_ref()).map(|what| (leaf, what)));
    }
    Ok((releases, faults))
}

/// Everything that was released to the public, holds and is due, with what was left out and why.
pub fn public_rows(bench: &Bench) -> Result<(Rows, Vec<String>), Fault> {
    let (releases, mut faults) = audit(bench)?;
    if releases.unchecked_n > 0 {
        key(bench)?;
    }
    let rows = engine::release::public_rows(&bench.view(None)?)?;
    let early = rows.all().iter().filter(|row| row.at > bench.now);
    faults.extend(early.map(|row| (row.entry, format!("it is declared for {}, which has not come", row.at))));
    faults.extend(releases.redacted.iter().map(|leaf| (*leaf, "what it was made of was erased by order".to_owned())));
    let left_out = faults.iter().map(|(leaf, what)| format!("entry {leaf}: left out: {what}")).collect();
    Ok((rows.without(&faults.into_iter().map(|(leaf, _)| leaf).collect()), left_out))
}
