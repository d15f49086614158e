//! What the last assessment saw, what changed since, and where incidents lie: for assessing only what must be.

use super::gather::{digest_of, id_of};
use super::union::came_of;
use super::{SqliteProjection, fault, unreadable};
use engine::StoreFault;
use engine::contract::{Adopted, Assessment, Came, StandingFinding, Touched};
use model::entry::{BatchHeader, Method};
use model::{FindingId, Incident, IncidentId, Instant, Kind, LayerVersion, Observation, ObservationId};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Patch, Search};

type Result<T> = std::result::Result<T, StoreFault>;

/// What an assessment saw: everything that was applied before it.
pub(super) fn mark(to: &Transaction<'_>, leaf: i64, header: &BatchHeader) -> rusqlite::Result<()> {
    let Method { name, parameters, revision } = &header.method;
    let sql =
        "INSERT OR REPLACE INTO assessed (one, leaf, method, revision, parameters, observation_seq, incident_seq, coverage_seq, act_seq)
               SELECT 1, ?1, ?2, ?3, ?4, (SELECT ifnull(max(seq), 0) FROM observation), (SELECT ifnull(max(seq), 0) FROM incident),
                      (SELECT ifnull(max(seq), 0) FROM coverage), (SELECT ifnull(max(seq), 0) FROM act)";
    to.execute(sql, params![leaf, name, revision, parameters.to_string()]).map(|_| ())
}

/// Kinds and place of an incident and its members, for finding it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spot {
    pub kinds: i64,
    /// Absent = one of them has no position.
    pub patch: Option<Patch>,
}

/// One bit for a kind.
pub(crate) fn bit(kind: Kind) -> i64 {
    1 << kind as u32
}

pub(super) fn columns(patch: Option<Patch>) -> [Option<i32>; 4] {
    [patch.map(|patch| patch.south), patch.map(|patch| patch.north), patch.map(|patch| patch.west), patch.map(|patch| patch.east)]
}

fn read_patch(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Patch>> {
    let Some(south) = row.get(first)? else { return Ok(None) };
    Ok(Some(Patch { south, north: row.get(first + 1)?, west: row.get(first + 2)?, east: row.get(first + 3)? }))
}

/// The spots of some incidents, in their order; members are looked up in the order of their ids.
pub(super) fn spots(to: &Transaction<'_>, incidents: &[&Incident]) -> rusqlite::Result<Vec<Spot>> {
    let own = |incident: &&Incident| Spot { kinds: bit(incident.kind), patch: incident.place.as_ref().and_then(Patch::of_place) };
    let mut spots: Vec<Spot> = incidents.iter().map(own).collect();
    let numbered = incidents.iter().enumerate();
    let mut members: Vec<(ObservationId, usize)> =
        numbered.flat_map(|(n, incident)| incident.members.iter().map(move |member| (member.observation, n))).collect();
    members.sort_unstable();
    let sql = "SELECT kind, south, north, west, east FROM observation WHERE id = ?1 AND until_leaf IS NULL";
    let mut statement = to.prepare_cached(sql)?;
    for (id, n) in members {
        let found = statement.query_row([id.to_string()], |row| Ok((row.get::<_, String>(0)?, read_patch(row, 1)?))).optional()?;
        let (kind, patch) = found.map_or((None, None), |(kind, patch)| (Kind::from_word(&kind), patch));
        if let Some(spot) = spots.get_mut(n) {
            spot.kinds |= kind.map_or(0, bit);
            spot.patch = spot.patch.zip(patch).map(|(a, b)| a.with(b));
        }
    }
    Ok(spots)
}

/// An observation that is superseded may now be found elsewhere: its incidents are found there, too.
pub(super) fn widen(to: &Transaction<'_>, observation: &Observation) -> rusqlite::Result<()> {
    let sql =
        "UPDATE incident SET kinds = kinds | ?2, south = min(south, ?3), north = max(north, ?4), west = min(west, ?5), east = max(east, ?6)
               WHERE seq IN (SELECT incident_seq FROM membership WHERE observation = ?1) AND until_leaf IS NULL";
    let [south, north, west, east] = columns(Patch::of_observation(observation));
    let row = params![observation.id.to_string(), bit(observation.kind), south, north, west, east];
    to.prepare_cached(sql)?.execute(row).map(|_| ())
}

impl SqliteProjection {
    pub(super) fn last_assessment(&self) -> Result<Option<Assessment>> {
        let sql = "SELECT leaf, method, revision, parameters,
                          EXISTS (SELECT 1 FROM act WHERE seq > act_seq AND kind IN ('order_erasure', 'confirm_erasure')) FROM assessed";
        let row = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?, row.get::<_, bool>(4)?));
        let found = self.connection.query_row(sql, [], row).optional().map_err(|cause| fault(&cause))?;
        let read = |(leaf, name, revision, parameters, is_erased_since): (i64, String, u32, String, bool)| {
            let method = Method { name, parameters: id_of(&parameters)?, revision };
            Ok(Assessment { leaf: leaf.unsigned_abs(), method, is_erased_since })
        };
        found.map(read).transpose()
    }

    pub(super) fn touched_since(&self) -> Result<Touched> {
        let changed = "SELECT id FROM incident WHERE seq > (SELECT incident_seq FROM assessed)";
        let by_member = "SELECT incident.id FROM observation JOIN membership ON membership.observation = observation.id
                         JOIN incident ON incident.seq = membership.incident_seq
                         WHERE observation.seq > (SELECT observation_seq FROM assessed) AND incident.until_leaf IS NULL";
        let mut incidents: BTreeSet<IncidentId> = BTreeSet::new();
        for sql in [changed, by_member] {
            for id in self.rows(sql, |row| row.get::<_, String>(0))? {
                incidents.insert(id_of(&id)?);
            }
        }
        let figures = "SELECT EXISTS (SELECT 1 FROM observation AS new JOIN observation AS one ON one.id = new.id
                       WHERE new.seq > (SELECT observation_seq FROM assessed) AND one.is_figure = 1)";
        let papers = "SELECT EXISTS (SELECT 1 FROM observation AS new JOIN observation AS one ON one.id = new.id
                      WHERE new.seq > (SELECT observation_seq FROM assessed) AND one.is_deed = 1)
                      OR EXISTS (SELECT 1 FROM coverage WHERE seq > (SELECT coverage_seq FROM assessed))";
        let arrivals = "SELECT EXISTS (SELECT 1 FROM artifact, assessed WHERE artifact.leaf > assessed.leaf)";
        let is_so = |sql: &str| Ok::<bool, StoreFault>(self.rows(sql, |row| row.get::<_, bool>(0))?.first() == Some(&true));
        let (figures, papers, arrivals) = (is_so(figures)?, is_so(papers)?, is_so(arrivals)?);
        Ok(Touched { incidents, figures, papers, arrivals })
    }

    pub(super) fn incidents_by(&self, searches: &[Search]) -> Result<BTreeSet<IncidentId>> {
        let mut found = BTreeSet::new();
        for search in searches {
            self.find_incidents(search, &mut found)?;
        }
        Ok(found)
    }

    fn find_incidents(&self, search: &Search, found: &mut BTreeSet<IncidentId>) -> Result<()> {
        let sql = "SELECT id, from_ms, to_ms, south, north, west, east FROM incident
                   WHERE until_leaf IS NULL AND stands = 1 AND kinds & ?1 <> 0 AND from_ms <= ?2 AND to_ms >= ?3";
        let kinds: i64 = search.kinds.iter().fold(0, |bits, kind| bits | bit(*kind));
        let until = search.period.until.map_or(i64::MAX, Instant::ms);
        let from = search.period.from.map_or(i64::MIN, Instant::ms);
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let mut rows = statement.query(params![kinds, until, from]).map_err(|cause| fault(&cause))?;
        while let Some(row) = rows.next().map_err(|cause| fault(&cause))? {
            let (patch, from, to) = read_patch(row, 3)
                .and_then(|patch| Ok((patch, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))
                .map_err(|cause| fault(&cause))?;
            let moment = |ms| Instant::from_ms(ms).map_err(|_| unreadable("a moment"));
            if search.finds(moment(from)?, moment(to)?, patch) {
                let id = row.get_ref(0).and_then(|value| Ok(value.as_str()?)).map_err(|cause| fault(&cause))?;
                found.insert(id_of(id)?);
            }
        }
        Ok(())
    }

    pub(super) fn standing_findings(&self, on: Option<(&BTreeSet<IncidentId>, bool)>) -> Result<BTreeMap<FindingId, StandingFinding>> {
        const ALL: &str = "SELECT id, plain, incident, agreement, clause, outcome FROM finding WHERE until_leaf IS NULL";
        let Some((incidents, series)) = on else { return self.findings_by(ALL, None) };
        let mut found = BTreeMap::new();
        let by_incident = format!("{ALL} AND incident = ?1");
        for incident in incidents {
            found.append(&mut self.findings_by(&by_incident, Some(&incident.to_string()))?);
        }
        if series {
            found.append(&mut self.findings_by(&format!("{ALL} AND incident IS NULL"), None)?);
        }
        Ok(found)
    }

    fn findings_by(&self, sql: &str, incident: Option<&str>) -> Result<BTreeMap<FindingId, StandingFinding>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let mut rows = statement.query(rusqlite::params_from_iter(incident)).map_err(|cause| fault(&cause))?;
        let mut found = BTreeMap::new();
        while let Some(row) = rows.next().map_err(|cause| fault(&cause))? {
            let read = |row: &Row<'_>| {
                let (id, hash): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
                let incident: Option<String> = row.get(2)?;
                Ok((id, hash, incident, row.get(3)?, row.get(4)?, row.get(5)?))
            };
            let (id, hash, incident, agreement, clause, outcome) = read(row).map_err(|cause| fault(&cause))?;
            let incident = incident.as_deref().map(id_of).transpose()?;
            found.insert(id_of(&id)?, StandingFinding { hash: digest_of(&hash)?, incident, agreement, clause, outcome });
        }
        Ok(found)
    }

    pub(super) fn outcomes_standing(&self) -> Result<BTreeMap<String, usize>> {
        let sql = "SELECT outcome, count(*) FROM finding WHERE until_leaf IS NULL GROUP BY outcome";
        let rows = self.rows(sql, |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        Ok(rows.into_iter().map(|(word, n)| (word, usize::try_from(n).unwrap_or(usize::MAX))).collect())
    }

    pub(super) fn adoptions_in_order(&self) -> Result<Vec<Adopted>> {
        let sql = "SELECT subject, leaf, sha256, log, idx FROM act WHERE kind = 'adopt_agreement' AND void IS NULL AND sha256 IS NOT NULL ORDER BY seq";
        let read = |row: &Row<'_>| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?, came_of(row.get(3)?, row.get(4)?)))
        };
        let mut adopted: BTreeMap<Came, Adopted> = BTreeMap::new();
        let mut order = Vec::new();
        for (id, leaf, sha256, came) in self.rows(sql, read)? {
            order.push(came.clone());
            adopted.insert(came, Adopted { id, leaf: leaf.unsigned_abs(), sha256: id_of(&sha256)? });
        }
        Ok(self.in_order(order).iter().filter_map(|came| adopted.remove(came)).collect())
    }

    pub(super) fn layers_once(&self, leaf: u64) -> Result<Vec<LayerVersion>> {
        let sql = "SELECT version FROM layer WHERE leaf <= ?1 AND (until_leaf IS NULL OR until_leaf > ?1) ORDER BY id";
        let leaf = i64::try_from(leaf).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let texts = statement.query_map([leaf], |row| row.get::<_, String>(0)).and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>);
        let texts = texts.map_err(|cause| fault(&cause))?;
        texts.iter().map(|text| serde_json::from_str(text).map_err(|_| unreadable("a layer"))).collect()
    }
}
