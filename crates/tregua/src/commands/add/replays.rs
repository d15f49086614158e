//! Whether what has just come in repeats what the same source gave before, as a sensor that replays yesterday does: said, never decided.

use crate::commands::Bench;
use crate::commands::fuse::{flag_json, show_flag};
use crate::fault::Fault;
use crate::screen::say;
use fusion::reports::{Flag, Report, flags};
use model::{Observation, Place};

/// How long before new reports it is looked for the same ones, ms: eight days.
const BEFORE_MS: i64 = 8 * 86_400_000;
/// Most observations that are looked through; with more nothing is said.
const LOOKED_AT_MAX: u64 = 20_000;

/// Looks through the reports near in time to those that came in from a log position on.
pub fn show(bench: &Bench, since: u64) -> Result<(), Fault> {
    let view = bench.view(None)?;
    let Some((from_ms, to_ms, n)) = view.came_since(since, BEFORE_MS)?.filter(|(_, _, n)| *n <= LOOKED_AT_MAX) else { return Ok(()) };
    if n == 0 {
        return Ok(());
    }
    let reports: Vec<Report> = view.observations(from_ms - BEFORE_MS, to_ms + 1)?.iter().filter_map(report).collect();
    for flag in flags(&reports).iter().filter(|flag| matches!(flag, Flag::Replay { .. })) {
        say(&if bench.json { flag_json(flag).to_string() } else { format!("  note: {}", show_flag(flag)) });
    }
    Ok(())
}

fn report(observation: &Observation) -> Option<Report> {
    let Some(Place::Normal { centre, sd_m } | Place::WideTail { centre, sd_m, .. }) = observation.place else { return None };
    observation.kind.is_event().then(|| Report {
        id: observation.id.to_string(),
        from_ms: observation.time.from.ms(),
        to_ms: observation.time.to.ms(),
        t_sd_s: 0,
        place: Some((centre, sd_m)),
        kind: Some(observation.kind.word().to_owned()),
        // A station or sensor of its own, where the source names it.
        source: Some([observation.source.to_string(), observation.speaker.clone().unwrap_or_default()].join(" ").trim().to_owned()),
        origin: None,
        weapon: None,
    })
}
