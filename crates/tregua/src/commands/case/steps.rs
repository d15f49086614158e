//! What is written on the command line, as steps in a case.

use super::{Bench, Step, known, read};
use crate::cli::{CaseVerb, RemedyVerb};
use crate::fault::Fault;
use casework::docket::Stage;
use model::case::{Cite, Proposal};
use model::remedy::Order;
use model::{CaseAct, PartyId};
use serde::Deserialize;
use std::path::Path;

/// A step in a case.
pub fn of_case(bench: &Bench, verb: &CaseVerb) -> Result<Step, Fault> {
    let case = |name: &String| name.clone();
    Ok(match verb {
        CaseVerb::Submit { case: name, title, against, cite, reviews } => {
            let mut named: Vec<PartyId> = against.iter().cloned().map(PartyId).collect();
            named.sort();
            named.dedup();
            check_parties(bench, &named)?;
            CaseAct::Submit { case: case(name), cites: cites(bench, cite)?, named, reviews: reviews.clone(), title: title.clone() }.into()
        }
        CaseVerb::Open { case: name } => CaseAct::Open { case: case(name) }.into(),
        CaseVerb::Refuse { case: name, reason } => CaseAct::Inadmissible { case: case(name), reason: reason.clone() }.into(),
        CaseVerb::Cite { case: name, ids } => CaseAct::Cite { case: case(name), cites: cites(bench, ids)? }.into(),
        CaseVerb::Notify { case: name, party, text } => {
            let (sha256, bytes) = read(text)?;
            Step { act: CaseAct::Notify { case: case(name), party: PartyId(party.clone()), sha256 }, bytes: vec![bytes] }
        }
        CaseVerb::Reply { case: name, text, attach, complete } => reply(name, text, attach, *complete)?,
        CaseVerb::Extend { case: name, party, reason } => {
            CaseAct::Extend { case: case(name), party: PartyId(party.clone()), reason: reason.clone() }.into()
        }
        CaseVerb::Request { case: name, request, of, question } => {
            CaseAct::Request { case: case(name), of: PartyId(of.clone()), question: question.clone(), request: request.clone() }.into()
        }
        CaseVerb::Answer { case: name, request, text } => {
            let (sha256, bytes) = read(text)?;
            Step { act: CaseAct::Answer { case: case(name), request: request.clone(), sha256 }, bytes: vec![bytes] }
        }
        CaseVerb::Challenge { case: name, member, reason } => {
            CaseAct::Challenge { case: case(name), member: member.clone(), reason: reason.clone() }.into()
        }
        CaseVerb::Recuse { case: name, member, reason } => {
            CaseAct::Recuse { case: case(name), member: member.clone(), reason: reason.clone() }.into()
        }
        CaseVerb::Draft { case: name, draft, text } => {
            let (sha256, bytes) = read(text)?;
            let proposal = read_draft(draft)?.proposal(sha256);
            Step { act: CaseAct::Draft { case: case(name), proposal }, bytes: vec![bytes] }
        }
        CaseVerb::OpenVote { case: name, draft } => {
            let draft = match draft {
                Some(draft) => *draft,
                None => last_draft(bench, name)?,
            };
            CaseAct::OpenVote { case: case(name), draft }.into()
        }
        CaseVerb::Vote { case: name, choice, reason, dissent } => {
            let draft = open_draft(bench, name)?;
            let dissent = dissent.as_deref().map(read).transpose()?;
            let (dissent, bytes) = dissent.map_or((None, Vec::new()), |(sha256, bytes)| (Some(sha256), vec![bytes]));
            let act = CaseAct::Vote { case: case(name), choice: (*choice).into(), dissent, draft, reason: reason.clone() };
            Step { act, bytes }
        }
        CaseVerb::CloseVote { case: name } => CaseAct::CloseVote { case: case(name) }.into(),
        CaseVerb::End { case: name, reason } => CaseAct::End { case: case(name), reason: reason.clone() }.into(),
        CaseVerb::Close { case: name, reason } => CaseAct::Close { case: case(name), reason: reason.clone() }.into(),
        CaseVerb::Suspend { case: name, reason } => CaseAct::Suspend { case: case(name), reason: reason.clone() }.into(),
        CaseVerb::Resume { case: name } => CaseAct::Resume { case: case(name) }.into(),
        CaseVerb::Leave { member, reason } => CaseAct::Leave { member: member.clone(), reason: reason.clone() }.into(),
        CaseVerb::Quit { party, reason } => {
            let party = PartyId(party.clone());
            check_parties(bench, std::slice::from_ref(&party))?;
            CaseAct::Quit { party, reason: reason.clone() }.into()
        }
        CaseVerb::List { .. } | CaseVerb::Show { .. } | CaseVerb::Decide { .. } | CaseVerb::Publish { .. } => {
            return Err(Fault::Call("this verb is no step of one person".into()));
        }
    })
}

/// A step of a remedy.
pub fn of_remedy(bench: &Bench, verb: &RemedyVerb) -> Result<Step, Fault> {
    Ok(match verb {
        RemedyVerb::Claim { case, remedy, text } => {
            let (sha256, bytes) = read(text)?;
            Step { act: CaseAct::Claim { case: case.clone(), remedy: remedy.clone(), sha256 }, bytes: vec![bytes] }
        }
        RemedyVerb::Verify { case, remedy, outcome, reason, cite } => CaseAct::Verify {
            case: case.clone(),
            cites: cites(bench, cite)?,
            outcome: (*outcome).into(),
            reason: reason.clone(),
            remedy: remedy.clone(),
        }
        .into(),
        RemedyVerb::Dispute { case, remedy, reason } => {
            CaseAct::Dispute { case: case.clone(), reason: reason.clone(), remedy: remedy.clone() }.into()
        }
        RemedyVerb::Escalate { case, remedy, to } => {
            let step = match to {
                Some(step) => step.clone(),
                None => {
                    let office = bench.view(None)?.office()?;
                    let step = known(&office.docket, case)?.proposed_step(remedy).map(str::to_owned);
                    let none = || {
                        Fault::Call(format!("`{remedy}` of `{case}` is not overdue, or its step is the last one: say which with --to STEP"))
                    };
                    step.ok_or_else(none)?
                }
            };
            CaseAct::Escalate { case: case.clone(), remedy: remedy.clone(), step }.into()
        }
        RemedyVerb::List { .. } | RemedyVerb::Test { .. } => return Err(Fault::Call("this verb is no step of one person".into())),
    })
}

fn reply(case: &str, text: &Path, attach: &[std::path::PathBuf], complete: bool) -> Result<Step, Fault> {
    let (sha256, bytes) = read(text)?;
    let (mut attachments, mut all) = (Vec::new(), vec![bytes]);
    for path in attach {
        let (sha256, bytes) = read(path)?;
        attachments.push(sha256);
        all.push(bytes);
    }
    Ok(Step { act: CaseAct::Reply { attachments, case: case.into(), complete, sha256 }, bytes: all })
}

/// Ids as they stand now, each once, sorted.
fn cites(bench: &Bench, ids: &[String]) -> Result<Vec<Cite>, Fault> {
    let view = bench.view(None)?;
    let mut cites = Vec::new();
    for id in ids {
        cites.push(Cite { as_of: view.as_of(), id: engine::explain::find_one(&view, id)? });
    }
    cites.sort();
    cites.dedup();
    Ok(cites)
}

/// Parties of the mission.
fn check_parties(bench: &Bench, parties: &[PartyId]) -> Result<(), Fault> {
    let mission = bench.view(None)?.mission()?;
    match parties.iter().find(|party| !mission.parties.iter().any(|known| known.id == **party)) {
        None => Ok(()),
        Some(unknown) => {
            let known: Vec<&str> = mission.parties.iter().map(|party| party.id.0.as_str()).collect();
            Err(Fault::Call(format!("`{unknown}` is no party of this mission: {} are", known.join(", "))))
        }
    }
}

fn last_draft(bench: &Bench, case: &str) -> Result<u64, Fault> {
    let office = bench.view(None)?.office()?;
    let last = known(&office.docket, case)?.drafts.keys().last().copied();
    last.ok_or_else(|| Fault::Call(format!("no draft was put in `{case}`: `tregua case draft` puts one")))
}

/// The draft that is put to the vote, or the last one that was: then the office says why it is closed.
fn open_draft(bench: &Bench, case: &str) -> Result<u64, Fault> {
    let office = bench.view(None)?.office()?;
    let case = known(&office.docket, case)?;
    match &case.stage {
        Stage::Deliberation { poll: Some(poll), .. } => Ok(poll.draft),
        Stage::Deliberation { .. }
        | Stage::Submitted
        | Stage::Inadmissible(_)
        | Stage::Open { .. }
        | Stage::NoDecision { .. }
        | Stage::Decided { .. } => Ok(case.tallies.last().map_or(0, |tally| tally.draft)),
    }
}

/// A draft as people write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DraftFile {
    found: model::case::Found,
    standard: model::case::Standard,
    #[serde(default)]
    responsible: Vec<PartyId>,
    #[serde(default, rename = "order")]
    orders: Vec<Order>,
}

impl DraftFile {
    fn proposal(self, sha256: model::Digest) -> Proposal {
        let mut responsible = self.responsible;
        responsible.sort();
        responsible.dedup();
        Proposal { found: self.found, orders: self.orders, responsible, sha256, standard: self.standard }
    }
}

fn read_draft(path: &Path) -> Result<DraftFile, Fault> {
    let text = std::fs::read_to_string(path).map_err(|cause| Fault::Input(format!("{}: {cause}", path.display())))?;
    toml::from_str(&text).map_err(|cause| Fault::Input(format!("{}: {}", path.display(), cause.to_string().trim_end())))
}
