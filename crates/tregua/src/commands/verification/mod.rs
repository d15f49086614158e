//! Verification: what waits, who looks at it, grades, confirmations; each step is a signed act.

mod grade;
mod look;
mod quality;
mod queue;

use super::Bench;
use crate::cli::{Actor, AdoptAttribution, VerificationVerb, YesNo};
use crate::fault::Fault;
use crate::hand::{Held, officer, read_secret};
use crate::pending::Pending;
use crate::screen::say;
use casework::Office;
use casework::verification::Facts;
use engine::explain::find_one;
use model::{Act, Adoption, Digest, Dissent, Instant, PartyId, Seen, SourceId, VerifyAct};
use record::register::{new_act, sign_act};
use std::process::ExitCode;
use store::folder::Writer;
use store::view::View;

const HOUR_MS: i64 = 3_600_000;

/// Runs a verb.
pub fn run(bench: &Bench, verb: &VerificationVerb) -> Result<ExitCode, Fault> {
    match verb {
        VerificationVerb::Queue(call) => queue::run(bench, call),
        VerificationVerb::Look(call) => look::run(bench, call),
        VerificationVerb::Quality { quarter, as_of } => quality::run(bench, quarter.as_deref(), *as_of),
        VerificationVerb::Grade(call) => grade::run(bench, call),
        VerificationVerb::OpenGrade { id, actor } => grade::open(bench, id.as_deref(), actor),
        VerificationVerb::AdoptAttribution(call) => adopt(bench, call),
        VerificationVerb::Take { id, hours, actor } => step(bench, id, actor, |table| VerifyAct::TakeOn {
            subject: table.subject.clone(),
            until: bench.now.plus_ms(i64::from(*hours).saturating_mul(HOUR_MS)),
        }),
        VerificationVerb::LetGo { id, actor } => step(bench, id, actor, |table| VerifyAct::LetGo { subject: table.subject.clone() }),
        VerificationVerb::CallGraders { id, graders, actor } => step(bench, id, actor, |table| VerifyAct::CallGraders {
            graders: graders.clone(),
            round: table.round_now(),
            subject: table.subject.clone(),
        }),
        VerificationVerb::CloseRound { id, reason, actor } => step(bench, id, actor, |table| VerifyAct::CloseRound {
            reason: reason.clone(),
            round: table.round_now(),
            subject: table.subject.clone(),
        }),
        VerificationVerb::Confirm { id, note, actor } => {
            step(bench, id, actor, |table| VerifyAct::Confirm { note: note.clone(), seen: table.seen(), subject: table.subject.clone() })
        }
        VerificationVerb::SendBack { id, missing, reason, actor } => step(bench, id, actor, |table| VerifyAct::SendBack {
            missing: missing.clone(),
            reason: reason.clone(),
            subject: table.subject.clone(),
        }),
        VerificationVerb::SetAside { id, reason, actor } => {
            step(bench, id, actor, |table| VerifyAct::SetAside { reason: reason.clone(), subject: table.subject.clone() })
        }
        VerificationVerb::TakeUp { id, reason, actor } => {
            step(bench, id, actor, |table| VerifyAct::TakeUp { reason: reason.clone(), subject: table.subject.clone() })
        }
        VerificationVerb::Comment { id, text, actor } => {
            step(bench, id, actor, |table| VerifyAct::Comment { subject: table.subject.clone(), text: text.clone() })
        }
        VerificationVerb::Assign { id, to, due, actor } => {
            let due = due.as_deref().map(str::parse::<Instant>).transpose().map_err(|fault| Fault::Call(format!("--due: {fault}")))?;
            step(bench, id, actor, |table| VerifyAct::Assign { due, subject: table.subject.clone(), to: to.clone() })
        }
        VerificationVerb::Settle { id, happened, reason, rests_on, actor } => {
            let rests_on = known_sources(&bench.view(None)?, rests_on)?;
            step(bench, id, actor, |table| VerifyAct::Settle {
                happened: *happened == YesNo::Yes,
                reason: reason.clone(),
                rests_on: rests_on.clone(),
                seen: table.seen(),
                subject: table.subject.clone(),
            })
        }
    }
}

/// What a step is taken at: one thing, as it stands now.
struct Table {
    view: View,
    subject: String,
    office: Office,
    facts: Facts,
}

impl Table {
    fn open(bench: &Bench, id: &str) -> Result<Self, Fault> {
        Self::of(bench.view(None)?, id)
    }

    fn of(view: View, id: &str) -> Result<Self, Fault> {
        let subject = find_one(&view, id)?;
        let office = view.office()?;
        let facts = view.facts([subject.as_str()])?.remove(&subject);
        let none = || Fault::Call(format!("`{subject}` is no report, incident or finding that stands: nothing can be done about it"));
        let facts = facts.ok_or_else(none)?;
        Ok(Self { view, subject, office, facts })
    }

    fn seen(&self) -> Seen {
        let mut kin = self.office.verification.known_of(&self.facts.kin);
        kin.retain(|id| *id != self.subject);
        Seen { as_of: self.view.as_of(), kin, version: self.facts.version }
    }

    fn round_now(&self) -> u32 {
        self.office.verification.matter(&self.subject).map_or(1, casework::verification::Matter::round_now)
    }
}

/// The sources of a settlement, each one of the mission's, sorted.
fn known_sources(view: &View, names: &[String]) -> Result<Vec<SourceId>, Fault> {
    let mission = view.mission()?;
    let mut sources: Vec<SourceId> = names.iter().map(|name| SourceId(name.clone())).collect();
    if let Some(unknown) = sources.iter().find(|source| mission.source(source).is_none()) {
        return Err(Fault::Call(format!("--rests-on: `{unknown}` is no source of this mission")));
    }
    sources.sort();
    sources.dedup();
    Ok(sources)
}

/// The person who acts, with their key.
fn hand(bench: &Bench, view: &View, actor: &Actor) -> Result<Held, Fault> {
    match &actor.key {
        Some(path) => {
            let file = read_secret(path)?;
            Ok(Held { person: file.person, secret: file.secret })
        }
        None => officer(&bench.folder, &view.register()?, view.as_of(), actor.by.as_deref()),
    }
}

/// Takes one step with one person's signature.
fn step(bench: &Bench, id: &str, actor: &Actor, of: impl FnOnce(&Table) -> VerifyAct) -> Result<ExitCode, Fault> {
    let table = Table::open(bench, id)?;
    let held = hand(bench, &table.view, actor)?;
    let act = of(&table);
    let mut writer = bench.write()?;
    let leaf = enter(bench, &mut writer, &held, act.clone())?;
    tell(bench, leaf, &act, &held.person);
    Ok(ExitCode::SUCCESS)
}

/// Signs and enters a step.
fn enter(bench: &Bench, writer: &mut Writer, held: &Held, step: VerifyAct) -> Result<u64, Fault> {
    let mut act = new_act(Act::Verify(step), &held.person, writer.log.name(), bench.now);
    sign_act(&mut act, &held.secret).map_err(engine::EngineFault::from)?;
    super::act::enter(bench, writer, Pending { act, text: None })
}

/// Says what was entered.
fn tell(bench: &Bench, leaf: u64, act: &VerifyAct, person: &str) {
    if bench.json {
        say(&serde_json::json!({"entry": leaf, "act": act.word(), "subject": act.subject(), "by": person}).to_string());
    } else {
        say(&format!("{}: {}, entry {leaf}, signed by {person}", act.subject(), act.word().replace('_', " ")));
    }
}

/// Writes the adoption of an attribution with its first signature; the panel signs it one after another.
fn adopt(bench: &Bench, call: &AdoptAttribution) -> Result<ExitCode, Fault> {
    let table = Table::open(bench, &call.id)?;
    let mission = table.view.mission()?;
    let mut parties: Vec<PartyId> = call.weighs.iter().map(|id| PartyId(id.clone())).collect();
    if parties.is_empty() {
        parties = mission.parties.iter().map(|party| party.id.clone()).collect();
    }
    parties.sort();
    parties.dedup();
    let party = call.party.clone().map(PartyId);
    if let Some(unknown) = parties.iter().chain(&party).find(|id| mission.party(id).is_none()) {
        return Err(Fault::Call(format!("`{}` is no party of this mission", unknown.0)));
    }
    let dissent = |text: &String| match text.split_once('=') {
        Some((by, reason)) => Ok(Dissent { by: by.trim().to_owned(), reason: reason.trim().to_owned() }),
        None => Err(Fault::Call(format!("--dissent: `{text}` is no `NAME=REASON`"))),
    };
    let proposal: Digest = call.proposal.parse().map_err(|fault| Fault::Call(format!("--proposal: {fault}")))?;
    let adoption = Adoption {
        dissent: call.dissent.iter().map(dissent).collect::<Result<_, _>>()?,
        hypothesis: call.hypothesis.clone(),
        parties,
        party,
        proposal,
        seen: table.seen(),
        standard: call.standard.map(Into::into),
        subject: table.subject.clone(),
    };
    drop(table);
    super::act::propose(bench, Act::Verify(VerifyAct::AdoptAttribution(adoption)), None, call.by.as_deref(), call.output.as_deref())
}
