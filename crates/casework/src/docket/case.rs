//! A case: its file, its parties, and the stage that it has reached. What a stage needs lies in it, so that a
//! decision without a carried draft, a second decision, or a vote before the replies cannot be written down.

use super::fault::CaseFault;
use super::poll::{Poll, Sitting, Tally};
use super::remedy::{Remedy, RemedyState};
use super::rules::OwnMatter;
use crate::{Deadline, Due, Procedure};
use model::case::{Cite, Proposal, Tier};
use model::{Digest, Instant, PartyId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Case {
    /// Its name, unique in the mission.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// The entry that brought it.
    pub submitted: u64,
    /// Who brought it.
    pub by: String,
    /// The party that brought it, if one did.
    pub complainant: Option<PartyId>,
    /// The parties that it is against.
    pub named: BTreeSet<PartyId>,
    /// What it rests on.
    pub file: Vec<Filed>,
    /// How far it is.
    pub stage: Stage,
    /// Since when it stands still, and why.
    pub suspended: Option<Marked>,
    /// What the named parties were told, and when their time is over.
    pub notices: BTreeMap<PartyId, Notice>,
    /// What they replied, late ones too.
    pub replies: Vec<Reply>,
    /// What was asked, by name.
    pub requests: BTreeMap<String, Request>,
    /// Who said that a member should not sit.
    pub challenges: Vec<Challenge>,
    /// Who does not sit, and why.
    pub recused: BTreeMap<String, Marked>,
    /// Drafts, by their entries.
    pub drafts: BTreeMap<u64, Draft>,
    /// Votes that were counted.
    pub tallies: Vec<Tally>,
    /// Versions of the decision that were given out.
    pub publications: Vec<Publication>,
    /// The case that it asks to review.
    pub reviews: Option<String>,
    /// The case that reviews it now.
    pub under_review: Option<String>,
    /// The case whose decision took its place.
    pub superseded_by: Option<String>,
    /// The rules under which it was opened.
    #[serde(skip)]
    pub procedure: Procedure,
}

/// How far a case is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Somebody asked for it.
    Submitted,
    /// It is not admitted.
    Inadmissible(Marked),
    /// It is open: parties are told and reply.
    Open {
        /// Since when.
        opened: u64,
        /// By when the parties are told.
        notice: Deadline,
    },
    /// The replies are in, or their time is over.
    Deliberation {
        /// By when it is decided.
        decision: Deadline,
        /// The vote that is open.
        poll: Option<Poll>,
        /// The draft that was carried.
        carried: Option<u64>,
    },
    /// It ended without decision.
    NoDecision {
        /// The entry by which it ended: an act of the chair, or a tick.
        leaf: u64,
        /// Why.
        why: NoDecision,
    },
    /// It is decided.
    Decided {
        /// The entry of the decision.
        leaf: u64,
        /// The draft that it is.
        draft: u64,
        /// Until when a review can be asked for.
        review: Deadline,
        /// What was ordered, by name.
        remedies: BTreeMap<String, Remedy>,
        /// That it was closed though not all was met.
        closed: Option<Marked>,
    },
}

/// Why there is no decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoDecision {
    /// No vote was held in time.
    NoVote,
    /// Too few took part in the last vote.
    NoQuorum,
    /// The last draft was not carried.
    NoConsensus,
    /// The chair ended it, with a reason.
    Ended(String),
}

/// That somebody did something, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Marked {
    /// By which entry.
    pub leaf: u64,
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Something in the file of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filed {
    /// What, and as of when.
    pub cite: Cite,
    /// By which entry it came into the file.
    pub leaf: u64,
    /// Who put it there.
    pub by: String,
}

/// What a party was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// By which entry.
    pub leaf: u64,
    /// What it was told, in the vault.
    pub sha256: Digest,
    /// Until when it replies.
    pub deadline: Deadline,
    /// How often it was given more time.
    pub extensions_n: u32,
    /// The tick that found no reply: silence, recorded as silence.
    pub silent: Option<u64>,
}

/// A reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reply {
    /// By which entry.
    pub leaf: u64,
    /// Whose.
    pub party: PartyId,
    /// Who signed it.
    pub by: String,
    /// The reply, in the vault.
    pub sha256: Digest,
    /// What came with it, in the vault.
    pub attachments: Vec<Digest>,
    /// Whether it came after its time.
    pub is_late: bool,
}

/// A request for information.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request {
    /// By which entry.
    pub leaf: u64,
    /// Who asks.
    pub by: String,
    /// Who is asked.
    pub of: PartyId,
    /// What.
    pub question: String,
    /// Until when.
    pub deadline: Deadline,
    /// What was answered.
    pub answers: Vec<Answer>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// By which entry.
    pub leaf: u64,
    /// Who.
    pub by: String,
    /// The answer, in the vault.
    pub sha256: Digest,
    /// Whether it came after its time.
    pub is_late: bool,
}

/// That somebody says that a member should not sit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Challenge {
    /// The member.
    pub member: String,
    /// Who says so, and why.
    pub said: Marked,
}

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// Who put it.
    pub by: String,
    /// What it proposes.
    pub proposal: Proposal,
}

/// A version of the decision that was given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Publication {
    /// By which entry.
    pub leaf: u64,
    /// To whom.
    pub tier: Tier,
    /// The version, in the vault.
    pub sha256: Digest,
}

/// Who left the commission or the mechanism.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Away {
    /// Members who left.
    pub members: BTreeMap<String, Marked>,
    /// Parties that left.
    pub parties: BTreeMap<PartyId, Marked>,
}

impl Case {
    /// Its state in one word. Source: DOMAIN 2.2.
    pub fn state(&self) -> &'static str {
        if self.suspended.is_some() {
            return "suspended";
        }
        match &self.stage {
            Stage::Submitted => "submitted",
            Stage::Inadmissible(_) => "inadmissible",
            Stage::Open { .. } if self.notices.is_empty() => "opened",
            Stage::Open { .. } if self.notices.len() < self.named.len() => "notified",
            Stage::Open { .. } => "reply_period",
            Stage::Deliberation { .. } => "deliberation",
            Stage::NoDecision { .. } => "no_decision",
            Stage::Decided { .. } if self.under_review.is_some() => "under_review",
            Stage::Decided { remedies, .. } if remedies.is_empty() => "decided",
            Stage::Decided { remedies, closed, .. } => match (remedies.values().any(|remedy| remedy.state.is_open()), closed) {
                (_, Some(_)) => "closed_unfulfilled",
                (true, None) => "remedy_running",
                (false, None) => "closed_fulfilled",
            },
        }
    }

    /// Whether nothing more comes into it.
    pub fn is_closed(&self) -> bool {
        matches!(self.state(), "inadmissible" | "no_decision" | "closed_fulfilled" | "closed_unfulfilled")
    }

    /// The proposal that was decided.
    pub fn decision(&self) -> Option<&Proposal> {
        match &self.stage {
            Stage::Decided { draft, .. } => self.drafts.get(draft).map(|draft| &draft.proposal),
            Stage::Submitted | Stage::Inadmissible(_) | Stage::Open { .. } | Stage::Deliberation { .. } | Stage::NoDecision { .. } => None,
        }
    }

    /// What was ordered in it, by name.
    pub fn remedies(&self) -> impl Iterator<Item = &Remedy> {
        match &self.stage {
            Stage::Decided { remedies, .. } => Some(remedies.values()),
            Stage::Submitted | Stage::Inadmissible(_) | Stage::Open { .. } | Stage::Deliberation { .. } | Stage::NoDecision { .. } => None,
        }
        .into_iter()
        .flatten()
    }

    /// The step that follows for a remedy that was not met: proposed, not taken.
    pub fn proposed_step(&self, remedy: &str) -> Option<&str> {
        let remedy = self.remedies().find(|one| one.order.remedy == remedy)?;
        if remedy.state != RemedyState::Overdue { None } else { self.procedure.remedies.after(&remedy.order.step) }
    }

    /// Parties whose seats stay empty, because it is their own matter.
    pub fn own_matter(&self) -> BTreeSet<&PartyId> {
        match self.procedure.commission.own_matter {
            OwnMatter::Allowed => BTreeSet::new(),
            OwnMatter::Named => self.named.iter().collect(),
            OwnMatter::NamedAndComplainant => self.named.iter().chain(&self.complainant).collect(),
        }
    }

    /// Who sits on it: of each seat the member, or else the alternate, or nobody.
    pub fn sitting(&self, away: &Away) -> Vec<Sitting> {
        let own = self.own_matter();
        let seats = self.procedure.commission.seats.iter();
        let filled = seats.filter(|seat| seat.party.as_ref().is_none_or(|party| !own.contains(party) && !away.parties.contains_key(party)));
        let able = |person: &&String| {
            !self.recused.contains_key(*person) && !away.members.contains_key(*person) && !self.has_spoken_for_a_party(person)
        };
        filled
            .filter_map(|seat| {
                let person = [Some(&seat.member), seat.alternate.as_ref()].into_iter().flatten().find(able)?;
                Some(Sitting { person: person.clone(), weight: seat.weight, is_alternate: *person != seat.member })
            })
            .collect()
    }

    /// Whether somebody brought the case for a party, or replied for one: they do not judge it, whatever other key they hold.
    fn has_spoken_for_a_party(&self, person: &str) -> bool {
        (self.complainant.is_some() && self.by == person) || self.replies.iter().any(|reply| reply.by == person)
    }

    /// Who presides: the first of the chairs who sits on it.
    pub fn chair(&self, away: &Away) -> Option<&str> {
        let sitting = self.sitting(away);
        let chairs = &self.procedure.commission.chairs;
        chairs.iter().find(|chair| sitting.iter().any(|one| one.person == **chair)).map(String::as_str)
    }

    /// Why somebody who has a seat does not sit.
    pub(super) fn why_out(&self, away: &Away, person: &str) -> Result<(), CaseFault> {
        let seats = &self.procedure.commission.seats;
        let seat = seats.iter().find(|seat| seat.member == person || seat.alternate.as_deref() == Some(person));
        let Some(seat) = seat else { return Err(CaseFault::NoSeat(person.into())) };
        if self.sitting(away).iter().any(|one| one.person == person) {
            return Ok(());
        }
        let own = seat.party.as_ref().filter(|party| self.own_matter().contains(party));
        let why = match (self.recused.get(person), away.members.get(person), own) {
            (Some(recused), ..) => format!("recused by entry {}", recused.leaf),
            (None, Some(left), _) => format!("left the commission by entry {}", left.leaf),
            (None, None, Some(party)) => format!("the seat is of `{}`, and this is its own matter", party.0),
            (None, None, None) if self.has_spoken_for_a_party(person) => "spoke for a party in it".into(),
            (None, None, None) if seat.member != person => format!("the alternate of {}, who sits", seat.member),
            (None, None, None) => "the seat's party left the mechanism".into(),
        };
        Err(CaseFault::NotSitting { who: person.into(), why })
    }

    /// Every period that runs in it.
    pub(super) fn deadlines(&mut self) -> Vec<&mut Deadline> {
        let mut all: Vec<&mut Deadline> = self.notices.values_mut().map(|notice| &mut notice.deadline).collect();
        all.extend(self.requests.values_mut().map(|request| &mut request.deadline));
        match &mut self.stage {
            Stage::Open { notice, .. } => all.push(notice),
            Stage::Deliberation { decision, poll, .. } => {
                all.push(decision);
                all.extend(poll.as_mut().map(|poll| &mut poll.deadline));
            }
            Stage::Decided { review, remedies, .. } => {
                all.push(review);
                all.extend(remedies.values_mut().flat_map(Remedy::deadlines));
            }
            Stage::Submitted | Stage::Inadmissible(_) | Stage::NoDecision { .. } => {}
        }
        all
    }

    /// What is due in it, most of it by parties and the commission.
    pub(super) fn due_list(&self, into: &mut Vec<Due>) {
        let mut push = |deadline: &Deadline, what: &'static str, whose: String| {
            if deadline.is_open() {
                into.push(Due::of(deadline, what, self.name.clone(), whose));
            }
        };
        for (party, notice) in &self.notices {
            push(&notice.deadline, "reply", party.0.clone());
        }
        for request in self.requests.values().filter(|request| request.answers.is_empty()) {
            push(&request.deadline, "answer", request.of.0.clone());
        }
        match &self.stage {
            Stage::Open { notice, .. } if self.notices.len() < self.named.len() => push(notice, "notice", "head".into()),
            Stage::Deliberation { decision, poll, .. } => {
                push(decision, "decision", "commission".into());
                if let Some(poll) = poll {
                    push(&poll.deadline, "vote", "commission".into());
                }
            }
            Stage::Decided { review, remedies, .. } => {
                push(review, "request for review", "parties".into());
                remedies.values().for_each(|remedy| remedy.due_list(&self.name, into));
            }
            Stage::Open { .. } | Stage::Submitted | Stage::Inadmissible(_) | Stage::NoDecision { .. } => {}
        }
    }

    /// Goes on with the settled time. Gives whether it ended without decision by this.
    pub(super) fn tick(&mut self, now: Instant, leaf: u64, away: &Away) -> bool {
        if self.suspended.is_some() {
            return false;
        }
        for request in self.requests.values_mut() {
            request.deadline.tick(now, leaf);
        }
        let replied: BTreeSet<&PartyId> = self.replies.iter().map(|reply| &reply.party).collect();
        for (party, notice) in &mut self.notices {
            if notice.deadline.tick(now, leaf) && !replied.contains(party) {
                notice.silent = Some(leaf);
            }
        }
        if let Stage::Open { notice, .. } = &mut self.stage {
            notice.tick(now, leaf);
        }
        self.end_replies();
        self.tick_deliberation(now, leaf, away)
    }

    fn tick_deliberation(&mut self, now: Instant, leaf: u64, away: &Away) -> bool {
        let verify_h = self.procedure.deadlines.verify_h;
        let (is_vote_over, is_over) = match &mut self.stage {
            Stage::Deliberation { decision, poll, carried } => {
                let is_over = decision.tick(now, leaf);
                let is_vote_over = poll.as_mut().is_some_and(|poll| poll.deadline.tick(now, leaf)) || (is_over && poll.is_some());
                (is_vote_over, is_over && carried.is_none())
            }
            Stage::Decided { review, remedies, closed, .. } => {
                review.tick(now, leaf);
                if closed.is_none() {
                    remedies.values_mut().for_each(|remedy| remedy.tick(now, leaf, verify_h));
                }
                (false, false)
            }
            Stage::Submitted | Stage::Inadmissible(_) | Stage::Open { .. } | Stage::NoDecision { .. } => (false, false),
        };
        if is_vote_over {
            self.close_vote(leaf, away);
        }
        if is_over && matches!(self.stage, Stage::Deliberation { carried: None, .. }) {
            self.end_without(leaf, self.last_result());
            return true;
        }
        false
    }

    /// Once every named party has been told and has replied or let its time pass, deliberation begins.
    pub(super) fn end_replies(&mut self) {
        let is_over = |party: &PartyId| self.notices.get(party).is_some_and(|notice| !notice.deadline.is_open());
        if matches!(self.stage, Stage::Open { .. }) && self.named.iter().all(is_over) {
            let decision = Deadline::of_hours(self.procedure.deadlines.decision_h);
            self.stage = Stage::Deliberation { decision, poll: None, carried: None };
        }
    }

    pub(super) fn end_without(&mut self, leaf: u64, why: NoDecision) {
        for deadline in self.deadlines() {
            deadline.end();
        }
        self.stage = Stage::NoDecision { leaf, why };
    }
}
