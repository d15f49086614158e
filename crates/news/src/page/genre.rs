//! Whether a page is one text or a discussion of many.

use crate::markup::{Tag, Tree};

/// Programs that forums run on, as they name themselves in `meta name=generator`.
const ENGINES: [&str; 10] = ["discourse", "phpbb", "xenforo", "vbulletin", "flarum", "vanilla", "invision", "mybb", "smf", "nodebb"];
/// Types of schema.org for a discussion.
const TYPES: [&str; 2] = ["DiscussionForumPosting", "QAPage"];
/// Words in a page's own address that forums use.
const ADDRESS: [&str; 12] =
    ["forum", "forums", "viewtopic", "showthread", "showtopic", "threads", "thread", "boards", "bbs", "community", "discussion", "talk"];

/// Whether a page says of itself that it is a discussion; `address` is its own as it states it.
pub fn is_discussion(tree: &Tree<'_>, address: Option<&str>) -> bool {
    let by_type = tree.linked_data.iter().any(|json| TYPES.iter().any(|kind| json.contains(kind)));
    by_type || address.is_some_and(is_forum_address) || tree.nodes.iter().any(|node| is_discussion_node(node.tag, node.attributes))
}

fn is_discussion_node(tag: Tag, attributes: &str) -> bool {
    if attributes.is_empty() || tag == Tag::Text {
        return false;
    }
    if tag == Tag::Meta {
        let lower = attributes.to_ascii_lowercase();
        return lower.contains("generator") && ENGINES.iter().any(|engine| lower.contains(engine));
    }
    attributes.contains("itemtype") && TYPES.iter().any(|kind| attributes.contains(kind))
}

fn is_forum_address(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split('/').collect();
    // Whole names of hosts and folders: a title such as `the-world-community-says` is no forum.
    let names_forum = parts.iter().any(|part| ADDRESS.contains(&part.split(['.', '?']).next().unwrap_or("")));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_topic = parts
        .windows(3)
        .any(|three| matches!(three, ["t" | "topic" | "topics" | "questions", slug, number] if is_number(number) || is_number(slug)));
    names_forum || is_topic
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::read_tree;

    #[test]
    fn a_discussion_is_told_by_its_address_its_type_or_its_program() {
        for address in ["https://forum.example/x", "https://example.org/t/some-title/123", "https://example.org/questions/12/title"] {
            assert!(is_forum_address(address), "{address}");
        }
        for address in [
            "https://example.org/news/talks-go-on",
            "https://example.org/topic/",
            "https://example.org/news/the-world-community-says",
            "https://example.org/2026/01/07/t",
        ] {
            assert!(!is_forum_address(address), "{address}");
        }
        let is = |markup: &str| is_discussion(&read_tree(markup), None);
        assert!(is("<div itemscope itemtype='http://schema.org/DiscussionForumPosting'>"));
        assert!(is("<meta name=generator content='phpBB 3'>"));
        assert!(!is("<article itemtype='http://schema.org/NewsArticle'><p>forum</p></article>"));
    }
}
