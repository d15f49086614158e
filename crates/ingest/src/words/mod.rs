//! The words of the field: times, places, bearings, counts, weapons and senses as people write them.

pub(crate) mod count;
pub(crate) mod perceived;
pub(crate) mod place;
pub(crate) mod property;
pub(crate) mod text;
pub(crate) mod time;
pub(crate) mod weapon;
pub(crate) mod wind;
