//! Invented incidents, and an independent reckoning of what releases give away: sets of the smallest cells.

use model::observation::Passage;
use model::{
    Class, Incident, IncidentId, Instant, Kind, Member, Observation, ObservationId, Place, Position, PublicIncident, PublicPlace, Sense,
    SourceId, TimePrecision, When, Window,
};
use release::derive::Ground;
use release::history::{Candidate, Past};
use release::{History, Marked, Marking, Policy, Refusal, ReleaseKey, Subject, Verdict, Wish, derive};
use std::collections::{BTreeMap, BTreeSet};

pub fn at(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).unwrap()
}

/// So many hours after the beginning of the day of the events.
pub fn later(hours: i64) -> Instant {
    "2026-01-01T00:00:00Z".parse::<Instant>().unwrap().plus_ms(hours * 3_600_000)
}

pub struct World {
    pub policy: Policy,
    pub history: History,
    pub class: Option<Class>,
    pub now: Instant,
    key: ReleaseKey,
    subjects: BTreeMap<usize, Subject>,
    leaf: u64,
}

impl World {
    pub fn new() -> Self {
        Self {
            policy: Policy::of(&model::ReleasePolicy::default()).unwrap(),
            history: History::default(),
            class: None,
            now: later(24 * 30),
            key: ReleaseKey::from_bytes([7; 32]),
            subjects: BTreeMap::new(),
            leaf: 0,
        }
    }

    pub fn id(&self, incident: usize) -> IncidentId {
        IncidentId::from_bytes([u8::try_from(incident).unwrap() + 100; 10])
    }

    pub fn put(&mut self, incident: usize, reports: &[usize], kind: Kind, centre: Position) {
        let time = When { from: later(1), precision: TimePrecision::Hour, to: later(2), zone: "UTC".into() };
        let place = Some(Place::Normal { centre, sd_m: 100 });
        let members: Vec<Observation> = reports.iter().map(|report| report_of(*report, kind, place.clone(), &time)).collect();
        let incident_members = members.iter().map(|member| Member { chance_ppm: 900_000, observation: member.id }).collect();
        let id = self.id(incident);
        let incident_now = Incident {
            alternatives: vec![],
            bonds: vec![],
            crowded: false,
            id,
            kind,
            members: incident_members,
            moved_to: vec![],
            origins: vec![],
            place,
            time,
        };
        self.subjects.insert(incident, Subject { incident: incident_now, members });
    }

    pub fn members(&self, incident: usize) -> BTreeSet<ObservationId> {
        self.subjects.get(&incident).map(|subject| subject.members.iter().map(|member| member.id).collect()).unwrap_or_default()
    }

    pub fn derived(&self, incident: usize, without_place: bool) -> Result<PublicIncident, Refusal> {
        let Some(subject) = self.subjects.get(&incident) else { return Err(Refusal::Dissolved) };
        let wish = Wish { class: self.class, without_place };
        let ground = Ground { policy: &self.policy, history: &self.history, key: &self.key, at: self.now };
        let marked = derive(Marked::new(subject.clone(), Marking::CLEAR), &wish, &ground)?;
        Ok(marked.open_for(&model::Audience::Public).unwrap().value().clone())
    }

    pub fn release(&mut self, incident: usize, without_place: bool) -> Result<PublicIncident, Refusal> {
        let shown = self.derived(incident, without_place)?;
        self.made(incident, &shown);
        Ok(shown)
    }

    pub fn any(&self) -> PublicIncident {
        let time = Window { from: later(0), to: later(24) };
        PublicIncident { class: Class::Event, id: self.key.public_id(Class::Event, self.id(0)), kind: Kind::Explosion, place: None, time }
    }

    /// Releases what was not derived, if the history allows it.
    pub fn force(&mut self, incident: usize, shown: &PublicIncident) -> bool {
        let members = self.members(incident);
        let candidate = Candidate { incident: self.id(incident), members: &members, shown, at: self.now };
        let is_allowed = self.history.check(&candidate, &self.policy) == Verdict::Allowed;
        if is_allowed {
            self.made(incident, shown);
        }
        is_allowed
    }

    fn made(&mut self, incident: usize, shown: &PublicIncident) {
        let past = Past { leaf: self.leaf, incident: self.id(incident), members: self.members(incident), shown: shown.clone() };
        self.history.add(past);
        self.leaf += 1;
    }
}

fn report_of(report: usize, kind: Kind, place: Option<Place>, time: &When) -> Observation {
    Observation {
        actor: None,
        cause: None,
        claims: vec![],
        count: None,
        deed: None,
        determination: None,
        flight: None,
        from: Passage { artifact: model::Digest::of(b"invented"), entry: None, line: 1 },
        id: ObservationId::from_bytes([u8::try_from(report).unwrap(); 10]),
        key: None,
        kind,
        place,
        place_name: None,
        place_precision: None,
        restriction: None,
        sense: Sense::Seen,
        sequence: None,
        source: SourceId("patrols".into()),
        speaker: None,
        status: None,
        target: None,
        text: None,
        time: time.clone(),
        weapon: None,
    }
}

/// Where the adversary looks: 46 to 49.2 degrees north, 34.4 to 40.8 east, as 64 rows of 64 of the
/// smallest cells. Everything that the tests release lies well inside.
const SOUTH: i64 = 920;
const WEST: i64 = 344;
const EDGE: i64 = 64;

/// A set of the smallest cells: a word of bits for each row.
type Map = Vec<u64>;

/// The adversary's notebook: for each release the smallest cells it leaves, with the reports behind it.
#[derive(Default)]
pub struct Cells {
    seen: Vec<Seen>,
}

struct Seen {
    ties: BTreeSet<Vec<u8>>,
    area_min: u64,
    map: Option<Map>,
}

impl Cells {
    /// Notes a release; says what it narrowed, if it did. Written without the crate's own cells:
    /// rectangles of 0.05 by 0.1 degree, counted; areas on a sphere, with 1 % to spare.
    pub fn narrowed(
        &mut self,
        incident: IncidentId,
        members: &BTreeSet<ObservationId>,
        shown: &PublicIncident,
        policy: &Policy,
    ) -> Option<String> {
        let mut ties: BTreeSet<Vec<u8>> = members.iter().map(|member| member.as_bytes().to_vec()).collect();
        ties.insert([&[0xff], incident.as_bytes().as_slice()].concat());
        let map = shown.place.as_ref().map(map_of);
        let is_placed = map.is_some();
        self.seen.push(Seen { ties, area_min: policy.area_m2_min(shown.class), map });
        if is_placed { self.worst() } else { None }
    }

    /// Of the last release and all that is tied to it: every combination of in and not in.
    fn worst(&self) -> Option<String> {
        let mut ties = self.seen.last()?.ties.clone();
        loop {
            let before = ties.len();
            for seen in &self.seen {
                if !seen.ties.is_disjoint(&ties) {
                    ties.extend(seen.ties.iter().cloned());
                }
            }
            if ties.len() == before {
                break;
            }
        }
        let family: Vec<&Seen> = self.seen.iter().filter(|seen| !seen.ties.is_disjoint(&ties) && seen.map.is_some()).collect();
        let least = family.iter().map(|seen| seen.area_min).max()? as f64 * 0.99;
        let maps: Vec<&Map> = family.iter().filter_map(|seen| seen.map.as_ref()).collect();
        let mut common = 0.0;
        let mut differences: BTreeMap<u64, f64> = BTreeMap::new();
        for row in 0..EDGE {
            for column in 0..EDGE {
                let holds = |map: &&Map| map[usize::try_from(row).unwrap()] >> column & 1 == 1;
                let held = maps.iter().enumerate().filter(|(_, map)| holds(map)).fold(0u64, |sum, (number, _)| sum | 1 << number);
                if held.count_ones() as usize == maps.len() {
                    common += cell_m2(row);
                }
                if held != 0 {
                    *differences.entry(held).or_default() += cell_m2(row);
                }
            }
        }
        if common < least {
            return Some(format!("{} releases leave {common} m2 of {least}", maps.len()));
        }
        let thin = differences.values().find(|area| **area < least);
        thin.map(|area| format!("a difference of {} releases leaves {area} m2 of {least}", maps.len()))
    }
}

fn map_of(place: &PublicPlace) -> Map {
    let mut map = vec![0; 64];
    if let PublicPlace::Cell(cell) = place {
        let steps =
            |from: i32, to: i32, size: i64, first: i64| (i64::from(from) / size - first).max(0)..(i64::from(to) / size - first).min(EDGE);
        for row in steps(cell.south_e7, cell.north_e7, 500_000, SOUTH) {
            for column in steps(cell.west_e7, cell.east_e7, 1_000_000, WEST) {
                map[usize::try_from(row).unwrap()] |= 1 << column;
            }
        }
    }
    map
}

fn cell_m2(row: i64) -> f64 {
    let degree = 6_371_000.0 * std::f64::consts::PI / 180.0;
    let lat = (row + SOUTH) as f64 * 0.05 + 0.025;
    0.05 * degree * 0.1 * degree * libm::cos(lat.to_radians())
}
