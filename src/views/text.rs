//! Instructions of the catalog: a typed tree becomes elements, so no text is ever markup (C-06). Links say where they go (C-07).

use crate::app::Dispatch;
use crate::ui::el::{attribute, el, is, line, maybe, text};
use crate::words::say;
use leptos::prelude::*;
use wire::{Block, Inline};

/// Paragraphs, lists and pictures, in a language of their own where it is not the page's. Addresses are made with the answers so far.
pub fn blocks(blocks: Vec<Block>, lang: Option<String>, dispatch: Dispatch) -> AnyView {
    let is_there = !blocks.is_empty();
    let all = || blocks.into_iter().map(|one| block(one, dispatch)).collect();
    maybe(is_there.then(|| el("div", vec![is("class", "connect-text"), attribute("lang", lang)], all())))
}

fn block(block: Block, dispatch: Dispatch) -> AnyView {
    let inlines = |all: Vec<Inline>| all.into_iter().map(|one| inline(one, dispatch)).collect::<Vec<AnyView>>();
    let list = |tag, items: Vec<Vec<Inline>>| {
        el(tag, Vec::new(), items.into_iter().map(|item| el("li", Vec::new(), inlines(item))).collect())
    };
    match block {
        Block::Picture { src, alt } => {
            let picture = el("img", vec![is("src", src.clone()), is("alt", alt)], Vec::new());
            let mut attributes = outside(src);
            attributes.push(is("class", "connect-picture"));
            el("a", attributes, vec![picture])
        }
        Block::Paragraph(all) => el("p", Vec::new(), inlines(all)),
        Block::Steps(steps) => list("ol", steps),
        Block::List(points) => list("ul", points),
    }
}

/// A link that opens a tab of its own and is told nothing.
fn outside(href: String) -> Vec<leptos::attr::any_attribute::AnyAttribute> {
    vec![is("href", href), is("target", "_blank"), is("rel", "noopener noreferrer")]
}

fn inline(inline: Inline, dispatch: Dispatch) -> AnyView {
    match inline {
        Inline::Text(words) => text(words),
        Inline::Strong(words) => el("strong", Vec::new(), vec![text(words)]),
        Inline::Code(words) => el("code", Vec::new(), vec![text(words)]),
        Inline::Link { text: words, href } => {
            let Some(href) = dispatch.peek(|flow| flow.journey()?.fill(&href)) else {
                return el("strong", Vec::new(), vec![text(words)]);
            };
            let host = format!(" ({})", href.split('/').nth(2).unwrap_or_default());
            let children = vec![
                text(words),
                line("span", "connect-muted", host),
                line("span", "connect-visually-hidden", format!(" {}", say("text.new_tab"))),
            ];
            el("a", outside(href), children)
        }
    }
}
