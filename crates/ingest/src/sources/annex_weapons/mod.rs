//! A monitoring mission's annex of weapons seen, with their status of withdrawal.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use recognise::recognise;
