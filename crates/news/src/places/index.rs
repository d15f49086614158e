//! All forms of all names of a gazetteer, by hash: the longest name at a word, in a few memory accesses.
//!
//! A text's words are hashed as they are read; two filters of one bit a form say at once of most words
//! that no name begins with them. O(bytes + hits), whatever the number of names.

use super::forms::{Sort, adjective_endings, adjective_stems, forms, is_adjective_name, land_forms};
use super::gazetteer::{Gazetteer, Toponym};
use super::scan::{Scanned, hash_of, hash_on, join};
use crate::method::ADJECTIVE_POPULATION_MIN;
use model::PlacePrecision;

/// Most words of a name.
const WORDS_MAX: usize = 7;

/// One form of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    hash: u64,
    pub toponym: u32,
    pub sort: Sort,
    /// Not the nominative.
    pub is_inflected: bool,
}

/// A gazetteer ready to be looked up.
#[derive(Clone, Debug)]
pub struct Index {
    pub(super) gazetteer: Gazetteer,
    forms: Vec<Form>,
    /// First form of each range of hashes.
    starts: Vec<u32>,
    shift: u32,
    /// Words that begin a form.
    begins: Filter,
    /// Words that begin a form and do not end it.
    goes_on: Filter,
}

/// Bits by hash: no means no.
#[derive(Clone, Debug)]
struct Filter {
    bits: Vec<u64>,
    mask: u64,
}

impl Filter {
    fn for_so_many(n: usize) -> Self {
        let words = (n.max(64) / 4).next_power_of_two().min(1 << 22);
        Self { bits: vec![0; words], mask: u64::try_from(words * 64).unwrap_or(64) - 1 }
    }

    const fn place(&self, hash: u64) -> (u64, u64) {
        let at = (hash >> 7) & self.mask;
        (at / 64, 1 << (at % 64))
    }

    fn add(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        if let Some(bits) = usize::try_from(word).ok().and_then(|word| self.bits.get_mut(word)) {
            *bits |= bit;
        }
    }

    fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        usize::try_from(word).ok().and_then(|word| self.bits.get(word)).is_some_and(|bits| bits & bit != 0)
    }
}

/// The longest name at a word.
pub(super) struct Hit<'i> {
    /// Words.
    pub n: usize,
    /// Its forms, at least one.
    pub forms: &'i [Form],
}

impl Index {
    /// Makes the forms of all names. Names of more than seven words are not looked for.
    pub fn new(gazetteer: Gazetteer) -> Self {
        let mut all: Vec<Form> = Vec::with_capacity(gazetteer.toponyms.len() * 8);
        let mut openings: Vec<u64> = Vec::new();
        let mut prefixes: Vec<u64> = Vec::new();
        for (at, toponym) in gazetteer.toponyms.iter().enumerate() {
            let Ok(at) = u32::try_from(at) else { break };
            add_forms(at, toponym, &mut all, &mut openings, &mut prefixes);
        }
        all.sort_unstable();
        all.dedup_by(|later, earlier| (later.hash, later.toponym, later.sort) == (earlier.hash, earlier.toponym, earlier.sort));
        let mut begins = Filter::for_so_many(openings.len());
        openings.iter().for_each(|hash| begins.add(*hash));
        let mut goes_on = Filter::for_so_many(prefixes.len());
        prefixes.iter().for_each(|hash| goes_on.add(*hash));
        let bits = all.len().max(16).next_power_of_two().trailing_zeros().min(24);
        let shift = 64 - bits;
        let starts = starts_of(&all, bits, shift);
        Self { gazetteer, forms: all, starts, shift, begins, goes_on }
    }

    /// The gazetteer.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// How many forms are known.
    pub fn forms_n(&self) -> usize {
        self.forms.len()
    }

    fn look_up(&self, hash: u64) -> &[Form] {
        let Ok(range) = usize::try_from(hash >> self.shift) else { return &[] };
        let (Some(first), Some(last)) = (self.starts.get(range), self.starts.get(range + 1)) else { return &[] };
        let forms = self.forms.get(*first as usize..*last as usize).unwrap_or(&[]);
        let from = forms.iter().position(|form| form.hash == hash).unwrap_or(forms.len());
        let forms = forms.get(from..).unwrap_or(&[]);
        let n = forms.iter().take_while(|form| form.hash == hash).count();
        forms.get(..n).unwrap_or(&[])
    }

    /// Of some hashes, which may begin a name. Asked all at once, so that the memory answers many of them together; what the names
    /// are is fetched along.
    pub(super) fn may_begin(&self, hashes: &[u64]) -> Vec<bool> {
        let may: Vec<bool> = hashes.iter().map(|hash| self.begins.may_hold(*hash)).collect();
        let first = |hash: &u64| self.starts.get(usize::try_from(hash >> self.shift).unwrap_or(usize::MAX)).copied().unwrap_or(0);
        let starts: Vec<u32> = hashes.iter().zip(&may).filter(|(_, may)| **may).map(|(hash, _)| first(hash)).collect();
        let fetched = starts.iter().filter_map(|at| self.forms.get(*at as usize)).fold(0, |sum, form| sum ^ form.hash);
        std::hint::black_box(fetched);
        may
    }

    /// The longest name that begins with the first of some words.
    pub(super) fn longest(&self, words: &[Scanned]) -> Option<Hit<'_>> {
        self.longest_after(words.first()?, words)
    }

    /// The same, with another word in place of the first.
    pub(super) fn longest_after(&self, first: &Scanned, words: &[Scanned]) -> Option<Hit<'_>> {
        let mut found = None;
        let mut hash = first.hash;
        for (n, word) in words.iter().enumerate().take(WORDS_MAX) {
            if n > 0 {
                if word.gap != super::scan::Gap::None || !self.goes_on.may_hold(hash) {
                    break;
                }
                hash = join(hash, word.hash);
            }
            let forms = self.look_up(hash);
            if !forms.is_empty() {
                found = Some(Hit { n: n + 1, forms });
            }
        }
        found
    }
}

/// The first form of each range of hashes, and the end of the last one.
fn starts_of(forms: &[Form], bits: u32, shift: u32) -> Vec<u32> {
    let mut at = 0usize;
    let mut starts = Vec::with_capacity((1usize << bits) + 1);
    for range in 0..=1u64 << bits {
        while forms.get(at).is_some_and(|form| (form.hash >> shift) < range) {
            at += 1;
        }
        starts.push(u32::try_from(at).unwrap_or(u32::MAX));
    }
    starts
}

fn add_forms(at: u32, toponym: &Toponym, all: &mut Vec<Form>, openings: &mut Vec<u64>, prefixes: &mut Vec<u64>) {
    let is_region = matches!(toponym.precision, PlacePrecision::Adm1 | PlacePrecision::Adm2 | PlacePrecision::Adm3);
    let has_adjectives = is_region || toponym.population >= ADJECTIVE_POPULATION_MIN;
    for name in std::iter::once(&toponym.name).chain(&toponym.names) {
        let is_adjective = is_region && is_adjective_name(name);
        if !is_adjective {
            for (n, form) in forms(name).iter().enumerate() {
                add_words((at, n > 0), form, all, openings, prefixes);
            }
        }
        if !has_adjectives {
            continue;
        }
        for stem in adjective_stems(name) {
            let begun = hash_of(&stem);
            let mut one = |hash: u64, sort: Sort| {
                all.push(Form { hash, toponym: at, sort, is_inflected: true });
                openings.push(hash);
            };
            adjective_endings().for_each(|ending| one(hash_on(begun, ending), Sort::Adjective));
            if toponym.precision == PlacePrecision::Adm1 || toponym.population >= ADJECTIVE_POPULATION_MIN {
                land_forms(&stem).iter().for_each(|form| one(hash_of(form), Sort::Land));
            }
        }
    }
}

/// Adds a form of some words.
fn add_words(
    (toponym, is_inflected): (u32, bool),
    words: &[String],
    all: &mut Vec<Form>,
    openings: &mut Vec<u64>,
    prefixes: &mut Vec<u64>,
) {
    let Some((last, before)) = words.split_last().filter(|_| words.len() <= WORDS_MAX) else { return };
    let mut begun = None;
    for word in before {
        let next = hash_of(word);
        let hash = begun.map_or(next, |hash| join(hash, next));
        if begun.is_none() {
            openings.push(hash);
        }
        prefixes.push(hash);
        begun = Some(hash);
    }
    let last = hash_of(last);
    if begun.is_none() {
        openings.push(last);
    }
    all.push(Form { hash: begun.map_or(last, |hash| join(hash, last)), toponym, sort: Sort::Name, is_inflected });
}
