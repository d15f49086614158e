//! Everything as it stood at one position of the log, for reading: pages, reports, explanations.

use crate::sqlite::fault;
use crate::{FileLog, FileVault, Folder};
use engine::batch::item_hash;
use engine::contract::{Located, Lookup};
use engine::{EngineFault, Log, StoreFault, Vault};
use model::entry::BatchHeader;
use model::{
    Coverage, Digest, Entry, Finding, Geometry, Incident, IncidentId, Instant, Item, LayerVersion, Mission, Observation, ObservationId,
    Refusal,
};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, ToSql, params};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::str::FromStr;

type Result<T> = std::result::Result<T, EngineFault>;

/// A mission as it stood once the log had `as_of` entries.
pub struct View {
    connection: Connection,
    log: FileLog,
    vault: FileVault,
    as_of: u64,
    headers: RefCell<BTreeMap<u64, BatchHeader>>,
}

/// One incident as a row of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureRow {
    /// INC-...
    pub id: String,
    /// Commonest kind.
    pub kind: String,
    /// Earliest moment, ms since 1970 UTC.
    pub from_ms: i64,
    /// Latest moment.
    pub to_ms: i64,
    /// Centre and standard deviation per axis (m); none = place not known.
    pub centre: Option<(i32, i32, u32)>,
    /// Whether the place is a shape to be drawn as such.
    pub is_shape: bool,
    /// Observations in it.
    pub members_n: u32,
    /// Upper bound on independent origins.
    pub origins_n: u32,
    /// Least membership chance, ppm.
    pub chance_ppm: u32,
    /// The gravest outcome of the findings on it: breach, undetermined, exempt, no_breach.
    pub outcome: Option<String>,
}

/// Which incidents to look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those that may have happened at or after.
    pub from_ms: Option<i64>,
    /// Only those that may have happened before.
    pub to_ms: Option<i64>,
    /// Only these kinds; empty = all.
    pub kinds: Vec<String>,
    /// At most so many, the latest.
    pub limit: u32,
    /// Only those after this one (by time and id, latest first): a cursor.
    pub after: Option<(i64, String)>,
}

/// Counts of what stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Entries by family: received, declared, concluded.
    pub families: [u64; 3],
    /// Files received.
    pub artifacts: u64,
    /// Observations.
    pub observations: u64,
    /// Rows refused.
    pub refused: u64,
    /// Incidents.
    pub incidents: u64,
    /// Findings by outcome.
    pub findings: BTreeMap<String, u64>,
    /// Earliest and latest moment of an incident, ms since 1970 UTC.
    pub span_ms: Option<(i64, i64)>,
    /// Incidents by kind.
    pub kinds: BTreeMap<String, u64>,
}

/// A file that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Its entry.
    pub leaf: u64,
    /// Its digest, hexadecimal.
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// Its source.
    pub source: Option<String>,
    /// Size, bytes.
    pub bytes_n: u64,
    /// When it came in, ms since 1970 UTC.
    pub received_ms: i64,
    /// As what it was read.
    pub format: Option<String>,
    /// Rows met, read, refused.
    pub rows: Option<(u64, u64, u64)>,
}

const STOOD: &str = "leaf < :n AND (until_leaf IS NULL OR until_leaf >= :n)";

impl View {
    /// Looks at a mission as it stands, or as it stood at an earlier position.
    ///
    /// # Errors
    /// If no mission is here, the projection is absent or behind, or the position lies ahead.
    pub fn open(folder: &Folder, as_of: Option<u64>) -> Result<Self> {
        let log = folder.read_log()?;
        let path = folder.database();
        if !path.is_file() {
            return Err(StoreFault::Absent { what: "data/tregua.db: run `tregua rebuild`; the projection".into() }.into());
        }
        let connection = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(|cause| fault(&cause))?;
        connection.set_prepared_statement_cache_capacity(64);
        let applied: i64 = connection.query_row("SELECT applied FROM position", [], |row| row.get(0)).map_err(|cause| fault(&cause))?;
        let applied = applied.unsigned_abs().min(log.size());
        let as_of = as_of.unwrap_or(applied);
        if as_of > applied {
            return Err(
                StoreFault::Absent { what: format!("log position {as_of}: the mission stands at {applied}, and that position") }.into()
            );
        }
        Ok(Self { connection, log, vault: folder.vault(), as_of, headers: RefCell::default() })
    }

    /// The position that is looked at.
    pub const fn as_of(&self) -> u64 {
        self.as_of
    }

    /// The log, as it stands now.
    pub const fn log(&self) -> &FileLog {
        &self.log
    }

    /// The vault.
    pub const fn vault(&self) -> &FileVault {
        &self.vault
    }

    /// The root of the log at the position looked at.
    ///
    /// # Errors
    /// If a tile is absent or damaged.
    pub fn root(&self) -> Result<Digest> {
        Ok(self.log.root_at(self.as_of)?)
    }

    /// The mission's data in use then.
    ///
    /// # Errors
    /// If none was adopted, or its file is absent or damaged.
    pub fn mission(&self) -> Result<Mission> {
        let sql = format!("SELECT sha256 FROM act WHERE kind = 'adopt_mission' AND {STOOD}");
        let rows = self.rows(&sql, &[], |row| row.get::<_, String>(0))?;
        let sha256 = rows.first().ok_or(EngineFault::NoMission)?;
        engine::gather::read_mission(&self.text(sha256)?)
    }

    /// Ids and texts of the agreements in use then, with their digests.
    ///
    /// # Errors
    /// If one is absent or damaged.
    pub fn agreements(&self) -> Result<Vec<(String, Digest, String)>> {
        let sql = format!("SELECT subject, sha256 FROM act WHERE kind = 'adopt_agreement' AND {STOOD} ORDER BY subject");
        let rows = self.rows(&sql, &[], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        rows.into_iter().map(|(id, sha256)| Ok((id, digest(&sha256)?, self.text(&sha256)?))).collect()
    }

    /// Digests of the mission file and agreements in use then.
    ///
    /// # Errors
    /// If storage fails.
    pub fn in_use(&self) -> Result<Vec<Digest>> {
        let rows = self.rows(&format!("SELECT sha256 FROM act WHERE {STOOD}"), &[], |row| row.get::<_, String>(0))?;
        rows.iter().map(|sha256| digest(sha256)).collect()
    }

    fn text(&self, sha256: &str) -> Result<String> {
        Ok(String::from_utf8_lossy(&self.vault.read(&digest(sha256)?)?).into_owned())
    }

    /// Counts of what stood.
    ///
    /// # Errors
    /// If storage fails.
    pub fn summary(&self) -> Result<Summary> {
        let one =
            |sql: &str| -> Result<u64> { Ok(self.rows(sql, &[], |row| row.get::<_, i64>(0))?.first().map_or(0, |n| n.unsigned_abs())) };
        let pairs = |sql: &str| -> Result<BTreeMap<String, u64>> {
            let rows = self.rows(sql, &[], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
            Ok(rows.into_iter().map(|(word, n)| (word, n.unsigned_abs())).collect())
        };
        let span = format!("SELECT min(from_ms), max(to_ms) FROM incident WHERE stands = 1 AND {STOOD}");
        let span = self.rows(&span, &[], |row| Ok(row.get::<_, Option<i64>>(0)?.zip(row.get::<_, Option<i64>>(1)?)))?;
        Ok(Summary {
            families: [
                one("SELECT count(*) FROM artifact WHERE leaf < :n")?,
                one("SELECT count(*) FROM act WHERE leaf < :n")?,
                one("SELECT count(*) FROM batch WHERE leaf < :n")?,
            ],
            artifacts: one("SELECT count(*) FROM artifact WHERE leaf < :n")?,
            observations: one(&format!("SELECT count(*) FROM observation WHERE {STOOD}"))?,
            refused: one(&format!("SELECT count(*) FROM note WHERE id LIKE 'REF-%' AND {STOOD}"))?,
            incidents: one(&format!("SELECT count(*) FROM incident WHERE stands = 1 AND {STOOD}"))?,
            findings: pairs(&format!("SELECT outcome, count(*) FROM finding WHERE {STOOD} GROUP BY outcome"))?,
            span_ms: span.first().copied().flatten(),
            kinds: pairs(&format!("SELECT kind, count(*) FROM incident WHERE stands = 1 AND {STOOD} GROUP BY kind"))?,
        })
    }

    /// Incidents that stood, latest first, and how many the filter has in all.
    ///
    /// # Errors
    /// If storage fails.
    pub fn picture(&self, filter: &Filter) -> Result<(Vec<PictureRow>, u64)> {
        let mut condition = format!("stands = 1 AND {STOOD}");
        let mut values: Vec<(&str, &dyn ToSql)> = Vec::new();
        if let Some(from) = &filter.from_ms {
            condition.push_str(" AND (to_ms > :from OR from_ms >= :from)");
            values.push((":from", from));
        }
        if let Some(to) = &filter.to_ms {
            condition.push_str(" AND from_ms < :to");
            values.push((":to", to));
        }
        let known: Vec<String> =
            filter.kinds.iter().filter(|kind| model::Kind::from_word(kind).is_some()).map(|kind| format!("'{kind}'")).collect();
        if !filter.kinds.is_empty() {
            condition.push_str(&format!(" AND kind IN ({})", known.join(", ")));
        }
        let count = format!("SELECT count(*) FROM incident WHERE {condition}");
        let total = self.rows(&count, &values, |row| row.get::<_, i64>(0))?.first().map_or(0, |n| n.unsigned_abs());
        if let Some((time, id)) = &filter.after {
            condition.push_str(" AND (from_ms, id) < (:after_ms, :after_id)");
            values.push((":after_ms", time));
            values.push((":after_id", id));
        }
        values.push((":limit", &filter.limit));
        let sql = format!(
            "SELECT id, kind, from_ms, to_ms, lat_e7, lon_e7, sd_m, is_shape, members_n, origins_n, chance_ppm FROM incident WHERE {condition} ORDER BY from_ms DESC, id DESC LIMIT :limit"
        );
        let mut rows = self.rows(&sql, &values, read_picture_row)?;
        self.add_outcomes(&mut rows)?;
        Ok((rows, total))
    }

    fn add_outcomes(&self, rows: &mut [PictureRow]) -> Result<()> {
        let sql = format!("SELECT incident, outcome FROM finding WHERE incident IS NOT NULL AND {STOOD}");
        let rank = |word: &str| ["breach", "undetermined", "exempt", "no_breach"].iter().position(|known| *known == word).unwrap_or(9);
        let mut gravest: BTreeMap<String, String> = BTreeMap::new();
        for (incident, outcome) in self.rows(&sql, &[], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))? {
            let kept = gravest.entry(incident).or_insert_with(|| outcome.clone());
            if rank(&outcome) < rank(kept) {
                *kept = outcome;
            }
        }
        for row in rows {
            row.outcome = gravest.get(&row.id).cloned();
        }
        Ok(())
    }

    /// Incidents per local day and kind, of all that stood; days in the mission's zone.
    ///
    /// # Errors
    /// If storage fails.
    pub fn days(&self, zone: &str) -> Result<BTreeMap<String, BTreeMap<String, u64>>> {
        let sql = format!("SELECT from_ms, kind FROM incident WHERE stands = 1 AND {STOOD}");
        let mut days: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        for (from, kind) in self.rows(&sql, &[], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))? {
            let day = Instant::from_ms(from).ok().and_then(|at| at.day_in(zone).ok()).unwrap_or_default();
            *days.entry(day).or_default().entry(kind).or_default() += 1;
        }
        Ok(days)
    }

    /// An incident with its members and the findings on it.
    ///
    /// # Errors
    /// If it did not stand, or is damaged.
    pub fn incident(&self, id: &str) -> Result<(Incident, Vec<Observation>, Vec<Finding>)> {
        let Item::Incident(incident) = self.item(id)? else { return Err(EngineFault::UnknownId(id.into())) };
        let mut members = Vec::new();
        for member in &incident.members {
            members.extend(self.observation(&member.observation.to_string())?);
        }
        let mut findings = Vec::new();
        for id in self.findings_on(&incident.id)? {
            if let Item::Finding(finding) = self.item(&id)? {
                findings.push(finding);
            }
        }
        Ok((incident, members, findings))
    }

    /// The incident alone, for its shape.
    ///
    /// # Errors
    /// If it did not stand, or is damaged.
    pub fn shape(&self, id: &str) -> Result<Option<model::Place>> {
        Ok(if let Item::Incident(incident) = self.item(id)? { incident.place } else { None })
    }

    /// An observation, if the id is one.
    ///
    /// # Errors
    /// If it did not stand, or is damaged.
    pub fn observation(&self, id: &str) -> Result<Option<Observation>> {
        Ok(if let Item::Observation(observation) = self.item(id)? { Some(observation) } else { None })
    }

    /// Observations that stood and whose earliest moment lies in a window (or that state figures, with `figures`).
    ///
    /// # Errors
    /// If storage fails.
    pub fn observations(&self, from_ms: i64, to_ms: i64) -> Result<Vec<Observation>> {
        let sql = format!(
            "SELECT id, leaf, offset, length, hash FROM observation WHERE from_ms >= :from AND from_ms < :to AND {STOOD} ORDER BY from_ms, id"
        );
        let mut observations = Vec::new();
        for at in self.rows(&sql, &[(":from", &from_ms), (":to", &to_ms)], read_located)? {
            if let Item::Observation(observation) = self.item_at(&at)? {
                observations.push(observation);
            }
        }
        Ok(observations)
    }

    /// Incidents that stood and whose earliest moment lies in a window.
    ///
    /// # Errors
    /// If storage fails.
    pub fn incidents(&self, from_ms: i64, to_ms: i64) -> Result<Vec<Incident>> {
        let sql = format!(
            "SELECT id, leaf, offset, length, hash FROM incident WHERE stands = 1 AND from_ms >= :from AND from_ms < :to AND {STOOD} ORDER BY from_ms, id"
        );
        let mut incidents = Vec::new();
        for at in self.rows(&sql, &[(":from", &from_ms), (":to", &to_ms)], read_located)? {
            if let Item::Incident(incident) = self.item_at(&at)? {
                incidents.push(incident);
            }
        }
        Ok(incidents)
    }

    /// Findings that stood and whose subject touches a window.
    ///
    /// # Errors
    /// If storage fails.
    pub fn findings(&self, from_ms: i64, to_ms: i64) -> Result<Vec<Finding>> {
        let sql = format!(
            "SELECT id, leaf, offset, length, hash FROM finding WHERE from_ms < :to AND (to_ms > :from OR from_ms >= :from) AND {STOOD} ORDER BY clause, from_ms, id"
        );
        let mut findings = Vec::new();
        for at in self.rows(&sql, &[(":from", &from_ms), (":to", &to_ms)], read_located)? {
            if let Item::Finding(finding) = self.item_at(&at)? {
                findings.push(finding);
            }
        }
        Ok(findings)
    }

    /// How many findings stood, by agreement, clause and outcome.
    ///
    /// # Errors
    /// If storage fails.
    pub fn outcomes_by_clause(&self) -> Result<BTreeMap<(String, String), BTreeMap<String, u64>>> {
        let sql = format!("SELECT agreement, clause, outcome, count(*) FROM finding WHERE {STOOD} GROUP BY agreement, clause, outcome");
        let mut outcomes: BTreeMap<(String, String), BTreeMap<String, u64>> = BTreeMap::new();
        for (agreement, clause, outcome, n) in
            self.rows(&sql, &[], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, i64>(3)?)))?
        {
            outcomes.entry((agreement, clause)).or_default().insert(outcome, n.unsigned_abs());
        }
        Ok(outcomes)
    }

    /// Coverage that stood and touches a window.
    ///
    /// # Errors
    /// If storage fails.
    pub fn coverage(&self, from_ms: i64, to_ms: i64) -> Result<Vec<Coverage>> {
        let sql = format!(
            "SELECT id, leaf, offset, length, hash FROM coverage WHERE from_ms < :to AND to_ms > :from AND {STOOD} ORDER BY from_ms, station, id"
        );
        let mut coverages = Vec::new();
        for at in self.rows(&sql, &[(":from", &from_ms), (":to", &to_ms)], read_located)? {
            if let Item::Coverage(coverage) = self.item_at(&at)? {
                coverages.push(coverage);
            }
        }
        Ok(coverages)
    }

    /// Beginning (ms since 1970 UTC), minutes planned and minutes observed of the coverage that touches a window.
    ///
    /// # Errors
    /// If storage fails.
    pub fn coverage_minutes(&self, from_ms: i64, to_ms: i64) -> Result<Vec<(i64, u32, u32)>> {
        let sql = format!("SELECT from_ms, planned_min, observed_min FROM coverage WHERE from_ms < :to AND to_ms > :from AND {STOOD}");
        self.rows(&sql, &[(":from", &from_ms), (":to", &to_ms)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }

    /// The middle of all incidents with a place, degrees; for opening a map.
    ///
    /// # Errors
    /// If storage fails.
    pub fn middle(&self) -> Result<Option<(f64, f64)>> {
        let sql = format!("SELECT avg(lat_e7), avg(lon_e7) FROM incident WHERE stands = 1 AND {STOOD}");
        let rows = self.rows(&sql, &[], |row| Ok(row.get::<_, Option<f64>>(0)?.zip(row.get::<_, Option<f64>>(1)?)))?;
        Ok(rows.first().copied().flatten().map(|(lat, lon)| (lat / 1e7, lon / 1e7)))
    }

    /// Layer versions that stood.
    ///
    /// # Errors
    /// If storage fails.
    pub fn layers(&self) -> Result<Vec<LayerVersion>> {
        let sql = format!("SELECT version FROM layer WHERE {STOOD} ORDER BY id");
        let texts = self.rows(&sql, &[], |row| row.get::<_, String>(0))?;
        texts.iter().map(|text| serde_json::from_str(text).map_err(|_| crate::sqlite::unreadable("a layer").into())).collect()
    }

    /// The geometry of a layer version.
    ///
    /// # Errors
    /// If it is absent or damaged.
    pub fn geometry(&self, digest: &Digest) -> Result<Geometry> {
        let bytes = self.vault.read(digest)?;
        serde_json::from_slice(&bytes).map_err(|cause| EngineFault::Record { what: format!("geometry {digest}"), cause: cause.to_string() })
    }

    /// Files that had been received, in order of arrival.
    ///
    /// # Errors
    /// If storage fails.
    pub fn artifacts(&self) -> Result<Vec<Artifact>> {
        let sql = "SELECT leaf, sha256, name, source, bytes_n, received_ms, format, rows_n, read_n, refused_n FROM artifact WHERE leaf < :n ORDER BY leaf";
        self.rows(sql, &[], |row| {
            let n = |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(i64::unsigned_abs));
            let rows = n(7)?.zip(n(8)?).zip(n(9)?).map(|((rows, read), refused)| (rows, read, refused));
            Ok(Artifact {
                leaf: n(0)?.unwrap_or(0),
                sha256: row.get(1)?,
                name: row.get(2)?,
                source: row.get(3)?,
                bytes_n: n(4)?.unwrap_or(0),
                received_ms: row.get(5)?,
                format: row.get(6)?,
                rows,
            })
        })
    }

    /// The rows refused so far, oldest first, at most `limit`.
    ///
    /// # Errors
    /// If storage fails.
    pub fn refusals(&self, limit: u32) -> Result<Vec<Refusal>> {
        let sql = format!("SELECT id, leaf, offset, length, hash FROM note WHERE id LIKE 'REF-%' AND {STOOD} ORDER BY seq LIMIT :limit");
        let mut refusals = Vec::new();
        for at in self.rows(&sql, &[(":limit", &limit)], read_located)? {
            if let Item::Refusal(refusal) = self.item_at(&at)? {
                refusals.push(refusal);
            }
        }
        Ok(refusals)
    }

    /// The version of an item that stood.
    ///
    /// # Errors
    /// If there was none, or it is damaged.
    pub fn item(&self, id: &str) -> Result<Item> {
        self.item_at(&self.place(id)?)
    }

    fn item_at(&self, at: &Located) -> Result<Item> {
        let root = self.header(at.leaf)?.root;
        let bytes = self.vault.read_batch_part(&root, at.offset, at.length)?;
        if item_hash(&bytes) != at.hash {
            let how = format!("the item at byte {} is not the one that was recorded", at.offset);
            return Err(StoreFault::Damaged { what: format!("batch {root}"), how }.into());
        }
        Item::read(&bytes).map_err(|cause| EngineFault::Entry { leaf: at.leaf, cause: cause.to_string() })
    }

    /// The header of the batch at an entry.
    ///
    /// # Errors
    /// If the entry is no batch.
    pub fn header(&self, leaf: u64) -> Result<BatchHeader> {
        if let Some(header) = self.headers.borrow().get(&leaf) {
            return Ok(header.clone());
        }
        let Entry::Concluded(header) = engine::gather::entry(&self.log, leaf)? else {
            return Err(EngineFault::Entry { leaf, cause: "a batch was expected here".into() });
        };
        self.headers.borrow_mut().insert(leaf, header.clone());
        Ok(header)
    }

    fn rows<T>(&self, sql: &str, values: &[(&str, &dyn ToSql)], read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        let n = i64::try_from(self.as_of).unwrap_or(i64::MAX);
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let mut all: Vec<(&str, &dyn ToSql)> = values.to_vec();
        all.push((":n", &n));
        all.retain(|(name, _)| statement.parameter_index(name).is_ok_and(|place| place.is_some()));
        let rows = statement.query_map(all.as_slice(), |row| read(row)).map_err(|cause| fault(&cause))?;
        Ok(rows.collect::<rusqlite::Result<Vec<T>>>().map_err(|cause| fault(&cause))?)
    }
}

fn digest(text: &str) -> Result<Digest> {
    text.parse().map_err(|_| crate::sqlite::unreadable("a digest").into())
}

fn read_picture_row(row: &Row<'_>) -> rusqlite::Result<PictureRow> {
    let (lat, lon, sd): (Option<i32>, Option<i32>, Option<u32>) = (row.get(4)?, row.get(5)?, row.get(6)?);
    Ok(PictureRow {
        id: row.get(0)?,
        kind: row.get(1)?,
        from_ms: row.get(2)?,
        to_ms: row.get(3)?,
        centre: lat.zip(lon).zip(sd).map(|((lat, lon), sd)| (lat, lon, sd)),
        is_shape: row.get(7)?,
        members_n: row.get(8)?,
        origins_n: row.get(9)?,
        chance_ppm: row.get(10)?,
        outcome: None,
    })
}

fn read_located(row: &Row<'_>) -> rusqlite::Result<Located> {
    let hash: Vec<u8> = row.get(4)?;
    let hash = <[u8; 32]>::try_from(hash.as_slice()).map_err(|_| rusqlite::Error::InvalidQuery)?;
    let (leaf, offset): (i64, i64) = (row.get(1)?, row.get(2)?);
    Ok(Located { leaf: leaf.unsigned_abs(), offset: offset.unsigned_abs(), length: row.get(3)?, hash: Digest::from_bytes(hash) })
}

fn table_of(id: &str) -> &'static str {
    match id.get(..4) {
        Some("OBS-") => "observation",
        Some("INC-") => "incident",
        Some("FND-") => "finding",
        Some("LAY-") => "layer",
        Some("COV-") => "coverage",
        _ => "note",
    }
}

fn store(fault: EngineFault) -> StoreFault {
    match fault {
        EngineFault::Store(fault) => fault,
        other => StoreFault::Damaged { what: "data/tregua.db".into(), how: other.to_string() },
    }
}

impl Lookup for View {
    fn find(&self, beginning: &str) -> std::result::Result<Vec<String>, StoreFault> {
        let wanted = beginning.to_ascii_uppercase();
        let last = format!("{wanted}~");
        let mut found: Vec<String> = Vec::new();
        for table in ["observation", "incident", "finding", "layer", "coverage", "note"] {
            let sql = format!("SELECT DISTINCT id FROM {table} WHERE id >= :first AND id < :last AND leaf < :n ORDER BY id LIMIT 9");
            found.extend(self.rows(&sql, &[(":first", &wanted), (":last", &last)], |row| row.get::<_, String>(0)).map_err(store)?);
        }
        found.sort();
        found.truncate(9);
        Ok(found)
    }

    fn place(&self, id: &str) -> std::result::Result<Located, StoreFault> {
        let sql = format!("SELECT id, leaf, offset, length, hash FROM {} WHERE id = :id AND {STOOD}", table_of(id));
        let rows = self.rows(&sql, &[(":id", &id)], read_located).map_err(store)?;
        rows.first().copied().ok_or_else(|| StoreFault::Absent { what: format!("{id}: at log position {} it", self.as_of) })
    }

    fn versions(&self, id: &str) -> std::result::Result<Vec<u64>, StoreFault> {
        let sql = format!("SELECT leaf FROM {} WHERE id = :id AND leaf < :n ORDER BY leaf", table_of(id));
        let leaves = self.rows(&sql, &[(":id", &id)], |row| row.get::<_, i64>(0)).map_err(store)?;
        Ok(leaves.into_iter().map(i64::unsigned_abs).collect())
    }

    fn arrival(&self, artifact: &Digest) -> std::result::Result<Option<u64>, StoreFault> {
        let sql = "SELECT leaf FROM artifact WHERE sha256 = ?1";
        let leaf = self.connection.query_row(sql, params![artifact.to_string()], |row| row.get::<_, i64>(0)).optional();
        Ok(leaf.map_err(|cause| fault(&cause))?.map(i64::unsigned_abs))
    }

    fn incident_of(&self, observation: &ObservationId) -> std::result::Result<Option<IncidentId>, StoreFault> {
        let sql = format!(
            "SELECT id FROM incident JOIN membership ON membership.incident_seq = incident.seq WHERE membership.observation = :id AND stands = 1 AND {STOOD}"
        );
        let id = observation.to_string();
        let rows = self.rows(&sql, &[(":id", &id)], |row| row.get::<_, String>(0)).map_err(store)?;
        rows.first().map(|id| IncidentId::from_str(id).map_err(|_| crate::sqlite::unreadable("an id"))).transpose()
    }

    fn findings_on(&self, incident: &IncidentId) -> std::result::Result<Vec<String>, StoreFault> {
        let sql = format!("SELECT id FROM finding WHERE incident = :id AND {STOOD} ORDER BY agreement, clause, id");
        self.rows(&sql, &[(":id", &incident.to_string())], |row| row.get::<_, String>(0)).map_err(store)
    }
}
