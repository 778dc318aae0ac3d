//! The limits of this crate, with their units in their names.

use std::time::Duration;

/// Largest body of a request over HTTP, in bytes.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Size from which a body is large, in bytes: what is read from it takes many times as much.
pub const LARGE_BODY_BYTES: u64 = 64 * 1024;
/// Most large bodies that are read and answered at one time; more wait.
pub const LARGE_BODIES_MAX: usize = 16;
/// Most results that may be under way at one time, over all requests; more wait.
pub const RESULTS_MAX: u32 = 50_000;
/// Longest address of a request (path and query), in bytes.
pub const URI_BYTES_MAX: usize = 60_000;
/// Largest head of a request, in bytes: it must hold the longest address.
pub const HEAD_BYTES_MAX: usize = 96 * 1024;
/// Longest id that a caller may give its request, in bytes.
pub const REQUEST_ID_BYTES_MAX: usize = 100;
/// Longest time that the head of a request may take to arrive, in seconds.
pub const HEAD_SECONDS_MAX: u64 = 20;
/// Longest time that the body of a request may take to arrive, in seconds.
pub const BODY_SECONDS_MAX: u64 = 20;
/// Longest time that an answer may take, in seconds.
pub const ANSWER_SECONDS_MAX: u64 = 30;
/// Longest time that a stopping node waits for answers under way, in seconds.
pub const DRAIN_SECONDS_MAX: u64 = 30;
/// Most connections at one time; more wait to be accepted.
pub const CONNECTIONS_MAX: usize = 1_024;
/// Most requests that are answered at one time; more are turned away with 503.
pub const REQUESTS_MAX: usize = 256;
/// Most requests at one time on one HTTP/2 connection.
pub const STREAMS_MAX: u32 = 64;
/// Most headers of one request.
pub const HEADERS_MAX: usize = 64;
/// Most queries that are answered on the thread that read them; more go to the pool.
pub const INLINE_QUERIES_MAX: usize = 10;
/// Most bytes of all names of queries that are answered on the thread that read them.
pub const INLINE_NAME_BYTES_MAX: usize = 1_000;
/// How often a screening is repeated whose records were erased meanwhile.
pub const SCREEN_TRIES_MAX: usize = 3;
/// Most records shown beside one.
pub const RELATED_RECORDS_MAX: usize = 500;

/// Most records around one that are counted and paged through; beyond it a total is a lower bound.
pub const NEIGHBOURS_MAX: usize = 10_000;

/// Most queries that a reconciliation client is told to send at one time.
pub const RECONCILE_BATCH_USUAL: usize = 50;
/// Most columns by which a table is extended at one time.
pub const EXTEND_COLUMNS_MAX: usize = 100;
/// Most completions of the beginning of a type or property.
pub const SUGGESTIONS_MAX: usize = 20;
/// Longest beginning that is completed, in bytes.
pub const PREFIX_BYTES_MAX: usize = 200;

/// Longest line of a batch, in bytes.
pub const LINE_BYTES_MAX: usize = 1024 * 1024;
/// Lines of a batch that are read before they are scored together.
pub const CHUNK_LINES_MAX: usize = 1_024;
/// Bytes of a batch that are read before they are scored together.
pub const CHUNK_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Most files of one publication.
pub const IMPORT_FILES_MAX: usize = 32;
/// Largest file of a publication as it comes over the local socket, in bytes.
pub const IMPORT_BYTES_MAX: u64 = 16 * 1024 * 1024 * 1024;
/// Largest frame on the local socket, in bytes.
pub const FRAME_BYTES_MAX: usize = 1024 * 1024;
/// Largest call or reply on the local socket, in bytes.
pub const CALL_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Chunks that wait between a stream and its reader.
pub const CHUNKS_WAITING_MAX: usize = 8;
/// Longest path of a unix socket, in bytes, on the systems that allow least.
pub const SOCKET_PATH_BYTES_MAX: usize = 100;
/// How long a command waits for another one to leave the home, in milliseconds.
pub const HOME_WAIT_MILLIS_MAX: u64 = 5_000;

/// Longest name of a token, in characters.
pub const TOKEN_NAME_CHARS_MAX: usize = 100;
/// Age from which a dataset is called old, in days.
pub const DATASET_AGE_DAYS_MAX: i64 = 30;

/// The times and numbers of a listener, which an operator may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenLimits {
    /// For the head of a request to arrive.
    pub head: Duration,
    /// For its body to arrive.
    pub body: Duration,
    /// For the answer.
    pub answer: Duration,
    /// For answers under way when the node stops.
    pub drain: Duration,
    /// Connections at one time.
    pub connections: usize,
    /// Requests at one time.
    pub requests: usize,
}

impl Default for ListenLimits {
    fn default() -> ListenLimits {
        ListenLimits {
            head: Duration::from_secs(HEAD_SECONDS_MAX),
            body: Duration::from_secs(BODY_SECONDS_MAX),
            answer: Duration::from_secs(ANSWER_SECONDS_MAX),
            drain: Duration::from_secs(DRAIN_SECONDS_MAX),
            connections: CONNECTIONS_MAX,
            requests: REQUESTS_MAX,
        }
    }
}
