//! A party's or body's statement as plain text.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::{keep_page, read};
pub(crate) use recognise::recognise;
