//! What is owed without any event: clocks, deadlines, notices, lists; one finding for each thing owed.

use crate::access::Access;
use crate::agreement::{Agreement, KindSet, Rule, Term};
use crate::answer::Permission;
use crate::cap::Cap;
use crate::clock::Clock;
use crate::derogation::NonDerogation;
use crate::discipline::Discipline;
use crate::dossier::Dossier;
use crate::due::Deadline;
use crate::exchange::Exchange;
use crate::ground::Ground;
use crate::manual::Manual;
use crate::means::Means;
use crate::method::CITED_MAX;
use crate::moment::{Force, force, readings};
use crate::owing::Owing;
use crate::protection::Protection;
use crate::release::Release;
use crate::scene::{Scene, reading_label};
use crate::trace::Trace;
use crate::verdict::Verdict;
use crate::{access, answer, clock, derogation, discipline, exchange, manual, means, owing, release};
use model::{
    CoverageId, Digest, Finding, IncidentId, Instant, Kind, Missing, Mission, ObservationId, Outcome, PartyId, Subject, TimePrecision, When,
};
use std::collections::BTreeSet;

/// What duties are held against.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Deeds, inventories, coverage.
    pub dossier: &'a Dossier<'a>,
    /// What this agreement's incidents left behind ([`crate::traces`]), in any order.
    pub traces: &'a [Trace],
    /// The findings of this agreement on incidents, in any order.
    pub findings: &'a [Finding],
}

/// Whether any term could ask for deeds, inventories or coverage: then they have to be there.
pub fn asks_for_papers(agreement: &Agreement) -> bool {
    has_duties(agreement) || agreement.terms.iter().any(|term| asks_beside_incidents(&term.rule))
}

/// Whether a term on incidents looks at deeds, too.
pub(crate) fn asks_beside_incidents(rule: &Rule) -> bool {
    match rule {
        Rule::ProhibitedAct(act) | Rule::TargetProtection(Protection { act, .. }) => act.may_be_declared(),
        Rule::StandOff(stand_off) => stand_off.track.is_some() || stand_off.act.may_be_declared(),
        Rule::MineBan(_) => true,
        Rule::Exemption(exemption) => exemption.needs_flight_plan,
        Rule::Duty(_) => true,
        Rule::EffectiveMoment(_)
        | Rule::ZoneAllowList(_)
        | Rule::WithdrawalDistance(_)
        | Rule::Quota(_)
        | Rule::DefinedTerm(_)
        | Rule::Repeal
        | Rule::Unreadable => false,
    }
}

/// Whether an agreement has terms that [`assess_duties`] holds against anything.
pub fn has_duties(agreement: &Agreement) -> bool {
    agreement.terms.iter().any(|term| matches!(term.rule, Rule::Duty(_)))
}

/// Whether any duty looks at findings on incidents: then all of them are needed at once.
pub fn looks_at_findings(agreement: &Agreement) -> bool {
    agreement.terms.iter().any(|term| if let Rule::Duty(duty) = &term.rule { duty.looks_at_findings() } else { false })
}

/// Holds everything that is owed without an event against an agreement, sorted by id of finding.
/// `version` is the digest of the agreement's file.
pub fn assess_duties(agreement: &Agreement, version: &Digest, case: &Case<'_>, ground: &dyn Ground, mission: &Mission) -> Vec<Finding> {
    let docket = Docket { agreement, version, case, ground, mission };
    let mut findings = Vec::new();
    for (index, term) in agreement.terms.iter().enumerate() {
        if let Rule::Duty(duty) = &term.rule {
            duty.assess(&docket, (index, term), &mut findings);
        }
    }
    crate::assess::bind_acceded(agreement, &mut findings);
    findings.sort_by_key(|finding| finding.id);
    findings.dedup_by_key(|finding| finding.id);
    findings
}

/// What is owed without an event, or looks at many of them: one variant for each kind of term.
#[derive(Clone, Debug)]
pub(crate) enum DutyRule {
    ConditionalPermission(Permission),
    NonDerogation(NonDerogation),
    PhasedWithdrawal(Clock),
    RelativeDeadline(Owing),
    Release(Release),
    AccessObligation(Access),
    Notification(Owing),
    Discipline(Discipline),
    Exchange(Exchange),
    VerificationMeans(Means),
    Manual(Manual),
    Cap(Cap),
}

impl DutyRule {
    /// The parties that it binds by name.
    pub(crate) fn parties(&self) -> Vec<PartyId> {
        self.bound().cloned().unwrap_or_default()
    }

    const fn bound(&self) -> Option<&Vec<PartyId>> {
        match self {
            Self::ConditionalPermission(rule) => Some(&rule.parties),
            Self::NonDerogation(rule) => Some(&rule.parties),
            Self::PhasedWithdrawal(rule) => Some(&rule.parties),
            Self::RelativeDeadline(rule) => Some(&rule.parties),
            Self::Release(rule) => Some(&rule.parties),
            Self::AccessObligation(rule) => Some(&rule.parties),
            Self::Notification(rule) => Some(&rule.parties),
            Self::Discipline(rule) => Some(&rule.parties),
            Self::Exchange(rule) => Some(&rule.parties),
            Self::VerificationMeans(rule) => Some(&rule.parties),
            Self::Manual(_) => None,
            Self::Cap(rule) => Some(&rule.parties),
        }
    }

    /// The parties that it binds, where none named means all of the agreement.
    pub(crate) const fn parties_or_all(&mut self) -> Option<&mut Vec<PartyId>> {
        match self {
            Self::ConditionalPermission(rule) => Some(&mut rule.parties),
            Self::NonDerogation(rule) => Some(&mut rule.parties),
            Self::PhasedWithdrawal(rule) => Some(&mut rule.parties),
            Self::RelativeDeadline(rule) => Some(&mut rule.parties),
            Self::Release(rule) => Some(&mut rule.parties),
            Self::AccessObligation(rule) => Some(&mut rule.parties),
            Self::Notification(rule) => Some(&mut rule.parties),
            Self::Discipline(rule) => Some(&mut rule.parties),
            Self::Exchange(rule) => Some(&mut rule.parties),
            Self::VerificationMeans(rule) => Some(&mut rule.parties),
            Self::Manual(_) => None,
            Self::Cap(cap) => Some(&mut cap.parties),
        }
    }

    /// When what it asks for is due.
    pub(crate) const fn deadline(&self) -> Option<&Deadline> {
        match self {
            Self::PhasedWithdrawal(rule) => Some(&rule.deadline),
            Self::RelativeDeadline(rule) | Self::Notification(rule) => Some(&rule.deadline),
            Self::Discipline(rule) => Some(&rule.deadline),
            Self::Exchange(rule) => Some(&rule.deadline),
            Self::VerificationMeans(rule) => Some(&rule.deadline),
            Self::ConditionalPermission(_)
            | Self::NonDerogation(_)
            | Self::Release(_)
            | Self::AccessObligation(_)
            | Self::Manual(_)
            | Self::Cap(_) => None,
        }
    }

    /// The kinds of observation whose incidents it concerns.
    pub(crate) fn kinds(&self) -> KindSet {
        match self {
            Self::AccessObligation(_) => KindSet::of([Kind::Restriction]),
            Self::Manual(manual) => manual.acts,
            Self::Cap(_) => KindSet::NONE,
            _traced => self.traced(),
        }
    }

    /// The kinds whose incidents leave a trace for it.
    pub(crate) const fn traced(&self) -> KindSet {
        match self {
            Self::ConditionalPermission(rule) => rule.traced(),
            Self::PhasedWithdrawal(rule) => rule.violations,
            Self::NonDerogation(_)
            | Self::RelativeDeadline(_)
            | Self::Release(_)
            | Self::AccessObligation(_)
            | Self::Notification(_)
            | Self::Discipline(_)
            | Self::Exchange(_)
            | Self::VerificationMeans(_)
            | Self::Manual(_)
            | Self::Cap(_) => KindSet::NONE,
        }
    }

    /// Whether it says something of one incident by itself, or leaves a trace of it.
    pub(crate) fn sites(&self, scene: &Scene<'_>) -> Vec<(usize, Verdict)> {
        match self {
            Self::PhasedWithdrawal(rule) => rule.sites(scene),
            _without_areas => vec![(0, Verdict::of(Outcome::Breach))],
        }
    }

    /// Whether what it says of all that is known takes findings on incidents into account.
    pub(crate) const fn looks_at_findings(&self) -> bool {
        match self {
            Self::Release(_) | Self::Discipline(_) => true,
            Self::ConditionalPermission(_)
            | Self::NonDerogation(_)
            | Self::PhasedWithdrawal(_)
            | Self::RelativeDeadline(_)
            | Self::Notification(_)
            | Self::Exchange(_)
            | Self::VerificationMeans(_)
            | Self::Manual(_)
            | Self::Cap(_)
            | Self::AccessObligation(_) => false,
        }
    }

    /// Whether what it says of one incident depends on deeds, inventories, coverage, or on how far the record reaches.
    pub(crate) const fn rests_on_papers(&self) -> bool {
        match self {
            Self::AccessObligation(_) => true,
            Self::ConditionalPermission(_)
            | Self::NonDerogation(_)
            | Self::PhasedWithdrawal(_)
            | Self::RelativeDeadline(_)
            | Self::Notification(_)
            | Self::Exchange(_)
            | Self::VerificationMeans(_)
            | Self::Manual(_)
            | Self::Cap(_)
            | Self::Release(_)
            | Self::Discipline(_) => false,
        }
    }

    /// What it says of one incident by itself.
    pub(crate) fn assess_incident<'a>(&self, scene: &Scene<'a>, term: &'a Term, findings: &mut Vec<Finding>) {
        match self {
            Self::AccessObligation(access) => access::assess_access(scene, term, access, findings),
            Self::Manual(manual) => manual::assess_incident(scene, term, manual, findings),
            Self::ConditionalPermission(_)
            | Self::NonDerogation(_)
            | Self::PhasedWithdrawal(_)
            | Self::RelativeDeadline(_)
            | Self::Release(_)
            | Self::Notification(_)
            | Self::Discipline(_)
            | Self::Exchange(_)
            | Self::VerificationMeans(_)
            | Self::Cap(_) => {}
        }
    }

    /// What it says of all that is known together.
    fn assess<'a>(&self, docket: &Docket<'a>, (index, term): (usize, &'a Term), findings: &mut Vec<Finding>) {
        match self {
            Self::ConditionalPermission(rule) => answer::assess_permission(docket, (index, term), rule, findings),
            Self::NonDerogation(rule) => derogation::assess_derogation(docket, term, rule, findings),
            Self::PhasedWithdrawal(rule) => clock::assess_clock(docket, (index, term), rule, findings),
            Self::RelativeDeadline(rule) | Self::Notification(rule) => owing::assess_owing(docket, term, rule, findings),
            Self::Release(rule) => release::assess_release(docket, term, rule, findings),
            Self::AccessObligation(_) => {}
            Self::Discipline(rule) => discipline::assess_discipline(docket, term, rule, findings),
            Self::Exchange(rule) => exchange::assess_exchange(docket, term, rule, findings),
            Self::VerificationMeans(rule) => means::assess_means(docket, term, rule, findings),
            Self::Manual(rule) => manual::assess_standing(docket, term, rule, findings),
            Self::Cap(cap) => crate::cap::assess_cap(docket, term, cap, findings),
        }
    }
}

/// An agreement's duties before all that is known.
pub(crate) struct Docket<'a> {
    pub(crate) agreement: &'a Agreement,
    pub(crate) version: &'a Digest,
    pub(crate) case: &'a Case<'a>,
    pub(crate) ground: &'a dyn Ground,
    pub(crate) mission: &'a Mission,
}

/// One thing owed, with its result and what it rests on.
pub(crate) struct Owed {
    /// What is owed, of whom or where, in few words; with the party it names the finding.
    pub(crate) about: String,
    pub(crate) party: Option<PartyId>,
    pub(crate) time: When,
    pub(crate) verdict: Verdict,
    pub(crate) rests_on: RestsOn,
}

/// What a result rests on.
#[derive(Clone, Debug, Default)]
pub(crate) struct RestsOn {
    pub(crate) coverages: BTreeSet<CoverageId>,
    pub(crate) incidents: BTreeSet<IncidentId>,
    pub(crate) observations: BTreeSet<ObservationId>,
}

impl RestsOn {
    /// Adds what another result rests on.
    pub(crate) fn take(&mut self, other: &Self) {
        self.coverages.extend(&other.coverages);
        self.incidents.extend(&other.incidents);
        self.observations.extend(&other.observations);
    }
}

impl<'a> Docket<'a> {
    /// The readings of the moments that start a term, each with its time in force and the name of its findings' reading.
    pub(crate) fn forces(&self, term: &'a Term) -> Vec<(Force<'a>, Option<String>)> {
        let readings = readings(self.agreement, term).into_iter().take(crate::method::READINGS_MAX);
        readings.map(|reading| (force(self.agreement, term, reading), reading_label(term.reading.as_deref(), reading))).collect()
    }

    /// What keeps a term from being applied at all: its own faults, and parties that the mission lacks.
    pub(crate) fn faults(&self, term: &Term) -> Vec<String> {
        let stranger = |party: &PartyId| self.mission.party(party).is_none().then(|| format!("the mission has no party `{party}`"));
        term.faults.iter().cloned().chain(term.rule.parties().iter().filter_map(stranger)).collect()
    }

    /// The finding of a term on one thing owed.
    pub(crate) fn finding(&self, term: &Term, reading: Option<&str>, owed: Owed) -> Finding {
        let Owed { about, party, time, verdict, rests_on } = owed;
        let about = crate::words::clean(&about, 300);
        let agreement = self.agreement.id.clone();
        Finding {
            id: Finding::derive_id(&agreement, &term.id, reading, party.as_ref(), &format!("duty\n{about}")),
            agreement,
            agreement_version: term.version_or(self.version),
            chance_ppm: verdict.chance_ppm,
            clause: term.id.clone(),
            missing: verdict.missing.iter().copied().collect(),
            outcome: verdict.outcome,
            party,
            reading: reading.map(str::to_owned),
            used: verdict.used.iter().copied().collect(),
            reasons: term.told(verdict),
            subject: Subject::Duty {
                about,
                coverages: rests_on.coverages.into_iter().take(CITED_MAX).collect(),
                incidents: rests_on.incidents.into_iter().take(CITED_MAX).collect(),
                observations: rests_on.observations.into_iter().take(CITED_MAX).collect(),
            },
            time,
        }
    }

    /// A term with faults is undetermined as a whole.
    pub(crate) fn faulty(&self, term: &'a Term, faults: &[String], findings: &mut Vec<Finding>) {
        for (force, reading) in self.forces(term) {
            let mut verdict = Verdict::undetermined(Missing::Definition, "the term has faults and cannot be applied".into());
            verdict.reasons.extend(faults.iter().cloned());
            let about = "the clause as a whole".to_owned();
            let owed = Owed { about, party: None, time: force.whole(), verdict, rests_on: RestsOn::default() };
            findings.push(self.finding(term, reading.as_deref(), owed));
        }
    }
}

impl Force<'_> {
    /// The whole time in force, as far as it is known: an open end reaches to the end of all years.
    pub(crate) fn whole(&self) -> When {
        let from = self.first_moment().unwrap_or(Instant::FIRST);
        let to = self.last_moment().unwrap_or(Instant::LAST).max(from);
        When { from, precision: TimePrecision::Unknown, to, zone: self.zone().unwrap_or("UTC").to_owned() }
    }
}
