//! Points at which a test ends the process, as if somebody had pulled the plug (T-05). Without the feature `faults`, which no build has that
//! is not a test's, nothing of it is there: not even the names.

/// A point. `FAULT_POINT=name` ends the process at the first one of the name, `FAULT_POINT=name:3` at the third.
macro_rules! fault_point {
    ($name:literal) => {
        #[cfg(feature = "faults")]
        $crate::faults::reached($name);
    };
}

pub(crate) use fault_point;

/// Every point there is, for the test that goes through them.
#[cfg(feature = "faults")]
pub const POINTS: [&str; 17] = [
    "migrations-due",
    "migrations-done",
    "submission-begun",
    "completion-begun",
    "completion-written",
    "completion-committed",
    "failure-written",
    "failure-committed",
    "deletion-written",
    "deletion-committed",
    "delivery-claimed",
    "delivery-sent",
    "delivery-noted",
    "rewrap-opened",
    "rewrap-written",
    "key-file-written",
    "key-file-renamed",
];

#[cfg(feature = "faults")]
pub(crate) fn reached(name: &str) {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static TIMES: AtomicUsize = AtomicUsize::new(0);
    let Ok(wanted) = std::env::var("FAULT_POINT") else { return };
    let (point, times) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if point == name && TIMES.fetch_add(1, Ordering::SeqCst) + 1 == times.parse().unwrap_or(1) {
        // SIGKILL: nothing is flushed, unwound or said goodbye to.
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}
