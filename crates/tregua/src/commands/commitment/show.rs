//! The register of commitments on the screen, as JSON lines with `--json`.

use super::Bench;
use crate::fault::Fault;
use crate::screen::say;
use casework::Office;
use casework::commitments::sheet::{self, ActLine, CommitmentLine, InvocationLine};
use model::time::day_of;
use serde::Serialize;
use std::process::ExitCode;

/// Which commitments.
pub struct Which<'a> {
    pub who: Option<&'a str>,
    pub domain: Option<&'a str>,
    pub bound_on: Option<&'a str>,
}

/// The commitments by guarantor and domain.
pub fn list(bench: &Bench, which: &Which<'_>, as_of: Option<u64>) -> Result<ExitCode, Fault> {
    if let Some(day) = which.bound_on {
        day_of(day).map_err(|fault| Fault::Call(format!("--bound-on: {fault}")))?;
    }
    let office = bench.view(as_of)?.office()?;
    let register = &office.commitments;
    let mut lines = sheet::commitments(register, &office.procedure.commitments, office.now());
    lines.retain(|line| {
        let bound = which.bound_on.is_none_or(|day| register.commitment(&line.commitment).is_some_and(|one| one.bound_on(day)));
        bound && which.who.is_none_or(|who| line.who == who) && which.domain.is_none_or(|domain| line.domain == domain)
    });
    if bench.json {
        lines.iter().for_each(json);
        register.invocations().for_each(|one| json(&sheet::invocation(one)));
        return Ok(ExitCode::SUCCESS);
    }
    let mut last = "";
    for line in &lines {
        if line.who != last {
            say(&line.who);
            last = &line.who;
        }
        say(&format!("  {}: `{}` {}: {}", line.domain, line.commitment, effect_words(line), line.what));
    }
    if lines.is_empty() {
        say("no commitment: nothing was entered, or nothing fits");
    }
    for one in register.invocations() {
        let (triggered, all) = (one.triggered().count(), one.lines.len());
        say(&format!("invocation `{}` on case `{}`: {triggered} of {all} open commitments triggered", one.name, one.case));
    }
    Ok(ExitCode::SUCCESS)
}

fn json(line: &impl Serialize) {
    say(&serde_json::to_string(line).unwrap_or_default());
}

fn effect_words(line: &CommitmentLine) -> String {
    let why = line.why.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
    match line.effect {
        "due" => "binds".into(),
        "on_invocation" => "binds once invoked".into(),
        "waits" => format!("binds, and waits{why}"),
        _ => format!("does not bind{why}"),
    }
}

/// One commitment or invocation.
pub fn one(bench: &Bench, name: &str, as_of: Option<u64>) -> Result<ExitCode, Fault> {
    let office: Office = bench.view(as_of)?.office()?;
    let register = &office.commitments;
    if let Some(one) = register.commitment(name) {
        let line = sheet::commitment(register, &office.procedure.commitments, one, office.now());
        if bench.json {
            json(&line)
        } else {
            say_commitment(&line)
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(one) = register.invocation(name) {
        let line = sheet::invocation(one);
        if bench.json {
            json(&line)
        } else {
            say_invocation(&line)
        }
        return Ok(ExitCode::SUCCESS);
    }
    Err(Fault::Call(format!("no commitment or invocation `{name}` is in the register: `tregua commitment list` shows them")))
}

fn say_commitment(line: &CommitmentLine) {
    say(&format!(
        "`{}`: {} promises {}",
        line.commitment,
        line.who,
        if line.to.is_empty() { "nobody in particular".into() } else { line.to.join(", ") }
    ));
    say(&format!("  {}", line.what));
    let leads = line.leads.as_ref().map_or_else(String::new, |leads| format!("; led by {leads}"));
    say(&format!("  {}: {}{leads}", line.domain, if line.means.is_empty() { "means not stated".into() } else { line.means.join(", ") }));
    say(&format!("  {}; {}", line.status.replace('_', " "), effect_words(line)));
    if !line.conditions.is_empty() {
        say(&format!("  due if: {}", line.conditions.join(", ")));
    }
    for (name, amounts) in [("pledged", &line.pledged), ("committed", &line.committed), ("delivered", &line.delivered)] {
        if !amounts.is_empty() {
            say(&format!("  {name}: {}", amounts.join("; ")));
        }
    }
    for step in &line.steps {
        let law = step.law.as_ref().map_or_else(String::new, |law| format!(" by {law}"));
        say(&format!("  {}{law}: {}", step.step, act_words(&step.act)));
    }
    for delivery in &line.deliveries {
        let corrected = delivery.corrected.as_ref().map_or_else(String::new, |why| format!("; counts no longer: {why}"));
        say(&format!("  {} `{}`: {}: {}{corrected}", delivery.reckoning, delivery.delivery, delivery.amount, act_words(&delivery.act)));
    }
}

fn act_words(act: &ActLine) -> String {
    let quote = act.quote.as_ref().map_or_else(String::new, |quote| format!(", “{quote}”"));
    let doubt = if act.unverified { ", unverified" } else { "" };
    format!("{}, {}{quote}{doubt} (entry {}, signed by {})", act.day, act.source, act.entry, act.signed_by.join(", "))
}

fn say_invocation(line: &InvocationLine) {
    say(&format!("invocation `{}` on case `{}` (entry {}): {}", line.invocation, line.case, line.entry, line.occasion));
    for one in &line.commitments {
        let why = one.why.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        say(&format!("  {} `{}`: {}{why}", one.who, one.commitment, one.effect.replace('_', " ")));
    }
    let due =
        line.due.as_ref().map_or_else(|| "answers are due from the next tick on".to_owned(), |due| format!("answers are due by {due}"));
    say(&format!("  {due}"));
    for one in &line.guarantors {
        let late = if one.late { ", late" } else { "" };
        let words = one.words.as_ref().map_or_else(String::new, |words| format!(": {words}"));
        say(&format!("  {}: {}{late}{words}", one.guarantor, one.answer.replace('_', " ")));
    }
}

/// What became of each promise between two texts.
pub fn compare(bench: &Bench, first: &str, second: &str) -> Result<ExitCode, Fault> {
    let office = bench.view(None)?.office()?;
    let lines = office.commitments.compare(first, second).map_err(|fault| Fault::Call(fault.to_string()))?;
    for line in sheet::compared(first, second, &lines) {
        if bench.json { json(&line) } else { say(&format!("{} `{}`: {}", line.who, line.commitment, line.words)) }
    }
    Ok(ExitCode::SUCCESS)
}
