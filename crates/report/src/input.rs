//! What a daily report is made of: one mission day and the period before it, as known at a position of the log.

use crate::Period;
use crate::facts::is_rough;
use crate::family::Family;
use model::{Coverage, Digest, Finding, Geometry, Incident, Kind, LayerVersion, Mission, Observation, When};
use serde::{Deserialize, Serialize};

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

/// All that a daily report is made of. An incident or observation belongs to the period in which
/// its time begins; the order of the lists does not matter.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// The mission.
    pub mission: &'a Mission,
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
