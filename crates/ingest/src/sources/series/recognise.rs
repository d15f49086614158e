//! Told by `report_date` and `killed_cum`, as columns or as keys of a JSON list of days.

use crate::document::Document;
use serde_json::Value;

/// How many days of a list are looked at.
const SAMPLE_DAYS: usize = 50;

/// Whether it is a series of daily figures.
pub(crate) fn recognise(document: &Document<'_>) -> bool {
    let has = |day: &Value, key: &str| day.get(key).is_some();
    match (&document.json, &document.table) {
        (Some(Value::Array(days)), _) => {
            let mut sample = days.iter().take(SAMPLE_DAYS);
            days.first().is_some_and(|day| has(day, "report_date")) && sample.any(|day| has(day, "killed_cum"))
        }
        (None, Some(table)) => table.has(&["report_date", "killed_cum"]),
        _ => false,
    }
}
