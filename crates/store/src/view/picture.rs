//! Incidents as rows of the picture: map, timeline and list.

use super::{Result, STOOD, View};
use model::{Instant, Item};
use rusqlite::{Row, ToSql};
use std::collections::BTreeMap;

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

impl View {
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

    /// The middle of all incidents with a place, degrees; for opening a map.
    ///
    /// # Errors
    /// If storage fails.
    pub fn middle(&self) -> Result<Option<(f64, f64)>> {
        let sql = format!("SELECT avg(lat_e7), avg(lon_e7) FROM incident WHERE stands = 1 AND {STOOD}");
        let rows = self.rows(&sql, &[], |row| Ok(row.get::<_, Option<f64>>(0)?.zip(row.get::<_, Option<f64>>(1)?)))?;
        Ok(rows.first().copied().flatten().map(|(lat, lon)| (lat / 1e7, lon / 1e7)))
    }

    /// The incident alone, for its shape.
    ///
    /// # Errors
    /// If it did not stand, or is damaged.
    pub fn shape(&self, id: &str) -> Result<Option<model::Place>> {
        Ok(if let Item::Incident(incident) = self.item(id)? { incident.place } else { None })
    }
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
