//! One point a feature, its meaning in its properties, in the words of the model.

use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::method::{NAME_CHARS_MAX, TEXT_CHARS_MAX};
use crate::words::count::read_count;
use crate::words::perceived::{read_determination, read_kind, read_sense, read_status};
use crate::words::place::{place_of, read_precision, read_sd_m};
use crate::words::property::Properties;
use crate::words::text::{as_word, clean};
use crate::words::time::{read_moment, read_when};
use crate::words::weapon::read_weapon;
use crate::{Format, Unreadable};
use model::{Observation, PlacePrecision, Position, Sense, When};
use serde_json::Value;

/// Properties that may hold the date; `time` may hold the clock time beside it.
pub(super) const DATE: &[&str] = &["date", "datetime", "timestamp", "day"];

/// Reads dated points.
///
/// # Errors
/// If it is no feature collection.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let features = document.need_features(Format::Geojson)?;
    for (index, feature) in features.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let read = read_feature(feature, number, harvest);
        harvest.count(number, &Properties::of(feature).show(), read)?;
    }
    Ok(())
}

fn read_feature(feature: &Value, number: u32, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let properties = Properties::of(feature);
    let centre = read_point(feature)?;
    let (kind_name, kind) = properties.need(&["kind"])?;
    let kind = read_kind(&kind).map_err(|reason| Fault::at(kind_name, reason))?;
    let time = read_time(&properties, harvest)?;
    let sense = read_property(&properties, &["sense"], read_sense)?.unwrap_or(Sense::Read);
    let sd_m = read_property(&properties, &["sd_m", "accuracy_m", "error_m"], read_sd_m)?;
    let stated = read_property(&properties, &["precision", "place_precision"], read_precision)?;
    if stated.is_none() && sd_m.is_none() {
        harvest.tally("no `precision` and no `sd_m`: a settlement geocode is assumed", number);
    }
    let precision = stated.unwrap_or(if sd_m.is_some() { PlacePrecision::Fix } else { PlacePrecision::Settlement });
    let key = properties.key().map(|key| clean(&key, NAME_CHARS_MAX));
    let id = match &key {
        Some(key) => harvest.id_by_key(key),
        None => harvest.id_by_content(&content(centre, &properties)),
    };
    let mut observation = harvest.member.observation(id, kind, sense, time, number);
    observation.key = key;
    observation.place = Some(place_of(centre, precision, sd_m));
    observation.place_precision = Some(precision);
    read_words(&properties, &mut observation, harvest)?;
    harvest.observations.push(observation);
    Ok(())
}

fn read_point(feature: &Value) -> Result<Position, Fault> {
    let is_point = feature.pointer("/geometry/type").and_then(Value::as_str) == Some("Point");
    let coordinates = feature.pointer("/geometry/coordinates").filter(|_| is_point);
    crate::geometry::position(
        coordinates
            .ok_or_else(|| Fault::at("geometry", "the feature is not a Point: points are read here, lines and polygons as `layers`"))?,
    )
}

fn read_time(properties: &Properties<'_>, harvest: &Harvest<'_>) -> Result<When, Fault> {
    let (name, date) = properties.need(DATE)?;
    let zone = &harvest.member.zone;
    let time = match properties.text(&["time"]) {
        Some(clock) if !date.contains([':', 'T']) => read_when(&date, Some(&clock), zone),
        _ => read_moment(&date, zone),
    };
    let time = time.map_err(|reason| Fault::at(name, reason))?;
    harvest.member.check_time(&time, &date).map_err(|reason| Fault::at(name, reason))?;
    Ok(time)
}

fn read_property<T>(properties: &Properties<'_>, names: &[&'static str], read: fn(&str) -> Result<T, String>) -> Result<Option<T>, Fault> {
    properties.find(names).map(|(name, text)| read(&text).map_err(|reason| Fault::at(name, reason))).transpose()
}

fn read_words(properties: &Properties<'_>, observation: &mut Observation, harvest: &Harvest<'_>) -> Result<(), Fault> {
    let words = |names: &[&'static str]| properties.text(names).map(|text| clean(&text, NAME_CHARS_MAX));
    observation.actor = properties.find(&["actor"]).map(|(name, id)| harvest.member.party(&id, name)).transpose()?;
    observation.cause = properties.text(&["cause"]).map(|cause| as_word(&cause));
    observation.target = properties.text(&["target"]).map(|target| as_word(&target));
    observation.count = read_property(properties, &["count"], read_count)?;
    observation.determination = properties.text(&["determination"]).and_then(|text| read_determination(&text));
    observation.place_name = words(&["place", "place_name", "name"]);
    observation.speaker = words(&["speaker", "source", "station"]);
    observation.status = read_property(properties, &["status"], read_status)?;
    observation.text = properties.text(&["text", "description", "title"]).map(|text| clean(&text, TEXT_CHARS_MAX));
    observation.weapon = properties.text(&["weapon"]).map(|weapon| read_weapon(&weapon));
    Ok(())
}

/// Place and every property: they name a point that has no id of its own.
fn content(centre: Position, properties: &Properties<'_>) -> Vec<u8> {
    let mut content = Vec::new();
    content.extend_from_slice(&centre.lat_e7.to_be_bytes());
    content.extend_from_slice(&centre.lon_e7.to_be_bytes());
    content.extend_from_slice(properties.show().as_bytes());
    content
}
