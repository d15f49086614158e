//! Released incidents as open data: GeoJSON, CSV, JSON. Made of released values only: the types see to it.

use crate::Released;
use model::{Audience, Cell, Instant, PublicIncident, PublicPlace};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One release as it is shown.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its entry in the log.
    pub entry: u64,
    /// When it was declared.
    pub at: Instant,
    /// Why.
    pub reason: String,
    /// What it shows.
    pub shown: Released<PublicIncident>,
}

/// Rows for everybody, in the order of the log: others are left out here once more.
#[derive(Clone, Debug, Default)]
pub struct Rows(Vec<Row>);

impl Rows {
    /// Takes rows; those for another audience are dropped.
    pub fn public(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut rows: Vec<Row> = rows.into_iter().filter(|row| *row.shown.audience() == Audience::Public).collect();
        rows.sort_by_key(|row| row.entry);
        Self(rows)
    }

    /// All of them.
    pub fn all(&self) -> &[Row] {
        &self.0
    }

    /// The last release of each public name.
    pub fn last(&self) -> Vec<&Row> {
        let mut last: BTreeMap<_, &Row> = BTreeMap::new();
        for row in &self.0 {
            last.insert(row.shown.value().id, row);
        }
        let mut rows: Vec<&Row> = last.into_values().collect();
        rows.sort_by_key(|row| row.entry);
        rows
    }

    /// Without those of some entries.
    pub fn without(&self, entries: &BTreeSet<u64>) -> Self {
        Self(self.0.iter().filter(|row| !entries.contains(&row.entry)).cloned().collect())
    }

    /// Those whose time touches an interval.
    pub fn within(&self, from: Instant, to: Instant) -> Self {
        Self(self.0.iter().filter(|row| row.shown.value().time.from < to && row.shown.value().time.to > from).cloned().collect())
    }
}

/// RFC 7946: the last release of each incident; a cell is its rectangle, an object its point, no place is null.
pub fn show_geojson(rows: &Rows) -> String {
    let feature = |row: &Row| {
        let shown = row.shown.value();
        json!({"type": "Feature", "id": shown.id, "geometry": geometry(shown.place.as_ref()), "properties": properties(row)})
    };
    list("{\"type\":\"FeatureCollection\",\"features\":[", rows.last().into_iter().map(feature))
}

/// Everything: every release in the order of the log, as it stands there.
pub fn show_json(rows: &Rows) -> String {
    let release = |row: &Row| json!({"entry": row.entry, "released_at": row.at, "reason": row.reason, "shown": row.shown});
    list("{\"releases\":[", rows.all().iter().map(release))
}

/// A table, RFC 4180: every release in the order of the log. Edges of cells in degrees.
pub fn show_csv(rows: &Rows) -> String {
    let mut text = String::from("entry,released_at,id,class,kind,from,to,south,west,north,east,object,reason\r\n");
    for row in rows.all() {
        let shown = row.shown.value();
        let (edges, object) = match &shown.place {
            None => ([None; 4], ""),
            Some(PublicPlace::Cell(cell)) => ([cell.south_e7, cell.west_e7, cell.north_e7, cell.east_e7].map(Some), ""),
            Some(PublicPlace::Object(object)) => {
                ([object.lat_e7, object.lon_e7, object.lat_e7, object.lon_e7].map(Some), object.name.as_str())
            }
        };
        let mut fields =
            vec![row.entry.to_string(), row.at.to_string(), shown.id.to_string(), shown.class.to_string(), shown.kind.to_string()];
        fields.extend([shown.time.from.to_string(), shown.time.to.to_string()]);
        fields.extend(edges.map(|edge| edge.map_or_else(String::new, |e7| degrees(e7).to_string())));
        fields.extend([cell_text(object), cell_text(&row.reason)]);
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
    text
}

/// Text that a spreadsheet takes for text, whatever it begins with.
fn cell_text(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

fn properties(row: &Row) -> Value {
    let shown = row.shown.value();
    let mut properties = json!({
        "class": shown.class, "kind": shown.kind, "from": shown.time.from, "to": shown.time.to,
        "entry": row.entry, "released_at": row.at, "reason": row.reason,
    });
    if let (Some(PublicPlace::Object(object)), Some(list)) = (&shown.place, properties.as_object_mut()) {
        list.insert("object".into(), json!(object.name));
    }
    properties
}

fn geometry(place: Option<&PublicPlace>) -> Value {
    match place {
        None => Value::Null,
        Some(PublicPlace::Cell(cell)) => json!({"type": "Polygon", "coordinates": [ring(cell)]}),
        Some(PublicPlace::Object(object)) => json!({"type": "Point", "coordinates": [degrees(object.lon_e7), degrees(object.lat_e7)]}),
    }
}

fn ring(cell: &Cell) -> [[f64; 2]; 5] {
    let [south, west, north, east] = [cell.south_e7, cell.west_e7, cell.north_e7, cell.east_e7].map(degrees);
    [[west, south], [east, south], [east, north], [west, north], [west, south]]
}

fn degrees(e7: i32) -> f64 {
    f64::from(e7) / 1e7
}

/// A list, one value a line, so that two exports can be compared line by line.
fn list(head: &str, values: impl Iterator<Item = Value>) -> String {
    let lines: Vec<String> = values.map(|value| value.to_string()).collect();
    format!("{head}\n{}\n]}}\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Grant, Marked};
    use model::release::PublicObject;
    use model::{Class, Kind, PublicId, Release, Shown, Window};

    fn row(entry: u64, audience: &Audience, place: Option<PublicPlace>, reason: &str) -> Row {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let time = Window { from: at("2026-01-07T00:00:00Z"), to: at("2026-01-07T06:00:00Z") };
        let shown = PublicIncident { class: Class::Event, id: PublicId::from_bytes([7; 10]), kind: Kind::Explosion, place, time };
        let release =
            Release { audience: audience.clone(), basis: String::new(), reason: reason.into(), shown: Shown::Clear(shown.clone()) };
        let shown = Marked::unmarked(shown).release(audience, &Grant::of(&release)).unwrap();
        Row { entry, at: at("2026-01-08T00:00:00Z"), reason: reason.into(), shown }
    }

    fn rows() -> Rows {
        let cell = Cell { east_e7: 371_000_000, level: 0, north_e7: 480_500_000, south_e7: 480_000_000, west_e7: 370_000_000 };
        let object = PublicObject { lat_e7: -12_345_678, lon_e7: 370_000_001, name: "Bridge, \"old\"".into(), reach_m: 500 };
        Rows::public([
            row(9, &Audience::Public, Some(PublicPlace::Object(object)), "asked, again"),
            row(4, &Audience::Public, Some(PublicPlace::Cell(cell)), "=1+1"),
            row(5, &Audience::Commission, None, "not for everybody"),
        ])
    }

    #[test]
    fn the_table_holds_every_public_release_and_no_other_and_a_formula_comes_back_inert() {
        assert_eq!(
            show_csv(&rows()),
            "entry,released_at,id,class,kind,from,to,south,west,north,east,object,reason\r\n\
             4,2026-01-08T00:00:00.000Z,PUB-0W3GE1R70W3GE1R7,event,explosion,2026-01-07T00:00:00.000Z,2026-01-07T06:00:00.000Z,48,37,48.05,37.1,\"\",\"'=1+1\"\r\n\
             9,2026-01-08T00:00:00.000Z,PUB-0W3GE1R70W3GE1R7,event,explosion,2026-01-07T00:00:00.000Z,2026-01-07T06:00:00.000Z,-1.2345678,37.0000001,-1.2345678,37.0000001,\"Bridge, \"\"old\"\"\",\"asked, again\"\r\n"
        );
    }

    #[test]
    fn the_map_shows_the_last_release_of_each_name() {
        let map: Value = serde_json::from_str(&show_geojson(&rows())).unwrap();
        let features = map.get("features").and_then(Value::as_array).unwrap();
        assert_eq!(features.len(), 1);
        assert_eq!(features.first().and_then(|feature| feature.pointer("/properties/entry")), Some(&json!(9)));
        assert_eq!(features.first().and_then(|feature| feature.pointer("/geometry/type")), Some(&json!("Point")));
        assert!(!show_json(&rows()).contains("not for everybody"));
    }
}
