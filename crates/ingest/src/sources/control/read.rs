//! One layer version for each party (or one without a party), valid from the file's own day.

use crate::document::Document;
use crate::fault::Fault;
use crate::geometry::{join, read_geometry};
use crate::harvest::Harvest;
use crate::method::{CONTROL_KNOWN_MS, NAME_CHARS_MAX, SD_CONTROL_M};
use crate::words::property::{Properties, as_text};
use crate::words::text::clean;
use crate::words::time::{Zone, read_day};
use crate::{Format, Unreadable};
use jiff::civil::Date;
use model::{Geometry, Instant, LayerRole, LayerVersion, PartyId};
use serde_json::Value;
use std::collections::BTreeMap;

/// The layer's name if no party is given; with a party it is `control_<party>`.
const LAYER: &str = "control";

/// Reads the polygons of one day.
///
/// # Errors
/// If it is no feature collection, or its day is not stated.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let features = document.need_features(Format::Control)?;
    let day = read_file_day(document, features, harvest.member.name).ok_or_else(|| Unreadable::Misfit {
        format: Format::Control,
        why: "its day is neither in the properties (`date`) nor in the file's name (such as control_20260107.geojson)".into(),
    })?;
    let valid_from = Zone::utc().midnight(day).map_err(|why| Unreadable::Misfit { format: Format::Control, why })?;
    let time = Zone::utc().interval(valid_from, valid_from, model::TimePrecision::Day);
    harvest.member.check_time(&time, &day.to_string()).map_err(|why| Unreadable::Misfit { format: Format::Control, why })?;
    let mut parts: BTreeMap<Option<PartyId>, Vec<Geometry>> = BTreeMap::new();
    for (index, feature) in features.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let read = read_feature(feature, number, &mut parts, harvest);
        harvest.count(number, &Properties::of(feature).show(), read)?;
    }
    for (party, shapes) in parts {
        let kept = keep(party, shapes, valid_from, harvest);
        kept.map_err(|fault| Unreadable::Misfit { format: Format::Control, why: fault.reason })?;
    }
    Ok(())
}

fn read_feature(
    feature: &Value,
    number: u32,
    parts: &mut BTreeMap<Option<PartyId>, Vec<Geometry>>,
    harvest: &mut Harvest<'_>,
) -> Result<(), Fault> {
    let party = Properties::of(feature).find(&["party"]).map(|(name, id)| harvest.member.party(&id, name)).transpose()?;
    let shape = read_geometry(feature)?;
    if !matches!(shape.geometry, Geometry::Areas(_)) {
        return Err(Fault::at("geometry", "control is read from polygons: lines and points are read as `layers`"));
    }
    if shape.empty_rings_n > 0 {
        harvest.tally("rings without area left out", number);
    }
    parts.entry(party).or_default().push(shape.geometry);
    Ok(())
}

fn keep(party: Option<PartyId>, shapes: Vec<Geometry>, valid_from: Instant, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let geometry = harvest.keep_geometry(&join(shapes)?)?;
    let layer = party.as_ref().map_or_else(|| LAYER.to_owned(), |party| format!("{LAYER}_{party}"));
    let source = harvest.member.source.clone();
    harvest.layers.push(LayerVersion {
        accuracy_m: SD_CONTROL_M,
        geometry,
        id: LayerVersion::derive_id(&layer, &source, valid_from, &geometry),
        known_at: valid_from.plus_ms(CONTROL_KNOWN_MS),
        name: Some(clean(&harvest.member.speaker(), NAME_CHARS_MAX)),
        layer,
        party,
        role: LayerRole::Control,
        source,
        valid_from,
        valid_to: None,
    });
    Ok(())
}

/// The day in a feature's properties, in the collection's name, or in the file's name.
fn read_file_day(document: &Document<'_>, features: &[Value], name: &str) -> Option<Date> {
    let stated = features.iter().find_map(|feature| Properties::of(feature).text(&["date", "day", "as_of"]));
    let collection = document.json.as_ref().and_then(|json| json.get("name")).and_then(as_text);
    stated.and_then(|text| day_within(&text)).or_else(|| day_within(name)).or_else(|| day_within(&collection?))
}

/// The first `20260107` or `2026-01-07` in a text that is a day.
pub(crate) fn day_within(text: &str) -> Option<Date> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.into_iter().find_map(|at| {
        let follows_digit = text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit()));
        let plain = |length: usize| {
            let ends = !text.get(at + length..).is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
            text.get(at..at + length).filter(|day| ends && day.starts_with(|c: char| c.is_ascii_digit())).and_then(read_day)
        };
        if follows_digit { None } else { plain(10).or_else(|| plain(8)) }
    })
}
