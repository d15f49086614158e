//! GeoJSON zones, lines, land and settlements as layer versions.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use recognise::recognise;
