//! Writing a bundle: the same names and forms that checking expects.

use crate::bag::pack;
use crate::check::{ARTIFACTS, CHECKPOINT, CHECKPOINTS, ITEMS, RECORDS, TIMESTAMPS};
use ledger::tree::Hash;
use model::Digest;
use record::seal::{ItemProof, RecordProof};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};

/// The files of a bundle, by name.
pub type BundleFiles = BTreeMap<String, Vec<u8>>;

/// A bundle being written, around one checkpoint that all its proofs lead to.
#[derive(Clone, Debug)]
pub struct Bundle {
    checkpoint: Vec<u8>,
    files: BundleFiles,
}

/// An archive that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the archive cannot be written: {0}")]
pub struct NotWritten(String);

impl Bundle {
    /// Starts with the signed, best cosigned, checkpoint.
    pub fn new(checkpoint: &[u8]) -> Self {
        let files = [(CHECKPOINT.to_owned(), checkpoint.to_vec())].into();
        Self { checkpoint: checkpoint.to_vec(), files }
    }

    /// Adds an entry of the log.
    pub fn add_record(&mut self, proof: &RecordProof) {
        let text = self.without_checkpoint(proof.to_string());
        self.files.insert(format!("{RECORDS}{}.record-proof", proof.log.index), text);
    }

    /// Adds an item of a batch under its id, or under another name if the id is not to be seen.
    pub fn add_item(&mut self, name: &str, proof: &ItemProof) {
        let text = self.without_checkpoint(proof.to_string());
        self.files.insert(format!("{ITEMS}{name}.item-proof"), text);
    }

    /// Adds bytes that a record names by their SHA-256.
    pub fn add_artifact(&mut self, bytes: Vec<u8>) {
        self.files.insert(format!("{ARTIFACTS}{}", Digest::of(&bytes)), bytes);
    }

    /// Adds another checkpoint of the log with the way between it and the main one.
    pub fn add_checkpoint(&mut self, size: u64, checkpoint: &[u8], consistency: &[Hash]) {
        self.files.insert(format!("{CHECKPOINTS}{size}.checkpoint"), checkpoint.to_vec());
        let lines: String = consistency.iter().map(|hash| format!("{hash}\n")).collect();
        self.files.insert(format!("{CHECKPOINTS}{size}.consistency"), lines.into_bytes());
    }

    /// Adds an RFC 3161 response over the checkpoint of this size.
    pub fn add_stamp(&mut self, size: u64, name: &str, response: &[u8]) {
        self.files.insert(format!("{TIMESTAMPS}{size}-{name}.tsr"), response.to_vec());
    }

    /// Adds a file of another kind, such as `README.md`.
    pub fn add_file(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), bytes);
    }

    /// Whether a file is in it already.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// How many files it has so far.
    pub fn files_n(&self) -> usize {
        self.files.len()
    }

    /// Closes it: adds what makes a bag of it. `info` are the lines of `bag-info.txt`.
    pub fn finish(self, info: &[(&str, &str)]) -> BundleFiles {
        pack(self.files, info)
    }

    /// A proof without the checkpoint at its end: the bundle holds each checkpoint once.
    fn without_checkpoint(&self, text: String) -> Vec<u8> {
        let mut bytes = text.into_bytes();
        if bytes.ends_with(&self.checkpoint) {
            bytes.truncate(bytes.len() - self.checkpoint.len());
        }
        bytes
    }
}

/// Packs a bundle as a tar file in which everything lies in one folder. The same files always
/// give the same bytes.
///
/// # Errors
/// If a name is too long for the format.
pub fn write_tar(files: &BundleFiles, folder: &str) -> Result<Vec<u8>, NotWritten> {
    let fault = |cause: std::io::Error| NotWritten(cause.to_string());
    let mut archive = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, format!("{folder}/{path}"), bytes.as_slice()).map_err(fault)?;
    }
    archive.into_inner().map_err(fault)
}

/// Packs a bundle as a zip file in which everything lies in one folder. The same files always
/// give the same bytes.
///
/// # Errors
/// If the format does not take them.
pub fn write_zip(files: &BundleFiles, folder: &str) -> Result<Vec<u8>, NotWritten> {
    let fault = |cause: &dyn std::fmt::Display| NotWritten(cause.to_string());
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        let options = zip::write::SimpleFileOptions::default().unix_permissions(0o644);
        archive.start_file(format!("{folder}/{path}"), options).map_err(|cause| fault(&cause))?;
        archive.write_all(bytes).map_err(|cause| fault(&cause))?;
    }
    archive.finish().map(Cursor::into_inner).map_err(|cause| fault(&cause))
}
