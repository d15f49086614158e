//! Why storage could not do what was asked.

/// Why storage could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// The disk is full: nothing of the refused write was recorded.
    #[error("{at}: the disk is full; nothing of this step was recorded. Free some space and run the command again")]
    Full {
        /// The file.
        at: String,
    },
    /// Reading or writing failed.
    #[error("{at}: {cause}")]
    Io {
        /// The file.
        at: String,
        /// What the system said.
        cause: String,
    },
    /// Something that must be there is not.
    #[error("{what} is not there")]
    Absent {
        /// What.
        what: String,
    },
    /// What is stored is not what was written.
    #[error("{what} is damaged: {how}. Run `tregua audit` to see all damage, and restore the file from a copy")]
    Damaged {
        /// What.
        what: String,
        /// How it differs.
        how: String,
    },
    /// The log may be read and not written: going on could sign a second history of it.
    #[error("{why}")]
    ReadOnly {
        /// Why, and what to do.
        why: String,
    },
    /// It is sealed, and the key store has no key that opens it: erased by an order, or lost.
    #[error("{what} is sealed, and no key in keys/ opens it: either an order erased it, or the key store is another one's or was lost")]
    NoKey {
        /// What.
        what: String,
    },
    /// Somebody else writes.
    #[error(
        "another process is writing to this mission{by}. Wait for it to end, or stop it; reading (serve, report, explain) is possible meanwhile"
    )]
    Busy {
        /// Who, if known.
        by: String,
    },
}
