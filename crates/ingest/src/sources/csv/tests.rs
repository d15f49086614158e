//! Invented tables with invented mappings.

use crate::testing::{read_with, refusals};
use crate::{Format, Unreadable, Yield};
use model::{Deed, DeedKind, Kind, Measure, PartyId, Place, PlacePrecision, Sense};

const TABLE: &str = "Nr;When;Clock;Y;X;Err;What;Side;Dead;Words;Where
a1;07.01.2026;18h30;35,2;33,4;1,5;Big blast;north;at least 2;it shook;Hilltown
a2;08.01.2026;;35,2;33,4;;Fire fight;south;;they shot;Marsh
a3;09.01.2026;;35,2;33,4;;Parade;;;;
a4;31.02.2026;;35,2;33,4;;Big blast;;;;
a5;09.01.2026;26h00;35,2;33,4;;Big blast;;;;
";

const MAP: &str = r#"
key = ["Nr"]
text = ["Words"]
sense = { value = "told" }
speaker = { value = "village elders" }
actor = { column = "Side", values = { north = "p1", south = "p2" } }

[time]
column = "When"
format = "%d.%m.%Y"
clock_column = "Clock"
clock_format = "%Hh%M"

[place]
lat = "Y"
lon = "X"
precision = "fix"
sd = { column = "Err", unit = "km" }
name = ["Where"]

[kind]
column = "What"
values = { "Big*" = "explosion", "Fire fight" = "exchange_of_fire" }

[[claim]]
measure = "killed"
column = "Dead"
definition = "dead, as told"
about = { column = "Side", values = { north = "p2", south = "p1" } }
"#;

fn read(map: &str) -> Result<Yield, Unreadable> {
    read_with("t.csv", TABLE.as_bytes(), None, Some(map))
}

#[test]
fn a_table_is_read_as_its_mapping_says() {
    let yielded = read(MAP).unwrap();
    assert_eq!((yielded.reading.format.as_str(), yielded.reading.read_n, yielded.reading.refused_n), ("csv", 2, 3));
    let first = &yielded.observations[0];
    assert_eq!((first.kind, first.sense, first.actor.clone()), (Kind::Explosion, Sense::Told, Some(PartyId("p1".into()))));
    assert!(matches!(first.place, Some(Place::Normal { sd_m: 1500, .. })));
    assert_eq!((first.place_precision, first.place_name.as_deref()), (Some(PlacePrecision::Fix), Some("Hilltown")));
    assert_eq!(first.time.from.to_string(), "2026-01-07T16:30:00.000Z");
    assert_eq!(
        (first.key.as_deref(), first.text.as_deref(), first.speaker.as_deref()),
        (Some("a1"), Some("it shook"), Some("village elders"))
    );
    let claim = &first.claims[0];
    assert_eq!(
        (claim.measure, claim.count.lo, claim.count.hi, claim.about.clone()),
        (Measure::Killed, Some(2), None, Some(PartyId("p2".into())))
    );
    assert_eq!((claim.speaker.as_str(), claim.definition.as_deref()), ("village elders", Some("dead, as told")));
    assert!(yielded.observations[1].claims.is_empty(), "what is not stated is no claim");
}

#[test]
fn rows_that_the_mapping_cannot_read_are_refused_with_their_column() {
    assert_eq!(
        refusals(&read(MAP).unwrap()),
        [
            (4, Some("What"), "`Parade` is not among the mapping's values, and it has no default"),
            (5, Some("When"), "`31.02.2026` is not a time in the mapping's format `%d.%m.%Y`"),
            (6, Some("Clock"), "`26h00` is not a time of day such as 18:30 or evening"),
        ]
    );
}

#[test]
fn a_faulty_mapping_says_where_it_is_wrong_and_what_would_be_right() {
    let fault = |map: &str| read(map).unwrap_err().to_string();
    assert!(fault("[time]\ncolumn = 'When'\nforma = 'x'\n[kind]\nvalue = 'damage'").contains("line 3: unknown field `forma`"));
    assert!(
        fault("[time]\ncolumn = 'Day'\n[kind]\nvalue = 'damage'")
            .contains("it names the column `Day`, which the table does not have; its columns are `Nr`, `When`")
    );
    assert!(fault("[time]\ncolumn = 'When'\n[kind]\nvalue = 'bang'").contains("`bang` is not a kind; the kinds are explosion"));
    assert!(fault("[time]\ncolumn = 'When'\n[kind]").contains("`kind` needs either `column` or `value`"));
    assert!(fault("[time]\ncolumn = 'When'\n[kind]\nvalue='damage'\n[place]\nlat='Y'").contains("both `lat` and `lon`"));
    assert_eq!(read_with("t.csv", TABLE.as_bytes(), Some(Format::Csv), None), Err(Unreadable::NoMap));
    assert!(
        matches!(read_with("t.csv", TABLE.as_bytes(), None, None), Err(Unreadable::Unknown { what }) if what.starts_with("the columns `Nr`, `When`"))
    );
}

#[test]
fn a_row_without_its_key_is_named_by_its_content_and_noted() {
    let yielded = read_with("t.csv", TABLE.replace("a2;", ";").as_bytes(), None, Some(MAP));
    let second = yielded.as_ref().map(|yielded| yielded.observations[1].key.clone());
    assert_eq!(second, Ok(None));
    assert_eq!(yielded.unwrap().reading.notes, ["no key in the row: its content names it: 1 row, at line 3"]);
}

#[test]
fn without_a_key_the_mapped_cells_name_a_row() {
    let map = "text = ['Words']\n[time]\ncolumn = 'When'\n[kind]\nvalue = 'damage'\n";
    let other = "text = ['Words']\n[time]\ncolumn = 'When'\n[kind]\nvalue = 'explosion'\n";
    let ids = |map: &str| -> Vec<_> { read(map).unwrap().observations.into_iter().map(|observation| observation.id).collect() };
    assert_eq!(ids(map), ids(other));
    assert_eq!(ids(map).len(), 4);
}

const DEEDS: &str = "on,who,what,subject,addressee
2026-01-07,north,counter order,1.2,
2026-01-08,south,Notice,area a,coordinator
2026-01-09,south,,,
2026-01-10,south,speech,,
";

#[test]
fn a_deed_is_read_with_what_it_is_about_and_to_whom() {
    let map = "kind = { value = 'document' }\nactor = { column = 'who', values = { north = 'p1', south = 'p2' } }\n[time]\ncolumn = 'on'\n\
               [deed]\nkind = { column = 'what' }\nabout = { column = 'subject' }\nto = { column = 'addressee' }\n";
    let yielded = read_with("t.csv", DEEDS.as_bytes(), None, Some(map)).unwrap();
    let deeds: Vec<Option<Deed>> = yielded.observations.iter().map(|one| one.deed.clone()).collect();
    let deed = |kind, about: &str, to: Option<&str>| Some(Deed { about: Some(about.into()), kind, to: to.map(str::to_owned) });
    assert_eq!(deeds, [deed(DeedKind::CounterOrder, "1.2", None), deed(DeedKind::Notice, "area a", Some("coordinator")), None]);
    let refused = refusals(&yielded);
    assert_eq!(refused.len(), 1);
    assert!(refused[0].2.starts_with("`speech` is not a deed: one of acceptance, attempt"), "{refused:?}");
    let wrong = read_with("t.csv", DEEDS.as_bytes(), None, Some(&map.replace("column = 'what'", "value = 'speech'"))).unwrap_err();
    assert!(wrong.to_string().contains("`deed.kind`: `speech` is not a deed"), "{wrong}");
}

#[test]
fn a_ledger_that_does_not_close_is_refused_with_its_hole() {
    let map = "key = [\"id\"]\nkind = { value = \"statement\" }\n[time]\ncolumn = \"day\"\n\
               [[claim]]\nmeasure = \"complaints\"\ncolumn = \"all\"\n[[ledger]]\ntotal = \"all\"\nparts = [\"open\", \"closed\"]\n";
    let table = "id,day,all,open,closed\na,2026-01-07,9,4,5\nb,2026-01-07,9,3,5\nc,2026-01-07,9,5,5\nd,2026-01-07,9,,5\n\
                 e,2026-01-07,9,about 4,5\nf,2026-01-07,,,\n";
    let yielded = read_with("t.csv", table.as_bytes(), None, Some(map)).unwrap();
    let keys: Vec<_> = yielded.observations.iter().filter_map(|observation| observation.key.as_deref()).collect();
    assert_eq!(keys, ["a", "f"]);
    let told = format!("{:?}", refusals(&yielded));
    for said in [
        "all 9, but open 3 + closed 5 = 8: 1 in no class",
        "= 10: 1 in more than one class",
        "`open` is empty",
        "a ledger needs exact numbers",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
}
