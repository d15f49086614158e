//! Several logs in one projection: where their entries stand among each other, and what each could know of.

use super::acts::{self, Registers};
use super::apply::{number_of, receive};
use super::gather::{digest_of, id_of};
use super::{SqliteProjection, fault, sent};
use engine::StoreFault;
use engine::contract::{Brought, Came};
use engine::union::{Past, Place, Rank, Union, is_in};
use model::{Anchor, Digest, Entry, ObservationId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::collections::BTreeMap;

type Result<T> = std::result::Result<T, StoreFault>;

/// Where a row comes from: the entry of this log that brought it, and its own place.
pub(super) struct At<'a> {
    pub leaf: i64,
    /// Empty = this log.
    pub log: &'a str,
    pub index: i64,
}

impl At<'static> {
    /// An entry of this log.
    pub const fn here(leaf: i64) -> Self {
        Self { leaf, log: "", index: leaf }
    }
}

/// An entry by the columns that name it.
pub(crate) fn came_of(log: String, index: i64) -> Came {
    Came { log: Some(log).filter(|log| !log.is_empty()), index: index.unsigned_abs() }
}

/// The order over all logs, as an entry is applied.
pub(super) struct Ranks<'a> {
    pub union: &'a Union,
    pub own: &'a str,
}

impl Ranks<'_> {
    fn of(&self, log: &str, index: i64) -> Rank {
        let log = if log.is_empty() { self.own } else { log };
        self.union.rank(Place { log: log.into(), index: index.unsigned_abs() })
    }

    /// The rank of an artifact that is read; none is needed while this log is alone.
    pub fn of_reading(&self, at: &At<'_>) -> Option<Rank> {
        (!self.union.is_alone()).then(|| self.of(at.log, at.index))
    }

    /// The rank of the artifact from which the standing item of an id was read.
    pub fn of_standing(&self, to: &Transaction<'_>, table: &str, id: &str) -> rusqlite::Result<Option<Rank>> {
        let sql = format!(
            "SELECT artifact.log, artifact.idx FROM {table} JOIN batch ON batch.leaf = {table}.leaf
             JOIN artifact ON artifact.seq = batch.artifact WHERE {table}.id = ?1 AND {table}.until_leaf IS NULL"
        );
        let rank = |row: &Row<'_>| Ok(self.of(&row.get::<_, String>(0)?, row.get(1)?));
        to.prepare_cached(&sql)?.query_row([id], rank).optional()
    }

    /// Whether an act of the same kind on the same subject stands that has a higher rank. An act of
    /// this log knows of everything that stands here, and outranks it.
    pub fn is_act_outranked(&self, to: &Transaction<'_>, at: &At<'_>, kind: &str, subject: &str) -> rusqlite::Result<bool> {
        if at.log.is_empty() {
            return Ok(false);
        }
        let sql = "SELECT log, idx FROM act WHERE kind = ?1 AND subject = ?2 AND until_leaf IS NULL";
        let rank = |row: &Row<'_>| Ok(self.of(&row.get::<_, String>(0)?, row.get(1)?));
        let stands = to.prepare_cached(sql)?.query_row([kind, subject], rank).optional()?;
        Ok(stands.is_some_and(|stands| stands > self.of(at.log, at.index)))
    }
}

/// The row of an artifact.
pub(super) fn artifact_at(to: &Transaction<'_>, at: &At<'_>) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT seq FROM artifact WHERE log = ?1 AND idx = ?2";
    to.prepare_cached(sql)?.query_row(params![at.log, at.index], |row| row.get(0)).optional()
}

/// Acts on one subject that did not know of each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What kind of act.
    pub kind: String,
    /// On what: the agreement's id, or empty.
    pub subject: String,
    /// The act that counts: of the highest rank.
    pub counts: Came,
    /// The others, highest rank first, with the digest of the text that each takes into use.
    pub others: Vec<(Came, String)>,
}

/// An act on a subject, as the projection holds it.
struct Held {
    kind: String,
    subject: String,
    sha256: String,
    came: Came,
}

impl SqliteProjection {
    pub(super) fn load_union(&mut self) -> rusqlite::Result<()> {
        (self.own, self.union) = union_of(&self.connection, i64::MAX)?;
        Ok(())
    }

    pub(super) fn bring_entries(&mut self, own: &str, anchor: &Anchor, brought: &[Brought]) -> Result<()> {
        let leaf = i64::try_from(self.position).unwrap_or(i64::MAX);
        let place = Place { log: own.into(), index: self.position };
        let mut union = self.union.clone();
        let Self { connection, registers, .. } = self;
        let transaction = connection.transaction().map_err(|cause| fault(&cause))?;
        let applied = name_own(&transaction, own)
            .and_then(|()| brought.iter().try_for_each(|one| bring(&transaction, (&mut union, registers), own, leaf, &anchor.log, one)))
            .and_then(|()| keep_anchor(&transaction, &mut union, leaf, &place, anchor))
            .and_then(|()| transaction.execute("UPDATE position SET applied = ?1", [leaf + 1]).map(|_| ()))
            .and_then(|()| transaction.commit());
        if let Err(cause) = applied {
            self.load().map_err(|cause| fault(&cause))?;
            return Err(fault(&cause));
        }
        self.union = union;
        self.own = own.into();
        self.position += 1;
        Ok(())
    }

    fn place(&self, came: &Came) -> Place {
        Place { log: came.log.clone().unwrap_or_else(|| self.own.clone()), index: came.index }
    }

    fn rank(&self, came: &Came) -> Rank {
        self.union.rank(self.place(came))
    }

    /// Entries in their order over all logs; within one log nothing changes.
    pub(super) fn in_order(&self, all: Vec<Came>) -> Vec<Came> {
        in_order(&self.own, &self.union, all)
    }

    pub(super) fn mission_in_past(&self, came: &Came) -> Result<Option<Digest>> {
        let acts = self.acts("kind = 'adopt_mission'")?;
        let past = self.union.past(&self.place(came));
        let known = acts.into_iter().filter(|act| is_in(&past, &self.place(&act.came)));
        known.max_by_key(|act| self.rank(&act.came)).map(|act| id_of(&act.sha256)).transpose()
    }

    /// Of each gazetteer the latest text of an entry's past, in order of name.
    pub(super) fn gazetteers_in_past(&self, came: &Came) -> Result<Vec<Digest>> {
        let acts = self.acts("kind = 'adopt_gazetteer'")?;
        if acts.is_empty() {
            return Ok(Vec::new());
        }
        let past = self.union.past(&self.place(came));
        let mut latest: BTreeMap<String, Held> = BTreeMap::new();
        for act in acts.into_iter().filter(|act| is_in(&past, &self.place(&act.came))) {
            if latest.get(&act.subject).is_none_or(|other| self.rank(&act.came) > self.rank(&other.came)) {
                latest.insert(act.subject.clone(), act);
            }
        }
        latest.into_values().map(|act| id_of(&act.sha256)).collect()
    }

    pub(super) fn standing_in_past(&self, ids: &[ObservationId], came: &Came) -> Result<BTreeMap<ObservationId, Digest>> {
        let past = self.union.past(&self.place(came));
        let sql = "SELECT observation.said, artifact.log, artifact.idx FROM observation JOIN batch ON batch.leaf = observation.leaf
                   JOIN artifact ON artifact.seq = batch.artifact WHERE observation.id = ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let mut standing = BTreeMap::new();
        for id in ids {
            let rows = statement
                .query_map([id.to_string()], |row| Ok((row.get::<_, Vec<u8>>(0)?, came_of(row.get(1)?, row.get(2)?))))
                .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
                .map_err(|cause| fault(&cause))?;
            if let Some(said) = self.latest_in(&past, rows) {
                standing.insert(*id, digest_of(&said)?);
            }
        }
        Ok(standing)
    }

    fn latest_in(&self, past: &Past, rows: Vec<(Vec<u8>, Came)>) -> Option<Vec<u8>> {
        let known = rows.into_iter().filter(|(_, came)| is_in(past, &self.place(came)));
        known.max_by_key(|(_, came)| self.rank(came)).map(|(said, _)| said)
    }

    fn acts(&self, which: &str) -> Result<Vec<Held>> {
        let sql =
            format!("SELECT kind, subject, sha256, log, idx FROM act WHERE sha256 IS NOT NULL AND void IS NULL AND {which} ORDER BY seq");
        let mut statement = self.connection.prepare_cached(&sql).map_err(|cause| fault(&cause))?;
        let read = |row: &Row<'_>| {
            Ok(Held { kind: row.get(0)?, subject: row.get(1)?, sha256: row.get(2)?, came: came_of(row.get(3)?, row.get(4)?) })
        };
        let acts = statement.query_map([], read).and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>);
        acts.map_err(|cause| fault(&cause))
    }

    /// Acts that took different texts into use for one subject, on nodes that did not know of each
    /// other's act, and that no later act has settled.
    ///
    /// # Errors
    /// If storage fails.
    pub fn conflicts(&self) -> Result<Vec<Conflict>> {
        if self.union.is_alone() {
            return Ok(Vec::new());
        }
        let mut subjects: BTreeMap<(String, String), Vec<Held>> = BTreeMap::new();
        for act in self.acts("kind IN ('adopt_mission', 'adopt_agreement', 'adopt_gazetteer')")? {
            subjects.entry((act.kind.clone(), act.subject.clone())).or_default().push(act);
        }
        Ok(subjects.into_values().filter_map(|acts| self.conflict(acts)).collect())
    }

    fn conflict(&self, acts: Vec<Held>) -> Option<Conflict> {
        let pasts: Vec<Past> = acts.iter().map(|act| self.union.past(&self.place(&act.came))).collect();
        let is_last = |act: &Held| !pasts.iter().any(|past| is_in(past, &self.place(&act.came)));
        let mut last: Vec<&Held> = acts.iter().filter(|act| is_last(act)).collect();
        last.sort_by_cached_key(|act| std::cmp::Reverse(self.rank(&act.came)));
        let (counts, others) = last.split_first()?;
        let others: Vec<(Came, String)> =
            others.iter().filter(|act| act.sha256 != counts.sha256).map(|act| (act.came.clone(), act.sha256.clone())).collect();
        let Held { kind, subject, came, .. } = counts;
        (!others.is_empty()).then(|| Conflict { kind: kind.clone(), subject: subject.clone(), counts: came.clone(), others })
    }
}

fn in_order(own: &str, union: &Union, mut all: Vec<Came>) -> Vec<Came> {
    let place = |came: &Came| Place { log: came.log.clone().unwrap_or_else(|| own.into()), index: came.index };
    if !union.is_alone() {
        all.sort_by_cached_key(|came| union.rank(place(came)));
    }
    all
}

/// The order of entries over all logs as it was known once this log had so many entries.
pub(crate) fn order_of(from: &Connection, as_of: u64) -> rusqlite::Result<impl Fn(Vec<Came>) -> Vec<Came> + use<>> {
    let (own, union) = union_of(from, i64::try_from(as_of).unwrap_or(i64::MAX))?;
    Ok(move |all| in_order(&own, &union, all))
}

/// This log's name, once another is anchored, and the anchors that entries before a position brought.
fn union_of(from: &Connection, before: i64) -> rusqlite::Result<(String, Union)> {
    let own: Option<String> = from.query_row("SELECT name FROM own", [], |row| row.get(0)).optional()?;
    let mut union = Union::new();
    let mut statement = from.prepare("SELECT log, idx, of_log, of_size FROM anchor WHERE leaf < ?1 ORDER BY seq")?;
    let mut rows = statement.query([before])?;
    while let Some(row) = rows.next()? {
        let place = Place { log: row.get(0)?, index: row.get::<_, i64>(1)?.unsigned_abs() };
        union.anchor(&place, &row.get::<_, String>(2)?, row.get::<_, i64>(3)?.unsigned_abs());
    }
    Ok((own.unwrap_or_default(), union))
}

fn name_own(to: &Transaction<'_>, own: &str) -> rusqlite::Result<()> {
    to.execute("INSERT OR REPLACE INTO own (one, name) VALUES (1, ?1)", [own]).map(|_| ())
}

fn keep_anchor(to: &Transaction<'_>, union: &mut Union, leaf: i64, place: &Place, anchor: &Anchor) -> rusqlite::Result<()> {
    union.anchor(place, &anchor.log, anchor.size);
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let sql = "INSERT INTO anchor (leaf, log, idx, of_log, of_size) VALUES (?1, ?2, ?3, ?4, ?5)";
    to.execute(sql, params![leaf, place.log, number(place.index), anchor.log, number(anchor.size)]).map(|_| ())
}

/// Applies one entry of another log.
fn bring(
    to: &Transaction<'_>,
    (union, registers): (&mut Union, &mut Registers),
    own: &str,
    leaf: i64,
    log: &str,
    brought: &Brought,
) -> rusqlite::Result<()> {
    let at = At { leaf, log, index: number_of(usize::try_from(brought.index).unwrap_or(usize::MAX)) };
    match &brought.entry {
        Entry::Received(received) => receive(to, &at, received).and_then(|()| sent::take(to, registers.of(log), &at, received)),
        Entry::Declared(declared) => acts::declare_unsigned(to, (&Ranks { union, own }, registers), &at, declared),
        Entry::Signed(signed) => acts::declare(to, (&Ranks { union, own }, registers), &at, signed),
        Entry::Anchor(anchor) => keep_anchor(to, union, leaf, &Place { log: log.into(), index: brought.index }, anchor),
        Entry::Concluded(_) | Entry::Gap(_) => Ok(()),
    }
}
