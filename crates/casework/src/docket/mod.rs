//! The docket: cases before the commission, a fold over acts.

mod case;
mod deliberate;
mod evaluate;
mod fault;
mod poll;
mod remedy;
pub(crate) mod rules;
mod steps;
mod tiers;

pub use case::{Answer, Away, Case, Challenge, Draft, Filed, Marked, NoDecision, Notice, Publication, Reply, Request, Stage};
pub use evaluate::{Looked, Sighting, Tested, evaluate};
pub use fault::CaseFault;
pub use poll::{Cast, Counted, Poll, Sitting, Tally};
pub use remedy::{Checked, Claimed, Disputed, Remedy, RemedyState};
pub use rules::{Commission, OnQuit, OwnMatter, QuorumOf, Remedies, Rule, Seat};
pub use tiers::{TierFault, version_for};

use crate::{Due, Procedure, Signer, Standing};
use deliberate::Ballot;
use model::case::Cite;
use model::{CaseAct, Digest, Instant, KeyKind, PartyId, Role};
use std::collections::{BTreeMap, BTreeSet};
use steps::Said;

/// The cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docket {
    cases: BTreeMap<String, Case>,
    /// Decisions that were made before their cases were carried through here, by name.
    plain: BTreeMap<String, u64>,
    away: Away,
    now: Option<Instant>,
}

/// Who acts: the author of an act, with their key as it stood.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Acting<'a> {
    pub leaf: u64,
    pub author: &'a str,
    pub by: &'a [Signer],
    pub party: Option<&'a PartyId>,
    pub body: Option<&'a str>,
}

impl<'a> Acting<'a> {
    fn of(standing: &Standing<'a>) -> Self {
        let keys = || standing.by.iter().filter(|one| one.person == standing.author);
        let party = keys().find(|one| one.kind == KeyKind::Party).and_then(|one| one.party.as_ref());
        let body = keys().find_map(|one| one.body.as_deref());
        Self { leaf: standing.leaf, author: standing.author, by: standing.by, party, body }
    }

    /// Whether the author's own officer key has one of these roles.
    fn has(&self, roles: &[Role]) -> bool {
        let own = self.by.iter().filter(|one| one.person == self.author && one.kind == KeyKind::Officer);
        own.flat_map(|one| &one.roles).any(|role| roles.contains(role))
    }

    fn is(&self, roles: &[Role], needs: &'static str) -> Result<(), CaseFault> {
        if self.has(roles) { Ok(()) } else { Err(CaseFault::NotTheirs { who: self.author.into(), needs }) }
    }

    fn marked(&self, what: &'static str, reason: &str) -> Result<Marked, CaseFault> {
        Ok(Marked { leaf: self.leaf, by: self.author.into(), reason: written(what, reason)? })
    }
}

/// A text that says something.
fn written(what: &'static str, text: &str) -> Result<String, CaseFault> {
    if text.trim().is_empty() { Err(CaseFault::Blank(what)) } else { Ok(text.trim().to_owned()) }
}

const COMMISSION: (&[Role], &str) = (&[Role::Commission], "the author is a member of the commission");
const HEAD: (&[Role], &str) = (&[Role::Head], "the author heads the mission");

impl Docket {
    /// Takes a step.
    ///
    /// # Errors
    /// Why it changes nothing.
    pub fn take(&mut self, procedure: &Procedure, step: &CaseAct, standing: &Standing<'_>) -> Result<(), CaseFault> {
        let acting = &Acting::of(standing);
        if let Some((roles, needs)) = author_roles(step) {
            acting.is(roles, needs)?;
        }
        match step {
            CaseAct::Leave { member, reason } => return self.leave(procedure, member, reason, acting),
            CaseAct::Quit { party, reason } => return self.quit(party, reason, acting),
            CaseAct::Submit { .. } => return self.submit(procedure, step, acting),
            CaseAct::Open { case } => return self.open(procedure, case, acting),
            _ => {}
        }
        let away = self.away.clone();
        let now = self.now;
        let case = self.cases.get_mut(step.subject()).ok_or_else(|| CaseFault::Unknown(step.subject().into()))?;
        take_step(case, step, acting, &away, now)?;
        self.settle_review(step.subject());
        Ok(())
    }

    fn submit(&mut self, procedure: &Procedure, step: &CaseAct, acting: &Acting<'_>) -> Result<(), CaseFault> {
        let CaseAct::Submit { case, cites, named, reviews, title } = step else { return Ok(()) };
        let (name, title) = (written("the name of the case", case)?, written("the title of the case", title)?);
        if self.cases.contains_key(&name) || self.plain.contains_key(&name) {
            return Err(CaseFault::Known(name));
        }
        if acting.party.is_none() {
            acting.is(&[Role::Head, Role::Legal], "a party, the head of mission or a legal adviser brings a case")?;
        }
        if let Some(reviewed) = reviews {
            self.check_review(reviewed, cites, acting)?;
        }
        let mut new = Case {
            name: name.clone(),
            title,
            submitted: acting.leaf,
            by: acting.author.into(),
            complainant: acting.party.cloned(),
            named: named.iter().cloned().collect(),
            file: Vec::new(),
            stage: Stage::Submitted,
            suspended: None,
            notices: BTreeMap::new(),
            replies: Vec::new(),
            requests: BTreeMap::new(),
            challenges: Vec::new(),
            recused: BTreeMap::new(),
            drafts: BTreeMap::new(),
            tallies: Vec::new(),
            publications: Vec::new(),
            reviews: reviews.clone(),
            under_review: None,
            superseded_by: None,
            procedure: procedure.clone(),
        };
        new.put_into_file(cites, acting);
        self.cases.insert(name, new);
        Ok(())
    }

    /// A review needs a decision that stands, its time, somebody whom it concerns, and something new.
    fn check_review(&self, reviewed: &str, cites: &[Cite], acting: &Acting<'_>) -> Result<(), CaseFault> {
        let case = self.cases.get(reviewed).ok_or_else(|| CaseFault::Unknown(reviewed.into()))?;
        let no = |why| Err(CaseFault::Review { case: reviewed.into(), why });
        let Stage::Decided { review, .. } = &case.stage else { return no("it is not decided") };
        let known: BTreeSet<&str> = case.file.iter().map(|filed| filed.cite.id.as_str()).collect();
        let concerns = acting.party.is_none_or(|party| case.named.contains(party) || case.complainant.as_ref() == Some(party));
        match (&case.superseded_by, &case.under_review) {
            (Some(_), _) => no("another decision took its place"),
            (None, Some(_)) => no("it is under review"),
            (None, None) if !review.is_open() => no("the time for it is over"),
            (None, None) if !concerns => no("the party is neither named in it nor brought it"),
            (None, None) if cites.iter().all(|cite| known.contains(cite.id.as_str())) => {
                no("it cites nothing that was not in the file: new evidence is expected")
            }
            (None, None) => Ok(()),
        }
    }

    /// Opens a case under the rules of now; a review marks the case that it reviews.
    fn open(&mut self, procedure: &Procedure, name: &str, acting: &Acting<'_>) -> Result<(), CaseFault> {
        let case = self.cases.get(name).ok_or_else(|| CaseFault::Unknown(name.into()))?;
        let mut opened = case.clone();
        opened.procedure = procedure.clone();
        opened.open(acting.leaf)?;
        if let Some(reviewed) = &opened.reviews {
            let reviewed = self.cases.get_mut(reviewed).ok_or_else(|| CaseFault::Unknown(reviewed.clone()))?;
            if reviewed.under_review.is_some() || reviewed.superseded_by.is_some() {
                return Err(CaseFault::Review { case: reviewed.name.clone(), why: "another review came first" });
            }
            reviewed.under_review = Some(name.to_owned());
        }
        self.cases.insert(name.into(), opened);
        Ok(())
    }

    /// A review that came to an end gives the reviewed case free, or takes its place.
    fn settle_review(&mut self, name: &str) {
        let Some(case) = self.cases.get(name) else { return };
        let (Some(reviewed), stage) = (case.reviews.clone(), &case.stage) else { return };
        let (is_decided, is_over) = (matches!(stage, Stage::Decided { .. }), matches!(stage, Stage::NoDecision { .. }));
        if let Some(reviewed) = self.cases.get_mut(&reviewed).filter(|old| old.under_review.as_deref() == Some(name)) {
            if is_decided {
                reviewed.supersede(name);
            } else if is_over {
                reviewed.under_review = None;
            }
        }
    }

    fn leave(&mut self, procedure: &Procedure, member: &str, reason: &str, acting: &Acting<'_>) -> Result<(), CaseFault> {
        let seats = &procedure.commission.seats;
        if !seats.iter().any(|seat| seat.member == member || seat.alternate.as_deref() == Some(member)) {
            return Err(CaseFault::NoSeat(member.into()));
        }
        if acting.author != member {
            acting.is(HEAD.0, "a member leaves, or the head of mission records it")?;
        }
        if let Some(left) = self.away.members.get(member) {
            return Err(CaseFault::Out { who: member.into(), since: left.leaf });
        }
        let marked = acting.marked("the reason", reason)?;
        self.away.members.insert(member.into(), marked);
        Ok(())
    }

    /// A party leaves the mechanism: cases against it go on or are suspended, as the rules of each case say.
    fn quit(&mut self, party: &PartyId, reason: &str, acting: &Acting<'_>) -> Result<(), CaseFault> {
        if acting.party.is_some_and(|own| own != party) {
            return Err(CaseFault::NotTheirs { who: acting.author.into(), needs: "a party leaves for itself" });
        }
        if acting.party.is_none() {
            acting.is(HEAD.0, "a party leaves, or the head of mission records it")?;
        }
        if let Some(left) = self.away.parties.get(party) {
            return Err(CaseFault::Out { who: party.0.clone(), since: left.leaf });
        }
        let marked = acting.marked("the reason", reason)?;
        self.away.parties.insert(party.clone(), marked.clone());
        let now = self.now;
        let runs =
            |case: &&mut Case| case.named.contains(party) && case.decision().is_none() && !case.is_closed() && case.suspended.is_none();
        for case in self.cases.values_mut().filter(runs) {
            if case.procedure.commission.on_quit == OnQuit::Suspend {
                case.suspend(marked.clone(), now)?;
            }
        }
        Ok(())
    }

    /// Takes a decision. One of a case that was carried through here needs a carried draft; one of another
    /// name stands for itself, as in older logs.
    ///
    /// # Errors
    /// Why it changes nothing.
    pub fn decide(&mut self, name: &str, sha256: &Digest, standing: &Standing<'_>) -> Result<(), CaseFault> {
        let Some(case) = self.cases.get_mut(name) else {
            self.plain.entry(name.into()).or_insert(standing.leaf);
            return Ok(());
        };
        case.decide(sha256, standing, &self.away)?;
        self.settle_review(name);
        Ok(())
    }

    /// Goes on with the settled time.
    pub fn tick(&mut self, now: Instant, leaf: u64) {
        self.now = Some(now);
        let away = &self.away;
        let ended: Vec<String> = self.cases.values_mut().filter_map(|case| case.tick(now, leaf, away).then(|| case.name.clone())).collect();
        ended.iter().for_each(|name| self.settle_review(name));
        // What waits for a tick begins with this one, also where the tick itself made it wait.
        let running = self.cases.values_mut().filter(|case| case.suspended.is_none());
        for deadline in running.flat_map(Case::deadlines).filter(|deadline| deadline.is_waiting()) {
            deadline.tick(now, leaf);
        }
    }

    /// A case by its name.
    pub fn case(&self, name: &str) -> Option<&Case> {
        self.cases.get(name)
    }

    /// All cases, by name.
    pub fn cases(&self) -> impl Iterator<Item = &Case> {
        self.cases.values()
    }

    /// Decisions on names that were never brought as cases, with their entries.
    pub const fn plain_decisions(&self) -> &BTreeMap<String, u64> {
        &self.plain
    }

    /// Who left the commission or the mechanism.
    pub const fn away(&self) -> &Away {
        &self.away
    }

    /// What is due in all cases.
    pub(crate) fn due_list(&self, into: &mut Vec<Due>) {
        self.cases.values().for_each(|case| case.due_list(into));
    }
}

/// Of acts that one person answers for, the roles of which their own key has one.
const fn author_roles(step: &CaseAct) -> Option<(&'static [Role], &'static str)> {
    match step {
        CaseAct::Close { .. }
        | CaseAct::CloseVote { .. }
        | CaseAct::Draft { .. }
        | CaseAct::End { .. }
        | CaseAct::Escalate { .. }
        | CaseAct::OpenVote { .. }
        | CaseAct::Recuse { .. }
        | CaseAct::Vote { .. } => Some(COMMISSION),
        CaseAct::Extend { .. } | CaseAct::Notify { .. } | CaseAct::Open { .. } | CaseAct::Resume { .. } | CaseAct::Suspend { .. } => {
            Some(HEAD)
        }
        CaseAct::Inadmissible { .. } => Some((&[Role::Head, Role::Legal], "the author heads the mission or advises it on law")),
        CaseAct::Cite { .. } => Some((&[Role::Analyst, Role::Head, Role::Legal], "the author is an analyst, a legal adviser or the head")),
        CaseAct::Verify { .. } => Some((&[Role::Analyst], "the author is an analyst")),
        CaseAct::Request { .. } => Some((&[Role::Commission, Role::Legal], "the author is a member of the commission or a legal adviser")),
        CaseAct::Answer { .. }
        | CaseAct::Challenge { .. }
        | CaseAct::Claim { .. }
        | CaseAct::Dispute { .. }
        | CaseAct::Leave { .. }
        | CaseAct::Publish { .. }
        | CaseAct::Quit { .. }
        | CaseAct::Reply { .. }
        | CaseAct::Submit { .. } => None,
    }
}

/// A step within one case.
fn take_step(case: &mut Case, step: &CaseAct, acting: &Acting<'_>, away: &Away, now: Option<Instant>) -> Result<(), CaseFault> {
    match step {
        CaseAct::Answer { request, sha256, .. } => case.answer(request, *sha256, acting),
        CaseAct::Challenge { member, reason, .. } => case.challenge(member, reason, acting, away),
        CaseAct::Cite { cites, .. } => case.cite(cites, acting),
        CaseAct::Claim { remedy, sha256, .. } => case.claim(remedy, *sha256, acting),
        CaseAct::Close { reason, .. } => case.close(reason, acting, away),
        CaseAct::CloseVote { .. } => case.close_vote_early(acting, away),
        CaseAct::Dispute { reason, remedy, .. } => case.dispute(remedy, reason, acting),
        CaseAct::Draft { proposal, .. } => case.draft(proposal, acting, away),
        CaseAct::End { reason, .. } => case.end(reason, acting, away),
        CaseAct::Escalate { remedy, step, .. } => case.escalate(remedy, step, acting, away),
        CaseAct::Extend { party, reason, .. } => case.extend(party, reason),
        CaseAct::Inadmissible { reason, .. } => case.refuse(reason, acting),
        CaseAct::Notify { party, sha256, .. } => case.notify(party, *sha256, acting.leaf),
        CaseAct::OpenVote { draft, .. } => case.open_vote(*draft, acting, away),
        CaseAct::Publish { sha256, tier, .. } => case.publish(*tier, *sha256, acting.leaf),
        CaseAct::Recuse { member, reason, .. } => case.recuse(member, reason, acting, away),
        CaseAct::Reply { attachments, complete, sha256, .. } => {
            case.reply(&Said { sha256: *sha256, attachments, is_complete: *complete }, acting)
        }
        CaseAct::Request { of, question, request, .. } => case.request(request, of, question, acting, away),
        CaseAct::Resume { .. } => case.resume(),
        CaseAct::Suspend { reason, .. } => case.suspend(acting.marked("the reason", reason)?, now),
        CaseAct::Verify { cites, outcome, reason, remedy, .. } => {
            let (by, reason) = (acting.author.into(), reason.trim().to_owned());
            case.check(remedy, Checked { leaf: acting.leaf, by, outcome: *outcome, reason, cites: cites.clone() }, acting)
        }
        CaseAct::Vote { choice, dissent, draft, reason, .. } => {
            case.vote(Ballot { draft: *draft, choice: *choice, reason, dissent: *dissent }, acting, away)
        }
        // Those that are about more than one case were taken before.
        CaseAct::Leave { .. } | CaseAct::Open { .. } | CaseAct::Quit { .. } | CaseAct::Submit { .. } => Ok(()),
    }
}
