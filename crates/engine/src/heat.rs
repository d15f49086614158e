//! What heat seen from orbit adds to an incident, in words: weak, never guilt, never alone; and whether its place always burns.

use crate::explain::Sources;
use crate::{EngineFault, StoreFault};
use detect::heat::{Heat, Record, Window, lr_nats};
use detect::method::WINDOW_MONTHS;
use model::{Kind, Observation, Place, Position};

const DAY_MS: i64 = 86_400_000;

/// Days since 1970 on which heat was seen before, with its place.
pub type HeatSeen = (i64, Position);

/// What a heat detection is worth; nothing of other observations.
pub(crate) fn lines(from: &Sources<'_>, observation: &Observation) -> Result<Vec<String>, EngineFault> {
    let (Kind::ThermalAnomaly, Some(Place::Normal { centre, .. })) = (observation.kind, &observation.place) else { return Ok(Vec::new()) };
    let nats = lr_nats(Window::Near, true);
    let mut lines = vec![format!(
        "heat is weak evidence that something burned here: it multiplies the odds by {:.1} ({nats:.2} nats, measured; never by more than 5), says nothing of who, and confirms no event alone",
        libm::exp(nats)
    )];
    if always_hot(from, observation, *centre)? {
        lines.push(format!(
            "this place was hot on many nights of the {WINDOW_MONTHS} months before: works, a flare or the like; the detection is worth nothing"
        ));
    }
    Ok(lines)
}

#[expect(clippy::cast_possible_truncation, reason = "days of a calendar")]
fn always_hot(from: &Sources<'_>, observation: &Observation, centre: Position) -> Result<bool, StoreFault> {
    let until_ms = observation.time.from.ms();
    let seen = from.lookup.heat_seen(centre, until_ms - i64::from(30 * WINDOW_MONTHS + 1) * DAY_MS, until_ms)?;
    let heat = |ms: i64, at: Position| Heat { day: ms.div_euclid(DAY_MS) as i32, lat_e7: at.lat_e7, lon_e7: at.lon_e7 };
    let own = heat(until_ms, centre);
    let before: Vec<Heat> = seen.into_iter().map(|(ms, at)| heat(ms, at)).collect();
    Ok(Record::new(&before).always_hot(own.day).contains(&own.bin()))
}
