//! VIINA: news reports coded as events by machine; the place is a geocode and often wrong.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use recognise::recognise;
