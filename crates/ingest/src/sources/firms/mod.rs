//! NASA FIRMS: satellites' active-fire detections; heat, not yet an event.

mod read;
mod recognise;
#[cfg(test)]
mod tests;

pub(crate) use read::read;
pub(crate) use recognise::recognise;
