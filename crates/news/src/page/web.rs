//! A web page to its stories: one pass over its tree, then what its head and its words say.

use super::clues::Clue;
use super::meta::{Meta, read_meta};
use super::piece::{Piece, Role, bare};
use super::split::{self, Form};
use super::units::{Hearing, Unit, Units, cut};
use super::{genre, pick};
use crate::language::{Language, tell_language};
use crate::markup::{Tag, Tree, read_tree};
use crate::span::Said;
use crate::story::{BlockKind, Flag, Page, Published, Story};

/// How many units between headline and body may be its lead.
const LEAD_UNITS_MAX: usize = 40;
/// Least worth of a unit of the lead, tenths of a word.
const LEAD_WORTH_MIN: i64 = 80;
/// Fewest words of a heading that is a lead.
const LEAD_HEADING_WORDS_MIN: u32 = 12;
/// Least worth of another story on the page, tenths of a word.
const OTHER_WORTH_MIN: i64 = 600;
/// Below this share of all worth the names of elements are not heard, percent.
const HEARD_SHARE_MIN: i64 = 30;
/// Days within which two statements of the day of publication agree: clocks, zones and editions.
const AGREE_DAYS: i32 = 2;

/// Reads a web page.
pub fn read_web(text: &str) -> Page {
    let tree = read_tree(text);
    let meta = read_meta(&tree);
    let is_discussion = genre::is_discussion(&tree, meta.address.as_deref());
    let (units, main) = find(&tree, is_discussion);
    let layout = Layout::new(&tree, &units, main, is_discussion);
    let mut stories = layout.stories(&tree, &units);
    let mut flags = Vec::new();
    if tree.is_crowded {
        flags.push(Flag::ManyNodes);
    }
    if tree.is_deep {
        flags.push(Flag::Deep);
    }
    if let Some(first) = stories.first_mut() {
        complete(first, &meta, &tree, &layout, &units, &mut flags);
    }
    for story in &mut stories {
        if story.language == Language::Undetermined && tell_language(&story.text) == Language::Undetermined {
            story.language = meta.language.as_deref().map_or(Language::Undetermined, Language::of_code);
        }
    }
    if main.is_none() {
        flags.push(Flag::NoStory);
    }
    Page { text: tree.text, stories, flags, outlet: meta.outlet, address: meta.address, stated_language: meta.language }
}

/// Cuts a tree and finds its story, without the clues of names if they hide most of what is said.
fn find(tree: &Tree<'_>, is_discussion: bool) -> (Units, Option<usize>) {
    let hearing = Hearing { names: true, comments: !is_discussion };
    let mut units = cut(tree, hearing);
    let picked = pick::pick(tree, &mut units, is_discussion);
    let worth = picked.map_or(0, |(worth, _)| worth);
    if worth * 100 < pick::worth_of_all(tree, &units) * HEARD_SHARE_MIN {
        let mut others = cut(tree, Hearing { names: false, ..hearing });
        let other = pick::pick(tree, &mut others, is_discussion);
        if other.is_some_and(|(other, _)| other > 2 * worth) {
            return (others, other.map(|(_, index)| index));
        }
    }
    (units, picked.map(|(_, index)| index))
}

/// Which units belong to which story.
struct Layout {
    /// First and last unit of the main story's element.
    main: std::ops::Range<usize>,
    /// Units above it that are its lead.
    lead: Vec<usize>,
    /// Units of other stories, in the order of the page.
    others: Vec<std::ops::Range<usize>>,
    /// The headline's unit.
    title: Option<usize>,
}

impl Layout {
    fn new(tree: &Tree<'_>, units: &Units, main: Option<usize>, is_discussion: bool) -> Self {
        let range = main.map_or(0..0, |main| units_of(tree, units, main));
        let is_h1 = |unit: &Unit| tree.node(unit.node).is_some_and(|node| node.tag == Tag::H1);
        let above = units.all.get(..range.start).unwrap_or(&[]);
        let title = above.iter().rposition(is_h1);
        let lead = title.filter(|title| range.start - title <= LEAD_UNITS_MAX).map_or(range.start, |title| title + 1);
        let is_lead = |index: &usize| units.all.get(*index).is_some_and(|unit| is_lead(tree, unit));
        let within = || units.all.get(range.clone())?.iter().position(is_h1).map(|at| range.start + at);
        let title = title.or_else(within);
        let others = if is_discussion { Vec::new() } else { main.map_or_else(Vec::new, |main| others(tree, units, main)) };
        let is_own = |index: &usize| !others.iter().any(|other: &std::ops::Range<usize>| other.contains(index));
        let lead = (lead..range.start).filter(is_lead).filter(is_own).collect();
        Self { main: range, lead, others, title }
    }

    fn stories(&self, tree: &Tree<'_>, units: &Units) -> Vec<Story> {
        let mut own = Vec::new();
        let mut others: Vec<Vec<Piece>> = vec![Vec::new(); self.others.len()];
        for (index, unit) in units.all.iter().enumerate() {
            // The ranges are in order and do not meet.
            let next = self.others.partition_point(|other| other.end <= index);
            match self.others.get(next).filter(|other| other.contains(&index)).map(|_| next) {
                Some(other) => others.get_mut(other).map(|pieces| pieces.push(piece(tree, unit, other_kind(tree, unit)))),
                None => {
                    own.push(piece(tree, unit, self.kind(tree, index, unit)));
                    None
                }
            };
        }
        let mut stories = split::split(own, Form::Web);
        stories.extend(others.into_iter().flat_map(|other| split::split(other, Form::Web)));
        stories
    }

    /// What a unit of the main story is.
    fn kind(&self, tree: &Tree<'_>, index: usize, unit: &Unit) -> BlockKind {
        if self.title == Some(index) {
            return BlockKind::Headline;
        }
        if self.lead.contains(&index) {
            return BlockKind::Body;
        }
        if !self.main.contains(&index) {
            return unit.label.unwrap_or_else(|| outside_kind(tree, unit));
        }
        if let Some(kind) = unit.label {
            return kind;
        }
        if pick::belongs(tree, unit) { BlockKind::Body } else { BlockKind::Related }
    }
}

fn units_of(tree: &Tree<'_>, units: &Units, node: usize) -> std::ops::Range<usize> {
    let at = |index: usize| units.marks.get(index).map_or(units.all.len(), |mark| mark.unit);
    at(node)..at(tree.node(node).map_or(node, |node| node.end))
}

fn is_lead(tree: &Tree<'_>, unit: &Unit) -> bool {
    let is_heading =
        unit.words_n >= LEAD_HEADING_WORDS_MIN && unit.links_n == 0 && tree.node(unit.node).is_some_and(|node| node.tag == Tag::H2);
    unit.label.is_none() && (unit.score >= LEAD_WORTH_MIN || is_heading)
}

/// Elements outside the main one that hold whole stories of their own.
fn others(tree: &Tree<'_>, units: &Units, main: usize) -> Vec<std::ops::Range<usize>> {
    let (mut others, mut from) = (Vec::new(), 0usize);
    let main_end = tree.node(main).map_or(main, |node| node.end);
    for (index, node) in tree.nodes.iter().enumerate() {
        let holds_main = index <= main && main < node.end;
        let is_within = main <= index && index < main_end;
        let is_candidate = node.tag == Tag::Article || super::clues::read_clue(node) == Some(Clue::Story);
        if index < from || holds_main || is_within || !is_candidate {
            continue;
        }
        let range = units_of(tree, units, index);
        if is_story(tree, units.all.get(range.clone()).unwrap_or(&[])) {
            others.push(range);
            from = node.end;
        }
    }
    others
}

/// A heading of its own and several sentences that are not links.
fn is_story(tree: &Tree<'_>, units: &[Unit]) -> bool {
    let worth = |unit: &Unit| {
        if unit.label.is_none_or(|label| label == BlockKind::Related || label == BlockKind::Teaser) {
            pick::worth_of(tree, unit).max(0)
        } else {
            0
        }
    };
    let has_heading = units.iter().any(|unit| tree.node(unit.node).is_some_and(|node| node.tag.is_heading()));
    let sentences_n = units.iter().filter(|unit| worth(unit) >= 100).count();
    has_heading && sentences_n >= 3 && units.iter().map(worth).sum::<i64>() >= OTHER_WORTH_MIN
}

fn other_kind(tree: &Tree<'_>, unit: &Unit) -> BlockKind {
    let is_heading = tree.node(unit.node).is_some_and(|node| node.tag.is_heading());
    match unit.label {
        Some(kind) if kind != BlockKind::Related && kind != BlockKind::Teaser => kind,
        _ if is_heading => BlockKind::Headline,
        _ if unit.links_n * 10 > unit.words_n * 6 => BlockKind::Related,
        _ => BlockKind::Body,
    }
}

/// What stands outside the story and does not say what it is.
fn outside_kind(tree: &Tree<'_>, unit: &Unit) -> BlockKind {
    if unit.links_n * 10 > unit.words_n * 6 {
        return if unit.words_n >= 5 { BlockKind::Related } else { BlockKind::Navigation };
    }
    if pick::worth_of(tree, unit) >= LEAD_WORTH_MIN { BlockKind::Teaser } else { BlockKind::Navigation }
}

fn piece(tree: &Tree<'_>, unit: &Unit, kind: BlockKind) -> Piece {
    let mut piece = Piece::new(&tree.text, unit.words, Some(kind));
    // Where the structure says that it is no part of the text, its words begin and end no story.
    if kind == BlockKind::Credit && !matches!(piece.role, Role::Day | Role::Byline) {
        piece.role = Role::Furniture;
    }
    piece
}

/// Completes the main story by what the page's head says.
fn complete(story: &mut Story, meta: &Meta, tree: &Tree<'_>, layout: &Layout, units: &Units, flags: &mut Vec<Flag>) {
    let h1 = layout.title.and_then(|title| units.all.get(title));
    let shown = h1.and_then(|unit| {
        Some(Said { text: unit.words.of(&tree.text)?.split_whitespace().collect::<Vec<_>>().join(" "), span: Some(unit.words) })
    });
    story.headline = headline(shown.or_else(|| story.headline.take()), meta);
    if let (Some(linked), Some(shown)) = (&meta.linked_headline, &story.headline)
        && shown.span.is_some()
        && !shares_words(linked, &shown.text)
    {
        flags.push(Flag::LinkedDataDiffers { field: "headline" });
    }
    if meta.linked_body.as_deref().is_some_and(|body| !is_shown(body, &tree.text)) {
        flags.push(Flag::LinkedDataDiffers { field: "articleBody" });
    }
    let named = || meta.author.clone().map(|text| Said { text, span: None });
    story.byline = story.byline.take().or_else(named);
    let (published, differs) = published(&meta.days, story.published.take());
    story.published = published;
    if differs {
        flags.push(Flag::LinkedDataDiffers { field: "datePublished" });
    }
    if story.published.is_some() {
        story.published_within = None;
    }
}

/// The visible headline if the page's head agrees, else what the head says.
fn headline(shown: Option<Said>, meta: &Meta) -> Option<Said> {
    let stated = meta.title.as_ref().or(meta.linked_headline.as_ref()).or(meta.window_title.as_ref());
    match (shown, stated) {
        (Some(shown), Some(stated)) if shares_words(&shown.text, stated) || bare(&shown.text).split(' ').count() >= 4 => Some(shown),
        (_, Some(stated)) => Some(Said { text: stated.clone(), span: None }),
        (shown, None) => shown,
    }
}

/// Whether half of the words of the shorter one stand in the other.
fn shares_words(one: &str, other: &str) -> bool {
    let (one, other) = (bare(one), bare(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let long: Vec<&str> = long.split(' ').collect();
    let words: Vec<&str> = short.split(' ').collect();
    words.iter().filter(|word| long.contains(word)).count() * 2 >= words.len()
}

/// Whether a text is shown on the page: half of some of its longer words, spread over it, are.
fn is_shown(body: &str, text: &str) -> bool {
    const SAMPLE_N: usize = 20;
    let words: Vec<&str> = body.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 6).collect();
    let step = (words.len() / SAMPLE_N).max(1);
    let sample: Vec<&&str> = words.iter().step_by(step).collect();
    sample.len() < 10 || sample.iter().filter(|word| text.contains(**word)).count() * 2 >= sample.len()
}

/// The day of publication: what two statements agree on, else the surest one; and whether the linked data stand against the rest.
fn published(stated: &[Published], shown: Option<Published>) -> (Option<Published>, bool) {
    let all: Vec<&Published> = stated.iter().chain(shown.as_ref()).collect();
    let agrees = |one: &Published, other: &Published| (one.day - other.day).get_days().abs() <= AGREE_DAYS;
    let backed =
        all.iter().enumerate().find(|(at, one)| all.iter().enumerate().any(|(other_at, other)| other_at != *at && agrees(one, other)));
    let chosen = backed.map(|(_, one)| *one).or_else(|| all.first().copied());
    let linked = stated.iter().find(|day| day.stated_by == crate::story::StatedBy::LinkedData);
    let differs =
        linked.is_some_and(|linked| all.len() > 1 && !all.iter().any(|other| !std::ptr::eq(*other, linked) && agrees(linked, other)));
    (chosen.cloned(), differs)
}
