//! Hours planned and observed per local day: the band beneath every count.

use crate::problem::Problem;
use crate::reading::{instant, read};
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::Folder;
use utoipa::{IntoParams, ToSchema};

/// Which time.
#[derive(Debug, Deserialize, IntoParams)]
pub struct CoverageQuery {
    /// From, RFC 3339.
    pub from: Option<String>,
    /// To, RFC 3339.
    pub to: Option<String>,
    /// As the mission stood at this position of the log.
    pub as_of: Option<u64>,
}

/// Coverage per day.
#[derive(Debug, Serialize, ToSchema)]
pub struct Coverage {
    /// Days on which observation was planned; a day that is absent was not planned.
    pub days: Vec<Day>,
}

/// One local day over all stations.
#[derive(Debug, Serialize, ToSchema)]
pub struct Day {
    /// YYYY-MM-DD.
    pub day: String,
    /// Station-hours observed.
    pub observed_h: f64,
    /// Station-hours planned.
    pub planned_h: f64,
}

/// Station-hours planned and observed per local day; a stretch counts on the day on which it began.
#[utoipa::path(get, path = "/api/v1/coverage", params(CoverageQuery), responses((status = 200, body = Coverage), (status = 400, body = Problem)))]
pub async fn coverage(State(folder): State<Folder>, Query(query): Query<CoverageQuery>) -> Result<Json<Coverage>, Problem> {
    let (from, to) = (instant("from", query.from.as_deref())?, instant("to", query.to.as_deref())?);
    read(folder, query.as_of, move |view| {
        let zone = view.mission()?.zone;
        let mut days: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for (from_ms, planned, observed) in view.coverage_minutes(from.unwrap_or(i64::MIN), to.unwrap_or(i64::MAX))? {
            let day = model::Instant::from_ms(from_ms).ok().and_then(|at| at.day_in(&zone).ok()).unwrap_or_default();
            let sums = days.entry(day).or_default();
            sums.0 += u64::from(observed);
            sums.1 += u64::from(planned);
        }
        let hours = |minutes: u64| minutes as f64 / 60.0;
        let days = days
            .into_iter()
            .map(|(day, (observed, planned))| Day { day, observed_h: hours(observed), planned_h: hours(planned) })
            .collect();
        Ok(Json(Coverage { days }))
    })
    .await
}
