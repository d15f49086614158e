//! BagIt 1.0 (RFC 8493): every file is in a manifest, and every manifest line is true.

use crate::files::{Files, FilesFault, Listing};
use crate::limits::TEXT_BYTES_MAX;
use model::Digest;
use std::collections::{BTreeMap, BTreeSet};

/// The declaration that every bag of ours begins with; byte for byte.
pub const DECLARATION: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/// The list of the payload's digests.
pub const MANIFEST: &str = "manifest-sha256.txt";
/// The list of the other files' digests.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";

/// A bag that cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BagFault {
    /// Its files are outside the limits.
    #[error(transparent)]
    Files(#[from] FilesFault),
    /// `bagit.txt` is absent or other than expected.
    #[error("bagit.txt: `BagIt-Version: 1.0` and `Tag-File-Character-Encoding: UTF-8` are expected, a line each")]
    Declaration,
    /// Files elsewhere are asked for.
    #[error("fetch.txt: a list of remote files is never followed; a bundle holds all its files")]
    Fetch,
    /// A manifest line is not one.
    #[error("{manifest}, line {line}: 64 hexadecimal digits in lower case, two spaces and a name are expected")]
    Line {
        /// Which manifest.
        manifest: &'static str,
        /// Line, from 1.
        line: usize,
    },
    /// A manifest names a file twice.
    #[error("{manifest}, line {line}: `{path}` stands there already; each name is expected once")]
    Twice {
        /// Which manifest.
        manifest: &'static str,
        /// Line, from 1.
        line: usize,
        /// The name.
        path: String,
    },
}

/// A bag whose manifests were read. Each file is held against its digest whenever it is read.
pub struct Bag<'a> {
    files: &'a mut dyn Files,
    folder: String,
    digests: BTreeMap<String, Digest>,
    listing: Listing,
}

/// A file that is not what a manifest says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Mismatch {
    /// Named, but not there.
    #[error("`{0}` is in the manifest and not in the bundle")]
    Absent(String),
    /// There, but not named.
    #[error("`{0}` is in the bundle and in no manifest")]
    Unlisted(String),
    /// Other bytes.
    #[error("`{0}` does not have the SHA-256 that the manifest says")]
    OtherBytes(String),
    /// It could not be read.
    #[error("{0}")]
    Unreadable(String),
}

impl<'a> Bag<'a> {
    /// Lists the files, refuses what no bundle may have, and reads the manifests.
    ///
    /// # Errors
    /// [`BagFault`]: the bundle is malformed.
    pub fn open(files: &'a mut dyn Files) -> Result<Self, BagFault> {
        let listing = files.list()?;
        let folder = listing.bag_folder();
        let mut bag = Self { files, folder, digests: BTreeMap::new(), listing };
        if bag.has("fetch.txt") {
            return Err(BagFault::Fetch);
        }
        if !bag.has("bagit.txt") || bag.raw("bagit.txt")? != DECLARATION.as_bytes() {
            return Err(BagFault::Declaration);
        }
        for manifest in [MANIFEST, TAG_MANIFEST] {
            let bytes = bag.raw(manifest)?;
            let lines = read_manifest(manifest, &bytes)?;
            for (path, digest) in lines {
                bag.digests.insert(path, digest);
            }
        }
        Ok(bag)
    }

    /// Whether a file is there.
    pub fn has(&self, path: &str) -> bool {
        self.listing.size(&format!("{}{path}", self.folder)).is_some()
    }

    /// Names of all files, without the bag's folder, sorted.
    pub fn paths(&self) -> Vec<String> {
        self.listing.paths().filter_map(|path| path.strip_prefix(self.folder.as_str())).map(str::to_owned).collect()
    }

    /// Names of the files of one folder, without it, sorted: `items/`, `.item-proof` gives ids.
    pub fn names(&self, folder: &str, ending: &str) -> Vec<String> {
        let names = self.paths().into_iter();
        names.filter_map(|path| Some(path.strip_prefix(folder)?.strip_suffix(ending)?.to_owned())).collect()
    }

    /// Reads every file once and holds it against the manifests.
    pub fn check(&mut self) -> Vec<Mismatch> {
        let there: BTreeSet<String> = self.paths().into_iter().filter(|path| path != TAG_MANIFEST).collect();
        let mut found: Vec<Mismatch> = Vec::new();
        found.extend(self.digests.keys().filter(|path| !there.contains(*path)).cloned().map(Mismatch::Absent));
        found.extend(there.iter().filter(|path| !self.digests.contains_key(*path)).cloned().map(Mismatch::Unlisted));
        let listed: Vec<String> = there.into_iter().filter(|path| self.digests.contains_key(path)).collect();
        found.extend(listed.iter().filter_map(|path| self.read(path).err()));
        found
    }

    /// Reads a file and holds it against its digest.
    ///
    /// # Errors
    /// If it is absent, in no manifest, or has other bytes.
    pub fn read(&mut self, path: &str) -> Result<Vec<u8>, Mismatch> {
        let digest = *self.digests.get(path).ok_or_else(|| Mismatch::Unlisted(path.into()))?;
        let bytes = self.files.read(&format!("{}{path}", self.folder));
        match bytes {
            Ok(bytes) if Digest::of(&bytes) == digest => Ok(bytes),
            Ok(_) => Err(Mismatch::OtherBytes(path.into())),
            Err(FilesFault::Absent(_)) => Err(Mismatch::Absent(path.into())),
            Err(fault) => Err(Mismatch::Unreadable(fault.to_string())),
        }
    }

    fn raw(&mut self, path: &str) -> Result<Vec<u8>, BagFault> {
        let path = format!("{}{path}", self.folder);
        let bytes = self.listing.size(&path).unwrap_or(0);
        if bytes > TEXT_BYTES_MAX {
            return Err(FilesFault::TooLarge { path, bytes, most: TEXT_BYTES_MAX }.into());
        }
        Ok(self.files.read(&path)?)
    }
}

/// Reads a manifest: the payload's names only files below `data/`, the tag manifest only others.
///
/// # Errors
/// The first line that is none.
pub fn read_manifest(manifest: &'static str, bytes: &[u8]) -> Result<BTreeMap<String, Digest>, BagFault> {
    let text = str::from_utf8(bytes).map_err(|_| BagFault::Line { manifest, line: 1 })?;
    let mut digests = BTreeMap::new();
    for (line, words) in (1..).zip(text.split_inclusive('\n')) {
        let fault = || BagFault::Line { manifest, line };
        let (digest, path) = words.strip_suffix('\n').and_then(|words| words.split_once("  ")).ok_or_else(fault)?;
        let is_payload = path.starts_with("data/");
        if is_payload != (manifest == MANIFEST) || path == TAG_MANIFEST {
            return Err(fault());
        }
        let digest: Digest = digest.parse().map_err(|_| fault())?;
        if digests.insert(path.to_owned(), digest).is_some() {
            return Err(BagFault::Twice { manifest, line, path: path.escape_default().take(80).collect() });
        }
    }
    Ok(digests)
}

/// Makes a bag of files: adds the declaration, `bag-info.txt` and both manifests.
pub fn pack(mut files: BTreeMap<String, Vec<u8>>, info: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let payload: Vec<usize> = files.iter().filter(|(path, _)| path.starts_with("data/")).map(|(_, bytes)| bytes.len()).collect();
    let mut lines: String = info.iter().map(|(label, value)| format!("{label}: {value}\n")).collect();
    lines.push_str(&format!("Payload-Oxum: {}.{}\n", payload.iter().sum::<usize>(), payload.len()));
    files.insert("bagit.txt".into(), DECLARATION.into());
    files.insert("bag-info.txt".into(), lines.into_bytes());
    let manifest = |files: &BTreeMap<String, Vec<u8>>, payload: bool| -> Vec<u8> {
        let of = files.iter().filter(|(path, _)| path.starts_with("data/") == payload);
        of.map(|(path, bytes)| format!("{}  {path}\n", Digest::of(bytes))).collect::<String>().into_bytes()
    };
    files.insert(MANIFEST.into(), manifest(&files, true));
    files.insert(TAG_MANIFEST.into(), manifest(&files, false));
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed() -> BTreeMap<String, Vec<u8>> {
        let files = [("data/records/0.json", "{}"), ("data/artifacts/x", "x"), ("policy.txt", "p\n")];
        pack(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into(), &[("Source-Organization", "invented")])
    }

    #[test]
    fn a_bag_holds_what_its_manifests_say_also_inside_one_folder() {
        let mut files = packed();
        assert_eq!(Bag::open(&mut files).unwrap().check(), []);
        let mut inside: BTreeMap<String, Vec<u8>> = packed().into_iter().map(|(path, bytes)| (format!("case-1/{path}"), bytes)).collect();
        let mut bag = Bag::open(&mut inside).unwrap();
        assert_eq!((bag.check(), bag.names("data/records/", ".json")), (vec![], vec!["0".to_owned()]));
    }

    #[test]
    fn a_file_added_removed_or_changed_is_named() {
        let mut files = packed();
        files.insert("data/artifacts/y".into(), b"y".to_vec());
        files.insert("data/artifacts/x".into(), b"z".to_vec());
        files.remove("data/records/0.json");
        let found = Bag::open(&mut files).unwrap().check();
        let names = ["data/records/0.json", "data/artifacts/y", "data/artifacts/x"].map(str::to_owned);
        let [absent, unlisted, other] = names;
        assert_eq!(found, [Mismatch::Absent(absent), Mismatch::Unlisted(unlisted), Mismatch::OtherBytes(other)]);
    }

    #[test]
    fn a_list_of_remote_files_and_a_wrong_declaration_are_refused() {
        let mut files = packed();
        files.insert("fetch.txt".into(), b"http://example.invalid/x 1 data/x\n".to_vec());
        assert_eq!(Bag::open(&mut files).map(|_| ()), Err(BagFault::Fetch));
        let mut files = packed();
        files.insert("bagit.txt".into(), DECLARATION.replace("1.0", "0.97").into_bytes());
        assert_eq!(Bag::open(&mut files).map(|_| ()), Err(BagFault::Declaration));
    }

    #[test]
    fn a_manifest_line_that_is_none_is_named() {
        let digest = Digest::of(b"");
        for (text, line) in [
            (format!("{digest}  data/x\n{digest} data/y\n"), 2),
            (format!("{digest}  data/x"), 1),
            (format!("{digest}  policy.txt\n"), 1),
            (format!("{}  data/x\n", digest.to_string().to_uppercase()), 1),
        ] {
            assert_eq!(read_manifest(MANIFEST, text.as_bytes()), Err(BagFault::Line { manifest: MANIFEST, line }), "{text}");
        }
        let twice = format!("{digest}  data/x\n{digest}  data/x\n");
        assert!(matches!(read_manifest(MANIFEST, twice.as_bytes()), Err(BagFault::Twice { line: 2, .. })));
    }
}
