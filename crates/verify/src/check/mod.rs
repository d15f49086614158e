//! Checking a bundle, in this order: files, manifests, checkpoints, time stamps, records, acts, items, artifacts, report.

mod artifacts;
mod proofs;
mod register;
mod trees;

use crate::bag::Bag;
use crate::files::Files;
use crate::trust::Trust;
use crate::verdict::{Findings, ItemVerdict, Moment, Verdict};
use proofs::Claim;
use trees::Trees;

/// The checkpoint that proofs lead to when they hold none of their own.
pub const CHECKPOINT: &str = "checkpoint";
/// Earlier or later checkpoints: `SIZE.checkpoint`, and `SIZE.consistency` with the way to [`CHECKPOINT`].
pub const CHECKPOINTS: &str = "checkpoints/";
/// RFC 3161 responses: `SIZE-NAME.tsr`.
pub const TIMESTAMPS: &str = "timestamps/";
/// Proofs of entries.
pub const RECORDS: &str = "data/records/";
/// Proofs of items of batches.
pub const ITEMS: &str = "data/items/";
/// Bytes that records name by their SHA-256.
pub const ARTIFACTS: &str = "data/artifacts/";
/// A report of which every id must be proven here.
pub const REPORT: &str = "data/report.json";
/// Files that nothing vouches for but the manifest; they are there for people.
pub const SHOWN: [&str; 5] = ["README.md", "report.html", "policy.txt", "bag-info.txt", "contents.json"];

/// Checks a bundle.
pub fn check(files: &mut dyn Files, trust: &Trust) -> Findings {
    let mut bag = match Bag::open(files) {
        Ok(bag) => bag,
        Err(fault) => return Findings::malformed(fault.to_string()),
    };
    let mut found = Findings::new();
    found.faults.extend(bag.check().into_iter().map(|mismatch| mismatch.to_string()));
    let mut trees = Trees::read(&mut bag, trust, &mut found);
    let mut claims = proofs::records(&mut bag, &mut trees, trust);
    register::judge(&mut claims);
    claims.extend(proofs::items(&mut bag, &mut trees, trust));
    artifacts::check(&mut bag, &mut claims);
    artifacts::check_report(&mut bag, &claims, &mut found);
    show_unproven(&bag, &mut found);
    found.items = claims.into_iter().map(|claim| conclude(claim, &trees, trust)).collect();
    found.checkpoints = trees.verdicts();
    found.conclude()
}

/// Draws the verdict on one claim: what fails beats what is missing.
fn conclude(claim: Claim, trees: &Trees, trust: &Trust) -> ItemVerdict {
    let mut because = claim.fails;
    let mut verdict = if because.is_empty() { Verdict::Proven } else { Verdict::Failed };
    let (mut existed_by, mut unseen_before) = (None, None);
    if let Some(place) = claim.place.filter(|_| verdict == Verdict::Proven) {
        let mut missing = Vec::new();
        if let Some(tree) = trees.at(place.tree).filter(|tree| !tree.judgement.quorum.is_met()) {
            missing.push(tree.judgement.quorum.to_string());
        }
        existed_by = trees.existed_by(place, trust);
        unseen_before = trees.unseen_before(place, trust);
        let is_stamped = trees.stamp(place).is_some();
        if existed_by.is_none() {
            missing.push("no trusted clock vouches for a time: neither enough witnesses nor a time-stamp authority".into());
        } else if !trust.roots.is_empty() && !is_stamped {
            missing.push("no time stamp under the given roots covers it".into());
        }
        if !missing.is_empty() {
            verdict = Verdict::ProvenWithoutQuorumOrTime;
            because.extend(missing);
        }
    }
    because.extend(claim.remarks);
    let entry = claim.place.map(|place| place.index);
    ItemVerdict { file: claim.file, what: claim.what, verdict, entry, because, existed_by, unseen_before }
}

fn show_unproven(bag: &Bag<'_>, found: &mut Findings) {
    let shown: Vec<&str> = SHOWN.into_iter().filter(|path| bag.has(path)).collect();
    if !shown.is_empty() {
        found.notes.push(format!("{}: for people; nothing here proves what stands in them", shown.join(", ")));
    }
    if bag.has("policy.txt") {
        found.notes.push("policy.txt: shown and not trusted; this verdict rests on the policy that you gave".into());
    }
}

/// A moment from seconds since 1970; `None` far outside any calendar.
fn moment(unix_s: u64, by: &str) -> Option<Moment> {
    let ms = i64::try_from(unix_s).ok()?.checked_mul(1_000)?;
    Some(Moment { at: model::Instant::from_ms(ms).ok()?, by: by.to_owned() })
}
