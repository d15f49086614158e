//! Numbers in digits and words, with their qualifiers, as intervals. Source: DOMAIN 1.3, METHOD 5.

mod lexicon;
mod qualify;
mod read;

pub use qualify::{Quantity, read_quantities};
pub(crate) use qualify::{clean, quantity_at};
