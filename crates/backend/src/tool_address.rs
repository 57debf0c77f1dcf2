//! Where a tool is: at the address its definition pins (W-12), or where the operator says that it is.

use crate::egress::ChosenBy;
use catalog::{Fill, Template};
use std::collections::BTreeMap;
use wire::ToolId;

/// Where one tool is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ToolAddresses<'a> {
    pub(crate) tool: &'a ToolId,
    pub(crate) operator: &'a BTreeMap<ToolId, String>,
}

/// An address with every name replaced, and who chose it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) url: String,
    pub(crate) chosen_by: ChosenBy,
}

impl ToolAddresses<'_> {
    /// A host, as `https://…`, with a path behind it. `None` when a name in it has no value.
    pub(crate) fn of<'v>(
        &self,
        address: &Template,
        path: &str,
        value: impl Fn(&str) -> Option<&'v str> + Copy,
    ) -> Option<Address> {
        let real = address.fill(Fill::Encoded, value)?;
        let Some(operator) = self.operator.get(self.tool) else {
            return Some(Address { url: format!("{real}{path}"), chosen_by: ChosenBy::Catalog });
        };
        let host = real.strip_prefix("https://").unwrap_or(&real);
        let named = |name: &str| if name == "host" { Some(host) } else { value(name) };
        let base = Template::of(operator).fill(Fill::Encoded, named)?;
        Some(Address { url: format!("{base}{path}"), chosen_by: ChosenBy::Operator })
    }

    /// The same for an address with its path, as a log-in has it.
    pub(crate) fn of_whole<'v>(
        &self,
        address: &Template,
        value: impl Fn(&str) -> Option<&'v str> + Copy,
    ) -> Option<Address> {
        let text = address.as_str();
        let after_scheme = text.strip_prefix("https://")?;
        let host_ends = after_scheme.find('/').map_or(text.len(), |slash| slash + "https://".len());
        let (host, path) = text.split_at(host_ends);
        let path = Template::of(path).fill(Fill::Encoded, value)?;
        self.of(&Template::of(host), &path, value)
    }

    /// Where the next page is, when a tool says so: on the same host, or nowhere.
    pub(crate) fn next<'v>(
        &self,
        address: &Template,
        next: &str,
        value: impl Fn(&str) -> Option<&'v str> + Copy,
    ) -> Option<Address> {
        let real = address.fill(Fill::Encoded, value)?;
        let path = if next.starts_with('/') { Some(next) } else { next.strip_prefix(&real) };
        let path = path.filter(|path| path.starts_with('/') && !path.starts_with("//"))?;
        self.of(address, path, value)
    }
}

#[cfg(test)]
mod tests {
    use super::{ToolAddresses, ToolId};
    use catalog::Template;
    use std::collections::BTreeMap;

    fn url(
        operator: &BTreeMap<ToolId, String>,
        how: impl Fn(ToolAddresses<'_>) -> Option<super::Address>,
    ) -> Option<String> {
        let tool = ToolId::from("orchard");
        how(ToolAddresses { tool: &tool, operator }).map(|address| address.url)
    }

    #[test]
    fn an_operator_moves_every_host_of_a_tool_to_one_place() {
        let operator = BTreeMap::from([("orchard".into(), "http://127.0.0.1:9/orchard/{host}".to_owned())]);
        let value = |name: &str| (name == "subdomain").then_some("acme");
        let whole = Template::of("https://{subdomain}.orchard.example/oauth/token");
        let moved = url(&operator, |addresses| addresses.of_whole(&whole, value)).unwrap();
        assert_eq!(moved, "http://127.0.0.1:9/orchard/acme.orchard.example/oauth/token");
        let real = url(&BTreeMap::new(), |addresses| addresses.of_whole(&whole, value)).unwrap();
        assert_eq!(real, "https://acme.orchard.example/oauth/token");
    }

    /// W-12
    #[test]
    fn the_next_page_is_on_the_same_host_or_nowhere() {
        let address = Template::of("https://api.orchard.example");
        let next = |to: &str| url(&BTreeMap::new(), |addresses| addresses.next(&address, to, |_| None));
        assert_eq!(next("/people?page=2").unwrap(), "https://api.orchard.example/people?page=2");
        assert_eq!(
            next("https://api.orchard.example/people?page=2").unwrap(),
            "https://api.orchard.example/people?page=2"
        );
        for elsewhere in [
            "https://evil.example/",
            "//evil.example/",
            "https://api.orchard.example.evil.example/",
            "https://api.orchard.example@evil.example/",
            "people",
        ] {
            assert_eq!(next(elsewhere), None, "{elsewhere}");
        }
    }
}
