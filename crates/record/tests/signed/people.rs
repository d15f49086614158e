//! People, keys and acts of an invented log.

use model::{Act, Digest, Instant, Key, KeyKind, PartyId, Role, Signed};
use record::key::SecretKey;
use record::register::{ActFault, Judged, Register, new_act, sign_act};

pub const LOG: &str = "log.example/1";

pub fn secret(n: u8) -> SecretKey {
    SecretKey::from_seed(&[n; 32])
}

pub fn at(n: i64) -> Instant {
    Instant::from_ms(1_800_000_000_000 + n).unwrap()
}

pub fn key(kind: KeyKind, person: &str, body: Option<&str>, secret: &SecretKey) -> Key {
    Key {
        body: body.map(Into::into),
        kind,
        party: (kind == KeyKind::Party).then(|| PartyId("p1".into())),
        person: person.into(),
        public: secret.public().text().into(),
        roles: if kind == KeyKind::Officer { Role::ALL.to_vec() } else { Vec::new() },
    }
}

pub fn signed(act: Act, by: &str, n: i64, keys: &[&SecretKey]) -> Signed {
    let mut signed = new_act(act, by, LOG, at(n));
    for key in keys {
        sign_act(&mut signed, key).unwrap();
    }
    signed
}

pub fn decide(n: i64, by: &str, keys: &[&SecretKey]) -> Signed {
    signed(Act::Decide { case: format!("case {n}"), sha256: Digest::of(b"decision") }, by, n, keys)
}

/// Root keys 1 and 2 (of 2 people, both needed) and 3; officers Ana (10, body A), Ben (11, body B),
/// Cid (12, body A); device 20; node 30; party 40. Entries 0 to 6; the next one is entry 7.
pub fn register() -> Register {
    let mut register = Register::default();
    for (leaf, act) in founding().iter().enumerate() {
        register.take(leaf as u64, act).unwrap();
    }
    register
}

/// The entry behind the founding ones.
const NEXT: u64 = 7;

/// The same register with one more key, and the position behind it.
pub fn with(key: &Key, own: &SecretKey) -> (Register, u64) {
    let mut register = register();
    let add = signed(Act::AddKey { key: key.clone() }, "Rita", 50, &[&secret(1), &secret(2), own]);
    register.take(NEXT, &add).unwrap();
    (register, NEXT + 1)
}

pub fn founding() -> Vec<Signed> {
    let roots = [(1, "Rita"), (2, "Saul"), (3, "Toma")];
    let keys = roots.map(|(n, person)| key(KeyKind::Root, person, None, &secret(n))).to_vec();
    let mut acts = vec![signed(Act::Found { keys, threshold: 2 }, "Rita", 0, &[&secret(1), &secret(2), &secret(3)])];
    let others = [
        (10, KeyKind::Officer, "Ana", Some("Body A")),
        (11, KeyKind::Officer, "Ben", Some("Body B")),
        (12, KeyKind::Officer, "Cid", Some("Body A")),
        (20, KeyKind::Device, "camera 1", None),
        (30, KeyKind::Node, "node 1", None),
        (40, KeyKind::Party, "liaison of p1", None),
    ];
    acts.extend(others.into_iter().enumerate().map(|(n, (seed, kind, person, body))| {
        let add = Act::AddKey { key: key(kind, person, body, &secret(seed)) };
        signed(add, "Rita", n as i64 + 1, &[&secret(1), &secret(2), &secret(seed)])
    }));
    acts
}

pub fn fault(judged: Result<Judged, ActFault>) -> String {
    judged.map(|judged| format!("{judged:?} counts")).unwrap_err().to_string()
}
