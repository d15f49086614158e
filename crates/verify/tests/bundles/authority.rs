//! Local time-stamp authorities, made and run with the openssl tool.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A local authority: a root of its own and a signing certificate for time stamps.
pub struct Authority {
    folder: TempDir,
}

/// Whether the openssl tool is on this machine.
pub fn has_openssl() -> bool {
    Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success())
}

impl Authority {
    /// Makes one whose signing certificate is for `usage` (`critical,timeStamping` is right), over
    /// RSA or P-256 keys.
    pub fn new(name: &str, usage: &str, rsa: bool) -> Self {
        let authority = Self { folder: tempfile::tempdir().unwrap() };
        let key = if rsa { vec!["-newkey", "rsa:2048"] } else { vec!["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] };
        authority.write("root.cnf", &format!("[req]\ndistinguished_name=dn\nx509_extensions=ca\nprompt=no\n[dn]\nCN={name} root\n[ca]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n"));
        authority.write("tsa.cnf", &format!("[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN={name}\n[ext]\nextendedKeyUsage={usage}\n"));
        authority.write(
            "ts.cnf",
            "[tsa]\ndefault_tsa=one\n[one]\nserial=serial\ncrypto_device=builtin\nsigner_cert=tsa.pem\nsigner_key=tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha384,sha512\naccuracy=secs:1\nordering=yes\ntsa_name=no\ness_cert_id_chain=no\ness_cert_id_alg=sha256\n",
        );
        authority.write("serial", "01\n");
        authority.openssl(
            &[
                &["req", "-x509", "-nodes", "-days", "3650", "-config", "root.cnf", "-keyout", "root.key", "-out", "root.pem"],
                key.as_slice(),
            ]
            .concat(),
        );
        authority
            .openssl(&[&["req", "-new", "-nodes", "-config", "tsa.cnf", "-keyout", "tsa.key", "-out", "tsa.csr"], key.as_slice()].concat());
        authority.openssl(&[
            "x509",
            "-req",
            "-in",
            "tsa.csr",
            "-CA",
            "root.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-days",
            "3650",
            "-extfile",
            "tsa.cnf",
            "-extensions",
            "ext",
            "-out",
            "tsa.pem",
        ]);
        authority
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// A file of the authority.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn openssl(&self, words: &[&str]) {
        let output = Command::new("openssl").args(words).current_dir(self.folder.path()).output().unwrap();
        assert!(output.status.success(), "openssl {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The root certificate, PEM.
    pub fn root(&self) -> Vec<u8> {
        fs::read(self.path("root.pem")).unwrap()
    }

    /// Answers a request, as the authority's server would.
    pub fn answer(&self, request: &[u8]) -> Vec<u8> {
        fs::write(self.path("request.tsq"), request).unwrap();
        self.openssl(&["ts", "-reply", "-config", "ts.cnf", "-section", "one", "-queryfile", "request.tsq", "-out", "answer.tsr"]);
        fs::read(self.path("answer.tsr")).unwrap()
    }

    /// Whether the openssl tool itself believes an answer over these bytes.
    pub fn openssl_believes(&self, answer: &Path, stamped: &Path) -> bool {
        let words = ["ts", "-verify", "-in", answer.to_str().unwrap(), "-data", stamped.to_str().unwrap(), "-CAfile", "root.pem"];
        Command::new("openssl").args(words).current_dir(self.folder.path()).output().unwrap().status.success()
    }

    /// An answer that this authority's key signs over any statement: what `change` makes of the
    /// statement in a good answer. The openssl tool's time-stamp half would refuse to.
    pub fn forged(&self, answer: &[u8], good: &Authority, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
        fs::write(good.path("good.tsr"), answer).unwrap();
        good.openssl(&["ts", "-reply", "-in", "good.tsr", "-token_out", "-out", "good.der"]);
        good.openssl(&["cms", "-verify", "-noverify", "-inform", "DER", "-in", "good.der", "-out", "statement.der"]);
        let mut statement = fs::read(good.path("statement.der")).unwrap();
        change(&mut statement);
        fs::write(self.path("statement.der"), statement).unwrap();
        self.openssl(&[
            "cms",
            "-sign",
            "-binary",
            "-nodetach",
            "-nosmimecap",
            "-md",
            "sha256",
            "-econtent_type",
            "1.2.840.113549.1.9.16.1.4",
            "-in",
            "statement.der",
            "-signer",
            "tsa.pem",
            "-inkey",
            "tsa.key",
            "-outform",
            "DER",
            "-out",
            "forged.der",
        ]);
        let token = fs::read(self.path("forged.der")).unwrap();
        let length = u16::try_from(token.len() + 5).unwrap().to_be_bytes();
        [&[0x30, 0x82], &length[..], &[0x30, 0x03, 0x02, 0x01, 0x00], &token].concat()
    }
}
