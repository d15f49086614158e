//! Bundles packed as one file. Nothing is ever unpacked to disk, so a name can never become a place.

mod tar_files;
mod zip_files;

pub use tar_files::TarFiles;
pub use zip_files::ZipFiles;
