//! Features of one layer, validity and party together are one version of that layer.

use crate::document::Document;
use crate::fault::Fault;
use crate::geometry::{join, read_geometry};
use crate::harvest::Harvest;
use crate::method::{NAME_CHARS_MAX, SD_LAYER_M};
use crate::words::place::read_sd_m;
use crate::words::property::Properties;
use crate::words::text::{as_word, clean};
use crate::words::time::read_moment;
use crate::{Format, Unreadable};
use model::{Geometry, Instant, LayerRole, LayerVersion, PartyId};
use serde_json::Value;
use std::collections::BTreeMap;

/// Reads layers.
///
/// # Errors
/// If it is no feature collection.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let features = document.need_features(Format::Layers)?;
    let mut versions: BTreeMap<Version, Vec<Geometry>> = BTreeMap::new();
    for (index, feature) in features.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let read = read_feature(feature, number, &mut versions, harvest);
        harvest.count(number, &Properties::of(feature).show(), read)?;
    }
    for (version, shapes) in versions {
        let layer = version.layer.clone();
        let kept = keep(version, shapes, harvest);
        kept.map_err(|fault| Unreadable::Misfit { format: Format::Layers, why: format!("layer `{layer}`: {}", fault.reason) })?;
    }
    Ok(())
}

/// What makes two features parts of one version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version {
    layer: String,
    role: LayerRole,
    party: Option<PartyId>,
    valid_from: Instant,
    valid_to: Option<Instant>,
    known_at: Instant,
    accuracy_m: u32,
    name: Option<String>,
}

fn read_feature(
    feature: &Value,
    number: u32,
    versions: &mut BTreeMap<Version, Vec<Geometry>>,
    harvest: &mut Harvest<'_>,
) -> Result<(), Fault> {
    let properties = Properties::of(feature);
    let version = read_version(&properties, harvest)?;
    let shape = read_geometry(feature)?;
    if version.role == LayerRole::Line && matches!(shape.geometry, Geometry::Points(_)) {
        return Err(Fault::at("geometry", "a layer of role `line` is drawn as lines or polygons, not as points"));
    }
    if matches!(version.role, LayerRole::Zone | LayerRole::Control) && !matches!(shape.geometry, Geometry::Areas(_)) {
        return Err(Fault::at("geometry", "a layer of role `zone` or `control` is drawn as polygons"));
    }
    if shape.empty_rings_n > 0 {
        harvest.tally("rings without area left out", number);
    }
    if properties.find(&["accuracy_m"]).is_none() {
        harvest.tally("no `accuracy_m`: 500 m is assumed", number);
    }
    versions.entry(version).or_default().push(shape.geometry);
    Ok(())
}

fn read_version(properties: &Properties<'_>, harvest: &Harvest<'_>) -> Result<Version, Fault> {
    let (_, layer) = properties.need(&["layer"])?;
    let (_, role) = properties.need(&["role"])?;
    let party = properties.find(&["party"]).map(|(name, id)| harvest.member.party(&id, name)).transpose()?;
    let moment = |(name, text): (&'static str, String)| {
        read_moment(&text, &harvest.member.zone).map(|when| when.from).map_err(|reason| Fault::at(name, reason))
    };
    let valid_from = moment(properties.need(&["valid_from"])?)?;
    let valid_to = properties.find(&["valid_to"]).map(moment).transpose()?;
    if valid_to.is_some_and(|to| to <= valid_from) {
        return Err(Fault::at("valid_to", "`valid_to` does not lie after `valid_from`"));
    }
    let received_at = harvest.member.input.received_at;
    // A zone may be agreed for a day to come; it is known at the latest when its file came in.
    let known_at = properties.find(&["known_at"]).map(moment).transpose()?.unwrap_or(valid_from.min(received_at));
    let known = harvest.member.zone.interval(known_at, known_at, model::TimePrecision::Instant);
    harvest.member.check_time(&known, &known_at.to_string()).map_err(|reason| Fault::at("known_at", reason))?;
    let accuracy_m =
        properties.find(&["accuracy_m"]).map(|(name, text)| read_sd_m(&text).map_err(|reason| Fault::at(name, reason))).transpose()?;
    Ok(Version {
        layer: clean(&layer, NAME_CHARS_MAX),
        role: read_role(&role)?,
        party,
        valid_from,
        valid_to,
        known_at,
        accuracy_m: accuracy_m.unwrap_or(SD_LAYER_M),
        name: properties.text(&["name"]).map(|name| clean(&name, NAME_CHARS_MAX)),
    })
}

fn read_role(text: &str) -> Result<LayerRole, Fault> {
    match as_word(text).as_str() {
        "zone" => Ok(LayerRole::Zone),
        "line" => Ok(LayerRole::Line),
        "control" => Ok(LayerRole::Control),
        "land" => Ok(LayerRole::Land),
        "settlement" => Ok(LayerRole::Settlement),
        _ => Err(Fault::at("role", format!("`{text}` is not a role: zone, line, control, land or settlement is expected"))),
    }
}

fn keep(version: Version, shapes: Vec<Geometry>, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let geometry = harvest.keep_geometry(&join(shapes)?)?;
    let source = harvest.member.source.clone();
    harvest.layers.push(LayerVersion {
        accuracy_m: version.accuracy_m,
        geometry,
        id: LayerVersion::derive_id(&version.layer, &source, version.valid_from, &geometry),
        known_at: version.known_at,
        layer: version.layer,
        name: version.name,
        party: version.party,
        role: version.role,
        source,
        valid_from: version.valid_from,
        valid_to: version.valid_to,
    });
    Ok(())
}
