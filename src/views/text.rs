//! Instructions of the catalog: a typed tree becomes elements, so no text is ever markup (C-06). Links say where they go (C-07).

use crate::words::say;
use leptos::prelude::*;
use wire::{Block, Inline};

/// Paragraphs and lists.
#[component]
pub fn Blocks(
    /// What to show.
    blocks: Vec<Block>,
) -> impl IntoView {
    view! { <div class="connect-text">{blocks.into_iter().map(block).collect_view()}</div> }
}

fn block(block: Block) -> AnyView {
    let items = |items: Vec<Vec<Inline>>| items.into_iter().map(|item| view! { <li>{line(item)}</li> }).collect_view();
    match block {
        Block::Paragraph(inlines) => view! { <p>{line(inlines)}</p> }.into_any(),
        Block::Steps(steps) => view! { <ol>{items(steps)}</ol> }.into_any(),
        Block::List(points) => view! { <ul>{items(points)}</ul> }.into_any(),
    }
}

fn line(inlines: Vec<Inline>) -> Vec<AnyView> {
    inlines.into_iter().map(inline).collect()
}

fn inline(inline: Inline) -> AnyView {
    match inline {
        Inline::Text(text) => text.into_any(),
        Inline::Strong(text) => view! { <strong>{text}</strong> }.into_any(),
        Inline::Code(text) => view! { <code>{text}</code> }.into_any(),
        Inline::Link { text, href } => {
            let host = href.split('/').nth(2).unwrap_or_default().to_owned();
            view! {
                <a href=href target="_blank" rel="noopener noreferrer">
                    {text} <span class="connect-muted">{format!(" ({host})")}</span>
                    <span class="connect-visually-hidden">" " {say("text.new_tab")}</span>
                </a>
            }
            .into_any()
        }
    }
}
