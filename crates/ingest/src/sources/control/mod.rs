//! Polygons of territorial control: one file a day, one observer's map.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::{day_within, read};
pub(crate) use recognise::recognise;
