//! Acts in the projection: an act that does not count has a row and no effect; the key register and the
//! office (verification, cases, commitments) are folds over their bytes.

use super::union::{At, Ranks};
use casework::Office;
use model::{Act, Declared, Entry, Signed};
use record::register::{ActFault, Judged, Register};
use rusqlite::{Connection, Transaction, params};
use std::collections::BTreeMap;

/// The key registers of this log and of those that it anchors: each judges the acts of its own log.
/// Casework is this log's alone.
#[derive(Debug, Default)]
pub(crate) struct Registers {
    own: Register,
    office: Office,
    peers: BTreeMap<String, Register>,
}

impl Registers {
    /// The registers as of a position: folded again from the signed acts.
    pub fn load(from: &Connection, as_of: u64) -> rusqlite::Result<Self> {
        let mut registers = Self::default();
        let as_of = i64::try_from(as_of).unwrap_or(i64::MAX);
        let mut statement =
            from.prepare_cached("SELECT log, idx, entry FROM act WHERE entry IS NOT NULL AND leaf < ?1 ORDER BY log, idx")?;
        let mut rows = statement.query([as_of])?;
        while let Some(row) = rows.next()? {
            let (log, index, bytes): (String, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if let Ok(Entry::Signed(signed)) = Entry::read(&bytes) {
                // What does not count changes nothing here, now as then.
                drop(registers.take(&log, index, &signed));
            }
        }
        Ok(registers)
    }

    /// This log's.
    pub const fn own(&self) -> &Register {
        &self.own
    }

    /// What people of this log did: verification, cases, commitments.
    pub const fn office(&self) -> &Office {
        &self.office
    }

    /// That of a log, if any act of it is known; empty = this one.
    pub fn known(&self, log: &str) -> Option<&Register> {
        if log.is_empty() { Some(&self.own) } else { self.peers.get(log) }
    }

    /// That of a log; empty = this one.
    pub fn of(&mut self, log: &str) -> &mut Register {
        if log.is_empty() { &mut self.own } else { self.peers.entry(log.into()).or_default() }
    }

    fn take(&mut self, log: &str, index: i64, signed: &Signed) -> Result<String, String> {
        let leaf = index.unsigned_abs();
        let judged = self.judge(log, leaf, signed).map_err(|fault| fault.to_string())?;
        if log.is_empty() {
            engine::acts::take_office(&mut self.office, leaf, &signed.declared, &judged).map_err(|refusal| refusal.to_string())?;
        }
        Ok(judged.people())
    }

    fn judge(&mut self, log: &str, leaf: u64, signed: &Signed) -> Result<Judged, ActFault> {
        if let Some(found) = signed.declared.log.as_ref().filter(|found| !log.is_empty() && *found != log) {
            return Err(ActFault::Log { found: found.clone(), expected: log.into() });
        }
        self.of(log).take(leaf, signed)
    }
}

/// Enters a signed act with what the register of its log says of it.
pub(super) fn declare(
    to: &Transaction<'_>,
    (ranks, registers): (&Ranks<'_>, &mut Registers),
    at: &At<'_>,
    signed: &Signed,
) -> rusqlite::Result<()> {
    let judged = registers.take(at.log, at.index, signed);
    let bytes = Entry::Signed(signed.clone()).canonical().map_err(|fault| rusqlite::Error::ToSqlConversionFailure(Box::new(fault)))?;
    let (signed_by, void) = match judged {
        Ok(people) => (Some(people), None),
        Err(fault) => (None, Some(fault)),
    };
    insert(to, ranks, at, &signed.declared, &Marks { signed_by, void, bytes: Some(bytes) })
}

/// Enters an act without signature: it counts only where there is no register.
pub(super) fn declare_unsigned(
    to: &Transaction<'_>,
    (ranks, registers): (&Ranks<'_>, &mut Registers),
    at: &At<'_>,
    declared: &Declared,
) -> rusqlite::Result<()> {
    let void = registers.of(at.log).founded().map(|_| "it is not signed".to_owned());
    insert(to, ranks, at, declared, &Marks { signed_by: None, void, bytes: None })
}

struct Marks {
    signed_by: Option<String>,
    void: Option<String>,
    bytes: Option<Vec<u8>>,
}

fn insert(to: &Transaction<'_>, ranks: &Ranks<'_>, at: &At<'_>, declared: &Declared, marks: &Marks) -> rusqlite::Result<()> {
    let kind = declared.act.word();
    let (subject, replaces) = subject_of(&declared.act);
    let replaces = replaces && counts_here(at, &declared.act);
    let is_outranked = replaces && ranks.is_act_outranked(to, at, kind, &subject)?;
    if replaces && marks.void.is_none() && !is_outranked {
        let sql = "UPDATE act SET until_leaf = ?1 WHERE kind = ?2 AND subject = ?3 AND until_leaf IS NULL";
        to.execute(sql, params![at.leaf, kind, subject])?;
    }
    let sql = "INSERT INTO act (leaf, log, idx, kind, subject, sha256, by_whom, at_ms, until_leaf, signed_by, void, entry)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    let sha256 = declared.act.text().map(|text| text.to_string());
    let never = marks.void.is_some() || is_outranked || !counts_here(at, &declared.act);
    let until = never.then_some(at.leaf);
    let Marks { signed_by, void, bytes } = marks;
    let (by, ms) = (&declared.by, declared.at.ms());
    to.execute(sql, params![at.leaf, at.log, at.index, kind, subject, sha256, by, ms, until, signed_by, void, bytes]).map(|_| ())
}

/// Of another log's acts only those on the mission and its agreements count here, decisions, and what is one event;
/// the others say something of that log alone.
fn counts_here(at: &At<'_>, act: &Act) -> bool {
    match act {
        Act::AdoptAgreement { .. } | Act::AdoptGazetteer { .. } | Act::AdoptMission { .. } | Act::Decide { .. } => true,
        Act::Leave { .. } | Act::Merge { .. } | Act::Split { .. } | Act::Unbind { .. } => true,
        Act::AddKey { .. }
        | Act::AdoptPolicy { .. }
        | Act::AdoptProcedure { .. }
        | Act::Case(_)
        | Act::ClaimLog { .. }
        | Act::Commitment(_)
        | Act::ConfirmErasure { .. }
        | Act::Found { .. }
        | Act::OrderErasure { .. }
        | Act::Release(_)
        | Act::RevokeKey { .. }
        | Act::RotateKey { .. }
        | Act::Tick { .. }
        | Act::Verify(_) => at.log.is_empty(),
    }
}

/// So many groups of a merge or split are named in its row.
const SUBJECTS_N_MAX: usize = 4;

/// What an act is about, and whether it replaces the one before it on the same.
fn subject_of(act: &Act) -> (String, bool) {
    match act {
        Act::AdoptAgreement { id, .. } => (id.clone(), true),
        Act::AdoptGazetteer { name, .. } => (name.clone(), true),
        Act::AdoptMission { .. } | Act::AdoptPolicy { .. } | Act::AdoptProcedure { .. } => (String::new(), true),
        Act::Decide { case, .. } => (case.clone(), false),
        Act::Case(step) => (step.subject().to_owned(), false),
        Act::Commitment(step) => (step.subject().to_owned(), false),
        Act::Verify(step) => (step.subject().to_owned(), false),
        Act::AddKey { key } => (key.id().to_string(), false),
        Act::RevokeKey { key, .. } => (key.to_string(), false),
        Act::RotateKey { old, .. } => (old.to_string(), false),
        Act::ConfirmErasure { order } => (order.to_string(), false),
        Act::Leave { incident, .. } => (incident.to_string(), false),
        Act::Merge { groups, .. } | Act::Split { groups, .. } => {
            let named: Vec<String> =
                groups.iter().filter_map(|group| group.iter().min()).take(SUBJECTS_N_MAX).map(ToString::to_string).collect();
            (named.join(" "), false)
        }
        Act::Unbind { act, log, .. } => (log.as_ref().map_or_else(|| act.to_string(), |log| format!("{act} of {log}")), false),
        Act::ClaimLog { .. } | Act::Found { .. } | Act::OrderErasure { .. } | Act::Release(_) | Act::Tick { .. } => (String::new(), false),
    }
}
