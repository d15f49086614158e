//! The picks of each channel in order of time, with a table that leads near a moment without searching.

use crate::method::MATCH_SD;
use crate::network::{Hearing, Pick, Station};

/// One pick in its channel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub(crate) at_s: f64,
    pub(crate) sd_s: f64,
    /// What it is worth at most against chance, nats: at exactly the expected time.
    pub(crate) worth: f64,
    pub(crate) pick: u32,
    pub(crate) channel: u32,
}

/// Steps of the table for each pick of a channel.
const STEPS_PER_PICK: usize = 4;

/// All picks, channel by channel.
#[derive(Debug)]
pub(crate) struct Lanes {
    slots: Vec<Slot>,
    /// Their times, by themselves for speed.
    at_s: Vec<f64>,
    is_free: Vec<bool>,
    /// Where each channel begins, and where the last one ends.
    starts: Vec<u32>,
    /// For each channel and step of time the first slot not before it.
    firsts: Vec<u32>,
    zero_s: f64,
    step_s: f64,
    per_s: f64,
    steps: usize,
    /// Widest error of a pick in each channel, as a window, seconds.
    windows_s: Vec<f64>,
    /// Picks a second of each channel, and the most that one of them is worth.
    rates: Vec<f64>,
    worths: Vec<f64>,
    /// Slot of each pick.
    slot_of: Vec<u32>,
}

/// From the first to the last pick, seconds; at least a minute.
pub(crate) fn whole_s(picks: &[Pick]) -> (f64, f64) {
    let (first, last) = picks.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), pick| (lo.min(pick.at_s), hi.max(pick.at_s)));
    (first, (last - first).max(60.0))
}

#[expect(clippy::cast_precision_loss, reason = "counts of picks are small")]
impl Lanes {
    pub(crate) fn new(hearing: &Hearing, stations: &[Station], picks: &[Pick]) -> Self {
        let waves = hearing.speeds_m_s.len();
        let mut channels: Vec<Vec<u32>> = vec![Vec::new(); stations.len() * waves];
        for (index, pick) in (0u32..).zip(picks) {
            if let Some(own) = channels.get_mut(pick.station as usize * waves + usize::from(pick.wave)) {
                own.push(index);
            }
        }
        let (zero_s, whole_s) = whole_s(picks);
        let steps = (STEPS_PER_PICK * picks.len() / channels.len().max(1)).max(1);
        let mut lanes = Self {
            slots: Vec::with_capacity(picks.len()),
            at_s: Vec::new(),
            is_free: Vec::new(),
            starts: vec![0],
            firsts: Vec::with_capacity(channels.len() * steps),
            zero_s,
            step_s: whole_s / steps as f64,
            per_s: steps as f64 / whole_s,
            steps,
            windows_s: Vec::with_capacity(channels.len()),
            worths: Vec::with_capacity(channels.len()),
            rates: channels.iter().map(|own| own.len() as f64 / whole_s).collect(),
            slot_of: vec![u32::MAX; picks.len()],
        };
        for (channel, own) in (0u32..).zip(&channels) {
            lanes.lay(hearing, channel, own, picks, whole_s);
        }
        lanes.is_free = vec![true; lanes.slots.len()];
        lanes.at_s = lanes.slots.iter().map(|slot| slot.at_s).collect();
        for (at, slot) in (0u32..).zip(&lanes.slots) {
            if let Some(own) = lanes.slot_of.get_mut(slot.pick as usize) {
                *own = at;
            }
        }
        lanes
    }

    /// Lays one channel's picks behind the others'.
    fn lay(&mut self, hearing: &Hearing, channel: u32, own: &[u32], picks: &[Pick], whole_s: f64) {
        let begin = self.slots.len();
        let rate_ln = libm::log((own.len() as f64).max(0.5) / whole_s);
        let found = libm::log(hearing.detected);
        self.slots.extend(own.iter().filter_map(|index| picks.get(*index as usize).map(|pick| (*index, pick))).map(|(index, pick)| Slot {
            at_s: pick.at_s,
            sd_s: pick.sd_s,
            worth: found + peak(pick.sd_s) - rate_ln,
            pick: index,
            channel,
        }));
        let laid = self.slots.get_mut(begin..).unwrap_or_default();
        laid.sort_unstable_by(|a, b| a.at_s.total_cmp(&b.at_s).then(a.sd_s.total_cmp(&b.sd_s)).then(a.pick.cmp(&b.pick)));
        let mut next = 0;
        for step in 0..self.steps {
            let from_s = self.zero_s + self.step_s * step as f64;
            while laid.get(next).is_some_and(|slot| slot.at_s < from_s) {
                next += 1;
            }
            self.firsts.push(u32::try_from(begin + next).unwrap_or(u32::MAX));
        }
        self.windows_s.push(MATCH_SD * laid.iter().map(|slot| slot.sd_s).fold(0.0, f64::max));
        self.worths.push(laid.iter().map(|slot| slot.worth).fold(f64::NEG_INFINITY, f64::max));
        self.starts.push(u32::try_from(self.slots.len()).unwrap_or(u32::MAX));
    }

    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    pub(crate) fn slot(&self, at: u32) -> Option<&Slot> {
        self.slots.get(at as usize)
    }

    /// The slot of a pick.
    pub(crate) fn of_pick(&self, pick: u32) -> u32 {
        self.slot_of.get(pick as usize).copied().unwrap_or(u32::MAX)
    }

    pub(crate) fn is_free(&self, at: u32) -> bool {
        self.is_free.get(at as usize).copied().unwrap_or(false)
    }

    /// Gives the pick to an event.
    pub(crate) fn take(&mut self, pick: u32) {
        let at = self.of_pick(pick);
        if let Some(free) = self.is_free.get_mut(at as usize) {
            *free = false;
        }
    }

    /// Whether the channel has any pick at all.
    pub(crate) fn is_live(&self, channel: usize) -> bool {
        matches!(self.starts.get(channel..channel + 2), Some([from, to]) if from < to)
    }

    /// Widest error of a pick of the channel, as a window, seconds.
    pub(crate) fn window_s(&self, channel: usize) -> f64 {
        self.windows_s.get(channel).copied().unwrap_or(0.0)
    }

    /// Picks a second of a channel.
    pub(crate) fn rate(&self, channel: usize) -> f64 {
        self.rates.get(channel).copied().unwrap_or(0.0)
    }

    /// Whether a channel has a free pick from one moment to another; if so, what one is worth at most.
    pub(crate) fn most(&self, channel: usize, from_s: f64, to_s: f64) -> Option<f64> {
        let (first, end) = self.since(channel, from_s);
        for (at_s, is_free) in self.at_s.get(first..end)?.iter().zip(self.is_free.get(first..end)?) {
            if *at_s > to_s {
                break;
            }
            if *at_s >= from_s && *is_free {
                return self.worths.get(channel).copied();
            }
        }
        None
    }

    /// Free picks of a channel from one moment to another.
    pub(crate) fn free(&self, channel: usize, from_s: f64, to_s: f64) -> impl Iterator<Item = &Slot> {
        let (first, end) = self.since(channel, from_s);
        let (own, free) = (self.slots.get(first..end).unwrap_or(&[]), self.is_free.get(first..end).unwrap_or(&[]));
        let after = own.iter().zip(free).skip_while(move |(slot, _)| slot.at_s < from_s);
        after.take_while(move |(slot, _)| slot.at_s <= to_s).filter(|(_, free)| **free).map(|(slot, _)| slot)
    }

    /// A channel's slots from shortly before a moment on: the first, and one beyond the last.
    fn since(&self, channel: usize, from_s: f64) -> (usize, usize) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "steps of one file; before the first is the first")]
        let step = ((((from_s - self.zero_s) * self.per_s).max(1.0) - 1.0) as usize).min(self.steps - 1);
        let first = self.firsts.get(channel * self.steps + step).map_or(0, |at| *at as usize);
        let end = self.starts.get(channel + 1).map_or(0, |at| *at as usize);
        (first, end)
    }

    /// Picks that no event has, as indices in order.
    pub(crate) fn left(&self) -> Vec<u32> {
        (0u32..).zip(&self.slot_of).filter(|(_, at)| self.is_free(**at)).map(|(pick, _)| pick).collect()
    }
}

/// ln of a normal density at its middle.
pub(crate) fn peak(sd_s: f64) -> f64 {
    -libm::log(sd_s) - 0.918_938_533_204_672_7
}
