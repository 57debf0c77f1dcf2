//! The time, in the unit the database keeps. A server has one clock; a test may give it another.

use jiff::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// What tells the time.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's own.
    #[default]
    System,
    /// One that stands still until it is moved.
    Simulated(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still until it is moved, and begins now.
    pub fn simulated() -> Self {
        Self::Simulated(Arc::new(AtomicI64::new(Self::System.now())))
    }

    /// Milliseconds since 1970 UTC.
    pub fn now(&self) -> i64 {
        match self {
            Self::System => Timestamp::now().as_millisecond(),
            Self::Simulated(time) => time.load(Ordering::SeqCst),
        }
    }

    /// Moves a clock that stands still, in milliseconds. The machine's own cannot be moved.
    pub fn advance(&self, by: i64) {
        if let Self::Simulated(time) = self {
            time.fetch_add(by, Ordering::SeqCst);
        }
    }
}

/// A stored time as RFC 3339 text with milliseconds, as the published API writes it.
pub(crate) fn text(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map(|time| format!("{time:.3}")).unwrap_or_default()
}

/// One minute.
pub const MINUTE: i64 = 60 * 1000;
/// One hour.
pub const HOUR: i64 = 60 * MINUTE;
/// One day.
pub const DAY: i64 = 24 * HOUR;
