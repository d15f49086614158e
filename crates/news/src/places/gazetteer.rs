//! Gazetteers as people have them: GeoNames dumps and extracts, KATOTTG and other codifiers, tables with a header.

use crate::method::{GAZETTEER_ROWS_MAX, NAME_BYTES_MAX};
use model::{PlacePrecision, Position};
use std::collections::HashMap;

/// A named place of a gazetteer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toponym {
    /// Its id in the gazetteer.
    pub id: String,
    /// Its main name.
    pub name: String,
    /// Its other names, in any script.
    pub names: Vec<String>,
    /// How exactly its name tells a place.
    pub precision: PlacePrecision,
    /// Its centre, where known.
    pub position: Option<Position>,
    /// True if the centre is that of the district it lies in, or the middle of what lies in it.
    pub is_rough: bool,
    /// Inhabitants; 0 = not known.
    pub population: u32,
    /// The toponym it lies in, by its place in the gazetteer.
    pub parent: Option<u32>,
    /// Country code, where stated.
    pub country: String,
    /// Code of the first-level region, where stated.
    pub region: String,
}

/// A gazetteer as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gazetteer {
    /// Its toponyms.
    pub toponyms: Vec<Toponym>,
    /// Rows that could not be read: line from 1, reason.
    pub refused: Vec<(u32, String)>,
}

/// A file that is no gazetteer.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoGazetteer {
    /// No column of names.
    #[error(
        "no gazetteer: a header with a column `name` (and `id`, `lat`, `lon`, `population` ...) or a GeoNames dump of 19 columns is expected, not `{0}`"
    )]
    Header(String),
    /// Nothing in it.
    #[error("the gazetteer is empty")]
    Empty,
    /// Too many rows.
    #[error("more than {GAZETTEER_ROWS_MAX} rows")]
    TooLong,
}

/// Columns of a table, by what they hold.
#[derive(Default)]
struct Columns {
    id: Option<usize>,
    code: Option<usize>,
    parent: Option<usize>,
    name: Option<usize>,
    others: Vec<usize>,
    lat: Option<usize>,
    lon: Option<usize>,
    is_rough: bool,
    level: Option<usize>,
    population: Option<usize>,
    country: Option<usize>,
    region: Option<usize>,
}

/// Reads a gazetteer: tab, comma or semicolon; a header in any order, or the GeoNames dump without one.
///
/// Several files make one gazetteer by [`Gazetteer::extend`].
///
/// # Errors
/// No column of names, nothing, or too many rows.
pub fn read_gazetteer(text: &str) -> Result<Gazetteer, NoGazetteer> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().filter(|line| !line.trim().is_empty()).ok_or(NoGazetteer::Empty)?;
    let delimiter = [b'\t', b';', b','].into_iter().max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count()).unwrap_or(b',');
    let is_dump = delimiter == b'\t'
        && first.split('\t').count() >= 15
        && first.split('\t').next().is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    let columns = if is_dump { dump_columns() } else { columns_of(first, delimiter)? };
    let mut reader = csv::ReaderBuilder::new();
    reader.delimiter(delimiter).has_headers(!is_dump).flexible(true).quoting(!is_dump);
    let mut gazetteer = Gazetteer::default();
    let mut parents = Vec::new();
    for (at, row) in reader.from_reader(text.as_bytes()).records().enumerate() {
        let line = u32::try_from(at + 1 + usize::from(!is_dump)).unwrap_or(u32::MAX);
        if at >= GAZETTEER_ROWS_MAX {
            return Err(NoGazetteer::TooLong);
        }
        match row.map_err(|fault| fault.to_string()).and_then(|row| columns.toponym(&row)) {
            Ok((toponym, codes)) => {
                parents.push(codes);
                gazetteer.toponyms.push(toponym);
            }
            Err(reason) => gazetteer.refused.push((line, reason)),
        }
    }
    if gazetteer.toponyms.is_empty() {
        return Err(NoGazetteer::Empty);
    }
    gazetteer.link(&parents);
    gazetteer.place_parents();
    Ok(gazetteer)
}

/// id, name, asciiname, alternatenames, lat, lon, class, code, country, cc2, admin1, ..., population at 14.
fn dump_columns() -> Columns {
    Columns {
        id: Some(0),
        name: Some(1),
        others: vec![2, 3],
        lat: Some(4),
        lon: Some(5),
        level: Some(7),
        country: Some(8),
        region: Some(10),
        population: Some(14),
        ..Columns::default()
    }
}

fn columns_of(header: &str, delimiter: u8) -> Result<Columns, NoGazetteer> {
    let mut columns = Columns::default();
    for (at, name) in header.split(char::from(delimiter)).enumerate() {
        let name = name.trim().trim_matches('"').to_lowercase().replace([' ', '-'], "_");
        let slot = match name.as_str() {
            "geonameid" | "id" | "code" | "wikidata" | "osm_id" => &mut columns.id,
            "pcode" | "admin_pcode" => &mut columns.code,
            "parent" | "parent_id" | "parent_code" | "within" => &mut columns.parent,
            "name" | "name_uk" | "name_local" | "place" | "toponym" => &mut columns.name,
            "lat" | "latitude" | "lat_center" | "y" => &mut columns.lat,
            "lon" | "lng" | "long" | "longitude" | "lon_center" | "x" => &mut columns.lon,
            "lat_hromada" | "lat_admin" => {
                columns.is_rough = true;
                &mut columns.lat
            }
            "lon_hromada" | "lon_admin" => &mut columns.lon,
            "level" | "category" | "feature_code" | "type" | "kind" | "fclass" => &mut columns.level,
            "population" | "pop" | "inhabitants" => &mut columns.population,
            "country" | "country_code" | "iso" | "iso2" => &mut columns.country,
            "admin1" | "admin1_code" | "region" => &mut columns.region,
            other => {
                if other.starts_with("name") || other.starts_with("alt") || other == "asciiname" {
                    columns.others.push(at);
                }
                continue;
            }
        };
        match slot {
            None => *slot = Some(at),
            Some(_) if name.starts_with("name") => columns.others.push(at),
            Some(_) => {}
        }
    }
    if columns.name.is_none() && !columns.others.is_empty() {
        columns.name = Some(columns.others.remove(0));
    }
    if columns.name.is_none() {
        return Err(NoGazetteer::Header(header.chars().take(80).collect()));
    }
    Ok(columns)
}

/// Codes by which rows know each other: id, other code, parent.
type Codes = (String, Option<String>, Option<String>);

impl Columns {
    fn toponym(&self, row: &csv::StringRecord) -> Result<(Toponym, Codes), String> {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(str::trim).filter(|cell| !cell.is_empty());
        let name = cell(self.name).or_else(|| self.others.iter().find_map(|at| cell(Some(*at)))).ok_or("no name")?;
        if name.len() > NAME_BYTES_MAX {
            return Err(format!("a name of {} bytes: at most {NAME_BYTES_MAX} are read", name.len()));
        }
        let id = cell(self.id).or_else(|| cell(self.code)).unwrap_or(name).to_owned();
        let level = cell(self.level).unwrap_or("");
        let precision = precision_of(level);
        let others =
            self.others.iter().filter_map(|at| cell(Some(*at))).flat_map(|names| names.split(if names.contains('|') { '|' } else { ',' }));
        let names = others
            .map(str::trim)
            .filter(|other| is_name(other) && *other != name && other.len() <= NAME_BYTES_MAX)
            .map(str::to_owned)
            .collect();
        let toponym = Toponym {
            id: id.clone(),
            name: name.to_owned(),
            names,
            precision,
            position: position(cell(self.lat), cell(self.lon))?,
            is_rough: self.is_rough,
            population: match cell(self.population) {
                Some(text) => text
                    .split('.')
                    .next()
                    .and_then(|whole| whole.parse().ok())
                    .ok_or_else(|| format!("`{text}` is not a number of inhabitants"))?,
                None => usual_population(level),
            },
            parent: None,
            country: cell(self.country).unwrap_or("").to_owned(),
            region: cell(self.region).unwrap_or("").to_owned(),
        };
        Ok((toponym, (id, cell(self.code).map(str::to_owned), cell(self.parent).map(str::to_owned))))
    }
}

/// What a level, category or feature code tells of a place's size.
fn precision_of(level: &str) -> PlacePrecision {
    match level.to_lowercase().as_str() {
        "o" | "adm1" | "oblast" | "admin1" | "region" | "province" | "governorate" | "1" => PlacePrecision::Adm1,
        "p" | "adm2" | "raion" | "admin2" | "district" | "2" => PlacePrecision::Adm2,
        "h" | "adm3" | "hromada" | "admin3" | "community" | "municipality" | "3" => PlacePrecision::Adm3,
        "pcli" | "country" | "adm0" | "0" => PlacePrecision::Country,
        "street" => PlacePrecision::Street,
        _ => PlacePrecision::Settlement,
    }
}

/// Inhabitants that a category stands for where none are given: city with special status, town, settlement, village.
/// Source: assumed (decision 0008).
fn usual_population(level: &str) -> u32 {
    match level {
        "K" => 1_000_000,
        "M" => 20_000,
        "X" => 3_000,
        "C" => 300,
        _ => 0,
    }
}

/// Whether another name can be looked for: no codes and no two letters.
fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let is_code = letters <= 4 && name.chars().filter(|c| c.is_alphabetic()).all(|c| c.is_ascii_uppercase());
    let is_short_latin = letters < 4 && name.is_ascii();
    letters >= 2 && !is_code && !is_short_latin
}

fn position(lat: Option<&str>, lon: Option<&str>) -> Result<Option<Position>, String> {
    let (Some(lat), Some(lon)) = (lat, lon) else { return Ok(None) };
    let degrees = |text: &str| text.replace(',', ".").parse::<f64>().map_err(|_| format!("`{text}` is not a coordinate in degrees"));
    Position::from_degrees(degrees(lat)?, degrees(lon)?).map(Some).map_err(|fault| fault.to_string())
}

impl Gazetteer {
    /// Puts another gazetteer behind this one.
    pub fn extend(&mut self, other: Self) {
        let before = u32::try_from(self.toponyms.len()).unwrap_or(u32::MAX);
        self.refused.extend(other.refused);
        self.toponyms.extend(
            other.toponyms.into_iter().map(|toponym| Toponym { parent: toponym.parent.map(|at| at.saturating_add(before)), ..toponym }),
        );
    }

    fn link(&mut self, codes: &[Codes]) {
        let mut by_code: HashMap<&str, u32> = HashMap::new();
        for (at, (id, code, _)) in codes.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            by_code.entry(id).or_insert(at);
            if let Some(code) = code {
                by_code.entry(code).or_insert(at);
            }
        }
        for (at, (toponym, (_, _, parent))) in self.toponyms.iter_mut().zip(codes).enumerate() {
            let parent = parent.as_ref().and_then(|parent| by_code.get(parent.as_str())).copied();
            toponym.parent = parent.filter(|parent| usize::try_from(*parent).ok() != Some(at));
        }
    }

    /// Gives what has no position the middle of what lies in it, level by level.
    fn place_parents(&mut self) {
        for _ in 0..LEVELS_MAX {
            let mut sums: HashMap<u32, (i64, i64, i64)> = HashMap::new();
            for toponym in &self.toponyms {
                if let (Some(parent), Some(position)) = (toponym.parent, toponym.position) {
                    let sum = sums.entry(parent).or_default();
                    *sum = (sum.0 + i64::from(position.lat_e7), sum.1 + i64::from(position.lon_e7), sum.2 + 1);
                }
            }
            let mut is_new = false;
            for (at, toponym) in self.toponyms.iter_mut().enumerate() {
                let sum = u32::try_from(at).ok().and_then(|at| sums.get(&at));
                let Some((lat, lon, n)) = sum.filter(|_| toponym.position.is_none()) else { continue };
                let mean = |sum: i64| i32::try_from(sum / (*n).max(1)).unwrap_or(0);
                (toponym.position, toponym.is_rough, is_new) = (Some(Position { lat_e7: mean(*lat), lon_e7: mean(*lon) }), true, true);
            }
            if !is_new {
                break;
            }
        }
    }

    /// The toponyms that one lies in, nearest first, at most four.
    pub fn within(&self, toponym: &Toponym) -> Vec<u32> {
        let mut found = Vec::new();
        let mut next = toponym.parent;
        while let Some(at) = next.filter(|at| found.len() < LEVELS_MAX && !found.contains(at)) {
            found.push(at);
            next = usize::try_from(at).ok().and_then(|at| self.toponyms.get(at)).and_then(|toponym| toponym.parent);
        }
        found
    }
}

/// Levels of a gazetteer: settlement, community, district, region.
const LEVELS_MAX: usize = 4;
