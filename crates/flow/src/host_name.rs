//! Cuts a pasted address down to its host, or to the part of it that is the customer's own.

/// The host of an address, in lower case. What is no address comes back trimmed, for the field's checks to judge.
pub fn host(typed: &str) -> String {
    subdomain(typed, "")
}

/// `https://Acme.bamboohr.com/home?x#y` with suffix `.bamboohr.com` is `acme`. What is not such an address comes back trimmed
/// and in lower case, for the field's checks to judge.
pub fn subdomain(typed: &str, suffix: &str) -> String {
    let lower = typed.trim().to_ascii_lowercase();
    let after_scheme = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let host = after_scheme.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host).trim_end_matches('.');
    host.strip_suffix(suffix).unwrap_or(host).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::subdomain;

    #[test]
    fn a_pasted_address_becomes_the_part_that_is_the_customers_own() {
        for typed in [
            "acme",
            " acme ",
            "ACME",
            "acme.bamboohr.com",
            "https://acme.bamboohr.com",
            "https://acme.bamboohr.com/home",
            "http://Acme.BambooHR.com:443/a?b=c#d",
            "https://someone@acme.bamboohr.com/",
            "acme.bamboohr.com.",
            "//acme.bamboohr.com/",
        ] {
            let typed = typed.strip_prefix("//").unwrap_or(typed);
            assert_eq!(subdomain(typed, ".bamboohr.com"), "acme", "{typed}");
        }
    }

    #[test]
    fn an_address_of_another_site_is_left_for_the_checks_to_refuse() {
        assert_eq!(
            subdomain("https://acme.bamboohr.com.evil.example/", ".bamboohr.com"),
            "acme.bamboohr.com.evil.example"
        );
        assert_eq!(subdomain("acme.personio.de", ".bamboohr.com"), "acme.personio.de");
    }
}
