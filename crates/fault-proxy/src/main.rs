//! Test equipment, and no part of the product: stands between a browser and a server and breaks what it is told to (T-03).
//!
//! `fault-proxy 127.0.0.1:8080` prints `{"port":…,"control":…}`. Requests go to the first port, one per connection; the second takes
//! orders (`control.rs`) for what goes wrong (`rules.rs`). How each fault looks on the wire is in `faults.rs`.

mod control;
mod faults;
mod message;
mod rules;

use faults::serve;
use rules::{Calls, Rules};
use std::error::Error;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What the connections and the orders share.
#[derive(Clone, Debug, Default)]
struct Shared {
    rules: Arc<Mutex<Rules>>,
    calls: Arc<Mutex<Calls>>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let upstream = std::env::args().nth(1).ok_or("say where requests go, as in: fault-proxy 127.0.0.1:8080")?;
    let shared = Shared::default();
    let [listener, orders] = [TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?];
    let (port, control) = (listener.local_addr()?.port(), orders.local_addr()?.port());
    writeln!(std::io::stdout(), "{}", serde_json::json!({ "port": port, "control": control }))?;
    tokio::spawn(control::serve(orders, shared.clone()));
    loop {
        let (connection, _) = listener.accept().await?;
        let (shared, upstream) = (shared.clone(), upstream.clone());
        // Whoever hangs up has done so; there is nobody to tell.
        tokio::spawn(async move { serve(connection, &upstream, &shared).await.ok() });
    }
}
