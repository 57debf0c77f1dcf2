//! The subset of Markdown that instructions are written in, compiled to a typed tree. Whatever is outside it is an error for the
//! author, never markup for the page.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use wire::{Block, Inline};

/// What a text may refer to.
pub(crate) struct Surroundings<'a> {
    /// What is wrong with a host, in which a field may stand.
    pub(crate) host_problem: &'a dyn Fn(&str) -> Option<String>,
    /// Whether there is a picture of this name.
    pub(crate) has_picture: &'a dyn Fn(&str) -> bool,
}

/// Compiles a text that was checked before.
pub(crate) fn compile_checked(text: &str) -> Vec<Block> {
    let anything = Surroundings { host_problem: &|_| None, has_picture: &|_| true };
    compile(text, &anything).unwrap_or_default()
}

/// Compiles a text; the error says where it is wrong, and what to write instead.
pub(crate) fn compile(text: &str, around: &Surroundings<'_>) -> Result<Vec<Block>, (usize, String)> {
    let mut compiler = Compiler::default();
    for (event, place) in Parser::new(text).into_offset_iter() {
        compiler.add(event, around).map_err(|problem| (place.start, problem))?;
    }
    Ok(compiler.blocks)
}

#[derive(Default)]
struct Compiler {
    blocks: Vec<Block>,
    list: Option<(bool, Vec<Vec<Inline>>)>,
    line: Vec<Inline>,
    inside: Option<Span>,
}

impl Compiler {
    fn add(&mut self, event: Event<'_>, around: &Surroundings<'_>) -> Result<(), String> {
        match event {
            Event::Start(tag) => return self.begin(tag, around),
            Event::End(tag) => return self.end(tag),
            Event::Text(text) => match &mut self.inside {
                Some(Span::Strong(inner) | Span::Link(inner, _) | Span::Picture(inner, _)) => inner.push_str(&text),
                None => push_text(&mut self.line, &text),
            },
            Event::Code(_) if self.inside.is_some() => {
                return Err("`code` cannot stand inside **words**, a link or a picture: keep one of the two".into());
            }
            Event::Code(code) => self.line.push(Inline::Code(code.into_string())),
            Event::SoftBreak if self.inside.is_some() => {
                return Err("**words** and [links](https://…) stand on one line: join the two lines".into());
            }
            Event::SoftBreak => push_text(&mut self.line, " "),
            Event::HardBreak => {
                return Err("a line ends with two spaces or a backslash: take them out, or leave a line empty".into());
            }
            Event::Rule => return Err("a line across the text is not shown: take it out".into()),
            Event::Html(_) | Event::InlineHtml(_) => return Err("HTML is not shown: write **words** for bold".into()),
            _ => return Err(SUBSET.into()),
        }
        Ok(())
    }

    fn begin(&mut self, tag: Tag<'_>, around: &Surroundings<'_>) -> Result<(), String> {
        match tag {
            Tag::Paragraph if self.list.is_some() && !self.line.is_empty() => {
                return Err("an item of a list is one paragraph: make it two items".into());
            }
            Tag::Paragraph | Tag::Item => self.line.clear(),
            Tag::Strong | Tag::Link { .. } if self.inside.is_some() => {
                return Err("**words** and [links](https://…) cannot be inside each other: keep one of the two".into());
            }
            Tag::Strong => self.inside = Some(Span::Strong(String::new())),
            Tag::Link { dest_url, .. } => self.inside = Some(Span::Link(String::new(), https(&dest_url, around)?)),
            Tag::Image { dest_url, .. } => {
                if self.list.is_some() || !self.line.is_empty() || self.inside.is_some() {
                    return Err("a picture stands alone: leave a line empty before and after it".into());
                }
                let name = dest_url.into_string();
                if !(around.has_picture)(&name) {
                    return Err(format!("there is no picture {name:?}: put it into pictures/, or correct its name"));
                }
                self.inside = Some(Span::Picture(String::new(), name));
            }
            Tag::List(_) if self.list.is_some() => {
                return Err("lists cannot be nested: make it one list, or two steps".into());
            }
            Tag::List(first) => self.list = Some((first.is_some(), Vec::new())),
            Tag::Emphasis => return Err("*words* with one star are not shown: write **words** for bold".into()),
            Tag::Heading { .. } => return Err("a heading is not shown: the step's title is one".into()),
            Tag::BlockQuote(_) => return Err("a quotation is not shown: take the > out".into()),
            Tag::CodeBlock(_) => return Err("a block of code is not shown: write `code` inside a line".into()),
            Tag::HtmlBlock => return Err("HTML is not shown: write paragraphs, lists and **words**".into()),
            _ => return Err(SUBSET.into()),
        }
        Ok(())
    }

    fn end(&mut self, tag: TagEnd) -> Result<(), String> {
        match tag {
            // A loose list wraps its items in paragraphs; the item's own end takes the line.
            TagEnd::Paragraph if self.list.is_some() || self.line.is_empty() => {}
            TagEnd::Paragraph => self.blocks.push(Block::Paragraph(std::mem::take(&mut self.line))),
            TagEnd::Image => {
                if let Some(Span::Picture(alt, src)) = self.inside.take() {
                    if alt.trim().is_empty() {
                        return Err("a picture says what is on it: ![what is on it](name.svg)".into());
                    }
                    self.blocks.push(Block::Picture { src, alt });
                }
            }
            TagEnd::Item => {
                if let Some((_, items)) = &mut self.list {
                    items.push(std::mem::take(&mut self.line));
                }
            }
            TagEnd::List(_) => {
                if let Some((ordered, items)) = self.list.take() {
                    self.blocks.push(if ordered { Block::Steps(items) } else { Block::List(items) });
                }
            }
            TagEnd::Strong | TagEnd::Link => self.line.extend(self.inside.take().and_then(Span::done)),
            _ => return Err(SUBSET.into()),
        }
        Ok(())
    }
}

const SUBSET: &str =
    "only paragraphs, lists, pictures, **words**, `code` and [links](https://…) are shown: write one of these";

enum Span {
    Strong(String),
    Link(String, String),
    Picture(String, String),
}

impl Span {
    fn done(self) -> Option<Inline> {
        match self {
            Self::Strong(text) => Some(Inline::Strong(text)),
            Self::Link(text, href) => Some(Inline::Link { text, href }),
            Self::Picture(..) => None,
        }
    }
}

fn push_text(line: &mut Vec<Inline>, text: &str) {
    if let Some(Inline::Text(before)) = line.last_mut() {
        before.push_str(text);
    } else {
        line.push(Inline::Text(text.to_owned()));
    }
}

/// C-07: links leave for `https` addresses with a plain host name, or one that a field pins, and nowhere else.
fn https(address: &str, around: &Surroundings<'_>) -> Result<String, String> {
    // The parser may have encoded the braces.
    let address = address.replace("%7B", "{").replace("%7D", "}");
    let problem = |what: &str| Err(format!("links to {address:?}: {what}"));
    let Some(rest) = address.strip_prefix("https://") else {
        return problem("begin with https:// and a host name, or write plain words");
    };
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if let Some(what) = (around.host_problem)(host) {
        return problem(&what);
    }
    if path.contains(['{', '}']) {
        return problem("an answer can only stand in the host, so take { and } out of what is behind it");
    }
    if address.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return problem("take spaces and backslashes out");
    }
    Ok(address)
}

#[cfg(test)]
mod tests {
    use super::Surroundings;
    use proptest::prelude::*;
    use wire::{Block, Inline};

    fn compile(text: &str) -> Result<Vec<Block>, (usize, String)> {
        let host_problem = |host: &str| {
            let is_plain = crate::check::host_problem(&definition(), host).is_none();
            (!is_plain && host != "{subdomain}.tool.example").then(|| "no host".to_owned())
        };
        super::compile(text, &Surroundings { host_problem: &host_problem, has_picture: &|name| name == "menu.svg" })
    }

    fn definition() -> crate::Definition {
        toml::from_str("name = \"\"\ncategories = []\nsteps = []\n[probe.nothing]\nbecause = \"\"").unwrap()
    }

    #[test]
    fn a_picture_stands_alone_exists_and_says_what_is_on_it() {
        let picture = Block::Picture { src: "menu.svg".into(), alt: "The menu".into() };
        assert_eq!(compile("![The menu](menu.svg)").unwrap(), [picture]);
        for text in [
            "![](menu.svg)",
            "![x](other.svg)",
            "a ![x](menu.svg)",
            "- ![x](menu.svg)",
            "![x](https://a.example/a.png)",
        ] {
            assert!(compile(text).is_err(), "{text}");
        }
    }

    /// W-12, C-07
    #[test]
    fn an_answer_in_a_link_is_pinned_by_its_field() {
        let link = Inline::Link { text: "x".into(), href: "https://{subdomain}.tool.example/a".into() };
        assert_eq!(compile("[x](https://{subdomain}.tool.example/a)").unwrap(), [Block::Paragraph(vec![link])]);
        for address in [
            "https://{subdomain}.evil.example/",
            "https://{other}.tool.example/",
            "https://tool.example/{subdomain}",
            "https://a{subdomain}.tool.example/",
        ] {
            assert!(compile(&format!("[x]({address})")).is_err(), "{address}");
        }
    }

    #[test]
    fn steps_words_code_and_links_become_a_tree() {
        let blocks =
            compile("Open **Settings**.\n\n1. Type `x`\n2. Read [this](https://help.example.com/a)\n").unwrap();
        let text = |text: &str| Inline::Text(text.into());
        let link = Inline::Link { text: "this".into(), href: "https://help.example.com/a".into() };
        assert_eq!(
            blocks,
            [
                Block::Paragraph(vec![text("Open "), Inline::Strong("Settings".into()), text(".")]),
                Block::Steps(vec![vec![text("Type "), Inline::Code("x".into())], vec![text("Read "), link]]),
            ]
        );
    }

    #[test]
    fn what_is_outside_the_subset_is_refused_with_a_sentence() {
        for text in [
            "# Title",
            "<b>bold</b>",
            "![p](https://a.example/p.png)",
            "> quote",
            "a\n\n---\n",
            "1. a\n   - b\n",
            "- a\n\n  b\n",
            "**a [b](https://a.example)**",
        ] {
            assert!(compile(text).is_err(), "{text}");
        }
    }

    /// C-07
    #[test]
    fn links_that_are_not_plain_https_are_refused() {
        for address in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "http://a.example",
            "https:\\\\a.example",
            "https://a",
            "https://user@a.example",
            "https://аpple.example",
            "mailto:a@b.example",
            "/relative",
        ] {
            assert!(compile(&format!("[x]({address})")).is_err(), "{address}");
        }
    }

    proptest! {
        #[test]
        fn no_text_whatsoever_makes_the_compiler_panic(text in ".{0,200}") {
            let _ = compile(&text);
        }
    }
}
