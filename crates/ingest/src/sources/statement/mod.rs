//! A party's or body's statement as plain text.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use recognise::recognise;
