//! The offline auditor for strangers: a bundle checked without network, SQL or async.
