//! How often somebody may ask. Calls of the management API count by key, and only for keys that are keys, so that nobody uses up somebody
//! else's share by guessing. Guesses count by link and by address, and only when they were wrong: whoever holds the right secret is never
//! kept out (K-08). Every node counts for itself.

use crate::crypto::hash;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::fmt;
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

/// How many wrong guesses of one link's secret there may be in ten minutes.
const BY_LINK: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// How many wrong guesses of anything an address may make in a minute.
const BY_ADDRESS: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// In which one guess of a link's secret is given back: ten of them in ten minutes.
const GIVEN_BACK: Duration = Duration::from_mins(1);

/// Counts.
pub(crate) struct Limiter {
    calls: DefaultKeyedRateLimiter<String>,
    links: DefaultKeyedRateLimiter<String>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limiter {
    /// So many calls a minute for each API key; all of them at once, if need be.
    pub(crate) fn of(per_minute: u32) -> Self {
        let by_link =
            Quota::with_period(GIVEN_BACK).map_or(Quota::per_minute(BY_LINK), |quota| quota.allow_burst(BY_LINK));
        Self {
            calls: RateLimiter::keyed(Quota::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN))),
            links: RateLimiter::keyed(by_link),
            addresses: RateLimiter::keyed(Quota::per_minute(BY_ADDRESS)),
        }
    }

    /// Counts a call. When it is one too many, after how many seconds the next one is not.
    pub(crate) fn count(&self, key: &str) -> Result<(), u64> {
        counted(&self.calls, &hash(key))
    }

    /// Counts a wrong secret of a link, from an address where that is known.
    pub(crate) fn wrong_secret(&self, link: &str, from: Option<IpAddr>) -> Result<(), u64> {
        self.wrong_guess(from)?;
        // Hashed, so that a name that is none takes no more room than one that is.
        counted(&self.links, &hash(link))
    }

    /// Counts a wrong guess of anything else.
    pub(crate) fn wrong_guess(&self, from: Option<IpAddr>) -> Result<(), u64> {
        from.map_or(Ok(()), |address| counted(&self.addresses, &address))
    }

    /// Forgets whoever has not asked for a while.
    pub(crate) fn forget_idle(&self) {
        self.calls.retain_recent();
        self.links.retain_recent();
        self.addresses.retain_recent();
    }
}

fn counted<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<(), u64> {
    limiter.check_key(key).map_err(|until| until.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
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

    /// K-08
    #[test]
    fn ten_wrong_secrets_of_a_link_and_sixty_of_an_address_are_taken_and_no_more() {
        let limiter = Limiter::of(1);
        let address = |last| Some([192, 0, 2, last].into());
        for guess in 0..10 {
            assert!(limiter.wrong_secret("a", address(guess)).is_ok());
        }
        let wait = limiter.wrong_secret("a", address(10)).unwrap_err();
        assert!((1..=61).contains(&wait), "{wait}");
        assert!(limiter.wrong_secret("b", address(11)).is_ok());
        let taken = (0..100).filter(|link| limiter.wrong_secret(&link.to_string(), address(12)).is_ok()).count();
        assert_eq!(taken, 60);
    }
}
