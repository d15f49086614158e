//! A monitoring mission's annex of coverage: who could have seen what, when.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use recognise::recognise;
