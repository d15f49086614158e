//! What was found: one verdict for the bundle, one for each thing in it, each with its reasons in plain words.

use model::Instant;
use serde::Serialize;
use std::fmt;

/// How far something is proven, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every step holds, the quorum is met, and a time is known.
    Proven,
    /// Every step holds, but too few witnesses have cosigned, or no trusted clock vouches for a time.
    ProvenWithoutQuorumOrTime,
    /// A step does not hold.
    Failed,
    /// It is no bundle.
    Malformed,
}

impl Verdict {
    /// The exit code of the program.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Proven => 0,
            Self::Failed => 1,
            Self::ProvenWithoutQuorumOrTime => 2,
            Self::Malformed => 3,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Proven => "proven",
            Self::ProvenWithoutQuorumOrTime => "proven, without quorum or time",
            Self::Failed => "FAILED",
            Self::Malformed => "MALFORMED",
        })
    }
}

/// The verdict on one thing in the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemVerdict {
    /// Its file.
    pub file: String,
    /// What it is, as far as it is opened: `observation OBS-...`, `entry 12: adopt_mission`.
    pub what: String,
    /// How far it is proven.
    pub verdict: Verdict,
    /// Position of its entry in the log, once that is proven.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// What does not hold, what is missing, what should be known; a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<String>,
    /// When it existed at the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existed_by: Option<Moment>,
    /// Until when no honest witness had seen it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unseen_before: Option<Moment>,
}

/// A moment, and who vouches for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Moment {
    /// When.
    pub at: Instant,
    /// By whose clock: `witnesses`, or a time-stamp authority.
    pub by: String,
}

/// The verdict on one checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckpointVerdict {
    /// Its file.
    pub file: String,
    /// The log's name.
    pub log: String,
    /// Entries below it.
    pub size: u64,
    /// Base64 of its root.
    pub root: String,
    /// Who cosigned, and whether that is enough by the given policy.
    pub quorum: String,
    /// Whether it is enough.
    pub is_quorum_met: bool,
    /// Witnesses that cosigned, by the given policy's names, with their times.
    pub witnesses: Vec<Moment>,
    /// Time stamps over it that hold.
    pub stamps: Vec<Moment>,
}

/// Everything that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// The verdict on the whole.
    pub verdict: Verdict,
    /// What does not hold of the bundle as a whole, a sentence each.
    pub faults: Vec<String>,
    /// The checkpoints.
    pub checkpoints: Vec<CheckpointVerdict>,
    /// Everything that is claimed to be in the log.
    pub items: Vec<ItemVerdict>,
    /// What should be known and changes no verdict.
    pub notes: Vec<String>,
}

impl Findings {
    /// No bundle at all.
    pub fn malformed(why: String) -> Self {
        Self { verdict: Verdict::Malformed, faults: vec![why], checkpoints: Vec::new(), items: Vec::new(), notes: Vec::new() }
    }

    /// Nothing was found yet.
    pub(crate) const fn new() -> Self {
        Self { verdict: Verdict::Proven, faults: Vec::new(), checkpoints: Vec::new(), items: Vec::new(), notes: Vec::new() }
    }

    /// Draws the verdict on the whole from all parts. A bundle that proves nothing is not proven.
    pub(crate) fn conclude(mut self) -> Self {
        let worst = self.items.iter().map(|item| item.verdict).max();
        self.verdict = worst.unwrap_or(Verdict::Failed);
        if worst.is_none() {
            self.faults.push("nothing in the bundle is claimed to be in the log: there is nothing to prove".into());
        }
        if !self.faults.is_empty() {
            self.verdict = Verdict::Failed;
        }
        self
    }
}

/// For people: the verdict last, as the eye finds it.
impl fmt::Display for Findings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for checkpoint in &self.checkpoints {
            writeln!(
                out,
                "{}: log `{}`, {} entries, root {}: {}",
                checkpoint.file, checkpoint.log, checkpoint.size, checkpoint.root, checkpoint.quorum
            )?;
            checkpoint.stamps.iter().try_for_each(|stamp| writeln!(out, "  time stamp {} by {}", stamp.at, stamp.by))?;
        }
        for item in &self.items {
            let bracket = match (&item.unseen_before, &item.existed_by) {
                (Some(from), Some(to)) => format!("; made between {} and {}", from.at, to.at),
                (None, Some(to)) => format!("; existed by {}", to.at),
                (Some(from), None) => format!("; not seen before {}", from.at),
                (None, None) => String::new(),
            };
            writeln!(out, "{}: {}{bracket}", item.what, item.verdict)?;
            item.because.iter().try_for_each(|why| writeln!(out, "  {why}"))?;
        }
        self.notes.iter().try_for_each(|note| writeln!(out, "note: {note}"))?;
        self.faults.iter().try_for_each(|fault| writeln!(out, "fault: {fault}"))?;
        let count = |verdict: Verdict| self.items.iter().filter(|item| item.verdict == verdict).count();
        let (proven, short, failed) = (count(Verdict::Proven), count(Verdict::ProvenWithoutQuorumOrTime), count(Verdict::Failed));
        writeln!(out, "{}: {proven} proven, {short} without quorum or time, {failed} failed; {} faults", self.verdict, self.faults.len())
    }
}
