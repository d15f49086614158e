//! What the class, id, role and name of an element say about its words.

use crate::markup::{Node, Tag};
use crate::story::BlockKind;

/// What an element says of what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clue {
    /// It holds a story.
    Story,
    /// It holds something else, by its element or role.
    Surely(BlockKind),
    /// It holds something else, by a name that somebody gave it.
    Perhaps(BlockKind),
    /// It is not seen.
    Hidden,
}

/// Reads the clue of an element.
pub fn read_clue(node: &Node<'_>) -> Option<Clue> {
    by_element(node.tag).or_else(|| by_attributes(node))
}

fn by_element(tag: Tag) -> Option<Clue> {
    use Tag::{Aside, Audio, Button, Canvas, Datalist, Dialog, Figcaption, Footer, Form, Iframe, Label, Legend, Math, Menu, Nav, Noscript};
    use Tag::{Object, Search, Select, Svg, Template, Textarea, Video};
    match tag {
        Nav | Footer | Aside | Menu | Button | Dialog | Search => Some(Clue::Surely(BlockKind::Navigation)),
        Form | Label | Legend => Some(Clue::Perhaps(BlockKind::Navigation)),
        Figcaption => Some(Clue::Surely(BlockKind::Caption)),
        Audio | Canvas | Datalist | Iframe | Math | Noscript | Object | Select | Svg | Template | Textarea | Video => Some(Clue::Hidden),
        _ => None,
    }
}

fn by_attributes(node: &Node<'_>) -> Option<Clue> {
    use Tag::{Blockquote, Body, Br, Head, Html, Img, Input, Link, Meta, Script, Source, Style};
    let is_mute = matches!(node.tag, Html | Body | Head | Meta | Link | Script | Style | Br | Img | Input | Source | Blockquote);
    if node.attributes.is_empty() || is_mute {
        return None;
    }
    let mut found = None;
    for (name, value) in crate::markup::attributes(node.attributes) {
        let clue = match name.len() {
            2 if name.eq_ignore_ascii_case("id") => by_name(value),
            4 if name.eq_ignore_ascii_case("role") => by_role(value),
            5 if name.eq_ignore_ascii_case("class") => by_name(value),
            5 if name.eq_ignore_ascii_case("style") => by_style(value),
            6 if name.eq_ignore_ascii_case("hidden") && node.tag != Tag::Pre => Some(Clue::Hidden),
            8 if name.eq_ignore_ascii_case("itemprop") => by_property(value),
            11 if name.eq_ignore_ascii_case("data-testid") => by_name(value),
            _ => None,
        };
        found = stronger(found, clue);
    }
    found
}

/// What is not seen beats a story, and a story beats the rest.
fn stronger(one: Option<Clue>, other: Option<Clue>) -> Option<Clue> {
    match (one, other) {
        (Some(Clue::Hidden), _) | (_, Some(Clue::Hidden)) => Some(Clue::Hidden),
        (Some(Clue::Story), _) | (_, Some(Clue::Story)) => Some(Clue::Story),
        (Some(Clue::Perhaps(_)), Some(Clue::Surely(_))) => other,
        (one, other) => one.or(other),
    }
}

fn by_role(role: &str) -> Option<Clue> {
    match role {
        "navigation" | "banner" | "contentinfo" | "complementary" | "dialog" | "search" | "menu" | "menubar" | "toolbar" | "tablist"
        | "alert" | "alertdialog" | "button" => Some(Clue::Surely(BlockKind::Navigation)),
        _ => None,
    }
}

fn by_style(style: &str) -> Option<Clue> {
    let plain: String = style.chars().filter(|c| !c.is_whitespace()).take(400).collect::<String>().to_ascii_lowercase();
    (plain.contains("display:none") || plain.contains("visibility:hidden")).then_some(Clue::Hidden)
}

fn by_property(property: &str) -> Option<Clue> {
    match property {
        "articleBody" => Some(Clue::Story),
        "comment" => Some(Clue::Surely(BlockKind::Comments)),
        "author" | "datePublished" | "publisher" => Some(Clue::Surely(BlockKind::Credit)),
        "caption" => Some(Clue::Surely(BlockKind::Caption)),
        _ => None,
    }
}

/// Longest class or id that is looked at, bytes.
const NAME_BYTES_MAX: usize = 300;

fn by_name(names: &str) -> Option<Clue> {
    let mut found = None;
    for name in names.split_ascii_whitespace().filter(|name| name.len() <= NAME_BYTES_MAX) {
        let mut lower = [0u8; NAME_BYTES_MAX];
        let Some(lower) = lower.get_mut(..name.len()) else { continue };
        lower.copy_from_slice(name.as_bytes());
        lower.make_ascii_lowercase();
        let whole = std::str::from_utf8(lower).unwrap_or("");
        found = stronger(found, by_whole(whole));
        if found.is_some() {
            continue;
        }
        found = parts(name, whole).find_map(by_word);
    }
    found
}

/// The words of a name: `post-metaData` is `post`, `meta`, `data`.
fn parts<'n>(name: &'n str, lower: &'n str) -> impl Iterator<Item = &'n str> {
    let bytes = name.as_bytes();
    let mut from = 0usize;
    std::iter::from_fn(move || {
        while bytes.get(from).is_some_and(|byte| !byte.is_ascii_alphanumeric()) {
            from += 1;
        }
        let begun = from;
        while let Some(byte) = bytes.get(from).filter(|byte| byte.is_ascii_alphanumeric()) {
            let is_new = from > begun && byte.is_ascii_uppercase() && bytes.get(from - 1).is_some_and(u8::is_ascii_lowercase);
            if is_new {
                break;
            }
            from += 1;
        }
        (from > begun).then(|| lower.get(begun..from).unwrap_or(""))
    })
}

/// Whole names that mean one thing on many sites.
fn by_whole(name: &str) -> Option<Clue> {
    const STORY: [&str; 30] = [
        "articlebody",
        "article-body",
        "article_body",
        "article__body",
        "article-content",
        "article__content",
        "article-text",
        "articletext",
        "story-body",
        "storybody",
        "story-content",
        "story__body",
        "entry-content",
        "entrycontent",
        "post-content",
        "post-body",
        "postbody",
        "post__content",
        "blog-content",
        "news-content",
        "content-body",
        "body-content",
        "page-content",
        "main-content",
        "maincontent",
        "articlecontent",
        "story-text",
        "field-name-body",
        "field--name-body",
        "mw-parser-output",
    ];
    const RELATED: [&str; 6] = ["read-more", "readmore", "see-also", "also-read", "read-also", "more-news"];
    if STORY.contains(&name) {
        return Some(Clue::Story);
    }
    if RELATED.contains(&name) {
        return Some(Clue::Perhaps(BlockKind::Related));
    }
    match name {
        "sr-only" | "visually-hidden" | "screen-reader-text" | "visuallyhidden" | "d-none" => Some(Clue::Hidden),
        "print-only" | "noprint" | "no-print" => Some(Clue::Perhaps(BlockKind::Navigation)),
        _ => None,
    }
}

/// Words of names that mean one thing on many sites.
fn by_word(word: &str) -> Option<Clue> {
    let kind = match word {
        "comment" | "comments" | "commentlist" | "disqus" | "respond" | "livefyre" | "commenting" | "replies" => BlockKind::Comments,
        "related" | "recommended" | "recommendations" | "recommendation" | "recirc" | "outbrain" | "taboola" | "trending" | "popular"
        | "mostread" | "yarpp" | "relatedposts" | "similar" | "recent" | "latest" | "relateds" | "morefrom" | "readnext" | "upnext" => {
            BlockKind::Related
        }
        "teaser" | "teasers" | "promo" | "promos" | "promotion" => BlockKind::Teaser,
        "caption" | "captions" | "figcaption" | "imagecaption" => BlockKind::Caption,
        "byline" | "bylines" | "author" | "authors" | "authorbox" | "bio" | "timestamp" | "dateline" | "pubdate" | "credit" | "credits"
        | "copyright" | "tags" | "taglist" | "tagcloud" | "postmeta" | "contributors" => BlockKind::Credit,
        "nav" | "navbar" | "navigation" | "menu" | "submenu" | "breadcrumb" | "breadcrumbs" | "pagination" | "pager" | "paging"
        | "toolbar" | "sidebar" | "sidenav" | "rail" | "footer" | "masthead" | "share" | "sharing" | "shares" | "sharethis" | "social"
        | "addtoany" | "sharedaddy" | "addthis" | "cookie" | "cookies" | "consent" | "gdpr" | "popup" | "modal" | "overlay"
        | "newsletter" | "subscribe" | "subscription" | "signup" | "login" | "paywall" | "advert" | "advertisement" | "advertising"
        | "ad" | "ads" | "adsense" | "adslot" | "sponsor" | "sponsored" | "banner" | "skip" | "tooltip" | "dropdown" | "offcanvas"
        | "flyout" | "carousel" | "slider" | "donate" | "donation" | "poll" | "quiz" | "rating" | "ratings" | "toc" | "facebook"
        | "twitter" | "whatsapp" | "print" | "jumplinks" | "actionbar" | "buttons" | "btn" | "button" | "cta" => BlockKind::Navigation,
        _ => return None,
    };
    Some(Clue::Perhaps(kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::read_tree;

    fn clue(markup: &str) -> Option<Clue> {
        read_clue(&read_tree(markup).nodes[1])
    }

    #[test]
    fn names_say_what_an_element_holds() {
        assert_eq!(clue("<div class='col entry-content'>"), Some(Clue::Story));
        assert_eq!(clue("<div id=relatedPosts>"), Some(Clue::Perhaps(BlockKind::Related)));
        assert_eq!(clue("<div class='c-articleComments'>"), Some(Clue::Perhaps(BlockKind::Comments)));
        assert_eq!(clue("<div class='adventure shadow'>"), None, "words, not letters");
        assert_eq!(clue("<div style='Display : none'>"), Some(Clue::Hidden));
        assert_eq!(clue("<section role=navigation>"), Some(Clue::Surely(BlockKind::Navigation)));
        assert_eq!(clue("<body class='has-sidebar'>"), None);
    }
}
