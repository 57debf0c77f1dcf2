//! The subset of Markdown that instructions are written in, compiled to a typed tree. Whatever is outside it is an error for the
//! author, never markup for the page.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use wire::{Block, Inline};

/// Compiles a text; the error says what to write instead.
pub(crate) fn compile(text: &str) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::new();
    let mut list: Option<(bool, Vec<Vec<Inline>>)> = None;
    let mut line: Vec<Inline> = Vec::new();
    let mut inside: Option<Span> = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::Paragraph) if list.is_some() && !line.is_empty() => {
                return Err("an item of a list is one paragraph: make it two items".into());
            }
            Event::Start(Tag::Paragraph | Tag::Item) => line.clear(),
            Event::Start(Tag::Strong | Tag::Link { .. }) if inside.is_some() => {
                return Err("**words** and [links](https://…) cannot be inside each other".into());
            }
            Event::End(TagEnd::Paragraph) => match &mut list {
                // A loose list wraps its items in paragraphs; the item's own end takes the line.
                Some(_) => {}
                None => blocks.push(Block::Paragraph(std::mem::take(&mut line))),
            },
            Event::Start(Tag::List(first)) if list.is_none() => list = Some((first.is_some(), Vec::new())),
            Event::Start(Tag::List(_)) => return Err("lists cannot be nested: make it one list, or two steps".into()),
            Event::End(TagEnd::Item) => {
                if let Some((_, items)) = &mut list {
                    items.push(std::mem::take(&mut line));
                }
            }
            Event::End(TagEnd::List(_)) => {
                if let Some((ordered, items)) = list.take() {
                    blocks.push(if ordered { Block::Steps(items) } else { Block::List(items) });
                }
            }
            Event::Start(Tag::Strong) => inside = Some(Span::Strong(String::new())),
            Event::Start(Tag::Link { dest_url, .. }) => inside = Some(Span::Link(String::new(), https(&dest_url)?)),
            Event::End(TagEnd::Strong | TagEnd::Link) => line.extend(inside.take().map(Span::done)),
            Event::Text(text) => match &mut inside {
                Some(Span::Strong(inner) | Span::Link(inner, _)) => inner.push_str(&text),
                None => push_text(&mut line, &text),
            },
            Event::Code(code) if inside.is_none() => line.push(Inline::Code(code.into_string())),
            Event::SoftBreak if inside.is_none() => push_text(&mut line, " "),
            _ => {
                return Err(
                    "may hold paragraphs, lists, **words**, `code` and [links](https://…), and nothing else".into()
                );
            }
        }
    }
    Ok(blocks)
}

enum Span {
    Strong(String),
    Link(String, String),
}

impl Span {
    fn done(self) -> Inline {
        match self {
            Self::Strong(text) => Inline::Strong(text),
            Self::Link(text, href) => Inline::Link { text, href },
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

/// C-07: links leave for `https` addresses with a plain host name, and nowhere else.
fn https(address: &str) -> Result<String, String> {
    let host = address.strip_prefix("https://").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let is_plain =
        |host: &str| host.contains('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    let is_printable = !address.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\');
    match host {
        Some(host) if is_plain(host) && is_printable => Ok(address.to_owned()),
        _ => Err(format!("links to {address:?}: write an address that begins with https:// and a host name")),
    }
}

#[cfg(test)]
mod tests {
    use super::compile;
    use proptest::prelude::*;
    use wire::{Block, Inline};

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
