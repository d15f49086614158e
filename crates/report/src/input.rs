//! What a daily report is made of: one mission day and the period before it, as known at a position of the log.

use crate::Period;
use model::{Coverage, Digest, Finding, Geometry, Incident, LayerVersion, Mission, Observation};
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
}
