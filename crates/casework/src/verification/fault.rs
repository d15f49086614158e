//! Why a step of verification changes nothing.

use super::KIN_MAX;

/// Why a step of verification changes nothing; each names the subject or the person first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyFault {
    /// Words are missing, or there are too many.
    #[error("{subject}: {what} is empty, longer than {max} characters or not on one line: say it in a sentence")]
    Words {
        /// What it is about.
        subject: String,
        /// Which words.
        what: &'static str,
        /// Longest text, characters.
        max: usize,
    },
    /// Nothing is named.
    #[error("{0}: it is sent back without naming a missing field: say what is missing")]
    NothingMissing(String),
    /// Not a subject.
    #[error("`{0}` is no report, incident or finding: an id such as INC-7K3QZ2... is expected")]
    Subject(String),
    /// It looked at what was not there yet.
    #[error("{subject}: it says that it looked at {as_of} entries, and stands at entry {leaf}")]
    Ahead {
        /// What it is about.
        subject: String,
        /// As it says.
        as_of: u64,
        /// Its position.
        leaf: u64,
    },
    /// What shares reports with it is not written as it must be.
    #[error("{0}: what shares reports with it is named sorted, each once, without itself, at most {max}", max = KIN_MAX)]
    Kin(String),
    /// Something that shares reports with it is left out.
    #[error("{subject}: {kin} shares reports with it and is not named: look at it again and sign anew")]
    KinMissing {
        /// What it is about.
        subject: String,
        /// What is left out.
        kin: String,
    },
    /// It changed since it was looked at.
    #[error("{0} is not as it was looked at: look at it again and sign anew")]
    Changed(String),
    /// One person would assert and confirm.
    #[error("{person} has {did} {subject} and cannot {would}: another person is needed")]
    SamePerson {
        /// Who.
        person: String,
        /// What they did before.
        did: &'static str,
        /// To what.
        subject: String,
        /// What they want to do now.
        would: &'static str,
    },
    /// One organisation would assert and confirm.
    #[error("{person} is of `{body}`, which has {did} {subject}, and cannot {would}: the rules ask for another organisation")]
    SameBody {
        /// Who.
        person: String,
        /// Their organisation.
        body: String,
        /// What it did before.
        did: &'static str,
        /// To what.
        subject: String,
        /// What they want to do now.
        would: &'static str,
    },
    /// Nobody knows of which organisation somebody is, and the rules ask.
    #[error("{0} is of no organisation in the key register, and the rules ask for different ones to assert and to confirm")]
    NoBody(String),
    /// A step that one person takes is signed by several.
    #[error("{0}: one person grades for themselves, and this is signed by several")]
    Several(String),
    /// It is set aside.
    #[error("{0} is set aside: take it up again first")]
    IsAside(String),
    /// It is sent back.
    #[error("{subject} is sent back, since {missing} is missing: take it up again first")]
    IsReturned {
        /// What it is about.
        subject: String,
        /// The fields.
        missing: String,
    },
    /// It is not set aside or sent back.
    #[error("{0} is neither set aside nor sent back: there is nothing to take up")]
    NotAside(String),
    /// It is settled.
    #[error("{0} is settled: a grade after the fact would be none")]
    IsSettled(String),
    /// Not the round that is open.
    #[error("{subject}: round {round} is not open, round {expected} is expected")]
    Round {
        /// What it is about.
        subject: String,
        /// As asked.
        round: u32,
        /// Which one is or comes next.
        expected: u32,
    },
    /// The round takes no seals.
    #[error("{subject}: round {round} takes no more grades")]
    Sealed {
        /// What it is about.
        subject: String,
        /// Which round.
        round: u32,
    },
    /// The round takes seals still.
    #[error("{subject}: round {round} still waits for the grades of {missing}; none is opened before")]
    StillBlind {
        /// What it is about.
        subject: String,
        /// Which round.
        round: u32,
        /// Whose grades, or how many.
        missing: String,
    },
    /// Not among those who were called.
    #[error("{person} was not called to grade {subject} in round {round}")]
    NotCalled {
        /// Who.
        person: String,
        /// What it is about.
        subject: String,
        /// Which round.
        round: u32,
    },
    /// Twice in a round.
    #[error("{person} has graded {subject} in round {round} already")]
    Twice {
        /// Who.
        person: String,
        /// What it is about.
        subject: String,
        /// Which round.
        round: u32,
    },
    /// No seal, or another one.
    #[error("{person} sealed no such grade of {subject} in round {round}: grade, salt and name must be the ones that were sealed")]
    NotAsSealed {
        /// Who.
        person: String,
        /// What it is about.
        subject: String,
        /// Which round.
        round: u32,
    },
    /// A grade out of range.
    #[error("{subject}: a grade has a chance of 1 to 999999 ppm and a credibility of 1 to 6")]
    Grade {
        /// What it is about.
        subject: String,
    },
    /// Confirmed by others, and there are none.
    #[error("{subject}: credibility 1 needs two independent origins, and the record shows {origins_n}")]
    Origins {
        /// What it is about.
        subject: String,
        /// As the record shows.
        origins_n: u32,
    },
    /// Graders cannot be called like that.
    #[error("{subject}: {wanted} to {max} different people are called to grade, each once")]
    Called {
        /// What it is about.
        subject: String,
        /// Fewest.
        wanted: usize,
        /// Most.
        max: usize,
    },
    /// Nothing to close.
    #[error("{subject}: round {round} has no grade yet, so that nothing can be closed")]
    NothingToClose {
        /// What it is about.
        subject: String,
        /// Which round.
        round: u32,
    },
    /// Too few grades.
    #[error("{subject} was graded by {have} people in a round that has ended, and {wanted} are needed before it is confirmed")]
    Ungraded {
        /// What it is about.
        subject: String,
        /// How many.
        have: usize,
        /// How many are needed.
        wanted: usize,
    },
    /// A finding is for the legal adviser.
    #[error("{0}: a finding is confirmed by a legal adviser")]
    NotLegal(String),
    /// Confirmed twice.
    #[error("{person} has confirmed {subject} as it stands already")]
    Known {
        /// Who.
        person: String,
        /// What it is about.
        subject: String,
    },
    /// Somebody else looks at it.
    #[error("{subject} is being looked at by {by} until {until}")]
    Locked {
        /// What it is about.
        subject: String,
        /// Who.
        by: String,
        /// Until when.
        until: String,
    },
    /// A lock too long, or over before it begins.
    #[error("{subject}: a look ends between now and {h_max} hours from now")]
    Lock {
        /// What it is about.
        subject: String,
        /// Longest, hours.
        h_max: u32,
    },
    /// Not one's own lock.
    #[error("{person} does not look at {subject}")]
    NotHeld {
        /// Who.
        person: String,
        /// What it is about.
        subject: String,
    },
    /// The panel is too small or all of one house.
    #[error("{subject}: a panel has {people_n} people of {bodies_n} organisations or more, and this one {have_people} of {have_bodies}")]
    Panel {
        /// What it is about.
        subject: String,
        /// People needed.
        people_n: usize,
        /// Organisations needed.
        bodies_n: usize,
        /// People who signed.
        have_people: usize,
        /// Their organisations.
        have_bodies: usize,
    },
    /// Somebody judges in their own matter.
    #[error("{person} was named by {party} and cannot sit on a panel that weighs its part in {subject}")]
    OwnMatter {
        /// Who.
        person: String,
        /// By which party.
        party: String,
        /// What it is about.
        subject: String,
    },
    /// The parties do not fit what is adopted.
    #[error("{0}: the parties whose part is weighed are named sorted, each once, and the one that did it is among them")]
    Parties(String),
    /// Dissent of somebody who did not sign, or more of it than consent.
    #[error("{subject}: {why}")]
    Dissent {
        /// What it is about.
        subject: String,
        /// What is wrong.
        why: String,
    },
}
