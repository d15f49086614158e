//! Who stands on which of several matched lists: the table that an undercount is estimated from.

use crate::method::{CELL_MAX, LISTS_MAX, LISTS_MIN, OVERLAP_MIN};
use std::collections::{BTreeMap, BTreeSet};

/// Capture histories: how many people (or incidents) stand on exactly these lists and no other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lists {
    names: Vec<String>,
    /// Bit k of the key: on list k. Key 0 never occurs.
    cells: BTreeMap<u32, u64>,
}

/// Why lists cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListsFault {
    /// Not a table of lists.
    #[error("row {row}: {what}")]
    Row {
        /// Row, the header is 1.
        row: usize,
        /// What is wrong and what would be right.
        what: String,
    },
    /// The header says nothing usable.
    #[error("{0}")]
    Header(String),
    /// Too few or too many lists.
    #[error("{0} lists: an estimate takes {LISTS_MIN} to {LISTS_MAX} matched lists")]
    Number(usize),
    /// Nobody on any list.
    #[error("the lists are empty")]
    Empty,
    /// Too little in common.
    #[error("the lists share {0} entries: an estimate takes at least {OVERLAP_MIN}")]
    Overlap(u64),
}

impl Lists {
    /// From cells: bit k of a key = on list k.
    ///
    /// # Errors
    /// [`ListsFault`] if there are too few or too many lists, nobody is on any, or they share too little.
    pub fn new(names: Vec<String>, cells: BTreeMap<u32, u64>) -> Result<Self, ListsFault> {
        let mut cells = cells;
        cells.retain(|key, count| *key != 0 && *count > 0);
        if !(LISTS_MIN..=LISTS_MAX).contains(&names.len()) {
            return Err(ListsFault::Number(names.len()));
        }
        if cells.is_empty() {
            return Err(ListsFault::Empty);
        }
        let shared: u64 = cells.iter().filter(|(key, _)| key.count_ones() > 1).map(|(_, count)| count).sum();
        if shared < OVERLAP_MIN {
            return Err(ListsFault::Overlap(shared));
        }
        Ok(Self { names, cells })
    }

    /// From CSV rows, the header first. Three forms: a 0/1 column per list and a count (`n`, `count`,
    /// `freq`); a 0/1 column per list and one row per person; or `id` and `list`, one row per mention.
    /// Columns of other names are left out where their values are neither 0 nor 1.
    ///
    /// # Errors
    /// [`ListsFault`] with the row and what would be right.
    pub fn read(rows: &[Vec<String>]) -> Result<Self, ListsFault> {
        let (header, body) = rows.split_first().ok_or(ListsFault::Empty)?;
        let lower: Vec<String> = header.iter().map(|name| name.trim().to_lowercase()).collect();
        let named = |wanted: &[&str]| lower.iter().position(|name| wanted.contains(&name.as_str()));
        if let (Some(list), Some(id)) = (named(&["list", "source"]), named(&["id", "person", "case", "entity", "unit", "record"])) {
            return from_mentions(body, list, id);
        }
        let count = named(&["n", "count", "counts", "freq", "frequency"]);
        let lists: Vec<usize> = (0..header.len()).filter(|column| Some(*column) != count && is_mark(body, *column)).collect();
        if lists.len() < LISTS_MIN {
            let what = "no three columns hold only 0 and 1: give a 0/1 column per list, with a count `n` or one row per person; or columns `id` and `list`";
            return Err(ListsFault::Header(what.into()));
        }
        let mut cells = BTreeMap::new();
        for (at, row) in body.iter().enumerate() {
            let key = lists.iter().enumerate().filter(|(_, column)| cell(row, **column) == "1").fold(0, |key, (bit, _)| key | 1 << bit);
            *cells.entry(key).or_insert(0) += read_count(row, count, at + 2, key)?;
        }
        Self::new(lists.iter().filter_map(|column| header.get(*column)).map(|name| name.trim().to_owned()).collect(), cells)
    }

    /// Names, in the order of the bits.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many lists.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Never: an empty table is refused.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// How many are on exactly the lists of this key.
    pub fn cell(&self, key: u32) -> u64 {
        self.cells.get(&key).copied().unwrap_or(0)
    }

    /// Keys of all cells that can be seen, empty ones included.
    pub fn keys(&self) -> impl Iterator<Item = u32> + use<> {
        1..1u32 << self.names.len()
    }

    /// Everybody on any list: the documented number.
    pub fn seen(&self) -> u64 {
        self.cells.values().sum()
    }

    /// How many are on exactly so many lists.
    pub fn on_exactly(&self, lists: u32) -> u64 {
        self.cells.iter().filter(|(key, _)| key.count_ones() == lists).map(|(_, count)| count).sum()
    }

    /// Chao's lower bound: `n + f1(f1-1) / (2(f2+1))`. Source: METHOD 6.
    #[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
    pub fn chao(&self) -> f64 {
        let (f1, f2) = (self.on_exactly(1) as f64, self.on_exactly(2) as f64);
        self.seen() as f64 + f1 * (f1 - 1.0).max(0.0) / (2.0 * (f2 + 1.0))
    }
}

fn cell(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", |text| text.trim())
}

/// Whether a column holds 0 and 1 alone, and each of them somewhere or at least a 1.
fn is_mark(body: &[Vec<String>], column: usize) -> bool {
    !body.is_empty() && body.iter().all(|row| matches!(cell(row, column), "0" | "1")) && body.iter().any(|row| cell(row, column) == "1")
}

fn read_count(row: &[String], column: Option<usize>, at: usize, key: u32) -> Result<u64, ListsFault> {
    let Some(column) = column else { return Ok(1) };
    let text = cell(row, column);
    let is_unseen = key == 0 && matches!(text.to_lowercase().as_str(), "" | "na" | "?");
    if is_unseen {
        return Ok(0);
    }
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let count = whole.parse::<u64>().ok().filter(|count| *count <= CELL_MAX);
    count.ok_or_else(|| ListsFault::Row { row: at, what: format!("count `{text}` is not a whole number from 0 to {CELL_MAX}") })
}

fn from_mentions(body: &[Vec<String>], list: usize, id: usize) -> Result<Lists, ListsFault> {
    let names: BTreeSet<&str> = body.iter().map(|row| cell(row, list)).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let mut people: BTreeMap<&str, u32> = BTreeMap::new();
    for (at, row) in body.iter().enumerate() {
        let (who, name) = (cell(row, id), cell(row, list));
        if who.is_empty() || name.is_empty() {
            return Err(ListsFault::Row { row: at + 2, what: "an id or a list is missing: each row names both".into() });
        }
        let bit = names.binary_search(&name).unwrap_or(0);
        if names.len() <= LISTS_MAX {
            *people.entry(who).or_insert(0) |= 1 << bit;
        }
    }
    let mut cells = BTreeMap::new();
    people.values().for_each(|key| *cells.entry(*key).or_insert(0) += 1);
    Lists::new(names.into_iter().map(str::to_owned).collect(), cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }

    const CELLS: &str = "a,b,c,n\n1,0,0,9\n0,1,0,8\n0,0,1,7\n1,1,0,6\n1,0,1,5\n0,1,1,4\n1,1,1,3";

    #[test]
    fn the_three_forms_of_one_table_are_one() {
        let cells = Lists::read(&rows(CELLS)).unwrap();
        let mut people = String::from("name,a,b,c");
        let mut mentions = String::from("list,id");
        for (at, key) in cells.keys().flat_map(|key| (0..cells.cell(key)).map(move |_| key)).enumerate() {
            let on = |bit: u32| u32::from(key & 1 << bit != 0);
            people.push_str(&format!("\nperson {at},{},{},{}", on(0), on(1), on(2)));
            for (bit, name) in ["a", "b", "c"].iter().enumerate().filter(|(bit, _)| key & 1 << bit != 0) {
                let _ = bit;
                mentions.push_str(&format!("\n{name},{at}"));
            }
        }
        assert_eq!((cells.seen(), cells.on_exactly(1), cells.on_exactly(2)), (42, 24, 15));
        assert_eq!(Lists::read(&rows(&people)).unwrap(), cells);
        assert_eq!(Lists::read(&rows(&mentions)).unwrap(), cells);
    }

    #[test]
    fn wrong_tables_say_what_would_be_right() {
        for (text, said) in [
            ("", "empty"),
            ("a,b,n\n1,0,3\n0,1,4", "no three columns"),
            ("a,b,c,n\n1,0,0,many\n0,1,1,2\n1,1,1,9", "row 2: count `many`"),
            ("a,b,c,n\n1,0,0,9\n0,1,0,8\n0,0,1,7", "share 0 entries"),
            ("id,list\n1,a\n,b", "row 3: an id or a list is missing"),
            ("id,list\n1,a\n1,b", "2 lists"),
            ("a,b,c,d,e,f,n\n1,1,1,1,1,1,99", "6 lists"),
        ] {
            let table: Vec<Vec<String>> = if text.is_empty() { Vec::new() } else { rows(text) };
            let fault = Lists::read(&table).unwrap_err().to_string();
            assert!(fault.contains(said), "{text:?}: {fault}");
        }
    }
}
