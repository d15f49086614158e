//! `tregua queue`: what waits, for whom, and until when.

use crate::cli::Queue;
use crate::commands::Bench;
use crate::fault::Fault;
use crate::screen::say;
use casework::verification::queue::Line;
use engine::matters::of_line;
use model::{Instant, Role};
use std::process::ExitCode;

const DAY_MS: i64 = 86_400_000;

/// Shows it.
pub fn run(bench: &Bench, call: &Queue) -> Result<ExitCode, Fault> {
    let view = bench.view(call.as_of)?;
    let zone = view.mission()?.zone;
    let day = |name: &str, day: &Option<String>| {
        let at = day.as_deref().map(|day| Instant::start_of_day(day, &zone)).transpose();
        at.map(|at| at.map(Instant::ms)).map_err(|fault| Fault::Call(format!("--{name}: {fault}")))
    };
    let (from, to) = (day("from", &call.from)?, day("to", &call.to)?);
    let window = (from.is_some() || to.is_some()).then(|| (from.unwrap_or(i64::MIN), to.map_or(i64::MAX, |to| to.saturating_add(DAY_MS))));
    let role = call.role.map(Role::from);
    let mut lines = view.queue(window, Some(bench.now))?;
    lines.retain(|line| {
        let waits = role.map_or(!line.waits_for.is_empty(), |role| line.waits_for.contains(&role));
        waits || (call.all && role.is_none())
    });
    let all_n = lines.len();
    lines.truncate(call.limit);
    for line in lines {
        say(&if bench.json { serde_json::to_string(&of_line(line)).unwrap_or_default() } else { words(&line) });
    }
    if !bench.json {
        let more = all_n.saturating_sub(call.limit);
        say(&if more > 0 { format!("{all_n} waiting, {more} more than shown (--limit)") } else { format!("{all_n} waiting") });
    }
    Ok(ExitCode::SUCCESS)
}

fn words(line: &Line) -> String {
    let roles: Vec<&str> = line.waits_for.iter().map(|role| role.word()).collect();
    let mut parts = vec![format!("{}  {}", line.subject, line.state.word().replace('_', " "))];
    if !roles.is_empty() {
        parts.push(format!("for {}", roles.join(" or ")));
    }
    parts.extend(line.due.map(|due| if line.is_overdue { format!("OVERDUE since {due}") } else { format!("due {due}") }));
    parts.extend(line.assigned.as_ref().map(|to| format!("assigned to {to}")));
    parts.extend(line.looked_at_by.as_ref().map(|(by, until)| format!("being looked at by {by} until {until}")));
    parts.extend(line.grades_of.as_ref().map(|of| format!("waits for the grades of {of}")));
    if !line.missing.is_empty() {
        parts.push(format!("missing: {}", line.missing.join(", ")));
    }
    parts.join(", ")
}
