//! What the steps gather from the projection.

use super::union::came_of;
use super::{SqliteProjection, evidence, fault, settling};
use casework::Office;
use casework::verification::Facts;
use engine::contract::{Adopted, Assessment, Brought, Came, ItemAt, LastFusion, Located, Moved, StandingFinding, Touched};
use engine::{Projection, StoreFault, Words};
use fusion::Evidence;
use fusion::near::Region;
use model::{
    Anchor, CoverageId, Digest, Entry, FindingId, IncidentId, Instant, Kind, LayerVersion, ObservationId, Position, Received, Signed,
};
use record::register::Register;
use record::stream::{Arrival, Place};
use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

type Result<T> = std::result::Result<T, StoreFault>;

/// A value that this program wrote and cannot read: the file is damaged.
pub(crate) fn unreadable(what: &str) -> StoreFault {
    StoreFault::Damaged {
        what: "data/tregua.db".into(),
        how: format!("it holds {what} that cannot be read; delete it and run `tregua rebuild`"),
    }
}

pub(super) fn digest_of(bytes: &[u8]) -> Result<Digest> {
    <[u8; 32]>::try_from(bytes).map(Digest::from_bytes).map_err(|_| unreadable("a hash"))
}

pub(super) fn id_of<T: FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| unreadable("an id"))
}

fn leaf_of(leaf: i64) -> u64 {
    leaf.unsigned_abs()
}

impl SqliteProjection {
    pub(super) fn rows<T>(&self, sql: &str, read: impl Fn(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let rows = statement.query_map([], |row| read(row)).map_err(|cause| fault(&cause))?;
        rows.collect::<rusqlite::Result<Vec<T>>>().map_err(|cause| fault(&cause))
    }

    fn ids_with_hash<T: FromStr + Ord>(&self, sql: &str) -> Result<BTreeMap<T, Digest>> {
        let rows = self.rows(sql, |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        rows.iter().map(|(id, hash)| Ok((id_of(id)?, digest_of(hash)?))).collect()
    }
}

const TABLES: [(&str, &str); 6] = [
    ("OBS-", "SELECT leaf, offset, length, hash FROM observation WHERE id = ?1 AND until_leaf IS NULL"),
    ("INC-", "SELECT leaf, offset, length, hash FROM incident WHERE id = ?1 AND until_leaf IS NULL"),
    ("FND-", "SELECT leaf, offset, length, hash FROM finding WHERE id = ?1 AND until_leaf IS NULL"),
    ("LAY-", "SELECT leaf, offset, length, hash FROM layer WHERE id = ?1 AND until_leaf IS NULL"),
    ("COV-", "SELECT leaf, offset, length, hash FROM coverage WHERE id = ?1 AND until_leaf IS NULL"),
    ("", "SELECT leaf, offset, length, hash FROM note WHERE id = ?1 AND until_leaf IS NULL"),
];

impl SqliteProjection {
    /// What stands of what acts of a kind took into use, by subject.
    fn adopted(&self, kind: &str) -> Result<Vec<Adopted>> {
        let sql = "SELECT subject, leaf, sha256 FROM act WHERE kind = ?1 AND until_leaf IS NULL ORDER BY subject";
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get::<_, String>(2)?));
        let acts: Vec<(String, i64, String)> =
            statement.query_map([kind], read).and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>).map_err(|cause| fault(&cause))?;
        acts.into_iter().map(|(id, leaf, sha256)| Ok(Adopted { id, leaf: leaf_of(leaf), sha256: id_of(&sha256)? })).collect()
    }
}

impl Projection for SqliteProjection {
    fn position(&self) -> u64 {
        self.position
    }

    fn apply(&mut self, entry: &Entry, items: &[ItemAt]) -> Result<()> {
        self.apply_entry(entry, items)
    }

    fn pass_over(&mut self) -> Result<()> {
        self.pass_over_entry()
    }

    fn received(&self, submission: &Received) -> Result<Option<u64>> {
        let sql =
            "SELECT leaf FROM artifact WHERE sha256 = ?1 AND name = ?2 AND source IS ?3 AND read_as IS ?4 AND map IS ?5 ORDER BY leaf";
        let source = submission.source.as_ref().map(|source| source.0.as_str());
        let map = submission.map.map(|map| map.to_string());
        let values = params![submission.sha256.to_string(), submission.name, source, submission.read_as, map];
        let leaf = self.connection.query_row(sql, values, |row| row.get(0)).optional().map_err(|cause| fault(&cause))?;
        Ok(leaf.map(leaf_of))
    }

    fn bring(&mut self, own: &str, anchor: &Anchor, brought: &[Brought]) -> Result<()> {
        self.bring_entries(own, anchor, brought)
    }

    fn anchored(&self, log: &str) -> u64 {
        self.union.anchored(&self.own, self.position, log)
    }

    fn unread(&self) -> Result<Vec<Came>> {
        let sql = "SELECT log, idx FROM artifact WHERE reading_leaf IS NULL ORDER BY seq";
        let unread = self.rows(sql, |row| Ok(came_of(row.get(0)?, row.get(1)?)))?;
        Ok(self.in_order(unread))
    }

    fn mission_before(&self, came: &Came) -> Result<Option<Digest>> {
        self.mission_in_past(came)
    }

    fn gazetteers_before(&self, came: &Came) -> Result<Vec<Digest>> {
        self.gazetteers_in_past(came)
    }

    fn gazetteers(&self) -> Result<Vec<Adopted>> {
        self.adopted("adopt_gazetteer")
    }

    fn mission(&self) -> Result<Option<(u64, Digest)>> {
        let sql = "SELECT leaf, sha256 FROM act WHERE kind = 'adopt_mission' AND until_leaf IS NULL";
        let acts = self.rows(sql, |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        acts.first().map(|(leaf, sha256)| Ok((leaf_of(*leaf), id_of(sha256)?))).transpose()
    }

    fn agreements(&self) -> Result<Vec<Adopted>> {
        self.adopted("adopt_agreement")
    }

    fn releases(&self) -> Result<Vec<u64>> {
        let leaves = self
            .rows("SELECT leaf FROM act WHERE kind = 'release' AND log = '' AND void IS NULL ORDER BY leaf", |row| row.get::<_, i64>(0))?;
        Ok(leaves.into_iter().map(leaf_of).collect())
    }

    fn last_fusion(&self) -> Result<Option<LastFusion>> {
        Self::last_fusion(self)
    }

    fn moved(&self) -> Result<Moved> {
        self.moved_since_fusion()
    }

    fn evidence_of(&self, ids: &BTreeSet<ObservationId>) -> Result<Vec<(Evidence, Digest)>> {
        Self::evidence_of(self, ids)
    }

    fn evidence_in(&self, region: &Region) -> Result<Vec<(Evidence, Digest)>> {
        self.evidence_in_region(region)
    }

    fn names_in(&self, region: &Region) -> Result<Vec<Position>> {
        self.names_in_region(region)
    }

    fn incidents_of(&self, members: &BTreeSet<ObservationId>) -> Result<BTreeMap<IncidentId, Digest>> {
        self.incidents_holding(members)
    }

    fn words(&self) -> &Words {
        &self.words
    }

    fn counts(&self) -> Result<(usize, usize)> {
        Self::counts(self)
    }

    fn settling(&self) -> Result<Vec<(Came, Signed)>> {
        settling::counting(&self.connection, self.position, |all| self.in_order(all))
    }

    fn layers(&self) -> Result<Vec<LayerVersion>> {
        let texts = self.rows("SELECT version FROM layer WHERE until_leaf IS NULL ORDER BY id", |row| row.get::<_, String>(0))?;
        texts.iter().map(|text| serde_json::from_str(text).map_err(|_| unreadable("a layer"))).collect()
    }

    fn standing(&self, ids: &[ObservationId], came: &Came) -> Result<BTreeMap<ObservationId, Digest>> {
        let mut standing = BTreeMap::new();
        let is_empty = self.rows("SELECT EXISTS (SELECT 1 FROM observation)", |row| row.get::<_, bool>(0))?.first() == Some(&false);
        if is_empty {
            return Ok(standing);
        }
        if !self.union.is_alone() {
            return self.standing_in_past(ids, came);
        }
        let sql = "SELECT said FROM observation WHERE id = ?1 AND until_leaf IS NULL";
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        for id in ids {
            let said: Option<Vec<u8>> =
                statement.query_row([id.to_string()], |row| row.get(0)).optional().map_err(|cause| fault(&cause))?;
            if let Some(said) = said {
                standing.insert(*id, digest_of(&said)?);
            }
        }
        Ok(standing)
    }

    fn evidence(&self) -> Result<(Vec<Evidence>, Vec<Digest>, Words)> {
        let sql = "SELECT evidence, hash FROM observation WHERE until_leaf IS NULL AND evidence IS NOT NULL ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let mut rows = statement.query([]).map_err(|cause| fault(&cause))?;
        let (mut all, mut hashes) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next().map_err(|cause| fault(&cause))? {
            let blob = row.get_ref(0).and_then(|value| Ok(value.as_blob()?)).map_err(|cause| fault(&cause))?;
            all.push(evidence::read(blob).ok_or_else(|| unreadable("evidence"))?);
            let hash = row.get_ref(1).and_then(|value| Ok(value.as_blob()?)).map_err(|cause| fault(&cause))?;
            hashes.push(digest_of(hash)?);
        }
        Ok((all, hashes, self.words.clone()))
    }

    fn incidents(&self) -> Result<BTreeMap<IncidentId, Digest>> {
        self.ids_with_hash("SELECT id, plain FROM incident WHERE until_leaf IS NULL AND stands = 1")
    }

    fn incidents_with(&self, kinds: &[Kind]) -> Result<Vec<(IncidentId, Digest)>> {
        if kinds.is_empty() {
            return Ok(Vec::new());
        }
        let words: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
        let sql = format!(
            "SELECT DISTINCT incident.id, incident.hash FROM observation
             JOIN membership ON membership.observation = observation.id JOIN incident ON incident.seq = membership.incident_seq
             WHERE observation.until_leaf IS NULL AND incident.until_leaf IS NULL AND incident.stands = 1 AND observation.kind IN ({}) ORDER BY incident.id",
            words.join(", ")
        );
        Ok(self.ids_with_hash(&sql)?.into_iter().collect())
    }

    fn findings(&self, on: Option<(&BTreeSet<IncidentId>, bool)>) -> Result<BTreeMap<FindingId, StandingFinding>> {
        self.standing_findings(on)
    }

    fn outcomes(&self) -> Result<BTreeMap<String, usize>> {
        self.outcomes_standing()
    }

    fn assessment(&self) -> Result<Option<Assessment>> {
        self.last_assessment()
    }

    fn touched(&self) -> Result<Touched> {
        self.touched_since()
    }

    fn incidents_found(&self, searches: &[terms::Search]) -> Result<BTreeSet<IncidentId>> {
        self.incidents_by(searches)
    }

    fn adoptions(&self) -> Result<Vec<Adopted>> {
        self.adoptions_in_order()
    }

    fn layers_at(&self, leaf: u64) -> Result<Vec<LayerVersion>> {
        self.layers_once(leaf)
    }

    fn locate(&self, ids: &[String]) -> Result<Vec<Located>> {
        let mut located = Vec::with_capacity(ids.len());
        for id in ids {
            let sql = TABLES.iter().find(|(prefix, _)| id.starts_with(prefix)).map_or("", |(_, sql)| sql);
            let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
            let row = statement.query_row([id], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?, row.get::<_, Vec<u8>>(3)?)));
            let row = row.optional().map_err(|cause| fault(&cause))?;
            let (leaf, offset, length, hash) = row.ok_or_else(|| StoreFault::Absent { what: id.clone() })?;
            located.push(Located { leaf: leaf_of(leaf), offset: offset.unsigned_abs(), length, hash: digest_of(&hash)? });
        }
        Ok(located)
    }

    fn figures(&self) -> Result<Vec<ObservationId>> {
        let ids =
            self.rows("SELECT id FROM observation WHERE until_leaf IS NULL AND is_figure = 1 ORDER BY id", |row| row.get::<_, String>(0))?;
        ids.iter().map(|id| id_of(id)).collect()
    }

    fn deeds(&self) -> Result<Vec<ObservationId>> {
        let ids =
            self.rows("SELECT id FROM observation WHERE until_leaf IS NULL AND is_deed = 1 ORDER BY id", |row| row.get::<_, String>(0))?;
        ids.iter().map(|id| id_of(id)).collect()
    }

    fn coverages(&self) -> Result<Vec<CoverageId>> {
        let ids = self.rows("SELECT id FROM coverage WHERE until_leaf IS NULL ORDER BY id", |row| row.get::<_, String>(0))?;
        ids.iter().map(|id| id_of(id)).collect()
    }

    fn last_received(&self) -> Result<Option<Instant>> {
        let latest = self.rows("SELECT max(received_ms) FROM artifact", |row| row.get::<_, Option<i64>>(0))?;
        Ok(latest.into_iter().flatten().next().and_then(|ms| Instant::from_ms(ms).ok()))
    }

    fn facts(&self, subject: &str) -> Result<Option<Facts>> {
        super::facts(&self.connection, self.position, &self.registers, subject).map_err(|cause| fault(&cause))
    }

    fn office(&self) -> &Office {
        self.registers.office()
    }

    fn register(&self) -> &Register {
        self.registers.own()
    }

    fn arrival(&self, place: &Place, digest: &Digest) -> Result<Arrival> {
        self.arrival_of(place, digest)
    }

    fn digest(&self) -> Result<Digest> {
        let mut digests = Vec::new();
        let tables = [
            "anchor",
            "artifact",
            "act",
            "batch",
            "observation",
            "incident",
            "membership",
            "finding",
            "assessed",
            "fused",
            "layer",
            "coverage",
            "note",
            "sent",
        ];
        for table in tables {
            digests.push(self.digest_of_table(table)?);
        }
        let parts: Vec<&[u8]> = digests.iter().map(|digest| digest.as_bytes().as_slice()).collect();
        Ok(Digest::tagged("projection", &parts))
    }

    fn state_digest(&self) -> Result<Digest> {
        self.state()
    }
}

impl SqliteProjection {
    fn state(&self) -> Result<Digest> {
        let mut tables = Vec::new();
        for sql in [
            "SELECT id, plain FROM observation WHERE until_leaf IS NULL ORDER BY id",
            "SELECT id, plain FROM incident WHERE until_leaf IS NULL AND stands = 1 ORDER BY id",
            "SELECT id, plain FROM finding WHERE until_leaf IS NULL ORDER BY id",
        ] {
            tables.push(self.digest_of_rows("state", sql)?);
        }
        let parts: Vec<&[u8]> = tables.iter().map(|digest| digest.as_bytes().as_slice()).collect();
        Ok(Digest::tagged("state", &parts))
    }

    /// Digests every column of every row: whoever changes a cell by hand is found by the audit.
    fn digest_of_table(&self, table: &str) -> Result<Digest> {
        self.digest_of_rows(table, &format!("SELECT * FROM {table} ORDER BY 1, 2"))
    }

    fn digest_of_rows(&self, name: &str, sql: &str) -> Result<Digest> {
        let mut statement = self.connection.prepare(sql).map_err(|cause| fault(&cause))?;
        let columns = statement.column_count();
        let mut rows = statement.query([]).map_err(|cause| fault(&cause))?;
        let (mut blocks, mut block) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next().map_err(|cause| fault(&cause))? {
            for column in 0..columns {
                write_value(row.get_ref(column).map_err(|cause| fault(&cause))?, &mut block);
            }
            if block.len() >= DIGEST_BLOCK_BYTES {
                blocks.push(Digest::of(&block));
                block.clear();
            }
        }
        blocks.push(Digest::of(&block));
        let parts: Vec<&[u8]> = blocks.iter().map(|digest| digest.as_bytes().as_slice()).collect();
        Ok(Digest::tagged(name, &parts))
    }
}

/// Bytes of rows that are digested together.
const DIGEST_BLOCK_BYTES: usize = 1 << 20;

/// Writes a value so that no two rows give the same bytes: a letter, a length, the value.
fn write_value(value: ValueRef<'_>, to: &mut Vec<u8>) {
    let (letter, bytes): (u8, Vec<u8>) = match value {
        ValueRef::Null => (b'n', Vec::new()),
        ValueRef::Integer(n) => (b'i', n.to_be_bytes().to_vec()),
        ValueRef::Real(x) => (b'r', x.to_be_bytes().to_vec()),
        ValueRef::Text(text) => (b't', text.to_vec()),
        ValueRef::Blob(blob) => (b'b', blob.to_vec()),
    };
    to.push(letter);
    to.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
    to.extend_from_slice(&bytes);
}
