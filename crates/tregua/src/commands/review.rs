//! `tregua review`: what is in doubt and waits for a person, and what people settled.

use super::Bench;
use crate::cli::Review;
use crate::fault::Fault;
use crate::screen::{remark, say};
use engine::bonds::{Binding, State};
use engine::contract::Came;
use engine::explain::nats;
use model::finding::chance_word;
use serde_json::{Value, json};
use std::process::ExitCode;
use store::view::{Doubt, DoubtfulMember, Offset, View};

/// Lists doubts, or what was settled.
pub fn run(bench: &Bench, call: &Review) -> Result<ExitCode, Fault> {
    let view = bench.view(call.as_of)?;
    if call.settled {
        return settled(bench, &view);
    }
    let queue = view.review(call.limit as usize)?;
    for doubt in &queue.doubts {
        if bench.json {
            say(&doubt_json(doubt).to_string());
        } else {
            show(doubt).iter().for_each(|line| say(line));
        }
    }
    let cut = if queue.is_cut { "; more wait: --limit shows them" } else { "" };
    remark(&format!("{} incidents wait{cut}; {} have a member that is less sure than 95 %", queue.doubts.len(), queue.unsure_n));
    Ok(ExitCode::SUCCESS)
}

fn show(doubt: &Doubt) -> Vec<String> {
    let incident = &doubt.incident;
    let kind = incident.kind.word().replace('_', " ");
    let grave = if doubt.is_breach { ", a clause is held to be broken by it" } else { "" };
    let mut lines =
        vec![format!("{} {kind}, {} to {}, {} reports{grave}", incident.id, incident.time.from, incident.time.to, incident.members.len())];
    for member in &doubt.members {
        lines.push(format!(
            "  {} belongs here with {} ({})",
            member.observation,
            percent(member.chance_ppm),
            chance_word(member.chance_ppm)
        ));
        lines.push(format!("    for: {}", words(&member.own)));
        lines.extend(member.others.iter().map(|other| {
            let away = other.offset.as_ref().map_or_else(|| "it no longer stands".into(), words);
            format!("    against: {} with log-odds {} nat; {away}", other.incident, nats(other.log_odds_mnat))
        }));
        if member.others.is_empty() {
            lines.push("    against: it may be an event of its own".into());
        }
    }
    lines.extend(choices(doubt).into_iter().map(|choice| format!("  {choice}")));
    lines
}

/// What somebody can do about it.
fn choices(doubt: &Doubt) -> Vec<String> {
    let mut choices = Vec::new();
    if let Some(member) = doubt.members.first() {
        if let Some(other) = member.others.first() {
            choices.push(format!("tregua merge {} {} --reason TEXT", doubt.incident.id, other.incident));
        }
        if doubt.incident.members.len() > 1 {
            choices.push(format!("tregua split {} {} --reason TEXT", doubt.incident.id, member.observation));
        }
    }
    choices.push(format!("tregua leave {} --reason TEXT", doubt.incident.id));
    choices
}

fn words(offset: &Offset) -> String {
    let apart = offset.apart_m.map_or_else(|| "place not known".into(), |m| format!("{m} m from its middle"));
    let kind = if offset.same_kind { "the same kind" } else { "another kind" };
    match offset.gap_min {
        0 => format!("{apart}, possibly at one moment, {kind}"),
        gap => format!("{apart}, {gap} min apart, {kind}"),
    }
}

fn percent(ppm: u32) -> String {
    format!("{}.{} %", ppm / 10_000, ppm / 1_000 % 10)
}

fn offset_json(offset: &Offset) -> Value {
    json!({"apart_m": offset.apart_m, "gap_min": offset.gap_min, "same_kind": offset.same_kind})
}

fn member_json(member: &DoubtfulMember) -> Value {
    let other = |other: &store::view::OtherHome| json!({"incident": other.incident, "log_odds_mnat": other.log_odds_mnat, "offset": other.offset.as_ref().map(offset_json)});
    json!({
        "id": member.observation, "chance_ppm": member.chance_ppm, "own": offset_json(&member.own),
        "others": member.others.iter().map(other).collect::<Vec<_>>(),
    })
}

fn doubt_json(doubt: &Doubt) -> Value {
    json!({
        "incident": doubt.incident.id, "kind": doubt.incident.kind.word(), "from": doubt.incident.time.from, "to": doubt.incident.time.to,
        "reports": doubt.incident.members.len(), "breach": doubt.is_breach, "doubt": doubt.digest,
        "members": doubt.members.iter().map(member_json).collect::<Vec<_>>(), "choices": choices(doubt),
    })
}

fn settled(bench: &Bench, view: &View) -> Result<ExitCode, Fault> {
    let settling = view.bonds()?;
    for binding in &settling.bindings {
        if bench.json {
            say(&binding_json(binding).to_string());
        } else {
            let groups: Vec<String> =
                binding.groups.iter().map(|group| group.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")).collect();
            say(&format!(
                "entry {}: {} by {}, {}: {}",
                entry(&binding.came),
                binding.verb.word(),
                binding.by,
                binding.at,
                state(&binding.state)
            ));
            say(&format!("  \u{201c}{}\u{201d}", binding.reason));
            say(&format!("  {}", groups.join(" | ")));
        }
    }
    for left in &settling.left {
        if bench.json {
            say(&json!({"entry": left.came.index, "log": left.came.log, "act": "leave", "by": left.by, "incident": left.incident, "doubt": left.doubt}).to_string());
        } else {
            say(&format!("entry {}: leave by {}: {} stays as it is", entry(&left.came), left.by, left.incident));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn entry(came: &Came) -> String {
    came.log.as_ref().map_or_else(|| came.index.to_string(), |log| format!("{} of {log}", came.index))
}

fn state(state: &State) -> String {
    match state {
        State::Stands => "stands".into(),
        State::InPart { by } => format!("stands in part, the rest superseded by entry {}", entry(by)),
        State::Superseded { by } => format!("superseded by entry {}", entry(by)),
        State::Withdrawn { by } => format!("taken back by entry {}", entry(by)),
    }
}

fn binding_json(binding: &Binding) -> Value {
    let (word, by) = match &binding.state {
        State::Stands => ("stands", None),
        State::InPart { by } => ("in_part", Some(by)),
        State::Superseded { by } => ("superseded", Some(by)),
        State::Withdrawn { by } => ("withdrawn", Some(by)),
    };
    json!({
        "entry": binding.came.index, "log": binding.log, "act": binding.verb.word(), "by": binding.by, "at": binding.at, "reason": binding.reason,
        "groups": binding.groups, "state": word, "state_by": by.map(entry),
    })
}
