//! Reading a policy file: octets, lines and words, with nothing of Unicode in it.

use super::{Group, Octets, Policy, PolicyLog, PolicyWitness, Rule};
use crate::note::{COSIGNATURE_ED25519, COSIGNATURE_ML_DSA_44, ED25519, KeyError, Verifier, Vkey};
use crate::text::read_decimal;

/// Longest policy file that is read, bytes. Source: assumed; 256 post-quantum keys fit.
pub const POLICY_BYTES_MAX: usize = 1 << 20;

/// Most log lines. Source: assumed (tlog-policy asks for at least 32).
pub const LOGS_MAX: usize = 64;

/// Most witness lines: so that all of them and the log's keys fit on one note.
/// Source: assumed (tlog-policy asks for at least 32).
pub const WITNESSES_MAX: usize = 64;

/// Most group lines. Source: assumed (tlog-policy asks for at least 32).
pub const GROUPS_MAX: usize = 64;

/// Words that are no names.
const KEYWORDS: [&[u8]; 3] = [b"none", b"any", b"all"];

/// Why a policy file is not accepted, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy, line {line}: {fault}")]
pub struct PolicyError {
    /// Line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong there.
    pub fault: PolicyFault,
}

/// What is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// The line, or the file, has another form.
    #[error("{0} is expected")]
    Malformed(&'static str),
    /// A key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A key is of a type that does not belong here.
    #[error("key `{name}` of type `0x{kind:02x}` cannot be used here: {expected} is expected")]
    Kind {
        /// Key name.
        name: String,
        /// Signature type byte.
        kind: u8,
        /// What would be right.
        expected: &'static str,
    },
    /// Two lines hold one public key.
    #[error("key `{0}` stands on an earlier line too: each public key once is expected")]
    KeyTwice(String),
    /// The name is taken, or a keyword.
    #[error("name `{0}` is a keyword or defined on an earlier line: a new name is expected")]
    Taken(Octets),
    /// No earlier line defines the name.
    #[error("name `{0}` is not defined on an earlier line")]
    Undefined(Octets),
    /// The name is a member of a group already.
    #[error("name `{0}` is a member of a group already: each name is a member once at most")]
    MemberTwice(Octets),
}

impl Policy {
    /// Reads a policy file.
    ///
    /// A witness key written with type 0x01, as older policies do, is the same public key: only
    /// its timestamped cosignatures (0x04) count.
    ///
    /// # Errors
    /// [`PolicyError`]; nothing of the file is then used.
    pub fn read(bytes: &[u8]) -> Result<Self, PolicyError> {
        let at = |line, expected| PolicyError { line, fault: PolicyFault::Malformed(expected) };
        if bytes.len() > POLICY_BYTES_MAX {
            return Err(at(0, "a file of at most 1 MiB"));
        }
        let lines = bytes.strip_suffix(b"\n").ok_or(at(0, "a newline after the last line"))?;
        let mut reading = Reading::default();
        for (line, octets) in (1..).zip(lines.split(|octet| *octet == b'\n')) {
            reading.read_line(octets).map_err(|fault| PolicyError { line, fault })?;
        }
        let Reading { logs, witnesses, groups, quorum, .. } = reading;
        let quorum = quorum.ok_or(at(0, "a `quorum` line"))?;
        Ok(Self { logs, witnesses, groups, quorum })
    }
}

/// What the lines so far have defined.
#[derive(Default)]
struct Reading {
    logs: Vec<PolicyLog>,
    witnesses: Vec<PolicyWitness>,
    groups: Vec<Group>,
    members: Vec<Octets>,
    quorum: Option<Option<Rule>>,
}

impl Reading {
    fn read_line(&mut self, octets: &[u8]) -> Result<(), PolicyFault> {
        if octets.iter().any(|octet| matches!(octet, 0..=8 | 10..=31 | 127)) {
            return Err(PolicyFault::Malformed("a line without control characters other than tab"));
        }
        let words: Vec<&[u8]> = octets.split(|octet| matches!(octet, b' ' | b'\t')).filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", vkey, url @ ..] if url.len() <= 1 => self.read_log(vkey, url),
            [b"witness", name, vkey, url @ ..] if url.len() <= 1 => self.read_witness(name, vkey, url),
            [b"group", name, least, members @ ..] if !members.is_empty() => self.read_group(name, least, members),
            [b"quorum", name] => self.read_quorum(name),
            _ => Err(PolicyFault::Malformed(
                "`log <vkey> [<url>]`, `witness <name> <vkey> [<url>]`, `group <name> <any, all or a number> <name>...` or `quorum <name>`",
            )),
        }
    }

    fn read_log(&mut self, vkey: &[u8], url: &[&[u8]]) -> Result<(), PolicyFault> {
        let vkey = read_vkey(vkey)?;
        if self.logs.len() == LOGS_MAX {
            return Err(PolicyFault::Malformed("a count of at most 64 logs"));
        }
        if vkey.kind() == COSIGNATURE_ED25519 {
            return Err(wrong_kind(&vkey, "0x01 or 0x06"));
        }
        check_new_key(&vkey, self.logs.iter().map(|log| &log.key))?;
        self.logs.push(PolicyLog { key: Verifier::try_from(&vkey)?, url: read_url(url) });
        Ok(())
    }

    fn read_witness(&mut self, name: &[u8], vkey: &[u8], url: &[&[u8]]) -> Result<(), PolicyFault> {
        let name = self.read_new_name(name)?;
        let vkey = read_vkey(vkey)?;
        if self.witnesses.len() == WITNESSES_MAX {
            return Err(PolicyFault::Malformed("a count of at most 64 witnesses"));
        }
        let key = match vkey.kind() {
            ED25519 | COSIGNATURE_ED25519 => Verifier::cosigner_ed25519(vkey.name(), vkey.key())?,
            COSIGNATURE_ML_DSA_44 => Verifier::try_from(&vkey)?,
            _ => return Err(wrong_kind(&vkey, "0x04 or 0x06")),
        };
        check_new_key(&vkey, self.witnesses.iter().map(|witness| &witness.key))?;
        self.witnesses.push(PolicyWitness { name, key, url: read_url(url) });
        Ok(())
    }

    fn read_group(&mut self, name: &[u8], least: &[u8], members: &[&[u8]]) -> Result<(), PolicyFault> {
        let name = self.read_new_name(name)?;
        if self.groups.len() == GROUPS_MAX {
            return Err(PolicyFault::Malformed("a count of at most 64 groups"));
        }
        let least = match least {
            b"any" => Some(1),
            b"all" => Some(members.len()),
            number => read_number(number).filter(|least| (1..=members.len()).contains(least)),
        };
        let least = least.ok_or(PolicyFault::Malformed("`any`, `all` or a number from 1 to the count of members"))?;
        let members = members.iter().map(|member| self.read_member(member)).collect::<Result<_, _>>()?;
        self.groups.push(Group { name, least, members });
        Ok(())
    }

    fn read_member(&mut self, name: &[u8]) -> Result<Rule, PolicyFault> {
        let member = self.find(name)?;
        if self.members.contains(member.name()) {
            return Err(PolicyFault::MemberTwice(Octets::new(name)));
        }
        self.members.push(member.name().clone());
        Ok(member)
    }

    fn read_quorum(&mut self, name: &[u8]) -> Result<(), PolicyFault> {
        if self.quorum.is_some() {
            return Err(PolicyFault::Malformed("one `quorum` line only"));
        }
        self.quorum = Some(if name == b"none" { None } else { Some(self.find(name)?) });
        Ok(())
    }

    fn read_new_name(&self, name: &[u8]) -> Result<Octets, PolicyFault> {
        if KEYWORDS.contains(&name) || self.find(name).is_ok() {
            return Err(PolicyFault::Taken(Octets::new(name)));
        }
        Ok(Octets::new(name))
    }

    fn find(&self, name: &[u8]) -> Result<Rule, PolicyFault> {
        let name = Octets::new(name);
        if self.witnesses.iter().any(|witness| witness.name == name) {
            return Ok(Rule::Witness(name));
        }
        let group = self.groups.iter().find(|group| group.name == name);
        group.cloned().map(Rule::Group).ok_or(PolicyFault::Undefined(name))
    }
}

fn read_vkey(word: &[u8]) -> Result<Vkey, PolicyFault> {
    let text = str::from_utf8(word).map_err(|_| PolicyFault::Malformed("a verifier key in UTF-8"))?;
    Ok(text.parse::<Vkey>()?)
}

fn read_url(words: &[&[u8]]) -> Option<Octets> {
    words.first().map(|url| Octets::new(url))
}

fn read_number(word: &[u8]) -> Option<usize> {
    usize::try_from(read_decimal(str::from_utf8(word).ok()?)?).ok()
}

fn wrong_kind(vkey: &Vkey, expected: &'static str) -> PolicyFault {
    PolicyFault::Kind { name: vkey.name().to_owned(), kind: vkey.kind(), expected }
}

/// One public key stands on one line only, whatever its name and type.
fn check_new_key<'a>(vkey: &Vkey, mut seen: impl Iterator<Item = &'a Verifier>) -> Result<(), PolicyFault> {
    if seen.any(|key| key.vkey().key() == vkey.key()) {
        return Err(PolicyFault::KeyTwice(vkey.name().to_owned()));
    }
    Ok(())
}
