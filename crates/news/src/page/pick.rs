//! Which part of a page is its story.

use super::units::{Unit, Units};
use crate::markup::{Tag, Tree};
use crate::story::BlockKind;

/// Scores every unit, and picks the element whose units say most.
pub fn pick(tree: &Tree<'_>, units: &mut Units, is_discussion: bool) -> Option<(i64, usize)> {
    for index in 0..units.all.len() {
        let score = units.all.get(index).map_or(0, |unit| score(tree, unit, is_discussion));
        if let Some(unit) = units.all.get_mut(index) {
            unit.score = score;
        }
    }
    let sums = Sums::new(units);
    let mut best: Option<(i64, usize)> = None;
    for (index, node) in tree.nodes.iter().enumerate() {
        let Some(mark) = units.marks.get(index) else { continue };
        if node.tag.is_inline() || mark.label.is_some() || mark.is_hidden {
            continue;
        }
        let (good, bad) = sums.of(units, index, node.end);
        let mut value = good - bad.min(good * BAD_SHARE_MAX / 100);
        if mark.is_story || matches!(node.tag, Tag::Article) {
            value += value / 10;
        }
        if value > 0 && best.is_none_or(|(most, _)| value >= most) {
            best = Some((value, index));
        }
    }
    best.map(|(value, index)| (value, descend(tree, units, &sums, index)))
}

/// How far links and labels may lower the worth of an element, percent of it.
const BAD_SHARE_MAX: i64 = 50;
/// An element is left for a part of it that is worth so much of it, percent.
const PART_SHARE_MIN: i64 = 85;

/// Goes down while one part holds nearly all.
fn descend(tree: &Tree<'_>, units: &Units, sums: &Sums, from: usize) -> usize {
    let mut at = from;
    loop {
        let Some(node) = tree.node(at) else { return at };
        let whole = sums.of(units, at, node.end).0;
        let mut child = at + 1;
        let mut next = None;
        while child < node.end {
            let Some(part) = tree.node(child) else { break };
            let (mark, worth) = (units.marks.get(child), sums.of(units, child, part.end).0);
            let is_open = mark.is_some_and(|mark| mark.label.is_none() && !mark.is_hidden) && !part.tag.is_inline();
            if is_open && worth * 100 >= whole * PART_SHARE_MIN {
                next = Some(child);
            }
            child = part.end;
        }
        let Some(next) = next else { return at };
        at = next;
    }
}

/// Running sums over units: what speaks for a story, and what against it.
struct Sums(Vec<(i64, i64)>);

impl Sums {
    fn new(units: &Units) -> Self {
        let mut sums = vec![(0, 0)];
        let mut last = (0i64, 0i64);
        for unit in &units.all {
            last = (last.0 + unit.score.max(0), last.1 - unit.score.min(0));
            sums.push(last);
        }
        Self(sums)
    }

    /// Of the nodes from one up to another.
    fn of(&self, units: &Units, from: usize, to: usize) -> (i64, i64) {
        let at = |index: usize| units.marks.get(index).and_then(|mark| self.0.get(mark.unit)).copied().unwrap_or((0, 0));
        let (from, to) = (at(from), at(to));
        (to.0 - from.0, to.1 - from.1)
    }
}

/// What a unit says for being part of a story, in tenths of a word.
fn score(tree: &Tree<'_>, unit: &Unit, is_discussion: bool) -> i64 {
    if unit.label.is_some() {
        return 0;
    }
    let (words, links) = (i64::from(unit.words_n), i64::from(unit.links_n));
    let tag = tree.node(unit.node).map_or(Tag::Other, |node| node.tag);
    let text = unit.words.of(&tree.text).unwrap_or("");
    if is_discussion && (words < 8 || links * 10 > words * 6) {
        return if links * 10 > words * 6 { -10 } else { 0 };
    }
    if links * 10 > words * 6 {
        return -10 * (words + 3).min(12);
    }
    // A title that is a link, and what it is about: the beginning of another story.
    if unit.head_links_n >= TEASER_LINK_WORDS_MIN && tag != Tag::P && !is_discussion {
        return -10;
    }
    if tag.is_heading() {
        return 0;
    }
    worth(tag, text, words, words - links)
}

fn worth(tag: Tag, text: &str, words: i64, plain: i64) -> i64 {
    let is_sentence = text.ends_with(['.', '!', '?', '"', '\u{201d}', ':', '\u{2026}', '\u{bb}', ')', '\u{3002}']);
    match (is_sentence, words) {
        (true, 8..) => plain.min(100) * 10,
        (false, 15..) => plain.min(100) * 7,
        (true, _) => 10,
        _ if matches!(tag, Tag::Td | Tag::Th | Tag::Li | Tag::P | Tag::Pre | Tag::Dd | Tag::Dt) => 0,
        (false, 5..) => -5,
        _ => -10,
    }
}

/// What a unit would be worth if no label were heard.
pub fn worth_of(tree: &Tree<'_>, unit: &Unit) -> i64 {
    let (words, links) = (i64::from(unit.words_n), i64::from(unit.links_n));
    let tag = tree.node(unit.node).map_or(Tag::Other, |node| node.tag);
    let is_text = links * 10 <= words * 6 && !tag.is_heading();
    if is_text { worth(tag, unit.words.of(&tree.text).unwrap_or(""), words, words - links) } else { 0 }
}

/// What all units of a page but comments would be worth if no label were heard.
pub fn worth_of_all(tree: &Tree<'_>, units: &Units) -> i64 {
    units.all.iter().filter(|unit| unit.label != Some(BlockKind::Comments)).map(|unit| worth_of(tree, unit).max(0)).sum()
}

/// Whether a unit within the picked element belongs to the story.
pub fn belongs(tree: &Tree<'_>, unit: &Unit) -> bool {
    let tag = tree.node(unit.node).map_or(Tag::Other, |node| node.tag);
    if unit.label.is_some() || tag == Tag::H1 {
        return false;
    }
    let (words, links) = (unit.words_n, unit.links_n);
    links * 10 <= words * 8 || (tag == Tag::P && words > 8) || tag == Tag::Li
}
/// Shortest link that is taken for another story's title.
const TEASER_LINK_WORDS_MIN: u32 = 5;
