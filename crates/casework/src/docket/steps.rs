//! A case until deliberation: admission, notice, replies, requests, who sits; and what follows a decision.

use super::case::{Answer, Away, Case, Challenge, Filed, Marked, Notice, Publication, Reply, Request, Stage};
use super::fault::CaseFault;
use super::remedy::{Checked, Claimed, Disputed, Remedy};
use super::{Acting, written};
use crate::Deadline;
use model::case::{Cite, Tier};
use model::remedy::Outcome;
use model::{Digest, Instant, PartyId, Role};

impl Case {
    pub(super) fn state_fault(&self, needs: &'static str) -> CaseFault {
        CaseFault::State { case: self.name.clone(), state: self.state(), needs }
    }

    /// It is not suspended.
    pub(super) fn goes_on(&self) -> Result<(), CaseFault> {
        match &self.suspended {
            Some(since) => Err(CaseFault::Suspended { case: self.name.clone(), since: since.leaf }),
            None => Ok(()),
        }
    }

    /// It is not yet decided or ended.
    fn is_running(&self, needs: &'static str) -> Result<(), CaseFault> {
        match self.stage {
            Stage::Submitted | Stage::Open { .. } | Stage::Deliberation { carried: None, .. } => Ok(()),
            Stage::Deliberation { carried: Some(carried), .. } => Err(CaseFault::Carried(carried)),
            Stage::Inadmissible(_) | Stage::NoDecision { .. } | Stage::Decided { .. } => Err(self.state_fault(needs)),
        }
    }

    pub(super) fn open(&mut self, leaf: u64) -> Result<(), CaseFault> {
        self.goes_on()?;
        if !matches!(self.stage, Stage::Submitted) {
            return Err(self.state_fault("only what was submitted is opened, once"));
        }
        if self.procedure.commission.seats.is_empty() {
            return Err(CaseFault::NoCommission);
        }
        self.stage = Stage::Open { opened: leaf, notice: Deadline::of_hours(self.procedure.deadlines.notice_h) };
        self.end_replies();
        Ok(())
    }

    pub(super) fn refuse(&mut self, reason: &str, acting: &Acting<'_>) -> Result<(), CaseFault> {
        self.goes_on()?;
        if !matches!(self.stage, Stage::Submitted) {
            return Err(self.state_fault("admissibility is judged before a case is opened"));
        }
        self.stage = Stage::Inadmissible(acting.marked("the reason", reason)?);
        Ok(())
    }

    pub(super) fn cite(&mut self, cites: &[Cite], acting: &Acting<'_>) -> Result<(), CaseFault> {
        self.is_running("its file is closed; new evidence asks for a review")?;
        if cites.is_empty() {
            return Err(CaseFault::Blank("what is added to the file"));
        }
        self.put_into_file(cites, acting);
        Ok(())
    }

    /// Adds what is not in the file yet.
    pub(super) fn put_into_file(&mut self, cites: &[Cite], acting: &Acting<'_>) {
        for cite in cites {
            if !self.file.iter().any(|filed| filed.cite == *cite) {
                self.file.push(Filed { cite: cite.clone(), leaf: acting.leaf, by: acting.author.into() });
            }
        }
    }

    pub(super) fn notify(&mut self, party: &PartyId, sha256: Digest, leaf: u64) -> Result<(), CaseFault> {
        self.goes_on()?;
        if !self.named.contains(party) {
            return Err(CaseFault::NotNamed(party.clone()));
        }
        if let Some(notice) = self.notices.get(party) {
            return Err(CaseFault::Notified { party: party.clone(), leaf: notice.leaf });
        }
        let Stage::Open { notice, .. } = &mut self.stage else {
            return Err(self.state_fault("parties are told once it is opened"));
        };
        if self.notices.len() + 1 == self.named.len() {
            notice.end();
        }
        let deadline = Deadline::of_hours(self.procedure.deadlines.reply_h);
        self.notices.insert(party.clone(), Notice { leaf, sha256, deadline, extensions_n: 0, silent: None });
        Ok(())
    }

    pub(super) fn reply(&mut self, said: &Said<'_>, acting: &Acting<'_>) -> Result<(), CaseFault> {
        let party = acting.party.ok_or(CaseFault::NotTheirs { who: acting.author.into(), needs: "a reply is signed for a named party" })?;
        if !self.named.contains(party) {
            return Err(CaseFault::NotNamed(party.clone()));
        }
        if self.is_closed() {
            return Err(self.state_fault("it takes no reply any more"));
        }
        let notice = self.notices.get_mut(party).ok_or_else(|| CaseFault::NotNotified(party.clone()))?;
        let is_late = !notice.deadline.is_open();
        if said.is_complete && !is_late {
            notice.deadline.end();
        }
        let (sha256, attachments) = (said.sha256, said.attachments.to_vec());
        self.replies.push(Reply { leaf: acting.leaf, party: party.clone(), by: acting.author.into(), sha256, attachments, is_late });
        if self.suspended.is_none() {
            self.end_replies();
        }
        Ok(())
    }

    pub(super) fn extend(&mut self, party: &PartyId, reason: &str) -> Result<(), CaseFault> {
        self.goes_on()?;
        written("the reason", reason)?;
        let (hours, n) = (self.procedure.deadlines.extension_h, self.procedure.deadlines.extensions_n_max);
        let notice = self.notices.get_mut(party).ok_or_else(|| CaseFault::NotNotified(party.clone()))?;
        if !notice.deadline.is_open() {
            return Err(CaseFault::ReplyOver(party.clone()));
        }
        if notice.extensions_n >= n {
            return Err(CaseFault::Extended { party: party.clone(), n });
        }
        notice.extensions_n += 1;
        notice.deadline.extend(hours);
        Ok(())
    }

    pub(super) fn request(&mut self, name: &str, of: &PartyId, question: &str, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.goes_on()?;
        self.is_running("nobody is asked any more")?;
        let (name, question) = (written("the name of the request", name)?, written("the question", question)?);
        if !acting.has(&[Role::Legal]) {
            self.why_out(away, acting.author)?;
        }
        if self.requests.contains_key(&name) {
            return Err(CaseFault::Twice { what: "the request", name });
        }
        let deadline = Deadline::of_hours(self.procedure.deadlines.answer_h);
        let request = Request { leaf: acting.leaf, by: acting.author.into(), of: of.clone(), question, deadline, answers: Vec::new() };
        self.requests.insert(name, request);
        Ok(())
    }

    pub(super) fn answer(&mut self, name: &str, sha256: Digest, acting: &Acting<'_>) -> Result<(), CaseFault> {
        if self.is_closed() {
            return Err(self.state_fault("it takes no answer any more"));
        }
        let missing = || CaseFault::Missing { what: "the request", name: name.into() };
        let request = self.requests.get_mut(name).ok_or_else(missing)?;
        if acting.party.is_some_and(|party| *party != request.of) {
            return Err(CaseFault::NotTheirs { who: acting.author.into(), needs: "whoever was asked answers" });
        }
        let is_late = !request.deadline.is_open() && request.answers.is_empty();
        request.deadline.end();
        request.answers.push(Answer { leaf: acting.leaf, by: acting.author.into(), sha256, is_late });
        Ok(())
    }

    pub(super) fn challenge(&mut self, member: &str, reason: &str, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.is_running("nobody sits on it any more")?;
        self.why_out(away, member)?;
        self.challenges.push(Challenge { member: member.into(), said: acting.marked("the reason", reason)? });
        Ok(())
    }

    /// A member steps back, or the chair (for the chair: the next one) decides that they do not sit.
    pub(super) fn recuse(&mut self, member: &str, reason: &str, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.is_running("nobody sits on it any more")?;
        if let Some(out) = self.recused.get(member) {
            return Err(CaseFault::Out { who: member.into(), since: out.leaf });
        }
        let seats = &self.procedure.commission.seats;
        if !seats.iter().any(|seat| seat.member == member || seat.alternate.as_deref() == Some(member)) {
            return Err(CaseFault::NoSeat(member.into()));
        }
        if acting.author != member {
            let sitting = self.sitting(away);
            let mut chairs = self.procedure.commission.chairs.iter().filter(|chair| *chair != member);
            let chair = chairs.find(|chair| sitting.iter().any(|one| one.person == **chair));
            if chair.is_none_or(|chair| chair != acting.author) {
                let needs = "a member steps back, or the chair who sits on the case decides it (on the chair: the next one)";
                return Err(CaseFault::NotTheirs { who: acting.author.into(), needs });
            }
        }
        let marked = acting.marked("the reason", reason)?;
        self.recused.insert(member.into(), marked);
        Ok(())
    }

    pub(super) fn suspend(&mut self, why: Marked, now: Option<Instant>) -> Result<(), CaseFault> {
        self.goes_on()?;
        if self.is_closed() {
            return Err(self.state_fault("nothing is left to be suspended"));
        }
        for deadline in self.deadlines() {
            deadline.stop(now);
        }
        self.suspended = Some(why);
        Ok(())
    }

    pub(super) fn resume(&mut self) -> Result<(), CaseFault> {
        if self.suspended.take().is_none() {
            return Err(self.state_fault("only what is suspended is resumed"));
        }
        for deadline in self.deadlines() {
            deadline.go_on();
        }
        self.end_replies();
        Ok(())
    }

    pub(super) fn publish(&mut self, tier: Tier, sha256: Digest, leaf: u64) -> Result<(), CaseFault> {
        if self.decision().is_none() {
            return Err(self.state_fault("a decision is given out once there is one"));
        }
        self.publications.push(Publication { leaf, tier, sha256 });
        Ok(())
    }

    pub(super) fn remedy(&mut self, name: &str) -> Result<&mut Remedy, CaseFault> {
        self.goes_on()?;
        let fault = self.state_fault("only what was decided has remedies that run");
        match &mut self.stage {
            Stage::Decided { remedies, closed: None, .. } => {
                remedies.get_mut(name).ok_or_else(|| CaseFault::Missing { what: "the remedy", name: name.into() })
            }
            Stage::Decided { .. }
            | Stage::Submitted
            | Stage::Inadmissible(_)
            | Stage::Open { .. }
            | Stage::Deliberation { .. }
            | Stage::NoDecision { .. } => Err(fault),
        }
    }

    pub(super) fn claim(&mut self, name: &str, sha256: Digest, acting: &Acting<'_>) -> Result<(), CaseFault> {
        let remedy = self.remedy(name)?;
        if acting.party != Some(&remedy.order.actor) {
            return Err(CaseFault::NotTheirs { who: acting.author.into(), needs: "whoever is to do it says that it is done" });
        }
        let is_late = remedy.due.lapsed().is_some();
        let body = acting.body.map(str::to_owned);
        remedy.claim(Claimed { leaf: acting.leaf, by: acting.author.into(), body, sha256, is_late })
    }

    pub(super) fn check(&mut self, name: &str, checked: Checked, acting: &Acting<'_>) -> Result<(), CaseFault> {
        let remedy = self.remedy(name)?;
        let claims = &remedy.claims;
        let own = acting.by.iter().find(|one| {
            one.party.as_ref() == Some(&remedy.order.actor)
                || claims.iter().any(|claim| claim.by == one.person || (claim.body.is_some() && claim.body == one.body))
        });
        if let Some(own) = own {
            return Err(CaseFault::OwnRemedy(own.person.clone()));
        }
        if checked.outcome == Outcome::Met && checked.cites.is_empty() && checked.reason.trim().is_empty() {
            return Err(CaseFault::Blank("what the check rests on"));
        }
        remedy.check(checked)
    }

    pub(super) fn dispute(&mut self, name: &str, reason: &str, acting: &Acting<'_>) -> Result<(), CaseFault> {
        let Marked { leaf, by, reason } = acting.marked("the reason", reason)?;
        let remedy = self.remedy(name)?;
        if acting.party == Some(&remedy.order.actor) {
            return Err(CaseFault::NotTheirs { who: by, needs: "somebody else than who is to do it disputes it" });
        }
        remedy.dispute(Disputed { leaf, by, reason })
    }

    pub(super) fn escalate(&mut self, name: &str, step: &str, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.presides(acting, away)?;
        let ladder = self.procedure.remedies.clone();
        let remedy = self.remedy(name)?;
        if !ladder.is_after(step, &remedy.order.step) {
            return Err(CaseFault::Ladder { step: step.into(), before: remedy.order.step.clone() });
        }
        remedy.escalate(acting.leaf, step)
    }

    pub(super) fn close(&mut self, reason: &str, acting: &Acting<'_>, away: &Away) -> Result<(), CaseFault> {
        self.goes_on()?;
        self.presides(acting, away)?;
        let marked = acting.marked("the reason", reason)?;
        let fault = self.state_fault("a decided case with remedies that were not met is closed");
        match &mut self.stage {
            Stage::Decided { closed: closed @ None, remedies, .. } if remedies.values().any(|remedy| remedy.state.is_open()) => {
                if let Some(running) = remedies.values().find(|remedy| remedy.due.is_open()) {
                    let needs = "its time runs; it is closed when the time of every remedy is over";
                    return Err(CaseFault::Remedy { remedy: running.order.remedy.clone(), state: running.state.word(), needs });
                }
                *closed = Some(marked);
                Ok(())
            }
            Stage::Decided { .. }
            | Stage::Submitted
            | Stage::Inadmissible(_)
            | Stage::Open { .. }
            | Stage::Deliberation { .. }
            | Stage::NoDecision { .. } => Err(fault),
        }
    }

    /// A later decision takes the place of this one.
    pub(super) fn supersede(&mut self, by: &str) {
        self.under_review = None;
        self.superseded_by = Some(by.into());
        if let Stage::Decided { remedies, .. } = &mut self.stage {
            remedies.values_mut().for_each(Remedy::lift);
        }
    }
}

/// A reply as it comes in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    pub sha256: Digest,
    pub attachments: &'a [Digest],
    pub is_complete: bool,
}
