//! A matter of verification as it is shown: where it stands, who did what, and what was graded.

use crate::explain::Why;
use casework::Office;
use casework::verification::pool::pooled_ppm;
use casework::verification::queue::{Line, Waiting};
use casework::verification::{Actor, Matter, Round};
use model::finding::chance_word;
use model::{Instant, Standard};
use serde::Serialize;

/// Where something stands, for whom it waits, and everything that people did about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sheet {
    /// The report, incident or finding.
    pub subject: String,
    /// Where it stands: `new`, `grading`, `to_open`, `graded`, `changed`, `verified`, `settled`, `sent_back`, `set_aside`.
    pub state: &'static str,
    /// Roles for which it waits.
    pub waits_for: Vec<&'static str>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// Whether that has passed.
    pub overdue: bool,
    /// Who is to see to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assigned: Option<String>,
    /// Who looks at it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_at_by: Option<String>,
    /// Until when they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_at_until: Option<Instant>,
    /// Whose grades the round waits for, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grades_of: Option<String>,
    /// The fields that are missing, if it was sent back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// Why it is set aside or was sent back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Rounds of grading.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<RoundShown>,
    /// The chances of the last round that has ended, made one, ppm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pooled_ppm: Option<u32>,
    /// The same as a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pooled_word: Option<&'static str>,
    /// Who confirmed which version.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub confirmed: Vec<ConfirmedShown>,
    /// What became of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled: Option<SettledShown>,
    /// Who did it, as a panel adopted it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub adopted: Vec<AdoptedShown>,
    /// What was said about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<CommentShown>,
    /// Every step that counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<EventShown>,
}

/// A round of grading.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoundShown {
    /// Which, from 1.
    pub round: usize,
    /// Who was called.
    pub called: Vec<String>,
    /// Who sealed a grade.
    pub sealed: Vec<String>,
    /// The grades that were opened.
    pub grades: Vec<GradeShown>,
    /// Whether it has ended.
    pub ended: bool,
}

/// A grade: five separate answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GradeShown {
    /// Whose.
    pub by: String,
    /// Entry of its opening.
    pub entry: u64,
    /// Letter A to F.
    pub source: &'static str,
    /// 1 to 6.
    pub credibility: u32,
    /// Chance, ppm.
    pub chance_ppm: u32,
    /// The same as a word.
    pub chance_word: &'static str,
    /// `low`, `moderate`, `high`.
    pub confidence: &'static str,
    /// The standard of proof that is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard: Option<&'static str>,
    /// What else was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A confirmation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConfirmedShown {
    /// Its entry.
    pub entry: u64,
    /// Who.
    pub by: Vec<String>,
    /// When, as they say.
    pub at: Instant,
    /// Whether it is of what stands now.
    pub is_current: bool,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SettledShown {
    /// Its entry.
    pub entry: u64,
    /// Who.
    pub by: Vec<String>,
    /// Whether it happened as reported.
    pub happened: bool,
    /// By what evidence.
    pub reason: String,
    /// Sources of that evidence.
    pub rests_on: Vec<String>,
}

/// What a panel adopted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AdoptedShown {
    /// Its entry.
    pub entry: u64,
    /// The panel.
    pub by: Vec<String>,
    /// The hypothesis.
    pub hypothesis: String,
    /// The party that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// The standard that is met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard: Option<&'static str>,
    /// Digest of the proposal.
    pub proposal: String,
    /// Who thinks otherwise, and why.
    pub dissent: Vec<String>,
    /// Whether it is of what stands now, by a panel that is still apart from those who assert.
    pub is_current: bool,
}

/// A word about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CommentShown {
    /// Its entry.
    pub entry: u64,
    /// Whose.
    pub by: String,
    /// When, as they say.
    pub at: Instant,
    /// The words.
    pub text: String,
}

/// A step that counted.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventShown {
    /// Its entry.
    pub entry: u64,
    /// When, as its author says.
    pub at: Instant,
    /// Who signed it.
    pub by: Vec<String>,
    /// What was done.
    pub what: &'static str,
}

/// The sheet of one thing at a moment; `stretch_ppm` is the one that settled items bear out.
pub fn sheet(office: &Office, waiting: &Waiting, now: Instant, stretch_ppm: u32) -> Sheet {
    let rules = &office.procedure.verification;
    let line = office.verification.line(rules, waiting, now);
    let none = Matter::default();
    let matter = office.verification.matter(&waiting.subject).unwrap_or(&none);
    let facts = waiting.facts.as_ref();
    let is_current = |version| facts.is_some_and(|facts| facts.version == version);
    let stands = |leaf: u64| {
        facts.and_then(|facts| office.verification.attribution(rules, &waiting.subject, facts)).is_some_and(|one| one.leaf == leaf)
    };
    let pooled = matter.last_graded().and_then(|round| pooled_ppm(&round.chances_ppm(), stretch_ppm));
    let aside = matter.set_aside.as_ref().map(|aside| aside.reason.clone());
    Sheet {
        rounds: matter.rounds.iter().enumerate().map(|(at, round)| round_shown(at, round)).collect(),
        pooled_ppm: pooled,
        pooled_word: pooled.map(chance_word),
        confirmed: matter
            .confirmed
            .iter()
            .map(|one| ConfirmedShown { entry: one.leaf, by: names(&one.by), at: one.at, is_current: is_current(one.version) })
            .collect(),
        settled: matter.outcome().map(|one| SettledShown {
            entry: one.leaf,
            by: names(&one.by),
            happened: one.happened,
            reason: one.reason.clone(),
            rests_on: one.rests_on.iter().map(ToString::to_string).collect(),
        }),
        adopted: matter.adopted.iter().map(|one| adopted_shown(one, stands(one.leaf))).collect(),
        comments: matter
            .comments
            .iter()
            .map(|one| CommentShown { entry: one.leaf, by: one.by.clone(), at: one.at, text: one.text.clone() })
            .collect(),
        history: matter.history.iter().map(|one| EventShown { entry: one.leaf, at: one.at, by: one.by.clone(), what: one.what }).collect(),
        reason: aside.or_else(|| matter.returned.as_ref().map(|returned| returned.reason.clone())),
        ..of_line(line)
    }
}

/// What people did about it, as part of an explanation; `None` if nobody did anything.
pub fn why(sheet: &Sheet) -> Option<Why> {
    let said = |by: &[String]| by.join(", ");
    let mut lines = vec![format!("it is {}", sheet.state.replace('_', " "))];
    lines.extend(sheet.reason.iter().cloned());
    for grade in sheet.rounds.iter().flat_map(|round| &round.grades) {
        let standard = grade.standard.map(|standard| format!("; standard met: {}", standard.replace('_', " "))).unwrap_or_default();
        lines.push(format!(
            "graded by {} at entry {}: source {}, credibility {}, {} ({}.{:04} %){standard}",
            grade.by,
            grade.entry,
            grade.source,
            grade.credibility,
            grade.chance_word,
            grade.chance_ppm / 10_000,
            grade.chance_ppm % 10_000
        ));
        lines.push(format!("  their confidence is {}", grade.confidence));
    }
    for one in &sheet.confirmed {
        let of = if one.is_current { "" } else { ", as it stood then" };
        lines.push(format!("confirmed by {} at entry {}{of}", said(&one.by), one.entry));
    }
    lines.extend(sheet.adopted.iter().map(|one| format!("attributed ({}) by {} at entry {}", one.hypothesis, said(&one.by), one.entry)));
    lines.extend(sheet.settled.iter().map(|one| {
        format!("settled by {} at entry {}: it {}", said(&one.by), one.entry, if one.happened { "happened" } else { "did not happen" })
    }));
    lines.extend(sheet.history.iter().map(|one| format!("entry {}: {} by {}", one.entry, one.what.replace('_', " "), said(&one.by))));
    (!sheet.history.is_empty()).then(|| Why { title: "verification".into(), lines, because: Vec::new() })
}

/// The sheet of a line of the queue, without what people did.
pub fn of_line(line: Line) -> Sheet {
    let (looked_at_by, looked_at_until) = line.looked_at_by.map_or((None, None), |(by, until)| (Some(by), Some(until)));
    Sheet {
        subject: line.subject,
        state: line.state.word(),
        waits_for: line.waits_for.iter().map(|role| role.word()).collect(),
        due: line.due,
        overdue: line.is_overdue,
        assigned: line.assigned,
        looked_at_by,
        looked_at_until,
        grades_of: line.grades_of,
        missing: line.missing,
        reason: None,
        rounds: Vec::new(),
        pooled_ppm: None,
        pooled_word: None,
        confirmed: Vec::new(),
        settled: None,
        adopted: Vec::new(),
        comments: Vec::new(),
        history: Vec::new(),
    }
}

fn names(by: &[Actor]) -> Vec<String> {
    let mut names: Vec<String> = by.iter().map(|actor| actor.person.clone()).collect();
    names.sort();
    names.dedup();
    names
}

fn round_shown(at: usize, round: &Round) -> RoundShown {
    let grade = |given: &casework::verification::Given| GradeShown {
        by: given.by.person.clone(),
        entry: given.leaf,
        source: given.grade.source.word(),
        credibility: given.grade.credibility,
        chance_ppm: given.grade.chance_ppm,
        chance_word: chance_word(given.grade.chance_ppm),
        confidence: given.grade.confidence.word(),
        standard: given.grade.standard.map(Standard::word),
        note: given.grade.note.clone(),
    };
    RoundShown {
        round: at.saturating_add(1),
        called: round.called.clone(),
        sealed: round.seals.iter().map(|seal| seal.by.person.clone()).collect(),
        grades: round.given.iter().map(grade).collect(),
        ended: round.has_ended(),
    }
}

fn adopted_shown(one: &casework::verification::Adopted, is_current: bool) -> AdoptedShown {
    let adoption = &one.adoption;
    AdoptedShown {
        entry: one.leaf,
        by: names(&one.by),
        hypothesis: adoption.hypothesis.clone(),
        party: adoption.party.as_ref().map(|party| party.0.clone()),
        standard: adoption.standard.map(Standard::word),
        proposal: adoption.proposal.to_string(),
        dissent: adoption.dissent.iter().map(|dissent| format!("{}: {}", dissent.by, dissent.reason)).collect(),
        is_current,
    }
}
