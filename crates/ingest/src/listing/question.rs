//! Questions about zones: a code or a point, a day, and as known on which day.

use super::cells::{Cells, read_rows};
use super::dates::read_one;
use super::list::{read_code, show};
use crate::Unreadable;
use crate::fault::Fault;
use crate::method::NAME_CHARS_MAX;
use crate::words::text::clean;
use model::Position;
use model::listing::{Asked, ZoneQuestion};

/// A question, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Line of the file.
    pub line: u32,
    /// The question, or a sentence with row and column.
    pub question: Result<ZoneQuestion, String>,
}

/// Reads questions from CSV or JSON, one for each row, in order.
///
/// # Errors
/// If it is neither, or empty.
pub fn read_questions(name: &str, bytes: &[u8]) -> Result<Vec<Question>, Unreadable> {
    let rows = read_rows(name, bytes)?;
    if rows.is_empty() {
        return Err(Unreadable::NoList { why: "it has no rows".into() });
    }
    let read = |(file, found): (String, super::cells::Found)| match found {
        Ok(cells) => Question { line: cells.line, question: read_question(&cells).map_err(|fault| show(&file, cells.line, &fault)) },
        Err((line, fault)) => Question { line, question: Err(show(&file, line, &fault)) },
    };
    Ok(rows.into_iter().map(read).collect())
}

fn read_question(cells: &Cells) -> Result<ZoneQuestion, Fault> {
    let (day_name, day) = cells.need(&["date", "day", "on", "valid_at"])?;
    let on = read_one(day).map_err(|reason| Fault::at(day_name, reason))?;
    let known = cells.find(&["known_on", "known", "known_at", "as_known_on"]);
    let known_on = known.map(|(name, text)| read_one(text).map_err(|reason| Fault::at(name, reason))).transpose()?;
    let zone = cells.find(&["category", "zone", "layer"]).map(|(_, text)| clean(text, NAME_CHARS_MAX));
    Ok(ZoneQuestion { asked: read_asked(cells)?, known_on, on, zone })
}

fn read_asked(cells: &Cells) -> Result<Asked, Fault> {
    if let Some((name, text)) = cells.find(&["katottg", "code", "pcode"]) {
        return read_code(text).map(Asked::Code).map_err(|reason| Fault::at(name, reason));
    }
    let degrees = |names: &[&str]| -> Result<f64, Fault> {
        let (name, text) = cells.need(names)?;
        text.parse().map_err(|_| Fault::at(name, format!("`{text}` is not a number of degrees")))
    };
    if cells.find(&["lat", "latitude", "lon", "lng", "longitude"]).is_none() {
        return Err(Fault::at("code", "a `code`, or `lat` and `lon`, is needed to know where"));
    }
    let (lat, lon) = (degrees(&["lat", "latitude"])?, degrees(&["lon", "lng", "longitude"])?);
    Position::from_degrees(lat, lon).map(Asked::Point).map_err(|cause| Fault::at("lat", cause.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_a_question_or_one_sentence_with_row_and_column() {
        let text = "code,lat,lon,date,known_on,zone\nXA1,,,2022-03-01,2022-04-01,closed\n,48.5,37.5,01.03.2022,,\n,95,37,2022-03-01,,\n,,,2022-03-01,,\nXA1,,,,,\nXA1,,,2022-13-01,,\nXA1,,,2022\n";
        let questions = read_questions("q.csv", text.as_bytes()).unwrap();
        let faults: Vec<String> = questions.iter().filter_map(|question| question.question.clone().err()).collect();
        assert_eq!(questions.iter().map(|question| question.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(questions[0].question.as_ref().unwrap().known_on, Some(jiff::civil::date(2022, 4, 1)));
        assert!(matches!(questions[1].question.as_ref().unwrap().asked, Asked::Point(_)));
        assert_eq!(
            faults,
            [
                "q.csv: row at line 4, column `lat`: latitude `95` is not a number between -90 and 90",
                "q.csv: row at line 5, column `code`: a `code`, or `lat` and `lon`, is needed to know where",
                "q.csv: row at line 6, column `date`: `date` is empty or absent: a value is needed here",
                "q.csv: row at line 7, column `date`: `2022-13-01` is not a day such as 2026-01-07 or 07.01.2026",
                "q.csv: row at line 8: the row has 4 cells where the header has 6"
            ]
        );
        assert!(read_questions("q.csv", b"code,date\n").is_err());
    }
}
