//! An agreement as read: articles, terms with what they encode, and what could not be read of them.

use crate::act::Act;
use crate::chain::Cited;
use crate::declaration::Declaration;
use crate::defined::DefinedTerm;
use crate::definition::Definition;
use crate::duty::DutyRule;
use crate::exemption::Exemption;
use crate::fields::Worded;
use crate::head::{Relation, Role};
use crate::interval::Interval;
use crate::join::{Loose, Origin};
use crate::markdown::Article;
use crate::mine::MineBan;
use crate::presence::AllowList;
use crate::protection::Protection;
use crate::provenance::{Annex, Provenance};
use crate::stand_off::StandOff;
use crate::verdict::Verdict;
use crate::weapon::Arm;
use jiff::civil::Date;
use model::{Digest, Instant, Kind, Measure, PartyId, SourceId};
use std::collections::BTreeSet;
use std::ops::Range;

/// An agreement.
#[derive(Clone, Debug)]
pub struct Agreement {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) provenance: Provenance,
    pub(crate) parties: Vec<PartyId>,
    /// Those who are no parties and have a part in it.
    pub(crate) roles: Vec<(Role, PartyId)>,
    pub(crate) precedence: Option<Precedence>,
    pub(crate) articles: Vec<Article>,
    pub(crate) terms: Vec<Term>,
    pub(crate) arms: Vec<Arm>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) declarations: Vec<Declaration>,
    pub(crate) annexes: Vec<Annex>,
    pub(crate) relation: Relation,
    /// The area of a local agreement.
    pub(crate) area: Option<LayerRef>,
    /// All fields of its head as written, by name.
    pub(crate) written: Vec<(String, Vec<String>)>,
    /// Names that need no definition.
    pub(crate) names: Vec<String>,
    /// Parties and layers named at the top, with their places.
    pub(crate) mentions: Vec<Mention>,
    /// What this text names and only another text can have.
    pub(crate) loose: Vec<Loose>,
    /// Digest of its text.
    pub(crate) digest: Digest,
    /// Digests of the amendments that are part of it.
    pub(crate) amendments: Vec<Digest>,
    /// Terms that exempt somebody from others, as indices.
    pub(crate) exemptions: Vec<usize>,
    /// Kinds of observation that at least one term concerns.
    pub(crate) kinds: KindSet,
    /// What stands above and between its terms, as written.
    pub(crate) top: String,
}

impl Agreement {
    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its title: as given, else the first heading, else the id.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The language of its text, as given.
    pub fn language(&self) -> Option<&str> {
        self.provenance.language.as_deref()
    }

    /// Where its text comes from and what it is worth.
    pub const fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Digest of its text: the version that a finding names.
    pub const fn digest(&self) -> &Digest {
        &self.digest
    }

    /// The third forces, guarantors and monitors that it names.
    pub fn roles(&self) -> &[(Role, PartyId)] {
        &self.roles
    }

    /// Its definitions, in the order of the text.
    pub fn definitions(&self) -> &[Definition] {
        &self.definitions
    }

    /// What actors declared about it, in the order of the text.
    pub fn declarations(&self) -> &[Declaration] {
        &self.declarations
    }

    /// Its annexes and side letters, in the order of the text.
    pub fn annexes(&self) -> &[Annex] {
        &self.annexes
    }

    /// The texts that it consists of: its own, then those of its amendments.
    pub fn texts(&self) -> impl Iterator<Item = Digest> {
        std::iter::once(self.digest).chain(self.amendments.iter().copied())
    }

    /// Capitalised words of its text that need no definition.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The layer in whose areas a local agreement holds.
    pub fn area(&self) -> Option<&str> {
        self.area.as_ref().map(|area| area.layer.as_str())
    }

    /// What it has to do with another agreement.
    pub const fn relation(&self) -> &Relation {
        &self.relation
    }

    /// The layers that its terms and its head ask for; a class of target is the layer that draws it.
    pub fn layers(&self) -> BTreeSet<String> {
        let named = |mention: &Mention| match mention {
            Mention::Layer { layer, .. } | Mention::Places { layer, .. } | Mention::Target(layer) => Some(layer.word.clone()),
            Mention::Party(_) | Mention::Asserter(_) | Mention::Class(_) | Mention::Definition(_) => None,
        };
        self.mentions.iter().chain(self.terms.iter().flat_map(|term| &term.mentions)).filter_map(named).collect()
    }

    /// Its parties, in the order of the text.
    pub fn parties(&self) -> &[PartyId] {
        &self.parties
    }

    /// Which of several matching rows applies, if the agreement declares it.
    pub fn precedence(&self) -> Option<Precedence> {
        self.precedence
    }

    /// Its articles, in the order of the text.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// Its terms, in the order of the text; faulty ones included.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The term with an id.
    pub fn term(&self, id: &str) -> Option<&Term> {
        self.terms.iter().find(|term| term.id == id)
    }
}

/// Which of several matching withdrawal rows applies. Source: DOMAIN 4.2, rule 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precedence {
    /// The one in force since the latest day.
    LatestInForce,
    /// The one that is most likely broken.
    Strictest,
    /// The one that names the weapon most exactly.
    SpecificFirst,
}

impl Precedence {
    pub(crate) const WORDS: [&'static str; 3] = ["latest_in_force", "strictest", "specific_first"];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::LatestInForce => "latest_in_force",
            Self::Strictest => "strictest",
            Self::SpecificFirst => "specific_first",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::LatestInForce, Self::Strictest, Self::SpecificFirst].into_iter().find(|precedence| precedence.word() == word)
    }
}

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

/// Something that a term names and the mission or its layers must have.
#[derive(Clone, Debug)]
pub(crate) enum Mention {
    Party(Worded),
    Asserter(Worded),
    Class(Worded),
    /// A term that defines a word.
    Definition(Worded),
    /// A layer of places of any role, or of something that moves.
    Places {
        layer: Worded,
        source: Option<Worded>,
    },
    /// A class of target, which a layer may draw.
    Target(Worded),
    Layer {
        layer: Worded,
        source: Option<Worded>,
        is_line: bool,
    },
}

/// What a term does.
#[derive(Clone, Debug)]
pub(crate) enum Rule {
    EffectiveMoment(Moment),
    ProhibitedAct(Act),
    ZoneAllowList(AllowList),
    WithdrawalDistance(Row),
    Quota(Quota),
    /// Nothing of its own: it ends the terms that it replaces.
    Repeal,
    /// What is owed without an event, or looks at many.
    Duty(DutyRule),
    DefinedTerm(DefinedTerm),
    TargetProtection(Protection),
    StandOff(StandOff),
    MineBan(MineBan),
    Exemption(Exemption),
    Unreadable,
}

impl Rule {
    /// The parties that it binds by name.
    pub(crate) fn parties(&self) -> Vec<PartyId> {
        match self {
            Self::ProhibitedAct(act)
            | Self::TargetProtection(Protection { act, .. })
            | Self::StandOff(StandOff { act, .. })
            | Self::MineBan(MineBan { act, .. }) => act.parties.clone(),
            Self::WithdrawalDistance(row) => row.baseline.iter().map(|(party, _)| party.clone()).collect(),
            Self::DefinedTerm(defined) => defined.positions.iter().map(|(party, _)| party.clone()).collect(),
            Self::Duty(duty) => duty.parties(),
            Self::Quota(_) | Self::EffectiveMoment(_) | Self::ZoneAllowList(_) | Self::Exemption(_) | Self::Repeal | Self::Unreadable => {
                Vec::new()
            }
        }
    }

    /// The parties that it binds, where none named means all of the agreement.
    pub(crate) const fn parties_or_all(&mut self) -> Option<&mut Vec<PartyId>> {
        match self {
            Self::ProhibitedAct(act)
            | Self::TargetProtection(Protection { act, .. })
            | Self::StandOff(StandOff { act, .. })
            | Self::MineBan(MineBan { act, .. }) => Some(&mut act.parties),
            Self::Duty(duty) => duty.parties_or_all(),
            Self::EffectiveMoment(_)
            | Self::ZoneAllowList(_)
            | Self::WithdrawalDistance(_)
            | Self::Quota(_)
            | Self::Repeal
            | Self::DefinedTerm(_)
            | Self::Exemption(_)
            | Self::Unreadable => None,
        }
    }
}

/// A beginning and an end.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) start: Start,
    pub(crate) until: Option<Instant>,
    /// Ids of the only terms it is for; empty = all.
    pub(crate) only_for: Vec<Worded>,
    /// Its time zone; absent if unreadable.
    pub(crate) zone: Option<String>,
    /// The time in force in one sentence, for reasons.
    pub(crate) told: String,
}

/// When something begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    At(Instant),
    /// Not known, but not before this.
    Unknown(Option<Instant>),
}

/// A layer by name, with its source where one is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LayerRef {
    pub(crate) layer: String,
    pub(crate) source: Option<SourceId>,
}

/// One row of a withdrawal table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) models: Vec<String>,
    pub(crate) classes: Vec<String>,
    pub(crate) calibre: Calibre,
    /// How far each side withdraws; absent = the text does not say, or it cannot be read.
    pub(crate) distance_m: Option<u32>,
    pub(crate) width: Option<Width>,
    pub(crate) baseline: Vec<(PartyId, LayerRef)>,
    pub(crate) since: Option<Date>,
    /// True if it cannot be read which weapons it means.
    pub(crate) is_vague: bool,
}

/// The width of a zone between both sides: not the distance of one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Width {
    pub(crate) zone_m: u32,
    /// Whether the text shares it equally, so that each side withdraws half of it.
    pub(crate) is_shared: bool,
}

/// Bounds of a calibre, 1/10 mm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Calibre {
    /// Greater than this.
    pub(crate) over_dmm: Option<u32>,
    /// At least this.
    pub(crate) min_dmm: Option<u32>,
    /// At most this.
    pub(crate) max_dmm: Option<u32>,
    /// Less than this.
    pub(crate) under_dmm: Option<u32>,
}

impl Calibre {
    pub(crate) fn is_open(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn holds(&self, dmm: u32) -> bool {
        self.over_dmm.is_none_or(|over| dmm > over)
            && self.min_dmm.is_none_or(|min| dmm >= min)
            && self.max_dmm.is_none_or(|max| dmm <= max)
            && self.under_dmm.is_none_or(|under| dmm < under)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Quota {
    /// Absent if unreadable.
    pub(crate) measure: Option<Measure>,
    pub(crate) per_day: Option<u32>,
    /// So much in all, instead of so much a day.
    pub(crate) total: Option<u32>,
    pub(crate) obliged: Option<PartyId>,
    pub(crate) definition: Option<String>,
    /// Where it is counted, as a word of the definition.
    pub(crate) counting_point: Option<String>,
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
}

/// A set of kinds of observation, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct KindSet(u32);

const _: () = assert!(Kind::ALL.len() <= 32, "more kinds than bits");

impl KindSet {
    /// None of them.
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn of(kinds: impl IntoIterator<Item = Kind>) -> Self {
        Self(kinds.into_iter().fold(0, |bits, kind| bits | 1 << kind as u32))
    }

    pub(crate) const fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// Those of the kinds that are in another set, too.
    pub(crate) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of it is in another set.
    pub(crate) const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The places of its kinds in the list of all.
    pub(crate) fn bits(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros() as usize);
            left &= left.wrapping_sub(1);
            bit
        })
    }

    /// The kinds, as words with commas.
    pub(crate) fn words(self) -> String {
        Kind::ALL.into_iter().filter(|kind| self.has(*kind)).map(Kind::word).collect::<Vec<_>>().join(", ")
    }
}
