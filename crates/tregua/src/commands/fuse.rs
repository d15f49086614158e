//! `tregua fuse`: which reports of a table are about one event, how surely, and how many events there are.

use super::Bench;
use super::reports::{Reports, read};
use crate::cli::Fuse;
use crate::fault::Fault;
use crate::screen::{complain, remark, say, say_bytes};
use fusion::number::{Number, number};
use fusion::reports::{Flag, Report, alone_ppm, flags, id_of, prepare};
use fusion::{Parameters, fuse_bound};
use model::{Incident, Instant, ObservationId, SourceId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::ExitCode;

/// From this chance on a member is joined without review; below one half it would be apart.
const SURE_PPM: u32 = 950_000;

/// So many refused rows are named; the rest is counted.
const REFUSED_SHOWN_MAX: usize = 20;

/// Reads, fuses, writes.
pub fn run(bench: &Bench, call: &Fuse) -> Result<ExitCode, Fault> {
    if call.stream {
        return super::stream::run(bench, call);
    }
    let Reports { reports, refused } = read(&call.observations, &call.columns)?;
    refused.iter().take(REFUSED_SHOWN_MAX).for_each(|refusal| complain(&format!("{}: {refusal}", call.observations.display())));
    if refused.len() > REFUSED_SHOWN_MAX {
        complain(&format!("{}: {} more rows were refused", call.observations.display(), refused.len() - REFUSED_SHOWN_MAX));
    }
    let parameters = parameters(call)?;
    let prepared = prepare(&reports, &parameters.method, parameters.sources_return);
    let mut incidents = fuse_bound(&prepared.evidence, &prepared.bonds, &sources_of(&reports), "UTC", &parameters.method);
    let alone = alone_ppm(&prepared.evidence, &incidents, &parameters.method);
    for member in incidents.iter_mut().flat_map(|incident| &mut incident.members) {
        member.chance_ppm = alone.get(&member.observation).copied().unwrap_or(member.chance_ppm);
    }
    let drawn = number(&prepared.evidence, &prepared.bonds, &parameters.method);
    let names: BTreeMap<ObservationId, &str> = reports.iter().map(|report| (id_of(&report.id), report.id.as_str())).collect();
    let partition = partition(&reports, &incidents);
    if let Some(path) = &call.out {
        std::fs::write(path, &partition).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
    } else if !bench.json {
        say_bytes(&partition);
    }
    let summary = Summary {
        reports_n: reports.len(),
        refused_n: refused.len(),
        incidents: &incidents,
        drawn,
        flags: flags(&reports),
        sources_return: prepared.sources_return,
    };
    if bench.json {
        incidents.iter().for_each(|incident| say(&show_json(incident, &names).to_string()));
        say(&summary.json().to_string());
    } else {
        let line = if call.out.is_some() { say } else { remark };
        summary.lines().iter().for_each(|text| line(text));
    }
    Ok(ExitCode::SUCCESS)
}

struct Settings {
    method: Parameters,
    sources_return: Option<bool>,
}

fn parameters(call: &Fuse) -> Result<Settings, Fault> {
    let sources_return = match call.sources_return.as_deref() {
        None => None,
        Some("yes") => Some(true),
        Some("no") => Some(false),
        Some(other) => return Err(Fault::Call(format!("--sources-return `{other}`: yes or no is expected"))),
    };
    Ok(Settings { method: Parameters::default(), sources_return })
}

/// Names of sources by number; 0 is "not named".
fn sources_of(reports: &[Report]) -> Vec<SourceId> {
    let named: std::collections::BTreeSet<&str> = reports.iter().filter_map(|report| report.source.as_deref()).collect();
    std::iter::once("").chain(named).map(|name| SourceId(name.into())).collect()
}

/// The partition as CSV, in the order of the rows.
fn partition(reports: &[Report], incidents: &[Incident]) -> Vec<u8> {
    let mut homes: BTreeMap<ObservationId, (&Incident, u32)> = BTreeMap::new();
    for incident in incidents {
        homes.extend(incident.members.iter().map(|member| (member.observation, (incident, member.chance_ppm))));
    }
    let mut text = String::from("id,incident,chance,status\n");
    for report in reports {
        let Some((incident, chance_ppm)) = homes.get(&id_of(&report.id)) else { continue };
        let status = status(incident, *chance_ppm);
        text.push_str(&format!("{},{},{}.{:06},{status}\n", cell(&report.id), incident.id, chance_ppm / 1_000_000, chance_ppm % 1_000_000));
    }
    text.into_bytes()
}

fn status(incident: &Incident, chance_ppm: u32) -> &'static str {
    match (incident.members.len(), chance_ppm) {
        (1, _) => "alone",
        (_, ..SURE_PPM) => "review",
        _ => "joined",
    }
}

/// A cell of a CSV file, quoted where needed.
pub(super) fn cell(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn show_json(incident: &Incident, names: &BTreeMap<ObservationId, &str>) -> Value {
    let name = |id: &ObservationId| names.get(id).copied().unwrap_or("");
    let members: Vec<Value> = incident
        .members
        .iter()
        .map(|member| json!({"id": name(&member.observation), "chance_ppm": member.chance_ppm, "status": status(incident, member.chance_ppm)}))
        .collect();
    let alternatives: Vec<Value> = incident
        .alternatives
        .iter()
        .map(|other| json!({"id": name(&other.observation), "incident": other.incident.to_string(), "log_odds_mnat": other.log_odds_mnat}))
        .collect();
    json!({
        "incident": incident.id.to_string(), "from": incident.time.from.to_string(), "to": incident.time.to.to_string(),
        "place": incident.place, "crowded": incident.crowded, "members": members, "alternatives": alternatives,
    })
}

struct Summary<'a> {
    reports_n: usize,
    refused_n: usize,
    incidents: &'a [Incident],
    drawn: Number,
    flags: Vec<Flag>,
    sources_return: Option<bool>,
}

impl Summary<'_> {
    fn review_n(&self) -> usize {
        let doubtful =
            |incident: &Incident| incident.members.iter().filter(|member| status(incident, member.chance_ppm) == "review").count();
        self.incidents.iter().map(doubtful).sum()
    }

    fn lines(&self) -> Vec<String> {
        let Number { low, middle, high, undrawn } = self.drawn;
        let mut lines = vec![
            format!("{} reports, {} incidents; {} reports for review", self.reports_n, self.incidents.len(), self.review_n()),
            format!(
                "number of incidents: {middle} ({low} to {high}, 5 to 95 % of {} partitions drawn)",
                fusion::number::SWEEPS_N - fusion::number::WARM_UP_N
            ),
        ];
        if undrawn > 0 {
            lines.push(format!("of these, {undrawn} in pieces too large to draw: their doubt is not in the interval"));
        }
        if let Some(sources_return) = self.sources_return {
            let what = if sources_return { "may report one event more than once" } else { "list each event once" };
            lines.push(format!("taken from the rows: sources {what} (--sources-return yes|no says it)"));
        }
        lines.extend(self.flags.iter().map(|flag| format!("flag: {}", show_flag(flag))));
        lines
    }

    fn json(&self) -> Value {
        let Number { low, middle, high, undrawn } = self.drawn;
        json!({
            "summary": true, "reports": self.reports_n, "refused": self.refused_n, "incidents": self.incidents.len(), "review": self.review_n(),
            "number": {"p05": low, "p50": middle, "p95": high, "undrawn": undrawn}, "sources_return": self.sources_return,
            "method": fusion::method::NAME, "revision": fusion::method::REVISION,
            "flags": self.flags.iter().map(flag_json).collect::<Vec<_>>(),
        })
    }
}

fn moment(ms: i64) -> String {
    Instant::from_ms(ms).map_or_else(|_| ms.to_string(), |at| at.to_string())
}

/// A flag as people read it.
pub(super) fn show_flag(flag: &Flag) -> String {
    let named = |source: &str| if source.is_empty() { "the rows".to_owned() } else { format!("`{source}`") };
    match flag {
        Flag::Replay { source, rows_n, lag_ms } => {
            format!("{rows_n} rows of {} repeat earlier ones, all {:.1} h later: a replay?", named(source), *lag_ms as f64 / 3.6e6)
        }
        Flag::Burst { source, rows_n, minute_ms } => format!("{rows_n} of {} within the minute from {}", named(source), moment(*minute_ms)),
        Flag::Clock { source, pairs_n, off_ms } => {
            format!("the clock of {} seems {:+} min off: {pairs_n} pairs with others near it", named(source), off_ms / 60_000)
        }
        Flag::Repeats { source, rows_n } => {
            format!("{rows_n} rows of {} say exactly what an earlier one says: taken as one", named(source))
        }
        Flag::OnePoint { at, rows_n } => format!("{rows_n} rows give one and the same point {:.5},{:.5}", at.lat(), at.lon()),
    }
}

/// A flag as a JSON object.
pub(super) fn flag_json(flag: &Flag) -> Value {
    match flag {
        Flag::Replay { source, rows_n, lag_ms } => json!({"flag": "replay", "source": source, "rows": rows_n, "lag_s": lag_ms / 1_000}),
        Flag::Burst { source, rows_n, minute_ms } => {
            json!({"flag": "burst", "source": source, "rows": rows_n, "minute": moment(*minute_ms)})
        }
        Flag::Clock { source, pairs_n, off_ms } => json!({"flag": "clock", "source": source, "pairs": pairs_n, "off_s": off_ms / 1_000}),
        Flag::Repeats { source, rows_n } => json!({"flag": "repeats", "source": source, "rows": rows_n}),
        Flag::OnePoint { at, rows_n } => json!({"flag": "one_point", "lat": at.lat(), "lon": at.lon(), "rows": rows_n}),
    }
}
