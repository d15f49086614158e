//! What is in doubt: members whose place nobody is sure of and nobody has settled.

use super::{Result, STOOD, View};
use engine::bonds::{SURE_PPM_MIN, Settling, fold};
use engine::contract::Lookup;
use fusion::number::numbers;
use fusion::{Evidence, Parameters};
use model::{Digest, Incident, IncidentId, Instant, Item, Kind, Observation, ObservationId, Place, When, geodesy};
use std::str::FromStr;

/// An incident with members in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The incident.
    pub incident: Incident,
    /// Digest of the doubt: an act that leaves it as it is names it.
    pub digest: Digest,
    /// Whether a clause is held to be broken by it.
    pub is_breach: bool,
    /// The members in doubt, the least sure first.
    pub members: Vec<DoubtfulMember>,
}

/// A member in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubtfulMember {
    /// The member.
    pub observation: ObservationId,
    /// How likely it belongs where it is, ppm.
    pub chance_ppm: u32,
    /// How far it is from its incident.
    pub own: Offset,
    /// Where it could belong instead, likeliest first; none = alone.
    pub others: Vec<OtherHome>,
}

/// Another incident that a member could belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherHome {
    /// The incident.
    pub incident: IncidentId,
    /// Mean log-odds with its members, mnat.
    pub log_odds_mnat: i32,
    /// How far the member is from it; absent = it no longer stands.
    pub offset: Option<Offset>,
}

/// How far an observation is from an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// Distance of the centres, metres; absent = one has no place.
    pub apart_m: Option<u32>,
    /// The least time between them, minutes; 0 if they can have been at one moment.
    pub gap_min: u32,
    /// Whether both are of one kind.
    pub same_kind: bool,
}

/// The queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// Incidents with a member below [`SURE_PPM_MIN`], settled ones among them.
    pub unsure_n: u64,
    /// What waits, gravest first, then least sure first; cut to the limit that was asked.
    pub doubts: Vec<Doubt>,
    /// Whether more waits.
    pub is_cut: bool,
}

/// Evidence so far outside a window still bears on what is in it: half a season of the density, and the gate twice.
const MARGIN_MS: i64 = 20 * 86_400_000;

impl View {
    /// What people settled about which observations are one event.
    ///
    /// # Errors
    /// If storage fails.
    pub fn bonds(&self) -> Result<Settling> {
        Ok(fold(&self.settling()?))
    }

    /// How many incidents there may be in a window of time, by class, if reports are joined otherwise: 5 % and 95 % of
    /// the partitions drawn. `class_of` gives the class of an incident of a kind and time, below `classes_n`.
    ///
    /// # Errors
    /// If storage fails.
    pub fn numbers(
        &self,
        (from_ms, to_ms): (i64, i64),
        zone: &str,
        classes_n: usize,
        class_of: impl Fn(Kind, &When) -> Option<usize>,
    ) -> Result<Vec<(u64, u64)>> {
        let sql = format!(
            "SELECT evidence FROM observation WHERE evidence IS NOT NULL AND from_ms < :to AND to_ms > :from AND {STOOD} ORDER BY id"
        );
        let (from, to) = (from_ms - MARGIN_MS, to_ms + MARGIN_MS);
        let blobs = self.rows(&sql, &[(":from", &from), (":to", &to)], |row| row.get::<_, Vec<u8>>(0))?;
        let read = |blob: &Vec<u8>| crate::sqlite::read_evidence(blob).ok_or_else(|| crate::sqlite::unreadable("evidence"));
        let evidence = blobs.iter().map(read).collect::<std::result::Result<Vec<Evidence>, _>>()?;
        let (bonds, parameters) = (self.bonds()?.bonds, Parameters::default());
        let numbers = numbers(&evidence, (&bonds, &parameters, zone), classes_n, class_of);
        Ok(numbers.iter().map(|number| (number.low, number.high)).collect())
    }

    /// What is in doubt and nobody has settled, at most `limit` incidents.
    ///
    /// # Errors
    /// If storage fails.
    pub fn review(&self, limit: usize) -> Result<Queue> {
        let settling = self.bonds()?;
        let breach = format!("EXISTS (SELECT 1 FROM finding WHERE finding.incident = incident.id AND outcome = 'breach' AND {STOOD})");
        let sql = format!(
            "SELECT id, {breach} AS grave FROM incident WHERE stands = 1 AND chance_ppm < {SURE_PPM_MIN} AND {STOOD} ORDER BY grave DESC, chance_ppm, id"
        );
        let rows = self.rows(&sql, &[], |row| Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?)))?;
        let mut queue = Queue { unsure_n: rows.len() as u64, ..Queue::default() };
        for (id, is_breach) in rows {
            let Item::Incident(incident) = self.item(&id)? else { continue };
            let Some((digest, members)) = settling.doubt(&incident) else { continue };
            if queue.doubts.len() == limit {
                queue.is_cut = true;
                break;
            }
            let mut members = members.iter().map(|member| self.doubtful(&incident, member)).collect::<Result<Vec<_>>>()?;
            members.sort_by_key(|member| (member.chance_ppm, member.observation));
            queue.doubts.push(Doubt { incident, digest, is_breach, members });
        }
        Ok(queue)
    }

    fn doubtful(&self, incident: &Incident, member: &model::Member) -> Result<DoubtfulMember> {
        let observation = self.observation(&member.observation.to_string())?;
        let offset = |to: &Incident| {
            let one = observation.as_ref();
            one.map_or(Offset { apart_m: None, gap_min: 0, same_kind: false }, |one| Offset::between(one, to))
        };
        let mut others = Vec::new();
        for other in incident.alternatives.iter().filter(|other| other.observation == member.observation) {
            let stands = self.place(&other.incident.to_string()).is_ok();
            let there = if stands { Some(self.item(&other.incident.to_string())?) } else { None };
            let offset = there.and_then(|item| if let Item::Incident(there) = item { Some(offset(&there)) } else { None });
            others.push(OtherHome { incident: other.incident, log_odds_mnat: other.log_odds_mnat, offset });
        }
        Ok(DoubtfulMember { observation: member.observation, chance_ppm: member.chance_ppm, own: offset(incident), others })
    }

    /// The incidents that an act of merging or splitting names: by its own id, or by an observation in it.
    ///
    /// # Errors
    /// If it is not known, or did not stand.
    pub fn incident_named(&self, id: &str) -> Result<Option<Incident>> {
        let home = match ObservationId::from_str(id) {
            Ok(observation) => self.incident_of(&observation)?.map(|incident| incident.to_string()),
            Err(_) => Some(id.to_owned()),
        };
        let item = home.map(|home| self.item(&home)).transpose()?;
        Ok(item.and_then(|item| if let Item::Incident(incident) = item { Some(incident) } else { None }))
    }
}

impl Offset {
    fn between(one: &Observation, incident: &Incident) -> Self {
        let centre = |place: &Option<Place>| place.as_ref().and_then(geodesy::summary).map(|(at, _)| at);
        let apart = centre(&one.place).zip(centre(&incident.place)).map(|(a, b)| geodesy::distance_m(a, b).round() as u32);
        Self { apart_m: apart, gap_min: gap_min(&one.time, &incident.time), same_kind: one.kind == incident.kind }
    }
}

fn gap_min(one: &When, other: &When) -> u32 {
    let between = |earlier: Instant, later: Instant| (later.ms() - earlier.ms()).max(0);
    let gap_ms = between(one.to, other.from).max(between(other.to, one.from));
    u32::try_from(gap_ms / 60_000).unwrap_or(u32::MAX)
}
