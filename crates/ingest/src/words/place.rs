//! Coordinates as sources write them, and the doubt that belongs to each precision.

use crate::fault::Fault;
use crate::method::{
    SD_ADM1_M, SD_ADM2_M, SD_ADM3_M, SD_COUNTRY_M, SD_FIX_M, SD_SETTLEMENT_M, SD_STREET_M, SD_SURVEY_M, WIDE_PPM, WIDE_SD_M,
};
use crate::table::{Column, Row};
use model::place::NoPosition;
use model::{Place, PlacePrecision, Position};

/// Reads a position from two cells that must be there.
///
/// # Errors
/// An empty cell, or what is no coordinate.
pub(crate) fn read_cells(row: &Row<'_>, lat: Column, lon: Column) -> Result<Position, Fault> {
    read_position((row.need(lat)?, row.name(lat)), (row.need(lon)?, row.name(lon)))
}

/// Reads a position from two cells that may both be empty.
///
/// # Errors
/// One without the other, or what is no coordinate.
pub(crate) fn read_cells_if_any(row: &Row<'_>, lat: Option<Column>, lon: Option<Column>) -> Result<Option<Position>, Fault> {
    match (lat, lon) {
        (Some(lat), Some(lon)) if row.some(Some(lat)).is_some() || row.some(Some(lon)).is_some() => read_cells(row, lat, lon).map(Some),
        _ => Ok(None),
    }
}

/// Reads a position from two texts, each with the name of its column.
///
/// # Errors
/// What is no coordinate.
pub(crate) fn read_position(lat: (&str, &str), lon: (&str, &str)) -> Result<Position, Fault> {
    let (lat_degrees, lon_degrees) = (degrees(lat.0), degrees(lon.0));
    Position::from_degrees(lat_degrees.unwrap_or(f64::NAN), lon_degrees.unwrap_or(f64::NAN)).map_err(|fault| match fault {
        NoPosition::Latitude(_) => Fault::at(lat.1, format!("latitude `{}` is not a number between -90 and 90", lat.0)),
        NoPosition::Longitude(_) => Fault::at(lon.1, format!("longitude `{}` is not a number between -180 and 180", lon.0)),
    })
}

/// A decimal number of degrees; a decimal comma is read too.
fn degrees(text: &str) -> Option<f64> {
    let is_number = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    if is_number(text) {
        return text.parse().ok();
    }
    let text = text.replacen(',', ".", 1);
    is_number(&text).then(|| text.parse().ok())?
}

/// Reads an error in metres.
///
/// # Errors
/// What is none.
pub(crate) fn read_sd_m(text: &str) -> Result<u32, String> {
    let metres = degrees(text).filter(|metres| (0.0..=1_000_000.0).contains(metres));
    metres.map(|metres| (metres + 0.5) as u32).ok_or_else(|| format!("`{text}` is not an error in metres between 0 and 1000000"))
}

/// Reads a precision by its wire word.
///
/// # Errors
/// What is none.
pub(crate) fn read_precision(text: &str) -> Result<PlacePrecision, String> {
    match crate::words::text::as_word(text).as_str() {
        "fix" => Ok(PlacePrecision::Fix),
        "survey" => Ok(PlacePrecision::Survey),
        "street" => Ok(PlacePrecision::Street),
        "settlement" => Ok(PlacePrecision::Settlement),
        "adm3" => Ok(PlacePrecision::Adm3),
        "adm2" => Ok(PlacePrecision::Adm2),
        "adm1" => Ok(PlacePrecision::Adm1),
        "country" => Ok(PlacePrecision::Country),
        _ => Err(format!("`{text}` is not a precision: fix, survey, street, settlement, adm3, adm2, adm1 or country is expected")),
    }
}

/// A place of this precision, with its stated error or the one that belongs to the precision.
pub(crate) fn place_of(centre: Position, precision: PlacePrecision, sd_m: Option<u32>) -> Place {
    let normal = |assumed: u32| Place::Normal { centre, sd_m: sd_m.unwrap_or(assumed) };
    match precision {
        PlacePrecision::Fix | PlacePrecision::Sector => normal(SD_FIX_M),
        PlacePrecision::Survey => normal(SD_SURVEY_M),
        PlacePrecision::Street => normal(SD_STREET_M),
        PlacePrecision::Settlement => {
            Place::WideTail { centre, sd_m: sd_m.unwrap_or(SD_SETTLEMENT_M), wide_ppm: WIDE_PPM, wide_sd_m: WIDE_SD_M }
        }
        PlacePrecision::Adm3 => normal(SD_ADM3_M),
        PlacePrecision::Adm2 => normal(SD_ADM2_M),
        PlacePrecision::Adm1 => normal(SD_ADM1_M),
        PlacePrecision::Country => normal(SD_COUNTRY_M),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_say_what_is_wrong_in_the_words_of_the_file() {
        let read = |lat, lon| read_position((lat, "lat"), (lon, "lon")).map_err(|fault| (fault.column, fault.reason));
        assert_eq!(read("91.2", "0"), Err((Some("lat".into()), "latitude `91.2` is not a number between -90 and 90".into())));
        assert_eq!(read("1", "east"), Err((Some("lon".into()), "longitude `east` is not a number between -180 and 180".into())));
        assert_eq!(read("nan", "0").map_err(|(column, _)| column), Err(Some("lat".into())));
        assert_eq!(read("48,5", "-37.25"), Ok(Position { lat_e7: 485_000_000, lon_e7: -372_500_000 }));
    }
}
