//! Open incidents by place, time and width, in memory that grows in small steps and never moves.
//!
//! Cells are as large as the incidents in them are wide: four classes in space, three in time. A report looks into the
//! cells within its own reach, class by class, so a district-level report costs a few dozen cells and not thousands.

use super::sighting::Sighting;
use super::weigh::{Apart, FAR, GATE2};
use super::{LOOKED_AT_N_MAX, OPEN_N_MAX};
use crate::evidence::WeaponKey;
use crate::tiling::{Bounds, Cell, Stretch, Tiling};
use model::geodesy::Plane;
use model::{Kind, Position};
use std::collections::BTreeMap;

/// Classes in space: greatest standard deviation (km), side of the cells (m).
const SPACE: [(f64, f64); 4] = [(0.7, 8_000.0), (1.4, 16_000.0), (3.0, 32_000.0), (25.0, 64_000.0)];

/// Classes in time: greatest standard deviation (h), length of the slots (ms).
const TIME: [(f64, i64); 3] = [(300.0 / 3_600.0, HOUR_MS), (1.0, 8 * HOUR_MS), (24.0, 48 * HOUR_MS)];

/// An incident remembers so many of its last voices.
const VOICES_N: usize = 6;

/// Closed at most for one report, so that no report waits for a long row of them.
const CLOSED_N_MAX: usize = 8;

/// Heads of chains: more open incidents than this only make the chains longer.
const HEADS_N: usize = 1 << 16;

/// Open incidents in one piece of memory.
const CHUNK_N: usize = 1_024;

/// Fewest metres in 1e-7 degree of latitude, less a little.
const NORTH_M_E7_MIN: f64 = 0.011_05;

const HOUR_MS: i64 = 3_600_000;
const NONE: u32 = u32::MAX;

/// An open incident.
#[derive(Clone, Copy)]
pub(super) struct Open {
    lat_e7: f64,
    lon_e7: f64,
    pub at_ms: f64,
    pub var_km2: f64,
    pub var_h2: f64,
    address: Address,
    /// Neighbour in its chain, and its place in the list of its class.
    before: u32,
    in_class: u32,
    pub kind: Kind,
    weapon: WeaponKey,
    voices_n: u8,
    voices: [(u32, u32); VOICES_N],
    pub handle: u64,
}

/// What of an open incident is needed to pass it by, close together in memory.
#[derive(Clone, Copy)]
struct Edge {
    at_ms: f64,
    lat_e7: i32,
    lon_e7: i32,
    next: u32,
    mark: u32,
}

/// Class, cell and slot of time.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Address {
    cell: u64,
    slot: i64,
    class: u8,
}

impl Address {
    fn mixed(self) -> u64 {
        (self.cell ^ (self.slot as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93) ^ u64::from(self.class) << 60)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    fn head(self) -> usize {
        (self.mixed() >> 48) as usize
    }

    fn mark(self) -> u32 {
        (self.mixed() >> 16) as u32
    }
}

impl Edge {
    fn follow(&mut self, open: &Open) {
        let Position { lat_e7, lon_e7 } = open.centre();
        (self.at_ms, self.lat_e7, self.lon_e7) = (open.at_ms, lat_e7, lon_e7);
    }
}

/// What a report reaches in one class of space and time.
struct Reach {
    at_ms: f64,
    time_ms: f64,
    lat_e7: f64,
    north_e7: f64,
}

impl Reach {
    fn of(sighting: &Sighting, space_km: f64, time_ms: i64) -> Self {
        let (at_ms, lat_e7) = (sighting.at_ms as f64, f64::from(sighting.centre.lat_e7));
        Self { at_ms, time_ms: time_ms as f64, lat_e7, north_e7: space_km * 1_000.0 / NORTH_M_E7_MIN }
    }

    fn holds(&self, edge: &Edge) -> bool {
        (edge.at_ms - self.at_ms).abs() <= self.time_ms && (f64::from(edge.lat_e7) - self.lat_e7).abs() <= self.north_e7
    }
}

impl Open {
    pub fn of(sighting: &Sighting, handle: u64) -> Self {
        let mut open = Self {
            lat_e7: f64::from(sighting.centre.lat_e7),
            lon_e7: f64::from(sighting.centre.lon_e7),
            at_ms: sighting.at_ms as f64,
            var_km2: sighting.var_km2,
            var_h2: sighting.var_h2,
            address: Address { cell: 0, slot: 0, class: 0 },
            before: NONE,
            in_class: 0,
            kind: sighting.kind,
            weapon: sighting.weapon,
            voices_n: 0,
            voices: [(0, 0); VOICES_N],
            handle,
        };
        open.hear(sighting);
        open
    }

    fn hear(&mut self, sighting: &Sighting) {
        let Some(voice) = sighting.voice else { return };
        if let Some(slot) = self.voices.get_mut(usize::from(self.voices_n) % VOICES_N) {
            *slot = voice;
            self.voices_n = if usize::from(self.voices_n) + 1 == 2 * VOICES_N { VOICES_N as u8 } else { self.voices_n + 1 };
        }
    }

    /// Whether a report can never be of it: its voice listed it already, or it saw another weapon.
    pub fn excludes(&self, sighting: &Sighting) -> bool {
        let heard = usize::from(self.voices_n).min(VOICES_N);
        let listed = sighting.voice.is_some_and(|voice| self.voices.iter().take(heard).any(|own| *own == voice));
        let both_weapons = self.kind == Kind::WeaponSeen && sighting.kind == Kind::WeaponSeen;
        listed || (both_weapons && self.weapon.differs(sighting.weapon))
    }

    /// How far a position lies east and north of it, 1e-7 degree, the shorter way round the globe.
    pub fn off_e7(&self, at: Position) -> (f64, f64) {
        const ROUND_E7: f64 = 3.6e9;
        let mut east = f64::from(at.lon_e7) - self.lon_e7;
        if east > ROUND_E7 / 2.0 {
            east -= ROUND_E7;
        } else if east < -ROUND_E7 / 2.0 {
            east += ROUND_E7;
        }
        (east, f64::from(at.lat_e7) - self.lat_e7)
    }

    /// Moves towards a report, by inverse variances; an outlier pulls less.
    fn take(&mut self, sighting: &Sighting, plane: &Plane) {
        let (trust_space, trust_time) = Apart::of(sighting, self, plane).trust();
        let (east, north) = self.off_e7(sighting.centre);
        let (own, new) = (1.0 / self.var_km2, trust_space / sighting.var_km2);
        let pull = new / (own + new);
        self.lat_e7 += north * pull;
        self.lon_e7 = round_the_globe(self.lon_e7 + east * pull);
        self.var_km2 = 1.0 / (own + new);
        let (own, new) = (1.0 / self.var_h2, trust_time / sighting.var_h2);
        self.at_ms += (sighting.at_ms as f64 - self.at_ms) * new / (own + new);
        self.var_h2 = 1.0 / (own + new);
        self.hear(sighting);
    }

    fn centre(&self) -> Position {
        let round = |e7: f64| libm::rint(e7) as i32;
        Position { lat_e7: round(self.lat_e7), lon_e7: round(self.lon_e7) }
    }
}

/// A longitude from -1.8e9 to 1.8e9, 1e-7 degree.
fn round_the_globe(lon_e7: f64) -> f64 {
    if lon_e7 > 1.8e9 {
        lon_e7 - 3.6e9
    } else if lon_e7 < -1.8e9 {
        lon_e7 + 3.6e9
    } else {
        lon_e7
    }
}

/// All open incidents.
pub(super) struct Shelf {
    tilings: [Tiling; SPACE.len()],
    heads: Vec<u32>,
    chunks: Vec<Vec<Open>>,
    edges: Vec<Vec<Edge>>,
    free: Vec<u32>,
    /// What is open in each class.
    classes: [Vec<u32>; SPACE.len() * TIME.len()],
    /// Slots of an hour, each with the incidents that may close then.
    closing: BTreeMap<i64, Vec<u32>>,
    open_n: usize,
    stretches: Vec<Stretch>,
}

impl Shelf {
    pub fn new() -> Self {
        let poles = || [-900_000_000, 900_000_000].map(|lat_e7| Position { lat_e7, lon_e7: 0 }).into_iter();
        Self {
            tilings: SPACE.map(|(_, side_m)| Tiling::over(poles(), side_m)),
            heads: vec![NONE; HEADS_N],
            chunks: Vec::new(),
            edges: Vec::new(),
            free: Vec::new(),
            classes: Default::default(),
            closing: BTreeMap::new(),
            open_n: 0,
            stretches: Vec::new(),
        }
    }

    pub fn len(&self) -> usize {
        self.open_n
    }

    pub fn at(&self, number: u32) -> Option<&Open> {
        self.chunks.get(number as usize / CHUNK_N)?.get(number as usize % CHUNK_N)
    }

    fn edge(&self, number: u32) -> Option<&Edge> {
        self.edges.get(number as usize / CHUNK_N)?.get(number as usize % CHUNK_N)
    }

    fn edge_mut(&mut self, number: u32) -> Option<&mut Edge> {
        self.edges.get_mut(number as usize / CHUNK_N)?.get_mut(number as usize % CHUNK_N)
    }

    fn at_mut(&mut self, number: u32) -> Option<&mut Open> {
        self.chunks.get_mut(number as usize / CHUNK_N)?.get_mut(number as usize % CHUNK_N)
    }

    /// The finest cell of a position.
    pub fn cell(&self, at: Position) -> Cell {
        let [finest, ..] = &self.tilings;
        finest.cell(at).unwrap_or(Cell::NOWHERE)
    }

    /// Shows what is open within a report's reach; more than that as well.
    pub fn near(&mut self, sighting: &Sighting, mut show: impl FnMut(u32, &Open)) {
        let mut stretches = std::mem::take(&mut self.stretches);
        for (space, (widest_km, side_m)) in SPACE.iter().enumerate() {
            let reach_km = libm::sqrt(GATE2.0 * (sighting.var_km2 + widest_km * widest_km)).min(FAR.0);
            let across = 2_000.0 * reach_km / side_m + 1.0;
            stretches.clear();
            for (time, (widest_h, length_ms)) in TIME.iter().enumerate() {
                let Some(members) = self.class(TIME.len() * space + time) else { continue };
                let reach_ms = ((libm::sqrt(GATE2.1 * (sighting.var_h2 + widest_h * widest_h)) * 3.6e6) as i64).min(FAR.1);
                let reach = Reach::of(sighting, reach_km, reach_ms);
                let slots = (sighting.at_ms - reach_ms).div_euclid(*length_ms)..=(sighting.at_ms + reach_ms).div_euclid(*length_ms);
                if across * across * (slots.end() - slots.start() + 1) as f64 >= members.len() as f64 {
                    members.iter().for_each(|number| self.look(*number, &reach, None, &mut show));
                    continue;
                }
                if stretches.is_empty() {
                    self.tilings
                        .get(space)
                        .into_iter()
                        .for_each(|tiling| tiling.within(&Bounds::at(sighting.centre), reach_km * 1_000.0, &mut stretches));
                }
                let class = (TIME.len() * space + time) as u8;
                for (row, west, east) in &stretches {
                    for column in *west..=*east {
                        for slot in slots.clone() {
                            self.walk(Address { cell: row << 32 | column, slot, class }, &reach, &mut show);
                        }
                    }
                }
            }
        }
        self.stretches = stretches;
    }

    /// What is open in a class, if anything is.
    fn class(&self, class: usize) -> Option<&Vec<u32>> {
        self.classes.get(class).filter(|members| !members.is_empty())
    }

    fn look(&self, number: u32, reach: &Reach, address: Option<Address>, show: &mut impl FnMut(u32, &Open)) {
        if self.edge(number).is_some_and(|edge| reach.holds(edge))
            && let Some(open) = self.at(number).filter(|open| address.is_none_or(|address| open.address == address))
        {
            show(number, open);
        }
    }

    fn walk(&self, address: Address, reach: &Reach, show: &mut impl FnMut(u32, &Open)) {
        let mut number = self.heads.get(address.head()).copied().unwrap_or(NONE);
        for _ in 0..LOOKED_AT_N_MAX {
            let Some(edge) = self.edge(number) else { return };
            if edge.mark == address.mark() {
                self.look(number, reach, Some(address), show);
            }
            number = edge.next;
        }
    }

    /// Opens an incident.
    pub fn open(&mut self, open: Open) {
        if self.open_n >= OPEN_N_MAX {
            self.close_some(i64::MAX, 1);
        }
        let number = self.free.pop().unwrap_or_else(|| self.grow(open));
        let hour = (open.at_ms as i64).div_euclid(HOUR_MS);
        let address = self.address(&open);
        if let Some(slot) = self.at_mut(number) {
            *slot = open;
        }
        self.closing.entry(hour).or_default().push(number);
        self.open_n += 1;
        self.link(number, address);
    }

    /// Adds a place; what it holds first does not matter.
    fn grow(&mut self, open: Open) -> u32 {
        if self.chunks.last().is_none_or(|chunk| chunk.len() == CHUNK_N) {
            self.chunks.push(Vec::with_capacity(CHUNK_N));
            self.edges.push(Vec::with_capacity(CHUNK_N));
        }
        let before = (self.chunks.len() - 1) * CHUNK_N;
        let (Some(chunk), Some(edges)) = (self.chunks.last_mut(), self.edges.last_mut()) else { return NONE };
        chunk.push(open);
        edges.push(Edge { at_ms: 0.0, lat_e7: 0, lon_e7: 0, next: NONE, mark: 0 });
        (before + chunk.len() - 1) as u32
    }

    /// Lets a report join an open incident; gives its handle.
    pub fn join(&mut self, number: u32, sighting: &Sighting, plane: &Plane) -> u64 {
        let Some(open) = self.at_mut(number) else { return 0 };
        open.take(sighting, plane);
        let open = *open;
        let address = self.address(&open);
        if address == open.address {
            self.edge_mut(number).into_iter().for_each(|edge| edge.follow(&open));
        } else {
            self.unlink(number);
            self.link(number, address);
        }
        open.handle
    }

    fn address(&self, open: &Open) -> Address {
        let space = SPACE.iter().position(|class| open.var_km2 <= class.0 * class.0).unwrap_or(SPACE.len() - 1);
        let time = TIME.iter().position(|class| open.var_h2 <= class.0 * class.0).unwrap_or(TIME.len() - 1);
        let cell = self.tilings.get(space).and_then(|tiling| tiling.cell(open.centre())).unwrap_or(Cell::NOWHERE);
        let length_ms = TIME.get(time).map_or(HOUR_MS, |class| class.1);
        Address { cell: cell.key(), slot: (open.at_ms as i64).div_euclid(length_ms), class: (TIME.len() * space + time) as u8 }
    }

    /// Puts it at the head of its chain and at the end of its class.
    fn link(&mut self, number: u32, address: Address) {
        let Some(head) = self.heads.get_mut(address.head()) else { return };
        let next = std::mem::replace(head, number);
        if let Some(open) = self.at_mut(next) {
            open.before = number;
        }
        let Some(members) = self.classes.get_mut(usize::from(address.class)) else { return };
        let in_class = members.len() as u32;
        members.push(number);
        let Some(open) = self.at_mut(number) else { return };
        (open.address, open.before, open.in_class) = (address, NONE, in_class);
        let open = *open;
        if let Some(edge) = self.edge_mut(number) {
            (edge.next, edge.mark) = (next, address.mark());
            edge.follow(&open);
        }
    }

    fn unlink(&mut self, number: u32) {
        let Some((address, before, in_class)) = self.at(number).map(|open| (open.address, open.before, open.in_class)) else { return };
        let next = self.edge(number).map_or(NONE, |edge| edge.next);
        if let Some(open) = self.at_mut(next) {
            open.before = before;
        }
        if let Some(edge) = self.edge_mut(before) {
            edge.next = next;
        } else if let Some(head) = self.heads.get_mut(address.head()) {
            *head = next;
        }
        let Some(members) = self.classes.get_mut(usize::from(address.class)).filter(|members| (in_class as usize) < members.len()) else {
            return;
        };
        members.swap_remove(in_class as usize);
        if let Some(moved) = members.get(in_class as usize).copied() {
            self.at_mut(moved).into_iter().for_each(|open| open.in_class = in_class);
        }
    }

    /// Closes some of what lies before a moment.
    pub fn close(&mut self, before_ms: i64) {
        self.close_some(before_ms.div_euclid(HOUR_MS), CLOSED_N_MAX);
    }

    fn close_some(&mut self, before_hour: i64, most: usize) {
        for _ in 0..most {
            let Some(mut oldest) = self.closing.first_entry().filter(|slot| *slot.key() < before_hour) else { return };
            if let Some(number) = oldest.get_mut().pop() {
                self.unlink(number);
                self.free.push(number);
                self.open_n -= 1;
            } else {
                oldest.remove();
            }
        }
    }
}
