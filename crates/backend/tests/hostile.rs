//! Origins and addresses from outside that must not be believed: many of each, and none accepted (E-02, W-11).

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::link::allowed_origin;
use backend::webhook::Courier;
use reqwest::Method;
use serde_json::json;
use server::Server;
use server::figures::figure;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;
use wire::Environment;

/// E-02
#[test]
fn five_hundred_hostile_origins_are_tried_and_none_is_accepted() {
    let mut tried: Vec<String> = Vec::new();
    // What could end a source, a directive or a header, at every place of an origin that is good.
    let good = "https://app.example.com";
    let breaking = [
        ";", ",", " ", "\t", "\n", "\r", "\r\n", "'", "\"", "\\", "*", "#", "?", "@", "/", "//", "\0", "\u{a0}",
        "\u{2028}", "\u{3002}", "%0a", "<", ">", "|", "^", "`", "{", "}", "é", "\u{430}", "\u{200b}", "\u{ff0e}",
    ];
    for text in breaking {
        for place in [0, 5, 6, 7, 8, 9, 11, 12, 15, 20, good.len()] {
            let origin = format!("{}{text}{}", &good[..place], &good[place..]);
            // A slash at the end is how people write an origin, and is taken off.
            if origin != "https://app.example.com/" {
                tried.push(origin);
            }
        }
    }
    let schemes = [
        "http",
        "ftp",
        "ws",
        "wss",
        "file",
        "data",
        "javascript",
        "blob",
        "about",
        "chrome",
        "null",
        "",
        "HTTPS:",
        "https:https",
    ];
    tried.extend(schemes.map(|scheme| format!("{scheme}://app.example.com")));
    let hosts = [
        "*",
        "*.example.com",
        "a.*.com",
        "127.0.0.1",
        "10.0.0.1",
        "0x7f.1",
        "2130706433",
        "[::1]",
        "[::ffff:1.2.3.4]",
        "1.2.3.4",
        "user@a.example",
        "user:p@a.example",
        "a.example:99999",
        "a.example:x",
        "a.example/",
        "",
        ".",
        "..",
        "a..example",
        "-",
        "a.example:",
        "а.example",
        "a.example\u{3002}com",
        "%61.example",
        "a.example%00",
        "localhost",
        "x.localhost",
        "[fe80::1%25eth0]",
        "0",
        "00000000000",
    ];
    for host in hosts {
        for end in ["", "/x", "?x", "#x", "/;", " 'self'", "; script-src *", ",https://b.example"] {
            let origin = format!("https://{host}{end}");
            // Names for this machine are good names to a parser, and to whoever runs a proxy on it.
            let is_good =
                end.is_empty() && (host.ends_with("localhost") || ["a.example/", "a.example:"].contains(&host));
            if !is_good {
                tried.push(origin);
            }
        }
    }
    tried.extend(
        ["'self'", "'none'", "'unsafe-inline'", "self", "null", "none", "*", "about:blank", ""].map(str::to_owned),
    );
    tried.sort();
    tried.dedup();
    let accepted: Vec<&String> =
        tried.iter().filter(|text| allowed_origin(text, Environment::Production).is_ok()).collect();
    figure("hostile_origins", &json!({ "tried": tried.len(), "accepted": accepted.len() }));
    assert!(accepted.is_empty(), "{accepted:?}");
    assert!(tried.len() >= 500, "{}", tried.len());
}

/// Every spelling of addresses that are nobody's business.
fn hostile_addresses() -> Vec<String> {
    let v4 = [
        "0.0.0.0",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.254",
        "127.0.0.1",
        "127.1.2.3",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
    ];
    let mut hosts: Vec<String> = Vec::new();
    for text in v4 {
        let address: Ipv4Addr = text.parse().unwrap();
        let [a, b, c, d] = address.octets();
        let number = u32::from(address);
        hosts.extend([
            text.to_owned(),
            format!("{text}."),
            format!("{number}"),
            format!("0x{number:x}"),
            format!("0{number:o}"),
            format!("0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"),
            format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
            format!("{a}.{}", number & 0x00ff_ffff),
            format!("{a}.{b}.{}", number & 0xffff),
            format!("{a}\u{3002}{b}\u{3002}{c}\u{3002}{d}"),
            format!("[::ffff:{text}]"),
            format!("[::ffff:{:x}:{:x}]", number >> 16, number & 0xffff),
            format!("[64:ff9b::{text}]"),
            format!("[2002:{:x}:{:x}::]", number >> 16, number & 0xffff),
        ]);
    }
    let others = [
        "[::]",
        "[::1]",
        "[100::1]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[5f00::1]",
        "[fc00::1]",
        "[fd12::1]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[ff02::1]",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "x.localhost",
        "user@127.0.0.1",
        "example.com@127.0.0.1",
        "127.0.0.1#@example.com",
        "127.0.0.1?@example.com",
        "\u{ff11}\u{ff12}\u{ff17}.0.0.1",
    ];
    hosts.extend(others.map(str::to_owned));
    hosts
}

/// W-11: a listener on this machine hears nobody.
#[tokio::test]
async fn three_hundred_hostile_addresses_are_tried_and_none_is_connected_to() {
    let heard = Arc::new(AtomicUsize::new(0));
    for address in ["127.0.0.1:8443", "[::1]:8443"] {
        // Where the port is taken, the address is refused all the same; only nobody counts.
        let Ok(trap) = TcpListener::bind(address).await else { continue };
        let heard = heard.clone();
        tokio::spawn(async move {
            while trap.accept().await.is_ok() {
                heard.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    let server = Server::start_with(|config| config.webhook_private_addresses = false).await;
    let courier = Courier::new(server.app.clone());
    let hosts = hostile_addresses();
    let (mut refused, mut tried) = (0, 0);
    for host in &hosts {
        for url in [format!("https://{host}:8443/"), format!("https://{host}/"), format!("http://{host}:8443/")] {
            tried += 1;
            let body = json!({ "url": url });
            let (status, made) = server.manage(Method::POST, "/v1/webhooks", Some(body)).await;
            if status == 400 {
                refused += 1;
                continue;
            }
            // A name that means this machine: it is refused when it is looked up.
            let path = format!("/v1/webhooks/{}/test", made["data"]["id"].as_str().unwrap());
            let (status, said) =
                server.manage(Method::POST, &path, Some(json!({ "type": "integration-deleted" }))).await;
            assert_eq!(status, 200, "{said}");
        }
    }
    for sent in courier.tick().await.unwrap() {
        sent.await.unwrap();
    }
    let connections = heard.load(Ordering::SeqCst);
    figure("hostile_addresses", &json!({ "tried": tried, "refused_at_once": refused, "accepted": connections }));
    assert_eq!(connections, 0);
    assert!(tried >= 300, "{tried}");
}
