//! Who is being connected with what: the tenant, the tool, and how far it is between them. It repeats what the words say.

use crate::app::Dispatch;
use crate::ui::{Icon, IconName};
use leptos::prelude::*;

/// How far the connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bond {
    /// It is being talked about.
    Asked,
    /// It is being checked.
    Checked,
    /// It is there.
    Made,
}

impl Bond {
    fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Checked => "checked",
            Self::Made => "made",
        }
    }
}

/// The tenant and the tool, side by side.
#[component]
pub fn Pair(
    /// How far the connection is.
    bond: Bond,
    /// The tool's logo.
    tool_logo: String,
    /// Where events go.
    dispatch: Dispatch,
) -> impl IntoView {
    let initial = dispatch.peek(|flow| flow.session()?.tenant_name.chars().next());
    let icon = if bond == Bond::Made { IconName::Check } else { IconName::Lock };
    view! {
        <div class="connect-pair" data-bond=bond.name() aria-hidden="true">
            <span class="connect-tile">{initial.map(String::from)}</span>
            <span class="connect-bond"><Icon name=icon/></span>
            <span class="connect-tile"><img src=tool_logo alt="" width="40" height="40"/></span>
        </div>
    }
}
