//! HTTP/1.1 messages as bytes: one request and one answer per connection, so a body ends where its sender says or hangs up.

use std::io::{Error, ErrorKind, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LONGEST_HEAD: usize = 64 * 1024;

/// A head and what came of the body with it.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Message {
    /// Reads a head.
    pub(crate) async fn begin(stream: &mut TcpStream) -> Result<Self> {
        let mut bytes = Vec::new();
        loop {
            if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                let body = bytes.split_off(end + 4);
                return Ok(Self { head: String::from_utf8_lossy(&bytes[..end]).into_owned(), body });
            }
            if bytes.len() > LONGEST_HEAD || stream.read_buf(&mut bytes).await? == 0 {
                return Err(Error::from(ErrorKind::UnexpectedEof));
            }
        }
    }

    /// Reads the rest of a request's body.
    pub(crate) async fn finish(&mut self, stream: &mut TcpStream) -> Result<()> {
        let length = self.header("content-length").and_then(|value| value.parse().ok()).unwrap_or(0);
        while self.body.len() < length {
            if stream.read_buf(&mut self.body).await? == 0 {
                return Err(Error::from(ErrorKind::UnexpectedEof));
            }
        }
        Ok(())
    }

    /// The words of the first line.
    pub(crate) fn word(&self, place: usize) -> &str {
        self.head.lines().next().and_then(|line| line.split(' ').nth(place)).unwrap_or_default()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (given, value) = line.split_once(':')?;
            given.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// The same with one header set, or without it.
    pub(crate) fn with(mut self, name: &str, value: Option<&str>) -> Self {
        let is_other = |line: &&str| line.split(':').next().is_none_or(|given| !given.eq_ignore_ascii_case(name));
        let mut lines: Vec<String> = self.head.lines().filter(is_other).map(str::to_owned).collect();
        lines.extend(value.map(|value| format!("{name}: {value}")));
        self.head = lines.join("\r\n");
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        [self.head.as_bytes(), b"\r\n\r\n", &self.body].concat()
    }

    /// Sends it as a request and reads all of the answer, with its body unchunked and measured.
    pub(crate) async fn ask(&self, upstream: &str) -> Result<Self> {
        let mut stream = TcpStream::connect(upstream).await?;
        stream.write_all(&self.bytes()).await?;
        let mut answer = Self::begin(&mut stream).await?;
        stream.read_to_end(&mut answer.body).await?;
        if answer.header("transfer-encoding").is_some() {
            answer.body = unchunked(&answer.body)?;
        }
        let length = answer.body.len().to_string();
        let answer = answer.with("transfer-encoding", None).with("connection", Some("close"));
        Ok(answer.with("content-length", Some(&length)))
    }
}

fn unchunked(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let broken = || Error::from(ErrorKind::InvalidData);
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|window| window == b"\r\n").ok_or_else(broken)?;
        let length = std::str::from_utf8(&bytes[..end]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let length = length.ok_or_else(broken)?;
        if length == 0 {
            return Ok(body);
        }
        body.extend_from_slice(bytes.get(end + 2..end + 2 + length).ok_or_else(broken)?);
        bytes = bytes.get(end + length + 4..).ok_or_else(broken)?;
    }
}
