//! A term's quote against the text of its article: the words must stand there, above the block.

use crate::fault::Faults;
use crate::fields::Worded;
use crate::markdown::{Article, Block};
use crate::words::{clean, prose};

/// The text of an article above a block, made ready once and continued from block to block.
#[derive(Default)]
pub(crate) struct Above {
    /// Index of the article.
    article: Option<usize>,
    /// Bytes of its text that are read.
    read_n: usize,
    prose: String,
}

impl Above {
    fn of(&mut self, article: &Article, block: &Block) -> &str {
        if self.article != Some(block.article) || block.above_n < self.read_n {
            *self = Self { article: Some(block.article), read_n: 0, prose: prose(&article.heading) };
        }
        let more = prose(article.text.get(self.read_n..block.above_n).unwrap_or(""));
        if !self.prose.is_empty() && !more.is_empty() {
            self.prose.push(' ');
        }
        self.prose.push_str(&more);
        self.read_n = block.above_n;
        &self.prose
    }
}

/// Checks that the words stand in the article, white space and emphasis aside.
pub(crate) fn check_quote(faults: &mut Faults<'_>, quote: &Worded, article: &Article, block: &Block, above: &mut Above) {
    let above = above.of(article, block);
    let wanted = prose(&quote.word);
    if above.contains(&wanted) {
        return;
    }
    let name = if article.heading.is_empty() { "the text above the block".into() } else { format!("article `{}`", article.heading) };
    let message = format!("the quote does not stand word for word in {name}, above the block");
    faults.error(quote.span.clone(), message, Some(quote_help(&wanted, above, &article.text)));
}

fn quote_help(wanted: &str, above: &str, article: &str) -> String {
    if prose(article).contains(wanted) {
        return "it stands below the block: move the block down".into();
    }
    if above.to_lowercase().contains(&wanted.to_lowercase()) {
        return "it differs in capital letters only".into();
    }
    let words: Vec<&str> = wanted.split(' ').collect();
    let found = (1..words.len())
        .rev()
        .find_map(|n| words.get(..n).map(|some| some.join(" ")).filter(|beginning| above.contains(beginning.as_str())));
    match found {
        Some(beginning) => format!("it agrees as far as `{}`", clean(&beginning, 120)),
        None => "copy the words from the text".into(),
    }
}
