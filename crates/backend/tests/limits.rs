//! What one caller can take from the others: guesses, time, connections; and how the server comes to its end.

#![expect(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod server;

use reqwest::{Client, Method};
use serde_json::{Value, json};
use server::node::{Node, free_port};
use server::{KEY, NEW_KEY, Server, answer, answers};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

fn wrong() -> String {
    format!("cfl_{}", "x".repeat(51))
}

/// K-08
#[tokio::test]
async fn two_thousand_guesses_are_slowed_down_and_the_right_secret_opens_all_the_same() {
    let server = Server::start().await;
    let (id, secret) = server.link(json!({ "integration_tool": "bamboohr" })).await;
    let mut refused = [0, 0];
    for guess in 0..2000 {
        let status = if guess % 2 == 0 {
            server.open(&id, &wrong()).await.0
        } else {
            let ask = server.request(Method::POST, &format!("/api/links/{id}/outcome"));
            answer(ask.json(&json!({ "secret": wrong() }))).await.0
        };
        match status {
            404 => refused[0] += 1,
            429 => refused[1] += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!(refused, [10, 1990]);
    let (status, session) = server.open(&id, &secret).await;
    assert_eq!(status, 200, "{session}");
    let (other, _) = server.link(json!({})).await;
    assert_eq!(server.open(&other, &wrong()).await.0, 404, "another link has its own share");
}

/// K-08
#[tokio::test]
async fn an_unknown_link_and_a_wrong_secret_are_answered_alike_and_as_quickly() {
    let server = Server::start().await;
    let mut times = [Vec::new(), Vec::new()];
    let mut bodies: [Vec<Value>; 2] = Default::default();
    for _ in 0..60 {
        let (known, _) = server.link(json!({})).await;
        for (place, id) in [known.as_str(), "0000000000000000000000"].into_iter().enumerate() {
            let begun = Instant::now();
            let (_, mut body) = server.open(id, &wrong()).await;
            times[place].push(begun.elapsed());
            body["instance"] = Value::Null;
            bodies[place].push(body);
        }
    }
    assert_eq!(bodies[0][0], bodies[1][0]);
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    let [known, unknown] = &mut times;
    let difference = median(known).abs_diff(median(unknown));
    assert!(difference < Duration::from_millis(5), "{difference:?}");
}

///
#[tokio::test]
async fn of_one_link_two_submissions_are_worked_on_at_once() {
    let server = Server::start().await;
    let (_, token) = server.session().await;
    server.order("bamboohr", json!({ "instead": { "late": 1500 } })).await;
    let submit = |key: &'static str| answer(server.submission(&token, key, &answers(KEY)));
    let (first, second, third) = tokio::join!(submit("key-00000001"), submit("key-00000002"), submit("key-00000003"));
    let mut statuses = [first.0, second.0, third.0];
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses.contains(&429), "{statuses:?}");
}

///
#[tokio::test]
async fn a_link_that_has_ended_takes_no_new_submission_and_keeps_nothing_of_it() {
    let server = Server::start().await;
    let (id, token) = server.session().await;
    server.app.store.revoke_link(&wire::LinkId::new(&id)).await.unwrap();
    for number in 0..20 {
        let request = server.submission(&token, &format!("key-{number:08}"), &answers(NEW_KEY));
        assert_eq!(answer(request).await.0, 410);
    }
    let rows: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM submissions").fetch_one(&server.database().await).await.unwrap();
    assert_eq!(rows, 0);
}

/// another process has the database to itself, and here everybody waits.
#[tokio::test]
async fn whoever_finds_the_database_taken_is_told_when_to_come_back_and_loses_nothing() {
    let server = Server::start().await;
    let is_sqlite = server.database_url.starts_with("sqlite:");
    let mut sessions = Vec::new();
    for _ in 0..if is_sqlite { 3 } else { 12 } {
        sessions.push(server.session().await);
    }
    let pool = server.database().await;
    let mut taken = pool.acquire().await.unwrap();
    let take: &[&'static str] = if is_sqlite {
        &["BEGIN IMMEDIATE"]
    } else {
        &["BEGIN", "LOCK TABLE links, submissions IN ACCESS EXCLUSIVE MODE"]
    };
    for statement in take {
        sqlx::query(*statement).execute(&mut *taken).await.unwrap();
    }
    let mut asked = tokio::task::JoinSet::new();
    for (_, token) in &sessions {
        asked.spawn(server.submission(token, "key-00000001", &answers(KEY)).send());
    }
    let manage = server.request(Method::POST, "/v1/connect/create-link").bearer_auth(&server.production);
    let body = json!({ "end_user_email": "erin@initech.example", "end_user_organization_name": "Initech", "link_type": "MAGIC_LINK" });
    let managed = tokio::spawn(manage.json(&body).send());
    // Those who hold a connection wait for the lock; all others are sent away.
    let sent_away = if is_sqlite { sessions.len() } else { sessions.len() - 8 };
    for _ in 0..sent_away {
        let answer = asked.join_next().await.unwrap().unwrap().unwrap();
        let (status, wait) = (answer.status(), answer.headers().get("retry-after").cloned());
        let problem: Value = answer.json().await.unwrap();
        assert_eq!((status.as_u16(), wait.unwrap().to_str().unwrap()), (503, "3"), "{problem}");
        assert_eq!((&problem["code"], &problem["retry_after"]), (&json!("internal"), &json!(3)));
    }
    assert_eq!(managed.await.unwrap().unwrap().status(), 503);
    sqlx::query("ROLLBACK").execute(&mut *taken).await.unwrap();
    while let Some(answer) = asked.join_next().await {
        assert_eq!(answer.unwrap().unwrap().status(), 200);
    }
    for (_, token) in &sessions {
        assert_eq!(answer(server.submission(token, "key-00000001", &answers(KEY))).await.0, 200);
    }
    let made: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM integrations").fetch_one(&pool).await.unwrap();
    assert_eq!(usize::try_from(made).unwrap(), sessions.len());
}

async fn hangs_up(port: u16, words: &str) -> Duration {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut answer)).await;
    assert!(ended.is_ok(), "it waits for ever");
    begun.elapsed()
}

///
#[tokio::test]
async fn whoever_says_nothing_is_hung_up_on_and_keeps_nobody_from_stopping_the_server() {
    let server = Server::start().await;
    let (client, port) = (Client::new(), free_port());
    let mut node = Node::start(&server, port);
    assert!(node.is_up(&client).await);
    let head = "POST /api/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let unfinished = format!("{head}content-length: 100\r\n\r\n{{");
    let (nothing, half, body) =
        tokio::join!(hangs_up(port, "GET / HT"), hangs_up(port, head), hangs_up(port, &unfinished));
    for waited in [nothing, half, body] {
        assert!(waited < Duration::from_secs(15), "{waited:?}");
    }
    // Stuck in its head, and still no reason to stay.
    let mut stuck = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stuck.write_all(b"GET / HT").await.unwrap();
    let begun = Instant::now();
    node.terminate();
    while !node.has_ended() {
        assert!(begun.elapsed() < Duration::from_secs(25), "it does not stop");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

///
#[tokio::test]
async fn a_submission_that_is_under_way_ends_well_although_the_page_is_gone_and_the_server_is_told_to_stop() {
    let server = Server::start().await;
    let (client, port) = (Client::new(), free_port());
    let mut node = Node::start(&server, port);
    assert!(node.is_up(&client).await);
    let (_, token) = server.session().await;
    server.order("bamboohr", json!({ "instead": { "late": 2000 } })).await;
    let mut body = answers(KEY);
    body["asked"] = json!(server.asked());
    let request = client.post(format!("http://127.0.0.1:{port}/api/submissions")).bearer_auth(&token);
    let request = request.header("idempotency-key", "key-00000001").json(&body);
    let hung_up = tokio::time::timeout(Duration::from_millis(700), request.send()).await;
    assert!(hung_up.is_err(), "the tool answers too early for this test");
    node.terminate();
    let begun = Instant::now();
    while !node.has_ended() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it does not stop");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let ask = server.request(Method::GET, "/api/submissions/key-00000001").bearer_auth(&token);
    let (_, state) = answer(ask).await;
    assert!(state["connected"]["activation_token"].is_string(), "{state}");
}

///
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_that_crashes_leaves_no_core_and_its_files_are_its_own() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start().await;
    let mut node = Node::start(&server, free_port());
    assert!(node.is_up(&Client::new()).await);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", node.pid())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    let folder = server::folder();
    let database = format!("sqlite:{}", folder.join("connect.db").display());
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_connect"));
    command.args(["tenant", "create", "Acme"]).env("DATABASE_URL", database).env("DATA_DIR", &folder);
    assert!(command.output().unwrap().status.success());
    for file in std::fs::read_dir(&folder).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.path());
    }
    std::fs::remove_dir_all(folder).unwrap();
}
