//! One report-place pair a row (or one place-day): its label or its words say what kind of event.

use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::method::TEXT_CHARS_MAX;
use crate::table::{Column, Row, Table};
use crate::words::place::{place_of, read_cells};
use crate::words::text::{clean, some};
use crate::{Format, Unreadable};
use model::{Kind, PartyId, PlacePrecision, Sense};

/// Labels in the order in which they decide, and what they make of a row. Source: VIINA codebook.
const LABELS: [(&str, Kind); 9] = [
    ("t_artillery", Kind::Explosion),
    ("t_airstrike", Kind::Explosion),
    ("t_ied", Kind::Explosion),
    ("t_uav", Kind::Explosion),
    ("t_firefight", Kind::ExchangeOfFire),
    ("t_aad", Kind::Airburst),
    ("t_property", Kind::Damage),
    ("t_milcas", Kind::Casualty),
    ("t_civcas", Kind::Casualty),
];

/// Beginnings of words, in three languages, that tell of something that exploded or was shelled. Source: assumed.
const EXPLOSION_STEMS: [&str; 28] = [
    "вибух",
    "взрыв",
    "обстріл",
    "обстрел",
    "приліт",
    "прильот",
    "прилет",
    "прилёт",
    "влучан",
    "влучил",
    "попадани",
    "удар",
    "вдарил",
    "ракет",
    "бомбард",
    "бомбил",
    "детонац",
    "підірва",
    "подорва",
    "explo",
    "blast",
    "shell",
    "strike",
    "struck",
    "missile",
    "bombard",
    "rocket",
    "detonat",
];

/// Reads a VIINA table.
///
/// # Errors
/// If a column is missing.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let table = document.need_table(Format::Viina)?;
    let columns = Columns::find(table).map_err(|why| Unreadable::Misfit { format: Format::Viina, why })?;
    harvest.rows(table, &mut |row, harvest| read_row(row, &columns, harvest))
}

struct Columns {
    event: Option<Column>,
    day_event: Column,
    date: Column,
    clock: Option<Column>,
    lat: Column,
    lon: Column,
    precision: Option<Column>,
    feature: Option<Column>,
    names: Vec<Column>,
    text: Option<Column>,
    outlet: Option<Column>,
    labels: Vec<(Column, Kind)>,
    /// Columns that name who began it, with the party id in the middle of the name.
    initiators: Vec<(Column, PartyId)>,
}

impl Columns {
    fn find(table: &Table<'_>) -> Result<Self, String> {
        let label = |name: &str| table.find(&[format!("{name}_b").as_str(), name]);
        Ok(Self {
            event: table.find(&["event_id"]),
            day_event: table.need(&["event_id_1pd"])?,
            date: table.need(&["date"])?,
            clock: table.find(&["time"]),
            lat: table.need(&["latitude"])?,
            lon: table.need(&["longitude"])?,
            precision: table.find(&["GEO_PRECISION"]),
            feature: table.find(&["feature_code"]),
            names: ["asciiname", "ADM2_NAME", "ADM1_NAME"].iter().filter_map(|name| table.find(&[name])).collect(),
            text: table.find(&["text", "representative_text"]),
            outlet: table.find(&["source", "sources_matching"]),
            labels: LABELS.iter().filter_map(|(name, kind)| Some((label(name)?, *kind))).collect(),
            initiators: table.names().iter().filter_map(|name| Some((table.find(&[name])?, initiator(name)?))).collect(),
        })
    }
}

/// `a_p1_init` names the party `p1`.
fn initiator(name: &str) -> Option<PartyId> {
    let party = name.strip_prefix("a_")?.strip_suffix("_init")?;
    (!party.is_empty()).then(|| PartyId(party.into()))
}

fn read_row(row: &Row<'_>, columns: &Columns, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let centre = read_cells(row, columns.lat, columns.lon)?;
    // The time is that of the report, an upper bound: the local day stands.
    let time = harvest.member.read_time(row, columns.date, None)?;
    let precision = read_precision(row, columns);
    let text = clean(row.some(columns.text).unwrap_or(""), TEXT_CHARS_MAX);
    let key = read_key(row, columns)?;
    let id = harvest.id_by_key(&key);
    let mut observation = harvest.member.observation(id, kind_of(row, columns, &text), Sense::Read, time, row.line);
    observation.actor = actor_of(row, columns, harvest);
    observation.key = Some(key);
    observation.place = Some(place_of(centre, precision, None));
    observation.place_precision = Some(precision);
    observation.place_name = some(columns.names.iter().filter_map(|name| row.some(Some(*name))).collect::<Vec<_>>().join(", "));
    observation.speaker = row.some(columns.outlet).map(|outlet| clean(&outlet.replace('|', ", "), crate::method::NAME_CHARS_MAX));
    observation.text = some(with_clock(text, row.some(columns.clock)));
    harvest.observations.push(observation);
    Ok(())
}

/// The report's own time is kept beside its words.
fn with_clock(text: String, clock: Option<&str>) -> String {
    match clock {
        Some(clock) if text.chars().count() + clock.len() + 12 <= TEXT_CHARS_MAX => format!("{text} [reported {clock}]"),
        _ => text,
    }
}

/// One-per-day rows have ids of their own that look like those of reports.
fn read_key(row: &Row<'_>, columns: &Columns) -> Result<String, Fault> {
    match row.some(columns.event) {
        Some(event) => Ok(clean(event, 100)),
        None => Ok(format!("1pd-{}", clean(row.need(columns.day_event)?, 100))),
    }
}

/// The geocoder's word, else the gazetteer's feature code, else a settlement.
fn read_precision(row: &Row<'_>, columns: &Columns) -> PlacePrecision {
    let word = row.some(columns.precision).or_else(|| row.some(columns.feature)).unwrap_or("");
    match word.to_ascii_uppercase().get(..4).unwrap_or("") {
        "STRE" => PlacePrecision::Street,
        "ADM1" => PlacePrecision::Adm1,
        "ADM2" => PlacePrecision::Adm2,
        "PCLI" | "PCL" => PlacePrecision::Country,
        _ => PlacePrecision::Settlement,
    }
}

fn kind_of(row: &Row<'_>, columns: &Columns, text: &str) -> Kind {
    let is_set = |column: Column| row.cell(column).parse::<f64>().is_ok_and(|value| value >= 0.5);
    if let Some((_, kind)) = columns.labels.iter().find(|(column, _)| is_set(*column)) {
        return *kind;
    }
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    let tells = words.any(|word| EXPLOSION_STEMS.iter().any(|stem| word.starts_with(stem)));
    if tells { Kind::Explosion } else { Kind::Statement }
}

/// Who began it, if the table names exactly one and the mission has that party: a claim.
fn actor_of(row: &Row<'_>, columns: &Columns, harvest: &Harvest<'_>) -> Option<PartyId> {
    let mut named = columns.initiators.iter().filter(|(column, _)| row.cell(*column) == "1");
    let (_, party) = named.next()?;
    (named.next().is_none() && harvest.member.mission().party(party).is_some()).then(|| party.clone())
}
