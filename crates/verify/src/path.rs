//! Names of files in a bundle: plain relative paths and nothing else.

use crate::limits::{PATH_BYTES_MAX, PATH_DEPTH_MAX};

/// A name that cannot stand in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("file `{shown}`: {expected} is expected")]
pub struct PathFault {
    /// The name, shortened and escaped.
    pub shown: String,
    /// What would be right.
    pub expected: &'static str,
}

/// Checks a name: ASCII letters, digits, `.`, `_`, `-` and `/`; no empty, `.` or `..` part, no
/// leading slash. Stricter than BagIt, so that a name can never mean another place.
///
/// # Errors
/// [`PathFault`] with what would be right.
pub fn check_path(path: &str) -> Result<(), PathFault> {
    let fault = |expected| Err(PathFault { shown: path.escape_default().take(80).collect(), expected });
    if path.is_empty() || path.len() > PATH_BYTES_MAX {
        return fault("a name of 1 to 200 bytes");
    }
    if !path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/')) {
        return fault("a name of ASCII letters, digits, `.`, `_`, `-` and `/`");
    }
    if path.split('/').count() > PATH_DEPTH_MAX {
        return fault("a name of at most 8 parts");
    }
    if path.split('/').any(|part| part.is_empty() || part == "." || part == "..") {
        return fault("a relative name without empty, `.` or `..` parts");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_path;

    #[test]
    fn a_name_that_leads_elsewhere_is_refused() {
        for name in [
            "",
            "/etc/passwd",
            "../x",
            "data/../../x",
            "data//x",
            "./x",
            "data/x/",
            "C:\\x",
            "data\\x",
            "data/x\n",
            "data/%2e",
            "é",
            "a/b/c/d/e/f/g/h/i",
        ] {
            assert!(check_path(name).is_err(), "{name:?}");
        }
        assert!(check_path(&"x".repeat(201)).is_err());
    }

    #[test]
    fn the_names_of_a_bundle_pass() {
        for name in ["bagit.txt", "data/items/OBS-7K3QZ2.item-proof", "data/records/00012.json", "timestamps/120-1.tsr"] {
            assert_eq!(check_path(name), Ok(()));
        }
    }
}
