//! `tregua zones ask`: which zones hold at a code or a point on a day, as known on a day.

use super::{Bench, bytes_of};
use crate::cli::{Zones, ZonesVerb};
use crate::fault::Fault;
use crate::screen::{complain, remark, say};
use ingest::listing::{Question, read_listing, read_questions};
use ingest::sheets::{Sheet, UNNAMED_LAYER, read_sheets};
use model::listing::{Asked, Known, Listed, ZoneQuestion};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;
use terms::fence::Side;
use terms::zones::{Answer, Drawn, Held, ZoneBook};

/// Answers questions.
pub fn run(bench: &Bench, call: &Zones) -> Result<ExitCode, Fault> {
    let ZonesVerb::Ask { files, last_day_out } = &call.verb;
    let Some((questions, zones)) = files.split_last() else {
        return Err(Fault::Call("zones and questions are needed: tregua zones ask ZONES QUESTIONS.csv".into()));
    };
    let (book, is_whole) = open(zones, *last_day_out)?;
    let name = questions.display().to_string();
    let read = read_questions(&name, &bytes_of(questions)?).map_err(|fault| Fault::Input(format!("{name}: {fault}")))?;
    let (mut refused_n, mut open_n) = (0, 0);
    for Question { line, question } in &read {
        match question {
            Ok(question) => {
                let answer = book.ask(question);
                open_n += usize::from(question.zone.is_some() && answer.holds.is_none());
                say(&if bench.json { show_json(&book, *line, question, &answer) } else { show(*line, question, &answer) });
            }
            Err(reason) => {
                refused_n += 1;
                complain(reason);
                if bench.json {
                    say(&json!({"row": line, "error": reason}).to_string());
                }
            }
        }
    }
    if !bench.json || refused_n > 0 {
        remark(&format!("{} questions: {refused_n} could not be read, {open_n} could not be answered with yes or no", read.len()));
    }
    Ok(if refused_n > 0 || !is_whole { ExitCode::from(3) } else { ExitCode::SUCCESS })
}

/// Opens lists and drawn zones; whether every row of them could be read.
fn open(paths: &[PathBuf], last_day_out: bool) -> Result<(ZoneBook, bool), Fault> {
    let (mut listed, mut drawn, mut is_whole) = (Vec::new(), Vec::new(), true);
    for path in paths {
        let (name, bytes) = (path.display().to_string(), bytes_of(path)?);
        let wrong = |fault: ingest::Unreadable| Fault::Input(format!("{name}: {fault}"));
        let refused = match (read_sheets(&name, &bytes), read_listing(&name, &bytes)) {
            (Ok(sheets), _) => {
                drawn.extend(sheets.sheets.into_iter().map(drawn_of));
                sheets.refused
            }
            (Err(_), Ok(listing)) => {
                listing.remarks.iter().for_each(|said| remark(said));
                listed.extend(listing.rows);
                listing.refused
            }
            (Err(fault), Err(_)) if name.contains(".geojson") => return Err(wrong(fault)),
            (Err(_), Err(fault)) => return Err(wrong(fault)),
        };
        is_whole &= refused.is_empty();
        refused.iter().for_each(|refusal| complain(refusal));
    }
    let book = ZoneBook::new(listed, drawn, last_day_out).map_err(|fault| Fault::Input(format!("drawn zones: {fault}")))?;
    Ok((book, is_whole))
}

fn drawn_of(sheet: Sheet) -> Drawn {
    let source = sheet.source();
    let is_named = sheet.series.layer != UNNAMED_LAYER;
    Drawn {
        zone: if is_named { sheet.series.layer } else { source.clone() },
        source,
        part: sheet.series.name.or(sheet.series.party),
        file: sheet.file,
        valid_from: sheet.valid_from,
        valid_to: sheet.valid_to,
        known_at: sheet.known_at,
        geometry: sheet.geometry,
    }
}

fn show_place(asked: &Asked) -> String {
    match asked {
        Asked::Code(code) => code.clone(),
        Asked::Point(at) => format!("{:.7},{:.7}", at.lat(), at.lon()),
    }
}

fn show(line: u32, question: &ZoneQuestion, answer: &Answer<'_>) -> String {
    let known = question.known_on.map(|day| format!(", as known on {day}")).unwrap_or_default();
    let verdict = match (&question.zone, answer.holds) {
        (Some(zone), Some(true)) => format!("{zone}: yes"),
        (Some(zone), Some(false)) => format!("{zone}: no"),
        (Some(zone), None) => format!("{zone}: cannot be said"),
        (None, _) if answer.zones.is_empty() => "no zone".into(),
        (None, _) => answer.zones.iter().map(Held::zone).collect::<Vec<_>>().join(", "),
    };
    let mut text = format!("row {line}: {} on {}{known}: {verdict}", show_place(&question.asked), question.on);
    for through in &answer.through {
        let row = through.row;
        text.push_str(&format!(
            "\n    through {} in {} (line {} of {}); excepted: {}",
            row.code,
            row.zone,
            row.line,
            row.file,
            through.excepted.word()
        ));
    }
    answer.notes.iter().for_each(|note| text.push_str(&format!("\n    {note}")));
    text
}

fn show_json(book: &ZoneBook, line: u32, question: &ZoneQuestion, answer: &Answer<'_>) -> String {
    let through: Vec<Value> = answer
        .through
        .iter()
        .map(|through| {
            let mut value = listed_json(book, through.row);
            if let Some(fields) = value.as_object_mut() {
                fields.insert("excepted".into(), json!(through.excepted.word()));
            }
            value
        })
        .collect();
    let zones: Vec<Value> = answer.zones.iter().map(|held| held_json(book, held)).collect();
    json!({
        "row": line, "place": show_place(&question.asked), "on": question.on.to_string(),
        "known_on": question.known_on.map(|day| day.to_string()), "zone": question.zone, "holds": answer.holds,
        "zones": zones, "through": through, "notes": answer.notes,
    })
    .to_string()
}

fn held_json(book: &ZoneBook, held: &Held<'_>) -> Value {
    match held {
        Held::Listed(row) => listed_json(book, row),
        Held::Drawn { version, side, is_part_of_day } => json!({
            "zone": version.zone, "source": version.source, "part": version.part, "file": version.file,
            "valid_from": version.valid_from.map(|at| at.to_string()), "valid_to": version.valid_to.map(|at| at.to_string()),
            "known_at": version.known_at.map(|at| at.to_string()), "on_border": *side == Side::Border, "part_of_day": is_part_of_day,
        }),
    }
}

fn listed_json(book: &ZoneBook, row: &Listed) -> Value {
    let known = match row.known {
        Known::Unstated => json!(null),
        Known::From(from, to) => json!({"from": from.to_string(), "to": to.map(|to| to.to_string())}),
        Known::Edition(day) => json!({"edition": day.to_string()}),
    };
    let exceptions: Vec<Value> = book.resolve(row).into_iter().map(|(name, codes)| json!({"name": name, "codes": codes})).collect();
    json!({
        "zone": row.zone, "source": row.source, "code": row.code, "name": row.name, "file": row.file, "line": row.line,
        "from": row.from.to_string(), "to": row.to.map(|to| to.to_string()), "known": known, "exceptions": exceptions,
    })
}
