//! Invented sentences and public forms of words; places are invented.

use super::*;

fn told() -> Told<'static> {
    Told { day: Some(jiff::civil::date(2026, 1, 7)), clock: jiff::civil::Time::new(20, 0, 0, 0).ok(), zone: Some("UTC"), speaker: None }
}

fn read(text: &str) -> Vec<Claim> {
    let claims = read_claims(text, &told());
    for claim in &claims {
        assert!(claim.span.of(text).is_some() && claim.sentence.of(text).is_some(), "{claim:?}");
    }
    claims
}

fn brief(text: &str) -> Vec<(ClaimKind, Unit, Option<u32>, Option<u32>)> {
    read(text).into_iter().map(|claim| (claim.kind, claim.unit, claim.count.lo, claim.count.hi)).collect()
}

#[test]
fn numbers_are_joined_to_what_they_count_and_what_became_of_it() {
    use ClaimKind::{Attacks, Damaged, Destroyed, Explosions, Injured, Killed, Launched, NotReached, Struck, Violations};
    let n = Some;
    for (text, expected) in [
        ("Дежурными средствами ПВО уничтожены три украшенных беспилотных летательных аппарата.", vec![(Destroyed, Unit::Uav, n(3), n(3))]),
        ("Двадцать один БПЛА перехвачен и уничтожен.", vec![(Destroyed, Unit::Uav, n(21), n(21))]),
        (
            "Уничтожены два дрона и одна противокорабельная ракета.",
            vec![(Destroyed, Unit::Uav, n(2), n(2)), (Destroyed, Unit::Missile, n(1), n(1))],
        ),
        ("Протиповітряною обороною збито сорок шість ворожих БпЛА.", vec![(Destroyed, Unit::Uav, n(46), n(46))]),
        ("Противник атакував 65 ударними БпЛА.", vec![(Launched, Unit::Uav, n(65), n(65))]),
        ("Ще 14 дронів локаційно втрачено.", vec![(NotReached, Unit::Uav, n(14), n(14))]),
        ("П'ять ракет не досягли цілі.", vec![(NotReached, Unit::Missile, n(5), n(5))]),
        ("Зафіксовано влучання на шести локаціях.", vec![(Struck, Unit::Location, n(6), n(6))]),
        (
            "At least 12 people were killed and 17 injured.",
            vec![(Killed, Unit::Person, n(12), None), (Injured, Unit::Person, n(17), n(17))],
        ),
        (
            "The strike killed three civilians and wounded dozens.",
            vec![(Killed, Unit::Person, n(3), n(3)), (Injured, Unit::Person, n(24), n(99))],
        ),
        ("Погибли 3 человека, еще 12 ранены.", vec![(Killed, Unit::Person, n(3), n(3)), (Injured, Unit::Person, n(12), n(12))]),
        ("Двоє людей загинули, п'ятеро поранені.", vec![(Killed, Unit::Person, n(2), n(2)), (Injured, Unit::Person, n(5), n(5))]),
        ("The death toll rose from 5 to 12.", vec![(Killed, Unit::Person, n(12), n(12))]),
        ("Кількість загиблих зросла до 14.", vec![(Killed, Unit::Person, n(14), n(14))]),
        (
            "The mission counted 179 violations, including 115 explosions.",
            vec![(Violations, Unit::Violation, n(179), n(179)), (Explosions, Unit::Explosion, n(115), n(115))],
        ),
        ("Зафіксовано понад 40 обстрілів.", vec![(Attacks, Unit::Attack, n(41), None)]),
        ("45 of 60 drones were shot down.", vec![(Destroyed, Unit::Uav, n(45), n(45))]),
        ("Пошкоджено 20 будинків.", vec![(Damaged, Unit::Building, n(20), n(20))]),
        (
            "They launched 127 drones; 101 were shot down, 20 were lost.",
            vec![(Launched, Unit::Uav, n(127), n(127)), (Destroyed, Unit::Uav, n(101), n(101)), (NotReached, Unit::Uav, n(20), n(20))],
        ),
    ] {
        assert_eq!(brief(text), expected, "{text}");
    }
}

#[test]
fn numbers_that_count_nothing_are_left_alone() {
    for text in [
        "Both sides agreed on 12 points.",
        "С 20.00 до 22.30 мск тревога была объявлена.",
        "Расчёты 152-мм гаубиц и танки Т-80 72-й бригады вели огонь.",
        "В 2025 году прошло 14 встреч по 30 минут.",
        "Он прошёл 12 км за 3 часа.",
        "15 % of the drones of 2024 were new.",
        "Уничтожены три пункта управления БПЛА.",
    ] {
        assert_eq!(brief(text), vec![], "{text}");
    }
}

#[test]
fn a_total_keeps_its_parts_and_says_whether_they_make_it() {
    let text = "С 20.00 до 22.30 мск дежурными средствами ПВО **уничтожены 14 вражеских беспилотных летательных аппаратов**:  ▪️ пять – над территорией **Холмской** области,  ▪️ по два – над территориями **Горной** и **Полевой** областей,  ▪️ 5 БПЛА – над акваторией **Тихого моря**.  🔹 [Канал](https://t.test/kanal)";
    let claims = read(text);
    assert_eq!(claims.len(), 1, "{claims:#?}");
    let claim = &claims[0];
    assert_eq!((claim.kind, claim.count.hi, claim.sum), (ClaimKind::Destroyed, Some(14), Sum::Equal));
    let parts: Vec<(u32, Vec<&str>)> =
        claim.parts.iter().map(|part| (part.count.hi.unwrap(), part.places.iter().map(|place| place.text.as_str()).collect())).collect();
    assert_eq!(
        parts,
        [
            (5, vec!["территорией Холмской области"]),
            (2, vec!["территориями Горной", "Полевой областей"]),
            (5, vec!["акваторией Тихого моря"])
        ]
    );
    assert_eq!(claim.about.as_ref().map(|about| about.text.as_str()), Some("вражеских"));
    let window = claim.window.as_ref().unwrap();
    assert_eq!((window.said.text.as_str(), window.zone.as_deref()), ("С 20.00 до 22.30 мск", Some("Etc/GMT-3")));
    let when = window.when.as_ref().unwrap();
    assert_eq!((when.from.to_string(), when.to.to_string()), ("2026-01-07T17:00:00.000Z".into(), "2026-01-07T19:30:00.000Z".into()));
}

#[test]
fn parts_without_a_total_are_summed_and_that_is_said() {
    let claims = read(
        "Дежурными средствами ПВО один БпЛА уничтожен над территорией Холмской области, еще один БпЛА уничтожен над Горной областью, четыре БпЛА – над Полевой областью.",
    );
    assert_eq!(claims.len(), 1, "{claims:#?}");
    assert_eq!((claims[0].count.hi, claims[0].parts.len(), claims[0].flags.contains(&ClaimFlag::Summed)), (Some(6), 3, true));
}

#[test]
fn what_lies_within_a_part_is_no_part_and_another_time_is_another_claim() {
    let claims = read("Уничтожены 10 БПЛА: 6 – над Горной областью, в том числе 2 БПЛА, летевших на город, 4 – над Полевой областью.");
    assert_eq!((claims.len(), claims[0].sum, claims[0].parts.len()), (1, Sum::Equal, 2), "{claims:#?}");
    let claims = read("Около 10.00 мск уничтожены два БПЛА над Горной областью. Около 14.00 мск уничтожены три БПЛА над Полевой областью.");
    assert_eq!(claims.iter().map(|claim| claim.count.hi).collect::<Vec<_>>(), [Some(2), Some(3)]);
    let claims = read("Уничтожены пять и перехвачены три БПЛА.");
    assert_eq!(claims.iter().map(|claim| (claim.unit, claim.count.hi)).collect::<Vec<_>>(), [(Unit::Uav, Some(5)), (Unit::Uav, Some(3))]);
}

#[test]
fn the_grammar_counts_one_and_all_refers_back() {
    for text in [
        "Дежурными средствами ПВО беспилотный летательный аппарат уничтожен над территорией Холмской области.",
        "БПЛА уничтожен средствами ПВО в воздухе.",
        "A drone was shot down over the hill.",
    ] {
        let claims = read(text);
        assert_eq!(claims.len(), 1, "{text}: {claims:#?}");
        assert_eq!(
            (claims[0].kind, claims[0].count.hi, claims[0].flags.contains(&ClaimFlag::Implied)),
            (ClaimKind::Destroyed, Some(1), true),
            "{text}"
        );
    }
    let all = brief("Пресечена попытка атаки четырьмя БПЛА. Все беспилотные летательные аппараты уничтожены над холмами.");
    assert_eq!(all, [(ClaimKind::Launched, Unit::Uav, Some(4), Some(4)), (ClaimKind::Destroyed, Unit::Uav, Some(4), Some(4))]);
}

#[test]
fn denials_corrections_and_earlier_figures_are_told_apart() {
    assert_eq!(brief("Пострадавших и разрушений нет."), [(ClaimKind::Injured, Unit::Person, Some(0), Some(0))]);
    assert_eq!(brief("Обійшлося без постраждалих."), [(ClaimKind::Injured, Unit::Person, Some(0), Some(0))]);
    assert_eq!(brief("There were no casualties."), [(ClaimKind::Casualties, Unit::Person, Some(0), Some(0))]);
    let nobody = (ClaimKind::Killed, Unit::Person, Some(0), Some(0));
    assert_eq!(brief("Air defence shot down 5 drones. No one was killed."), [(ClaimKind::Destroyed, Unit::Uav, Some(5), Some(5)), nobody]);
    let earlier = read("Раніше повідомлялося про 5 загиблих.");
    assert!(earlier[0].flags.contains(&ClaimFlag::Earlier) && !earlier[0].is_figure());
    let denied = read("They did not destroy 3 tanks.");
    assert!(denied[0].flags.contains(&ClaimFlag::Denied) && !denied[0].is_figure());
    let corrected = read("The ministry corrected the figure: 4 people were killed.");
    assert!(corrected[0].flags.contains(&ClaimFlag::Correction) && corrected[0].is_figure());
}

#[test]
fn a_million_casualties_are_flagged_and_never_a_figure() {
    for text in ["A million people were killed overnight.", "Убито 1 000 000 солдат.", "The raid caused 99999999999 casualties."]
    {
        let claims = read(text);
        assert_eq!(claims.len(), 1, "{text}");
        assert!(claims[0].flags.contains(&ClaimFlag::Implausible) && !claims[0].is_figure(), "{text}: {claims:?}");
    }
}

#[test]
fn a_headline_and_its_story_say_one_thing_and_a_digest_is_called_one() {
    let claims = read("Three people killed in a strike\nAt the market, three people were killed.");
    assert_eq!((claims.len(), claims[0].repeats.len()), (1, 1), "{claims:#?}");
    let digest = read("**Главное за день**\n▫️ Над холмами уничтожены 12 БПЛА.");
    assert!(digest[0].flags.contains(&ClaimFlag::Digest));
}

#[test]
fn windows_cross_midnight_in_the_zone_that_the_words_name() {
    for (text, from, to) in [
        ("С 23.00 мск 4 января до 02.30 мск 5 января уничтожены 26 БПЛА.", "2026-01-04T20:00", "2026-01-04T23:30"),
        ("С 22.00 до 04.00 мск уничтожены 26 БПЛА.", "2026-01-06T19:00", "2026-01-07T01:00"),
        ("Около 13.00 мск уничтожены 26 БПЛА.", "2026-01-07T10:00", "2026-01-07T10:00"),
        ("У ніч на 31 грудня збито 26 БпЛА.", "2025-12-30T20:00", "2025-12-31T08:00"),
        ("Overnight 26 drones were shot down.", "2026-01-06T20:00", "2026-01-07T08:00"),
        ("26 drones were shot down between 20:00 and 21:30 on January 5.", "2026-01-05T20:00", "2026-01-05T21:30"),
    ] {
        let claims = read(text);
        let when = claims
            .first()
            .and_then(|claim| claim.window.clone())
            .and_then(|window| window.when)
            .unwrap_or_else(|| panic!("{text}: {claims:?}"));
        assert_eq!((&when.from.to_string()[..16], &when.to.to_string()[..16]), (from, to), "{text}");
    }
}

#[test]
fn odd_letters_are_read_and_flagged() {
    let claims = read("Уничтожены 12 бecпилoтников.");
    assert_eq!((claims[0].unit, claims[0].flags.contains(&ClaimFlag::OddLetters)), (Unit::Uav, true));
}

#[test]
fn hostile_text_takes_no_longer_than_its_length() {
    let many = "5 ".repeat(40_000);
    assert!(read(&many).is_empty());
    let list = format!("Уничтожены 9 БПЛА: {}", "один над Горой, ".repeat(4_000));
    assert!(!read(&list).is_empty());
    assert!(read(&"\u{ab}".repeat(10_000)).is_empty());
}

proptest::proptest! {
    #[test]
    fn no_words_break_the_reader(text in "(уничтожены|сбит|two|БПЛА|дрона|killed|people|12|по|над|Горой|с|20|[.]|до|мск|5 января|of which|[ ,.:;()\u{ab}\u{bb}\"\u{200b}▪\n-]){0,40}") {
        let claims = read(&text);
        proptest::prop_assert!(claims.windows(2).all(|two| two[0].span.start <= two[1].span.start), "in order: {:?}", claims);
        crate::read_quotes(&text);
    }
}
