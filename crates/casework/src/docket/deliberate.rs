//! Deliberation: drafts, votes, the decision, and the end without one.

use super::case::{Away, Case, Draft, NoDecision, Stage};
use super::fault::CaseFault;
use super::poll::{Cast, Counted, Poll};
use super::remedy::Remedy;
use super::{Acting, written};
use crate::{Deadline, Standing};
use model::case::{Choice, Found, Proposal};
use model::remedy::{Order, Test};
use model::{Digest, Role};
use std::collections::{BTreeMap, BTreeSet};

impl Case {
    pub(super) fn draft(&mut self, proposal: &Proposal, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.deliberates("drafts are put in deliberation, once the replies are in or their time is over")?;
        self.why_out(away, acting.author)?;
        self.check_proposal(proposal)?;
        self.drafts.insert(acting.leaf, Draft { by: acting.author.into(), proposal: proposal.clone() });
        Ok(())
    }

    fn check_proposal(&self, proposal: &Proposal) -> Result<(), CaseFault> {
        let no = |why: String| Err(CaseFault::Draft(why));
        if let Some(party) = proposal.responsible.iter().find(|party| !self.named.contains(party)) {
            return no(format!("`{}` was not named in the case and not heard; it cannot be found responsible in it", party.0));
        }
        if !proposal.responsible.is_empty() && proposal.found != Found::Breach {
            return no("somebody is responsible for a breach only: the finding is another one".into());
        }
        if !proposal.responsible.is_empty() && proposal.standard < self.procedure.commission.standard {
            return no("its standard of proof is lower than the one of the rules of procedure".into());
        }
        let mut names = BTreeSet::new();
        for order in &proposal.orders {
            check_order(order, &self.procedure.remedies.ladder)?;
            if !names.insert(&order.remedy) {
                return no(format!("two remedies are called `{}`", order.remedy));
            }
        }
        Ok(())
    }

    pub(super) fn open_vote(&mut self, draft: u64, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.presides(acting, away)?;
        let vote_h = self.procedure.deadlines.vote_h;
        let is_known = self.drafts.contains_key(&draft);
        let needs = "a vote is opened in deliberation, once the replies are in or their time is over";
        match self.deliberates(needs)? {
            (Some(poll), _) => return Err(CaseFault::VoteOpen(poll.draft)),
            (None, Some(carried)) => return Err(CaseFault::Carried(*carried)),
            (None, None) if !is_known => return Err(CaseFault::Missing { what: "the draft of entry", name: draft.to_string() }),
            (poll @ None, None) => {
                *poll = Some(Poll { draft, opened: acting.leaf, deadline: Deadline::of_hours(vote_h), cast: BTreeMap::new() });
            }
        }
        Ok(())
    }

    pub(super) fn vote(&mut self, ballot: Ballot<'_>, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.why_out(away, acting.author)?;
        let reason = written("the reason of the vote", ballot.reason)?;
        let closed = self.tallies.iter().rev().find(|tally| tally.draft == ballot.draft).map(|tally| tally.leaf);
        let (poll, _) = self.deliberates("votes are cast in deliberation, while a vote is open")?;
        let Some(poll) = poll.as_mut().filter(|poll| poll.draft == ballot.draft) else {
            let why = closed.map_or_else(
                || "the chair opens it first".to_owned(),
                |leaf| format!("it was closed by entry {leaf}, and a vote after the deadline does not count"),
            );
            return Err(CaseFault::NoVote { draft: ballot.draft, why });
        };
        let cast = poll.cast.entry(acting.author.into()).or_default();
        if let Some(last) =
            cast.last().filter(|last| last.choice == ballot.choice && last.reason == reason && last.dissent == ballot.dissent)
        {
            return Err(CaseFault::Again { who: acting.author.into(), leaf: last.leaf });
        }
        cast.push(Cast { leaf: acting.leaf, choice: ballot.choice, reason, dissent: ballot.dissent });
        Ok(())
    }

    pub(super) fn close_vote_early(&mut self, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.presides(acting, away)?;
        let sitting = self.sitting(away);
        let (poll, _) = self.deliberates("votes are closed in deliberation")?;
        let Some(poll) = poll else { return Err(CaseFault::NoVote { draft: 0, why: "nothing is to be closed".into() }) };
        match sitting.iter().find(|one| !poll.cast.contains_key(&one.person)) {
            Some(missing) => Err(CaseFault::NotAll(missing.person.clone())),
            None => {
                self.close_vote(acting.leaf, away);
                Ok(())
            }
        }
    }

    /// Counts the open vote, if there is one, by the votes of those who sit now.
    pub(super) fn close_vote(&mut self, leaf: u64, away: &Away) {
        let (sitting, chair) = (self.sitting(away), self.chair(away).map(str::to_owned));
        let Stage::Deliberation { poll, carried, .. } = &mut self.stage else { return };
        let Some(open) = poll.take() else { return };
        let tally = open.count(leaf, &sitting, chair.as_deref(), &self.procedure.commission);
        if tally.result == Counted::Carried {
            *carried = Some(tally.draft);
        }
        self.tallies.push(tally);
    }

    /// What the last vote came to, if it was not carried.
    pub(super) fn last_result(&self) -> NoDecision {
        match self.tallies.last().map(|tally| tally.result) {
            Some(Counted::NoQuorum) => NoDecision::NoQuorum,
            Some(Counted::NotCarried | Counted::Carried) => NoDecision::NoConsensus,
            None => NoDecision::NoVote,
        }
    }

    /// Decides it: the text of the draft that was carried, signed by two who sit on the case.
    pub(super) fn decide(&mut self, sha256: &Digest, standing: &Standing<'_>, away: &Away) -> Result<(), CaseFault> {
        let name = self.name.clone();
        let sitting = self.sitting(away);
        let (review_h, leaf) = (self.procedure.deadlines.review_h, standing.leaf);
        let carried = match self.deliberates("only what was deliberated is decided, and only once")? {
            (Some(poll), _) => return Err(CaseFault::VoteOpen(poll.draft)),
            (None, carried) => carried.ok_or(CaseFault::NotCarried(name))?,
        };
        let able = standing.by.iter().filter(|one| one.roles.contains(&Role::Commission));
        let signers: BTreeSet<&str> =
            able.map(|one| one.person.as_str()).filter(|person| sitting.iter().any(|one| one.person == *person)).collect();
        if signers.len() < 2 {
            return Err(CaseFault::Signatures(if signers.is_empty() { "none".into() } else { Vec::from_iter(signers).join(", ") }));
        }
        let draft = self.drafts.get(&carried).filter(|draft| draft.proposal.sha256 == *sha256).ok_or(CaseFault::OtherText(carried))?;
        let remedies = draft.proposal.orders.iter().map(|order| (order.remedy.clone(), Remedy::of(order.clone()))).collect();
        for deadline in self.deadlines() {
            deadline.end();
        }
        self.stage = Stage::Decided { leaf, draft: carried, review: Deadline::of_hours(review_h), remedies, closed: None };
        Ok(())
    }

    pub(super) fn end(&mut self, reason: &str, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.presides(acting, away)?;
        let reason = written("the reason", reason)?;
        let has_failed = !self.tallies.is_empty();
        match self.deliberates("only deliberation ends without a decision")? {
            (Some(poll), _) => return Err(CaseFault::VoteOpen(poll.draft)),
            (None, Some(carried)) => return Err(CaseFault::Carried(*carried)),
            (None, None) if !has_failed => {
                return Err(CaseFault::NoVote {
                    draft: 0,
                    why: "a case ends without decision after a vote that failed, or by its deadline".into(),
                });
            }
            (None, None) => {}
        }
        self.end_without(acting.leaf, NoDecision::Ended(reason));
        Ok(())
    }

    /// The open vote and the carried draft, if it is being deliberated.
    fn deliberates(&mut self, needs: &'static str) -> Result<(&mut Option<Poll>, &mut Option<u64>), CaseFault> {
        self.goes_on()?;
        let fault = self.state_fault(needs);
        match &mut self.stage {
            Stage::Deliberation { poll, carried, .. } => Ok((poll, carried)),
            Stage::Submitted | Stage::Inadmissible(_) | Stage::Open { .. } | Stage::NoDecision { .. } | Stage::Decided { .. } => Err(fault),
        }
    }

    /// The chair acts; where no chair sits, anybody who does.
    pub(super) fn presides(&self, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.why_out(away, acting.author)?;
        match self.chair(away) {
            Some(chair) if chair != acting.author => {
                Err(CaseFault::NotTheirs { who: acting.author.into(), needs: "this is for the chair who sits on the case" })
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// A vote as it comes in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ballot<'a> {
    pub draft: u64,
    pub choice: Choice,
    pub reason: &'a str,
    pub dissent: Option<Digest>,
}

/// An order names actor, act, place, deadline and test; "all forces should desist" is none.
fn check_order(order: &Order, ladder: &[String]) -> Result<(), CaseFault> {
    let parts =
        [("a name", &order.remedy), ("who is to do it", &order.actor.0), ("what is to be done", &order.act), ("where", &order.place)];
    let no = |why: String| Err(CaseFault::Draft(why));
    if let Some((what, _)) = parts.iter().find(|(_, text)| text.trim().is_empty()) {
        return no(format!(
            "the remedy `{}` does not say {what}: an order is actor, act, place, quantity, deadline and test",
            order.remedy
        ));
    }
    if order.within_h == 0 {
        return no(format!("the remedy `{}` has no deadline: `within_h` of at least 1 is expected", order.remedy));
    }
    if !ladder.contains(&order.step) {
        return no(format!("`{}` is no step of the ladder: {} are", order.step, ladder.join(", ")));
    }
    if matches!(&order.test, Test::Manual { question } if question.trim().is_empty()) {
        return no(format!("the remedy `{}` does not say how it is seen whether it was done", order.remedy));
    }
    Ok(())
}
