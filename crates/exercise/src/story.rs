//! The story of 120 days: the last evening of fire, an uneasy calm, flare-ups, recommitments; and all that lies around it.

mod aftermath;
mod around;
mod fighting;
mod sightings;

use crate::Options;
use crate::calendar::{Second, day_start};
use crate::chance::Chance;
use crate::line::{Drawn, contact_line};
use crate::plane::Spot;
use crate::world::Event;

/// Days of the whole story; day 0 is 2026-01-10.
pub(crate) const DAYS: u32 = 120;
/// The story opens in the evening before the ceasefire, hours before its first day.
pub(crate) const EVE_HOURS: i64 = 6;

/// What the parts of the story are told with.
pub(crate) struct Teller {
    /// Days told.
    pub(crate) days: i64,
    /// Events told for each one of the whole story.
    pub(crate) scale: f64,
    seed: u64,
    lines: [Vec<Spot>; 3],
}

impl Teller {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            days: i64::from(options.days),
            scale: f64::from(options.scale_ppm) / 1e6,
            seed: options.seed,
            lines: [Drawn::January, Drawn::February, Drawn::March].map(contact_line),
        }
    }

    /// The chance stream of a part of the story or of a source.
    pub(crate) fn chance(&self, label: &str) -> Chance {
        Chance::stream(self.seed, label)
    }

    /// The line of contact as it truly ran then.
    pub(crate) fn line(&self, second: Second) -> &[Spot] {
        let [january, february, march] = &self.lines;
        match second {
            at if at < day_start(FEBRUARY_LINE_DAY) => january,
            at if at < day_start(MARCH_LINE_DAY) => february,
            _ => march,
        }
    }

    /// When the story ends.
    pub(crate) fn end(&self) -> Second {
        day_start(self.days)
    }
}

/// 18 February: the second version of the line.
pub(crate) const FEBRUARY_LINE_DAY: i64 = 39;
/// 27 March: the third version of the line.
pub(crate) const MARCH_LINE_DAY: i64 = 76;

/// Tells the whole story, in order of time.
pub(crate) fn tell(teller: &Teller) -> Vec<Event> {
    let mut events = fighting::tell(teller);
    let following = aftermath::tell(teller, &events);
    events.extend(following);
    events.extend(around::tell(teller));
    events.extend(sightings::tell(teller));
    in_order(events, teller.end())
}

/// Sorts by time, drops what lies after the end, and numbers from 1.
fn in_order(events: Vec<Event>, end: Second) -> Vec<Event> {
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|index| events.get(*index).map(|event| (event.second, *index)));
    order.retain(|index| events.get(*index).is_some_and(|event| event.second < end));
    let mut numbers = vec![None; events.len()];
    for (number, index) in (1u32..).zip(&order) {
        if let Some(slot) = numbers.get_mut(*index) {
            *slot = Some(number);
        }
    }
    let renumbered = |event: &Event, index: usize| Event {
        id: numbers.get(index).copied().flatten().unwrap_or(0),
        after: event.after.and_then(|before| numbers.get(before as usize).copied().flatten()),
        ..event.clone()
    };
    order.iter().filter_map(|index| events.get(*index).map(|event| renumbered(event, *index))).collect()
}
