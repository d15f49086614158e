//! Words that a term quotes as if they were defined, and that nobody defines.
//!
//! The rule: a quote uses a word *in a defined style* if it puts it in quotation marks, or, in an
//! English text, writes it with capitals after `the`, `a`, `each`, `any` and the like. Such a word
//! needs a `[[definition]]`, or quotation marks somewhere in the articles (`"Zone" means ...`), or a
//! place among `names`. Known are also titles, headings, parties, roles, days, months and the parts of a document.

use super::Text;
use crate::agreement::{Agreement, Term};
use crate::definition::has_words;
use crate::words::{clean, prose};
use std::collections::BTreeSet;

/// Words after which a capital letter marks a defined word.
const DETERMINERS: [&str; 14] = ["the", "a", "an", "each", "every", "any", "all", "no", "such", "this", "that", "these", "both", "either"];

/// Words inside a defined expression that have no capital.
const BETWEEN: [&str; 5] = ["of", "and", "for", "on", "the"];

/// Words that every document has, and the calendar's.
const KNOWN: [&str; 40] = [
    "agreement",
    "annex",
    "annexes",
    "appendix",
    "article",
    "articles",
    "chapter",
    "clause",
    "memorandum",
    "paragraph",
    "paragraphs",
    "part",
    "parties",
    "party",
    "preamble",
    "protocol",
    "schedule",
    "section",
    "side",
    "sides",
    "treaty",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Expressions that are told in one agreement, at most.
const TOLD_MAX: usize = 100;

impl Text<'_, '_> {
    pub(super) fn check_words(&mut self) {
        let known = Known::of(self.agreement);
        let (mut told_n, mut seen): (usize, BTreeSet<String>) = (0, BTreeSet::new());
        let terms = self.agreement.terms.iter().filter(|term| term.origin.is_none());
        for term in terms {
            let Some(quote) = &term.quote else { continue };
            for words in styled(quote, self.agreement) {
                let is_new = told_n < TOLD_MAX && seen.insert(words.to_lowercase());
                if !is_new || known.has(&words) {
                    continue;
                }
                told_n += 1;
                let shown = clean(&words, 60);
                let span = self.span_of(term, &words);
                let help = format!("add a `[[definition]]` with `words = [\"{shown}\"]`, or put it among the `names` of `[agreement]`");
                let message = format!("clause {} quotes `{shown}` like a defined word, and nothing defines it", term.id);
                self.faults.warning(span, message, Some(help));
            }
        }
    }

    /// Where some words of a term's quote stand in its block.
    fn span_of(&self, term: &Term, words: &str) -> std::ops::Range<usize> {
        let Some(quote) = &term.quote_at else { return term.header.clone() };
        let at = self.text.get(quote.clone()).and_then(|written| written.find(words));
        at.map_or_else(|| quote.clone(), |at| quote.start + at..quote.start + at + words.len())
    }
}

/// Expressions of a quote in a defined style.
fn styled(quote: &str, agreement: &Agreement) -> Vec<String> {
    let quote = prose(quote);
    let mut found = in_marks(&quote);
    let is_english = agreement.provenance.language.as_deref().is_none_or(|language| language.to_lowercase().starts_with("en"));
    if is_english {
        found.extend(after_determiners(&quote));
    }
    found
}

/// Expressions in quotation marks, without an article before them.
fn in_marks(prose: &str) -> Vec<String> {
    let parts: Vec<&str> = prose.split('"').collect();
    // A mark that is never closed encloses nothing.
    let closed = parts.len() - 1 + parts.len() % 2;
    parts.iter().take(closed).skip(1).step_by(2).map(|part| bare(part)).filter(|part| (1..=60).contains(&part.len())).collect()
}

fn bare(words: &str) -> String {
    let words = words.trim().trim_end_matches([',', '.', ';', ':']);
    let lower = words.to_lowercase();
    let article = ["the ", "a ", "an "].into_iter().find(|article| lower.starts_with(article)).map_or(0, str::len);
    words.get(article..).unwrap_or(words).to_owned()
}

/// Runs of capitalised words after a determiner; words wholly in capitals are names.
fn after_determiners(prose: &str) -> Vec<String> {
    let words: Vec<&str> = prose.split(' ').collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        if !DETERMINERS.contains(&word.trim_start_matches(['"', '(']).to_lowercase().as_str()) {
            continue;
        }
        let run = run_from(words.get(at..).unwrap_or(&[]));
        if !run.is_empty() {
            at += run.len();
            found.push(run.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
        }
    }
    found
}

/// The capitalised words at the beginning of some words, with small ones between them.
fn run_from<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let mut run: Vec<&str> = Vec::new();
    for word in words {
        let is_small = BETWEEN.contains(word) && !run.is_empty();
        if !is_capitalised(word) && !is_small {
            break;
        }
        run.push(word);
        if word.ends_with([',', '.', ';', ':', ')', '"']) {
            break;
        }
    }
    while run.last().is_some_and(|word| BETWEEN.contains(word)) {
        run.pop();
    }
    run
}

fn is_capitalised(word: &str) -> bool {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// What counts as defined.
struct Known<'a> {
    agreement: &'a Agreement,
    /// Expressions in quotation marks in the articles, in the singular.
    in_text: BTreeSet<String>,
    /// Titles and headings, which name things.
    titles: String,
}

impl<'a> Known<'a> {
    fn of(agreement: &'a Agreement) -> Self {
        let marked =
            |text: &str| in_marks(&prose(text)).into_iter().map(|words| singular(&words.to_lowercase()).to_owned()).collect::<Vec<_>>();
        let in_text =
            agreement.articles.iter().flat_map(|article| article.text.split("\n\n").flat_map(marked).collect::<Vec<_>>()).collect();
        let headings = agreement.articles.iter().map(|article| article.heading.as_str());
        let titles = std::iter::once(agreement.title.as_str()).chain(headings).map(prose).collect::<Vec<_>>().join("\n");
        Self { agreement, in_text, titles }
    }

    fn has(&self, words: &str) -> bool {
        let lower = words.to_lowercase();
        let first = lower.split(' ').next().unwrap_or("");
        let is_one = |known: &str| has_words(known, words) || has_words(words, known);
        KNOWN.contains(&lower.as_str())
            || KNOWN.contains(&first)
            || self.in_text.contains(singular(&lower))
            || self
                .agreement
                .definitions
                .iter()
                .flat_map(|definition| &definition.words)
                .any(|word| is_one(word) || singular(&word.to_lowercase()) == singular(&lower))
            || self.agreement.names.iter().any(|name| is_one(name))
            || self
                .agreement
                .parties
                .iter()
                .chain(self.agreement.roles.iter().map(|(_, actor)| actor))
                .any(|actor| is_one(&actor.0.replace('_', " ")))
            || self.agreement.roles.iter().any(|(role, _)| singular(&lower) == role.word())
            || has_words(&self.titles, words)
    }
}

fn singular(words: &str) -> &str {
    words.strip_suffix('s').unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_after_a_determiner_and_quotation_marks_make_a_defined_style() {
        assert_eq!(
            after_determiners("enter the Security Zone of Separation, or the river. The Commission meets"),
            ["Security Zone of Separation", "Commission"]
        );
        assert_eq!(after_determiners("Heavy weapons leave Aville for the UNIT and the 2nd line"), Vec::<String>::new());
        assert_eq!(in_marks("hold fire \"at once\" and \"the Zone\" and \"open"), ["at once", "Zone"]);
    }
}
