//! Two texts article by article: which came and went, and which words of the others changed.

use super::sequence::differences;
use super::{Change, Detail, Difference, Pair};
use crate::markdown::Article;
use crate::words::{clean, prose};
use std::collections::{BTreeMap, BTreeSet};

/// Share of words in common from which two articles with other headings are taken for one, per cent.
/// Source: assumed.
const ALIKE_PERCENT_MIN: usize = 60;

/// Words on each side of a change that are shown with it.
const AROUND_WORDS: usize = 5;

/// Longest passage that is shown, characters.
const SHOWN_CHARS_MAX: usize = 600;

/// Pairs of articles whose words are compared, at most; beyond that headings alone match them.
/// Source: assumed, a bound on work.
const TRIED_MAX: usize = 40_000;

/// Words that changed, with a few around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Unchanged words before.
    pub lead: String,
    /// The words that went.
    pub before: String,
    /// The words that came.
    pub after: String,
    /// Unchanged words after.
    pub tail: String,
}

impl Pair<'_> {
    /// The differences by article.
    pub(super) fn articles(&self) -> Vec<Difference> {
        let (a, b) = (&self.earlier.articles, &self.later.articles);
        let pairs = matched(a, b);
        let mut found = Vec::new();
        for (index, article) in a.iter().enumerate() {
            let other = pairs.get(&index).and_then(|other| b.get(*other));
            match other {
                Some(other) => found.extend(self.changed_article(article, other)),
                None if is_nothing(article) => {}
                None => found.push(Difference { is_broken_promise: self.breaks_promises(), ..whole(Change::Dropped, article) }),
            }
        }
        let taken: BTreeSet<usize> = pairs.values().copied().collect();
        let is_new = |index: &usize| !taken.contains(index);
        found.extend(
            b.iter()
                .enumerate()
                .filter(|(index, article)| is_new(index) && !is_nothing(article))
                .map(|(_, article)| whole(Change::Added, article)),
        );
        found
    }

    fn changed_article(&self, before: &Article, after: &Article) -> Option<Difference> {
        let mut details = Vec::new();
        if before.heading != after.heading {
            details.push(Detail::Remark(format!("its heading was `{}`", clean(&before.heading, 200))));
        }
        details.extend(passages(&prose(&before.text), &prose(&after.text)).into_iter().map(Detail::Passage));
        let difference =
            Difference { line_before: Some(before.line), line_after: Some(after.line), details, ..whole(Change::Changed, after) };
        (!difference.details.is_empty()).then_some(difference)
    }
}

fn is_nothing(article: &Article) -> bool {
    article.heading.is_empty() && article.text.trim().is_empty()
}

fn whole(change: Change, article: &Article) -> Difference {
    let name = if article.heading.is_empty() {
        "the text above the first heading".into()
    } else {
        format!("article `{}`", clean(&article.heading, 200))
    };
    let (line_before, line_after) = match change {
        Change::Dropped => (Some(article.line), None),
        Change::Added | Change::Changed => (None, Some(article.line)),
    };
    let words = clean(&prose(&article.text), SHOWN_CHARS_MAX);
    let quote = (change != Change::Changed && !words.is_empty()).then_some(words);
    Difference { change, what: name, line_before, line_after, quote, is_broken_promise: false, details: Vec::new() }
}

/// Which article of the later text is which of the earlier one: by heading, else by number and some words in
/// common, else by most words in common.
fn matched(a: &[Article], b: &[Article]) -> BTreeMap<usize, usize> {
    let heading = |article: &Article| prose(&article.heading).to_lowercase();
    let mut of_heading: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, article) in b.iter().enumerate().rev() {
        of_heading.entry(heading(article)).or_default().push(index);
    }
    let same = |(index, article): (usize, &Article)| Some((index, of_heading.get_mut(&heading(article))?.pop()?));
    let mut pairs: BTreeMap<usize, usize> = a.iter().enumerate().filter_map(same).collect();
    let rest_a: Vec<(usize, &Article)> = a.iter().enumerate().filter(|(index, _)| !pairs.contains_key(index)).collect();
    let taken: BTreeSet<usize> = pairs.values().copied().collect();
    let rest_b: Vec<(usize, &Article)> = b.iter().enumerate().filter(|(index, _)| !taken.contains(index)).collect();
    if rest_a.len().saturating_mul(rest_b.len()) <= TRIED_MAX {
        let (bags_a, bags_b): (Vec<Bag<'_>>, Vec<Bag<'_>>) = (rest_a.iter().map(Bag::of).collect(), rest_b.iter().map(Bag::of).collect());
        take(&bags_a, &bags_b, &mut pairs, |one, other| {
            one.number.is_some() && one.number == other.number && one.alike_percent(other) >= ALIKE_PERCENT_MIN / 2
        });
        take(&bags_a, &bags_b, &mut pairs, |one, other| one.alike_percent(other) >= ALIKE_PERCENT_MIN);
    }
    pairs
}

fn take(a: &[Bag<'_>], b: &[Bag<'_>], pairs: &mut BTreeMap<usize, usize>, is_same: impl Fn(&Bag<'_>, &Bag<'_>) -> bool) {
    let mut taken: BTreeSet<usize> = pairs.values().copied().collect();
    for one in a {
        if pairs.contains_key(&one.index) {
            continue;
        }
        if let Some(other) = b.iter().find(|other| !taken.contains(&other.index) && is_same(one, other)) {
            pairs.insert(one.index, other.index);
            taken.insert(other.index);
        }
    }
}

/// An article's words and how often each stands in it.
struct Bag<'a> {
    index: usize,
    number: Option<&'a str>,
    words: BTreeMap<String, usize>,
    words_n: usize,
}

impl<'a> Bag<'a> {
    fn of((index, article): &(usize, &'a Article)) -> Self {
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        for word in prose(&article.text).to_lowercase().split(' ').filter(|word| !word.is_empty()) {
            *words.entry(word.to_owned()).or_default() += 1;
        }
        let words_n = words.values().sum();
        Self { index: *index, number: number(article), words, words_n }
    }

    /// Words that two articles have in common, per cent of the longer one's.
    fn alike_percent(&self, other: &Self) -> usize {
        let shared: usize = self.words.iter().map(|(word, n)| (*n).min(other.words.get(word).copied().unwrap_or(0))).sum();
        (shared * 100).checked_div(self.words_n.max(other.words_n)).unwrap_or(0)
    }
}

/// The first number of a heading.
fn number(article: &Article) -> Option<&str> {
    let word = article.heading.split_whitespace().find(|word| word.chars().next().is_some_and(|c| c.is_ascii_digit()))?;
    Some(word.trim_end_matches(['.', ')', ':']))
}

/// What changed between two texts: sentence by sentence, and inside changed sentences word by word.
fn passages(before: &str, after: &str) -> Vec<Passage> {
    let (a, b) = (sentences(before), sentences(after));
    let mut found = Vec::new();
    for (of_a, of_b) in differences(&a, &b) {
        let joined = |sentences: &[&str]| sentences.join(" ");
        let (one, other) = (joined(a.get(of_a).unwrap_or(&[])), joined(b.get(of_b).unwrap_or(&[])));
        found.extend(by_words(&one, &other));
    }
    found
}

fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(' ') {
        if text.get(..at).is_some_and(|before| before.ends_with(['.', ';', ':', '?', '!'])) {
            found.extend(text.get(from..at));
            from = at + 1;
        }
    }
    found.extend(text.get(from..));
    found.retain(|sentence| !sentence.is_empty());
    found
}

fn by_words(before: &str, after: &str) -> Vec<Passage> {
    let words = |text| str::split(text, ' ').filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let (a, b) = (words(before), words(after));
    let parts = differences(&a, &b);
    let changed: usize = parts.iter().map(|(of_a, of_b)| of_a.len() + of_b.len()).sum();
    // A sentence of which little is left is told as a whole: scattered common words explain nothing.
    if changed * 2 > a.len() + b.len() {
        let whole = |text: &str| clean(text, SHOWN_CHARS_MAX);
        return vec![Passage { lead: String::new(), before: whole(before), after: whole(after), tail: String::new() }];
    }
    let shown = |words: Option<&[&str]>| clean(&words.unwrap_or(&[]).join(" "), SHOWN_CHARS_MAX);
    let passage = |(of_a, of_b): &(std::ops::Range<usize>, std::ops::Range<usize>)| Passage {
        lead: shown(a.get(of_a.start.saturating_sub(AROUND_WORDS)..of_a.start)),
        before: shown(a.get(of_a.clone())),
        after: shown(b.get(of_b.clone())),
        tail: shown(a.get(of_a.end..(of_a.end + AROUND_WORDS).min(a.len()))),
    };
    parts.iter().map(passage).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_number_is_shown_with_the_words_around_it() {
        let before = "All sides halt. The sides withdraw all guns to at least 25 km from the line of contact. Done.";
        let after = "All sides halt. The sides withdraw all guns to at least 15 km from the line of contact. Done.";
        let passage = |lead: &str, before: &str, after: &str, tail: &str| Passage {
            lead: lead.into(),
            before: before.into(),
            after: after.into(),
            tail: tail.into(),
        };
        assert_eq!(passages(before, after), [passage("all guns to at least", "25", "15", "km from the line of")]);
    }
}
