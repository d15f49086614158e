//! What waits, for whom, and until when: the state of each matter and the queues by role.

use super::matter::Matter;
use super::{Facts, Verification, VerificationRules};
use model::{Instant, Role};

const HOUR_MS: i64 = 3_600_000;

/// Where a subject stands in verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Nobody has graded it.
    New,
    /// A round of grading waits for grades.
    Grading,
    /// All grades are given and not all are opened.
    ToOpen,
    /// Graded, and not confirmed.
    Graded,
    /// It was confirmed, and is no longer what was confirmed.
    Changed,
    /// Confirmed as it stands.
    Verified,
    /// What became of it is known.
    Settled,
    /// Something is missing.
    SentBack,
    /// Not pursued.
    SetAside,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::New,
        Self::Grading,
        Self::ToOpen,
        Self::Graded,
        Self::Changed,
        Self::Verified,
        Self::Settled,
        Self::SentBack,
        Self::SetAside,
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Grading => "grading",
            Self::ToOpen => "to_open",
            Self::Graded => "graded",
            Self::Changed => "changed",
            Self::Verified => "verified",
            Self::Settled => "settled",
            Self::SentBack => "sent_back",
            Self::SetAside => "set_aside",
        }
    }

    /// For whom it waits: holders of one of these roles.
    pub const fn waits_for(self, is_finding: bool) -> &'static [Role] {
        match self {
            Self::New if is_finding => &[],
            Self::New | Self::Grading | Self::ToOpen => &[Role::Analyst],
            Self::Graded | Self::Changed if is_finding => &[Role::Legal],
            Self::Graded | Self::Changed => &[Role::Analyst, Role::Head, Role::Legal],
            Self::SentBack => &[Role::Monitor],
            Self::Verified | Self::Settled | Self::SetAside => &[],
        }
    }
}

/// Something that can wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub subject: String,
    /// When it came, by the clock of the node that received it.
    pub since: Instant,
    /// What the record says of it; needed once somebody worked on it or on what shares reports with it.
    pub facts: Option<Facts>,
}

/// A line of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its id.
    pub subject: String,
    /// Where it stands.
    pub state: State,
    /// For whom it waits; what is overdue waits for the head of the mission too.
    pub waits_for: Vec<Role>,
    /// Until when.
    pub due: Option<Instant>,
    /// Whether that has passed.
    pub is_overdue: bool,
    /// Who is to see to it.
    pub assigned: Option<String>,
    /// Who looks at it, and until when.
    pub looked_at_by: Option<(String, Instant)>,
    /// Whose grades the round waits for, in words.
    pub grades_of: Option<String>,
    /// What is missing.
    pub missing: Vec<String>,
    /// How many people graded it.
    pub graded_n: usize,
}

impl Matter {
    fn due(&self, state: State, since: Instant, rules: &VerificationRules) -> Option<Instant> {
        let after = |at: Instant, hours: u32| at.plus_ms(i64::from(hours).saturating_mul(HOUR_MS));
        let graded_at = || self.last_graded().and_then(|round| round.given.iter().map(|given| given.at).max());
        let own = match state {
            State::New | State::Grading | State::ToOpen => Some(after(since, rules.first_grade_h)),
            State::Graded | State::Changed => graded_at().map(|at| after(at, rules.confirm_h)),
            State::SentBack => self.returned.as_ref().map(|returned| after(returned.at, rules.completeness_h)),
            State::Verified | State::Settled | State::SetAside => return None,
        };
        let assigned = self.assigned.as_ref().and_then(|assigned| assigned.due);
        [own, assigned].into_iter().flatten().min()
    }
}

impl Verification {
    /// Where a subject stands, with what the record says of it now.
    pub fn state(&self, rules: &VerificationRules, subject: &str, facts: Option<&Facts>) -> State {
        let none = Matter::default();
        let matter = self.matter(subject).unwrap_or(&none);
        let kin_graded_n = facts.filter(|_| subject.starts_with("FND-")).map_or(0, |facts| self.kin_graded_n(&facts.kin));
        match matter.rounds.last().filter(|round| !round.has_ended()) {
            _ if matter.set_aside.is_some() => State::SetAside,
            _ if matter.returned.is_some() => State::SentBack,
            _ if !matter.settled.is_empty() => State::Settled,
            Some(round) if round.is_sealed() => State::ToOpen,
            Some(_) => State::Grading,
            None if facts.is_some_and(|facts| self.is_verified(rules, subject, facts)) => State::Verified,
            None if !matter.confirmed.is_empty() => State::Changed,
            None if matter.graded_n().max(kin_graded_n) >= rules.graders_n => State::Graded,
            None => State::New,
        }
    }

    /// The line of one thing in the queue at a moment.
    pub fn line(&self, rules: &VerificationRules, waiting: &Waiting, now: Instant) -> Line {
        let none = Matter::default();
        let matter = self.matter(&waiting.subject).unwrap_or(&none);
        let state = self.state(rules, &waiting.subject, waiting.facts.as_ref());
        let due = matter.due(state, waiting.since, rules);
        let mut waits_for = state.waits_for(waiting.subject.starts_with("FND-")).to_vec();
        let is_overdue = !waits_for.is_empty() && due.is_some_and(|due| due < now);
        if is_overdue && !waits_for.contains(&Role::Head) {
            waits_for.push(Role::Head);
        }
        Line {
            subject: waiting.subject.clone(),
            state,
            waits_for,
            due,
            is_overdue,
            assigned: matter.assigned.as_ref().map(|assigned| assigned.to.clone()),
            looked_at_by: matter.looked_at_by(now).map(|lock| (lock.by.clone(), lock.until)),
            grades_of: matter.rounds.last().filter(|_| state == State::Grading).map(super::Round::missing),
            missing: matter.returned.as_ref().map(|returned| returned.missing.clone()).unwrap_or_default(),
            graded_n: matter.graded_n(),
        }
    }
}
