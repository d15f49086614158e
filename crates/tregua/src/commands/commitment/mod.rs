//! `tregua commitment`: who promised what, how far it binds, and what a decision triggers.

mod show;

use super::Bench;
use crate::cli::{AnnounceCall, CommitmentVerb, Seen, Signs, StepCall};
use crate::fault::Fault;
use crate::hand::officer;
use crate::screen::say;
use casework::commitments::amount::read_amount;
use engine::{Log, Projection};
use model::{Act, Citation, CommitmentAct, CommitmentStep, Digest, Promise};
use record::register::{new_act, sign_act};
use serde::Deserialize;
use std::path::Path;
use std::process::ExitCode;

/// Most acts of one file.
const ACTS_MAX: usize = 10_000;

/// Runs a verb.
pub fn run(bench: &Bench, verb: &CommitmentVerb) -> Result<ExitCode, Fault> {
    match verb {
        CommitmentVerb::List { who, domain, bound_on, as_of } => {
            show::list(bench, &show::Which { who: who.as_deref(), domain: domain.as_deref(), bound_on: bound_on.as_deref() }, *as_of)
        }
        CommitmentVerb::Show { name, as_of } => show::one(bench, name, *as_of),
        CommitmentVerb::Compare { first, second } => show::compare(bench, first, second),
        CommitmentVerb::Announce(call) => enter(bench, announce(call)?, &call.seen.by),
        CommitmentVerb::Publish(call) => step(bench, call, CommitmentStep::Announce),
        CommitmentVerb::Sign(call) => step(bench, call, CommitmentStep::Sign),
        CommitmentVerb::Ratify(call) => step(bench, call, CommitmentStep::Ratify),
        CommitmentVerb::Bind(call) => step(bench, call, CommitmentStep::Bind),
        CommitmentVerb::Suspend(call) => step(bench, call, CommitmentStep::Suspend),
        CommitmentVerb::Resume(call) => step(bench, call, CommitmentStep::Resume),
        CommitmentVerb::Fulfil(call) => step(bench, call, CommitmentStep::Fulfil),
        CommitmentVerb::Expire(call) => step(bench, call, CommitmentStep::Expire),
        CommitmentVerb::Withdraw(call) => step(bench, call, CommitmentStep::Withdraw),
        CommitmentVerb::Load { file, by } => load(bench, file, by),
        CommitmentVerb::Deliver { seen, .. }
        | CommitmentVerb::Text { seen, .. }
        | CommitmentVerb::Condition { seen, .. }
        | CommitmentVerb::Leave { seen, .. } => enter(bench, seen_act(verb, citation(seen)?)?, &seen.by),
        CommitmentVerb::Correct { by, .. }
        | CommitmentVerb::Stands { by, .. }
        | CommitmentVerb::Invoke { by, .. }
        | CommitmentVerb::Answer { by, .. } => enter(bench, plain_act(verb)?, by),
    }
}

/// Acts that say where something was seen.
fn seen_act(verb: &CommitmentVerb, seen: Citation) -> Result<CommitmentAct, Fault> {
    Ok(match verb {
        CommitmentVerb::Deliver { commitment, delivery, amount, reckoning, .. } => CommitmentAct::Deliver {
            amount: read_amount(amount).map_err(Fault::Call)?,
            commitment: commitment.clone(),
            delivery: delivery.clone(),
            reckoning: (*reckoning).into(),
            seen,
        },
        CommitmentVerb::Condition { condition, not, .. } => CommitmentAct::Condition { condition: condition.clone(), holds: !not, seen },
        CommitmentVerb::Leave { guarantor, .. } => CommitmentAct::Leave { guarantor: guarantor.clone(), seen },
        CommitmentVerb::Text { text, .. } => CommitmentAct::Text { seen, text: text.clone() },
        _ => return plain_act(verb),
    })
}

fn plain_act(verb: &CommitmentVerb) -> Result<CommitmentAct, Fault> {
    Ok(match verb {
        CommitmentVerb::Correct { commitment, delivery, reason, .. } => {
            CommitmentAct::Correct { commitment: commitment.clone(), delivery: delivery.clone(), reason: reason.clone() }
        }
        CommitmentVerb::Stands { commitment, text, quote, .. } => {
            CommitmentAct::Stand { commitment: commitment.clone(), quote: quote.clone(), text: text.clone() }
        }
        CommitmentVerb::Invoke { invocation, case, occasion, .. } => {
            CommitmentAct::Invoke { case: case.clone(), invocation: invocation.clone(), occasion: occasion.clone() }
        }
        CommitmentVerb::Answer { invocation, who, answer, words, day, source, .. } => CommitmentAct::Answer {
            answer: (*answer).into(),
            guarantor: who.clone(),
            invocation: invocation.clone(),
            seen: day.clone().zip(source.clone()).map(|(day, title)| Citation {
                day,
                quote: None,
                sha256: None,
                text: None,
                title,
                unverified: false,
            }),
            words: words.clone(),
        },
        _ => return Err(Fault::Call("this verb enters no act by itself".into())),
    })
}

fn announce(call: &AnnounceCall) -> Result<CommitmentAct, Fault> {
    let amounts = call.amount.iter().map(|amount| read_amount(amount).map_err(|fault| Fault::Call(format!("--amount: {fault}"))));
    Ok(CommitmentAct::Announce {
        commitment: call.commitment.clone(),
        draft: call.draft,
        promise: Box::new(Promise {
            amounts: amounts.collect::<Result<_, _>>()?,
            binds: call.binds.map(Into::into),
            conditions: call.conditions.clone(),
            domain: call.domain.clone(),
            law: call.law.clone(),
            leads: call.leads.clone(),
            means: call.means.clone(),
            to: call.to.clone(),
            until: call.until.clone(),
            what: call.what.clone(),
            who: call.who.clone(),
        }),
        seen: citation(&call.seen)?,
    })
}

fn step(bench: &Bench, call: &StepCall, step: CommitmentStep) -> Result<ExitCode, Fault> {
    let seen = citation(&call.seen)?;
    enter(bench, CommitmentAct::Step { commitment: call.commitment.clone(), law: call.law.clone(), seen, step }, &call.seen.by)
}

/// Where something was seen; quoted words must stand in the file that is given.
fn citation(seen: &Seen) -> Result<Citation, Fault> {
    let bytes = seen.file.as_deref().map(super::bytes_of).transpose()?;
    if let (Some(bytes), Some(quote), Some(file)) = (&bytes, &seen.quote, &seen.file) {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !plain(&String::from_utf8_lossy(bytes)).contains(&plain(quote)) {
            return Err(Fault::Call(format!(
                "--quote: these words do not stand in {}: quote them as they are written there",
                file.display()
            )));
        }
    }
    Ok(Citation {
        day: seen.day.clone(),
        quote: seen.quote.clone(),
        sha256: bytes.map(|bytes| Digest::of(&bytes)),
        text: seen.within.clone(),
        title: seen.source.clone(),
        unverified: seen.unverified,
    })
}

fn enter(bench: &Bench, act: CommitmentAct, by: &Signs) -> Result<ExitCode, Fault> {
    enter_all(bench, vec![act], by)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    act: Vec<CommitmentAct>,
}

fn load(bench: &Bench, file: &Path, by: &Signs) -> Result<ExitCode, Fault> {
    let bytes = super::bytes_or_input(file)?;
    let refused = |fault: String| Fault::Input(format!("{}: {fault}", file.display()));
    let text = String::from_utf8(bytes).map_err(|_| refused("it is no UTF-8 text".into()))?;
    let sheet: Sheet = toml::from_str(&text).map_err(|fault| refused(fault.to_string().trim_end().to_owned()))?;
    if sheet.act.is_empty() || sheet.act.len() > ACTS_MAX {
        return Err(refused(format!("it holds {} acts: 1 to {ACTS_MAX} are expected", sheet.act.len())));
    }
    enter_all(bench, sheet.act, by)
}

/// Signs and enters acts, all or none.
fn enter_all(bench: &Bench, acts: Vec<CommitmentAct>, by: &Signs) -> Result<ExitCode, Fault> {
    let mut writer = bench.write()?;
    let first = writer.log.size();
    let held = officer(&bench.folder, writer.projection.register(), first, by.by.as_deref())?;
    let log = writer.log.name().to_owned();
    let mut signed = Vec::new();
    for act in &acts {
        let mut one = new_act(Act::Commitment(act.clone()), &held.person, &log, bench.now);
        sign_act(&mut one, &held.secret).map_err(engine::EngineFault::from)?;
        signed.push(one);
    }
    engine::acts::enter_all(&mut bench.desk(&mut writer), signed)?;
    for (leaf, act) in (first..).zip(&acts) {
        if bench.json {
            say(&serde_json::json!({"entry": leaf, "subject": act.subject(), "by": held.person}).to_string());
        } else {
            say(&format!("`{}`: entry {leaf}, signed by {}", act.subject(), held.person));
        }
    }
    if let [CommitmentAct::Invoke { invocation, .. }] = acts.as_slice() {
        drop(writer);
        return show::one(bench, invocation, None);
    }
    Ok(ExitCode::SUCCESS)
}
