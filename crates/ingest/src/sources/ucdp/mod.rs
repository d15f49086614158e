//! UCDP GED: expert-coded events with deaths as low, best and high.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use recognise::recognise;
