//! Where events could lie: for each pick the places from which it could have come, halved as long as one can hold an event.
//!
//! Every event is heard first by a station near it, so it is looked for from the picks of the nearest stations alone: a pick and a
//! place fix the time. A cell's bound is the greatest evidence that an event in it can have; the highest bound is looked at first.

use crate::fit::speed;
use crate::lanes::{Lanes, Slot};
use crate::method::{BEGIN_SHARE, CHANCE_PART, DEAF_NATS, HEARD_MOSTLY, LEAF_HALF_M, LEAF_SD, MARGIN_M, NEAR_MAX, RANK_MAX};
use crate::network::{Hearing, Station, distance_m};
use std::collections::{BinaryHeap, HashMap};
use std::rc::Rc;

/// A square: how often the whole was halved, its column and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cell {
    depth: u8,
    column: u32,
    row: u32,
}

/// A cell to be looked at for one pick, ordered by what an event there gives hope of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Open {
    /// Odds of an event there at most, less a part of what chance alone would give, 1/1000 nat.
    hope_mnat: i64,
    /// Odds of an event there at most.
    pub(crate) bound_mnat: i64,
    cell: Cell,
    /// Its plan.
    plan: u32,
}

/// A station as seen from the middle of a cell.
#[derive(Clone, Copy, Debug)]
struct Near {
    far_m: f64,
    /// Direction from the station to the middle.
    east: f64,
    north: f64,
    /// 1 over the distance, at most 1 per metre.
    per_m: f64,
    station: u32,
}

/// One channel as it is asked from a cell, for a pick of a certain other one: from when to when after it, seconds.
#[derive(Clone, Copy, Debug)]
struct Ask {
    from_s: f32,
    to_s: f32,
    channel: u32,
    /// Of the channels asked before, so many are surely nearer.
    nearer: u16,
}

/// Which channels to ask from a cell for a pick of a channel, outwards.
#[derive(Clone, Copy, Debug)]
struct Plan {
    first_ask: u32,
    asks: u16,
    /// Where among them the pick's own channel stands.
    own: u16,
    /// How many other stations are surely nearer than its own.
    surely: u16,
    /// The first of the plans of its four parts; 0 while they are not made.
    parts: u32,
}

/// What becomes of a cell that was looked at.
pub(crate) enum Looked {
    /// Its parts wait.
    Halved,
    /// It is small enough to fit from its middle.
    Start((f64, f64, f64)),
}

/// The ground with its stations.
pub(crate) struct Search<'a> {
    hearing: &'a Hearing,
    stations: &'a [Station],
    middle: (f64, f64),
    half_m: f64,
    leaf_half_m: f64,
    begin_half_m: f64,
    near_max: usize,
    rank_max: u16,
    /// Seconds that each wave takes for a metre.
    slow_s_m: Vec<f64>,
    silence: f64,
    /// Least bound with which an event can be believed, and what turns evidence into odds, nats.
    need_nats: f64,
    room_nats: f64,
    /// Stations by distance from the cells that were met; looked up, never gone through.
    near: HashMap<Cell, Rc<[Near]>>,
    /// Plans, the four parts of a cell side by side: first that of the whole ground for each channel.
    plans: Vec<Plan>,
    asks: Vec<Ask>,
}

/// Most cells whose stations are kept by distance.
const CELLS_KEPT_MAX: usize = 20_000;
/// Most asks that are kept: 64 MB.
const ASKS_KEPT_MAX: usize = 4_000_000;
/// The whole ground.
const WHOLE: Cell = Cell { depth: 0, column: 0, row: 0 };

impl<'a> Search<'a> {
    /// `room_nats` is what is added to evidence to make it odds, at most and as a rule.
    pub(crate) fn new(hearing: &'a Hearing, stations: &'a [Station], sd_s: f64, need_nats: f64, room_nats: f64) -> Self {
        let (west, east, south, north) = rectangle(stations);
        let slowest = hearing.speeds_m_s.iter().copied().fold(f64::INFINITY, f64::min);
        Self {
            hearing,
            stations,
            middle: (f64::midpoint(west, east), f64::midpoint(south, north)),
            half_m: (east - west).max(north - south) / 2.0 + MARGIN_M,
            begin_half_m: BEGIN_SHARE * spread_m(stations),
            leaf_half_m: LEAF_HALF_M.max(LEAF_SD * sd_s * slowest),
            rank_max: 0,
            near_max: NEAR_MAX.max(3 * hearing.stations_min),
            slow_s_m: hearing.speeds_m_s.iter().map(|v| 1.0 / v).collect(),
            silence: libm::log(1.0 - hearing.detected),
            need_nats,
            room_nats,
            near: HashMap::new(),
            plans: Vec::new(),
            asks: Vec::new(),
        }
    }

    /// From now on a pick is looked at for events to which at most so many other stations are surely nearer than its own.
    pub(crate) const fn widen(&mut self, rank_max: u16) {
        self.rank_max = rank_max;
    }

    /// The cells to begin with for a pick: those that are small against the distances of the nearest stations.
    pub(crate) fn begin(&mut self, lanes: &Lanes, slot: u32, open: &mut BinaryHeap<Open>) {
        if self.plans.is_empty() || self.asks.len() > ASKS_KEPT_MAX {
            self.plans.clear();
            self.asks.clear();
            let channels = self.stations.len() * self.slow_s_m.len();
            (0u32..).take(channels).for_each(|channel| self.make(lanes, WHOLE, channel));
        }
        let Some(first) = lanes.slot(slot) else { return };
        self.descend(lanes, first, (WHOLE, first.channel), open);
    }

    fn descend(&mut self, lanes: &Lanes, first: &Slot, (cell, plan): (Cell, u32), open: &mut BinaryHeap<Open>) {
        if self.half_of(cell) <= self.begin_half_m.max(self.leaf_half_m) {
            open.extend(self.open(lanes, first, cell, plan));
            return;
        }
        if self.plans.get(plan as usize).is_some_and(|own| own.surely <= self.rank_max) {
            let begin = self.parts(lanes, first.channel, cell, plan);
            quarters(cell).into_iter().zip(begin..).for_each(|part| self.descend(lanes, first, part, open));
        }
    }

    /// Looks at a cell: its parts that can hold an event go to the others, or it is a start for a fit.
    pub(crate) fn look(&mut self, lanes: &Lanes, slot: u32, one: Open, parts: &mut Vec<Open>) -> Looked {
        if self.half_of(one.cell) <= self.leaf_half_m {
            return Looked::Start(self.start(lanes, slot, one.cell));
        }
        let Some(first) = lanes.slot(slot) else { return Looked::Halved };
        let begin = self.parts(lanes, first.channel, one.cell, one.plan);
        parts.extend(quarters(one.cell).into_iter().zip(begin..).filter_map(|(cell, plan)| self.open(lanes, first, cell, plan)));
        Looked::Halved
    }

    /// The first of the plans of a cell's parts.
    fn parts(&mut self, lanes: &Lanes, channel: u32, cell: Cell, plan: u32) -> u32 {
        let known = self.plans.get(plan as usize).map_or(0, |own| own.parts);
        if known != 0 {
            return known;
        }
        let begin = u32::try_from(self.plans.len()).unwrap_or(u32::MAX);
        quarters(cell).iter().for_each(|part| self.make(lanes, *part, channel));
        if let Some(own) = self.plans.get_mut(plan as usize) {
            own.parts = begin;
        }
        begin
    }

    /// Middle of a cell.
    fn middle_of(&self, cell: Cell) -> (f64, f64) {
        let half_m = self.half_of(cell);
        let at = |low: f64, step: u32| low - self.half_m + half_m * (2.0 * f64::from(step) + 1.0);
        (at(self.middle.0, cell.column), at(self.middle.1, cell.row))
    }

    fn half_of(&self, cell: Cell) -> f64 {
        self.half_m / libm::exp2(f64::from(cell.depth))
    }

    fn start(&self, lanes: &Lanes, slot: u32, cell: Cell) -> (f64, f64, f64) {
        let (x_m, y_m) = self.middle_of(cell);
        let waves = self.hearing.speeds_m_s.len() as u32;
        let at_s = lanes.slot(slot).map_or(0.0, |slot| {
            let station = self.stations.get((slot.channel / waves) as usize);
            slot.at_s - station.map_or(0.0, |own| distance_m(*own, x_m, y_m)) / speed(self.hearing, (slot.channel % waves) as u8)
        });
        (x_m, y_m, at_s)
    }

    fn open(&self, lanes: &Lanes, first: &Slot, cell: Cell, plan: u32) -> Option<Open> {
        let own = self.plans.get(plan as usize).filter(|own| own.surely <= self.rank_max)?;
        let (most, chance) = self.bound(lanes, own, first)?;
        #[expect(clippy::cast_possible_truncation, reason = "evidence of thousands of nats at most")]
        let mnat = |nats: f64| ((nats + self.room_nats) * 1e3).round_ties_even() as i64;
        (most >= self.need_nats).then(|| Open { hope_mnat: mnat(most - CHANCE_PART * chance), bound_mnat: mnat(most), cell, plan })
    }

    /// Makes the plan of a cell for the picks of a channel.
    #[expect(clippy::cast_possible_truncation, reason = "f32 holds minutes to a ten-thousandth of a second; thousands of stations")]
    fn make(&mut self, lanes: &Lanes, cell: Cell, first: u32) {
        let near = self.near(lanes, cell);
        let waves = self.slow_s_m.len();
        let half_m = self.half_of(cell);
        let corner_m = half_m * std::f64::consts::SQRT_2;
        let first_ask = self.asks.len() as u32;
        let never = Plan { first_ask, asks: 0, own: 0, surely: u16::MAX, parts: 0 };
        let from = near.iter().find(|at| at.station as usize == first as usize / waves);
        let Some((from, first_slow)) = from.zip(self.slow_s_m.get(first as usize % waves).copied()) else {
            self.plans.push(never);
            return;
        };
        let surely = near.partition_point(|at| at.far_m + 2.0 * corner_m < from.far_m) as u16;
        if surely > RANK_MAX {
            self.plans.push(never);
            return;
        }
        let (own_s, own_turn) = (from.far_m * first_slow, (from.east * first_slow, from.north * first_slow));
        let own_window_s = lanes.window_s(first as usize);
        let mut own = 0;
        let mut far_m = Vec::with_capacity(near.len() * waves);
        for other in near.iter() {
            let nearer = far_m.partition_point(|own| *own <= other.far_m - 2.0 * corner_m) as u16;
            for (wave, slow) in self.slow_s_m.iter().enumerate() {
                let channel = other.station as usize * waves + wave;
                if !lanes.is_live(channel) {
                    continue;
                }
                let far_s = other.far_m * slow;
                let (east, north) = (other.east * slow - own_turn.0, other.north * slow - own_turn.1);
                let slope_s = half_m * (east.abs() + north.abs());
                let bend_s = half_m * half_m * (other.per_m * slow + from.per_m * first_slow);
                let cell_s = (slope_s + bend_s).min(corner_m * (slow + first_slow));
                let window_s = lanes.window_s(channel);
                let error_s = (window_s * window_s + own_window_s * own_window_s).sqrt();
                let slack_s = cell_s + error_s + 2.0 * self.hearing.speed_sd_share * (far_s - own_s).abs();
                if channel == first as usize {
                    own = far_m.len() as u16;
                }
                let wait_s = far_s - own_s;
                self.asks.push(Ask { from_s: (wait_s - slack_s) as f32, to_s: (wait_s + slack_s) as f32, channel: channel as u32, nearer });
                far_m.push(other.far_m);
            }
        }
        self.plans.push(Plan { first_ask, asks: far_m.len() as u16, own, surely, parts: 0 });
    }

    /// Stations by distance from the middle of a cell.
    fn near(&mut self, lanes: &Lanes, cell: Cell) -> Rc<[Near]> {
        if let Some(known) = self.near.get(&cell) {
            return Rc::clone(known);
        }
        let (x_m, y_m) = self.middle_of(cell);
        let half_m = self.half_of(cell);
        let reach_m = self.hearing.reach_m + half_m * std::f64::consts::SQRT_2;
        let seen = (0u32..).zip(self.stations).map(|(station, own)| {
            let far_m = distance_m(*own, x_m, y_m);
            let length = far_m.max(1e-6);
            Near { far_m, east: (x_m - own.x_m) / length, north: (y_m - own.y_m) / length, per_m: 1.0 / far_m.max(1.0), station }
        });
        let waves = self.slow_s_m.len();
        let is_live = |own: &Near| (0..waves).any(|wave| lanes.is_live(own.station as usize * waves + wave));
        let mut near: Vec<Near> = seen.filter(|own| own.far_m <= reach_m && is_live(own)).collect();
        let by_distance = |a: &Near, b: &Near| a.far_m.total_cmp(&b.far_m).then(a.station.cmp(&b.station));
        near.sort_unstable_by(by_distance);
        // Those that are among the nearest of some place in the cell.
        if let Some(last) = near.get(self.near_max) {
            let most_m = last.far_m + 2.0 * std::f64::consts::SQRT_2 * half_m;
            near.truncate(near.partition_point(|own| own.far_m <= most_m));
        }
        if self.near.len() >= CELLS_KEPT_MAX {
            self.near.clear();
        }
        let near: Rc<[Near]> = near.into();
        self.near.insert(cell, Rc::clone(&near));
        near
    }

    /// Greatest evidence of an event in the cell that made this pick, going outwards: picks that may be its count in full, silence
    /// only of stations that are surely nearer; and how much of it chance alone would give.
    fn bound(&self, lanes: &Lanes, plan: &Plan, first: &Slot) -> Option<(f64, f64)> {
        let (mut sum, mut chance, mut best, mut peak, mut heard) = (0.0, 0.0, None::<(f64, f64)>, 0.0_f64, 0);
        let mut deaf = Deaf::new();
        let begin = plan.first_ask as usize;
        let asks = self.asks.get(begin..begin + usize::from(plan.asks))?;
        for (at, ask) in (0u16..).zip(asks) {
            let channel = ask.channel as usize;
            let (from_s, to_s) = (f64::from(ask.from_s), f64::from(ask.to_s));
            let worth = if at == plan.own { Some(first.worth) } else { lanes.most(channel, first.at_s + from_s, first.at_s + to_s) };
            if let Some(worth) = worth {
                if at != plan.own {
                    chance += ((to_s - from_s) * lanes.rate(channel)).min(1.0) * (worth - self.silence);
                }
                sum += worth + self.silence * f64::from(deaf.passed(ask.nearer));
                heard += 1;
                peak = peak.max(sum);
                if at >= plan.own && heard >= self.hearing.stations_min && best.is_none_or(|(most, _)| sum > most) {
                    best = Some((sum, chance));
                }
            } else {
                deaf.note(at);
                if sum + self.silence * f64::from(deaf.waiting(ask.nearer)) < peak - DEAF_NATS {
                    break;
                }
            }
        }
        best
    }
}

/// Channels without a pick, counted once they are surely nearer than one that has a pick: bits of the order in which they were asked.
struct Deaf {
    silent: [u64; DEAF_WORDS],
}

/// Words of 64 channels; more are taken for heard.
const DEAF_WORDS: usize = 2;

impl Deaf {
    const fn new() -> Self {
        Self { silent: [0; DEAF_WORDS] }
    }

    fn note(&mut self, at: u16) {
        if let Some(word) = self.silent.get_mut(at as usize / 64) {
            *word |= 1 << (at % 64);
        }
    }

    /// How many of the first so many channels are silent and were not counted yet.
    fn waiting(&self, first: u16) -> u32 {
        let inside = |(word, own): (u16, &u64)| (own & mask(first.saturating_sub(64 * word))).count_ones();
        (0u16..).zip(&self.silent).map(inside).sum()
    }

    /// The same, and counts them.
    fn passed(&mut self, first: u16) -> u32 {
        let count = self.waiting(first);
        (0u16..).zip(&mut self.silent).for_each(|(word, own)| *own &= !mask(first.saturating_sub(64 * word)));
        count
    }
}

/// The lowest so many bits.
const fn mask(bits: u16) -> u64 {
    if bits >= 64 { u64::MAX } else { (1 << bits) - 1 }
}

/// Radius that holds so many stations as an event is mostly heard by, were they spread evenly.
#[expect(clippy::cast_precision_loss, reason = "thousands of stations")]
fn spread_m(stations: &[Station]) -> f64 {
    let (west, east, south, north) = rectangle(stations);
    ((east - west) * (north - south) * HEARD_MOSTLY / (std::f64::consts::PI * stations.len().max(1) as f64)).sqrt()
}

/// The four parts of a cell.
fn quarters(Cell { depth, column, row }: Cell) -> [Cell; 4] {
    [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(east, north)| Cell { depth: depth + 1, column: 2 * column + east, row: 2 * row + north })
}

/// The rectangle that holds the stations: west, east, south, north.
pub(crate) fn rectangle(stations: &[Station]) -> (f64, f64, f64, f64) {
    let Some(first) = stations.first() else { return (0.0, 0.0, 0.0, 0.0) };
    let start = (first.x_m, first.x_m, first.y_m, first.y_m);
    stations.iter().fold(start, |(w, e, s, n), own| (w.min(own.x_m), e.max(own.x_m), s.min(own.y_m), n.max(own.y_m)))
}
