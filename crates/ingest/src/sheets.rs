//! Versions of layers as a GeoJSON file draws them, read by themselves: without a mission, a log or a clock.
//!
//! The properties are those of `layers` (docs/formats.md); all of them may be absent. A file without them is one layer;
//! its day then stands in a property `date` or in the file's name.

use crate::Unreadable;
use crate::decode::decode;
use crate::document::Document;
use crate::fault::Fault;
use crate::geometry::{join, read_geometry};
use crate::method::NAME_CHARS_MAX;
use crate::sources::day_within;
use crate::unpack::each_file;
use crate::words::place::read_sd_m;
use crate::words::property::Properties;
use crate::words::text::clean;
use crate::words::time::{Zone, read_moment};
use model::{Geometry, Instant};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a sheet is called if its file does not name the layer.
pub const UNNAMED_LAYER: &str = "layer";

/// One version of a layer as a file draws it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The file, or the file of an archive.
    pub file: String,
    /// Which layer, party and part it is a version of.
    pub series: Series,
    /// From when it is valid; midnight in UTC for a day.
    pub valid_from: Option<Instant>,
    /// Until when.
    pub valid_to: Option<Instant>,
    /// Since when it is known.
    pub known_at: Option<Instant>,
    /// Error of its line or border per axis, metres.
    pub accuracy_m: Option<u32>,
    /// Its shape, in canonical form: equal shapes are equal.
    pub geometry: Geometry,
}

/// What successive versions replace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// Whose map, if the file says it.
    pub source: Option<String>,
    /// Which layer.
    pub layer: String,
    /// Whose control.
    pub party: Option<String>,
    /// Which part.
    pub name: Option<String>,
}

/// What a file gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheets {
    /// In order of series and validity.
    pub sheets: Vec<Sheet>,
    /// Features that could not be read: where, what, what would be right.
    pub refused: Vec<String>,
}

/// Reads the layers of a file, which may be packed as gz or zip.
///
/// # Errors
/// If it is no GeoJSON, or nothing of it can be read.
pub fn read_sheets(name: &str, bytes: &[u8]) -> Result<Sheets, Unreadable> {
    let mut all = Sheets::default();
    each_file(name, bytes, &mut |part| {
        let decoded = decode(part.bytes?)?;
        read_file(part.name, &decoded.text, &mut all)
    })?;
    match (all.sheets.is_empty(), all.refused.first()) {
        (true, Some(first)) => Err(Unreadable::NoSheet { why: first.clone() }),
        (true, None) => Err(Unreadable::NoSheet { why: "it has no features".into() }),
        (false, _) => Ok(all),
    }
}

type Key = (Series, Option<Instant>, Option<Instant>, Option<Instant>, Option<u32>);

fn read_file(name: &str, text: &str, all: &mut Sheets) -> Result<(), Unreadable> {
    let document = Document::open(text)?;
    let features = features(&document).ok_or_else(|| Unreadable::NoSheet { why: "it is not GeoJSON with features".into() })?;
    let mut parts: BTreeMap<Key, Vec<Geometry>> = BTreeMap::new();
    for (index, feature) in features.iter().enumerate() {
        match read_feature(name, feature) {
            Ok((key, geometry)) => parts.entry(key).or_default().push(geometry),
            Err(fault) => all.refused.push(show(name, index + 1, &fault)),
        }
    }
    for ((series, valid_from, valid_to, known_at, accuracy_m), shapes) in parts {
        match join(shapes) {
            Ok(geometry) => all.sheets.push(Sheet { file: name.into(), series, valid_from, valid_to, known_at, accuracy_m, geometry }),
            Err(fault) => all.refused.push(format!("{name}: {}", fault.reason)),
        }
    }
    Ok(())
}

/// The features; a bare geometry is one.
fn features<'v>(document: &'v Document<'_>) -> Option<Cow<'v, [Value]>> {
    if let Some(features) = document.features() {
        return Some(Cow::Borrowed(features));
    }
    let json = document.json.as_ref().filter(|json| json.get("coordinates").is_some())?;
    Some(Cow::Owned(vec![serde_json::json!({ "geometry": json })]))
}

fn read_feature(name: &str, feature: &Value) -> Result<(Key, Geometry), Fault> {
    let properties = Properties::of(feature);
    let text = |names: &[&'static str]| properties.text(names).map(|text| clean(&text, NAME_CHARS_MAX));
    let utc = Zone::utc();
    let moment = |names: &[&'static str]| -> Result<Option<Instant>, Fault> {
        let Some((name, text)) = properties.find(names) else { return Ok(None) };
        read_moment(&text, &utc).map(|when| Some(when.from)).map_err(|reason| Fault::at(name, reason))
    };
    let stated = moment(&["valid_from", "date", "day", "as_of"])?;
    let valid_from = stated.or_else(|| utc.midnight(day_within(name)?).ok());
    let valid_to = moment(&["valid_to"])?;
    if valid_from.zip(valid_to).is_some_and(|(from, to)| to <= from) {
        return Err(Fault::at("valid_to", "`valid_to` does not lie after `valid_from`"));
    }
    let accuracy_m = properties.find(&["accuracy_m"]).map(|(name, text)| read_sd_m(&text).map_err(|reason| Fault::at(name, reason)));
    let series = Series {
        source: text(&["source"]),
        layer: text(&["layer"]).unwrap_or_else(|| UNNAMED_LAYER.into()),
        party: text(&["party"]),
        name: if properties.find(&["layer"]).is_some() { text(&["name"]) } else { None },
    };
    let geometry = read_geometry(feature)?.geometry;
    Ok(((series, valid_from, valid_to, moment(&["known_at"])?, accuracy_m.transpose()?), geometry))
}

impl Sheet {
    /// Whose map it is: as the file says, or the file's name without its day.
    pub fn source(&self) -> String {
        self.series.source.clone().unwrap_or_else(|| without_day(&self.file))
    }
}

/// A file's name without folders, endings and digits: what the files of one source have in common.
pub(crate) fn without_day(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = name.split('.').next().unwrap_or(name);
    let letters = stem.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '_' | ' '));
    clean(if letters.is_empty() { stem } else { letters }, NAME_CHARS_MAX)
}

fn show(name: &str, number: usize, fault: &Fault) -> String {
    match &fault.column {
        Some(column) => format!("{name}: feature {number}, `{column}`: {}", fault.reason),
        None => format!("{name}: feature {number}: {}", fault.reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SQUARE: &str = r#""geometry":{"type":"Polygon","coordinates":[[[33,35],[33.5,35],[33.5,35.5],[33,35]]]}"#;

    fn collection(features: &[&str]) -> String {
        format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
    }

    #[test]
    fn a_file_without_properties_is_one_layer_of_the_day_in_its_name() {
        let feature = format!(r#"{{"type":"Feature","properties":{{}},{SQUARE}}}"#);
        let read = read_sheets("maps/east_map_20260107.geojson", collection(&[&feature, &feature]).as_bytes()).unwrap();
        let [sheet] = &read.sheets[..] else { panic!("{read:?}") };
        assert_eq!((sheet.source(), sheet.series.layer.as_str()), ("east_map".into(), UNNAMED_LAYER));
        assert_eq!(sheet.valid_from.map(|at| at.to_string()), Some("2026-01-07T00:00:00.000Z".into()));
        assert_eq!(sheet.geometry.positions(), 6);
    }

    #[test]
    fn properties_part_a_file_into_series_and_a_bare_line_is_read_too() {
        let of = |properties: &str| format!(r#"{{"type":"Feature","properties":{properties},{SQUARE}}}"#);
        let (a, b) =
            (of(r#"{"layer":"control","party":"p1","date":"2026-01-07"}"#), of(r#"{"layer":"control","party":"p2","accuracy_m":200}"#));
        let read = read_sheets("x.geojson", collection(&[&a, &b]).as_bytes()).unwrap();
        assert_eq!(read.sheets.iter().map(|sheet| sheet.accuracy_m).collect::<Vec<_>>(), [None, Some(200)]);
        let line = read_sheets("line.json", br#"{"type":"LineString","coordinates":[[33,35],[34,35]]}"#).unwrap();
        assert!(matches!(line.sheets[0].geometry, Geometry::Paths(_)) && line.sheets[0].valid_from.is_none());
    }

    #[test]
    fn a_bad_feature_is_named_and_the_others_are_read() {
        let of = |properties: &str| format!(r#"{{"type":"Feature","properties":{properties},{SQUARE}}}"#);
        let (good, bad) = (of("{}"), of(r#"{"date":"soon"}"#));
        let read = read_sheets("x.geojson", collection(&[&good, &bad]).as_bytes()).unwrap();
        assert_eq!(read.refused, ["x.geojson: feature 2, `date`: `soon` is not a time such as 2026-01-07 or 2026-01-07T18:30"]);
        assert_eq!(read.sheets.len(), 1);
        let nothing = read_sheets("x.geojson", collection(&[]).as_bytes()).map_err(|fault| fault.to_string());
        assert_eq!(nothing, Err("no layer can be read: it has no features".into()));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fall(bytes in prop::collection::vec(any::<u8>(), 0..300), cut in 0usize..400) {
            drop(read_sheets("a.geojson", &bytes));
            let text = collection(&[&format!(r#"{{"type":"Feature","properties":{{"date":"2026-01-07"}},{SQUARE}}}"#)]);
            drop(read_sheets("a.geojson", text.as_bytes().get(..cut.min(text.len())).unwrap_or_default()));
            let mut torn = text.into_bytes();
            if let (Some(at), Some(byte)) = (torn.get_mut(cut), bytes.first()) {
                *at = *byte;
            }
            drop(read_sheets("a.geojson", &torn));
        }
    }
}
