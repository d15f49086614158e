//! Notes, checkpoints and log proofs: what is refused, and that no bit changes unseen.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{Leaves, leaves, naive_root};
use ledger::checkpoint::{Checkpoint, CheckpointError};
use ledger::note::{self, KeyError, NOTE_BYTES_MAX, Note, NoteError, Signer, Verifier, Vkey};
use ledger::proof::{LogProof, PROOF_BYTES_MAX, ProofError};
use ledger::tree::{Hash, prove_inclusion};
use proptest::prelude::*;

const LOG: &str = "log.example/mission";

fn signer(name: &str, seed: u8) -> Signer {
    Signer::from_seed(name, &[seed; 32]).unwrap()
}

fn keys(signers: &[&Signer]) -> Vec<Verifier> {
    signers.iter().map(|signer| signer.verifier().clone()).collect()
}

fn checkpoint() -> Checkpoint {
    Checkpoint::new(LOG, 9, naive_root(&leaves(9)))
}

#[test]
fn a_note_of_two_signers_opens_with_either_key_and_keeps_the_other() {
    let (log, witness) = (signer("a.example", 1), signer("b.example", 2));
    let note = Note::sign("one\n\ntwo — three\n", &[&log, &witness]).unwrap().to_string();
    assert!(Note::is_canonical(note.as_bytes()));
    for known in [&log, &witness] {
        let opened = note::open(note.as_bytes(), &keys(&[known])).unwrap();
        assert_eq!((opened.text.as_str(), opened.verified.len(), opened.unverified.len()), ("one\n\ntwo — three\n", 1, 1));
        assert_eq!(opened.verified[0].name, known.verifier().name());
    }
    let stranger = signer("a.example", 3);
    assert_eq!(note::open(note.as_bytes(), &keys(&[&stranger])), Err(NoteError::Unsigned));
}

#[test]
fn a_key_that_signs_twice_counts_once_and_one_wrong_line_spoils_the_note() {
    let log = signer("a.example", 1);
    let note = Note::sign("text\n", &[&log, &log]).unwrap().to_string();
    let opened = note::open(note.as_bytes(), &keys(&[&log])).unwrap();
    assert_eq!((opened.verified.len(), opened.unverified.len()), (1, 0));
    let wrong = Note::sign("other text\n", &[&log]).unwrap().to_string();
    let wrong_line = wrong.lines().last().unwrap();
    let spoiled = format!("{note}{wrong_line}\n");
    assert!(matches!(note::open(spoiled.as_bytes(), &keys(&[&log])), Err(NoteError::WrongSignature { .. })));
}

#[test]
fn signature_types_of_later_issues_are_unknown_signatures() {
    let log = signer("a.example", 1);
    let mut note = Note::sign("text\n", &[&log]).unwrap().to_string();
    note.push_str("— w.example uKLPIAAAAABpVGeAhm2bOvKc3LaB9PFN1ruG19Y5yqslmcAAbhftnn1Zznmo0LXFZq4LGvqKqLX8jWlwLKasxEGTLIqAVusneCBmBw==\n");
    let opened = note::open(note.as_bytes(), &keys(&[&log])).unwrap();
    assert_eq!((opened.verified.len(), opened.unverified[0].bytes.len()), (1, 72));
}

#[test]
fn malformed_notes_are_refused_with_the_line() {
    let line = Note::sign("t\n", &[&signer("a.example", 1)]).unwrap().to_string().lines().last().unwrap().to_owned();
    let cases = [
        (String::new(), 0),
        (format!("t\n\n{line}"), 0),
        (format!("t\n{line}\n"), 0),
        ("t\n\n".to_owned(), 0),
        ("t\n\n\n".to_owned(), 0),
        (format!("t\n\n{line}\nmore\n"), 4),
        (format!("t\n\n{line} \n"), 3),
        (format!("t\n\n-{}\n", &line[3..]), 3),
        ("t\n\n— a.example\n".to_owned(), 3),
        ("t\n\n— a.example AAAAAA==\n".to_owned(), 3),
        ("t\n\n— a.example AAAAAAA\n".to_owned(), 3),
        ("t\n\n— a+b AAAAAAA=\n".to_owned(), 3),
        ("t\n\n—  AAAAAAA=\n".to_owned(), 3),
        ("t\n\n— a\u{a0}b AAAAAAA=\n".to_owned(), 3),
        (format!("t\r\n\n{line}\n"), 1),
        (format!("t\n\n{line}\0\n"), 3),
    ];
    for (bytes, expected) in cases {
        let refused = Note::read(bytes.as_bytes());
        assert!(matches!(refused, Err(NoteError::Malformed { line, .. }) if line == expected), "{bytes:?}: {refused:?}");
    }
    assert!(Note::read(&vec![b'\n'; NOTE_BYTES_MAX + 1]).is_err());
    assert!(Note::read("\n\n— a AAAAAAA=\n".as_bytes()).is_ok());
}

#[test]
fn one_hundred_signatures_are_read_and_one_more_is_refused() {
    let log = signer("a.example", 1);
    let with = |count| Note::sign("t\n", &vec![&log; count]);
    assert_eq!(Note::read(with(100).unwrap().to_string().as_bytes()).unwrap().signatures().len(), 100);
    assert!(with(101).is_err() && with(0).is_err());
    let line = with(1).unwrap().to_string().lines().last().unwrap().to_owned() + "\n";
    let too_many = with(100).unwrap().to_string() + &line;
    assert!(matches!(Note::read(too_many.as_bytes()), Err(NoteError::Malformed { .. })));
}

#[test]
fn text_that_no_note_can_hold_is_not_signed() {
    for text in ["", "no newline", "tab\t\n", "\u{1b}[0m\n", "carriage\r\n"] {
        assert!(matches!(Note::sign(text, &[&signer("a", 1)]), Err(NoteError::Malformed { .. })), "{text:?}");
    }
}

#[test]
fn trailing_bits_are_taken_from_foreign_notes_and_are_not_canonical() {
    let log = signer("a.example", 1);
    let note = Note::sign("text\n", &[&log]).unwrap().to_string();
    let altered = note.strip_suffix("=\n").map(|note| {
        let (body, last) = note.split_at(note.len() - 1);
        let digit = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let at = digit.iter().position(|digit| *digit == last.as_bytes()[0]).unwrap();
        format!("{body}{}=\n", char::from(digit[at + 1]))
    });
    let altered = altered.unwrap();
    assert_ne!(altered, note);
    assert!(note::open(altered.as_bytes(), &keys(&[&log])).is_ok());
    assert!(Note::is_canonical(note.as_bytes()) && !Note::is_canonical(altered.as_bytes()));
}

#[test]
fn unsound_and_unknown_keys_are_refused() {
    let good = signer("a.example", 1).verifier().vkey().to_string();
    assert_eq!(good.parse::<Vkey>().unwrap().to_string(), good);
    let (name, rest) = good.split_once('+').unwrap();
    let (id, key) = rest.split_once('+').unwrap();
    let cases = [
        format!("{name}+{id}"),
        format!("{name}+{}+{key}", &id[1..]),
        format!("{name}+{}+{key}", id.to_uppercase()),
        format!("{name}+{id}+"),
        format!("{name}+{id}+{key}="),
        String::new(),
    ];
    for case in cases {
        assert!(matches!(case.parse::<Vkey>(), Err(KeyError::Malformed(_))), "{case}");
    }
    assert!(matches!(format!("b{good}").parse::<Vkey>(), Err(KeyError::WrongId { .. })));
    assert!(matches!(format!("+{id}+{key}").parse::<Vkey>(), Err(KeyError::Name(_))));
    for name in ["", "a b", "a+b", "a\u{2003}b", "a\nb"] {
        assert!(matches!(Signer::from_seed(name, &[1; 32]), Err(KeyError::Name(_))), "{name:?}");
    }
    let mut identity = [0; 32];
    identity[0] = 1;
    for unsound in [[0; 32].as_slice(), &identity, &[2; 32], &[1; 31], &[]] {
        assert!(matches!(Verifier::ed25519("a", unsound), Err(KeyError::Unsound(_))), "{unsound:?}");
    }
}

#[test]
fn a_signer_never_shows_its_seed() {
    let shown = format!("{:?}", Signer::from_seed("a.example", b"0123456789abcdef0123456789abcdef").unwrap());
    assert!(
        shown.starts_with("Signer(a.example+")
            && !shown.contains("MDEyMzQ1")
            && !shown.contains("0123456789abcdef")
            && !shown.contains("30313233"),
        "{shown}"
    );
}

#[test]
fn a_checkpoint_of_another_log_or_another_key_is_refused() {
    let log = signer(LOG, 1);
    let note = checkpoint().sign(&[&log]).unwrap().to_string();
    let open = |name: &str, key: &Signer| Checkpoint::open(note.as_bytes(), name, &keys(&[key]));
    assert_eq!(open(LOG, &log).unwrap().0, checkpoint());
    assert!(matches!(open("other.example", &log), Err(CheckpointError::OtherLog { .. })));
    assert_eq!(open(LOG, &signer(LOG, 2)), Err(CheckpointError::Note(NoteError::Unsigned)));
}

#[test]
fn malformed_checkpoints_are_refused_with_the_line() {
    let root = Hash::EMPTY;
    let cases = [
        (String::new(), 1),
        ("a".to_owned(), 1),
        (format!("\n1\n{root}\n"), 1),
        ("a\n".to_owned(), 2),
        (format!("a\n01\n{root}\n"), 2),
        (format!("a\n+1\n{root}\n"), 2),
        (format!("a\n-1\n{root}\n"), 2),
        (format!("a\n18446744073709551616\n{root}\n"), 2),
        (format!("a\n\n{root}\n"), 2),
        ("a\n1\n".to_owned(), 3),
        ("a\n1\nAAAA\n".to_owned(), 3),
        (format!("a\n1\n{root}{root}\n"), 3),
        (format!("a\n1\n{root}\n\n"), 4),
        (format!("a\n1\n{root}\nx\n\ny\n"), 5),
        (format!("a\n1\n{root}"), 1),
    ];
    for (text, expected) in cases {
        let refused = Checkpoint::read_text(&text);
        assert!(matches!(refused, Err(CheckpointError::Malformed { line, .. }) if line == expected), "{text:?}: {refused:?}");
    }
    let foreign = Checkpoint::read_text(&format!("a b\n18446744073709551615\n{root}\next\n")).unwrap();
    assert_eq!((foreign.size, foreign.extensions.as_slice()), (u64::MAX, ["ext".to_owned()].as_slice()));
}

#[test]
fn a_checkpoint_that_would_read_back_differently_is_not_signed() {
    let log = signer(LOG, 1);
    for name in ["", "a\nb", "a\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "a\r"] {
        assert!(Checkpoint::new(name, 1, Hash::EMPTY).sign(&[&log]).is_err(), "{name:?}");
    }
    let smuggled = Checkpoint { extensions: vec!["a\nb".to_owned()], ..checkpoint() };
    assert!(smuggled.sign(&[&log]).is_err());
}

#[test]
fn every_flipped_bit_of_our_own_checkpoint_is_found() {
    let log = signer(LOG, 1);
    let note = checkpoint().sign(&[&log]).unwrap().to_string().into_bytes();
    assert!(Checkpoint::is_canonical(&note));
    for bit in 0..note.len() * 8 {
        let mut flipped = note.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let opens = Checkpoint::open(&flipped, LOG, &keys(&[&log])).is_ok();
        assert!(!(opens && Checkpoint::is_canonical(&flipped)), "bit {bit}");
    }
}

fn proof(size: u64, index: u64, log: &Signer) -> (Hash, LogProof) {
    let all = leaves(size);
    let note = Checkpoint::new(LOG, size, naive_root(&all)).sign(&[log]).unwrap();
    let path = prove_inclusion(&mut Leaves(&all), index, size).unwrap();
    (all[usize::try_from(index).unwrap()], LogProof::new(index, path, &note))
}

#[test]
fn every_flipped_bit_of_a_proof_is_found() {
    let log = signer(LOG, 1);
    let (leaf, proof) = proof(11, 6, &log);
    let text = proof.to_string().into_bytes();
    assert_eq!(proof.verify(&leaf, LOG, &keys(&[&log])).unwrap().size, 11);
    for bit in 0..text.len() * 8 {
        let mut flipped = text.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let read = LogProof::read(&flipped);
        let holds =
            read.is_ok_and(|proof| proof.verify(&leaf, LOG, &keys(&[&log])).is_ok() && Checkpoint::is_canonical(proof.checkpoint()));
        assert!(!holds, "bit {bit}");
    }
}

#[test]
fn malformed_proofs_are_refused_with_the_line() {
    let (_, proof) = proof(2, 1, &signer(LOG, 1));
    let text = proof.to_string();
    let hash = proof.path[0].to_string();
    let cases = [
        (text.replace("@v1", "@v2"), 1),
        (text.replace("index 1", "index 01"), 2),
        (text.replace("index 1", "index  1"), 2),
        (text.replace("index", "indexes"), 2),
        (text.replace("index 1", "extra\nindex 1"), 2),
        (text.replace("index 1", "extra A\nindex 1"), 2),
        (text.replace("index 1", "extra AA==\nindex x"), 3),
        (text.replace("index 1", "extra AA==\nextra AA==\nindex 1"), 3),
        (text.replace(&hash, &hash[1..]), 3),
        (text.replace(&hash, &format!("{hash}\n{hash} ")), 4),
        (text.replace(&hash, &[hash.as_str(); 64].join("\n")), 0),
        ("x".repeat(PROOF_BYTES_MAX + 1), 0),
    ];
    for (case, expected) in cases {
        let refused = LogProof::read(case.as_bytes());
        assert!(matches!(refused, Err(ProofError::Malformed { line, .. }) if line == expected), "{refused:?}\n{case:.200}");
    }
    let head = text.split_once("\n\n").unwrap().0;
    for case in [head.to_owned(), format!("{head}\n\n"), format!("{head}\n\ncheckpoint\n"), text.replace("\n2\n", "\n02\n")] {
        assert!(matches!(LogProof::read(case.as_bytes()), Err(ProofError::Checkpoint(_))), "{case}");
    }
    assert!(LogProof::read(format!("{head}\n").as_bytes()).is_err());
    assert!(LogProof::read(text.replace("index 1", "extra \nindex 1").as_bytes()).is_ok_and(|proof| proof.extra == Some(vec![])));
}

proptest! {
    #[test]
    fn any_bytes_are_a_note_or_a_refusal(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[a-z0-9\n— =+/]{0,80}") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            if let Ok(note) = Note::read(bytes) {
                let again = note.to_string();
                prop_assert_eq!(Note::read(again.as_bytes()).unwrap(), note);
            }
            let _ = LogProof::read(bytes);
        }
    }

    #[test]
    fn a_signed_text_opens_unchanged(text in "([ -~é]{0,20}\n){1,6}", seed in any::<[u8; 32]>()) {
        let signer = Signer::from_seed("a.example", &seed).unwrap();
        let note = Note::sign(&text, &[&signer]).unwrap().to_string();
        prop_assert_eq!(note::open(note.as_bytes(), &[signer.verifier().clone()]).unwrap().text, text);
        prop_assert!(Note::is_canonical(note.as_bytes()));
    }

    #[test]
    fn proofs_are_written_as_they_were_read(size in 1_u64..200, pick in any::<u64>(), extra in prop::option::of(prop::collection::vec(any::<u8>(), 0..50))) {
        let (leaf, mut proof) = proof(size, pick % size, &signer(LOG, 1));
        proof.extra = extra;
        let read = LogProof::read(proof.to_string().as_bytes()).unwrap();
        prop_assert_eq!(&read, &proof);
        prop_assert!(read.verify(&leaf, LOG, &keys(&[&signer(LOG, 1)])).is_ok());
        prop_assert!(read.verify(&Hash::EMPTY, LOG, &keys(&[&signer(LOG, 1)])).is_err());
    }
}
