//! Lists of zones by code, and questions about zones, read by themselves: without a mission, a log or a clock.

mod cells;
mod dates;
mod exceptions;
mod list;
mod question;

pub use list::{Listing, read_listing};
pub use question::{Question, read_questions};
