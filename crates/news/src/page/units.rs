//! A tree cut into units: the runs of words that a reader sees as one line, paragraph or cell.

use super::clues::{Clue, read_clue};
use crate::markup::{Tag, Tree};
use crate::span::Span;
use crate::story::BlockKind;

/// A run of words.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    /// The block element that it stands in.
    pub node: usize,
    /// Its first text node.
    pub first: usize,
    /// Where it stands in the tree's text.
    pub words: Span,
    /// How many words.
    pub words_n: u32,
    /// How many of them are links.
    pub links_n: u32,
    /// How many words of a link it begins with.
    pub head_links_n: u32,
    /// What the elements around it say.
    pub label: Option<BlockKind>,
    /// Its score as part of a story, in tenths of a word.
    pub score: i64,
}

/// What is known of each node.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    /// The block element that it is or stands in.
    pub block: usize,
    /// What the elements above it and itself say.
    pub label: Option<BlockKind>,
    /// Whether it or one above it is a story by name.
    pub is_story: bool,
    /// Whether it is not seen.
    pub is_hidden: bool,
    /// Whether it is in a link.
    pub is_link: bool,
    /// Number of the first unit at or after it.
    pub unit: usize,
}

/// A page cut into units.
#[derive(Debug)]
pub struct Units {
    /// In the order of the page.
    pub all: Vec<Unit>,
    /// One for each node, and one more.
    pub marks: Vec<Mark>,
}

/// A clue is not believed of an element that holds more than this share of the page's unlinked words, percent.
const SURELY_SHARE_MAX: u64 = 55;
/// The same for a clue by a name.
const PERHAPS_SHARE_MAX: u64 = 40;
/// Nor is a clue by a name believed of an element with more unlinked words than this, unless it says comments or related.
const PERHAPS_WORDS_MAX: u64 = 150;

/// Which clues are heard.
#[derive(Clone, Copy, Debug)]
pub struct Hearing {
    /// Those of names.
    pub names: bool,
    /// Those that say comments: not in a discussion, which is nothing else.
    pub comments: bool,
}

/// Cuts a tree.
pub fn cut(tree: &Tree<'_>, hearing: Hearing) -> Units {
    let before = plain_words(tree);
    let mut marks = Vec::with_capacity(tree.nodes.len() + 1);
    mark(tree, &before, hearing, &mut marks);
    let mut all: Vec<Unit> = Vec::new();
    let mut open: Option<Unit> = None;
    for (index, node) in tree.nodes.iter().enumerate() {
        let mark = marks.get(index).copied().unwrap_or_default();
        let is_break = !node.tag.is_inline() && (node.tag != Tag::Br || is_double_break(tree, index));
        if is_break && let Some(unit) = open.take() {
            all.push(unit);
        }
        if node.tag != Tag::Text || mark.is_hidden || node.words.is_empty() {
            continue;
        }
        take(tree, index, mark, &mut open, &mut all);
    }
    all.extend(open);
    marks.push(Mark::default());
    all.retain_mut(|unit| tidy(tree, unit));
    renumber(&mut marks, &all);
    Units { all, marks }
}

/// Number of unlinked words before each node, and of all.
fn plain_words(tree: &Tree<'_>) -> Vec<u64> {
    let mut before = Vec::with_capacity(tree.nodes.len() + 1);
    let mut sum = 0u64;
    let mut link_end = 0usize;
    for (index, node) in tree.nodes.iter().enumerate() {
        before.push(sum);
        if node.tag == Tag::A {
            link_end = link_end.max(node.end);
        }
        if node.tag == Tag::Text && index >= link_end {
            sum += u64::from(count_words(tree.words(index)));
        }
    }
    before.push(sum);
    before
}

/// Words of a text; one longer than any word counts for several.
pub fn count_words(text: &str) -> u32 {
    const WORD_BYTES_MAX: usize = 60;
    // Chinese, Japanese and Thai words take two or three characters and have no spaces between them.
    let words = text.split_ascii_whitespace().map(|word| if word.len() > WORD_BYTES_MAX { word.len() / 8 } else { 1 });
    u32::try_from(words.sum::<usize>()).unwrap_or(u32::MAX)
}

fn mark(tree: &Tree<'_>, before: &[u64], hearing: Hearing, marks: &mut Vec<Mark>) {
    let words = |index: usize| before.get(index).copied().unwrap_or(0);
    let all_n = words(tree.nodes.len()).max(1);
    for (index, node) in tree.nodes.iter().enumerate() {
        let above = marks.get(node.parent).copied().unwrap_or_default();
        let mut mark = Mark { block: if node.tag.is_inline() && index > 0 { above.block } else { index }, ..above };
        mark.is_link |= node.tag == Tag::A;
        if node.tag != Tag::Text {
            let own_n = words(node.end) - words(index);
            let share = own_n * 100 / all_n;
            match read_clue(node) {
                Some(Clue::Surely(BlockKind::Comments) | Clue::Perhaps(BlockKind::Comments)) if !hearing.comments => {}
                Some(Clue::Hidden) if share <= SURELY_SHARE_MAX => mark.is_hidden = true,
                Some(Clue::Story) => mark.is_story = true,
                Some(Clue::Surely(kind)) if mark.label.is_none() && share <= SURELY_SHARE_MAX => mark.label = Some(kind),
                Some(Clue::Perhaps(kind)) if hearing.names && mark.label.is_none() && is_likely(kind, own_n, share) => {
                    mark.label = Some(kind)
                }
                _ => {}
            }
        }
        marks.push(mark);
    }
}

fn is_likely(kind: BlockKind, words_n: u64, share: u64) -> bool {
    match kind {
        BlockKind::Comments => share <= SURELY_SHARE_MAX,
        BlockKind::Related => share <= PERHAPS_SHARE_MAX,
        _ => share <= PERHAPS_SHARE_MAX && words_n <= PERHAPS_WORDS_MAX,
    }
}

fn is_double_break(tree: &Tree<'_>, index: usize) -> bool {
    let next = tree.node(index + 1);
    let after = next.filter(|node| node.tag == Tag::Text && tree.words(index + 1).trim().is_empty()).map_or(next, |_| tree.node(index + 2));
    after.is_some_and(|node| node.tag == Tag::Br)
}

fn take(tree: &Tree<'_>, index: usize, mark: Mark, open: &mut Option<Unit>, all: &mut Vec<Unit>) {
    let Some(node) = tree.node(index) else { return };
    if open.as_ref().is_some_and(|unit| unit.node != mark.block) {
        all.extend(open.take());
    }
    let words_n = count_words(tree.words(index));
    let unit = open.get_or_insert(Unit {
        node: mark.block,
        first: index,
        words: node.words,
        words_n: 0,
        links_n: 0,
        head_links_n: 0,
        label: mark.label,
        score: 0,
    });
    unit.words.end = node.words.end;
    if mark.is_link && unit.words_n == unit.links_n {
        unit.head_links_n += words_n;
    }
    unit.words_n += words_n;
    unit.links_n += if mark.is_link { words_n } else { 0 };
    // Words that say what they are, such as a byline in a span, do not make the line around them one.
    if mark.label.is_none() {
        unit.label = None;
    }
}

/// Trims a unit; `false` if nothing is left.
fn tidy(tree: &Tree<'_>, unit: &mut Unit) -> bool {
    let Some(text) = unit.words.of(&tree.text) else { return false };
    let start = unit.words.start + (text.len() - text.trim_start().len());
    unit.words = Span::new(start, start + text.trim().len());
    !unit.words.is_empty()
}

/// Gives each node the number of the first unit at or after it.
fn renumber(marks: &mut [Mark], all: &[Unit]) {
    let mut next = 0usize;
    for (index, mark) in marks.iter_mut().enumerate() {
        while all.get(next).is_some_and(|unit| unit.first < index) {
            next += 1;
        }
        mark.unit = next;
    }
}
