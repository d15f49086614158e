//! `tregua case`, `tregua remedy`: steps before the commission, each signed by whoever takes it.

mod due;
mod show;
mod steps;

pub use due::{due, tick};

use super::{Bench, act, bytes_of};
use crate::cli::{CaseCall, CaseVerb, RemedyCall, RemedyVerb, Signing};
use crate::fault::Fault;
use crate::hand::{self, Held};
use crate::screen::{remark, say};
use casework::docket::{Case, Stage};
use engine::{Log, Projection};
use model::{Act, CaseAct, Digest, KeyKind};
use record::register::{new_act, sign_act};
use std::process::ExitCode;

/// A step with the bytes that it names.
pub struct Step {
    act: CaseAct,
    bytes: Vec<Vec<u8>>,
}

impl From<CaseAct> for Step {
    fn from(act: CaseAct) -> Self {
        Self { act, bytes: Vec::new() }
    }
}

/// Runs a verb on cases.
pub fn run(bench: &Bench, call: &CaseCall) -> Result<ExitCode, Fault> {
    match &call.verb {
        CaseVerb::List { as_of } => show::list(bench, *as_of),
        CaseVerb::Show { case, as_of } => show::show(bench, case, *as_of),
        CaseVerb::Decide { case, output } => {
            let view = bench.view(None)?;
            let office = view.office()?;
            let sha256 = carried(known(&office.docket, case)?)?;
            let text = engine::Vault::read(view.vault(), &sha256)?;
            let text = String::from_utf8(text).map_err(|_| Fault::Input(format!("the text of the draft of `{case}` is not UTF-8")))?;
            act::propose(bench, Act::Decide { case: case.clone(), sha256 }, Some(text), call.signing.by.as_deref(), output.as_deref())
        }
        CaseVerb::Publish { case, to, output } => {
            let view = bench.view(None)?;
            let office = view.office()?;
            let none = || Fault::Call(format!("the case `{case}` is not decided: a decision is given out once there is one"));
            let decided = known(&office.docket, case)?.decision().ok_or_else(none)?.sha256;
            let full = String::from_utf8_lossy(&engine::Vault::read(view.vault(), &decided)?).into_owned();
            let tier = (*to).into();
            let text =
                casework::docket::version_for(&full, tier).map_err(|fault| Fault::Input(format!("the decision on `{case}`: {fault}")))?;
            let step = CaseAct::Publish { case: case.clone(), sha256: Digest::of(text.as_bytes()), tier };
            act::propose(bench, Act::Case(step), Some(text), call.signing.by.as_deref(), output.as_deref())
        }
        verb => enter(bench, steps::of_case(bench, verb)?, &call.signing),
    }
}

/// Runs a verb on remedies.
pub fn run_remedy(bench: &Bench, call: &RemedyCall) -> Result<ExitCode, Fault> {
    match &call.verb {
        RemedyVerb::List { party, all, as_of } => show::remedies(bench, party.as_deref(), *all, *as_of),
        RemedyVerb::Test { case, remedy, as_of } => show::test(bench, case, remedy, *as_of),
        verb => enter(bench, steps::of_remedy(bench, verb)?, &call.signing),
    }
}

/// A case by its name.
fn known<'a>(docket: &'a casework::docket::Docket, case: &str) -> Result<&'a Case, Fault> {
    docket.case(case).ok_or_else(|| Fault::Call(casework::docket::CaseFault::Unknown(case.into()).to_string()))
}

/// The text of the draft that was carried.
fn carried(case: &Case) -> Result<Digest, Fault> {
    let carried = match &case.stage {
        Stage::Deliberation { carried: Some(draft), .. } => case.drafts.get(draft),
        Stage::Deliberation { .. } | Stage::Submitted | Stage::Inadmissible(_) | Stage::Open { .. } => None,
        Stage::NoDecision { .. } | Stage::Decided { .. } => None,
    };
    let none =
        || Fault::Call(format!("the case `{}` is {}: no draft of it was carried, so there is nothing to decide", case.name, case.state()));
    Ok(carried.ok_or_else(none)?.proposal.sha256)
}

/// Signs a step and enters it, between ticks of the node if its key is here.
fn enter(bench: &Bench, step: Step, signing: &Signing) -> Result<ExitCode, Fault> {
    let mut writer = bench.write()?;
    let party_only = matches!(step.act, CaseAct::Reply { .. } | CaseAct::Claim { .. });
    let kinds: &[KeyKind] = if party_only { &[KeyKind::Party] } else { &[KeyKind::Officer, KeyKind::Party] };
    let held = match &signing.key {
        Some(path) => hand::read_secret(path).map(|file| Held { person: file.person, secret: file.secret })?,
        None => hand::holder(&bench.folder, writer.projection.register(), writer.log.size(), kinds, signing.by.as_deref())?,
    };
    let word = word(&step.act);
    let subject = step.act.subject().to_owned();
    let mut signed = new_act(Act::Case(step.act), &held.person, writer.log.name(), bench.now);
    sign_act(&mut signed, &held.secret).map_err(engine::EngineFault::from)?;
    let mut desk = bench.desk(&mut writer);
    desk.projection.register().judge(desk.log.size(), &signed).map_err(engine::EngineFault::from)?;
    for bytes in &step.bytes {
        desk.vault.put(bytes)?;
    }
    let node = hand::node(&bench.folder, desk.projection.register())?;
    let leaf = engine::timely::enter_timely(&mut desk, signed, node.as_ref().map(Held::hand).as_ref())?;
    if node.is_none() {
        remark("the node's key is not here: periods that this began wait for the next tick");
    }
    let state = desk.projection.office().docket.case(&subject).map(Case::state);
    if bench.json {
        say(&serde_json::json!({"entry": leaf, "step": word, "subject": subject, "by": held.person, "state": state}).to_string());
    } else {
        say(&format!("{subject}: {}, entry {leaf}, signed by {}", word.replace('_', " "), held.person));
        state.into_iter().for_each(|state| say(&format!("  the case is {}", state.replace('_', " "))));
    }
    Ok(ExitCode::SUCCESS)
}

/// The step's name, as it is written in the record.
fn word(step: &CaseAct) -> String {
    let value = serde_json::to_value(step).unwrap_or_default();
    value.as_object().and_then(|object| object.keys().next().cloned()).unwrap_or_default()
}

/// Reads a file that a step names.
fn read(path: &std::path::Path) -> Result<(Digest, Vec<u8>), Fault> {
    let bytes = bytes_of(path)?;
    Ok((Digest::of(&bytes), bytes))
}
