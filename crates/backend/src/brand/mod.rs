//! What makes the pages of one environment look and sound like the tenant's own. Start at [`Brand::check`]: nothing is stored that could
//! make the flow unreadable or reach beyond it.

mod check;
mod file;
mod theme;

pub use file::read;
pub use theme::Theme;

use crate::texts::{Texts, said};
use catalog::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A brand, as a customer gives it. Everything may be left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Brand {
    /// The name end users know, where it is not the tenant's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The logo, as a `data:` address of at most 16,000 characters; on the command line, a file beside the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<LogoFiles>,
    /// Any colour, as `#rrggbb`. What is written on it and around it is computed so that it can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// How round corners are, in pixels: 0 to 24.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<u8>,
    /// Names of fonts that are on the end user's device, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fonts: Vec<String>,
    /// Said on the first screen, by language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub welcome: Texts,
    /// Said when it is done, by language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub success: Texts,
    /// Your privacy notice: an https address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy: Option<String>,
    /// Where end users get help: an https address, an e-mail address or `tel:` with a phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub support: Option<String>,
}

/// A logo for light pages, and one for dark pages if that is another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogoFiles {
    /// For light pages.
    pub light: String,
    /// For dark pages; the same when nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dark: Option<String>,
}

impl Brand {
    /// What the page shows of it, in a language.
    pub(crate) fn told(&self, language: Language) -> wire::Brand {
        wire::Brand {
            logo: self.logo.as_ref().map(|logo| wire::Logo {
                light: unbroken(&logo.light),
                dark: unbroken(logo.dark.as_ref().unwrap_or(&logo.light)),
            }),
            welcome: said(&self.welcome, language),
            success: said(&self.success, language),
            privacy: self.privacy.clone(),
            support: self.support.as_deref().map(address_of),
        }
    }

    /// The custom properties that dress the page.
    pub fn theme(&self) -> Theme {
        Theme::of(self)
    }
}

/// Where a page names several images, a space ends an address.
fn unbroken(address: &str) -> String {
    address.replace(' ', "%20")
}

fn address_of(support: &str) -> String {
    if support.contains('@') && !support.contains(':') { format!("mailto:{support}") } else { support.to_owned() }
}
