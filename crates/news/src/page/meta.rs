//! What a page says of itself in its head: title, day, outlet, author, address, linked data.

use super::dates::read_stamp;
use crate::markup::{Tag, Tree, decoded};
use crate::story::{Published, StatedBy};

/// The head of a page.
#[derive(Debug, Default)]
pub struct Meta {
    /// `og:title` and the like.
    pub title: Option<String>,
    /// The words of `title`.
    pub window_title: Option<String>,
    /// The headline of the linked data.
    pub linked_headline: Option<String>,
    /// The body of the linked data.
    pub linked_body: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// The page's own address.
    pub address: Option<String>,
    /// Its language, as `html lang` says.
    pub language: Option<String>,
    /// Days of publication by linked data, `meta`, `time`, in this order.
    pub days: Vec<Published>,
}

/// How much linked data is looked at, bytes of each script.
const LINKED_BYTES_MAX: usize = 400_000;

/// Reads the head.
pub fn read_meta(tree: &Tree<'_>) -> Meta {
    let mut meta = Meta { window_title: tree.title.map(squeezed), ..Meta::default() };
    let mut times = Vec::new();
    for node in &tree.nodes {
        match node.tag {
            Tag::Html => meta.language = node.attribute("lang").or_else(|| node.attribute("xml:lang")).map(str::to_ascii_lowercase),
            Tag::Meta => take_meta(&mut meta, node),
            Tag::Link if node.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                meta.address = node.attribute("href").map(decoded);
            }
            Tag::Time => times
                .extend(node.attribute("datetime").and_then(|stamp| published(stamp, StatedBy::TimeElement)).filter(|_| times.is_empty())),
            _ => {}
        }
    }
    for json in tree.linked_data.iter().filter_map(|json| json.get(..json.len().min(LINKED_BYTES_MAX))) {
        take_linked(&mut meta, json);
    }
    meta.days.extend(times);
    meta.days.sort_by_key(|day| day.stated_by);
    meta
}

fn squeezed(text: &str) -> String {
    decoded(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn take_meta(meta: &mut Meta, node: &crate::markup::Node<'_>) {
    let name = ["property", "name", "itemprop"].iter().find_map(|key| node.attribute(key));
    let (Some(name), Some(content)) = (name, node.attribute("content")) else { return };
    let text = || Some(squeezed(content)).filter(|text| !text.is_empty());
    match name.to_ascii_lowercase().as_str() {
        "og:title" => meta.title = text(),
        "twitter:title" | "dc.title" | "headline" if meta.title.is_none() => meta.title = text(),
        "og:site_name" => meta.outlet = text(),
        "application-name" | "publisher" | "dc.publisher" if meta.outlet.is_none() => meta.outlet = text(),
        "author" | "article:author" | "dc.creator" | "parsely-author" | "sailthru.author" if meta.author.is_none() => {
            meta.author = text().filter(|author| !author.contains("://"));
        }
        "og:url" if meta.address.is_none() => meta.address = text(),
        "article:published_time"
        | "datepublished"
        | "date"
        | "pubdate"
        | "publish-date"
        | "parsely-pub-date"
        | "dc.date"
        | "dc.date.issued"
        | "sailthru.date"
        | "article.published"
        | "publishdate"
        | "og:article:published_time"
        | "cxenseparse:recs:publishtime" => {
            let is_first = !meta.days.iter().any(|day| day.stated_by == StatedBy::Meta);
            meta.days.extend(published(content, StatedBy::Meta).filter(|_| is_first));
        }
        _ => {}
    }
}

fn published(stamp: &str, stated_by: StatedBy) -> Option<Published> {
    read_stamp(stamp).map(|(day, at)| Published { day, at, stated_by, span: None })
}

fn take_linked(meta: &mut Meta, json: &str) {
    let is_first = !meta.days.iter().any(|day| day.stated_by == StatedBy::LinkedData);
    meta.days.extend(string_of(json, "datePublished").and_then(|stamp| published(&stamp, StatedBy::LinkedData)).filter(|_| is_first));
    meta.linked_headline = meta.linked_headline.take().or_else(|| string_of(json, "headline"));
    meta.linked_body = meta.linked_body.take().or_else(|| string_of(json, "articleBody"));
    meta.author = meta.author.take().or_else(|| name_within(json, "author"));
    meta.outlet = meta.outlet.take().or_else(|| name_within(json, "publisher"));
}

/// The first string value of a key, wherever it stands.
fn string_of(json: &str, key: &str) -> Option<String> {
    let at = json.find(&format!("\"{key}\""))? + key.len() + 2;
    let value = json.get(at..)?.trim_start().strip_prefix(':')?.trim_start();
    let inner = value.strip_prefix('"')?;
    let mut is_escaped = false;
    let end = inner.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })?;
    let text: String = serde_json::from_str(value.get(..end + 2)?).ok()?;
    Some(squeezed(&text)).filter(|text| !text.is_empty())
}

/// The `name` of the object, or of the first object of the list, that a key holds; or the string itself.
fn name_within(json: &str, key: &str) -> Option<String> {
    const NEAR_BYTES: usize = 400;
    let at = json.find(&format!("\"{key}\""))?;
    if let Some(text) = string_of(json.get(at..)?, key) {
        return Some(text).filter(|text| !text.contains("://"));
    }
    let end = (at + NEAR_BYTES..json.len()).find(|end| json.is_char_boundary(*end)).unwrap_or(json.len());
    string_of(json.get(at..end)?, "name")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::read_tree;

    #[test]
    fn the_head_of_a_page_is_read_from_meta_elements_and_linked_data() {
        let page = "<html lang=en><title>Talks &amp; snow | Hill Radio</title><meta property='og:title' content='Talks &amp; snow'><meta name=date content='2026-01-07'>
            <link rel=canonical href='https://hill.example/talks'><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Talks \\u0026 snow\",
            \"datePublished\" : \"2026-01-07T09:00:00+02:00\",\"author\":[{\"@type\":\"Person\",\"name\":\"A. Writer\"}],\"publisher\":{\"name\":\"Hill Radio\"}}</script>
            <time datetime='2026-01-08'>yesterday</time>";
        let tree = read_tree(page);
        let meta = read_meta(&tree);
        assert_eq!((meta.title.as_deref(), meta.linked_headline.as_deref()), (Some("Talks & snow"), Some("Talks & snow")));
        assert_eq!(
            (meta.author.as_deref(), meta.outlet.as_deref(), meta.address.as_deref()),
            (Some("A. Writer"), Some("Hill Radio"), Some("https://hill.example/talks"))
        );
        let days: Vec<String> = meta.days.iter().map(|day| format!("{} {:?}", day.day, day.stated_by)).collect();
        assert_eq!(days, ["2026-01-07 LinkedData", "2026-01-07 Meta", "2026-01-08 TimeElement"]);
    }
}
