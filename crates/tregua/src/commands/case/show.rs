//! The docket, a case's file, and remedies, as they stood at a position.

use super::{Bench, known};
use crate::fault::Fault;
use crate::screen::say;
use casework::docket::{Case, NoDecision, Stage, Tally};
use model::Instant;
use std::process::ExitCode;

/// The docket.
pub fn list(bench: &Bench, as_of: Option<u64>) -> Result<ExitCode, Fault> {
    let view = bench.view(as_of)?;
    let office = view.office()?;
    let mut n = 0;
    for case in office.docket.cases() {
        n += 1;
        if bench.json {
            say(&serde_json::json!({"case": case.name, "state": case.state(), "title": case.title, "against": case.named, "submitted": case.submitted, "by": case.by, "replies_n": case.replies.len(), "remedies_n": case.remedies().count(), "reviews": case.reviews, "superseded_by": case.superseded_by}).to_string());
        } else {
            let against: Vec<&str> = case.named.iter().map(|party| party.0.as_str()).collect();
            let against = if against.is_empty() { "nobody named".into() } else { against.join(", ") };
            say(&format!("{}: {}, against {against}: {}", case.name, case.state().replace('_', " "), case.title));
        }
    }
    if n == 0 && !bench.json {
        say("no case was brought yet: `tregua case submit` brings one");
    }
    Ok(ExitCode::SUCCESS)
}

/// One case.
pub fn show(bench: &Bench, name: &str, as_of: Option<u64>) -> Result<ExitCode, Fault> {
    let view = bench.view(as_of)?;
    let office = view.office()?;
    let case = known(&office.docket, name)?;
    if bench.json {
        let mut value = serde_json::to_value(case).unwrap_or_default();
        if let Some(object) = value.as_object_mut() {
            object.insert("state".into(), case.state().into());
            object.insert("as_of".into(), view.as_of().into());
            object.insert("sitting".into(), serde_json::to_value(case.sitting(office.docket.away())).unwrap_or_default());
        }
        say(&value.to_string());
        return Ok(ExitCode::SUCCESS);
    }
    say(&format!("{}: {} (as of entry {})", case.name, case.title, view.as_of()));
    say(&format!("  state: {}", case.state().replace('_', " ")));
    say(&format!("  brought by {}, entry {}", case.by, case.submitted));
    show_file(case);
    show_seats(case, office.docket.away());
    show_votes(case);
    show_end(case);
    Ok(ExitCode::SUCCESS)
}

fn when(at: Option<Instant>) -> String {
    at.map_or_else(|| "the next tick begins it".into(), |at| at.to_string())
}

fn show_file(case: &Case) {
    for filed in &case.file {
        say(&format!("  rests on {} as of entry {} (put there by {}, entry {})", filed.cite.id, filed.cite.as_of, filed.by, filed.leaf));
    }
    for party in &case.named {
        let Some(notice) = case.notices.get(party) else {
            say(&format!("  {party}: not told yet"));
            continue;
        };
        let silence = notice.silent.map_or(String::new(), |tick| format!("; silent, recorded by the tick of entry {tick}"));
        say(&format!("  {party}: told by entry {}, reply until {}{silence}", notice.leaf, when(notice.deadline.due())));
    }
    for reply in &case.replies {
        let late = if reply.is_late { ", late" } else { "" };
        say(&format!(
            "  reply of {} by {}, entry {}{late}, {} attachments: {}",
            reply.party,
            reply.by,
            reply.leaf,
            reply.attachments.len(),
            reply.sha256
        ));
    }
    for (name, request) in &case.requests {
        say(&format!("  request `{name}` to {} by {}: {}; {} answers", request.of, request.by, request.question, request.answers.len()));
    }
}

fn show_seats(case: &Case, away: &casework::docket::Away) {
    let sitting: Vec<String> = case
        .sitting(away)
        .iter()
        .map(|one| if one.is_alternate { format!("{} (alternate)", one.person) } else { one.person.clone() })
        .collect();
    say(&format!("  on it sit {}; the chair is {}", sitting.join(", "), case.chair(away).unwrap_or("nobody")));
    for challenge in &case.challenges {
        say(&format!("  {} challenges {}: {}", challenge.said.by, challenge.member, challenge.said.reason));
    }
    for (member, out) in &case.recused {
        say(&format!("  {member} is recused by {}, entry {}: {}", out.by, out.leaf, out.reason));
    }
    if let Some(suspended) = &case.suspended {
        say(&format!("  suspended by {}, entry {}: {}", suspended.by, suspended.leaf, suspended.reason));
    }
}

fn show_votes(case: &Case) {
    for (leaf, draft) in &case.drafts {
        say(&format!("  draft of entry {leaf} by {}, {} orders: {}", draft.by, draft.proposal.orders.len(), draft.proposal.sha256));
    }
    if let Stage::Deliberation { poll: Some(poll), decision, .. } = &case.stage {
        let n = poll.cast.len();
        say(&format!("  a vote on the draft of entry {} is open until {}; {n} voted", poll.draft, when(poll.deadline.due())));
        say(&format!("  decision due {}", when(decision.due())));
    }
    case.tallies.iter().for_each(show_tally);
}

fn show_tally(tally: &Tally) {
    let chair = if tally.is_by_chair { ", by the chair's vote" } else { "" };
    say(&format!(
        "  vote on the draft of entry {}: {} for, {} against, {} neither, of {} seats: {}{chair}",
        tally.draft,
        tally.yes_n,
        tally.no_n,
        tally.abstain_n,
        tally.seats_n,
        result(tally)
    ));
    for (member, cast) in &tally.cast {
        for one in cast {
            let dissent = one.dissent.map_or(String::new(), |sha256| format!("; separate opinion {sha256}"));
            let aside = if tally.set_aside.contains(member) { " (does not count: no longer sat)" } else { "" };
            let choice = format!("{:?}", one.choice).to_lowercase();
            say(&format!("    {member}: {choice}, entry {}: {}{dissent}{aside}", one.leaf, one.reason));
        }
    }
}

fn result(tally: &Tally) -> &'static str {
    match tally.result {
        casework::docket::Counted::Carried => "carried",
        casework::docket::Counted::NotCarried => "not carried",
        casework::docket::Counted::NoQuorum => "no quorum",
    }
}

fn show_end(case: &Case) {
    match &case.stage {
        Stage::Inadmissible(marked) => say(&format!("  inadmissible, by {}, entry {}: {}", marked.by, marked.leaf, marked.reason)),
        Stage::NoDecision { leaf, why } => {
            let why = match why {
                NoDecision::NoVote => "no vote was held in time",
                NoDecision::NoQuorum => "no quorum in the last vote",
                NoDecision::NoConsensus => "the last draft was not carried",
                NoDecision::Ended(reason) => reason.as_str(),
            };
            say(&format!("  no decision, entry {leaf}: {why}"));
        }
        Stage::Decided { leaf, closed, .. } => {
            if let Some(proposal) = case.decision() {
                let who: Vec<&str> = proposal.responsible.iter().map(|party| party.0.as_str()).collect();
                let who = if who.is_empty() { "nobody".into() } else { who.join(", ") };
                say(&format!(
                    "  decided by entry {leaf}: {:?}, standard {:?}, responsible: {who}; text {}",
                    proposal.found, proposal.standard, proposal.sha256
                ));
            }
            case.remedies().for_each(|remedy| say(&line(case, remedy)));
            closed.iter().for_each(|marked| say(&format!("  closed by {}, entry {}: {}", marked.by, marked.leaf, marked.reason)));
        }
        Stage::Submitted | Stage::Open { .. } | Stage::Deliberation { .. } => {}
    }
    for given in &case.publications {
        let tier = format!("{:?}", given.tier).to_lowercase();
        say(&format!("  given out to {tier}, entry {}: {}", given.leaf, given.sha256));
    }
    for (word, other) in
        [("asks to review", &case.reviews), ("under review in", &case.under_review), ("superseded by", &case.superseded_by)]
    {
        if let Some(other) = other {
            say(&format!("  {word} `{other}`"));
        }
    }
}

fn line(case: &Case, remedy: &casework::docket::Remedy) -> String {
    let order = &remedy.order;
    let quantity = order.quantity.as_ref().map_or(String::new(), |quantity| format!(", {quantity}"));
    let next = case.proposed_step(&order.remedy).map_or(String::new(), |step| format!("; proposed next: {step}"));
    format!(
        "  {}: {} is to {} at {}{quantity}, due {}: {}{next}",
        order.remedy,
        order.actor,
        order.act,
        order.place,
        when(remedy.due.due()),
        remedy.state.word()
    )
}

/// Remedies, by party.
pub fn remedies(bench: &Bench, party: Option<&str>, all: bool, as_of: Option<u64>) -> Result<ExitCode, Fault> {
    let office = bench.view(as_of)?.office()?;
    let mut lines: Vec<(&str, &Case, &casework::docket::Remedy)> =
        office.docket.cases().flat_map(|case| case.remedies().map(move |remedy| (remedy.order.actor.0.as_str(), case, remedy))).collect();
    lines.retain(|(actor, _, remedy)| party.is_none_or(|party| party == *actor) && (all || remedy.state.is_open()));
    lines.sort_by_key(|(actor, case, remedy)| (*actor, remedy.due.due().is_none(), remedy.due.due(), case.name.clone()));
    let mut last = None;
    for (actor, case, remedy) in &lines {
        if bench.json {
            let mut value = serde_json::to_value(remedy).unwrap_or_default();
            if let Some(object) = value.as_object_mut() {
                object.insert("case".into(), case.name.as_str().into());
                object.insert("party".into(), (*actor).into());
                object.insert("proposed".into(), serde_json::to_value(case.proposed_step(&remedy.order.remedy)).unwrap_or_default());
            }
            say(&value.to_string());
            continue;
        }
        if last.replace(*actor) != Some(*actor) {
            say(actor);
        }
        say(&format!("{} (case {})", line(case, remedy), case.name));
    }
    if lines.is_empty() && !bench.json {
        say("no remedy is open");
    }
    Ok(ExitCode::SUCCESS)
}

/// The test of a remedy, held against what stood.
pub fn test(bench: &Bench, case: &str, remedy: &str, as_of: Option<u64>) -> Result<ExitCode, Fault> {
    let view = bench.view(as_of)?;
    let office = view.office()?;
    let known = known(&office.docket, case)?;
    let none = || Fault::Call(format!("no remedy of `{case}` is called `{remedy}`: `tregua remedy list --all` shows them"));
    let found = known.remedies().find(|one| one.order.remedy == remedy).ok_or_else(none)?;
    let tested = view.test_remedy(found)?;
    if bench.json {
        say(&serde_json::json!({"case": case, "remedy": remedy, "as_of": view.as_of(), "outcome": tested.outcome, "reason": tested.reason, "rests_on": tested.rests_on}).to_string());
    } else {
        let outcome = format!("{:?}", tested.outcome).to_lowercase().replace("notmet", "not met");
        say(&format!("{remedy} of {case}: {outcome} (proposed): {}", tested.reason));
        tested.rests_on.iter().for_each(|id| say(&format!("  {id}")));
    }
    Ok(ExitCode::SUCCESS)
}
