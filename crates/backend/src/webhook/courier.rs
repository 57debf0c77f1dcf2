//! Sends what is due, again and again until it is taken (W-05, W-07, W-08). Several servers may have a courier each. An endpoint that is
//! slow or dead keeps nobody else waiting (W-09).

use super::{Secrets, checked_url, sign};
use crate::clock::DAY;
use crate::egress::{ChosenBy, Response};
use crate::faults::fault_point;
use crate::server::App;
use crate::store::{Attempt, DisabledBy, Due, Endpoint, Next};
use rand::Rng;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// How often it looks for what is due.
const LOOKS_EVERY: Duration = Duration::from_millis(500);
/// How soon it looks again while there is something to send.
const LOOKS_AGAIN: Duration = Duration::from_millis(25);
/// How many deliveries to one endpoint are on their way at once.
const AT_ONCE: usize = 8;
/// How long an endpoint may do nothing but fail, in milliseconds (W-08).
const PATIENCE: i64 = 5 * DAY;
/// How long an endpoint that is too busy is left alone when it does not say, in milliseconds.
const BREATHER: i64 = 30_000;
/// How much of an answer is remembered, in bytes.
const REMEMBERED: usize = 1024;

/// Sends webhooks.
#[derive(Clone, Debug)]
pub struct Courier {
    app: App,
    lanes: Arc<Mutex<BTreeMap<String, Lane>>>,
}

/// What is on its way to one endpoint from here.
#[derive(Debug, Default)]
struct Lane {
    on_their_way: usize,
    not_before: i64,
}

impl Courier {
    /// A courier for everything that a server tells.
    pub fn new(app: App) -> Self {
        Self { app, lanes: Arc::default() }
    }

    /// Never ends.
    pub(crate) async fn run(self) {
        loop {
            let pause = match self.tick().await {
                Ok(sent) if sent.is_empty() => LOOKS_EVERY,
                Ok(_) => LOOKS_AGAIN,
                Err(error) => {
                    tracing::error!(%error, "webhooks could not be looked for");
                    LOOKS_EVERY
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Sends what is due by now, as far as there is room. What is on its way is answered.
    pub async fn tick(&self) -> sqlx::Result<Vec<JoinHandle<()>>> {
        let mut sent = Vec::new();
        let lease = 2 * i64::try_from(self.app.webhooks.patience.as_millis()).unwrap_or_default();
        for endpoint in self.app.store.endpoints_with_deliveries_due().await? {
            let room = self.room(&endpoint.id);
            if room == 0 {
                continue;
            }
            let limit = i64::try_from(room).unwrap_or_default();
            let claimed = self.app.store.claim_deliveries(&endpoint.id, lease, limit).await?;
            if !claimed.is_empty() {
                fault_point!("delivery-claimed");
            }
            self.lane(&endpoint.id, |lane| lane.on_their_way += claimed.len());
            for due in claimed {
                let (courier, endpoint) = (self.clone(), endpoint.clone());
                sent.push(tokio::spawn(async move {
                    if let Err(error) = courier.deliver(&endpoint, &due).await {
                        tracing::error!(endpoint = endpoint.id, %error, "a webhook could not be sent or noted");
                    }
                    courier.lane(&endpoint.id, |lane| lane.on_their_way -= 1);
                }));
            }
        }
        Ok(sent)
    }

    fn lane<T>(&self, endpoint: &str, work: impl FnOnce(&mut Lane) -> T) -> T {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        work(lanes.entry(endpoint.to_owned()).or_default())
    }

    fn room(&self, endpoint: &str) -> usize {
        let now = self.app.store.now();
        self.lane(endpoint, |lane| if lane.not_before > now { 0 } else { AT_ONCE.saturating_sub(lane.on_their_way) })
    }

    async fn deliver(&self, endpoint: &Endpoint, due: &Due) -> sqlx::Result<()> {
        let (app, at, started) = (&self.app, self.app.store.now(), Instant::now());
        let answer = self.send(endpoint, due, at).await;
        fault_point!("delivery-sent");
        let duration = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
        let status = answer.as_ref().ok().map(|answer| answer.status);
        let wait = answer.as_ref().ok().and_then(|answer| answer.retry_after).map(|seconds| i64::from(seconds) * 1000);
        if matches!(status, Some(429 | 502 | 504)) {
            self.lane(&endpoint.id, |lane| lane.not_before = at + wait.unwrap_or(BREATHER).min(DAY));
        }
        let jitter = rand::rng().random_range(0.8..=1.2);
        let next = next(status, wait, due.attempts, at, &app.webhooks.retries, jitter);
        let said = match &answer {
            Ok(answer) => beginning(&answer.body),
            Err(reason) => reason.clone(),
        };
        let (event_id, endpoint_id) = (due.event_id.as_str(), endpoint.id.as_str());
        let attempt = Attempt { event_id, endpoint_id, at, status, duration, answer: &said };
        app.store.after_attempt(&attempt, next).await?;
        fault_point!("delivery-noted");
        let outcome = if next == Next::Delivered { "delivered" } else { "failed" };
        metrics::counter!("connect_webhook_attempts_total", "outcome" => outcome).increment(1);
        self.give_up_on(endpoint, status, next, at).await
    }

    async fn send(&self, endpoint: &Endpoint, due: &Due, at: i64) -> Result<Response, String> {
        let app = &self.app;
        let private = app.webhooks.private_addresses;
        checked_url(&endpoint.url, private)?;
        let secrets = match Secrets::of(app, endpoint) {
            Ok(secrets) => secrets,
            Err(error) => {
                tracing::error!(endpoint = endpoint.id, %error, "webhooks cannot be signed");
                return Err("the secret cannot be opened with this server's key: rotate it".to_owned());
            }
        };
        let chosen_by = if private { ChosenBy::Operator } else { ChosenBy::Catalog };
        let client = app.egress.client(chosen_by);
        let mut request = client.post(&endpoint.url).timeout(app.webhooks.patience);
        for (name, value) in sign::headers(&secrets, &due.event_id, at / 1000, &due.body) {
            request = request.header(name, value);
        }
        let request = request.header("content-type", "application/json").body(due.body.clone());
        app.egress.send_or_why(chosen_by, request).await
    }

    async fn give_up_on(&self, endpoint: &Endpoint, status: Option<u16>, next: Next, at: i64) -> sqlx::Result<()> {
        let is_dead = endpoint.failing_since.is_some_and(|since| at - since >= PATIENCE);
        let by = match (status, next) {
            (_, Next::Delivered) => return Ok(()),
            (Some(410), _) => DisabledBy::Gone,
            _ if is_dead => DisabledBy::Failing,
            _ => return Ok(()),
        };
        if self.app.store.disable_endpoint(&endpoint.id, by).await? {
            metrics::counter!("connect_webhook_endpoints_disabled_total").increment(1);
            tracing::error!(
                endpoint = endpoint.id,
                environment = endpoint.environment_id,
                ?by,
                "a webhook endpoint was switched off"
            );
        }
        Ok(())
    }
}

/// W-07: what follows from an attempt, with so many before it.
fn next(status: Option<u16>, wait: Option<i64>, attempts: i64, at: i64, retries: &[Duration], jitter: f64) -> Next {
    if matches!(status, Some(200..=299)) {
        return Next::Delivered;
    }
    let delay = usize::try_from(attempts).ok().and_then(|attempts| retries.get(attempts));
    match delay {
        None => Next::GivenUp,
        Some(delay) => {
            let jittered = i64::try_from(delay.mul_f64(jitter).as_millis()).unwrap_or(i64::MAX);
            Next::Again(at + jittered.max(wait.unwrap_or_default().min(DAY)))
        }
    }
}

/// The beginning of an answer, for whoever looks for a mistake.
fn beginning(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(REMEMBERED)]);
    text.chars().filter(|c| *c != '\0').collect()
}

#[cfg(test)]
mod tests {
    use super::{Next, next};
    use crate::config::default_retries;
    use std::time::Duration;

    /// W-07
    #[test]
    fn retries_follow_the_published_schedule_with_a_fifth_of_jitter() {
        let retries: Vec<Duration> = default_retries();
        let hours = |hours: u64| hours * 3600;
        let expected = [5, 300, 1800, hours(2), hours(5), hours(10), hours(14), hours(20), hours(24)];
        for (attempts, seconds) in (0..).zip(expected) {
            for jitter in [0.8, 1.0, 1.2] {
                let Next::Again(at) = next(Some(500), None, attempts, 0, &retries, jitter) else {
                    panic!("{attempts}");
                };
                assert_eq!(u128::try_from(at).unwrap(), Duration::from_secs(seconds).mul_f64(jitter).as_millis());
            }
        }
        assert_eq!(next(None, None, 9, 0, &retries, 1.0), Next::GivenUp);
    }

    #[test]
    fn only_an_answer_of_success_is_a_delivery() {
        let retries = default_retries();
        for status in 100..600 {
            let is_delivered = next(Some(status), None, 0, 0, &retries, 1.0) == Next::Delivered;
            assert_eq!(is_delivered, (200..300).contains(&status), "{status}");
        }
        assert_ne!(next(None, None, 0, 0, &retries, 1.0), Next::Delivered);
    }

    #[test]
    fn an_endpoint_that_says_how_long_to_wait_is_given_that_long() {
        let retries = default_retries();
        assert_eq!(next(Some(429), Some(60_000), 0, 1000, &retries, 1.0), Next::Again(61_000));
        assert_eq!(next(Some(429), Some(1000), 1, 0, &retries, 1.0), Next::Again(300_000));
    }
}
