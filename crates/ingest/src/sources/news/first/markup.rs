//! HTML pages by revision 1: title, day, outlet and main text, from what the page says of itself.

use super::prose::FirstPage as Page;
use crate::Format;
use crate::Unreadable;
use crate::words::text::squeeze;
use crate::words::time::read_day;
use jiff::civil::Date;
use scraper::{ElementRef, Html, Selector};

/// Largest web page, bytes: 8 MiB.
const MARKUP_BYTES_MAX: usize = 8 << 20;
/// Deepest nesting of a web page.
const MARKUP_DEPTH_MAX: u32 = 2_000;
/// Parts of a page that hold its story, likeliest first.
const STORY: [&str; 6] = ["[itemprop=articleBody]", "article", "main", "[role=main]", "#content", "body"];
/// Elements whose words are not the story's.
const FURNITURE: [&str; 10] = ["nav", "footer", "aside", "form", "script", "style", "noscript", "figure", "button", "template"];
/// Elements that HTML closes by itself or that have no content: they do not nest.
const FLAT: [&str; 24] = [
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "track", "wbr", "tbody", "thead",
];
/// Shortest story, characters; less is not taken for one while there is more elsewhere.
const STORY_CHARS_MIN: usize = 200;

/// Reads a page.
///
/// # Errors
/// A page too large or too deeply nested to be parsed safely.
pub(crate) fn read_markup(text: &str) -> Result<Page, Unreadable> {
    if text.len() > MARKUP_BYTES_MAX {
        return Err(Unreadable::TooLarge { what: "the page".into(), limit: "8 MiB" });
    }
    if depth(text) > MARKUP_DEPTH_MAX {
        return Err(Unreadable::Misfit {
            format: Format::News,
            why: format!("the page is nested deeper than {MARKUP_DEPTH_MAX} elements; add its text instead"),
        });
    }
    let html = Html::parse_document(text);
    let body = read_story(&html);
    Ok(Page { title: read_title(&html), day: read_page_day(&html, text), speaker: read_outlet(&html), body, line: 1, unread_chars: 0 })
}

/// The language that the page states, such as `en`.
pub(crate) fn read_language(text: &str) -> Option<String> {
    let head: String = text.chars().take(4096).collect::<String>().to_lowercase();
    let (_, tag) = head.split_once("<html")?;
    let (_, value) = tag.split('>').next()?.split_once("lang=")?;
    let language: String = value.trim_start_matches(['"', '\'']).chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    Some(language).filter(|language| !language.is_empty())
}

/// Roughly how deep elements nest, counted without parsing.
fn depth(text: &str) -> u32 {
    let (mut depth, mut deepest) = (0u32, 0u32);
    for tag in text.split('<').skip(1) {
        let name: String =
            tag.trim_start_matches('/').chars().take(12).take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if name.is_empty() || FLAT.contains(&name.as_str()) {
            continue;
        }
        depth = if tag.starts_with('/') { depth.saturating_sub(1) } else { depth.saturating_add(1) };
        deepest = deepest.max(depth);
    }
    deepest
}

fn first<'h>(html: &'h Html, selector: &str) -> Option<ElementRef<'h>> {
    let selector = Selector::parse(selector).ok()?;
    html.select(&selector).next()
}

fn attribute(html: &Html, selector: &str, name: &str) -> Option<String> {
    first(html, selector)?.value().attr(name).map(squeeze).filter(|text| !text.is_empty())
}

fn words(element: ElementRef<'_>) -> String {
    squeeze(&element.text().collect::<Vec<_>>().join(" "))
}

fn read_title(html: &Html) -> Option<String> {
    let from = |selector: &str| first(html, selector).map(words).filter(|text| !text.is_empty());
    attribute(html, "meta[property='og:title']", "content").or_else(|| from("h1")).or_else(|| from("title"))
}

fn read_outlet(html: &Html) -> Option<String> {
    let meta = |selector: &str| attribute(html, selector, "content");
    meta("meta[property='og:site_name']").or_else(|| meta("meta[name='application-name']")).or_else(|| meta("meta[name='publisher']"))
}

/// The day of publication in the page's meta data, its `time` element or its linked data.
fn read_page_day(html: &Html, text: &str) -> Option<Date> {
    let metas = [
        "meta[property='article:published_time']",
        "meta[itemprop='datePublished']",
        "meta[name='date']",
        "meta[name='pubdate']",
        "meta[name='publish-date']",
        "meta[name='parsely-pub-date']",
        "meta[name='dc.date']",
        "meta[name='DC.date.issued']",
    ];
    let stated = metas.iter().find_map(|selector| attribute(html, selector, "content").and_then(|text| day_of(&text)));
    stated.or_else(|| linked_day(text)).or_else(|| attribute(html, "time[datetime]", "datetime").and_then(|text| day_of(&text)))
}

fn linked_day(text: &str) -> Option<Date> {
    let (_, after) = text.split_once("\"datePublished\"")?;
    day_of(after.trim_start_matches([':', ' ', '"', '\n', '\r', '\t']))
}

/// The day as the publisher wrote it, whatever time follows.
fn day_of(text: &str) -> Option<Date> {
    text.get(..10).and_then(read_day).or_else(|| read_day(text))
}

fn read_story(html: &Html) -> String {
    let mut best = String::new();
    for selector in STORY {
        let Some(part) = first(html, selector) else { continue };
        let story = paragraphs(part);
        if story.chars().count() >= STORY_CHARS_MIN {
            return story;
        }
        if story.len() > best.len() {
            best = story;
        }
    }
    if best.is_empty() { first(html, "body").map(words).unwrap_or_default() } else { best }
}

fn paragraphs(part: ElementRef<'_>) -> String {
    let Ok(selector) = Selector::parse("p, h2, h3, li, blockquote") else { return String::new() };
    let kept = part.select(&selector).filter(|element| !is_furniture(*element)).map(words).filter(|text| !text.is_empty());
    let mut paragraphs: Vec<String> = kept.collect();
    paragraphs.dedup();
    paragraphs.join("\n")
}

fn is_furniture(element: ElementRef<'_>) -> bool {
    let within = |names: &[&str]| element.ancestors().filter_map(ElementRef::wrap).any(|above| names.contains(&above.value().name()));
    // A paragraph of a quotation or list is read with it.
    within(&FURNITURE) || within(&["blockquote", "li"])
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_page_gives_its_title_day_outlet_and_story_without_furniture() {
        let page = read_markup(
            "<html lang='en'><head><title>Hill Radio | Talks</title><meta property='og:site_name' content='Hill Radio'><meta property='article:published_time' content='2026-01-07T09:00:00+02:00'></head>
            <body><nav><p>Menu</p></nav><article><h1>Talks &amp; snow</h1><p>The talks went <b>on</b>.</p><aside><p>Advert</p></aside><blockquote><p>We will stay.</p></blockquote><script>x()</script></article></body></html>",
        )
        .unwrap();
        assert_eq!((page.title.as_deref(), page.speaker.as_deref()), (Some("Talks & snow"), Some("Hill Radio")));
        assert_eq!(page.day.map(|day| day.to_string()).as_deref(), Some("2026-01-07"));
        assert_eq!(page.body, "The talks went on .\nWe will stay.");
        assert_eq!(read_language("<!doctype html><html lang=\"uk-UA\">").as_deref(), Some("uk-ua"));
    }

    #[test]
    fn a_page_made_to_be_slow_is_refused() {
        let text = format!("<html><body>{}", "<div><p>x".repeat(100_000));
        assert!(matches!(read_markup(&text), Err(Unreadable::Misfit { .. })));
        assert!(read_markup(&format!("<html><body>{}", "<p>x<br>".repeat(10_000))).is_ok());
    }
}
