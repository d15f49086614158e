//! What the last fusion saw, what changed since, and evidence by place and time: for fusing only what must be.

use super::gather::{digest_of, id_of};
use super::{SqliteProjection, evidence, fault, unreadable};
use engine::StoreFault;
use engine::contract::{LastFusion, Moved};
use fusion::Evidence;
use fusion::near::{Region, middle_of, tile_of};
use model::entry::BatchHeader;
use model::{Digest, IncidentId, ObservationId, Position};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use std::collections::{BTreeMap, BTreeSet};

type Result<T> = std::result::Result<T, StoreFault>;

/// What a fusion saw: everything that was applied before it.
pub(super) fn mark(to: &Transaction<'_>, leaf: i64, header: &BatchHeader) -> rusqlite::Result<()> {
    let sql = "INSERT OR REPLACE INTO fused (one, leaf, method, revision, observation_seq, act_seq)
               SELECT 1, ?1, ?2, ?3, (SELECT ifnull(max(seq), 0) FROM observation), (SELECT ifnull(max(seq), 0) FROM act)";
    to.execute(sql, params![leaf, header.method.name, header.method.revision]).map(|_| ())
}

/// Where evidence is looked up: its tile and the middle of its time, whether it is long, the named place that it uses.
#[derive(Default)]
pub(super) struct Spot {
    pub tile: Option<i64>,
    pub middle_ms: Option<i64>,
    pub is_long: bool,
    pub name: Option<(i32, i32)>,
}

pub(super) fn spot_of(evidence: Option<&Evidence>) -> Spot {
    let Some((evidence, place)) = evidence.and_then(|evidence| Some((evidence, evidence.place?))) else { return Spot::default() };
    let (middle, is_long) = middle_of(evidence);
    let name = (place.wide_ppm > 0).then_some((place.centre.lat_e7, place.centre.lon_e7));
    Spot { tile: Some(tile_of(place.centre)), middle_ms: Some(middle), is_long, name }
}

impl SqliteProjection {
    pub(super) fn last_fusion(&self) -> Result<Option<LastFusion>> {
        let since = |kinds: &str| format!("EXISTS (SELECT 1 FROM act WHERE seq > act_seq AND kind IN ({kinds}))");
        let sql = format!(
            "SELECT method, revision, {}, {} FROM fused",
            since("'order_erasure', 'confirm_erasure', 'adopt_mission'"),
            since("'merge', 'split', 'unbind'")
        );
        let row = |row: &Row<'_>| {
            Ok(LastFusion { method: row.get(0)?, revision: row.get(1)?, is_outdated: row.get(2)?, is_settled_since: row.get(3)? })
        };
        self.connection.query_row(&sql, [], row).optional().map_err(|cause| fault(&cause))
    }

    pub(super) fn moved_since_fusion(&self) -> Result<Moved> {
        let sql = "SELECT id, evidence, until_leaf IS NULL, seq > (SELECT observation_seq FROM fused) FROM observation
                   WHERE seq > (SELECT observation_seq FROM fused)
                   UNION ALL
                   SELECT id, evidence, 0, 0 FROM observation
                   WHERE until_leaf > (SELECT leaf FROM fused) AND seq <= (SELECT observation_seq FROM fused)";
        let rows = self.rows(sql, |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<Vec<u8>>>(1)?, row.get::<_, bool>(2)?, row.get::<_, bool>(3)?))
        })?;
        let mut moved = Moved::default();
        for (id, blob, stands, is_new) in rows {
            if is_new && !stands {
                continue;
            }
            let Some(blob) = blob else { continue };
            moved.ids.insert(id_of(&id)?);
            moved.versions.push(evidence::read(&blob).ok_or_else(|| unreadable("evidence"))?);
        }
        let is_other =
            "SELECT EXISTS (SELECT 1 FROM observation WHERE tile = ?1 AND name_lat_e7 = ?2 AND name_lon_e7 = ?3 AND until_leaf IS NULL
                        AND seq <= (SELECT observation_seq FROM fused))";
        let mut statement = self.connection.prepare_cached(is_other).map_err(|cause| fault(&cause))?;
        let names: BTreeSet<(i32, i32)> = moved.versions.iter().filter_map(|version| spot_of(Some(version)).name).collect();
        for (lat_e7, lon_e7) in names {
            let tile = tile_of(Position { lat_e7, lon_e7 });
            let is_used: bool = statement.query_row(params![tile, lat_e7, lon_e7], |row| row.get(0)).map_err(|cause| fault(&cause))?;
            moved.names_changed |= !is_used;
        }
        Ok(moved)
    }

    pub(super) fn evidence_of(&self, ids: &BTreeSet<ObservationId>) -> Result<Vec<(Evidence, Digest)>> {
        let sql = "SELECT evidence, hash FROM observation WHERE id = ?1 AND until_leaf IS NULL AND evidence IS NOT NULL";
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let mut found = Vec::new();
        for id in ids {
            let row = statement.query_row([id.to_string()], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)));
            if let Some((blob, hash)) = row.optional().map_err(|cause| fault(&cause))? {
                found.push((evidence::read(&blob).ok_or_else(|| unreadable("evidence"))?, digest_of(&hash)?));
            }
        }
        Ok(found)
    }

    pub(super) fn evidence_in_region(&self, region: &Region) -> Result<Vec<(Evidence, Digest)>> {
        let mut found = Vec::new();
        let short = "SELECT evidence, hash FROM observation
                     WHERE tile = ?1 AND is_long = 0 AND middle_ms BETWEEN ?2 AND ?3 AND until_leaf IS NULL AND evidence IS NOT NULL";
        for (tile, from, to) in region.boxes() {
            self.evidence_where(short, &[tile, from, to], &mut found)?;
        }
        let long = "SELECT evidence, hash FROM observation WHERE tile = ?1 AND is_long = 1 AND until_leaf IS NULL AND evidence IS NOT NULL";
        for tile in region.tiles() {
            self.evidence_where(long, &[tile], &mut found)?;
        }
        Ok(found)
    }

    fn evidence_where(&self, sql: &str, values: &[i64], found: &mut Vec<(Evidence, Digest)>) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(|cause| fault(&cause))?;
        while let Some(row) = rows.next().map_err(|cause| fault(&cause))? {
            let blob = row.get_ref(0).and_then(|value| Ok(value.as_blob()?)).map_err(|cause| fault(&cause))?;
            let read = evidence::read(blob).ok_or_else(|| unreadable("evidence"))?;
            let hash = row.get_ref(1).and_then(|value| Ok(value.as_blob()?)).map_err(|cause| fault(&cause))?;
            found.push((read, digest_of(hash)?));
        }
        Ok(())
    }

    pub(super) fn names_in_region(&self, region: &Region) -> Result<Vec<Position>> {
        // From each name to the next one: however often a name is used, it costs one step.
        let sql = "SELECT name_lat_e7, name_lon_e7 FROM observation
                   WHERE tile = ?1 AND (name_lat_e7, name_lon_e7) > (?2, ?3) AND name_lat_e7 IS NOT NULL AND until_leaf IS NULL
                   ORDER BY name_lat_e7, name_lon_e7 LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let mut names: Vec<Position> = Vec::new();
        for tile in region.tiles() {
            let (mut lat, mut lon) = (i64::from(i32::MIN), i64::from(i32::MIN));
            let read = |row: &Row<'_>| Ok(Position { lat_e7: row.get(0)?, lon_e7: row.get(1)? });
            while let Some(name) = statement.query_row([tile, lat, lon], read).optional().map_err(|cause| fault(&cause))? {
                (lat, lon) = (i64::from(name.lat_e7), i64::from(name.lon_e7));
                names.push(name);
            }
        }
        Ok(names)
    }

    pub(super) fn incidents_holding(&self, ids: &BTreeSet<ObservationId>) -> Result<BTreeMap<IncidentId, Digest>> {
        let sql = "SELECT incident.id, incident.plain FROM membership JOIN incident ON incident.seq = membership.incident_seq
                   WHERE membership.observation = ?1 AND incident.until_leaf IS NULL AND incident.stands = 1";
        let mut statement = self.connection.prepare_cached(sql).map_err(|cause| fault(&cause))?;
        let mut found = BTreeMap::new();
        for id in ids {
            let rows = statement.query_map([id.to_string()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)));
            let rows = rows.and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>).map_err(|cause| fault(&cause))?;
            for (id, plain) in rows {
                found.insert(id_of(&id)?, digest_of(&plain)?);
            }
        }
        Ok(found)
    }

    pub(super) fn counts(&self) -> Result<(usize, usize)> {
        let count = |sql: &str| self.rows(sql, |row| row.get::<_, i64>(0)).map(|n| n.first().copied().unwrap_or(0));
        let evidence = count("SELECT count(*) FROM observation WHERE until_leaf IS NULL AND evidence IS NOT NULL")?;
        let incidents = count("SELECT count(*) FROM incident WHERE until_leaf IS NULL AND stands = 1")?;
        let size = |n: i64| usize::try_from(n).unwrap_or(0);
        Ok((size(evidence), size(incidents)))
    }
}
