use comity_server::limits::{
    ANSWER_SECONDS_MAX, CONNECTIONS_MAX, DRAIN_SECONDS_MAX, READER_SECONDS_MAX, REQUESTS_MAX,
    TURN_WAIT_MILLIS_MAX,
};

use crate::config::section::section;
use crate::config::whole::Whole;

section! {
    /// How much `comity serve` does at one time, and for how long.
    Limits {
        /// Longest time that an answer may take, in seconds.
        answer_seconds: Whole<1, 3600> = Whole::usual(ANSWER_SECONDS_MAX),
            env "COMITY_ANSWER_SECONDS";
        /// Longest time that a stopping node waits for answers under way, in seconds.
        drain_seconds: Whole<0, 3600> = Whole::usual(DRAIN_SECONDS_MAX),
            env "COMITY_DRAIN_SECONDS";
        /// Longest time that a request waits for its turn before it is turned away with 503, in
        /// milliseconds.
        turn_wait_millis: Whole<0, 60_000> = Whole::usual(TURN_WAIT_MILLIS_MAX),
            env "COMITY_TURN_WAIT_MILLIS";
        /// Longest time that a caller may take to read an answer, in seconds.
        reader_seconds: Whole<1, 3600> = Whole::usual(READER_SECONDS_MAX),
            env "COMITY_READER_SECONDS";
        /// Most requests that are answered at one time; more wait a moment, then are turned away.
        requests_max: Whole<1, 100_000> = Whole::usual(REQUESTS_MAX as u64),
            env "COMITY_REQUESTS_MAX";
        /// Most connections at one time; more wait.
        connections_max: Whole<1, 1_000_000> = Whole::usual(CONNECTIONS_MAX as u64),
            env "COMITY_CONNECTIONS_MAX";
    }
}
