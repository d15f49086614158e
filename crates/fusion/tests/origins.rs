//! Origins of texts: invented documents with known copies, and stories that people know to be copies or not.

#![expect(clippy::indexing_slicing, reason = "tests")]

use fusion::origins::{Limits, Published, Relation, RelationKind, Telling, ToldBy, Traced, trace};
use model::Instant;
use std::collections::BTreeMap;

#[path = "make/documents.rs"]
mod documents;
use documents::{Document, Mutation, documents};

fn at(hours: i64) -> Option<Published> {
    Instant::from_ms(1_767_744_000_000 + hours * 3_600_000).ok().map(Published::at)
}

fn traced(texts: &[(&str, i64, &str)]) -> Traced {
    let tellings: Vec<Telling<'_>> =
        texts.iter().map(|(source, hour, text)| Telling { source, published: at(*hour), text, ..Telling::default() }).collect();
    trace(&tellings, &Limits::default())
}

fn kinds(traced: &Traced) -> Vec<(u32, u32, RelationKind)> {
    traced.relations.iter().map(|relation| (relation.later, relation.earlier, relation.kind)).collect()
}

fn tellings(documents: &[Document]) -> Vec<Telling<'_>> {
    documents.iter().map(|one| Telling { source: &one.source, published: at(one.hour), text: &one.text, ..Telling::default() }).collect()
}

/// Share of the mutated documents of each kind that are tied to their base, with the right direction; and the share of
/// pairs under one origin that have one base.
fn scores(documents: &[Document], traced: &Traced) -> (BTreeMap<Mutation, (usize, usize, usize)>, f64) {
    let ties = |later: usize, base: usize| -> Option<&Relation> {
        let (later, base) = (later as u32, base as u32);
        let is_tie = |one: &&Relation| one.is_one_origin(&Limits::default());
        let between = |one: &&Relation| (one.later, one.earlier) == (later, base) || (one.later, one.earlier) == (base, later);
        traced.relations.iter().filter(is_tie).find(between)
    };
    let mut table: BTreeMap<Mutation, (usize, usize, usize)> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate() {
        let Some((mutation, base)) = document.of else { continue };
        let row = table.entry(mutation).or_default();
        row.0 += 1;
        let tie = ties(at, base);
        row.1 += usize::from(tie.is_some());
        row.2 += usize::from(tie.is_some_and(|tie| tie.later as usize == at));
    }
    let base_of = |at: u32| documents[at as usize].of.map_or(at as usize, |(_, base)| base);
    let tied: Vec<&Relation> = traced.relations.iter().filter(|one| one.is_one_origin(&Limits::default())).collect();
    let right = tied.iter().filter(|one| base_of(one.later) == base_of(one.earlier)).count();
    (table, right as f64 / tied.len().max(1) as f64)
}

#[test]
fn copies_are_found_however_they_were_changed_and_the_later_one_is_named() {
    for seed in 1..=3 {
        let documents = documents(seed, 700);
        let traced = trace(&tellings(&documents), &Limits::default());
        let (table, precision) = scores(&documents, &traced);
        println!("seed {seed}: {table:?}, precision {precision:.3}");
        assert_eq!(table.len(), 4);
        for (mutation, (all, found, right)) in table {
            let least = if mutation == Mutation::Heavy { 0.95 } else { 0.99 };
            assert!(all >= 50 && found as f64 >= least * all as f64, "{mutation:?}: {found} of {all}");
            assert_eq!(right, found, "{mutation:?}: direction");
        }
        assert!(precision >= 0.9, "{precision}");
    }
}

#[test]
fn without_times_the_form_tells_which_is_the_later() {
    let documents = documents(6, 400);
    let mut tellings = tellings(&documents);
    tellings.iter_mut().for_each(|telling| telling.published = None);
    tellings.reverse();
    let mut traced = trace(&tellings, &Limits::default());
    let last = documents.len() as u32 - 1;
    for relation in &mut traced.relations {
        (relation.later, relation.earlier) = (last - relation.later, last - relation.earlier);
    }
    let (table, _) = scores(&documents, &traced);
    println!("{table:?}");
    for (mutation, (all, found, right)) in table {
        if mutation != Mutation::Light {
            assert!(right * 10 >= found * 8 && found * 10 >= all * 9, "{mutation:?}: {right} of {found} of {all}");
        }
    }
}

#[test]
fn the_order_in_which_texts_are_given_changes_nothing() {
    let mut documents = documents(7, 300);
    documents.iter_mut().zip(0..).for_each(|(document, n)| document.hour = document.hour * 10_000 + n);
    let there = trace(&tellings(&documents), &Limits::default());
    let n = documents.len() as u32;
    let shuffled: Vec<u32> = (0..n).map(|at| (at * 11 + 3) % n).collect();
    assert_eq!(shuffled.iter().collect::<std::collections::BTreeSet<_>>().len() as u32, n);
    let given = tellings(&documents);
    let again: Vec<Telling<'_>> = shuffled.iter().map(|at| given[*at as usize]).collect();
    let mut back = trace(&again, &Limits::default()).relations;
    for relation in &mut back {
        (relation.later, relation.earlier) = (shuffled[relation.later as usize], shuffled[relation.earlier as usize]);
    }
    let mut there = there.relations;
    let key = |one: &Relation| (one.later, one.earlier);
    back.sort_by_key(key);
    there.sort_by_key(key);
    assert!(there.len() > 100);
    assert_eq!(back, there);
}

const STORY: &str = "HARBOUR CITY (Coast Wire) \u{2014} Delegates of eleven states met on Monday to agree how a ceasefire along the northern line would be watched. \
The draft names a commission of five members that hears complaints within seventy two hours, and a guard force of 340 people at 14 crossings. \
\u{201c}We will not sign a paper that nobody can check,\u{201d} the chief delegate said after the second session. \
A quarter of the crossings lie in marshland where patrols cannot stay overnight, engineers warned, and the survey of the eastern bank has not begun. \
The next session is planned for Thursday at the old customs house.";

const OTHER: &str = "The price of grain fell for a third week as ships returned to the southern ports after the storm, traders said on Monday. \
Insurers lowered their rates for the strait and the river pilots ended their strike without a new contract.";

const MORE: &str = "More from our region: the ferry runs again on Sunday morning and the market opens at eight. The library keeps its winter hours until the \
end of the month, and the choir looks for tenors. Roadworks close the bridge at the mill from Tuesday; buses go by the old road. The council hears the \
budget on Friday, and whoever wants to speak puts a name on the list before noon. The youth club has a new roof, paid for by the raffle of last autumn.";

#[test]
fn a_page_that_carries_a_whole_story_depends_on_it_and_says_where_it_stands() {
    let page = format!("Local notices for the week and the weather along the shore, with the tides. {STORY} {OTHER} {MORE}");
    let traced = traced(&[("wire", 0, STORY), ("station", 3, &page), ("paper", 1, OTHER)]);
    assert_eq!(kinds(&traced), [(1, 0, RelationKind::Contains), (1, 2, RelationKind::Contains)]);
    let contains = &traced.relations[0];
    assert_eq!((contains.told_by, contains.earlier_ppm), (ToldBy::Published, 1_000_000));
    let span = &contains.spans[0];
    assert!(page[span.later.clone()].starts_with("HARBOUR CITY") && page[span.later.clone()].ends_with("customs house"));
    assert_eq!(&STORY[span.earlier.clone()], &page[span.later.clone()]);
    assert_eq!(traced.groups.len(), 2, "a page hangs on one origin and joins none");
}

#[test]
fn a_quotation_in_two_stories_is_a_common_quote_and_leaves_two_origins() {
    let own = "Our correspondent saw the delegations leave late. \u{201c}We will not sign a paper that nobody can check,\u{201d} their leader told this paper, and went to his car. \
               Nothing was said of the marshes, nor of the money that the survey would need this year.";
    let traced = traced(&[("wire", 0, STORY), ("paper", 3, own)]);
    assert_eq!(kinds(&traced), [(1, 0, RelationKind::CommonQuote)]);
    assert_eq!(traced.groups.len(), 2);
    assert_eq!(fusion::origins::n_eff_e3(&traced.standings, 0..2), 2_000);
}

#[test]
fn the_beginning_of_a_story_on_another_page_is_a_teaser_and_nothing_depends_on_it() {
    let teaser: Vec<&str> = STORY.split_whitespace().take(30).collect();
    let page = format!("{OTHER} Read also: {} ...", teaser.join(" "));
    let traced = traced(&[("wire", 0, STORY), ("paper", 3, &page)]);
    assert_eq!(kinds(&traced), [(1, 0, RelationKind::Teaser)], "{traced:?}");
    assert_eq!(traced.relations[0].p_dep_ppm, 0);
    assert_eq!(traced.groups.len(), 2);
}

#[test]
fn a_daily_form_with_other_numbers_is_no_copy_and_a_corrected_number_is_one() {
    let daily = |night: u32, shot: u32, lost: u32, regions: u32, hurt: u32| {
        format!(
            "During the night of {night} March the air defence of the coast command was at work again. Of the drones that crossed the line, {shot} were shot down \
             and {lost} were lost from radar over {regions} regions. According to the latest word, {hurt} people asked for help, and the alarm was lifted in the early morning. \
             Residents are asked to stay away from fallen parts and to call the service at once."
        )
    };
    let (first, second, corrected) = (daily(3, 41, 12, 5, 2), daily(4, 67, 19, 8, 6), daily(3, 42, 12, 5, 2));
    let traced = traced(&[("command", 0, &first), ("command", 24, &second), ("portal", 30, &corrected)]);
    let found: BTreeMap<(u32, u32), &Relation> = traced.relations.iter().map(|one| ((one.later, one.earlier), one)).collect();
    assert_eq!(found[&(1, 0)].kind, RelationKind::Form);
    assert_eq!(found[&(2, 0)].kind, RelationKind::Copy);
    let [variant] = found[&(2, 0)].variants.as_slice() else { panic!("{:?}", found[&(2, 0)].variants) };
    assert_eq!((&corrected[variant.later.clone()], &first[variant.earlier.clone()]), ("42", "41"));
    assert_eq!(traced.groups.len(), 2);
}

#[test]
fn fifty_copies_on_fifty_sites_are_one_origin_and_a_flood_of_them_is_marked() {
    let copies =
        |n: usize| -> Vec<(String, String)> { (0..n).map(|n| (format!("site {n}"), format!("Site {n} reports. {STORY}"))).collect() };
    for (n, is_flood) in [(50, false), (500, true)] {
        let copies = copies(n);
        let mut texts = vec![("wire", 0, STORY)];
        texts.extend(copies.iter().zip(1..).map(|((source, text), hour)| (source.as_str(), hour, text.as_str())));
        let traced = traced(&texts);
        assert_eq!(traced.groups.len(), 1);
        assert_eq!((traced.groups[0].root, traced.groups[0].members.len()), (0, n + 1));
        assert!(fusion::origins::n_eff_e3(&traced.standings, 0..=n as u32) <= 1_000 + 11 * n as u32);
        assert_eq!(traced.standings[n].flooded, is_flood);
    }
}

#[test]
fn junk_pages_that_hold_a_storys_phrases_cannot_hide_its_copy() {
    let words: Vec<&str> = STORY.split_whitespace().collect();
    let junk: Vec<(String, String)> = (0..2_000)
        .map(|n| (format!("junk {n}"), format!("noise{n} {} noise{n} filler{n}", words[n % (words.len() - 8)..][..8].join(" "))))
        .collect();
    let mut texts: Vec<(&str, i64, &str)> = junk.iter().map(|(source, text)| (source.as_str(), 0, text.as_str())).collect();
    let copy = format!("From the wire. {STORY}");
    texts.push(("wire", 10, STORY));
    texts.push(("copier", 20, &copy));
    let traced = traced(&texts);
    let standing = traced.standings[2_001];
    assert!(standing.parent == Some(2_000) || standing.flooded, "{standing:?}");
    let n_eff = fusion::origins::n_eff_e3(&traced.standings, 2_000..2_002);
    assert!(n_eff <= 1_010, "{n_eff}");
}

#[test]
fn a_short_post_that_is_repeated_word_for_word_is_a_copy() {
    let post = "Explosions were heard in the port district shortly after midnight, and the power went out in two streets.";
    let traced = traced(&[("channel", 0, post), ("mirror", 1, post), ("other", 2, "Quiet night in the port district, power is on.")]);
    assert_eq!(kinds(&traced), [(1, 0, RelationKind::Copy)]);
}

#[test]
fn look_alike_letters_and_invisible_signs_hide_no_copy() {
    let disguised: String = STORY.replace('a', "\u{430}").replace("the ", "th\u{200b}e ").replace('o', "\u{43e}");
    let traced = traced(&[("wire", 0, STORY), ("copier", 1, &disguised)]);
    assert_eq!(kinds(&traced), [(1, 0, RelationKind::Copy)]);
    assert_eq!(traced.relations[0].earlier_ppm, 1_000_000);
}

#[test]
fn nothing_and_endless_repetition_are_taken_in_stride() {
    let long = "again and ".repeat(200_000);
    let solid = "x".repeat(1_000_000);
    let traced = traced(&[("a", 0, ""), ("b", 1, &long), ("c", 2, &long), ("d", 3, &solid), ("e", 4, "\u{202e}\u{200b}")]);
    assert_eq!(traced.standings.len(), 5);
    assert!(traced.relations.len() <= 1, "its two phrases may both be passed over");
    assert!(trace(&[], &Limits::default()).groups.is_empty());
}
