//! One observation of kind `statement` a file, with its words, its day, its speaker where stated, the figures that it claims, and its place.

use super::told;
use crate::Unreadable;
use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::method::{CLAIMS_SINCE, NAME_CHARS_MAX, TEXT_CHARS_MAX};
use crate::prose::{Page, read_statement};
use crate::words::text::{clean, some, squeeze};
use model::{Kind, Sense, TimePrecision, When};

/// Reads a statement.
///
/// # Errors
/// More rows than can be counted.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let page = read_statement(document.text);
    let read = keep_page(&page, document, document.text, harvest);
    harvest.count(page.line, document.text, read)
}

/// Keeps one text as an observation.
///
/// # Errors
/// A day that cannot be.
pub(crate) fn keep_page(page: &Page, document: &Document<'_>, whole: &str, harvest: &mut Harvest<'_>) -> Result<(), Fault> {
    let time = read_time(page, harvest)?;
    let words: Vec<&str> = page.title.as_deref().into_iter().chain([page.body.as_str()]).filter(|part| !part.is_empty()).collect();
    let id = harvest.id_by_content(squeeze(whole).as_bytes());
    let mut observation = harvest.member.observation(id, Kind::Statement, Sense::Read, time, page.line);
    observation.speaker = page.speaker.as_deref().map(|speaker| clean(speaker, NAME_CHARS_MAX));
    observation.text = some(clean(&words.join("\n"), TEXT_CHARS_MAX));
    if document.revision >= CLAIMS_SINCE {
        told::take(page, &words.join("\n"), &mut observation, harvest);
    }
    harvest.observations.push(observation);
    Ok(())
}

/// The day of publication; without one the day on which it was received, of unknown precision.
fn read_time(page: &Page, harvest: &mut Harvest<'_>) -> Result<When, Fault> {
    let zone = &harvest.member.zone;
    if page.day.is_none()
        && let Some((first, last)) = page.day_within
    {
        let within = zone.days(first, last, TimePrecision::Unknown).map_err(Fault::row)?;
        harvest.notes.push(format!("no date is stated: it lies between {first} and {last}, by the days that the page mentions"));
        return Ok(within);
    }
    let Some(day) = page.day else {
        let mut received = zone.day(zone.day_of(harvest.member.input.received_at)).map_err(Fault::row)?;
        received.precision = TimePrecision::Unknown;
        harvest.notes.push("no date is stated: the day on which the file was received stands instead".into());
        return Ok(received);
    };
    let time = zone.day(day).map_err(Fault::row)?;
    harvest.member.check_time(&time, &day.to_string()).map_err(|reason| Fault::at("date", reason))?;
    Ok(time)
}
