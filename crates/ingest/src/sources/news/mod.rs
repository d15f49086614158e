//! A news page, as HTML or as the text taken from one.

mod first;
mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use recognise::{is_page, recognise};
