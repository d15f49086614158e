//! `tregua grade`, `tregua open-grade`: a grade is sealed in the log and kept here with its salt until it is opened.

use super::{Table, enter, hand, tell};
use crate::cli::{Actor, Grade as Call};
use crate::commands::{Bench, random};
use crate::fault::Fault;
use crate::hand::Held;
use crate::screen::say;
use engine::Projection;
use model::act::alike;
use model::verification::seal_of;
use model::{Digest, Grade, VerifyAct};
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::disk::write_private;
use store::folder::Writer;

/// Longest file of a sealed grade, bytes.
const KEPT_BYTES_MAX: u64 = 64 * 1024;

/// A grade that is sealed in the log and not opened yet. Whoever has this file can read it: only its owner may.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    grade: Grade,
    person: String,
    round: u32,
    salt: Digest,
    subject: String,
}

impl Kept {
    fn path(&self, bench: &Bench) -> PathBuf {
        let name = Digest::of(alike(&self.person).as_bytes()).to_string();
        let name = format!("sealed-{}-{}-{}.json", self.subject, self.round, name.get(..8).unwrap_or(""));
        bench.folder.root().join("acts").join(name)
    }

    fn write(&self, path: &Path) -> Result<(), Fault> {
        let refused = |cause: String| Fault::Input(format!("{}: {cause}", path.display()));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|cause| refused(cause.to_string()))?;
        }
        let text = serde_json::to_string_pretty(self).map_err(|cause| refused(cause.to_string()))?;
        Ok(write_private(path, format!("{text}\n").as_bytes())?)
    }

    fn read(path: &Path) -> Result<Self, Fault> {
        let refused = |cause: String| Fault::Input(format!("{}: {cause}", path.display()));
        if fs::metadata(path).map_err(|cause| refused(cause.to_string()))?.len() > KEPT_BYTES_MAX {
            return Err(refused("larger than 64 KiB: no sealed grade is".into()));
        }
        let text = fs::read_to_string(path).map_err(|cause| refused(cause.to_string()))?;
        serde_json::from_str(&text).map_err(|cause| refused(format!("not a sealed grade: {cause}")))
    }
}

/// Seals a grade, and opens it at once if nobody else's is awaited.
pub fn run(bench: &Bench, call: &Call) -> Result<ExitCode, Fault> {
    let table = Table::open(bench, &call.id)?;
    let held = hand(bench, &table.view, &call.actor)?;
    let grade = grade_of(call)?;
    if grade.credibility == 1 && table.facts.origins_n < 2 {
        let n = table.facts.origins_n;
        return Err(Fault::Call(format!(
            "{}: credibility 1 (confirmed by other sources) needs two independent origins, and the record shows {n}: 2 or less is right",
            table.subject
        )));
    }
    let (round, subject, seen) = (table.round_now(), table.subject.clone(), table.seen());
    let kept = Kept { grade, person: held.person.clone(), round, salt: Digest::from_bytes(random()?), subject: subject.clone() };
    let is_sealed = table
        .office
        .verification
        .matter(&subject)
        .and_then(|matter| matter.rounds.last())
        .is_some_and(|open| !open.has_ended() && open.seals.iter().any(|seal| alike(&seal.by.person) == alike(&held.person)));
    let path = kept.path(bench);
    if !is_sealed && path.exists() {
        // Left by a seal that was never entered.
        fs::remove_file(&path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
    }
    drop(table);
    let mut writer = bench.write()?;
    let seal =
        seal_of(&subject, round, &held.person, &kept.grade, kept.salt).map_err(|cause| Fault::Call(format!("the grade: {cause}")))?;
    let step = VerifyAct::SealGrade { round, seal, seen, subject };
    if is_sealed {
        // Refused below with its reason; the file of the grade that stands is left alone.
        enter(bench, &mut writer, &held, step)?;
        return Ok(ExitCode::SUCCESS);
    }
    kept.write(&path)?;
    match enter(bench, &mut writer, &held, step.clone()) {
        Ok(leaf) => tell(bench, leaf, &step, &held.person),
        Err(fault) => {
            // Nothing was entered, so that nothing has to be opened.
            drop(fs::remove_file(&path));
            return Err(fault);
        }
    }
    if !open_one(bench, &mut writer, &held, &kept, &path)? && !bench.json {
        say(&format!("  sealed; the salt lies in {}. `tregua open-grade` opens it once all have graded", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens the grades of a person that lie here.
pub fn open(bench: &Bench, id: Option<&str>, actor: &Actor) -> Result<ExitCode, Fault> {
    let view = bench.view(None)?;
    let held = hand(bench, &view, actor)?;
    let wanted = id.map(|id| engine::explain::find_one(&view, id)).transpose()?;
    drop(view);
    let mut writer = bench.write()?;
    let mut opened_n = 0_usize;
    for path in kept_here(bench)? {
        let kept = Kept::read(&path)?;
        if alike(&kept.person) == alike(&held.person) && wanted.as_ref().is_none_or(|id| *id == kept.subject) {
            opened_n += usize::from(open_one(bench, &mut writer, &held, &kept, &path)?);
        }
    }
    if opened_n == 0 && !bench.json {
        say(&format!("no sealed grade of {} can be opened here now", held.person));
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens one if its round takes no more seals; says whether it is open then.
fn open_one(bench: &Bench, writer: &mut Writer, held: &Held, kept: &Kept, path: &Path) -> Result<bool, Fault> {
    let office = writer.projection.office();
    let round =
        office.verification.matter(&kept.subject).and_then(|matter| matter.rounds.get(usize::try_from(kept.round).ok()?.checked_sub(1)?));
    let is_own = |person: &str| alike(person) == alike(&held.person);
    if round.is_none_or(|round| !round.is_sealed() || round.given.iter().any(|given| is_own(&given.by.person))) {
        return Ok(false);
    }
    let facts = writer.projection.facts(&kept.subject)?.ok_or_else(|| Fault::Call(format!("{} no longer stands", kept.subject)))?;
    let mut kin = writer.projection.office().verification.known_of(&facts.kin);
    kin.retain(|id| *id != kept.subject);
    let seen = model::Seen { as_of: writer.projection.position(), kin, version: facts.version };
    let step = VerifyAct::OpenGrade { grade: kept.grade.clone(), round: kept.round, salt: kept.salt, seen, subject: kept.subject.clone() };
    let leaf = enter(bench, writer, held, step.clone())?;
    tell(bench, leaf, &step, &held.person);
    fs::remove_file(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
    Ok(true)
}

fn kept_here(bench: &Bench) -> Result<Vec<PathBuf>, Fault> {
    let folder = bench.folder.root().join("acts");
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(Vec::new()) };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("sealed-")))
        .collect();
    paths.sort();
    Ok(paths)
}

fn grade_of(call: &Call) -> Result<Grade, Fault> {
    Ok(Grade {
        chance_ppm: chance_ppm(&call.chance)?,
        confidence: call.confidence.into(),
        credibility: call.credibility,
        note: call.note.clone(),
        source: call.source.into(),
        standard: call.standard.map(Into::into),
    })
}

/// Percent as people write it, `80`, `97.5` or `80 %`, to ppm.
fn chance_ppm(text: &str) -> Result<u32, Fault> {
    let wrong = || Fault::Call(format!("--chance: `{text}` is no chance: percent above 0 and below 100, such as 80 or 97.5, are expected"));
    let number = text.trim().trim_end_matches('%').trim_end();
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 2 || part.len() > 4 || !are_digits(whole) || !are_digits(part) {
        return Err(wrong());
    }
    let whole: u32 = whole.parse().map_err(|_| wrong())?;
    let part: u32 = format!("{part:0<4}").parse().map_err(|_| wrong())?;
    Some(whole * 10_000 + part).filter(|ppm| (1..=999_999).contains(ppm)).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::chance_ppm;

    #[test]
    fn percent_is_read_exactly_and_certainty_is_refused() {
        let read = |text| chance_ppm(text).ok();
        assert_eq!([read("80"), read("97.5 %"), read("0.0001"), read("99.9999")], [Some(800_000), Some(975_000), Some(1), Some(999_999)]);
        for wrong in ["0", "100", "", "80,5", "-3", "1e1", "0.00001", "likely"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
