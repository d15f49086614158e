//! A monitoring mission's annex of restrictions of its freedom of movement.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use recognise::recognise;
