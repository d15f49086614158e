//! Invented gazetteers and sentences with the endings of public names.

use super::*;
use model::PlacePrecision;

const TOWNS: &str = "geonameid,name,lat,lon,country,admin1,population,alternatenames\n\
1,Holmsk,50.0,36.0,AA,01,900000,Холмськ|Холмск|הולמסק\n\
2,Hirkiv,49.0,35.0,AA,02,60000,Гірків|Горьков\n\
3,Sosnivka,49.1,35.1,AA,02,800,Соснівка|Сосновка\n\
4,Sosnivka,50.1,36.2,AA,01,700,Соснівка|Сосновка\n\
5,Upper Hill,10.0,20.0,BB,03,4000,\n\
6,Hill,10.2,20.1,BB,03,90000,\n\
7,Nyva,49.5,35.5,AA,01,500,Нива\n";

const CODES: &str = "code,pcode,parent,category,name,name_en,lat_hromada,lon_hromada\n\
A1,A,,O,Холмська,,,\n\
A2,AB,A1,P,Горняцький,,,\n\
A3,ABC,A2,H,Польова,,50.2,36.4\n\
A4,ABCD,A3,C,Іванівка,,50.2,36.4\n\
B1,B,,O,Польська,,,\n\
B4,BCD,B1,C,Іванівка,,48.0,30.0\n";

fn index(files: &[&str]) -> Index {
    let mut gazetteer = Gazetteer::default();
    files.iter().for_each(|file| gazetteer.extend(read_gazetteer(file).unwrap()));
    Index::new(gazetteer)
}

fn read(text: &str, files: &[&str]) -> Vec<PlaceMention> {
    let found = read_places(text, &index(files));
    for mention in &found {
        assert_eq!(
            mention.said.span.and_then(|span| span.of(text)).map(crate::numbers::clean).as_deref(),
            Some(mention.said.text.as_str())
        );
        let sum: u32 = mention.candidates.iter().map(|candidate| candidate.chance_ppm).sum();
        assert!(sum.abs_diff(mention.chance_ppm) <= 200, "{mention:?}");
    }
    found
}

fn first(text: &str) -> (String, Choice) {
    let found = read(text, &[TOWNS]);
    let mention = found.first().unwrap_or_else(|| panic!("{text}: nothing"));
    (mention.candidates[0].id.clone(), mention.choice)
}

#[test]
fn names_are_found_in_any_case_script_and_disguise() {
    for text in [
        "Вибухи у Гіркові",
        "под Холмском",
        "Удар по Холмську вночі",
        "взрывы в Холмске",
        "a blast in Holmsk's centre",
        "explosion near Holmsk",
        "בהולמסק",
        "в Xoлмскe",
        "в Хол\u{200b}мске",
    ] {
        let found = read(text, &[TOWNS]);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].choice, Choice::Decided, "{text}: {found:?}");
    }
    assert!(read("в Xoлмскe", &[TOWNS])[0].oddity.mixed_scripts && read("в Хол\u{200b}мске", &[TOWNS])[0].oddity.invisible);
}

#[test]
fn the_longest_name_wins_and_small_letters_name_nothing() {
    assert_eq!(first("shots in Upper Hill today").0, "5");
    assert_eq!(first("shots in Hill today").0, "6");
    assert!(read("They went up the hill and saw a нива", &[TOWNS]).is_empty());
}

#[test]
fn an_ambiguous_name_keeps_its_candidates_and_context_decides() {
    let open = read("Стрілянина у Соснівці", &[TOWNS]);
    assert_eq!((open[0].choice, open[0].candidates.len()), (Choice::Open, 2));
    assert!(matches!(open[0].place, Some(Place::Mixture(_))));
    let near = read("Стрілянина у Соснівці, за 10 км від міста Гірків", &[TOWNS]);
    assert_eq!(near[0].candidates[0].id, "3");
    let region = read("Стрілянина у Соснівці (Холмська область)", &[TOWNS]);
    assert_eq!((region[0].candidates[0].id.as_str(), region[0].choice), ("4", Choice::Decided), "{region:#?}");
}

#[test]
fn regions_districts_and_lands_have_their_level_and_tell_villages_apart() {
    let found = read("У селі Іванівка Холмської області", &[CODES]);
    assert_eq!((found[0].candidates[0].id.as_str(), found[0].choice), ("A4", Choice::Decided), "{found:#?}");
    assert_eq!(found[0].candidates[0].within, ["Польова", "Горняцький", "Холмська"]);
    assert_eq!((found[1].candidates[0].id.as_str(), found[1].candidates[0].precision), ("A1", PlacePrecision::Adm1));
    assert!(found[1].candidates[0].position.is_some(), "the middle of what lies in it");
    let land = read("на Холмщині тихо", &[CODES]);
    assert_eq!(land[0].candidates[0].precision, PlacePrecision::Adm1);
    let list = read("над территориями Холмской и Польской областей", &[CODES]);
    assert_eq!(list.iter().map(|mention| mention.candidates[0].id.as_str()).collect::<Vec<_>>(), ["A1", "B1"]);
}

#[test]
fn distance_and_direction_are_geometry() {
    for (text, bearing) in [
        ("12 km north-east of Holmsk", Some(45_000)),
        ("в 12 км северо-восточнее Холмска", Some(45_000)),
        ("за 12 км на північний схід від Холмська", Some(45_000)),
        ("в 12 километрах от Холмска", None),
    ] {
        let found = read(text, &[TOWNS]);
        assert_eq!(
            (found[0].relation.kind, found[0].relation.distance_m),
            (RelationKind::From, Some((11_500, 12_500))),
            "{text}: {found:#?}"
        );
        if let Some(bearing) = bearing {
            assert_eq!(found[0].relation.bearing_mdeg, Some(bearing), "{text}");
            let Some(Place::Normal { centre, sd_m }) = &found[0].place else { panic!("{found:?}") };
            assert!(centre.lat_e7 > 500_700_000 && centre.lon_e7 > 361_000_000 && *sd_m > 5_000 && *sd_m < 15_000, "{centre:?} {sd_m}");
        }
    }
    let ring = read("в 12 километрах от Холмска", &[TOWNS]);
    assert!(matches!(&ring[0].place, Some(Place::Sector(sector)) if sector.lo_m == 11_500 && sector.width_mdeg() == 360_000));
    assert_eq!(read("взрыв возле Холмска", &[TOWNS])[0].relation.kind, RelationKind::Near);
    assert_eq!(read("на Холмском направлении", &[TOWNS])[0].relation.kind, RelationKind::Direction);
}

#[test]
fn people_called_like_a_place_are_unlikely_and_have_no_geometry() {
    let found = read("Today the officer Nyva Petrenko spoke", &[TOWNS]);
    assert_eq!((found[0].choice, found[0].place.is_none()), (Choice::Unlikely, true));
}

#[test]
fn tables_are_read_in_any_order_and_bad_rows_are_refused() {
    let gazetteer = read_gazetteer("lon;lat;extra;name\n36,5;50,1;x;Holm\nabc;50;x;Bad\n").unwrap();
    assert_eq!((gazetteer.toponyms.len(), gazetteer.refused.len(), gazetteer.refused[0].0), (1, 1, 3));
    assert_eq!(read_gazetteer("a,b\n1,2\n"), Err(NoGazetteer::Header("a,b".into())).map(|_: ()| Gazetteer::default()));
    assert!(matches!(read_gazetteer(""), Err(NoGazetteer::Empty)));
    let dump = "12\tHolm\tHolm\tХолм,Holme\t50.1\t36.2\tP\tPPL\tAA\t\t01\t\t\t\t1200\t\t100\tEurope/Paris\t2025-01-01\n";
    let gazetteer = read_gazetteer(dump).unwrap();
    assert_eq!(
        (gazetteer.toponyms[0].population, gazetteer.toponyms[0].names.as_slice()),
        (1_200, ["Холм".to_owned(), "Holme".to_owned()].as_slice())
    );
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "(Холмськ|Холмской|области|Upper|Hill|12|км|north|of|в|возле|[ ,.\u{200b}(-]|\n){0,30}") {
        let found = read(&text, &[TOWNS, CODES]);
        proptest::prop_assert!(found.windows(2).all(|two| two[0].said.span <= two[1].said.span));
    }
}
