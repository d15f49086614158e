//! Rows as the mapping says; every cell that it names is checked, and faults name the column.

use crate::document::Document;
use crate::fault::Fault;
use crate::harvest::Harvest;
use crate::mapping::Map;
use crate::mapping::plan::{ClaimPlan, Found, LedgerPlan, Plan};
use crate::method::{NAME_CHARS_MAX, PARTS_SINCE, TEXT_CHARS_MAX};
use crate::table::{Column, Row, Table};
use crate::words::count::read_count;
use crate::words::perceived::{read_deed, read_kind, read_sense};
use crate::words::place::{place_of, read_cells_if_any, read_sd_m};
use crate::words::text::{as_word, clean, some};
use crate::words::time::{Zone, read_moment, read_when};
use crate::words::weapon::read_weapon;
use crate::{Format, Unreadable};
use jiff::fmt::strtime::BrokenDownTime;
use model::claim::inside;
use model::{Claim, Deed, Observation, Sense, When};

/// Reads a table with its mapping.
///
/// # Errors
/// No mapping, a mapping that is wrong, or a column that it names and the table does not have.
pub(crate) fn read(document: &Document<'_>, harvest: &mut Harvest<'_>) -> Result<(), Unreadable> {
    let map = Map::read(harvest.member.input.map.ok_or(Unreadable::NoMap)?).map_err(Unreadable::Map)?;
    let named = map.delimiter.and_then(|delimiter| Table::with_delimiter(document.text, delimiter as u8));
    let table = match &named {
        Some(table) => table,
        None => document.need_table(Format::Csv)?,
    };
    let plan = Plan::new(&map, table, &harvest.member.zone).map_err(Unreadable::Map)?;
    let revision = document.revision;
    harvest.rows(table, &mut |row, harvest| read_row(row, &plan, harvest, revision))
}

fn read_some<T>(found: Option<&Found>, row: &Row<'_>, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, Fault> {
    found.map_or(Ok(None), |found| found.read(row, read))
}

fn read_row(row: &Row<'_>, plan: &Plan, harvest: &mut Harvest<'_>, revision: u32) -> Result<(), Fault> {
    let kind = plan.kind.read(row, read_kind)?.ok_or_else(|| Fault::row("the row has no kind, and the mapping has no default for it"))?;
    let sense = read_some(plan.sense.as_ref(), row, read_sense)?.unwrap_or(Sense::Read);
    let time = read_time(row, plan)?;
    harvest.member.check_time(&time, row.cell(plan.time.column)).map_err(|reason| Fault::cell(row, plan.time.column, reason))?;
    let key = read_key(row, plan);
    if key.is_none() && !plan.key.is_empty() {
        harvest.tally("no key in the row: its content names it", row.line);
    }
    let id = match &key {
        Some(key) => harvest.id_by_key(key),
        None => harvest.id_by_content(&row.content(&plan.used)),
    };
    let mut observation = harvest.member.observation(id, kind, sense, time, row.line);
    observation.key = key;
    read_place(row, plan, &mut observation)?;
    read_words(row, plan, &mut observation, harvest)?;
    observation.deed = read_what_was_done(row, plan)?;
    observation.claims =
        plan.claims.iter().filter_map(|claim| read_claim(row, claim, &observation, harvest).transpose()).collect::<Result<_, _>>()?;
    plan.ledgers.iter().try_for_each(|ledger| check_ledger(row, ledger))?;
    if revision >= PARTS_SINCE {
        check_parts(row, plan, &observation)?;
    }
    harvest.observations.push(observation);
    Ok(())
}

/// A figure of which the definition says that it lies inside another of the row cannot be more than that one. Source: DOMAIN 7, rule 2.
fn check_parts(row: &Row<'_>, plan: &Plan, observation: &Observation) -> Result<(), Fault> {
    for part in &observation.claims {
        let Some(whole) = part.definition.as_deref().and_then(inside) else { continue };
        let is_it = |claim: &&Claim| {
            let names = [claim.definition.clone().unwrap_or_default(), claim.measure.word().to_owned()];
            *claim != part && claim.about == part.about && names.iter().any(|name| name.eq_ignore_ascii_case(whole))
        };
        let Some(whole) = observation.claims.iter().find(is_it) else { continue };
        if whole.count.hi.zip(part.count.lo).is_some_and(|(hi, lo)| lo > hi) {
            let own = plan.claims.iter().find(|claim| claim.definition == part.definition).map(|claim| claim.column);
            let reason = format!(
                "{} {}: a part is more than its whole, {} {}",
                part.measure.word(),
                part.count.text,
                whole.measure.word(),
                whole.count.text
            );
            return Err(own.map_or_else(|| Fault::row(reason.clone()), |column| Fault::cell(row, column, reason.clone())));
        }
    }
    Ok(())
}

/// A ledger closes if each of its matters is in exactly one class; one that does not is refused, and its hole is named.
fn check_ledger(row: &Row<'_>, ledger: &LedgerPlan) -> Result<(), Fault> {
    let number = |column: Column| {
        let count = read_count(row.need(column)?).map_err(|reason| Fault::cell(row, column, reason))?;
        let exact = count.lo.filter(|lo| count.hi == Some(*lo)).map(u64::from);
        exact.ok_or_else(|| Fault::cell(row, column, format!("`{}`: a ledger needs exact numbers", row.cell(column))))
    };
    if row.some(Some(ledger.total)).is_none() {
        return Ok(());
    }
    let total = number(ledger.total)?;
    let parts = ledger.parts.iter().map(|part| Ok((row.name(*part), number(*part)?))).collect::<Result<Vec<_>, Fault>>()?;
    let sum: u64 = parts.iter().map(|(_, part)| part).sum();
    let hole = match total.checked_sub(sum) {
        Some(0) => return Ok(()),
        Some(missing) => format!("{missing} in no class"),
        None => format!("{} in more than one class", sum - total),
    };
    let told: Vec<String> = parts.iter().map(|(name, part)| format!("{name} {part}")).collect();
    let reason = format!("the ledger does not close: {} {total}, but {} = {sum}: {hole}", row.name(ledger.total), told.join(" + "));
    Err(Fault::cell(row, ledger.total, reason))
}

/// The source's own id of the row, if every part of it is there.
fn read_key(row: &Row<'_>, plan: &Plan) -> Option<String> {
    let parts = plan.key.iter().map(|column| row.some(Some(*column))).collect::<Option<Vec<_>>>()?;
    some(clean(&parts.join(" "), NAME_CHARS_MAX))
}

fn read_time(row: &Row<'_>, plan: &Plan) -> Result<When, Fault> {
    let at = |column: Column| move |reason: String| Fault::cell(row, column, reason);
    let column = plan.time.column;
    let text = row.need(column)?;
    let clock = plan.time.clock.and_then(|clock| Some((clock, row.some(Some(clock))?)));
    let first = match (&plan.time.format, clock) {
        (Some(format), None) => read_with_format(text, format, &plan.zone).map_err(at(column))?,
        (Some(format), Some((clock_column, clock))) => {
            let day = read_with_format(text, format, &plan.zone).map_err(at(column))?;
            let day = plan.zone.day_of(day.from).to_string();
            read_when(&day, Some(&plain_clock(clock, plan)), &plan.zone).map_err(at(clock_column))?
        }
        (None, None) => read_moment(text, &plan.zone).map_err(at(column))?,
        (None, Some((clock_column, clock))) => read_when(text, Some(&plain_clock(clock, plan)), &plan.zone).map_err(at(clock_column))?,
    };
    let Some((to_column, to)) = plan.time.to.and_then(|to| Some((to, row.some(Some(to))?))) else { return Ok(first) };
    let last = match &plan.time.format {
        Some(format) => read_with_format(to, format, &plan.zone),
        None => read_moment(to, &plan.zone),
    };
    let last = last.map_err(at(to_column))?;
    if last.to < first.from {
        return Err(Fault::cell(row, to_column, format!("`{to}` lies before `{text}`")));
    }
    let precision =
        if last.to.ms() - first.from.ms() > 25 * 3_600_000 { model::TimePrecision::Days } else { first.precision.max(last.precision) };
    Ok(plan.zone.interval(first.from, last.to, precision))
}

/// A clock time in the mapping's own format as HH:MM; what does not fit is left for the fault.
fn plain_clock(text: &str, plan: &Plan) -> String {
    let parsed = plan
        .time
        .clock_format
        .as_ref()
        .and_then(|format| BrokenDownTime::parse(format, text).ok())
        .and_then(|parsed| parsed.to_time().ok());
    parsed.map_or_else(|| text.to_owned(), |time| format!("{:02}:{:02}", time.hour(), time.minute()))
}

/// A day if the format has no hour, else a minute (or a moment, if it has seconds).
fn read_with_format(text: &str, format: &str, zone: &Zone) -> Result<When, String> {
    let fault = |_| format!("`{text}` is not a time in the mapping's format `{format}`");
    let parsed = BrokenDownTime::parse(format, text).map_err(fault)?;
    let day = parsed.to_date().map_err(fault)?;
    if day.year() < 1 {
        return Err(format!("`{text}` is not a time in the mapping's format `{format}`"));
    }
    if parsed.hour().is_none() {
        return zone.day(day);
    }
    let local = day.to_datetime(parsed.to_time().map_err(fault)?);
    if let Some(offset) = parsed.offset() {
        let at = zone.at_offset(local, offset)?;
        return Ok(zone.interval(at, at, model::TimePrecision::Instant));
    }
    match parsed.second() {
        Some(_) => {
            let at = zone.at(local)?;
            Ok(zone.interval(at, at, model::TimePrecision::Instant))
        }
        None => zone.minute(day, local.time()),
    }
}

fn read_place(row: &Row<'_>, plan: &Plan, observation: &mut Observation) -> Result<(), Fault> {
    let km = plan.sd.as_ref().is_some_and(|sd| sd.is_km);
    let stated = read_some(plan.sd.as_ref(), row, |text| if km { read_km(text) } else { read_sd_m(text) })?;
    if let Some(centre) = read_cells_if_any(row, plan.lat, plan.lon)? {
        observation.place = Some(place_of(centre, plan.precision, stated.or(plan.sd_m)));
        observation.place_precision = Some(plan.precision);
    }
    let names: Vec<&str> = plan.names.iter().filter_map(|name| row.some(Some(*name))).collect();
    observation.place_name = some(clean(&names.join(", "), NAME_CHARS_MAX));
    Ok(())
}

fn read_km(text: &str) -> Result<u32, String> {
    let km: Option<f64> = text.replacen(',', ".", 1).parse().ok();
    km.map_or_else(|| read_sd_m(text), |km| read_sd_m(&format!("{}", km * 1000.0)))
}

fn read_words(row: &Row<'_>, plan: &Plan, observation: &mut Observation, harvest: &Harvest<'_>) -> Result<(), Fault> {
    let party_column = |found: &Found| found.column.map_or("actor", |column| row.name(column)).to_owned();
    if let Some(found) = &plan.actor
        && let Some(id) = found.text(row)?
    {
        observation.actor = Some(harvest.member.party(id, &party_column(found))?);
    }
    observation.cause = read_some(plan.cause.as_ref(), row, |text| Ok(as_word(text)))?;
    observation.target = read_some(plan.target.as_ref(), row, |text| Ok(as_word(text)))?;
    observation.count = read_some(plan.count.as_ref(), row, read_count)?;
    observation.speaker = read_some(plan.speaker.as_ref(), row, |text| Ok(clean(text, NAME_CHARS_MAX)))?;
    observation.weapon = read_some(plan.weapon.as_ref(), row, |text| Ok(read_weapon(text)))?;
    let words: Vec<&str> = plan.text.iter().filter_map(|column| row.some(Some(*column))).collect();
    observation.text = some(clean(&words.join("\n"), TEXT_CHARS_MAX));
    Ok(())
}

/// A row that names no deed reports none.
fn read_what_was_done(row: &Row<'_>, plan: &Plan) -> Result<Option<Deed>, Fault> {
    let Some(deed) = &plan.deed else { return Ok(None) };
    let Some(kind) = deed.kind.read(row, read_deed)? else { return Ok(None) };
    let words = |found: &Option<Found>| read_some(found.as_ref(), row, |text| Ok(clean(text, NAME_CHARS_MAX)));
    Ok(Some(Deed { about: words(&deed.about)?, kind, to: words(&deed.to)? }))
}

/// A number that is not stated is no claim.
fn read_claim(row: &Row<'_>, plan: &ClaimPlan, observation: &Observation, harvest: &Harvest<'_>) -> Result<Option<Claim>, Fault> {
    let Some(text) = row.some(Some(plan.column)) else { return Ok(None) };
    let count = read_count(text).map_err(|reason| Fault::cell(row, plan.column, reason))?;
    let speaker = read_some(plan.speaker.as_ref(), row, |text| Ok(clean(text, NAME_CHARS_MAX)))?;
    let about = match plan.about.as_ref() {
        Some(found) => found.text(row)?.map(|id| harvest.member.party(id, row.name(plan.column))).transpose()?,
        None => None,
    };
    Ok(Some(Claim {
        about,
        as_of: Some(observation.time.to),
        count,
        cumulative: plan.cumulative,
        definition: Some(plan.definition.clone().unwrap_or_else(|| row.name(plan.column).to_owned())),
        measure: plan.measure,
        speaker: speaker.or_else(|| observation.speaker.clone()).unwrap_or_else(|| harvest.member.speaker()),
        window: (!plan.cumulative).then(|| observation.time.clone()),
    }))
}
