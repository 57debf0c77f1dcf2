//! One set of icons: 24 units square, drawn with one line.

use leptos::prelude::*;
use leptos::svg;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IconName {
    /// To the screen before.
    Back,
    /// Onward.
    Forward,
    /// Away.
    Close,
    /// Done.
    Check,
    /// Something needs care.
    Warning,
    /// A search.
    Search,
    /// Kept safe.
    Lock,
    /// The world's languages.
    Globe,
}

impl IconName {
    fn path(self) -> &'static str {
        match self {
            Self::Back => "m15 5-7 7 7 7",
            Self::Forward => "m9 5 7 7-7 7",
            Self::Close => "m6 6 12 12M18 6 6 18",
            Self::Check => "m5 12.5 4.5 4.5L19 7.500",
            Self::Warning => "M12 8v5m0 3v.01M12 3 2.500 20h19z",
            Self::Search => "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14m5 12 4 4",
            Self::Lock => "M6 11h12v9H6zm2 0V8a4 4 0 0 1 8 0v3",
            Self::Globe => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18m-9 9h18M12 3c-5 5-5 13 0 18 5-5 5-13 0-18",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Back => "back",
            Self::Forward => "forward",
            Self::Close => "close",
            Self::Check => "check",
            Self::Warning => "warning",
            Self::Search => "search",
            Self::Lock => "lock",
            Self::Globe => "globe",
        }
    }
}

/// An icon. It repeats what the words beside it say, so screen readers pass over it.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
) -> impl IntoView {
    let path = svg::path().attr("d", name.path());
    svg::svg()
        .attr("class", "connect-icon")
        .attr("data-icon", name.name())
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(path)
}
