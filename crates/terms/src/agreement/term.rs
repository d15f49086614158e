//! One term: the words that it encodes, and what it makes of them.

use super::{Mention, Moment, Row, Rule};
use crate::chain::Cited;
use crate::fields::Worded;
use crate::interval::Interval;
use crate::join::Origin;
use crate::verdict::Verdict;
use model::Digest;
use std::ops::Range;

/// What a term encodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// When other terms begin and end.
    EffectiveMoment,
    /// Acts that are forbidden.
    ProhibitedAct,
    /// How far weapons are withdrawn from a line.
    WithdrawalDistance,
    /// Who may be in a zone.
    ZoneAllowList,
    /// How much is due each day.
    Quota,
    /// Other terms that end when it begins.
    Repeal,
    /// What is allowed as an answer, once other steps were taken.
    ConditionalPermission,
    /// What no other order may undo.
    NonDerogation,
    /// A clock of clean days for each area, and what follows.
    PhasedWithdrawal,
    /// What is owed by a moment.
    RelativeDeadline,
    /// When a party may consider itself free.
    Release,
    /// That the monitors may pass.
    AccessObligation,
    /// Notices, lists and plans that are owed.
    Notification,
    /// That breaches are punished.
    Discipline,
    /// Releases, exchanges and openings.
    Exchange,
    /// Means of verification that are granted.
    VerificationMeans,
    /// What only people decide.
    Manual,
    /// What a word of the text means, by positions of a day.
    DefinedTerm,
    /// Targets that are protected for a time.
    TargetProtection,
    /// Acts that are forbidden near something that moves.
    StandOff,
    /// Who may do what is forbidden to others.
    MonitorExemption,
    /// New mines forbidden, old ones to be cleared.
    MineBan,
    /// How much may be in a zone at one time.
    ZoneCap,
}

impl TermKind {
    /// All kinds, in the order of the list.
    pub const ALL: [Self; 23] = [
        Self::EffectiveMoment,
        Self::ProhibitedAct,
        Self::WithdrawalDistance,
        Self::ZoneAllowList,
        Self::Quota,
        Self::Repeal,
        Self::ConditionalPermission,
        Self::NonDerogation,
        Self::PhasedWithdrawal,
        Self::RelativeDeadline,
        Self::Release,
        Self::AccessObligation,
        Self::Notification,
        Self::Discipline,
        Self::Exchange,
        Self::VerificationMeans,
        Self::Manual,
        Self::DefinedTerm,
        Self::TargetProtection,
        Self::StandOff,
        Self::MonitorExemption,
        Self::MineBan,
        Self::ZoneCap,
    ];

    /// Their words, in the order of the list.
    pub(crate) fn words() -> Vec<&'static str> {
        Self::ALL.map(Self::word).to_vec()
    }

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::EffectiveMoment => "effective_moment",
            Self::ProhibitedAct => "prohibited_act",
            Self::WithdrawalDistance => "withdrawal_distance",
            Self::ZoneAllowList => "zone_allow_list",
            Self::Quota => "quota",
            Self::Repeal => "repeal",
            Self::ConditionalPermission => "conditional_permission",
            Self::NonDerogation => "non_derogation",
            Self::PhasedWithdrawal => "phased_withdrawal",
            Self::RelativeDeadline => "relative_deadline",
            Self::Release => "release",
            Self::AccessObligation => "access_obligation",
            Self::Notification => "notification",
            Self::Discipline => "discipline",
            Self::Exchange => "exchange",
            Self::VerificationMeans => "verification_means",
            Self::Manual => "manual",
            Self::DefinedTerm => "defined_term",
            Self::TargetProtection => "target_protection",
            Self::StandOff => "stand_off",
            Self::MonitorExemption => "monitor_exemption",
            Self::MineBan => "mine_ban",
            Self::ZoneCap => "zone_cap",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One term: the words it encodes and what it makes of them.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its id, unique in the agreement; `line N` if it has none of its own.
    pub id: String,
    /// What it encodes; absent if that could not be read.
    pub kind: Option<TermKind>,
    /// The words that it encodes, as it quotes them.
    pub quote: Option<String>,
    /// Which reading of a disputed text; absent = undisputed.
    pub reading: Option<String>,
    /// Who asserts this reading.
    pub asserted_by: Vec<String>,
    /// Index of its article.
    pub article: usize,
    /// Line of its beginning, from 1.
    pub line: u32,
    /// Its errors, as `line 12, column 3: ...`; a term that has any is undetermined wherever it applies.
    pub faults: Vec<String>,
    pub(crate) rule: Rule,
    /// Which moments start it, as written.
    pub(crate) in_force: Vec<Worded>,
    /// The moments that start and end it, as indices into the agreement's terms.
    pub(crate) moments: Vec<usize>,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) header: Range<usize>,
    /// The clause in one sentence, for reasons.
    pub(crate) sentence: String,
    /// The interval in which the term itself says that it holds.
    pub(crate) interval: Interval,
    /// Ids of the terms that end when this one begins, as written.
    pub(crate) replaces: Vec<Worded>,
    /// The terms that end this one, as indices into the agreement's terms.
    pub(crate) replaced_by: Vec<usize>,
    /// Index of the annex in which it stands.
    pub(crate) annex: Option<usize>,
    /// The other text in which it stands, if it was taken over.
    pub(crate) origin: Option<Origin>,
    /// What a finding says besides: definitions, declarations, where the text comes from.
    pub(crate) context: Vec<String>,
    /// All its fields as written, by name.
    pub(crate) written: Vec<(String, Vec<String>)>,
    /// Where its quote stands.
    pub(crate) quote_at: Option<Range<usize>>,
    /// Its table as written.
    pub(crate) raw: String,
    /// The earlier text since which it reads the same; absent = the text in which it was read.
    pub(crate) cited: Option<Cited>,
}

impl Term {
    pub(crate) fn moment(&self) -> Option<&Moment> {
        if let Rule::EffectiveMoment(moment) = &self.rule { Some(moment) } else { None }
    }

    pub(crate) fn row(&self) -> Option<&Row> {
        if let Rule::WithdrawalDistance(row) = &self.rule { Some(row) } else { None }
    }

    /// Its reading and who asserts it, to follow its id in a sentence; empty if undisputed.
    pub(crate) fn reading_words(&self) -> String {
        let Some(reading) = &self.reading else { return String::new() };
        let by = if self.asserted_by.is_empty() { String::new() } else { format!(" asserted by {}", self.asserted_by.join(", ")) };
        format!(", reading {reading}{by}")
    }

    /// The version of the text in which it stands: the digest of that file.
    pub fn version_or(&self, of_agreement: &Digest) -> Digest {
        let cited = || self.cited.as_ref().map_or(*of_agreement, |cited| cited.version);
        self.origin.as_ref().map_or_else(cited, |origin| origin.version)
    }

    /// The other text in which it stands, if it was taken over.
    pub const fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// The reasons of a finding on it: the clause, what must be known of it, the verdict's own.
    pub(crate) fn told(&self, mut verdict: Verdict) -> Vec<String> {
        verdict.reasons.splice(0..0, self.context.iter().cloned());
        verdict.told(self.sentence.clone())
    }

    /// Whether it has errors.
    pub fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }
}
