//! Wire format 1: every entry and item with every field filled is canonical, reads back, and keeps its bytes.

#![expect(clippy::unwrap_used, reason = "tests")]

use model::entry::{Basis, Method, Withdrawal};
use model::kind::{Determination, Sense};
use model::observation::{Passage, Restriction, RestrictionType, Sequence};
use model::place::{Sector, Share};
use model::release::PublicObject;
use model::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn when() -> When {
    When::between(at("2026-01-07T20:00:00Z"), at("2026-01-07T21:30:00Z"), TimePrecision::PartOfDay, "Europe/Paris").unwrap()
}

fn digest() -> Digest {
    Digest::of(b"artifact")
}

fn passage() -> Passage {
    Passage { artifact: digest(), entry: Some("a.csv".into()), line: 7 }
}

fn places() -> Place {
    let observer = Position { lat_e7: -330_000_000, lon_e7: -240_000_000 };
    let sector =
        Sector { from_mdeg: 101_250, hi_m: 5_000, lo_m: 3_000, observer, observer_sd_m: 50, range_assumed: false, to_mdeg: 123_750 };
    let shares = [
        Place::Sector(sector),
        Place::Normal { centre: observer, sd_m: 100 },
        Place::WideTail { centre: observer, sd_m: 1_000, wide_ppm: 120_000, wide_sd_m: 12_000 },
        Place::Polygon(vec![vec![observer, Position { lat_e7: 0, ..observer }, Position { lon_e7: 0, ..observer }]]),
    ];
    Place::Mixture(shares.into_iter().map(|place| Share { place, weight_ppm: 250_000 }).collect())
}

fn observation() -> Observation {
    let claim = Claim {
        about: Some(PartyId("p1".into())),
        as_of: Some(at("2026-01-08T08:00:00Z")),
        count: Count::of(Qualifier::Over, 950, "more than 950"),
        cumulative: true,
        definition: Some("drones launched".into()),
        measure: Measure::Launched,
        speaker: "a ministry".into(),
        window: Some(when()),
    };
    Observation {
        actor: Some(PartyId("p1".into())),
        cause: Some("demining".into()),
        claims: vec![claim],
        count: Some(Count::between(3, 5, "3 to 5")),
        deed: None,
        determination: Some(Determination::Incoming),
        flight: Some("w-e".into()),
        from: passage(),
        id: ObservationId::derive("firms", "firms", b"row", 0),
        key: Some("k1".into()),
        kind: Kind::Explosion,
        place: Some(places()),
        place_name: Some("a village, \u{201c}quoted\u{201d}\n\u{1f}".into()),
        place_precision: Some(PlacePrecision::Sector),
        restriction: Some(Restriction {
            by_whom: Some("a guard".into()),
            reason_quoted: Some("orders".into()),
            form: RestrictionType::Denied,
        }),
        sense: Sense::HeardAndSeen,
        sequence: Some(Sequence { block: "1".into(), ordinal: Some(2) }),
        source: SourceId("patrols".into()),
        speaker: Some("patrol 4".into()),
        status: Some(WeaponStatus::InViolation),
        target: None,
        text: Some("words".into()),
        time: when(),
        weapon: Some(Weapon {
            assessed: true,
            calibre_dmm: Some(1_220),
            class: Some(WeaponClass("mlrs".into())),
            model: Some("BM-21".into()),
        }),
    }
}

fn incident() -> Incident {
    let observation = observation().id;
    let id = IncidentId::of(observation);
    Incident {
        alternatives: vec![Alternative { incident: id, log_odds_mnat: -120, observation }],
        bonds: Vec::new(),
        crowded: true,
        id,
        kind: Kind::Explosion,
        members: vec![Member { chance_ppm: 950_000, observation }],
        moved_to: vec![id],
        origins: vec![Origin { members: vec![observation], source: SourceId("patrols".into()) }],
        place: Some(places()),
        time: when(),
    }
}

fn finding(subject: Subject) -> Finding {
    Finding {
        agreement: "truce".into(),
        agreement_version: digest(),
        chance_ppm: Some(691_462),
        clause: "1.1".into(),
        id: Finding::derive_id("truce", "1.1", Some("a"), Some(&PartyId("p1".into())), "subject"),
        missing: vec![Missing::Actor, Missing::ExerciseTag],
        outcome: Outcome::Undetermined,
        party: Some(PartyId("p1".into())),
        reading: Some("a".into()),
        reasons: vec!["because".into()],
        subject,
        time: when(),
        used: vec![LayerVersion::derive_id("line", &SourceId("map".into()), at("2026-01-01T00:00:00Z"), &digest())],
    }
}

fn items() -> Vec<Item> {
    let source = SourceId("patrols".into());
    let series = Subject::Series { definition: "trucks".into(), observations: vec![observation().id], speaker: "a body".into() };
    let coverage = Coverage {
        cause: Some("jammed".into()),
        from: passage(),
        id: Coverage::derive_id(&source, "camera 1", &when()),
        observed_min: 80,
        planned_min: 90,
        region: Some("north".into()),
        sense: Sense::Camera,
        source: source.clone(),
        state: CoverageState::Degraded,
        station: "camera 1".into(),
        time: when(),
    };
    let layer = LayerVersion {
        accuracy_m: 500,
        geometry: digest(),
        id: LayerVersion::derive_id("line", &source, at("2026-01-01T00:00:00Z"), &digest()),
        known_at: at("2026-01-02T00:00:00Z"),
        layer: "line".into(),
        name: Some("Line".into()),
        party: Some(PartyId("p1".into())),
        role: LayerRole::Line,
        source,
        valid_from: at("2026-01-01T00:00:00Z"),
        valid_to: Some(at("2026-02-01T00:00:00Z")),
    };
    let reading = Reading {
        artifact: digest(),
        format: "firms".into(),
        id: Reading::derive_id(&digest()),
        notes: vec!["note".into()],
        read_n: 2,
        refused_n: 1,
        rows_n: 3,
    };
    let refusal = Refusal {
        column: Some("Latitude".into()),
        id: Refusal::derive_id(&passage(), "no"),
        from: passage(),
        raw: "91.2".into(),
        reason: "no".into(),
    };
    vec![
        Item::Coverage(coverage),
        Item::Finding(finding(Subject::Incident(incident().id))),
        Item::Finding(finding(series)),
        Item::Incident(incident()),
        Item::Layer(layer),
        Item::Observation(observation()),
        Item::Reading(reading),
        Item::Refusal(refusal),
        Item::Withdrawal(Withdrawal { id: finding(Subject::Incident(incident().id)).id, reason: "gone".into() }),
    ]
}

fn entries() -> Vec<Entry> {
    let received = Received {
        bytes_n: 8,
        map: Some(digest()),
        name: "a.csv".into(),
        read_as: Some("csv".into()),
        received_at: at("2026-01-08T09:00:00Z"),
        sent: None,
        sha256: digest(),
        source: Some(SourceId("patrols".into())),
        v: 1,
    };
    let declared = |act| Declared { act, at: at("2026-01-08T09:00:00Z"), by: "A. Person".into(), log: None, v: 1 };
    let header = BatchHeader {
        basis: Basis { as_of: 3, inputs_n: 1, inputs_root: digest(), log: None, trigger: 2 },
        kind: "reading".into(),
        mark: "red".into(),
        method: Method { name: "reading".into(), parameters: digest(), revision: 1 },
        n: 2,
        order: "id".into(),
        plain_root: None,
        root: digest(),
        v: 1,
    };
    vec![
        Entry::Concluded(header),
        Entry::Declared(declared(Act::AdoptAgreement { id: "truce".into(), sha256: digest() })),
        Entry::Declared(declared(Act::AdoptMission { sha256: digest() })),
        Entry::Received(received),
    ]
}

fn key(kind: KeyKind) -> Key {
    Key {
        body: Some("A body".into()),
        kind,
        party: Some(PartyId("p1".into())),
        person: "A. Person".into(),
        public: "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=".into(),
        roles: vec![Role::Commission, Role::Custody, Role::Operations],
    }
}

/// Every act with every field, in the order of their names.
fn acts() -> Vec<Act> {
    vec![
        Act::AddKey { key: key(KeyKind::Officer) },
        Act::AdoptAgreement { id: "truce".into(), sha256: digest() },
        Act::AdoptMission { sha256: digest() },
        Act::AdoptPolicy { text: "quorum none\n".into() },
        Act::ClaimLog { reason: "disk lost".into(), root: digest(), size: 9 },
        Act::ConfirmErasure { order: 7 },
        Act::Decide { case: "case 4".into(), sha256: digest() },
        Act::Found { keys: KeyKind::ALL.map(key).to_vec(), threshold: 2 },
        Act::OrderErasure { ground: "a person asked".into(), units: vec![Unit { item: None, leaf: 5 }, Unit { item: Some(3), leaf: 6 }] },
        Act::RevokeKey { compromised_since: Some(4), key: key(KeyKind::Officer).id(), reason: "stolen".into() },
        Act::RotateKey { old: key(KeyKind::Officer).id(), public: "AAAA".into() },
    ]
}

/// The entries that came with signed acts.
fn later_entries() -> Vec<Entry> {
    let sent = Sent {
        claimed_at: at("2026-01-08T08:00:00Z"),
        epoch: 2,
        key: key(KeyKind::Device).id(),
        media_type: Some("text/csv".into()),
        prev: digest(),
        seq: 7,
        sig: "AAAA".into(),
        stream: "patrol 4".into(),
    };
    let received = Received {
        bytes_n: 8,
        map: None,
        name: "a.csv".into(),
        read_as: None,
        received_at: at("2026-01-08T09:00:00Z"),
        sent: Some(sent),
        sha256: digest(),
        source: None,
        v: 1,
    };
    let gap = Gap { epoch: 2, from: 3, sender: "A. Person".into(), stream: "patrol 4".into(), to: 6, v: 1 };
    let anchor = Anchor { checkpoint: "log.example\n".into(), log: "log.example".into(), root: digest(), size: 9, v: 1 };
    let mut entries = vec![Entry::Anchor(anchor), Entry::Gap(gap), Entry::Received(received)];
    entries.extend(acts().into_iter().map(|act| {
        let declared = Declared { act, at: at("2026-01-08T09:00:00Z"), by: "A. Person".into(), log: Some("log.example".into()), v: 1 };
        let signature = Signature { keyid: key(KeyKind::Officer).id().to_string(), sig: "AAAA".into() };
        Entry::Signed(Signed { declared, payload_type: act::DECLARED_TYPE.into(), signatures: vec![signature], v: 1 })
    }));
    entries
}

#[test]
fn every_item_with_every_field_is_canonical_and_reads_back() {
    for item in items() {
        let bytes = item.canonical().map_err(|fault| format!("{}: {fault}", item.id())).unwrap();
        assert_eq!(Item::read(&bytes).unwrap(), item);
    }
}

#[test]
fn every_entry_is_canonical_starts_with_a_brace_and_reads_back() {
    for entry in entries().into_iter().chain(later_entries()) {
        let bytes = entry.canonical().unwrap();
        assert_eq!(bytes.first(), Some(&b'{'));
        assert_eq!(Entry::read(&bytes).unwrap(), entry);
    }
}

#[test]
fn an_entry_that_would_be_written_otherwise_is_refused() {
    let bytes = entries().last().unwrap().canonical().unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert!(Entry::read(text.replace("\"v\":1", "\"v\":1,\"w\":2").as_bytes()).is_err(), "an unknown field");
    assert!(Entry::read(text.replace("09:00:00.000Z", "10:00:00.000+01:00").as_bytes()).is_err(), "a time in another form");
    assert!(Entry::read(text.replace(":1}}", ": 1}}").as_bytes()).is_err(), "white space");
}

/// The bytes of wire format 1. A change here breaks every log that exists: make a new version instead.
#[test]
fn the_bytes_of_wire_format_1_stay_as_they_are() {
    let mut all = Vec::new();
    for bytes in items().iter().map(|item| item.canonical().unwrap()).chain(entries().iter().map(|entry| entry.canonical().unwrap())) {
        all.extend_from_slice(&bytes);
        all.push(b'\n');
    }
    assert_eq!(
        Digest::of(&all).to_string(),
        "39b80933e667b69e1be4d6a1c83486c6f7c75b18ea86c626cf99323a81014718",
        "{}",
        String::from_utf8_lossy(&all)
    );
}

/// The bytes of what was added to observations and findings later: deeds, and what is owed.
#[test]
fn the_bytes_of_deeds_and_duties_stay_as_they_are() {
    let deed = Deed { about: Some("area a".into()), kind: DeedKind::CounterOrder, to: Some("p2".into()) };
    let duty = Subject::Duty {
        about: "area a".into(),
        coverages: vec![Coverage::derive_id(&SourceId("patrols".into()), "camera 1", &when())],
        incidents: vec![incident().id],
        observations: vec![observation().id],
    };
    let items = [Item::Finding(finding(duty)), Item::Observation(Observation { deed: Some(deed), ..observation() })];
    let mut all = Vec::new();
    for item in items {
        let bytes = item.canonical().unwrap();
        assert_eq!(Item::read(&bytes).unwrap(), item);
        all.extend_from_slice(&bytes);
        all.push(b'\n');
    }
    assert_eq!(
        Digest::of(&all).to_string(),
        "f511fed0c99b70386e556eae7429386bcaf3fb2346e525071df5fc4088bf0117",
        "{}",
        String::from_utf8_lossy(&all)
    );
}

/// The bytes of signed acts, gaps, anchors and signed submissions. The same holds for them. An act
/// that is added later gets a pin of its own.
#[test]
fn the_bytes_of_signed_acts_stay_as_they_are() {
    let mut all = Vec::new();
    for entry in later_entries() {
        all.extend_from_slice(&entry.canonical().unwrap());
        all.push(b'\n');
    }
    assert_eq!(
        Digest::of(&all).to_string(),
        "8eb27a53e1e12c142a6004b94cc85446e30701a053cc8ea9d86b99042a61a290",
        "{}",
        String::from_utf8_lossy(&all)
    );
}

/// The header of a sealed batch. The same holds for it.
#[test]
fn the_bytes_of_a_sealed_batchs_header_stay_as_they_are() {
    let Some(Entry::Concluded(header)) = entries().into_iter().next() else { panic!("the first entry is a header") };
    let entry = Entry::Concluded(BatchHeader { plain_root: Some(digest()), ..header });
    let bytes = entry.canonical().unwrap();
    assert_eq!(Entry::read(&bytes).unwrap(), entry);
    assert_eq!(
        Digest::of(&bytes).to_string(),
        "033810fdb62ecb10257ea915c724bc8d65b47382bd2a2a0fbfd8d9d3e218a306",
        "{}",
        String::from_utf8_lossy(&bytes)
    );
}

/// The bytes of acts by which files come into use that older programs did not know. The same holds for them.
#[test]
fn the_bytes_of_later_adoptions_stay_as_they_are() {
    let sha256 = Digest::of(b"");
    for (act, text) in [
        (
            Act::AdoptGazetteer { name: "places.csv".into(), sha256 },
            format!(r#"{{"adopt_gazetteer":{{"name":"places.csv","sha256":"{sha256}"}}}}"#),
        ),
        (Act::AdoptProcedure { text: "[deadlines]\n".into() }, r#"{"adopt_procedure":{"text":"[deadlines]\n"}}"#.to_owned()),
    ] {
        let bytes = model::json::canonical(&act).unwrap();
        assert_eq!(String::from_utf8_lossy(&bytes), text);
        assert_eq!(serde_json::from_slice::<Act>(&bytes).unwrap(), act);
    }
}

/// The bytes of a tick. The same holds for them.
#[test]
fn the_bytes_of_ticks_stay_as_they_are() {
    let act = Act::Tick { now: at("2026-01-08T09:00:00Z") };
    let declared = Declared { act, at: at("2026-01-08T09:00:00Z"), by: "node 1".into(), log: Some("log.example".into()), v: 1 };
    let signature = Signature { keyid: key(KeyKind::Node).id().to_string(), sig: "AAAA".into() };
    let entry = Entry::Signed(Signed { declared, payload_type: act::DECLARED_TYPE.into(), signatures: vec![signature], v: 1 });
    let bytes = entry.canonical().unwrap();
    assert_eq!(Entry::read(&bytes).unwrap(), entry);
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains(r#""act":{"tick":{"now":"2026-01-08T09:00:00.000Z"}}"#), "{text}");
}

/// The bytes of steps in a case. The same holds for them.
#[test]
fn the_bytes_of_steps_in_a_case_stay_as_they_are() {
    use model::CaseAct;
    use model::case::{Choice, Cite, Found, Proposal, Standard, Tier};
    use model::remedy::{Order, Outcome, Test};
    let sha256 = Digest::of(b"");
    let hash = sha256.to_string();
    let order = Order {
        act: "withdraw".into(),
        actor: PartyId("p1".into()),
        place: "the bridge".into(),
        quantity: Some("6".into()),
        remedy: "r".into(),
        step: "note".into(),
        test: Test::CountAtMost { class: Some(WeaponClass("mlrs".into())), kind: Kind::WeaponSeen, n: 0, window_h: 48, zone: "z".into() },
        within_h: 96,
    };
    let proposal = Proposal {
        found: Found::Breach,
        orders: vec![order],
        responsible: vec![PartyId("p1".into())],
        sha256,
        standard: Standard::ReasonableGrounds,
    };
    let case = || "c".to_owned();
    let cites = || vec![Cite { as_of: 9, id: "INC-1".into() }];
    let (named, reviews) = (vec![PartyId("p1".into())], Some("b".into()));
    for (step, text) in [
        (
            CaseAct::Submit { case: case(), cites: cites(), named, reviews, title: "t".into() },
            r#"{"submit":{"case":"c","cites":[{"as_of":9,"id":"INC-1"}],"named":["p1"],"reviews":"b","title":"t"}}"#.to_owned(),
        ),
        (
            CaseAct::Reply { attachments: vec![sha256], case: case(), complete: true, sha256 },
            format!(r#"{{"reply":{{"attachments":["{hash}"],"case":"c","complete":true,"sha256":"{hash}"}}}}"#),
        ),
        (
            CaseAct::Draft { case: case(), proposal },
            format!(
                r#"{{"draft":{{"case":"c","proposal":{{"found":"breach","orders":[{{"act":"withdraw","actor":"p1","place":"the bridge","quantity":"6","remedy":"r","step":"note","test":{{"count_at_most":{{"class":"mlrs","kind":"weapon_seen","n":0,"window_h":48,"zone":"z"}}}},"within_h":96}}],"responsible":["p1"],"sha256":"{hash}","standard":"reasonable_grounds"}}}}}}"#
            ),
        ),
        (
            CaseAct::Vote { case: case(), choice: Choice::Abstain, dissent: Some(sha256), draft: 3, reason: "r".into() },
            format!(r#"{{"vote":{{"case":"c","choice":"abstain","dissent":"{hash}","draft":3,"reason":"r"}}}}"#),
        ),
        (
            CaseAct::Verify { case: case(), cites: cites(), outcome: Outcome::NotMet, reason: "r".into(), remedy: "r".into() },
            r#"{"verify":{"case":"c","cites":[{"as_of":9,"id":"INC-1"}],"outcome":"not_met","reason":"r","remedy":"r"}}"#.to_owned(),
        ),
        (
            CaseAct::Publish { case: case(), sha256, tier: Tier::States },
            format!(r#"{{"publish":{{"case":"c","sha256":"{hash}","tier":"states"}}}}"#),
        ),
        (CaseAct::CloseVote { case: case() }, r#"{"close_vote":{"case":"c"}}"#.to_owned()),
    ] {
        let bytes = model::json::canonical(&step).unwrap();
        assert_eq!(String::from_utf8_lossy(&bytes), text);
        assert_eq!(serde_json::from_slice::<CaseAct>(&bytes).unwrap(), step);
    }
}

fn releases() -> Vec<Entry> {
    let cell = Cell { east_e7: 371_000_000, level: 0, north_e7: 480_500_000, south_e7: 480_000_000, west_e7: 370_000_000 };
    let object = PublicObject { lat_e7: 480_000_000, lon_e7: 370_000_000, name: "A bridge".into(), reach_m: 500 };
    let places = [Some(PublicPlace::Cell(cell)), Some(PublicPlace::Object(object)), None];
    let shown = Class::ALL.into_iter().zip(places.into_iter().cycle()).map(|(class, place)| {
        let time = Window { from: at("2026-01-07T00:00:00Z"), to: at("2026-01-08T00:00:00Z") };
        Shown::Clear(PublicIncident { class, id: PublicId::from_bytes([7; 10]), kind: Kind::Explosion, place, time })
    });
    let audiences = [Audience::Public, Audience::Commission, Audience::Party(PartyId("p1".into()))];
    let all = audiences.into_iter().cycle().zip(shown.chain([Shown::Committed(digest())]));
    all.map(|(audience, shown)| {
        let act = Act::Release(Release { audience, basis: "AAAA".into(), reason: "asked for".into(), shown });
        let declared = Declared { act, at: at("2026-01-08T09:00:00Z"), by: "A. Person".into(), log: Some("log.example".into()), v: 1 };
        let signature = Signature { keyid: key(KeyKind::Officer).id().to_string(), sig: "AAAA".into() };
        Entry::Signed(Signed { declared, payload_type: act::DECLARED_TYPE.into(), signatures: vec![signature], v: 1 })
    })
    .collect()
}

/// The bytes of releases. The same holds for them: exports are held against them for ever.
#[test]
fn the_bytes_of_releases_stay_as_they_are() {
    let mut all = Vec::new();
    for entry in releases() {
        let bytes = entry.canonical().unwrap();
        assert_eq!(Entry::read(&bytes).unwrap(), entry);
        all.extend_from_slice(&bytes);
        all.push(b'\n');
    }
    assert_eq!(
        Digest::of(&all).to_string(),
        "7321ee79d1383df66e6c2a5ca7be1a36e4fbfa3376eb3f77e1785176f347b578",
        "{}",
        String::from_utf8_lossy(&all)
    );
}

/// The bytes of what settles which observations are one event, and of what incidents say of it.
#[test]
fn the_bytes_of_merges_and_splits_stay_as_they_are() {
    let groups = || vec![vec![observation().id], vec![ObservationId::from_bytes([7; 10])]];
    let acts = [
        Act::Leave { doubt: digest(), incident: incident().id, reason: "seen".into() },
        Act::Merge { groups: groups(), reason: "one crater".into() },
        Act::Split { groups: groups(), reason: "two craters".into() },
        Act::Unbind { act: 4, log: Some("log.example".into()), reason: "mistaken".into() },
        Act::Unbind { act: 4, log: None, reason: "mistaken".into() },
    ];
    let mut all: Vec<u8> = acts.iter().flat_map(|act| model::json::canonical(act).unwrap()).collect();
    let bond = |log_odds_mnat, verb| Bond { act: 4, log: "log.example".into(), log_odds_mnat, verb };
    let bound = Incident { bonds: vec![bond(Some(-1), BondVerb::Merge), bond(None, BondVerb::Split)], ..incident() };
    assert!(bound.bonds.iter().map(Bond::is_against_evidence).eq([true, false]));
    let bytes = Item::Incident(bound.clone()).canonical().unwrap();
    assert_eq!(Item::read(&bytes).unwrap(), Item::Incident(bound));
    all.extend(bytes);
    assert_eq!(
        Digest::of(&all).to_string(),
        "ca15304248af2ce75b7d96fb6e0d05112671a2f8825441038417d629b728ad5f",
        "{}",
        String::from_utf8_lossy(&all)
    );
}

/// The bytes of steps of verification, and of a seal. The same holds for them: who cannot make a seal again cannot open it.
#[test]
fn the_bytes_of_verification_and_of_seals_stay_as_they_are() {
    let (subject, reason) = (|| incident().id.to_string(), || "seen on a visit".to_owned());
    let seen = || Seen { as_of: 9, kin: vec![observation().id.to_string()], version: digest() };
    let grade = Grade {
        chance_ppm: 800_000,
        confidence: Confidence::Moderate,
        credibility: 2,
        note: Some("two voices".into()),
        source: Reliability::B,
        standard: Some(Standard::ReasonableGrounds),
    };
    let seal = verification::seal_of(&subject(), 1, "A. Person", &grade, digest()).unwrap();
    let other = verification::seal_of(&subject(), 1, "B. Person", &grade, digest()).unwrap();
    assert_ne!(seal, other, "a seal is one person's");
    let adoption = Adoption {
        dissent: vec![Dissent { by: "B. Person".into(), reason: reason() }],
        hypothesis: "fired_by_party".into(),
        parties: vec![PartyId("p1".into())],
        party: Some(PartyId("p1".into())),
        proposal: digest(),
        seen: seen(),
        standard: Some(Standard::ClearAndConvincing),
        subject: subject(),
    };
    let steps = [
        VerifyAct::AdoptAttribution(adoption),
        VerifyAct::Assign { due: Some(at("2026-01-08T09:00:00Z")), subject: subject(), to: "A. Person".into() },
        VerifyAct::CallGraders { graders: vec!["A. Person".into()], round: 1, subject: subject() },
        VerifyAct::CloseRound { reason: reason(), round: 1, subject: subject() },
        VerifyAct::Comment { subject: subject(), text: reason() },
        VerifyAct::Confirm { note: Some(reason()), seen: seen(), subject: subject() },
        VerifyAct::LetGo { subject: subject() },
        VerifyAct::OpenGrade { grade, round: 1, salt: digest(), seen: seen(), subject: subject() },
        VerifyAct::SealGrade { round: 1, seal, seen: seen(), subject: subject() },
        VerifyAct::SendBack { missing: vec!["place".into()], reason: reason(), subject: subject() },
        VerifyAct::SetAside { reason: reason(), subject: subject() },
        VerifyAct::Settle { happened: true, reason: reason(), rests_on: vec![SourceId("s1".into())], seen: seen(), subject: subject() },
        VerifyAct::TakeOn { subject: subject(), until: at("2026-01-08T09:00:00Z") },
        VerifyAct::TakeUp { reason: reason(), subject: subject() },
    ];
    let mut all = Vec::new();
    for act in steps.map(Act::Verify) {
        let bytes = model::json::canonical(&act).unwrap();
        assert_eq!(serde_json::from_slice::<Act>(&bytes).unwrap(), act);
        all.extend(bytes);
        all.push(b'\n');
    }
    assert_eq!(
        Digest::of(&all).to_string(),
        "e127248f1b49fef592405608a981198b7e79937ed94a6ef248ed177556c8ab27",
        "{}",
        String::from_utf8_lossy(&all)
    );
}
