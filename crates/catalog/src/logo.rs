//! Logos and pictures: plain SVG, visible on a light page and on a dark one.

use crate::Pictures;
use crate::finding::Finding;
use crate::source::Source;
use std::collections::BTreeMap;

/// Where logos stand: on the light theme's tile and on the dark one's.
const TILES: [[u8; 3]; 2] = [[0xff, 0xff, 0xff], [0x14, 0x16, 0x1b]];
/// The least contrast of something that is looked at (WCAG 2.2, 1.4.11).
const LEAST: f64 = 3.0;

/// Reads a logo and writes it as a `data:` address.
pub(crate) fn logo(folder: &str, file: Option<Source>, findings: &mut Vec<Finding>) -> Option<String> {
    let path = format!("{folder}/logo.svg");
    let Some(file) = file else {
        findings.push(Finding::new(path, 1, "is missing: every tool needs a logo, as an SVG file of this name"));
        return None;
    };
    if !is_plain(&file.text) {
        findings.push(Finding::new(
            path,
            1,
            "must be one plain <svg>: take out scripts, links, styles, comments and images",
        ));
        return None;
    }
    let colours = colours(&file.text);
    for (tile, name) in TILES.iter().zip(["light", "dark"]) {
        if !colours.iter().any(|colour| contrast(*colour, *tile) >= LEAST) {
            let message = format!(
                "has no colour that stands out on a {name} page (3 to 1): give it a tile of its own, or another colour"
            );
            findings.push(Finding::new(&path, 1, message));
            return None;
        }
    }
    Some(address(&file.text))
}

/// The pictures of a tool.
pub(crate) fn pictures(folder: &str, files: &BTreeMap<String, String>, findings: &mut Vec<Finding>) -> Pictures {
    let mut pictures = Pictures::new();
    let inside = format!("{folder}/pictures/");
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with(&inside)) {
        let name = path.strip_prefix(&inside).unwrap_or_default();
        let is_named = name.strip_suffix(".svg").is_some_and(|stem| {
            !stem.is_empty()
                && stem.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        });
        if !is_named {
            findings.push(Finding::new(
                path,
                1,
                "is not named like a picture: write a-z, 0-9 and -, and .svg at the end",
            ));
        } else if !is_plain(text) || !text.contains("viewBox") {
            findings.push(Finding::new(
                path,
                1,
                "must be one plain <svg> with a viewBox: take out scripts, links, styles, comments and images",
            ));
        } else {
            pictures.insert(name.to_owned(), text.clone());
        }
    }
    pictures
}

fn is_plain(svg: &str) -> bool {
    let svg = svg.trim();
    let lower = svg.to_ascii_lowercase();
    let forbidden = ["<script", "<foreignobject", "href", "<style", "<image", "<!", "<?", " on"];
    svg.starts_with("<svg ") && svg.ends_with("</svg>") && !forbidden.iter().any(|text| lower.contains(text))
}

/// Every `#rgb` and `#rrggbb` in it.
fn colours(svg: &str) -> Vec<[u8; 3]> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_hexdigit).count();
    let channel = |text: &str| u8::from_str_radix(text, 16).ok();
    let colour = |text: &str| match digits(text) {
        3 => {
            let mut channels = text.chars().take(3).map(|digit| channel(&format!("{digit}{digit}")));
            Some([channels.next()??, channels.next()??, channels.next()??])
        }
        6 => Some([channel(text.get(0..2)?)?, channel(text.get(2..4)?)?, channel(text.get(4..6)?)?]),
        _ => None,
    };
    svg.split('#').skip(1).filter_map(colour).collect()
}

/// Contrast as WCAG 2.2 defines it.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn address(svg: &str) -> String {
    let mut address = String::from("data:image/svg+xml,");
    for character in svg.trim().replace('\n', " ").chars() {
        match character {
            '"' => address.push('\''),
            '%' => address.push_str("%25"),
            '#' => address.push_str("%23"),
            '<' => address.push_str("%3C"),
            '>' => address.push_str("%3E"),
            other => address.push(other),
        }
    }
    address
}
