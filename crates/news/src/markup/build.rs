//! Tokens to a tree.

use super::entity::push_decoded;
use super::tag::Tag;
use super::token::{Token, Tokens};
use super::tree::{Node, Tree};
use crate::method::{DEPTH_MAX, NODES_MAX};
use crate::span::Span;

/// Reads markup as a tree. Every text gives a tree; limits that were reached are marked on it.
pub fn read_tree(text: &str) -> Tree<'_> {
    let mut builder = Builder::new(text.len());
    for token in Tokens::new(text) {
        builder.take(token);
    }
    builder.finish()
}

struct Builder<'t> {
    tree: Tree<'t>,
    /// Open elements, the root first.
    open: Vec<usize>,
    /// How many of each are open.
    open_n: [u32; Tag::ALL],
    /// Elements below the deepest level that are open.
    sunk_n: usize,
}

impl<'t> Builder<'t> {
    fn new(bytes: usize) -> Self {
        let root = Node { tag: Tag::Other, parent: 0, end: 1, words: Span::default(), attributes: "" };
        let mut tree = Tree { text: String::with_capacity(bytes / 4), ..Tree::default() };
        tree.nodes.reserve(bytes / 60);
        tree.nodes.push(root);
        Self { tree, open: vec![0], open_n: [0; Tag::ALL], sunk_n: 0 }
    }

    fn take(&mut self, token: Token<'t>) {
        match token {
            Token::Text(text) => self.text(text),
            Token::Start { tag, attributes, is_closed } => self.start(tag, attributes, is_closed),
            Token::End(tag) => self.end(tag),
            Token::Raw(tag, text) => self.raw(tag, text),
        }
    }

    fn top(&self) -> usize {
        self.open.last().copied().unwrap_or(0)
    }

    fn tag_of(&self, index: usize) -> Tag {
        self.tree.nodes.get(index).map_or(Tag::Other, |node| node.tag)
    }

    fn push(&mut self, tag: Tag, attributes: &'t str) -> usize {
        let index = self.tree.nodes.len();
        let at = self.tree.text.len();
        self.tree.nodes.push(Node { tag, parent: self.top(), end: index + 1, words: Span::new(at, at), attributes });
        index
    }

    fn text(&mut self, text: &'t str) {
        // How a word is pronounced, written above it, is no word of the sentence.
        let inmost = self.open.last().map_or(Tag::Other, |index| self.tag_of(*index));
        if matches!(inmost, Tag::Rt | Tag::Rp) && self.count(Tag::Ruby) > 0 {
            return;
        }
        let last = self.tree.nodes.len() - 1;
        let continues = self.tree.nodes.last().is_some_and(|node| node.tag == Tag::Text && node.parent == self.top());
        let index = if continues { last } else { self.push(Tag::Text, "") };
        let is_pre = self.count(Tag::Pre) > 0;
        let Tree { nodes, text: whole, .. } = &mut self.tree;
        push_decoded(text, |part| push_squeezed(whole, part, is_pre));
        if let Some(node) = nodes.get_mut(index) {
            node.words.end = whole.len();
        }
    }

    fn start(&mut self, tag: Tag, attributes: &'t str, is_closed: bool) {
        self.close_implied(tag);
        if self.tree.nodes.len() >= NODES_MAX {
            self.tree.is_crowded = true;
            self.sunk_n += usize::from(!tag.is_void() && !is_closed);
            push_squeezed(&mut self.tree.text, " ", false);
            return;
        }
        self.separate(tag);
        let index = self.push(tag, attributes);
        // Only void elements and those of foreign vocabularies end themselves.
        if tag.is_void() || (is_closed && matches!(tag, Tag::Other | Tag::Svg | Tag::Math)) {
            return;
        }
        if self.open.len() >= DEPTH_MAX {
            self.tree.is_deep = true;
            self.sunk_n += 1;
            return;
        }
        self.open.push(index);
        if let Some(n) = self.open_n.get_mut(tag as usize) {
            *n += 1;
        }
    }

    /// Begins a new line of the text where an element does.
    fn separate(&mut self, tag: Tag) {
        let text = &mut self.tree.text;
        let is_new_line = tag == Tag::Br || (!tag.is_inline() && !text.is_empty() && !text.ends_with(['\n', ' ']));
        if is_new_line {
            text.push('\n');
        }
    }

    /// Ends that HTML lets authors leave out.
    fn close_implied(&mut self, tag: Tag) {
        use Tag::{Dd, Dl, Dt, Li, Menu, Ol, Optgroup, Option, P, Select, Table, Tbody, Td, Tfoot, Th, Thead, Tr, Ul};
        match tag {
            Li => self.close_within(&[Li], &[Ul, Ol, Menu]),
            Dt | Dd => self.close_within(&[Dt, Dd], &[Dl]),
            Option | Optgroup => self.close_within(&[Option], &[Select]),
            Td | Th => self.close_within(&[Td, Th], &[Table, Tr]),
            Tr => self.close_within(&[Tr], &[Table, Tbody, Thead, Tfoot]),
            Tbody | Thead | Tfoot => self.close_within(&[Tbody, Thead, Tfoot], &[Table]),
            _ => {}
        }
        if !tag.is_inline() && !matches!(tag, Tag::Br | Tag::Script | Tag::Style | Tag::Noscript | Tag::Button | Tag::Iframe | Tag::Svg) {
            self.close_within(&[P], &[Tag::Div, Tag::Section, Tag::Article, Li, Tag::Blockquote]);
        }
    }

    /// Closes the nearest open one of some elements, unless a wall or one of the given borders stands before it.
    fn close_within(&mut self, which: &[Tag], borders: &[Tag]) {
        if self.sunk_n > 0 || which.iter().all(|tag| self.count(*tag) == 0) {
            return;
        }
        for depth in (1..self.open.len()).rev() {
            let tag = self.open.get(depth).map_or(Tag::Other, |index| self.tag_of(*index));
            if which.contains(&tag) {
                return self.close_to(depth);
            }
            if borders.contains(&tag) || (tag.is_wall() && !which.contains(&Tag::Tr) && !which.contains(&Tag::Tbody)) {
                return;
            }
        }
    }

    fn count(&self, tag: Tag) -> u32 {
        self.open_n.get(tag as usize).copied().unwrap_or(0)
    }

    fn end(&mut self, tag: Tag) {
        if tag.is_void() {
            // Browsers take `</br>` for a line break.
            if tag == Tag::Br {
                self.start(Tag::Br, "", true);
            }
            return;
        }
        if self.sunk_n > 0 {
            self.sunk_n -= 1;
            return;
        }
        if self.count(tag) == 0 || matches!(tag, Tag::Html | Tag::Body) {
            return;
        }
        for depth in (1..self.open.len()).rev() {
            let other = self.open.get(depth).map_or(Tag::Other, |index| self.tag_of(*index));
            if other == tag {
                return self.close_to(depth);
            }
            // An inline end tag ends no block around it, and nothing in a cell ends what is around the table.
            let is_table_part = matches!(tag, Tag::Table | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Td | Tag::Th);
            if (tag.is_inline() && !other.is_inline()) || (other.is_wall() && !is_table_part) {
                return;
            }
        }
    }

    fn close_to(&mut self, depth: usize) {
        let (end, at) = (self.tree.nodes.len(), self.tree.text.len());
        let mut is_inline = true;
        for index in self.open.drain(depth.max(1)..) {
            let Some(node) = self.tree.nodes.get_mut(index) else { continue };
            node.end = end;
            node.words.end = at;
            is_inline &= node.tag.is_inline();
            if let Some(n) = self.open_n.get_mut(node.tag as usize) {
                *n = n.saturating_sub(1);
            }
        }
        if !is_inline {
            self.separate(Tag::Div);
        }
    }

    fn raw(&mut self, tag: Tag, text: &'t str) {
        match tag {
            Tag::Title if self.tree.title.is_none() && self.count(Tag::Svg) == 0 => self.tree.title = Some(text),
            Tag::Script if self.tree.nodes.last().is_some_and(|node| is_linked_data(node)) => self.tree.linked_data.push(text),
            Tag::Xmp => self.text(text),
            _ => {}
        }
    }

    fn finish(mut self) -> Tree<'t> {
        self.close_to(1);
        let (end, at) = (self.tree.nodes.len(), self.tree.text.len());
        if let Some(root) = self.tree.nodes.first_mut() {
            root.end = end;
            root.words.end = at;
        }
        self.tree
    }
}

fn is_linked_data(node: &Node<'_>) -> bool {
    node.tag == Tag::Script && node.attribute("type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+json"))
}

/// Appends a text with runs of white space as one space.
fn push_squeezed(whole: &mut String, part: &str, is_pre: bool) {
    if is_pre {
        return whole.push_str(part);
    }
    let is_space = |c: char| matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{c}' | '\u{a0}');
    let mut is_first = true;
    for word in part.split(is_space) {
        if !is_first && !whole.ends_with([' ', '\n']) {
            whole.push(' ');
        }
        is_first = false;
        whole.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each node as its name, its depth before it.
    fn shape(markup: &str) -> String {
        let tree = read_tree(markup);
        let depth = |index: usize| {
            let parent = |at: &usize| Some(tree.nodes[*at].parent).filter(|parent| *parent != 0);
            std::iter::successors(parent(&index), parent).count()
        };
        let show = |index: usize| match tree.nodes[index].tag {
            Tag::Text => format!("{}'{}'", depth(index), tree.words(index).trim()),
            tag => format!("{}{tag:?}", depth(index)),
        };
        (1..tree.nodes.len()).map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn how_a_word_is_pronounced_is_left_out_and_nothing_else_is() {
        let text = |markup: &str| read_tree(markup).text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            text("<p><ruby>\u{7686}<rp>(</rp><rt>\u{307f}\u{306a}</rt><rp>)</rp></ruby>\u{3055}\u{3093} x</p>"),
            "\u{7686}\u{3055}\u{3093} x"
        );
        assert_eq!(text("<p>a <rt>b</rt> c</p>"), "a b c");
        assert_eq!(text("<p><ruby>a<rt>b<b>c</b></ruby> d</p><p>e</p>"), "ac d e");
    }

    #[test]
    fn ends_that_are_left_out_are_implied() {
        assert_eq!(shape("<p>a<p>b<ul><li>c<li>d</ul>e"), "0P 1'a' 0P 1'b' 0Ul 1Li 2'c' 1Li 2'd' 0'e'");
        assert_eq!(shape("<table><tr><td>a<td>b<tr><td>c</table>d"), "0Table 1Tr 2Td 3'a' 2Td 3'b' 1Tr 2Td 3'c' 0'd'");
        assert_eq!(shape("<div><b><p>a</b>b</p></div>c"), "0Div 1B 2P 3'ab' 0'c'");
        assert_eq!(shape("</div><div>a</span></p>b</div>"), "0Div 1'ab'");
        assert_eq!(shape("<table><tr><td><div>a</td></tr></table><p>b</div>c"), "0Table 1Tr 2Td 3Div 4'a' 0P 1'bc'");
    }

    #[test]
    fn words_are_squeezed_and_belong_to_every_element_around_them() {
        let tree = read_tree("<div>a \n\t b <i>&amp; c</i><pre>x\n  y</pre></div><script>no</script>");
        assert_eq!(tree.text, "a b & c\nx\n  y\n");
        assert_eq!(tree.words(1).trim(), tree.text.trim());
        assert_eq!(tree.words(3), "& c");
    }

    #[test]
    fn a_page_beyond_the_limits_loses_no_words() {
        let deep = read_tree(&format!("{}a{}b", "<div>".repeat(10_000), "</div>".repeat(10_000))).text;
        assert_eq!(deep.split_whitespace().collect::<String>(), "ab");
        let many = format!("{}end", "<i>x</i>".repeat(NODES_MAX));
        let tree = read_tree(&many);
        assert!(tree.is_crowded && tree.nodes.len() <= NODES_MAX + 2);
        assert_eq!(tree.text.matches('x').count(), NODES_MAX);
        assert!(tree.text.trim().ends_with("end"));
        assert!(read_tree(&"<table><tr><td>".repeat(10_000)).is_deep);
    }
}
