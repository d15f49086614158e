//! HTML as a tree in document order: lenient, linear in time, without recursion, with stated limits.
//!
//! What browsers do to broken markup is followed as far as it moves words: void elements, implied ends of
//! paragraphs, list items, cells and options, raw text of scripts. What moves none (the adoption agency, foster
//! parents, framesets) is left out.

mod build;
mod entity;
mod tag;
mod token;
mod tree;

pub use build::read_tree;
pub use entity::decoded;
pub use tag::Tag;
pub use token::attributes;
pub use tree::{Node, Tree};
