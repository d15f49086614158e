//! Rows with a text each: JSON lines, a JSON list, or a table.

use super::input::{Claim, Input, Story};
use fusion::origins::Published;
use model::Instant;
use serde_json::{Map, Value};

const ID: [&str; 7] = ["id", "_id", "doc_id", "document", "key", "url", "link"];
const SOURCE: [&str; 7] = ["source", "outlet", "publisher", "site", "domain", "channel", "hostname"];
const PUBLISHED: [&str; 9] = ["published", "published_at", "publication_date", "date", "datetime", "timestamp", "time", "created_at", "t"];
const TEXT: [&str; 6] = ["text", "body", "content", "article", "full_text", "message"];
const HEADLINE: [&str; 3] = ["headline", "title", "head"];
const CREDIT: [&str; 5] = ["agency", "credit", "credits", "cites", "via"];
const IMAGES: [&str; 6] = ["images", "image", "image_hashes", "image_hash", "phash", "perceptual_hash"];
const DEVICE: [&str; 4] = ["device", "device_id", "sensor", "camera"];

/// What was read of a file of rows.
#[derive(Debug, Default)]
pub struct Rows {
    pub inputs: Vec<Input>,
    pub refused: Vec<String>,
}

/// Reads a file of rows; `None` if it is none.
pub fn read_rows(name: &str, text: &str, bytes: &[u8]) -> Option<Rows> {
    let is = |endings: &[&str]| endings.iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
    let begin = text.trim_start_matches('\u{feff}').trim_start();
    if is(&[".jsonl", ".ndjson"]) || (begin.starts_with('{') && !is(&[".json"])) {
        return Some(lines(name, text));
    }
    if is(&[".json"]) || begin.starts_with("[{") {
        return Some(list(name, text));
    }
    is(&[".csv", ".tsv", ".csv.gz"]).then(|| table(name, bytes))
}

fn lines(name: &str, text: &str) -> Rows {
    let mut rows = Rows::default();
    for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1u32..).filter(|(line, _)| !line.trim().is_empty()) {
        let place = format!("{name}:{number}");
        match serde_json::from_str::<Map<String, Value>>(line) {
            Ok(fields) => rows.take(place, fields),
            Err(cause) => rows.refused.push(format!("{place}: not a JSON object: {cause}")),
        }
    }
    rows
}

/// A list of objects, or an object with one list of objects in it, or one object.
fn list(name: &str, text: &str) -> Rows {
    let mut rows = Rows::default();
    let found = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(Value::Array(list)) => list,
        Ok(Value::Object(fields)) => {
            let held =
                fields.values().find_map(|value| value.as_array().filter(|list| list.first().is_some_and(Value::is_object)).cloned());
            if text_of(&fields, &TEXT).is_some() { vec![Value::Object(fields)] } else { held.unwrap_or_default() }
        }
        Ok(_) => Vec::new(),
        Err(_) => return lines(name, text),
    };
    for (value, number) in found.into_iter().zip(1u32..) {
        let place = format!("{name}:{number}");
        match value {
            Value::Object(fields) => rows.take(place, fields),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                rows.refused.push(format!("{place}: an object with a field `text` is expected"));
            }
        }
    }
    rows
}

fn table(name: &str, bytes: &[u8]) -> Rows {
    let mut rows = Rows::default();
    match ingest::rows::read_rows(name, bytes) {
        Ok(read) => {
            rows.refused.extend(read.refused.iter().map(|refusal| format!("{name}: {refusal}")));
            for (line, cells) in read.rows {
                let fields = read.names.iter().cloned().zip(cells.into_iter().map(Value::String)).collect();
                rows.take(format!("{name}:{line}"), fields);
            }
        }
        Err(fault) => rows.refused.push(format!("{name}: {fault}")),
    }
    rows
}

impl Rows {
    fn take(&mut self, name: String, fields: Map<String, Value>) {
        match story(&name, &fields) {
            Ok(story) => self.inputs.push(Input { name, stories: vec![story] }),
            Err(why) => self.refused.push(format!("{name}: {why}")),
        }
    }
}

fn story(name: &str, fields: &Map<String, Value>) -> Result<Story, String> {
    let text = text_of(fields, &TEXT).unwrap_or_default();
    let images = images(fields)?;
    let device = text_of(fields, &DEVICE).unwrap_or_default();
    if text.is_empty() && images.is_empty() && device.is_empty() {
        return Err("no field `text`".into());
    }
    let published_as = text_of(fields, &PUBLISHED);
    let published = published_as.as_deref().map(moment).transpose()?;
    let credit = field(fields, &CREDIT).map(words_of).unwrap_or_default();
    Ok(Story {
        id: text_of(fields, &ID).unwrap_or_else(|| name.to_owned()),
        headline: text_of(fields, &HEADLINE),
        source: text_of(fields, &SOURCE).unwrap_or_default(),
        published,
        published_as,
        text,
        places: Vec::new(),
        first_hand: fields.get("first_hand").is_some_and(|value| value.as_bool() == Some(true) || value.as_str() == Some("true")),
        credit,
        images,
        device,
        claims: claims(fields)?,
    })
}

fn field<'a>(fields: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    let exact = names.iter().find_map(|name| fields.get(*name));
    let loose =
        || names.iter().find_map(|name| fields.iter().find(|(own, _)| own.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value));
    exact.or_else(loose).filter(|value| !value.is_null())
}

/// A field's words; a number counts as its digits.
fn text_of(fields: &Map<String, Value>, names: &[&str]) -> Option<String> {
    match field(fields, names)? {
        Value::String(text) => (!text.is_empty()).then(|| text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(_) | Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// One text, or several in a list.
fn words_of(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => text.split([';', '|']).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect(),
        Value::Array(list) => list.iter().flat_map(words_of).collect(),
        Value::Object(fields) => ["hash", "phash", "name"].iter().filter_map(|name| fields.get(*name)).flat_map(words_of).collect(),
        Value::Number(number) => vec![number.to_string()],
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

fn images(fields: &Map<String, Value>) -> Result<Vec<u64>, String> {
    let hash = |text: String| {
        let digits = text.trim().trim_start_matches("0x");
        u64::from_str_radix(digits, 16).map_err(|_| format!("`{text}` is no perceptual hash of 64 bits in 16 hexadecimal digits"))
    };
    field(fields, &IMAGES).map(words_of).unwrap_or_default().into_iter().map(hash).collect()
}

/// `claims`: a list of objects with claimant, item, value and as_of.
fn claims(fields: &Map<String, Value>) -> Result<Vec<Claim>, String> {
    let Some(list) = fields.get("claims").and_then(Value::as_array) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for one in list.iter().filter_map(Value::as_object) {
        let value = field(one, &["value", "n", "count", "number"]).and_then(Value::as_u64);
        let (Some(value), Some(as_of)) = (value, text_of(one, &["as_of", "day", "date", "t"])) else { continue };
        let text = |names: &[&str]| text_of(one, names).unwrap_or_default();
        let (claimant, item) = (text(&["claimant", "speaker", "source"]), text(&["item", "what", "measure", "definition"]));
        found.push(Claim { claimant, item, as_of: moment(&as_of)?.from, value });
    }
    Ok(found)
}

/// A moment, a day (UTC), or seconds or milliseconds since 1970.
pub fn moment(text: &str) -> Result<Published, String> {
    const DAY_MS: i64 = 86_400_000;
    let text = text.trim();
    let wrong = || format!("`{text}` is no time such as 2026-01-07T18:30:00Z, no day such as 2026-01-07");
    if let Ok(number) = text.parse::<f64>() {
        let ms = if number.abs() < 1e11 { number * 1e3 } else { number };
        #[expect(clippy::cast_possible_truncation, reason = "out of range it is refused in the next line")]
        return Instant::from_ms(ms as i64).map(Published::at).map_err(|_| wrong());
    }
    let day = text.get(..10).unwrap_or_default();
    if let Ok(begin) = Instant::start_of_day(day, "UTC") {
        let rest = text.get(10..).unwrap_or_default().trim_start_matches(['T', ' ']);
        let is_zoned = rest.ends_with(['Z', 'z']) || rest.contains(['+', '-']);
        let zoned = format!("{day}T{}{}", rest.replace(' ', ""), if is_zoned { "" } else { "Z" });
        return match (rest.is_empty(), zoned.parse::<Instant>()) {
            (true, _) => Ok(Published { from: begin, to: begin.plus_ms(DAY_MS - 1) }),
            (false, Ok(at)) => Ok(Published::at(at)),
            (false, Err(_)) => minutes(day, rest).ok_or_else(wrong),
        };
    }
    text.parse::<Instant>().map(Published::at).map_err(|_| wrong())
}

/// A clock time without seconds, UTC.
fn minutes(day: &str, rest: &str) -> Option<Published> {
    format!("{day}T{}:00Z", rest.trim_end_matches(['Z', 'z'])).parse::<Instant>().ok().map(Published::at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let ms = |text: &str| moment(text).map(|published| (published.from.ms(), published.to.ms()));
        let at = 1_767_810_600_000;
        for text in
            ["2026-01-07T18:30:00Z", "2026-01-07 18:30:00", "2026-01-07T20:30:00+02:00", "2026-01-07 18:30", "1767810600", "1767810600000"]
        {
            assert_eq!(ms(text), Ok((at, at)), "{text}");
        }
        assert_eq!(ms("2026-01-07"), Ok((1_767_744_000_000, 1_767_830_399_999)));
        assert!(ms("yesterday").is_err() && ms("2026-13-40").is_err() && ms("").is_err());
    }

    #[test]
    fn rows_are_known_by_their_form_and_a_bad_one_loses_nothing() {
        let text =
            "{\"ID\": 7, \"Domain\": \"a.example\", \"body\": \"One two.\", \"phash\": \"00ff00ff00ff00ff\"}\n\n{\"id\": \"x\"}\nnothing\n";
        let rows = read_rows("in", text, text.as_bytes()).unwrap();
        let [input] = rows.inputs.as_slice() else { panic!("{rows:?}") };
        let story = &input.stories[0];
        assert_eq!(
            (story.id.as_str(), story.source.as_str(), story.images.as_slice()),
            ("7", "a.example", [0x00ff_00ff_00ff_00ff].as_slice())
        );
        assert_eq!(rows.refused.len(), 2);
        assert!(rows.refused[0].starts_with("in:3: no field `text`") && rows.refused[1].starts_with("in:4: not a JSON object"), "{rows:?}");
        let list = read_rows("a.json", "{\"documents\": [{\"text\": \"One\"}, 3]}", b"").unwrap();
        assert_eq!((list.inputs.len(), list.refused.len()), (1, 1));
        assert!(read_rows("page.html", "<p>One", b"<p>One").is_none());
    }
}
