//! `tregua look`: a report or incident without the parties' names, and what was done about it.

use super::Table;
use crate::cli::Look;
use crate::commands::Bench;
use crate::fault::Fault;
use crate::screen::say;
use casework::verification::blind::Blind;
use engine::contract::Lookup;
use engine::matters::Sheet;
use model::finding::chance_word;
use model::{Instant, Mission, Observation};
use serde_json::json;
use std::process::ExitCode;

/// Shows it.
pub fn run(bench: &Bench, call: &Look) -> Result<ExitCode, Fault> {
    let table = Table::of(bench.view(call.as_of)?, &call.id)?;
    let (view, subject) = (&table.view, table.subject.as_str());
    let mission = view.mission()?;
    let sheet = view.sheet(subject, Some(bench.now))?;
    let is_blind = call.blind || (!call.names && !sheet.rounds.first().is_some_and(|round| round.ended));
    let blind = is_blind.then(|| Blind::of(subject, &mission.parties));
    let reports: Vec<Report> = members(view, subject)?.iter().map(|member| Report::of(member, &mission, blind.as_ref())).collect();
    if bench.json {
        let reports: Vec<_> = reports.iter().map(Report::json).collect();
        say(&json!({"blind": is_blind, "reports": reports, "matter": sheet}).to_string());
        return Ok(ExitCode::SUCCESS);
    }
    let how = if is_blind { "parties are P1, P2, ... until a first round of grading has ended (--names shows them)" } else { "with names" };
    say(&format!("{subject}: {}, {how}", sheet.state.replace('_', " ")));
    reports.iter().for_each(|report| say(&report.words()));
    file_words(&sheet).iter().for_each(|line| say(line));
    Ok(ExitCode::SUCCESS)
}

fn members(view: &store::view::View, subject: &str) -> Result<Vec<Observation>, Fault> {
    Ok(match subject.get(..4) {
        Some("OBS-") => view.observation(subject)?.into_iter().collect(),
        Some("INC-") => view.incident(subject)?.1,
        _ => match view.item(subject)? {
            model::Item::Finding(finding) => match finding.subject {
                model::Subject::Incident(incident) => view.incident(&incident.to_string())?.1,
                model::Subject::Duty { observations, .. } | model::Subject::Series { observations, .. } => {
                    let mut all = Vec::new();
                    for id in observations {
                        // A report that no longer stands is no ground to look at nothing.
                        if view.place(&id.to_string()).is_ok() {
                            all.extend(view.observation(&id.to_string())?);
                        }
                    }
                    all
                }
            },
            _ => Vec::new(),
        },
    })
}

/// A report as a grader sees it.
struct Report {
    id: String,
    source: String,
    kind: &'static str,
    sense: String,
    from: Instant,
    to: Instant,
    actor: Option<String>,
    place: Option<String>,
    text: Option<String>,
}

impl Report {
    fn of(member: &Observation, mission: &Mission, blind: Option<&Blind>) -> Self {
        let hide = |text: &String| blind.map_or_else(|| text.clone(), |blind| blind.text(text));
        let known = mission.source(&member.source);
        let name = known.map_or_else(|| member.source.0.clone(), |source| source.name.clone());
        let source = match (known.and_then(|source| source.party.as_ref()), blind) {
            (Some(party), Some(blind)) => format!("a source of {}", blind.label(party)),
            _ => hide(&name),
        };
        Self {
            id: member.id.to_string(),
            source,
            kind: member.kind.word(),
            sense: serde_json::to_value(member.sense).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default(),
            from: member.time.from,
            to: member.time.to,
            actor: member.actor.as_ref().map(|party| blind.map_or_else(|| party.0.clone(), |blind| blind.label(party).to_owned())),
            place: member.place_name.as_ref().map(hide),
            text: member.text.as_ref().map(hide),
        }
    }

    fn json(&self) -> serde_json::Value {
        json!({
            "id": self.id, "source": self.source, "kind": self.kind, "sense": self.sense, "from": self.from, "to": self.to,
            "actor": self.actor, "place": self.place, "text": self.text,
        })
    }

    fn words(&self) -> String {
        let mut line = format!("  {}: {}, {} ({}), {} to {}", self.id, self.kind, self.sense, self.source, self.from, self.to);
        line.push_str(&self.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default());
        line.push_str(&self.actor.as_ref().map(|actor| format!(", says it was {actor}")).unwrap_or_default());
        line.push_str(&self.text.as_ref().map(|text| format!("\n    {}", text.replace(char::is_control, " "))).unwrap_or_default());
        line
    }
}

/// What was done about it, in lines.
fn file_words(sheet: &Sheet) -> Vec<String> {
    let mut lines = Vec::new();
    for round in &sheet.rounds {
        let how = if round.ended { "ended" } else { "open" };
        lines.push(format!("  round {} ({how}): sealed by {}", round.round, list(&round.sealed)));
        for grade in &round.grades {
            lines.push(format!(
                "    {}: source {}, credibility {}; {} ({} %)",
                grade.by,
                grade.source,
                grade.credibility,
                grade.chance_word,
                percent(grade.chance_ppm)
            ));
            let standard = grade.standard.map(|standard| format!(" Standard met: {}.", standard.replace('_', " "))).unwrap_or_default();
            let note = grade.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
            lines.push(format!("      Confidence: {}.{standard}{note}", grade.confidence));
        }
    }
    lines.extend(sheet.pooled_ppm.map(|ppm| format!("  pooled: {} ({} %)", chance_word(ppm), percent(ppm))));
    for one in &sheet.confirmed {
        let of = if one.is_current { "" } else { ", as it stood then" };
        lines.push(format!("  confirmed by {} at entry {}{of}", list(&one.by), one.entry));
    }
    for one in &sheet.adopted {
        let by = one.party.as_ref().map(|party| format!(", {party}")).unwrap_or_default();
        lines.push(format!("  attributed ({}{by}) by {} at entry {}", one.hypothesis, list(&one.by), one.entry));
        lines.extend(one.dissent.iter().map(|dissent| format!("    dissent of {dissent}")));
    }
    lines.extend(sheet.settled.as_ref().map(|one| {
        format!("  settled by {}: {}, {}", list(&one.by), if one.happened { "it happened" } else { "it did not happen" }, one.reason)
    }));
    lines.extend(sheet.reason.as_ref().map(|reason| format!("  because: {reason}")));
    lines.extend(sheet.comments.iter().map(|one| format!("  {}: {}", one.by, one.text)));
    lines.extend(sheet.history.iter().map(|one| format!("  entry {}: {} by {}", one.entry, one.what.replace('_', " "), list(&one.by))));
    lines
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "nobody".into() } else { names.join(", ") }
}

fn percent(ppm: u32) -> String {
    format!("{}.{}", ppm / 10_000, ppm / 1_000 % 10)
}
