//! One connection, and how each fault looks on the wire.

use crate::Shared;
use crate::control::lock;
use crate::message::Message;
use crate::rules::{Fault, Rule};
use std::io::{Read, Result};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

const BOMB: u64 = 50 * 1024 * 1024;
const CAPTIVE: &str = "<!doctype html><title>Hotel</title><h1>Welcome! Please accept our terms.</h1>";

pub(crate) async fn serve(mut stream: TcpStream, upstream: &str, shared: &Shared) -> Result<()> {
    if lock(&shared.rules).refuses() {
        return reset(&stream);
    }
    let mut request = Message::begin(&mut stream).await?;
    let (method, path) = (request.word(0).to_owned(), request.word(1).to_owned());
    let rule = lock(&shared.rules).of(&method, &path);
    let fault = rule.as_ref().map(|rule| rule.fault);
    let place = lock(&shared.calls).note(&method, &path, fault);
    if fault == Some(Fault::ResetBeforeSend) {
        return reset(&stream);
    }
    request.finish(&mut stream).await?;
    if fault == Some(Fault::ResetAfterSend) {
        return reset(&stream);
    }
    if let Some(answer) = rule.as_ref().and_then(own_answer) {
        return send(&mut stream, &answer).await;
    }
    let request = request.with("connection", Some("close"));
    let again = async { if fault == Some(Fault::Duplicate) { request.ask(upstream).await.ok() } else { None } };
    let (answer, _) = tokio::join!(request.ask(upstream), again);
    let Ok(answer) = answer else { return reset(&stream) };
    lock(&shared.calls).answered(place, answer.word(1).parse().ok());
    match rule {
        Some(rule) => deliver(&mut stream, answer, &rule).await,
        None => send(&mut stream, &answer.bytes()).await,
    }
}

/// What is answered without asking the server.
fn own_answer(rule: &Rule) -> Option<Vec<u8>> {
    let answer = |status: u16, headers: &str, body: &[u8]| {
        let head =
            format!("HTTP/1.1 {status} Broken\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
        [head.as_bytes(), body].concat()
    };
    match rule.fault {
        Fault::Error => {
            let wait = rule.retry_after.map_or_else(String::new, |seconds| format!("retry-after: {seconds}\r\n"));
            let body = serde_json::json!({ "type": "about:blank", "title": "Broken", "status": rule.status });
            let headers = format!("content-type: application/problem+json\r\n{wait}");
            Some(answer(rule.status, &headers, body.to_string().as_bytes()))
        }
        Fault::Captive => Some(answer(200, "content-type: text/html\r\n", CAPTIVE.as_bytes())),
        Fault::GzipBomb => {
            let mut small = Vec::new();
            let large = std::io::repeat(b' ').take(BOMB);
            brotli::CompressorReader::new(large, 4096, 5, 22).read_to_end(&mut small).ok()?;
            Some(answer(200, "content-type: application/json\r\ncontent-encoding: br\r\n", &small))
        }
        _ => None,
    }
}

async fn deliver(stream: &mut TcpStream, answer: Message, rule: &Rule) -> Result<()> {
    match rule.fault {
        Fault::ResetAfterCommit => reset(stream),
        Fault::Truncated => {
            let bytes = answer.bytes();
            send(stream, &bytes[..bytes.len() - answer.body.len().div_ceil(2)]).await
        }
        Fault::Slow => {
            for bytes in answer.bytes().chunks(rule.bytes_per_second.div_ceil(10)) {
                stream.write_all(bytes).await?;
                let pause = if rule.bytes_per_second < 10 { 1000 } else { 100 };
                sleep(Duration::from_millis(pause)).await;
            }
            stream.shutdown().await
        }
        Fault::Stall => {
            sleep(Duration::from_secs(rule.seconds)).await;
            send(stream, &answer.bytes()).await
        }
        Fault::WrongMime => send(stream, &answer.with("content-type", Some("text/plain")).bytes()).await,
        Fault::CloseMidChunk => {
            let half = answer.body[..answer.body.len() / 2].to_vec();
            let chunk = format!("{:x}\r\n", answer.body.len());
            let body = [chunk.as_bytes(), &half].concat();
            let answer = answer.with("content-length", None).with("transfer-encoding", Some("chunked"));
            send(stream, &Message { head: answer.head, body }.bytes()).await
        }
        _ => send(stream, &answer.bytes()).await,
    }
}

async fn send(stream: &mut TcpStream, bytes: &[u8]) -> Result<()> {
    stream.write_all(bytes).await?;
    stream.shutdown().await
}

fn reset(stream: &TcpStream) -> Result<()> {
    stream.set_zero_linger()
}
