//! The elements that the reading of pages tells apart.

macro_rules! tags {
    ($($name:ident $text:literal),* $(,)?) => {
        /// The name of an element.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Tag { $($name),*, Other, Text }

        impl Tag {
            /// How many there are.
            pub const ALL: usize = Tag::Text as usize + 1;

            /// The element of a name, in whatever case.
            pub fn of(name: &str) -> Self {
                let mut lower = [0u8; 12];
                let Some(lower) = lower.get_mut(..name.len()) else { return Self::Other };
                lower.copy_from_slice(name.as_bytes());
                lower.make_ascii_lowercase();
                match std::str::from_utf8(lower).unwrap_or("") {
                    $($text => Self::$name,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

tags! {
    A "a", Abbr "abbr", Address "address", Area "area", Article "article", Aside "aside", Audio "audio", B "b", Base "base",
    Blockquote "blockquote", Body "body", Br "br", Button "button", Canvas "canvas", Caption "caption", Cite "cite", Code "code", Col "col",
    Datalist "datalist", Dd "dd", Del "del", Details "details", Dialog "dialog", Div "div", Dl "dl", Dt "dt", Em "em", Embed "embed",
    Fieldset "fieldset", Figcaption "figcaption", Figure "figure", Font "font", Footer "footer", Form "form", H1 "h1", H2 "h2", H3 "h3",
    H4 "h4", H5 "h5", H6 "h6", Head "head", Header "header", Hr "hr", Html "html", I "i", Iframe "iframe", Img "img", Input "input",
    Ins "ins", Label "label", Legend "legend", Li "li", Link "link", Main "main", Mark "mark", Math "math", Menu "menu", Meta "meta",
    Nav "nav", Noembed "noembed", Noframes "noframes", Noscript "noscript", Object "object", Ol "ol", Optgroup "optgroup", Option "option",
    P "p", Param "param", Picture "picture", Pre "pre", Q "q", Rp "rp", Rt "rt", Ruby "ruby", S "s", Script "script", Search "search", Section "section", Select "select",
    Small "small", Source "source", Span "span", Strike "strike", Strong "strong", Style "style", Sub "sub", Summary "summary", Sup "sup",
    Svg "svg", Table "table", Tbody "tbody", Td "td", Template "template", Textarea "textarea", Tfoot "tfoot", Th "th", Thead "thead",
    Time "time", Title "title", Tr "tr", Track "track", U "u", Ul "ul", Var "var", Video "video", Wbr "wbr", Xmp "xmp",
}

impl Tag {
    /// Whether it has no content and no end.
    pub fn is_void(self) -> bool {
        use Tag::{Area, Base, Br, Col, Embed, Hr, Img, Input, Link, Meta, Param, Source, Track, Wbr};
        matches!(self, Area | Base | Br | Col | Embed | Hr | Img | Input | Link | Meta | Param | Source | Track | Wbr)
    }

    /// Whether its content is no markup, up to its end tag.
    pub fn is_raw(self) -> bool {
        use Tag::{Iframe, Noembed, Noframes, Script, Style, Textarea, Title, Xmp};
        matches!(self, Script | Style | Textarea | Title | Iframe | Noembed | Noframes | Xmp)
    }

    /// Whether it is part of a line of text; everything else begins a new line.
    pub fn is_inline(self) -> bool {
        use Tag::{A, Abbr, Area, B, Cite, Code, Del, Em, Font, I, Img, Ins, Label, Mark, Math, Param, Picture};
        use Tag::{Other, Q, Rp, Rt, Ruby, S, Small, Source, Span, Strike, Strong, Sub, Sup, Text, Time, Track, U, Var, Wbr};
        let is_phrase = matches!(self, A | Abbr | Area | B | Cite | Code | Del | Em | Font | I | Img | Ins | Label | Mark | Math | Param);
        is_phrase
            || matches!(
                self,
                Picture
                    | Q
                    | Rp
                    | Rt
                    | Ruby
                    | S
                    | Small
                    | Source
                    | Span
                    | Strike
                    | Strong
                    | Sub
                    | Sup
                    | Text
                    | Time
                    | Track
                    | U
                    | Var
                    | Wbr
                    | Other
            )
    }

    /// Whether it is a heading.
    pub fn is_heading(self) -> bool {
        matches!(self, Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6)
    }

    /// Whether end tags of elements inside it cannot end elements around it.
    pub fn is_wall(self) -> bool {
        matches!(self, Self::Table | Self::Td | Self::Th | Self::Caption | Self::Button | Self::Object | Self::Template)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_in_any_case_and_unknown_ones_are_others() {
        assert_eq!(
            (Tag::of("DIV"), Tag::of("h1"), Tag::of("my-widget"), Tag::of("averyveryverylongname")),
            (Tag::Div, Tag::H1, Tag::Other, Tag::Other)
        );
        assert!(Tag::of("br").is_void() && Tag::of("span").is_inline() && !Tag::of("p").is_inline());
    }
}
