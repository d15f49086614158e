//! Items as they were recorded: one by id, or all of a window.

use super::{Result, STOOD, View, read_located};
use engine::EngineFault;
use engine::contract::Lookup;
use model::{Coverage, Finding, Incident, Item, LayerVersion, Observation, Refusal};

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

    /// Layer versions that stood.
    ///
    /// # Errors
    /// If storage fails.
    pub fn layers(&self) -> Result<Vec<LayerVersion>> {
        let sql = format!("SELECT version FROM layer WHERE {STOOD} ORDER BY id");
        let texts = self.rows(&sql, &[], |row| row.get::<_, String>(0))?;
        texts.iter().map(|text| serde_json::from_str(text).map_err(|_| crate::sqlite::unreadable("a layer").into())).collect()
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
}
