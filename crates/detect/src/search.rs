//! Where and when enough stations could have heard one event: cells halved as long as they can hold one.
//!
//! For a cell, each pick says from when to when the event would have happened; a sweep over these intervals
//! finds the times at which enough stations agree, and only those picks go on to the four quarters. Cells in
//! which most stations agree come first, so that an event's picks are taken before its lesser neighbours are looked at.

use crate::fit::speed;
use crate::method::{LEAF_HALF_M, MARGIN_M, MATCH_SD, STATIONS_PER_HEARD};
use crate::network::{Hearing, Pick, Station, distance_m};

/// A place and time from which to fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Seed {
    pub(crate) x_m: f64,
    pub(crate) y_m: f64,
    pub(crate) at_s: f64,
}

/// A square with the picks that an event in it could have made.
#[derive(Clone, Debug)]
struct Cell {
    x_m: f64,
    y_m: f64,
    half_m: f64,
    /// By their beginning, as computed for this number of channels.
    spans: Vec<Span>,
    heard: usize,
}

/// From when to when an event in a cell would have made a pick.
#[derive(Clone, Copy, Debug)]
struct Span {
    from_s: f64,
    to_s: f64,
    pick: u32,
    channel: u32,
}

/// Cells still to be looked at, by how many channels can agree in them.
pub(crate) struct Search<'a> {
    hearing: &'a Hearing,
    stations: &'a [Station],
    picks: &'a [Pick],
    waiting: Vec<Vec<Cell>>,
    counts: Vec<u16>,
    /// Stations that have any picks at all.
    is_live: Vec<bool>,
    /// Distances of the stations from the cell that is looked at.
    far_m: Vec<f64>,
    /// Room for the sweep and for the range.
    ends: Vec<(f64, u32)>,
    live_m: Vec<f64>,
}

impl<'a> Search<'a> {
    /// Begins with one square round all stations.
    pub(crate) fn new(hearing: &'a Hearing, stations: &'a [Station], picks: &'a [Pick]) -> Self {
        let channels = stations.len() * hearing.speeds_m_s.len();
        let mut is_live = vec![false; stations.len()];
        for pick in picks {
            if let Some(live) = is_live.get_mut(pick.station as usize) {
                *live = true;
            }
        }
        let (waiting, counts) = (vec![Vec::new(); channels + 1], vec![0; channels]);
        let mut search =
            Self { hearing, stations, picks, waiting, counts, is_live, far_m: Vec::new(), ends: Vec::new(), live_m: Vec::new() };
        if let Some((x_m, y_m, half_m)) = root(stations) {
            let all = (0u32..).zip(picks).map(|(pick, _)| Span { from_s: 0.0, to_s: 0.0, pick, channel: 0 }).collect();
            search.wait(Cell { x_m, y_m, half_m, spans: all, heard: usize::MAX }, channels);
        }
        search
    }

    /// Most channels that can agree anywhere; absent when nothing is left.
    pub(crate) fn most(&self) -> Option<usize> {
        (self.hearing.stations_min..self.waiting.len()).rev().find(|heard| self.waiting.get(*heard).is_some_and(|cells| !cells.is_empty()))
    }

    /// All places and times at which this many channels agree, by free picks alone.
    pub(crate) fn seeds(&mut self, heard: usize, used: &[bool]) -> Vec<Seed> {
        let mut seeds = Vec::new();
        while let Some(mut cell) = self.waiting.get_mut(heard).and_then(Vec::pop) {
            // A cell that waited for its turn: picks may be taken, and the range is smaller.
            if cell.heard != heard {
                let most = self.span(&mut cell, heard, used);
                if most < heard {
                    self.wait(cell, most);
                    continue;
                }
            }
            if cell.half_m <= LEAF_HALF_M {
                self.peaks(&cell, heard, &mut seeds);
            } else {
                self.quarter(&cell, heard, used);
            }
        }
        seeds
    }

    fn wait(&mut self, cell: Cell, heard: usize) {
        if heard >= self.hearing.stations_min
            && let Some(cells) = self.waiting.get_mut(heard)
        {
            cells.push(cell);
        }
    }

    fn quarter(&mut self, cell: &Cell, heard: usize, used: &[bool]) {
        let half_m = cell.half_m / 2.0;
        for part in self.crowded(&cell.spans) {
            for (dx, dy) in [(-half_m, -half_m), (half_m, -half_m), (-half_m, half_m), (half_m, half_m)] {
                let mut quarter = Cell { x_m: cell.x_m + dx, y_m: cell.y_m + dy, half_m, spans: part.clone(), heard };
                let most = self.span(&mut quarter, heard, used);
                self.wait(quarter, most.min(heard));
            }
        }
    }

    /// Computes the spans of a cell's free picks: of those stations alone that can be in the range of an event which so
    /// many channels heard. Gives how many channels agree at most.
    fn span(&mut self, cell: &mut Cell, heard: usize, used: &[bool]) -> usize {
        let corner_m = cell.half_m * std::f64::consts::SQRT_2;
        let range_m = self.range_m(cell, heard, corner_m);
        let waves = self.hearing.speeds_m_s.len() as u32;
        cell.spans.retain_mut(|span| {
            let Some(pick) = self.picks.get(span.pick as usize) else { return false };
            let far_m = self.far_m.get(pick.station as usize).copied().unwrap_or(f64::INFINITY);
            if far_m > range_m || used.get(span.pick as usize).copied().unwrap_or(true) {
                return false;
            }
            let v = speed(self.hearing, pick.wave);
            let slack_s = MATCH_SD * pick.sd_s + 2.0 * self.hearing.speed_sd_share * far_m / v;
            span.from_s = pick.at_s - (far_m + corner_m) / v - slack_s;
            span.to_s = pick.at_s - (far_m - corner_m).max(0.0) / v + slack_s;
            span.channel = pick.station * waves + u32::from(pick.wave);
            true
        });
        cell.heard = heard;
        if cell.spans.len() < self.hearing.stations_min {
            return 0;
        }
        cell.spans.sort_unstable_by(|a, b| a.from_s.total_cmp(&b.from_s).then(a.pick.cmp(&b.pick)));
        let mut most = 0;
        self.sweep(&cell.spans, |_, heard| most = most.max(heard));
        most
    }

    /// How far from the cell's middle a station can be and still in range; notes the distances of all.
    fn range_m(&mut self, cell: &Cell, heard: usize, corner_m: f64) -> f64 {
        self.far_m.clear();
        self.far_m.extend(self.stations.iter().map(|station| distance_m(*station, cell.x_m, cell.y_m)));
        self.live_m.clear();
        self.live_m.extend(self.far_m.iter().zip(&self.is_live).filter(|(_, live)| **live).map(|(far_m, _)| *far_m));
        let in_range = heard * STATIONS_PER_HEARD;
        let reach_m = self.hearing.reach_m + corner_m;
        if in_range >= self.live_m.len() {
            return reach_m;
        }
        let (_, nth_m, _) = self.live_m.select_nth_unstable_by(in_range, f64::total_cmp);
        (*nth_m + 2.0 * corner_m).min(reach_m)
    }

    /// The picks of each stretch of time in which enough channels agree.
    fn crowded(&mut self, spans: &[Span]) -> Vec<Vec<Span>> {
        let longest_s = spans.iter().map(|span| span.to_s - span.from_s).fold(0.0, f64::max);
        let enough = self.hearing.stations_min;
        let mut stretches: Vec<(f64, f64)> = Vec::new();
        let mut open: Option<f64> = None;
        self.sweep(spans, |at_s, heard| match (open, heard >= enough) {
            (None, true) => open = Some(at_s),
            (Some(from_s), false) => {
                stretches.push((from_s, at_s));
                open = None;
            }
            _ => {}
        });
        let inside = |(from_s, to_s): &(f64, f64)| {
            let first = spans.partition_point(|span| span.from_s < from_s - longest_s);
            let last = spans.partition_point(|span| span.from_s <= *to_s);
            spans.get(first..last).unwrap_or(&[]).iter().filter(|span| span.to_s >= *from_s).copied().collect()
        };
        stretches.iter().map(inside).collect()
    }

    /// Each time at which most channels agree, as a seed.
    fn peaks(&mut self, cell: &Cell, most: usize, seeds: &mut Vec<Seed>) {
        let mut risen: Option<f64> = None;
        self.sweep(&cell.spans, |at_s, heard| match (risen, heard >= most) {
            (None, true) => risen = Some(at_s),
            (Some(from_s), false) => {
                seeds.push(Seed { x_m: cell.x_m, y_m: cell.y_m, at_s: f64::midpoint(from_s, at_s) });
                risen = None;
            }
            _ => {}
        });
    }

    /// Passes over beginnings and ends in time, telling how many channels agree from then on.
    fn sweep(&mut self, spans: &[Span], mut told: impl FnMut(f64, usize)) {
        let mut ends = std::mem::take(&mut self.ends);
        ends.clear();
        ends.extend(spans.iter().map(|span| (span.to_s, span.channel)));
        ends.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let (mut heard, mut next_end) = (0usize, ends.iter());
        let mut end = next_end.next();
        for span in spans {
            while let Some((to_s, channel)) = end.filter(|(to_s, _)| *to_s < span.from_s) {
                heard -= usize::from(leave(&mut self.counts, *channel));
                told(*to_s, heard);
                end = next_end.next();
            }
            heard += usize::from(enter(&mut self.counts, span.channel));
            told(span.from_s, heard);
        }
        while let Some((to_s, channel)) = end {
            heard -= usize::from(leave(&mut self.counts, *channel));
            told(*to_s, heard);
            end = next_end.next();
        }
        self.ends = ends;
    }
}

/// The square in which events are searched.
fn root(stations: &[Station]) -> Option<(f64, f64, f64)> {
    let first = stations.first()?;
    let start = (first.x_m, first.x_m, first.y_m, first.y_m);
    let (west, east, south, north) = stations
        .iter()
        .fold(start, |(w, e, s, n), station| (w.min(station.x_m), e.max(station.x_m), s.min(station.y_m), n.max(station.y_m)));
    Some((f64::midpoint(west, east), f64::midpoint(south, north), (east - west).max(north - south) / 2.0 + MARGIN_M))
}

/// Whether the channel was silent before.
fn enter(counts: &mut [u16], channel: u32) -> bool {
    counts.get_mut(channel as usize).is_some_and(|count| {
        *count = count.saturating_add(1);
        *count == 1
    })
}

/// Whether the channel is silent now.
fn leave(counts: &mut [u16], channel: u32) -> bool {
    counts.get_mut(channel as usize).is_some_and(|count| {
        *count = count.saturating_sub(1);
        *count == 0
    })
}
