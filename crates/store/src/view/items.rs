//! Items as they were recorded: one by id, or all of a window.

use super::{Result, STOOD, View, read_located};
use engine::EngineFault;
use engine::contract::Lookup;
use model::{Coverage, Finding, Geometry, Incident, Instant, Item, LayerRole, LayerVersion, Observation, Refusal};
use rusqlite::ToSql;
use std::collections::BTreeMap;

impl View {
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
        self.picked(&sql, &[(":from", &from_ms), (":to", &to_ms)], |item| {
            if let Item::Observation(observation) = item { Some(observation) } else { None }
        })
    }

    /// Of the observations that came at a log position or later: the earliest and latest beginning (ms since 1970), and how many
    /// observations begin between so long before them and their last; `None` if none came.
    ///
    /// # Errors
    /// If storage fails.
    pub fn came_since(&self, leaf: u64, before_ms: i64) -> Result<Option<(i64, i64, u64)>> {
        let leaf = i64::try_from(leaf).unwrap_or(i64::MAX);
        let sql = format!("SELECT MIN(from_ms), MAX(from_ms) FROM observation WHERE leaf >= :leaf AND {STOOD}");
        let ends = self.rows(&sql, &[(":leaf", &leaf)], |row| Ok(row.get::<_, Option<i64>>(0)?.zip(row.get::<_, Option<i64>>(1)?)))?;
        let Some((from_ms, to_ms)) = ends.into_iter().next().flatten() else { return Ok(None) };
        let sql = format!("SELECT COUNT(*) FROM observation WHERE from_ms >= :from AND from_ms <= :to AND {STOOD}");
        let counted = self.rows(&sql, &[(":from", &(from_ms - before_ms)), (":to", &to_ms)], |row| row.get::<_, i64>(0))?;
        Ok(counted.first().map(|n| (from_ms, to_ms, n.unsigned_abs())))
    }

    /// Incidents that stood and whose earliest moment lies in a window.
    ///
    /// # Errors
    /// If storage fails.
    pub fn incidents(&self, from_ms: i64, to_ms: i64) -> Result<Vec<Incident>> {
        let sql = format!(
            "SELECT id, leaf, offset, length, hash FROM incident WHERE stands = 1 AND from_ms >= :from AND from_ms < :to AND {STOOD} ORDER BY from_ms, id"
        );
        self.picked(
            &sql,
            &[(":from", &from_ms), (":to", &to_ms)],
            |item| if let Item::Incident(incident) = item { Some(incident) } else { None },
        )
    }

    /// Findings that stood and whose subject touches a window.
    ///
    /// # Errors
    /// If storage fails.
    pub fn findings(&self, from_ms: i64, to_ms: i64) -> Result<Vec<Finding>> {
        let sql = format!(
            "SELECT id, leaf, offset, length, hash FROM finding WHERE from_ms < :to AND (to_ms > :from OR from_ms >= :from) AND {STOOD} ORDER BY clause, from_ms, id"
        );
        self.picked(
            &sql,
            &[(":from", &from_ms), (":to", &to_ms)],
            |item| if let Item::Finding(finding) = item { Some(finding) } else { None },
        )
    }

    /// Coverage that stood and touches a window.
    ///
    /// # Errors
    /// If storage fails.
    pub fn coverage(&self, from_ms: i64, to_ms: i64) -> Result<Vec<Coverage>> {
        let sql = format!(
            "SELECT id, leaf, offset, length, hash FROM coverage WHERE from_ms < :to AND to_ms > :from AND {STOOD} ORDER BY from_ms, station, id"
        );
        self.picked(
            &sql,
            &[(":from", &from_ms), (":to", &to_ms)],
            |item| if let Item::Coverage(coverage) = item { Some(coverage) } else { None },
        )
    }

    /// Beginning (ms since 1970 UTC), minutes planned and minutes observed of the coverage that touches a window.
    ///
    /// # Errors
    /// If storage fails.
    pub fn coverage_minutes(&self, from_ms: i64, to_ms: i64) -> Result<Vec<(i64, u32, u32)>> {
        let sql = format!("SELECT from_ms, planned_min, observed_min FROM coverage WHERE from_ms < :to AND to_ms > :from AND {STOOD}");
        self.rows(&sql, &[(":from", &from_ms), (":to", &to_ms)], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
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

    /// Maps of control that were valid at a moment, with their geometries.
    ///
    /// # Errors
    /// If storage fails, or a geometry is absent or damaged.
    pub fn control_at(&self, at: Instant) -> Result<Vec<(LayerVersion, Geometry)>> {
        let is_wanted = |version: &LayerVersion| version.role == LayerRole::Control && version.party.is_some() && version.is_valid_at(at);
        let newest = self.layers()?.into_iter().filter(is_wanted).fold(BTreeMap::new(), |mut newest, version| {
            let place = (version.source.clone(), version.party.clone());
            let later = (version.valid_from, version.known_at, version.id);
            let is_later = newest.get(&place).is_none_or(|other: &LayerVersion| later > (other.valid_from, other.known_at, other.id));
            if is_later {
                newest.insert(place, version);
            }
            newest
        });
        newest.into_values().map(|version| Ok((version.clone(), self.geometry(&version.geometry)?))).collect()
    }

    /// The rows refused so far, oldest first, at most `limit`.
    ///
    /// # Errors
    /// If storage fails.
    pub fn refusals(&self, limit: u32) -> Result<Vec<Refusal>> {
        let sql = format!("SELECT id, leaf, offset, length, hash FROM note WHERE id LIKE 'REF-%' AND {STOOD} ORDER BY seq LIMIT :limit");
        self.picked(&sql, &[(":limit", &limit)], |item| if let Item::Refusal(refusal) = item { Some(refusal) } else { None })
    }

    /// Reads the items that a query locates, and keeps those of the noun asked for.
    pub(super) fn picked<T>(&self, sql: &str, values: &[(&str, &dyn ToSql)], pick: impl Fn(Item) -> Option<T>) -> Result<Vec<T>> {
        let located = self.rows(sql, values, read_located)?;
        let items = located.iter().map(|at| self.item_at(at));
        items.filter_map(|item| item.map(&pick).transpose()).collect()
    }
}
