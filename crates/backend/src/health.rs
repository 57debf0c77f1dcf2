//! Whether an integration works: the rule of its states, without a database and without a clock.

use crate::clock::DAY;

/// How long authentication may fail without a success before new credentials are asked for, in milliseconds.
pub const PATIENCE: i64 = 3 * DAY;
/// How long an integration in development may go without an API request before it becomes inactive, in milliseconds.
pub const QUIET: i64 = 14 * DAY;

/// Whether an integration works, as the published API says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It works, as far as is known.
    Active,
    /// The tool has not accepted its credentials for three days: it waits for a relink.
    Invalid,
    /// It was switched off, or forgotten in development: it waits for being switched on.
    Inactive,
}

impl State {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Invalid => "INVALID",
            Self::Inactive => "INACTIVE",
        }
    }
}

/// What one check of the credentials has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The tool knows the credentials, whatever they may do there.
    Accepted,
    /// The tool does not accept them.
    Refused,
    /// Nothing: the tool did not answer, or asked for patience.
    Nothing,
}

/// Since when it is as it is, in milliseconds since 1970; `None` where it is not so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Every check since then that has shown anything has failed.
    pub failing_since: Option<i64>,
    /// It waits for a relink.
    pub invalid_since: Option<i64>,
    /// It waits for being switched on.
    pub inactive_since: Option<i64>,
}

impl Health {
    /// The state that follows.
    pub fn state(&self) -> State {
        match (self.inactive_since, self.invalid_since) {
            (Some(_), _) => State::Inactive,
            (None, Some(_)) => State::Invalid,
            (None, None) => State::Active,
        }
    }

    /// What it is after a check. Three days of failures in a row make it invalid; a success makes it whole.
    #[must_use]
    pub fn after_check(self, shown: Shown, at: i64) -> Self {
        match shown {
            Shown::Nothing => self,
            Shown::Accepted => Self { failing_since: None, invalid_since: None, ..self },
            Shown::Refused => {
                let since = self.failing_since.unwrap_or(at);
                let is_over = at - since >= PATIENCE;
                let invalid_since = self.invalid_since.or(is_over.then_some(at));
                Self { failing_since: Some(since), invalid_since, ..self }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, Health, PATIENCE, Shown, State};
    use proptest::prelude::*;

    fn shown() -> impl Strategy<Value = Shown> {
        prop_oneof![Just(Shown::Accepted), Just(Shown::Refused), Just(Shown::Nothing)]
    }

    proptest! {
        #[test]
        fn an_integration_is_invalid_exactly_when_refusals_without_a_success_between_them_span_three_days(
            checks in prop::collection::vec((shown(), 0..DAY), 0..40)
        ) {
            let (mut health, mut time, mut refused_since) = (Health::default(), 0, None);
            let mut was_over = false;
            for (shown, later) in checks {
                time += later;
                health = health.after_check(shown, time);
                match shown {
                    Shown::Accepted => (refused_since, was_over) = (None, false),
                    Shown::Refused => {
                        let since = *refused_since.get_or_insert(time);
                        was_over |= time - since >= PATIENCE;
                    }
                    Shown::Nothing => {}
                }
                prop_assert_eq!(health.state(), if was_over { State::Invalid } else { State::Active });
            }
        }
    }
}
