//! What a daily report is made of: one mission day and the period before it, as known at a position of the log.

use crate::Period;
use crate::facts::is_rough;
use crate::family::Family;
use model::{Coverage, Digest, Finding, Geometry, Incident, Instant, Kind, LayerVersion, Mission, Observation, When};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// As known at which state of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AsOf {
    /// The signed checkpoint (a note), only if `position` is the log's present size.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub checkpoint: Option<String>,
    /// The log's name.
    pub log_name: String,
    /// Entries of the log that were considered: those below this position.
    pub position: u64,
    /// Root of the tree over them.
    pub root: Digest,
}

/// A clause of an agreement, to be quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The agreement's id.
    pub agreement: String,
    /// Digest of its text.
    pub agreement_version: Digest,
    /// The clause's id in the agreement.
    pub id: String,
    /// The words that the clause encodes.
    pub quote: String,
    /// The heading of its article.
    pub article: String,
}

/// Which report is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// One reporting day.
    #[default]
    Daily,
    /// Seven reporting days.
    Weekly,
    /// A stretch of days: every matter in one class, every claim beside the others.
    Ledger,
    /// What is known of a day or of single incidents at this hour: minute by minute, without attribution.
    Spot,
}

impl Form {
    /// Name of the document's JSON form.
    pub const fn format(self) -> &'static str {
        match self {
            Self::Daily => crate::method::FORMAT,
            Self::Weekly => "tregua-weekly/1",
            Self::Ledger => "tregua-ledger/1",
            Self::Spot => "tregua-spot/1",
        }
    }
}

/// What people did, as far as a report shows it.
#[derive(Clone, Debug, Default)]
pub struct Casebook {
    /// Words by which the mission's definitions say what a claimed figure is.
    pub marks: Marks,
    /// Ids of incidents that people verified.
    pub verified: BTreeSet<String>,
    /// The class of each incident or case on which people worked, by id; one that is not here is undispositioned.
    pub classes: BTreeMap<String, String>,
    /// What is due.
    pub due: Vec<Due>,
    /// The register of commitments.
    pub commitments: Vec<Commitment>,
    /// Remedies that were ordered and are not closed.
    pub remedies: Vec<Remedy>,
    /// Rates under coverage, with their evidence for a change.
    pub rates: Vec<Rate>,
}

/// Words of a definition that say what a claimed figure is; `[figures]` of the rules of procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// The figure is the speaker's own of the period before, printed again.
    pub previous: Vec<String>,
    /// The figure counts rulings; what follows the colon is the severity.
    pub ruled: Vec<String>,
    /// The figure counts matters that wait for a party: they belong to no party's total.
    pub waiting: Vec<String>,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            previous: vec!["previous period".into()],
            ruled: vec!["ruled:".into()],
            waiting: vec!["waiting for party information".into()],
        }
    }
}

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// When; none = from the next tick on.
    pub at: Option<Instant>,
    /// What.
    pub what: String,
    /// Of what: a case, an incident, an invocation.
    pub subject: String,
    /// By whom.
    pub whose: String,
}

/// A commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// Who promises.
    pub who: String,
    /// Its name.
    pub name: String,
    /// The domain.
    pub domain: String,
    /// How it stands.
    pub status: String,
    /// Whether it binds, and why not.
    pub effect: String,
}

/// A remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The party that owes it.
    pub party: model::PartyId,
    /// Its name.
    pub name: String,
    /// Actor, act, place, quantity, deadline and test, in one sentence.
    pub what: String,
    /// How it stands.
    pub status: String,
}

/// A rate under its coverage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Of what.
    pub what: String,
    /// Days of the baseline on which somebody watched.
    pub baseline_days: u64,
    /// Counted in the baseline.
    pub baseline_count: u64,
    /// Minutes watched in the baseline.
    pub baseline_min: u64,
    /// Counted since.
    pub count: u64,
    /// Minutes watched since.
    pub minutes: u64,
    /// The rate since against the baseline's, 1/1000: best, least and greatest (95 %).
    pub ratio_milli: (u64, u64, u64),
    /// Whether the evidence for a change is enough: in words.
    pub level: String,
}

/// All that a daily report is made of. An incident or observation belongs to the period in which
/// its time begins; the order of the lists does not matter.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The mission.
    pub mission: &'a Mission,
    /// Which report.
    pub form: Form,
    /// What people did with what is reported.
    pub casebook: Casebook,
    /// The local day on which the period ends, YYYY-MM-DD.
    pub day: &'a str,
    /// The period reported on.
    pub period: Period,
    /// The period before it.
    pub previous: Period,
    /// The state of the log.
    pub as_of: AsOf,
    /// Incidents that begin in either period.
    pub incidents: Vec<Incident>,
    /// Observations that begin in either period, and all members of the incidents.
    pub observations: Vec<Observation>,
    /// Findings whose subject touches the period.
    pub findings: Vec<Finding>,
    /// Coverages that touch either period.
    pub coverages: Vec<Coverage>,
    /// Clauses of the agreements, in their order.
    pub clauses: Vec<Clause>,
    /// Layers valid at the end of the period, with their geometry.
    pub layers: Vec<(LayerVersion, Geometry)>,
    /// Rows refused since the mission began.
    pub refused_n: u64,
    /// How many incidents there are if reports are joined otherwise; a family and period without one is as it is counted.
    pub drawn: Vec<Drawn>,
}

/// The number of incidents of a family in a period, by the doubt of which reports are about one event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The family.
    pub family: Family,
    /// Of the period reported on, or of the one before it.
    pub is_now: bool,
    /// 5 % of the partitions have fewer.
    pub low: u64,
    /// 5 % have more.
    pub high: u64,
}

/// How many classes [`class_of`] has.
pub const CLASSES_N: usize = 2 * Family::EVENTS.len();

/// The class in which an incident of a kind and time is counted, from 0; none if it is in neither period, or no event.
pub fn class_of(kind: Kind, when: &When, period: Period, previous: Period) -> Option<usize> {
    let place = Family::EVENTS.iter().position(|family| *family == Family::of(kind))?;
    let which = [period, previous].into_iter().position(|period| !is_rough(when) && period.holds(when.from))?;
    Some(2 * place + which)
}

/// What was drawn for each class: low and high.
pub fn drawn(classes: impl IntoIterator<Item = (u64, u64)>) -> Vec<Drawn> {
    let of = |(class, (low, high)): (usize, (u64, u64))| {
        Some(Drawn { family: *Family::EVENTS.get(class / 2)?, is_now: class % 2 == 0, low, high })
    };
    classes.into_iter().enumerate().filter_map(of).collect()
}
