//! A monitoring mission's annex of ceasefire violations: what was heard and seen, from where.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use recognise::recognise;
