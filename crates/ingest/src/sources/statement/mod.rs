//! A party's or body's statement as plain text.

mod read;
mod recognise;
#[cfg(test)]
mod tests;
mod told;

pub(crate) use read::{keep_page, read};
pub(crate) use recognise::recognise;
