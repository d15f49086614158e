//! Pages made to break a reader: read within the stated limits, flagged, nothing lost, in linear time.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use news::page::{read_page, read_text};
use news::{Flag, Page};
use proptest::prelude::*;
use std::time::Instant;

/// What holds of every page: blocks are their stretches of the text, apart from each other, and the body is made of them.
fn check(page: &Page) {
    let mut spans = Vec::new();
    for story in &page.stories {
        for block in &story.blocks {
            let words = block.span.of(&page.text).expect("a block is a stretch of the text");
            assert_eq!(words.replace(['\n', '\r', '\t'], " "), block.text);
            spans.push(block.span);
        }
        let body: Vec<&str> = story.body().map(|block| block.text.as_str()).collect();
        assert_eq!(story.text, body.join("\n"));
        for said in [&story.headline, &story.agency, &story.byline].into_iter().flatten() {
            assert!(said.span.is_none_or(|span| span.of(&page.text).is_some()));
        }
    }
    spans.sort();
    assert!(spans.windows(2).all(|two| two[0].end <= two[1].start), "blocks do not meet");
}

fn has(page: &Page, flag: &Flag) -> bool {
    page.flags.contains(flag)
}

const SENTENCE: &str = "The delegates went up the hill in the snow, and the talks went on for a second day. ";

#[test]
fn tables_nested_ten_thousand_deep_are_read_and_lose_no_word() {
    let page = read_text(&format!(
        "<html><body><p>{SENTENCE}</p>{}inmost words{}",
        "<table><tr><td>".repeat(10_000),
        "</td></tr></table>".repeat(10_000)
    ));
    check(&page);
    assert!(has(&page, &Flag::Deep) && page.text.contains("inmost words") && page.text.contains("second day"));
}

#[test]
fn tags_that_never_close_and_quotes_that_never_end_are_read() {
    for part in [
        "<div><p>",
        "<b><i>",
        "<p class='",
        "<a href=\"x>",
        "<!--",
        "<![CDATA[",
        "<li><ul>",
        "</div></p>",
        "<script>",
        "&#x",
        "<td>",
        "<svg><title>",
    ] {
        let page = read_text(&format!("<html><body><p>{SENTENCE}</p>{}", part.repeat(5_000)));
        check(&page);
        assert!(page.text.contains("second day"), "{part}");
    }
}

#[test]
fn a_page_of_many_elements_keeps_all_its_words() {
    let page = read_text(&format!("<html><body>{}<p>the last words</p>", "<i>x</i> ".repeat(210_000)));
    check(&page);
    assert!(has(&page, &Flag::ManyNodes) && page.text.contains("the last words"));
    assert_eq!(page.text.matches('x').count(), 210_000);
}

#[test]
fn of_a_page_longer_than_five_megabytes_the_rest_is_counted() {
    let whole = format!("<html><body>{}", format!("<p>{SENTENCE}</p>").repeat(70_000));
    let page = read_page(whole.as_bytes());
    check(&page);
    let cut = page.flags.iter().find_map(|flag| if let Flag::Cut { bytes } = flag { Some(*bytes) } else { None });
    assert_eq!(cut, Some(whole.len() - 5_000_000));
    assert!(page.stories[0].text.len() > 1_000_000);
    let plain = read_text(&"\u{436}".repeat(3_000_000));
    check(&plain);
    assert!(plain.flags.iter().any(|flag| matches!(flag, Flag::Cut { bytes: 1_000_000 })), "{:?}", plain.flags);
}

#[test]
fn text_without_spaces_mixed_scripts_and_hidden_characters_are_flagged_and_kept() {
    let hidden = "at\u{200b}tack on the \u{202e}hill by the t\u{430}nk";
    let page = read_text(&format!("<html><body><article><p>{SENTENCE}{hidden}.</p><p>{}</p></article>", "y".repeat(100_000)));
    check(&page);
    for flag in [Flag::Invisible { n: 1 }, Flag::Bidi { n: 1 }, Flag::MixedScripts { n: 1 }, Flag::NoSpaces] {
        assert!(has(&page, &flag), "{flag:?} in {:?}", page.flags);
    }
    assert!(page.stories[0].text.contains(hidden), "kept as they came");
    assert!(news::page::stripped(&page.stories[0].text).contains("attack on the hill by the t\u{430}nk"));
}

#[test]
fn a_wrong_charset_is_noted_and_the_bytes_are_believed() {
    // "Привіт" and more in windows-1251, while the page says iso-8859-1.
    let words: Vec<u8> = "\u{41f}\u{435}\u{440}\u{435}\u{433}\u{43e}\u{432}\u{43e}\u{440}\u{438}"
        .chars()
        .map(|c| u8::try_from(u32::from(c) - 0x350).unwrap())
        .collect();
    let page = read_page(&[b"<html><body><p>".as_slice(), &words, b"</p></body></html>"].concat());
    check(&page);
    assert!(page.text.contains("\u{41f}\u{435}\u{440}\u{435}\u{433}\u{43e}\u{432}\u{43e}\u{440}\u{438}"), "{}", page.text);
    assert!(page.flags.iter().any(|flag| matches!(flag, Flag::Charset { .. })));
    let utf_8 = read_page(
        "<html><head><meta charset=windows-1251></head><body><p>\u{43c}\u{456}\u{441}\u{442}\u{43e}</p></body></html>".as_bytes(),
    );
    assert!(utf_8.text.contains("\u{43c}\u{456}\u{441}\u{442}\u{43e}"), "valid UTF-8 beats what the page says");
}

#[test]
fn linked_data_that_the_page_contradicts_are_not_believed() {
    let linked = r#"<script type="application/ld+json">{"headline":"Quite another matter altogether","datePublished":"2031-05-05","articleBody":"Entirely different sentences describe something which nobody visiting this address would encounter anywhere underneath, whichever browser displays everything."}</script>"#;
    let page = read_text(&format!(
        "<html><head>{linked}<meta property='article:published_time' content='2026-01-07T08:00:00Z'><meta property='og:title' content='Talks on the hill go on'></head>
        <body><article><h1>Talks on the hill go on</h1><time datetime='2026-01-07'>7 January 2026</time>{}</article></body></html>",
        format!("<p>{SENTENCE}</p>").repeat(5)
    ));
    check(&page);
    let story = &page.stories[0];
    assert_eq!(story.published.as_ref().map(|published| published.day.to_string()).as_deref(), Some("2026-01-07"));
    assert_eq!(story.headline.as_ref().map(|said| said.text.as_str()), Some("Talks on the hill go on"));
    for field in ["headline", "articleBody", "datePublished"] {
        assert!(has(&page, &Flag::LinkedDataDiffers { field }), "{field}: {:?}", page.flags);
    }
}

proptest! {
    #[test]
    fn any_mixture_of_markup_and_words_is_read_with_every_block_in_its_place(parts in prop::collection::vec(prop::sample::select(vec![
        "<div class='related'>", "<p>", "</p>", "</div>", "<article>", "</article>", "<h1>Talks on the hill</h1>", "<li><a href=x>one two three four five</a>", "<br><br>",
        "HILLTOWN (ABC) \u{2014} The talks went on for a second day.", "\u{a9} 2026 Hill Press", "Related Posts", "\n", " \u{436}\u{200b}\u{430} ", "<table><td>", "<b>", "</b>", "&amp;", "<",
        "The snow fell on the road all night. ", "January 7, 2026", "By A. Writer", "<pre>", "<time datetime=2026-01-07>", "<nav>", "</nav>", "<footer>", "\r\n",
    ]), 0..60)) {
        let text = parts.concat();
        let page = read_text(&text);
        check(&page);
        prop_assert_eq!(read_text(&text), page, "the same text, the same page");
    }
}

/// Seconds for one reading, the least of three.
fn seconds(text: &str) -> f64 {
    let once = |_| {
        let begun = Instant::now();
        let page = read_text(text);
        assert!(!page.text.is_empty());
        begun.elapsed().as_secs_f64()
    };
    (0..3).map(once).fold(f64::INFINITY, f64::min)
}

#[test]
#[ignore = "a measurement: cargo xtask bench"]
fn time_grows_with_the_size_of_a_page_and_no_faster() {
    let article = format!("<article class=post><h2>Talks on the hill</h2><p>{SENTENCE}</p><p>{SENTENCE}</p><p>{SENTENCE}</p></article>");
    let parts: [&str; 10] = [
        &article,
        "<div><p>x ",
        "<table><tr><td>y",
        "<b><i><u>z",
        "</span></b>w ",
        "<!-- ",
        "<a href='v>",
        "</td></table>u ",
        "One.\n\nTwo words\n",
        "<li>a<ul>",
    ];
    for part in parts {
        let page = |bytes: usize| format!("<html><body><p>{SENTENCE}</p>{}", part.repeat(bytes / part.len()));
        let (small, large) = (seconds(&page(300_000)), seconds(&page(4_800_000)));
        println!("{:>6.1} ms, {:>6.1} ms for 16 times as much: {}", small * 1e3, large * 1e3, part.get(..20).unwrap_or(part));
        assert!(large < small * 16.0 * 3.0 + 0.05, "{part}: {small} s, {large} s");
    }
}
