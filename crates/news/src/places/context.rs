//! Names found in a text with what stands around them: whether a place is meant at all.

use super::index::{Form, Hit, Index};
use super::scan::{Gap, Scanned, word};
use super::{RelationKind, around};
use crate::claims::grammar::{begins_with, is_one_of};
use crate::fold::fold;
use crate::{Oddity, Span};
use model::PlacePrecision;

/// Toponyms with whether their name is inflected.
type Bearers = Vec<(u32, bool)>;

/// A name in a text.
pub(super) struct Found {
    pub span: Span,
    /// The bearers of the name that its context allows, each once; whether the name stands in another case than the first.
    pub toponyms: Vec<(u32, bool)>,
    /// The level of region that the words after or before it name; `None` for the place itself.
    pub region: Option<PlacePrecision>,
    /// Chance that it is a place, ppm.
    pub is_place_ppm: u32,
    pub relation: super::Relation,
    pub oddity: Oddity,
}

/// Forms of nouns for regions, after or before a name.
const ADM1: &str = "область области областью області обласні обл областей областях областям областями регион региона регионе регионом край края крае краю краем краї oblast province governorate region республика республики республике республіка";
const ADM2: &str = "районов районів районам районами район района районе районом районі району районах raion rayon district county повіт";
const ADM3: &str = "громад громада громади громаді громаду громадою hromada community municipality";
const DIRECTION: &str = "направлении направление направления направлению напрямку напрямок напрямі напрямком direction axis sector";
/// Words for a settlement before its name.
const SETTLEMENTS: &str = "город города городе городом городу г місто міста місті м село села селе селі с пос поселок поселка поселке пгт смт селище селищі селища хутор деревня деревни деревне станица \
     city town village settlement hamlet н п нп станция станции станції";
/// Prepositions and verbs of motion before a place.
const BEFORE: &str = "в во у на під под из із з с до від от біля возле близ над за по через между між in at near from of over around outside to into towards toward within by across inside";

/// A name at a word.
pub(super) struct Named<'i> {
    /// Its first word.
    at: usize,
    /// Its first byte: within the first word if that has prefixes.
    start: usize,
    hit: Hit<'i>,
}

/// The longest names, leftmost first. Words with a small letter begin none, unless the whole text has small letters alone.
pub(super) fn hits<'i>(text: &str, words: &[Scanned], index: &'i Index) -> Vec<Named<'i>> {
    let is_small_text = is_small_text(words);
    let (mut found, mut at) = (Vec::new(), 0);
    for block in words.chunks(BLOCK) {
        let begin = at.max(offset_of(words, block));
        let end = offset_of(words, block) + block.len();
        let (whole, behind) = ready(text, block, index, is_small_text);
        at = begin;
        while at < end {
            let (Some(word), rest) = (words.get(at), words.get(at..).unwrap_or(&[])) else { break };
            let own = at + block.len() - end;
            let hit = if whole.get(own) == Some(&true) { index.longest(rest).map(|hit| (word.start, hit)) } else { None };
            let first = behind.partition_point(|one| one.word < own);
            let others = behind.get(first..).unwrap_or(&[]).iter().take_while(|one| one.word == own);
            let hit = hit.or_else(|| {
                others.filter(|one| one.may_begin).find_map(|one| Some((one.scanned.start, index.longest_after(&one.scanned, rest)?)))
            });
            match hit {
                Some((start, hit)) => {
                    let n = hit.n;
                    found.push(Named { at, start, hit });
                    at += n;
                }
                None => at += 1,
            }
        }
    }
    found
}

/// Words that are looked at together.
const BLOCK: usize = 256;

/// Where a block of words begins among all.
fn offset_of(words: &[Scanned], block: &[Scanned]) -> usize {
    let at = block.first().map_or(words.len(), |first| words.partition_point(|word| word.start < first.start));
    at.min(words.len())
}

/// A word without the prefixes that are written before a name.
struct Behind {
    word: usize,
    scanned: Scanned,
    may_begin: bool,
}

/// Which words of a block may begin a name, and which of them behind prefixes.
fn ready(text: &str, block: &[Scanned], index: &Index, is_small_text: bool) -> (Vec<bool>, Vec<Behind>) {
    let hashes: Vec<u64> = block.iter().map(|word| word.hash).collect();
    let mut whole = index.may_begin(&hashes);
    whole.iter_mut().zip(block).for_each(|(may, word)| *may &= !word.is_small || is_small_text);
    let mut behind: Vec<Behind> = Vec::new();
    for (at, own) in block.iter().enumerate().filter(|(_, word)| word.has_prefixes) {
        behind.extend(without_prefix(text, own).into_iter().flatten().map(|scanned| Behind { word: at, scanned, may_begin: false }));
    }
    let hashes: Vec<u64> = behind.iter().map(|one| one.scanned.hash).collect();
    behind.iter_mut().zip(index.may_begin(&hashes)).for_each(|(one, may)| one.may_begin = may);
    (whole, behind)
}

fn is_small_text(words: &[Scanned]) -> bool {
    words.iter().all(|word| word.is_small)
}

/// Letters that Hebrew and Arabic write before a name in one word: and, in, to, from, the, that, as.
const PREFIXES: [char; 12] =
    ['\u{5d1}', '\u{5dc}', '\u{5de}', '\u{5d4}', '\u{5d5}', '\u{5e9}', '\u{5db}', '\u{648}', '\u{628}', '\u{644}', '\u{641}', '\u{643}'];
/// Most of them before one name.
const PREFIXES_MAX: usize = 2;
/// Shortest name that is looked for behind them, letters.
const BEHIND_PREFIX_MIN: usize = 3;

/// A word without one and without two prefixes.
fn without_prefix(text: &str, own: &Scanned) -> [Option<Scanned>; PREFIXES_MAX] {
    let mut found = [None; PREFIXES_MAX];
    let Some(raw) = text.get(own.start..own.end) else { return found };
    let mut start = own.start;
    for (letter, place) in raw.chars().zip(&mut found) {
        if !PREFIXES.contains(&letter) {
            break;
        }
        start += letter.len_utf8();
        if text.get(start..own.end).is_none_or(|behind| behind.chars().nth(BEHIND_PREFIX_MIN - 1).is_none()) {
            break;
        }
        *place = Some(word(text, start, own.gap));
    }
    found
}

/// Finds all names and judges each by its context.
pub(super) fn find(text: &str, words: &[Scanned], index: &Index) -> Vec<Found> {
    let mut all = hits(text, words, index);
    add_small_adjectives(text, words, index, &mut all);
    all.truncate(crate::method::CLAIMS_MAX);
    let reader = Reader { text, words, index, hits: &all };
    all.iter().enumerate().filter_map(|(n, named)| reader.found(n, named)).collect()
}

/// `донецкая область`: adjectives with a small letter before the noun of a region.
fn add_small_adjectives<'i>(text: &str, words: &[Scanned], index: &'i Index, all: &mut Vec<Named<'i>>) {
    for at in 1..words.len() {
        let (Some(before), Some(noun)) = (words.get(at - 1), words.get(at)) else { continue };
        if !before.is_small || noun.gap != Gap::None || noun.end - noun.start > 40 || region_of(&plain(text, noun)).is_none() {
            continue;
        }
        if all.iter().any(|named| (named.at..named.at + named.hit.n).contains(&(at - 1))) {
            continue;
        }
        if let Some(hit) = index.longest(words.get(at - 1..at).unwrap_or(&[])) {
            all.push(Named { at: at - 1, start: before.start, hit });
        }
    }
    all.sort_by_key(|named| named.at);
}

fn plain(text: &str, word: &Scanned) -> String {
    fold(text.get(word.start..word.end).unwrap_or("")).0
}

/// What a noun of a region says: its level; a direction counts as one of the second level.
fn region_of(plain: &str) -> Option<(PlacePrecision, bool)> {
    match plain {
        _ if is_one_of(plain, ADM1) => Some((PlacePrecision::Adm1, false)),
        _ if is_one_of(plain, ADM2) => Some((PlacePrecision::Adm2, false)),
        _ if is_one_of(plain, ADM3) => Some((PlacePrecision::Adm3, false)),
        _ if is_one_of(plain, DIRECTION) => Some((PlacePrecision::Adm2, true)),
        _ => None,
    }
}

struct Reader<'t> {
    text: &'t str,
    words: &'t [Scanned],
    index: &'t Index,
    hits: &'t [Named<'t>],
}

impl Reader<'_> {
    fn plain(&self, at: usize) -> String {
        self.words.get(at).map_or_else(String::new, |word| plain(self.text, word))
    }

    /// The word before another one in its clause, folded; empty if there is none.
    fn before(&self, at: usize) -> String {
        let is_near = self.words.get(at).is_some_and(|word| word.gap == Gap::None);
        at.checked_sub(1).filter(|_| is_near).map_or_else(String::new, |before| self.plain(before))
    }

    fn found(&self, n: usize, named: &Named<'_>) -> Option<Found> {
        let (at, hit) = (named.at, &named.hit);
        let last = self.words.get(at + hit.n - 1)?;
        let span = Span::new(named.start, last.end);
        let noun = self.region_after(n, at + hit.n).or_else(|| self.region_before(at));
        let is_direction = noun.is_some_and(|(_, is_direction)| is_direction);
        let (toponyms, region) = self.bearers(hit.forms, noun)?;
        let mut relation = around::relation(self.text, span);
        if is_direction {
            relation.kind = RelationKind::Direction;
        }
        let oddity = self.words.get(at..at + hit.n).unwrap_or(&[]).iter().fold(Oddity::default(), |oddity, word| oddity.and(word.oddity));
        let is_place_ppm = if noun.is_some() { 980_000 } else { self.evidence(named, relation.kind) };
        Some(Found { span, toponyms, region, is_place_ppm, relation, oddity })
    }

    /// `X область`, also over a list: `X, Y та Z області`.
    fn region_after(&self, n: usize, next: usize) -> Option<(PlacePrecision, bool)> {
        let word = self.words.get(next)?;
        if word.gap == Gap::None
            && let Some(region) = region_of(&self.plain(next))
        {
            return Some(region);
        }
        // The next name of the list tells: skip it and what joins them.
        let is_adjective = self.hits.get(n)?.hit.forms.iter().any(|form| form.sort == super::forms::Sort::Adjective);
        if !is_adjective {
            return None;
        }
        for at in next..next + LIST_WORDS_MAX {
            let word = self.words.get(at).filter(|word| word.gap < Gap::Stop)?;
            if let Some(region) = region_of(&self.plain(at)) {
                return Some(region);
            }
            let joins = word.is_small && is_one_of(&self.plain(at), "и та і й and");
            if word.is_small && !joins {
                return None;
            }
        }
        None
    }

    /// `region of X`, `республика X`.
    fn region_before(&self, at: usize) -> Option<(PlacePrecision, bool)> {
        let before = self.before(at);
        if before == "of" {
            return region_of(&at.checked_sub(1).map_or_else(String::new, |of| self.before(of)));
        }
        is_one_of(&before, "республика республики республике республіка республіки області области district")
            .then(|| region_of(&before))
            .flatten()
    }

    /// Who can be meant: regions by their level, settlements by themselves or as the seat of a region.
    fn bearers(&self, forms: &[Form], noun: Option<(PlacePrecision, bool)>) -> Option<(Bearers, Option<PlacePrecision>)> {
        use super::forms::Sort;
        let level = |form: &Form| self.index.gazetteer.toponyms.get(form.toponym as usize).map(|toponym| toponym.precision);
        let pick = |wanted: &dyn Fn(&Form) -> bool| {
            let mut toponyms: Bearers = forms.iter().filter(|form| wanted(form)).map(|form| (form.toponym, form.is_inflected)).collect();
            toponyms.sort_unstable();
            toponyms.dedup_by_key(|(toponym, _)| *toponym);
            Some(toponyms).filter(|toponyms| !toponyms.is_empty())
        };
        match noun {
            Some((wanted, false)) => {
                let of_level = pick(&|form| level(form) == Some(wanted)).map(|toponyms| (toponyms, Some(wanted)));
                // A region that the gazetteer lacks is told by the town that it is called after.
                of_level.or_else(|| pick(&|form| level(form) == Some(PlacePrecision::Settlement)).map(|toponyms| (toponyms, Some(wanted))))
            }
            Some((_, true)) => pick(&|form| level(form) == Some(PlacePrecision::Settlement)).map(|toponyms| (toponyms, None)),
            None => {
                let lands = || {
                    pick(&|form| form.sort == Sort::Land && level(form) == Some(PlacePrecision::Adm1))
                        .or_else(|| pick(&|form| form.sort == Sort::Land))
                };
                pick(&|form| form.sort == Sort::Name)
                    .map(|toponyms| (toponyms, None))
                    .or_else(|| lands().map(|toponyms| (toponyms, Some(PlacePrecision::Adm1))))
            }
        }
    }

    /// Chance that a name stands for a place, ppm, by what stands before and beside it. Source: assumed (decision 0008).
    fn evidence(&self, named: &Named<'_>, relation: RelationKind) -> u32 {
        let (at, hit) = (named.at, &named.hit);
        let before = self.before(at);
        let is_alone = self.words.len() <= ALONE_WORDS_MAX;
        if is_one_of(&before, SETTLEMENTS) && !before.is_empty() {
            return 990_000;
        }
        if relation != RelationKind::At || is_one_of(&before, BEFORE) || is_alone {
            return 970_000;
        }
        if self.words.get(at).is_some_and(|word| word.start < named.start) {
            return 900_000;
        }
        if is_small_text(self.words) {
            return 300_000;
        }
        if hit.n > 1 {
            return 950_000;
        }
        if hit.forms.iter().all(|form| form.sort == super::forms::Sort::Land) {
            return 950_000;
        }
        let first = self.words.get(at);
        let is_first = first.is_some_and(|word| word.gap == Gap::Stop);
        if self.is_beside_a_name(at, hit.n) {
            return if is_first { 300_000 } else { 350_000 };
        }
        if is_first {
            return 650_000;
        }
        if first.is_some_and(|word| word.gap == Gap::Mark) && begins_with(&self.plain(at + 1), "област район обл raion oblast region")
        {
            return 950_000;
        }
        850_000
    }

    /// A capital word that is no name of a place stands right before or after it: more likely a person or a body.
    fn is_beside_a_name(&self, at: usize, n: usize) -> bool {
        let is_name = |index: usize, gap_at: usize| {
            let is_joined = self.words.get(gap_at).is_some_and(|word| word.gap == Gap::None);
            let is_hit = self.hits.binary_search_by_key(&index, |named| named.at).is_ok();
            is_joined
                && !is_hit
                && self.words.get(index).is_some_and(|word| !word.is_small && word.gap != Gap::Stop && self.is_word_with_case(word))
        };
        is_name(at + n, at + n) || at.checked_sub(1).is_some_and(|before| is_name(before, at))
    }

    fn is_word_with_case(&self, word: &Scanned) -> bool {
        self.text.get(word.start..word.end).and_then(|word| word.chars().next()).is_some_and(char::is_uppercase)
    }
}

/// A text of no more words than this is a name by itself: a query, a dateline, a cell of a table.
const ALONE_WORDS_MAX: usize = 3;
/// Longest list of regions, words.
const LIST_WORDS_MAX: usize = 24;
