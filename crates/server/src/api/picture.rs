//! All incidents of a window as columns, for map, timeline and list at once.

use crate::geo;
use crate::problem::Problem;
use crate::reading::{instant, read};
use crate::words::kind_words;
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use store::Folder;
use store::view::{Filter, PictureRow, View};
use utoipa::{IntoParams, ToSchema};

/// Most incidents in one picture.
pub const LIMIT_MAX: u32 = 20_000;
const OUTCOMES: [&str; 4] = ["breach", "no_breach", "exempt", "undetermined"];

/// Which incidents.
#[derive(Debug, Deserialize, IntoParams)]
pub struct PictureQuery {
    /// Only those that may have happened at or after, RFC 3339.
    pub from: Option<String>,
    /// Only those that may have happened before, RFC 3339.
    pub to: Option<String>,
    /// Only these kinds, joined by commas.
    pub kind: Option<String>,
    /// As the mission stood at this position of the log.
    pub as_of: Option<u64>,
    /// At most so many, the latest; 20000 at most.
    pub limit: Option<u32>,
}

/// Incidents as columns of equal length.
#[derive(Debug, Serialize, ToSchema)]
pub struct Picture {
    /// Position of the log.
    pub as_of: u64,
    /// Incidents that the window has.
    pub total: u64,
    /// Incidents in the columns.
    pub shown: usize,
    /// Greatest number asked for.
    pub limit: u32,
    /// The columns.
    pub columns: Columns,
    /// Words of the `kind` column.
    pub kinds: Vec<String>,
    /// Words of the `outcome` column.
    pub outcomes: Vec<&'static str>,
    /// GeoJSON geometries of the `shape` column.
    #[schema(value_type = Vec<Object>)]
    pub shapes: Vec<serde_json::Value>,
}

/// The columns.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Columns {
    /// INC-...
    pub id: Vec<String>,
    /// Index into `kinds`.
    pub kind: Vec<usize>,
    /// Earliest moment, ms since 1970 UTC.
    pub from: Vec<i64>,
    /// Latest moment.
    pub to: Vec<i64>,
    /// Latitude of the centre, degrees; null = place not known.
    pub lat: Vec<Option<f64>>,
    /// Longitude of the centre.
    pub lon: Vec<Option<f64>>,
    /// Radius that holds 90 % of the chance, metres.
    pub radius_m: Vec<Option<u32>>,
    /// Observations.
    pub members: Vec<u32>,
    /// Upper bound on independent origins.
    pub origins: Vec<u32>,
    /// Chance that it happened, ppm; null: not computed yet.
    pub p_ppm: Vec<Option<u32>>,
    /// Index into `shapes`, -1 = none.
    pub shape: Vec<i64>,
    /// A title for people.
    pub title: Vec<String>,
    /// Index of the gravest outcome into `outcomes`, -1 = no finding.
    pub outcome: Vec<i64>,
}

/// The incidents of a window, latest first, with their uncertainty.
#[utoipa::path(get, path = "/api/v1/picture", params(PictureQuery), responses((status = 200, body = Picture), (status = 400, body = Problem)))]
pub async fn picture(State(folder): State<Folder>, Query(query): Query<PictureQuery>) -> Result<Json<Picture>, Problem> {
    let filter = Filter {
        from_ms: instant("from", query.from.as_deref())?,
        to_ms: instant("to", query.to.as_deref())?,
        kinds: kinds_of(query.kind.as_deref())?,
        limit: query.limit.unwrap_or(LIMIT_MAX).min(LIMIT_MAX),
        after: None,
    };
    read(folder, query.as_of, move |view| Ok(Json(picture_of(view, &filter)?))).await
}

/// Reads a list of kinds.
pub fn kinds_of(text: Option<&str>) -> Result<Vec<String>, Problem> {
    let words: Vec<String> = text.unwrap_or("").split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect();
    match words.iter().find(|word| model::Kind::from_word(word).is_none()) {
        Some(word) => Err(Problem::of_request(format!("kind: `{word}` is no kind such as explosion or weapon_seen"))),
        None => Ok(words),
    }
}

fn picture_of(view: &View, filter: &Filter) -> Result<Picture, Problem> {
    let (rows, total) = view.picture(filter)?;
    let mut kinds: Vec<String> = Vec::new();
    let mut shapes = Vec::new();
    let mut columns = Columns::default();
    for row in &rows {
        let kind = kinds.iter().position(|known| *known == row.kind).unwrap_or_else(|| {
            kinds.push(row.kind.clone());
            kinds.len() - 1
        });
        columns.push(row, kind, shape_of(view, row, &mut shapes)?);
    }
    Ok(Picture { as_of: view.as_of(), total, shown: rows.len(), limit: filter.limit, columns, kinds, outcomes: OUTCOMES.to_vec(), shapes })
}

fn shape_of(view: &View, row: &PictureRow, shapes: &mut Vec<serde_json::Value>) -> Result<i64, Problem> {
    if !row.is_shape {
        return Ok(-1);
    }
    let Some(shape) = view.shape(&row.id)?.as_ref().and_then(geo::shape) else { return Ok(-1) };
    shapes.push(shape);
    Ok(i64::try_from(shapes.len()).unwrap_or(0) - 1)
}

impl Columns {
    fn push(&mut self, row: &PictureRow, kind: usize, shape: i64) {
        self.id.push(row.id.clone());
        self.kind.push(kind);
        self.from.push(row.from_ms);
        self.to.push(row.to_ms);
        self.lat.push(row.centre.map(|(lat, _, _)| f64::from(lat) / 1e7));
        self.lon.push(row.centre.map(|(_, lon, _)| f64::from(lon) / 1e7));
        self.radius_m.push(row.centre.map(|(_, _, sd)| geo::radius_90_m(sd)));
        self.members.push(row.members_n);
        self.origins.push(row.origins_n);
        self.p_ppm.push(None);
        self.shape.push(shape);
        self.title.push(title(row));
        let outcome = row.outcome.as_deref().and_then(|outcome| OUTCOMES.iter().position(|known| *known == outcome));
        self.outcome.push(outcome.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1));
    }
}

/// What an incident is called where there is room for one line.
pub fn title(row: &PictureRow) -> String {
    let reports = if row.members_n == 1 { "1 report".into() } else { format!("{} reports", row.members_n) };
    let kind = kind_words(&row.kind);
    let mut letters = kind.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}, {reports}", letters.as_str())
}
