//! The fields of one TOML table, read with their place; every wrong one becomes a fault.

use crate::fault::Faults;
use crate::words::{clean, listed, meant};
use jiff::civil::{Date, DateTime};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A word with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Worded {
    pub(crate) word: String,
    pub(crate) span: Range<usize>,
}

/// A local time as written: a whole day, or a moment of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Local {
    Day(Date),
    Moment(DateTime),
}

impl Local {
    /// As it is written.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Moment(moment) => moment.to_string(),
        }
    }
}

/// One table on its way into a term.
pub(crate) struct Fields<'r, 'a> {
    pub(crate) faults: &'r mut Faults<'a>,
    table: &'r DeTable<'r>,
    /// Where the text that the table's spans count from begins in the file.
    base: usize,
    /// Where the table's header stands: faults of absence are shown there.
    pub(crate) header: Range<usize>,
    known: Vec<Field>,
    /// True if the text around was no TOML: then what is absent may only be unread.
    is_broken: bool,
}

/// A field as its reader asks for it; the schema is made of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) key: &'static str,
    pub(crate) form: Form,
    /// An example, if the field must be there.
    pub(crate) needed: Option<String>,
    /// The words of its closed list, if it has one.
    pub(crate) words: Vec<&'static str>,
}

/// What a field may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Texts,
    Flag,
    /// A number from 0 to this.
    Number(u32),
    /// A whole number from 1 to this.
    Whole(u32),
    /// A local day, or a local day and time.
    Local,
    Day,
    Table,
    Tables,
    Any,
}

impl<'r, 'a> Fields<'r, 'a> {
    pub(crate) fn of(faults: &'r mut Faults<'a>, table: &'r DeTable<'r>, base: usize, header: Range<usize>) -> Self {
        Self { faults, table, base, header, known: Vec::new(), is_broken: false }
    }

    /// Tells no more of absent fields.
    pub(crate) fn broken(self, is_broken: bool) -> Self {
        Self { is_broken, ..self }
    }

    pub(crate) fn take(&mut self, key: &'static str) -> Option<(&'r DeValue<'r>, Range<usize>)> {
        self.take_as(key, Form::Any)
    }

    fn take_as(&mut self, key: &'static str, form: Form) -> Option<(&'r DeValue<'r>, Range<usize>)> {
        if !self.known.iter().any(|field| field.key == key) {
            self.known.push(Field { key, form, needed: None, words: Vec::new() });
        }
        let value = self.table.get(key)?;
        Some((value.get_ref(), self.place(value.span())))
    }

    /// All fields as they are written, by name; tables opened, texts without quotation marks.
    pub(crate) fn written(&self) -> Vec<(String, Vec<String>)> {
        let mut written = Vec::new();
        open_table(self.table, "", 0, &mut written);
        written.sort();
        written
    }

    pub(crate) fn place(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.base..span.end + self.base
    }

    /// Says that a field is missing or empty and what it should hold; nothing if it is there, for
    /// then its own fault was told when it was read.
    pub(crate) fn missing(&mut self, key: &str, example: &str) {
        let help = Some(format!("such as `{example}`"));
        if let Some(field) = self.known.iter_mut().find(|field| field.key == key) {
            field.needed = Some(example.to_owned());
        }
        match self.table.get(key) {
            None if self.is_broken || self.has_other_unit(key) => {}
            None => self.faults.error(self.header.clone(), format!("`{key}` is missing"), help),
            Some(value) if value.get_ref().as_array().is_some_and(|list| list.iter().next().is_none()) => {
                let span = self.place(value.span());
                self.faults.error(span, format!("`{key}` is empty"), help);
            }
            Some(_) => {}
        }
    }

    /// Whether the field is there with a unit that is not its own; that is a fault by itself.
    fn has_other_unit(&self, key: &str) -> bool {
        let Some((stem, _)) = parts(key) else { return false };
        self.table.iter().any(|(name, _)| parts(name.get_ref()).is_some_and(|(of, _)| of.eq_ignore_ascii_case(stem)))
    }

    /// The same for a field that need not be there if something else is.
    pub(crate) fn missing_here(&mut self, key: &str, example: &str) {
        let needed = self.known.iter().find(|field| field.key == key).and_then(|field| field.needed.clone());
        self.missing(key, example);
        if let Some(field) = self.known.iter_mut().find(|field| field.key == key) {
            field.needed = needed;
        }
    }

    fn wrong(&mut self, key: &str, span: Range<usize>, value: &DeValue<'_>, wanted: &str) {
        let found = value.type_str();
        self.faults.error(span, format!("`{key}` is a TOML {found}"), Some(format!("{wanted} is expected")));
    }

    /// A text that is not empty.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Worded> {
        let (value, span) = self.take_as(key, Form::Text)?;
        let Some(text) = value.as_str() else {
            self.wrong(key, span, value, "text in quotation marks");
            return None;
        };
        if text.trim().is_empty() {
            self.faults.error(span, format!("`{key}` is empty"), Some("write it, or leave the whole line out".into()));
            return None;
        }
        Some(Worded { word: text.into(), span })
    }

    /// A word of a closed list; `what` says what it should be, such as `a measure`.
    pub(crate) fn word<T>(&mut self, key: &'static str, what: &str, read: impl Fn(&str) -> Option<T>, all: &[&'static str]) -> Option<T> {
        let word = self.text(key);
        self.list_words(key, all);
        let word = word?;
        let value = read(&word.word);
        if value.is_none() {
            let message = format!("`{}` is not {what}", clean(&word.word, 60));
            self.faults.error(word.span, message, Some(meant(&word.word, all)));
        }
        value
    }

    /// Notes the closed list of a field.
    pub(crate) fn list_words(&mut self, key: &str, all: &[&'static str]) {
        if let Some(field) = self.known.iter_mut().find(|field| field.key == key) {
            field.words = all.to_vec();
        }
    }

    /// A list of texts; one text alone is a list of one.
    pub(crate) fn texts(&mut self, key: &'static str) -> Option<Vec<Worded>> {
        let (value, span) = self.take_as(key, Form::Texts)?;
        if let Some(text) = value.as_str() {
            return Some(vec![Worded { word: text.into(), span }]);
        }
        let Some(list) = value.as_array() else {
            self.wrong(key, span, value, "a list of texts");
            return None;
        };
        let mut words = Vec::new();
        for element in list.iter() {
            let span = self.place(element.span());
            match element.get_ref().as_str() {
                Some(word) => words.push(Worded { word: word.into(), span }),
                None => self.wrong(key, span, element.get_ref(), "a list of texts"),
            }
        }
        Some(words)
    }

    pub(crate) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let (value, span) = self.take_as(key, Form::Flag)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.wrong(key, span, value, "`true` or `false`");
        }
        flag
    }

    /// A flag with its place; what is no flag counts as `false`.
    pub(crate) fn flag_placed(&mut self, key: &'static str) -> Option<(bool, Range<usize>)> {
        let (value, span) = self.take_as(key, Form::Flag)?;
        Some((value.as_bool() == Some(true), span))
    }

    /// A number from 0 to `max`, in thousandths.
    pub(crate) fn thousandths(&mut self, key: &'static str, max: u32) -> Option<u32> {
        let (value, span) = self.take_as(key, Form::Number(max))?;
        let number = match value {
            DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix()).ok().map(|whole| whole as f64),
            DeValue::Float(decimal) => decimal.as_str().parse::<f64>().ok(),
            _ => None,
        };
        match number.filter(|number| (0.0..=f64::from(max)).contains(number)) {
            Some(number) => Some(libm::rint(number * 1000.0) as u32),
            None => {
                self.faults.error(span, format!("`{key}` is not a number from 0 to {max}"), None);
                None
            }
        }
    }

    /// A whole number from 1 to `max`.
    pub(crate) fn whole(&mut self, key: &'static str, max: u32) -> Option<u32> {
        let (value, span) = self.take_as(key, Form::Whole(max))?;
        let number = value.as_integer().and_then(|whole| u32::from_str_radix(whole.as_str(), whole.radix()).ok());
        let number = number.filter(|number| (1..=max).contains(number));
        if number.is_none() {
            self.faults.error(span, format!("`{key}` is not a whole number from 1 to {max}"), None);
        }
        number
    }

    /// A whole number from 0 to `max`.
    pub(crate) fn count(&mut self, key: &'static str, max: u32) -> Option<u32> {
        let (value, span) = self.take_as(key, Form::Number(max))?;
        let number = value.as_integer().and_then(|whole| u32::from_str_radix(whole.as_str(), whole.radix()).ok());
        let number = number.filter(|number| *number <= max);
        if number.is_none() {
            self.faults.error(span, format!("`{key}` is not a whole number from 0 to {max}"), None);
        }
        number
    }

    /// A local day, or a local day and time; as text or as TOML's own.
    pub(crate) fn local(&mut self, key: &'static str) -> Option<(Local, Range<usize>)> {
        let (value, span) = self.take_as(key, Form::Local)?;
        let text = match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(moment) => moment.to_string(),
            _ => String::new(),
        };
        match read_local(text.trim()) {
            Some(local) => Some((local, span)),
            None => {
                let help = "write local time without an offset, such as \"2026-01-10T00:01\", or a day, such as \"2026-01-10\"; the zone stands beside it";
                let help = no_such_day(&text).unwrap_or_else(|| help.to_owned());
                self.faults.error(span, format!("`{key}` is not a local time"), Some(help));
                None
            }
        }
    }

    pub(crate) fn day(&mut self, key: &'static str) -> Option<Date> {
        let (value, span) = self.take_as(key, Form::Day)?;
        let text = match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(moment) => moment.to_string(),
            _ => String::new(),
        };
        let day = model::time::day_of(text.trim()).ok();
        if day.is_none() {
            let help = no_such_day(&text).unwrap_or_else(|| "such as \"2026-01-07\"".to_owned());
            self.faults.error(span, format!("`{key}` is not a day"), Some(help));
        }
        day
    }

    pub(crate) fn table(&mut self, key: &'static str) -> Option<(&'r DeTable<'r>, Range<usize>)> {
        let (value, span) = self.take_as(key, Form::Table)?;
        let table = value.as_table();
        if table.is_none() {
            self.wrong(key, span.clone(), value, "a table");
        }
        table.map(|table| (table, span))
    }

    /// A list of tables, each with its place; empty if there is none.
    pub(crate) fn tables(&mut self, key: &'static str) -> Vec<(&'r DeTable<'r>, Range<usize>)> {
        let Some((value, span)) = self.take_as(key, Form::Tables) else { return Vec::new() };
        let Some(list) = value.as_array() else {
            self.wrong(key, span, value, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for element in list.iter() {
            let span = self.place(element.span());
            match element.get_ref().as_table() {
                Some(table) => tables.push((table, span)),
                None => self.wrong(key, span, element.get_ref(), "a list of tables"),
            }
        }
        tables
    }

    /// Reports every field that nobody took. A misspelt condition must never be dropped silently.
    pub(crate) fn finish(self) {
        let known: Vec<&str> = self.known.iter().map(|field| field.key).collect();
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let span = self.place(key.span());
                let (message, help) = unknown_field(name, &known);
                self.faults.error(span, message, Some(help));
            }
        }
        if let Some(asked) = &mut self.faults.asked {
            asked.push(self.known);
        }
    }
}

/// Tables in tables that are opened for a comparison.
const OPENED_MAX: usize = 4;

fn open_table(table: &DeTable<'_>, above: &str, depth: usize, written: &mut Vec<(String, Vec<String>)>) {
    for (key, value) in table.iter() {
        let name = if above.is_empty() { key.get_ref().to_string() } else { format!("{above}.{}", key.get_ref()) };
        match value.get_ref() {
            DeValue::Table(inner) if depth < OPENED_MAX => open_table(inner, &name, depth + 1, written),
            DeValue::Array(list) => written.push((name, list.iter().map(|element| plain(element.get_ref())).collect())),
            other => written.push((name, vec![plain(other)])),
        }
    }
}

fn plain(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(whole) => i64::from_str_radix(whole.as_str(), whole.radix()).map_or_else(|_| whole.to_string(), |n| n.to_string()),
        DeValue::Float(decimal) => decimal.as_str().parse::<f64>().map_or_else(|_| decimal.to_string(), |n| n.to_string()),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(list) => list.iter().map(|element| flat(element.get_ref())).collect::<Vec<_>>().join(", "),
        DeValue::Table(table) => {
            let pair = |(key, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &toml::Spanned<DeValue<'_>>)| {
                format!("{} = {}", key.get_ref(), flat(value.get_ref()))
            };
            table.iter().map(pair).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A value inside a value: lists and tables no deeper than here.
fn flat(value: &DeValue<'_>) -> String {
    match value {
        DeValue::Array(list) => format!("{} values", list.len()),
        DeValue::Table(table) => format!("{} fields", table.iter().count()),
        other => plain(other),
    }
}

/// Units that end the names of fields.
const UNITS: [&str; 22] = [
    "mm", "cm", "m", "km", "mi", "miles", "ft", "feet", "yd", "yards", "nm", "ms", "s", "min", "minutes", "h", "hours", "days", "weeks",
    "months", "day", "week",
];

/// A field's name and its unit.
fn parts(field: &str) -> Option<(&str, &str)> {
    field.rsplit_once('_').filter(|(_, unit)| UNITS.contains(unit))
}

/// What is said of a field that nobody knows. One that differs from a known field in its unit alone
/// is told the unit.
fn unknown_field(name: &str, known: &[&str]) -> (String, String) {
    if let Some((stem, unit)) = parts(&name.to_lowercase()) {
        let other = known.iter().find(|known| parts(known).is_some_and(|(of, own)| of == stem && own != unit));
        if let Some(other) = other {
            return (format!("`{}` has a unit that is not known here", clean(name, 60)), format!("write it as `{other}`"));
        }
    }
    (format!("`{}` is not a field here", clean(name, 60)), meant(name, known))
}

/// Why a day or a time of day that is written as it should be does not exist.
fn no_such_day(text: &str) -> Option<String> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let Some(first) = i8::try_from(month).ok().and_then(|month| Date::new(year, month, 1).ok()) else {
        return Some(format!("no year has a month {month}"));
    };
    let last = i16::from(first.days_in_month());
    if !(1..=last).contains(&day) {
        return Some(format!("{year}-{month:02} has {last} days"));
    }
    let hour = number(11, 13).filter(|hour| *hour > 23)?;
    Some(format!("a day has no hour {hour}: its end is 00:00 of the next day"))
}

fn read_local(text: &str) -> Option<Local> {
    if let Ok(day) = model::time::day_of(text) {
        return Some(Local::Day(day));
    }
    let is_plain = text.len() >= 16 && text.bytes().skip(10).all(|byte| byte.is_ascii_digit() || b"Tt :.".contains(&byte));
    text.parse().ok().filter(|_| is_plain).map(Local::Moment)
}

/// Reads words of a closed list; a wrong one is a fault with the word that was probably meant.
pub(crate) fn known_words<T>(
    fields: &mut Fields<'_, '_>,
    key: &str,
    words: &[Worded],
    read: impl Fn(&str) -> Option<T>,
    all: &[&'static str],
) -> Vec<T> {
    fields.list_words(key, all);
    let mut read_words = Vec::new();
    for Worded { word, span } in words {
        match read(word) {
            Some(value) => read_words.push(value),
            None => {
                let help = crate::words::nearest(word, all.iter().copied())
                    .map_or_else(|| format!("known: {}", listed(all)), |near| format!("did you mean `{near}`?"));
                fields.faults.error(span.clone(), format!("`{word}` is not a word for `{key}`"), Some(help));
            }
        }
    }
    read_words
}
