//! What is in doubt and waits for a person.

use super::AsOfQuery;
use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;
use store::Folder;
use store::view::{Doubt, DoubtfulMember, Offset};
use utoipa::ToSchema;

/// Most doubts in one answer.
pub const DOUBTS_N_MAX: usize = 200;

/// The queue, gravest first, then least sure first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Review {
    /// Position of the log.
    pub as_of: u64,
    /// Incidents with a member that is less sure than 95 %, settled ones among them.
    pub unsure: u64,
    /// Whether more wait than are shown.
    pub more: bool,
    /// What waits.
    pub doubts: Vec<DoubtRow>,
}

/// An incident with members in doubt.
#[derive(Debug, Serialize, ToSchema)]
pub struct DoubtRow {
    /// INC-...
    pub incident: String,
    /// Its kind.
    pub kind: String,
    /// Earliest moment, RFC 3339.
    pub from: String,
    /// Whether a clause is held to be broken by it.
    pub breach: bool,
    /// Digest of the doubt.
    pub doubt: String,
    /// The members in doubt, the least sure first.
    pub members: Vec<MemberRow>,
}

/// A member in doubt.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberRow {
    /// OBS-...
    pub id: String,
    /// How likely it belongs there, ppm.
    pub chance_ppm: u32,
    /// How far it is from its incident.
    pub own: OffsetRow,
    /// Where it could belong instead, likeliest first; none = alone.
    pub others: Vec<OtherRow>,
}

/// Another incident that a member could belong to.
#[derive(Debug, Serialize, ToSchema)]
pub struct OtherRow {
    /// INC-...
    pub incident: String,
    /// Mean log-odds with its members, 1/1000 nat.
    pub log_odds_mnat: i32,
    /// How far the member is from it; absent = it no longer stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<OffsetRow>,
}

/// How far a report is from an incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct OffsetRow {
    /// Distance of the centres, metres; absent = one has no place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apart_m: Option<u32>,
    /// The least time between them, minutes.
    pub gap_min: u32,
    /// Whether both are of one kind.
    pub same_kind: bool,
}

/// What is in doubt and nobody has settled.
#[utoipa::path(get, path = "/api/v1/review", params(AsOfQuery), responses((status = 200, body = Review), (status = 400, body = Problem)))]
pub async fn review(State(folder): State<Folder>, Query(query): Query<AsOfQuery>) -> Result<Json<Review>, Problem> {
    read(folder, query.as_of, move |view| {
        let queue = view.review(DOUBTS_N_MAX)?;
        let doubts = queue.doubts.iter().map(row).collect();
        Ok(Json(Review { as_of: view.as_of(), unsure: queue.unsure_n, more: queue.is_cut, doubts }))
    })
    .await
}

fn row(doubt: &Doubt) -> DoubtRow {
    DoubtRow {
        incident: doubt.incident.id.to_string(),
        kind: doubt.incident.kind.word().into(),
        from: doubt.incident.time.from.to_string(),
        breach: doubt.is_breach,
        doubt: doubt.digest.to_string(),
        members: doubt.members.iter().map(member).collect(),
    }
}

fn member(member: &DoubtfulMember) -> MemberRow {
    let other = |other: &store::view::OtherHome| OtherRow {
        incident: other.incident.to_string(),
        log_odds_mnat: other.log_odds_mnat,
        offset: other.offset.as_ref().map(offset),
    };
    MemberRow {
        id: member.observation.to_string(),
        chance_ppm: member.chance_ppm,
        own: offset(&member.own),
        others: member.others.iter().map(other).collect(),
    }
}

fn offset(offset: &Offset) -> OffsetRow {
    OffsetRow { apart_m: offset.apart_m, gap_min: offset.gap_min, same_kind: offset.same_kind }
}
