//! The fields of one TOML table, read with their place; every wrong one becomes a fault.

use crate::fault::Faults;
use crate::words::{listed, meant};
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

/// One table on its way into a term.
pub(crate) struct Fields<'r, 'a> {
    pub(crate) faults: &'r mut Faults<'a>,
    table: &'r DeTable<'r>,
    /// Where the text that the table's spans count from begins in the file.
    base: usize,
    /// Where the table's header stands: faults of absence are shown there.
    pub(crate) header: Range<usize>,
    known: Vec<&'static str>,
    /// True if the text around was no TOML: then what is absent may only be unread.
    is_broken: bool,
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
        self.known.push(key);
        let value = self.table.get(key)?;
        Some((value.get_ref(), self.place(value.span())))
    }

    pub(crate) fn place(&self, span: Range<usize>) -> Range<usize> {
        span.start + self.base..span.end + self.base
    }

    /// Says that a field is missing or empty and what it should hold; nothing if it is there, for
    /// then its own fault was told when it was read.
    pub(crate) fn missing(&mut self, key: &str, example: &str) {
        let help = Some(format!("such as `{example}`"));
        match self.table.get(key) {
            None if self.is_broken => {}
            None => self.faults.error(self.header.clone(), format!("`{key}` is missing"), help),
            Some(value) if value.get_ref().as_array().is_some_and(|list| list.iter().next().is_none()) => {
                let span = self.place(value.span());
                self.faults.error(span, format!("`{key}` is empty"), help);
            }
            Some(_) => {}
        }
    }

    fn wrong(&mut self, key: &str, span: Range<usize>, value: &DeValue<'_>, wanted: &str) {
        let found = value.type_str();
        self.faults.error(span, format!("`{key}` is a TOML {found}"), Some(format!("{wanted} is expected")));
    }

    /// A text that is not empty.
    pub(crate) fn text(&mut self, key: &'static str) -> Option<Worded> {
        let (value, span) = self.take(key)?;
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

    /// A list of texts; one text alone is a list of one.
    pub(crate) fn texts(&mut self, key: &'static str) -> Option<Vec<Worded>> {
        let (value, span) = self.take(key)?;
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
        let (value, span) = self.take(key)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.wrong(key, span, value, "`true` or `false`");
        }
        flag
    }

    /// A number from 0 to `max`, in thousandths.
    pub(crate) fn thousandths(&mut self, key: &'static str, max: u32) -> Option<u32> {
        let (value, span) = self.take(key)?;
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
        let (value, span) = self.take(key)?;
        let number = value.as_integer().and_then(|whole| u32::from_str_radix(whole.as_str(), whole.radix()).ok());
        let number = number.filter(|number| (1..=max).contains(number));
        if number.is_none() {
            self.faults.error(span, format!("`{key}` is not a whole number from 1 to {max}"), None);
        }
        number
    }

    /// A local day, or a local day and time; as text or as TOML's own.
    pub(crate) fn local(&mut self, key: &'static str) -> Option<(Local, Range<usize>)> {
        let (value, span) = self.take(key)?;
        let text = match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(moment) => moment.to_string(),
            _ => String::new(),
        };
        match read_local(text.trim()) {
            Some(local) => Some((local, span)),
            None => {
                let help = "write local time without an offset, such as \"2026-01-10T00:01\", or a day, such as \"2026-01-10\"; the zone stands beside it";
                self.faults.error(span, format!("`{key}` is not a local time"), Some(help.into()));
                None
            }
        }
    }

    pub(crate) fn day(&mut self, key: &'static str) -> Option<Date> {
        let (value, span) = self.take(key)?;
        let text = match value {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(moment) => moment.to_string(),
            _ => String::new(),
        };
        let day = model::time::day_of(text.trim()).ok();
        if day.is_none() {
            self.faults.error(span, format!("`{key}` is not a day"), Some("such as \"2026-01-07\"".into()));
        }
        day
    }

    pub(crate) fn table(&mut self, key: &'static str) -> Option<(&'r DeTable<'r>, Range<usize>)> {
        let (value, span) = self.take(key)?;
        let table = value.as_table();
        if table.is_none() {
            self.wrong(key, span.clone(), value, "a table");
        }
        table.map(|table| (table, span))
    }

    /// Reports every field that nobody took. A misspelt condition must never be dropped silently.
    pub(crate) fn finish(self) {
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if !self.known.contains(&name) {
                let span = self.place(key.span());
                self.faults.error(span, format!("`{name}` is not a field here"), Some(meant(name, &self.known)));
            }
        }
    }
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
    all: &[&str],
) -> Vec<T> {
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
