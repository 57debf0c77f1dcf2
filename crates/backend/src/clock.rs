//! The time, in the unit the database keeps.

use jiff::Timestamp;

/// Milliseconds since 1970 UTC.
pub(crate) fn now() -> i64 {
    Timestamp::now().as_millisecond()
}

/// A stored time as RFC 3339 text with milliseconds, as the published API writes it.
pub(crate) fn text(milliseconds: i64) -> String {
    Timestamp::from_millisecond(milliseconds).map(|time| format!("{time:.3}")).unwrap_or_default()
}

/// One minute.
pub(crate) const MINUTE: i64 = 60 * 1000;
/// One hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// One day.
pub(crate) const DAY: i64 = 24 * HOUR;
