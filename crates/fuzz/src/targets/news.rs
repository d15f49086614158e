//! Targets of the news floor: pages as strangers' servers send them.

use crate::Target;
use news::page::read_page;

/// All of them.
pub const TARGETS: &[Target] = &[Target { name: "page", seeds: pages, run: read }];

/// Invented pages, of the web and as saved text.
fn pages() -> Vec<Vec<u8>> {
    let web = "<!doctype html><html lang=en><head><title>Talks | Hill Radio</title><meta charset=utf-8><script type='application/ld+json'>{\"datePublished\":\"2026-01-07\",\"headline\":\"Talks\"}</script></head>
        <body><nav><a href=/>Home</a></nav><article class='entry-content'><h1>Talks on the hill</h1><p class=byline>By A. Writer</p><p>HILLTOWN (ABC) &mdash; The talks went on for a <b>second</b> day, and nobody left the hill.</p>
        <ul><li>One<li>Two</ul><table><tr><td>a<td>b</table></article><div id=comments><p>First!</p></div><footer>&copy; 2026 Hill Radio</footer></body></html>";
    let saved = "Talks on the hill\n[January 07, 2026]\nBy A. WRITER\n\nHILLTOWN (ABC) \u{2014} The talks went on for a second day.\n\nCopyright \u{a9} 2026 Hill Audio.\n\nRelated Posts\n\nSnow closes the road\n\n(HILLTOWN) \u{2014} The road is closed for the third day in a row.\n\u{447}\u{438}\u{442}\u{430}\u{439}\u{442}\u{435} \u{442}\u{430}\u{43a}\u{43e}\u{436}\n";
    vec![web.into(), saved.into()]
}

fn read(input: &[u8]) {
    let page = read_page(input);
    for story in &page.stories {
        for block in &story.blocks {
            let words = block.span.of(&page.text).map(str::len);
            assert_eq!(words, Some(block.text.len()), "a block is its stretch of the text");
        }
        let body_n: usize = story.body().map(|block| block.text.len() + 1).sum();
        assert_eq!(body_n.saturating_sub(1), story.text.len(), "the body is made of its blocks");
    }
}
