//! How many calls of the management API a key may make. Only keys that are keys count, so that nobody can use up somebody else's share by
//! guessing. Every node counts for itself.

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::fmt;
use std::num::NonZeroU32;

/// Counts calls by key.
pub(crate) struct Limiter {
    calls: DefaultKeyedRateLimiter<String>,
}

impl Limiter {
    /// So many calls a minute; all of them at once, if need be.
    pub(crate) fn of(per_minute: u32) -> Self {
        Self { calls: RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN))) }
    }

    /// Counts a call. When it is one too many, after how many seconds the next one is not.
    pub(crate) fn count(&self, key: &str) -> Result<(), u64> {
        self.calls.check_key(&crate::crypto::hash(key)).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            wait.as_secs() + 1
        })
    }

    /// Forgets keys that have not called for a while.
    pub(crate) fn forget_idle(&self) {
        self.calls.retain_recent();
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Limiter")
    }
}

#[cfg(test)]
mod tests {
    use super::Limiter;

    #[test]
    fn each_key_has_its_own_share_and_is_told_how_long_to_wait() {
        let limiter = Limiter::of(3);
        for _ in 0..3 {
            assert!(limiter.count("a").is_ok());
        }
        let wait = limiter.count("a").unwrap_err();
        assert!((1..=21).contains(&wait), "{wait}");
        assert!(limiter.count("b").is_ok());
    }
}
