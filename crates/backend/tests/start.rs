//! What stops the server from starting, and the one sentence it says. The sentence never holds a secret.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use backend::server::App;
use server::{config, create_database, folder};
use std::process::Command;

async fn problem(change: impl FnOnce(&mut backend::config::Config)) -> String {
    let folder = folder();
    let mut config = config(&folder);
    change(&mut config);
    create_database(&config).await;
    let problem = App::start(&config).await.map(|_| ()).unwrap_err().to_string();
    let _ = std::fs::remove_dir_all(folder);
    problem
}

#[tokio::test]
async fn a_setting_that_makes_no_sense_stops_the_server_with_a_sentence() {
    let found = problem(|config| config.database_url = "mysql://user:canary@host/db".to_owned()).await;
    assert!(found.contains("DATABASE_URL must look like sqlite:") && !found.contains("canary"), "{found}");
    let found = problem(|config| config.encryption_key = Some("canary".parse().unwrap())).await;
    assert!(found.contains("ENCRYPTION_KEY must hold 32 bytes") && !found.contains("canary"), "{found}");
    let found = problem(|config| config.tool_addresses = vec!["nothing=http://127.0.0.1:1".parse().unwrap()]).await;
    assert!(found.contains("TOOL_ADDRESSES names nothing"), "{found}");
}

///
#[tokio::test]
async fn a_key_that_is_lost_is_never_replaced_in_silence() {
    let server = server::Server::start().await;
    let (_, token) = server.session().await;
    let (status, _) = server::answer(server.submission(&token, "key-00000001", &server::answers(server::KEY))).await;
    assert_eq!(status, 200);
    std::fs::remove_file(server.folder.join("encryption.key")).unwrap();
    let mut config = config(&server.folder);
    config.database_url.clone_from(&server.database_url);
    let found = App::start(&config).await.map(|_| ()).unwrap_err().to_string();
    assert!(found.contains("put it back, or set ENCRYPTION_KEY"), "{found}");
}

/// what protects other companies' credentials does not come about by the way.
#[tokio::test]
async fn no_key_is_made_by_the_way_where_the_address_is_https() {
    let found = problem(|config| config.base_url = Some("https://connect.example.com".parse().unwrap())).await;
    assert!(found.contains("connect encryption-key create"), "{found}");
}

#[test]
fn an_environment_variable_that_makes_no_sense_is_named() {
    for (name, value, expected) in [
        ("PORT", "eighty", "invalid value 'eighty' for '--port"),
        ("HOST", "nowhere", "invalid value 'nowhere' for '--host"),
        ("BASE_URL", "connect.example.com/path", "write an origin such as"),
        ("TOOL_ADDRESSES", "bamboohr", "write tool=address"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_connect")).arg("serve").env(name, value).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(expected), "{name}={value}: {said}");
    }
}

#[test]
fn a_port_that_is_taken_is_said_in_one_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = folder();
    let database = format!("sqlite:{}", folder.join("connect.db").display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_connect"));
    let command = command.arg("serve").env("PORT", port).env("DATA_DIR", &folder).env("DATABASE_URL", database);
    let said = String::from_utf8_lossy(&command.output().unwrap().stderr).into_owned();
    assert!(said.contains("stopped: cannot listen on") && said.contains("Set HOST or PORT"), "{said}");
    let _ = std::fs::remove_dir_all(folder);
}
