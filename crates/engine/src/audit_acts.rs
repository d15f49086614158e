//! What the audit says of acts, submissions and gaps: which do not count, and which are in doubt.

use crate::EngineFault;
use crate::acts::take_office;
use crate::audit::Difference;
use crate::contract::Projection;
use model::entry::Gap;
use model::{Entry, KeyId, Received, Signed};
use record::register::Register;
use record::stream::Arrival;
use record::submission::admit_again;

/// What was met so far.
#[derive(Debug, Default)]
pub(crate) struct Acts {
    signed: Vec<(u64, KeyId)>,
    gap: Option<Gap>,
    branches: Vec<Difference>,
}

impl Acts {
    /// Checks an entry before it is applied, and says what is wrong with it.
    pub fn check(&mut self, log: &str, fold: &dyn Projection, leaf: u64, entry: &Entry) -> Result<Vec<String>, EngineFault> {
        let mut wrong = Vec::new();
        match (self.gap.take(), entry) {
            (Some(shown), Entry::Gap(gap)) if shown == *gap => {}
            (_, Entry::Gap(gap)) => wrong.push(format!("it says that {} are missing, which the entry before it does not show", words(gap))),
            (Some(shown), _) => wrong.push(not_entered(&shown)),
            (None, _) => {}
        }
        match entry {
            Entry::Signed(signed) => wrong.extend(self.act(log, fold, leaf, signed)),
            Entry::Declared(_) if fold.register().founded().is_some() => {
                wrong.push("it is an act without signature in a log that has a key register: it has no effect".into());
            }
            Entry::Received(received) => wrong.extend(self.submission(fold, leaf, received)?),
            Entry::Anchor(_) | Entry::Concluded(_) | Entry::Declared(_) | Entry::Gap(_) => {}
        }
        Ok(wrong)
    }

    fn act(&mut self, log: &str, fold: &dyn Projection, leaf: u64, signed: &Signed) -> Option<String> {
        if signed.declared.log.as_deref() != Some(log) {
            let found = signed.declared.log.as_deref().unwrap_or_default();
            return Some(format!(
                "`{}` by {} was signed for the log `{found}`, not for this one",
                signed.declared.act.word(),
                signed.declared.by
            ));
        }
        let void =
            |why: &dyn std::fmt::Display| Some(format!("`{}` by {} does not count: {why}", signed.declared.act.word(), signed.declared.by));
        let judged = match fold.register().judge(leaf, signed) {
            Ok(judged) => judged,
            Err(fault) => return void(&fault),
        };
        self.signed.extend(judged.by.iter().map(|one| (leaf, one.key)));
        take_office(&mut fold.office().clone(), leaf, &signed.declared, &judged).err().and_then(|refusal| void(&refusal))
    }

    fn submission(&mut self, fold: &dyn Projection, leaf: u64, received: &Received) -> Result<Option<String>, EngineFault> {
        let admitted = match admit_again(received, fold.register(), leaf) {
            Ok(None) => return Ok(None),
            Ok(Some(admitted)) => admitted,
            Err(fault) => return Ok(Some(format!("`{}`: {fault}", received.name))),
        };
        self.signed.push((leaf, admitted.by.key));
        match fold.arrival(&admitted.place(), &admitted.digest)? {
            Arrival::Ahead(gap) => self.gap = Some(gap),
            Arrival::Branch(branch) => self.branches.push(Difference {
                leaf,
                what: format!(
                    "number {} of stream `{}` of {} was handed in twice with other content: its device was cloned, restored from a copy, or made to lie",
                    branch.seq, branch.stream, branch.sender
                ),
            }),
            Arrival::Next | Arrival::Known | Arrival::Late | Arrival::Restarted => {}
        }
        Ok(None)
    }

    /// What the last entry leaves open.
    pub fn open_gap(&self) -> Option<String> {
        self.gap.as_ref().map(not_entered)
    }

    /// What is in doubt once the whole log is known. No difference: it counted when it was entered.
    pub fn doubts(self, register: &Register) -> Vec<Difference> {
        let doubt = |(leaf, id): &(u64, KeyId)| {
            let holding = register.holding(id).filter(|holding| holding.is_doubtful_at(*leaf))?;
            let (person, since) = (&holding.key.person, holding.compromised_since.unwrap_or_default());
            Some(Difference {
                leaf: *leaf,
                what: format!("signed by {person} with {id}, which is compromised since entry {since}: in doubt"),
            })
        };
        let mut doubts = self.branches;
        doubts.extend(self.signed.iter().filter_map(doubt));
        doubts.sort_by_key(|doubt| doubt.leaf);
        doubts
    }
}

fn not_entered(gap: &Gap) -> String {
    format!("the entry before it showed that {} are missing; the gap was not entered", words(gap))
}

fn words(gap: &Gap) -> String {
    format!("{} reports ({} to {}) of stream `{}` of {}", gap.missing_n(), gap.from, gap.to, gap.stream, gap.sender)
}
