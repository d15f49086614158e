//! What a rehearsal of drafts reads: incidents by kind with their members, deeds, coverage, figures.

use super::{Result, STOOD, View};
use crate::sqlite::bit;
use model::{Incident, Instant, Item, Kind, Observation};

impl View {
    /// Ids of the incidents that stood, of some kinds (their own or a member's) and beginning in a window, by id.
    ///
    /// # Errors
    /// If storage fails.
    pub fn incidents_of(&self, kinds: &[Kind], from_ms: i64, to_ms: i64) -> Result<Vec<String>> {
        let kinds: i64 = kinds.iter().fold(0, |bits, kind| bits | bit(*kind));
        let sql = format!(
            "SELECT id FROM incident WHERE stands = 1 AND kinds & :kinds <> 0 AND from_ms >= :from AND from_ms < :to AND {STOOD} ORDER BY id"
        );
        self.rows(&sql, &[(":kinds", &kinds), (":from", &from_ms), (":to", &to_ms)], |row| row.get(0))
    }

    /// Incidents with their members.
    ///
    /// # Errors
    /// If one did not stand, or is damaged.
    pub fn with_members(&self, ids: &[String]) -> Result<Vec<(Incident, Vec<Observation>)>> {
        let mut read = Vec::with_capacity(ids.len());
        for id in ids {
            let Item::Incident(incident) = self.item(id)? else { continue };
            let mut members = Vec::with_capacity(incident.members.len());
            for member in &incident.members {
                members.extend(self.observation(&member.observation.to_string())?);
            }
            read.push((incident, members));
        }
        Ok(read)
    }

    /// Observations that stood and that terms ask for by themselves: deeds and inventories.
    ///
    /// # Errors
    /// If storage fails.
    pub fn deeds(&self) -> Result<Vec<Observation>> {
        self.marked("is_deed")
    }

    /// Observations that stood and state figures.
    ///
    /// # Errors
    /// If storage fails.
    pub fn statements(&self) -> Result<Vec<Observation>> {
        self.marked("is_figure")
    }

    fn marked(&self, mark: &str) -> Result<Vec<Observation>> {
        let sql = format!("SELECT id, leaf, offset, length, hash FROM observation WHERE {mark} = 1 AND {STOOD} ORDER BY id");
        self.picked(&sql, &[], |item| if let Item::Observation(observation) = item { Some(observation) } else { None })
    }

    /// When the last artifact so far came in.
    ///
    /// # Errors
    /// If storage fails.
    pub fn last_received(&self) -> Result<Option<Instant>> {
        let latest = self.rows("SELECT max(received_ms) FROM artifact WHERE leaf < :n", &[], |row| row.get::<_, Option<i64>>(0))?;
        Ok(latest.into_iter().flatten().next().and_then(|ms| Instant::from_ms(ms).ok()))
    }
}
