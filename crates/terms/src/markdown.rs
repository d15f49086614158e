//! An agreement's file as articles (a heading and the text below it) and fenced `toml` blocks.

use std::ops::Range;

/// An article: a heading that begins with `#`, and the text up to the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The heading without its `#`; empty for text above the first heading.
    pub heading: String,
    /// Line of the heading, from 1.
    pub line: u32,
    /// The text as it stands, without fenced blocks.
    pub text: String,
}

/// A fenced `toml` block.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// Index of its article.
    pub(crate) article: usize,
    /// How many bytes of the article's text stand above it.
    pub(crate) above_n: usize,
    /// Its content, bytes in the file.
    pub(crate) body: Range<usize>,
    /// The opening fence, if the block is never closed.
    pub(crate) open: Option<Range<usize>>,
}

/// What the file consists of.
#[derive(Default)]
pub(crate) struct Document {
    pub(crate) articles: Vec<Article>,
    pub(crate) blocks: Vec<Block>,
}

struct Fence {
    mark: char,
    length: usize,
    opening: Range<usize>,
    body_from: usize,
    toml: bool,
}

/// Splits a file. Headings are lines that begin with one to six `#`; other forms are text.
pub(crate) fn read_document(text: &str) -> Document {
    let mut document = Document::default();
    let mut fence: Option<Fence> = None;
    let mut at = 0;
    for (number, line) in (1u32..).zip(text.split_inclusive('\n')) {
        let from = at;
        at += line.len();
        let shown = line.trim_end().trim_start_matches('\u{feff}');
        if let Some(open) = fence.take() {
            if closes(shown, &open) {
                document.close(open, from, None);
            } else {
                fence = Some(open);
            }
        } else if let Some((mark, length, words)) = opening(shown) {
            let toml = words.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("toml"));
            fence = Some(Fence { mark, length, opening: from..from + line.trim_end().len(), body_from: at, toml });
        } else if let Some(heading) = heading(shown) {
            document.articles.push(Article { heading: heading.into(), line: number, text: String::new() });
        } else {
            document.article(number).text.push_str(line.trim_start_matches('\u{feff}'));
        }
    }
    if let Some(open) = fence {
        let opening = open.opening.clone();
        document.close(open, text.len(), Some(opening));
    }
    document
}

impl Document {
    fn article(&mut self, line: u32) -> &mut Article {
        if self.articles.is_empty() {
            self.articles.push(Article { heading: String::new(), line, text: String::new() });
        }
        let last = self.articles.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "there is at least one, made above if need be")]
        &mut self.articles[last]
    }

    fn close(&mut self, fence: Fence, to: usize, open: Option<Range<usize>>) {
        if fence.toml {
            let above_n = self.article(1).text.len();
            self.blocks.push(Block { article: self.articles.len() - 1, above_n, body: fence.body_from..to, open });
        }
    }
}

fn opening(line: &str) -> Option<(char, usize, &str)> {
    let line = line.trim_start();
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let length = line.len() - rest.len();
    (length >= 3 && !(mark == '`' && rest.contains('`'))).then_some((mark, length, rest))
}

fn closes(line: &str, fence: &Fence) -> bool {
    let line = line.trim_start();
    line.len() >= fence.length && line.chars().all(|mark| mark == fence.mark)
}

fn heading(line: &str) -> Option<&str> {
    let words = line.trim_start_matches('#');
    let depth = line.len() - words.len();
    let is_heading = (1..=6).contains(&depth) && words.chars().next().is_none_or(char::is_whitespace);
    is_heading.then(|| words.trim().trim_end_matches('#').trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_inside_fences_are_not_articles_and_other_fences_hold_no_terms() {
        let text = "before\r\n# One\r\ntext\r\n```toml\r\n# no heading\r\n```\r\n~~~ sh\n```toml\n~~~\n## Two ##\nmore\n";
        let document = read_document(text);
        let headings: Vec<_> = document.articles.iter().map(|article| (article.heading.as_str(), article.line)).collect();
        assert_eq!(headings, [("", 1), ("One", 2), ("Two", 10)]);
        assert_eq!(document.blocks.len(), 1);
        assert_eq!(&text[document.blocks[0].body.clone()], "# no heading\r\n");
        assert_eq!(document.articles[1].text, "text\r\n");
    }

    #[test]
    fn a_block_that_is_never_closed_runs_to_the_end_and_says_where_it_opened() {
        let document = read_document("# A\n```toml\nx = 1");
        assert_eq!(document.blocks[0].open, Some(4..11));
        assert_eq!(document.blocks[0].body, 12..17);
    }
}
