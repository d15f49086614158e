//! Land, zones and lines that were valid on a day.

use crate::geo;
use crate::problem::Problem;
use crate::reading::read;
use axum::Json;
use axum::extract::{Query, State};
use model::{Geometry, Instant, LayerRole, LayerVersion};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use store::Folder;
use store::view::View;
use utoipa::{IntoParams, ToSchema};

/// Which day.
#[derive(Debug, Deserialize, IntoParams)]
pub struct LayersQuery {
    /// A local day, YYYY-MM-DD: versions valid at its end.
    pub day: Option<String>,
    /// As the mission stood at this position of the log.
    pub as_of: Option<u64>,
}

/// Layers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Layers {
    /// The layers, land first, lines last.
    pub layers: Vec<Layer>,
}

/// One version of a layer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Layer {
    /// LAY-...
    pub id: String,
    /// A name for people.
    pub name: String,
    /// `land`, `zone`, `line` or `settlement`.
    pub kind: &'static str,
    /// Whose, where one party's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// Whose map.
    pub source: String,
    /// From when it is valid, RFC 3339.
    pub valid_from: String,
    /// GeoJSON geometry.
    #[schema(value_type = Object)]
    pub geometry: Value,
    /// `dashed` where several sources differ on one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<&'static str>,
}

/// Land, zones and lines valid on a day, the latest version of each layer and source.
#[utoipa::path(get, path = "/api/v1/layers", params(LayersQuery), responses((status = 200, body = Layers), (status = 400, body = Problem)))]
pub async fn layers(State(folder): State<Folder>, Query(query): Query<LayersQuery>) -> Result<Json<Layers>, Problem> {
    read(folder, query.as_of, move |view| Ok(Json(layers_of(view, query.day.as_deref())?))).await
}

fn layers_of(view: &View, day: Option<&str>) -> Result<Layers, Problem> {
    let mission = view.mission()?;
    let day_end = |day: &str| model::When::day(day, &mission.zone).map(|when| when.to.plus_ms(-1));
    let at = day.map(day_end).transpose().map_err(|fault| Problem::of_request(format!("day: {fault}")))?;
    let mut latest: BTreeMap<(String, String, LayerRole, Option<String>), LayerVersion> = BTreeMap::new();
    for version in view.layers()?.into_iter().filter(|version| at.is_none_or(|at| version.is_valid_at(at))) {
        // Settlements share a layer and differ by name; other layers have one version at a time.
        let name = (version.role == LayerRole::Settlement).then(|| version.name.clone()).flatten();
        let key = (version.layer.clone(), version.source.0.clone(), version.role, name);
        let is_later = latest.get(&key).is_none_or(|known| (known.valid_from, known.known_at) < (version.valid_from, version.known_at));
        if is_later {
            latest.insert(key, version);
        }
    }
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    for version in latest.values() {
        *sources.entry(&version.layer).or_default() += 1;
    }
    let mut layers = Vec::new();
    for version in latest.values() {
        let is_disputed = version.role == LayerRole::Line && sources.get(version.layer.as_str()).is_some_and(|n| *n > 1);
        layers.extend(layer_of(view, version, is_disputed)?);
    }
    layers.sort_by_key(|layer| ["land", "zone", "settlement", "line"].iter().position(|kind| *kind == layer.kind));
    Ok(Layers { layers })
}

fn layer_of(view: &View, version: &LayerVersion, is_disputed: bool) -> Result<Vec<Layer>, Problem> {
    let geometry = view.geometry(&version.geometry)?;
    let layer = |kind: &'static str, geometry: Value| Layer {
        id: version.id.to_string(),
        name: version.name.clone().unwrap_or_else(|| version.layer.replace('_', " ")),
        kind,
        party: version.party.as_ref().map(|party| party.0.clone()),
        source: version.source.0.clone(),
        valid_from: show(version.valid_from),
        geometry,
        style: is_disputed.then_some("dashed"),
    };
    Ok(match version.role {
        LayerRole::Land => vec![layer("land", geo::geometry(&geometry))],
        LayerRole::Zone => vec![layer("zone", geo::geometry(&geometry))],
        LayerRole::Line => vec![layer("line", geo::geometry(&geometry))],
        LayerRole::Settlement => vec![layer("settlement", geo::geometry(&geometry))],
        LayerRole::Control => {
            vec![layer("zone", geo::geometry(&geometry)), layer("line", geo::geometry(&Geometry::Paths(geometry.paths())))]
        }
    })
}

fn show(at: Instant) -> String {
    at.to_string()
}
