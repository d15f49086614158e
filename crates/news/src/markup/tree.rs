//! A page as nodes in document order.

use super::tag::Tag;
use super::token::attributes;
use crate::span::Span;

/// An element or a text. Its descendants are the nodes after it up to `end`.
#[derive(Clone, Copy, Debug)]
pub struct Node<'t> {
    /// What it is.
    pub tag: Tag,
    /// Its parent's index; the root's own.
    pub parent: usize,
    /// Index of the first node after its last descendant.
    pub end: usize,
    /// Its words, with those of its descendants, in the tree's text.
    pub words: Span,
    /// Its attributes as written.
    pub attributes: &'t str,
}

impl<'t> Node<'t> {
    /// The first value of an attribute, as written.
    pub fn attribute(&self, name: &str) -> Option<&'t str> {
        if self.attributes.is_empty() {
            return None;
        }
        attributes(self.attributes).find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// A parsed page.
#[derive(Debug, Default)]
pub struct Tree<'t> {
    /// All nodes in document order; the first one is the root.
    pub nodes: Vec<Node<'t>>,
    /// The words of all text nodes in order; white space is one space, in `pre` as it stands.
    pub text: String,
    /// Scripts of linked data, as written.
    pub linked_data: Vec<&'t str>,
    /// The words of the first `title`.
    pub title: Option<&'t str>,
    /// Whether there were more elements than are kept.
    pub is_crowded: bool,
    /// Whether elements were nested deeper than is kept.
    pub is_deep: bool,
}

impl<'t> Tree<'t> {
    /// A node.
    pub fn node(&self, index: usize) -> Option<&Node<'t>> {
        self.nodes.get(index)
    }

    /// The words of a node.
    pub fn words(&self, index: usize) -> &str {
        self.nodes.get(index).and_then(|node| node.words.of(&self.text)).unwrap_or("")
    }
}
