//! The limits of this crate, with their units in their names.

mod links;

use std::num::NonZeroU32;
use std::time::Duration;

use crate::http::rates::rate;

pub use links::*;

/// Score from which a candidate alerts on yente's routes, unless the caller says otherwise: yente's
/// own, which is the mode `high-precision` here.
pub const THRESHOLD_YENTE: f64 = 0.7;
/// Largest body of a request over HTTP, in bytes.
pub const BODY_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Size from which a body is large, in bytes: what is read from it takes many times as much.
pub const LARGE_BODY_BYTES: u64 = 64 * 1024;
/// Most large bodies that are read and answered at one time; more wait.
pub const LARGE_BODIES_MAX: usize = 16;
/// Most results of large answers that may be under way at one time; more wait.
pub const RESULTS_MAX: u32 = 50_000;
/// Most results of an answer that counts as small: the number of requests alone bounds these.
pub const SMALL_RESULTS_MAX: usize = 500;
/// Most batches (requests with more queries than are answered inline) at one time; more wait.
pub const BATCHES_MAX: usize = 16;
/// Most batches that may wait; they hold a turn while they do.
pub const BATCHES_WAITING_MAX: usize = 16;
/// One holder of a token may take this part of the turns and of the large bodies: one half.
pub const CALLER_SHARE: usize = 2;
/// Most holders of tokens whose share is remembered.
pub const CALLERS_KEPT_MAX: usize = 10_000;
/// Longest time that a request waits for its turn before it is turned away, in milliseconds.
pub const TURN_WAIT_MILLIS_MAX: u64 = 1_000;
/// Most requests that wait for their turn.
pub const REQUESTS_WAITING_MAX: usize = 1_024;
/// Longest time that a caller may take to read an answer, in seconds, once the system's own
/// buffers are full.
pub const READER_SECONDS_MAX: u64 = 60;
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
/// Most requests that are answered at one time; more wait a moment, then are turned away with 503.
pub const REQUESTS_MAX: usize = 256;
/// Most requests at one time on one HTTP/2 connection.
pub const STREAMS_MAX: u32 = 64;
/// Most headers of one request.
pub const HEADERS_MAX: usize = 64;
/// Most queries that are answered on the thread that read them; more go to the pool.
pub const INLINE_QUERIES_MAX: usize = 10;
/// Most bytes of all names of queries that are answered on the thread that read them.
pub const INLINE_NAME_BYTES_MAX: usize = 1_000;
/// Most records that are searched on the thread that read a query; over more, a query takes
/// milliseconds.
pub const INLINE_RECORDS_MAX: usize = 200_000;
/// How often a screening is repeated whose records were erased meanwhile.
pub const SCREEN_TRIES_MAX: usize = 3;
/// How often something is read again that was read while the lists changed.
pub const STEADY_TRIES_MAX: usize = 5;
/// Most records shown beside one.
pub const RELATED_RECORDS_MAX: usize = 500;

/// Most records on one page of a difference between versions.
pub const CHANGES_MAX: usize = 1_000;
/// Records on one page of a difference where nothing is stated.
pub const CHANGES_USUAL: usize = 100;
/// Most records that a related record is shown to describe.
pub const DESCRIBED_RECORDS_MAX: usize = 10;

/// Most subjects of all registers.
pub const SUBJECTS_MAX: usize = 1_000_000;
/// Most subjects in one request.
pub const SUBJECT_BATCH_MAX: usize = 1_000;
/// Bytes of a file of subjects from which a batch is handed over.
pub const SUBJECT_BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Longest id of a subject, in characters.
pub const SUBJECT_ID_CHARS_MAX: usize = 200;
/// Most subjects on one page.
pub const SUBJECT_PAGE_MAX: usize = 1_000;
/// Subjects on one page where nothing is stated.
pub const SUBJECT_PAGE_USUAL: usize = 100;
/// Most new, changed and withdrawn hits on one page.
pub const SUBJECT_CHANGES_MAX: usize = 1_000;
/// Subjects that are screened and kept together.
pub const SUBJECT_CHUNK_MAX: usize = 1_024;
/// Most candidates that one subject hits; the best ones count.
pub const HITS_PER_SUBJECT_MAX: usize = 100;
/// How often a node looks for subjects whose time is past, in seconds.
pub const SUBJECT_ROUND_SECONDS: u64 = 60;
/// Most lines that were not kept that an import of subjects tells.
pub const SUBJECT_FAILURES_MAX: usize = 100;

/// Longest name of a person who answers for an order, in characters.
pub const PERSON_CHARS_MAX: usize = 100;
/// Most own alerts that are in force at one time.
pub const ALERTS_MAX: usize = 100_000;
/// Most alerts on one page.
pub const ALERT_PAGE_MAX: usize = 1_000;
/// Alerts on one page where nothing is stated.
pub const ALERT_PAGE_USUAL: usize = 100;
/// Alerts that are read and written together.
pub const ALERT_CHUNK_MAX: usize = 1_000;
/// How often a node looks for alerts to warn of when none ends before, in seconds.
pub const ALERT_ROUND_SECONDS: u64 = 3_600;
/// How long a read waits until alerts that are over are out of the index, in milliseconds.
pub const ALERT_WAIT_MILLIS_MAX: u64 = 1_000;
/// Time after which alerts that are over are erased, in days.
pub const ALERT_KEPT_DAYS: i64 = 30;
/// After how long a read that did not wait for that tries again, in seconds.
pub const ALERT_RETRY_SECONDS: i64 = 10;
/// Candidates among which a victim of misused identity is looked for, however few are asked for.
pub const VICTIM_CANDIDATES_MAX: usize = 50;
/// Most cases that nobody has decided.
pub const CASES_OPEN_MAX: usize = 1_000_000;
/// Most cases on one page.
pub const CASE_PAGE_MAX: usize = 1_000;
/// Cases on one page where nothing is stated.
pub const CASE_PAGE_USUAL: usize = 100;
/// Time in which a case is to be decided, in seconds: 12 hours.
pub const CASE_DUE_SECONDS: i64 = 43_200;
/// Score from which a candidate can be made a case by hand.
pub const CASE_CUTOFF: f64 = 0.01;

/// Most targets of webhooks.
pub const WEBHOOKS_MAX: usize = 32;
/// Longest name of a target, in characters.
pub const WEBHOOK_NAME_CHARS_MAX: usize = 100;
/// Longest address of a target, in bytes.
pub const WEBHOOK_URL_BYTES_MAX: usize = 2_000;
/// Most events in one message.
pub const WEBHOOK_EVENTS_MAX: usize = 100;
/// Longest time that a target may take to answer, in seconds.
pub const WEBHOOK_SECONDS_MAX: u64 = 15;
/// How often a message is sent before its target is given up until a person resumes it.
pub const WEBHOOK_ATTEMPTS_MAX: u32 = 40;
/// Wait after the first message in vain, in seconds; it doubles with each.
pub const WEBHOOK_WAIT_SECONDS_MIN: u64 = 2;
/// Longest wait between two attempts, in seconds.
pub const WEBHOOK_WAIT_SECONDS_MAX: u64 = 3_600;
/// How often a node looks for messages to send when nothing tells it to, in seconds.
pub const WEBHOOK_ROUND_SECONDS: u64 = 5;
/// Longest reason that is kept of a message in vain, in characters.
pub const WEBHOOK_ERROR_CHARS_MAX: usize = 300;
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

/// Bytes of a text that are read before its mentions are told.
pub const READ_CHUNK_BYTES: usize = 64 * 1024;

/// So many records may always be added to an index without making it anew.
pub const ADDED_RECORDS_MIN: usize = 10_000;
/// Most files of one publication.
pub const IMPORT_FILES_MAX: usize = 32;
/// Longest name of an edition, in bytes.
pub const EDITION_BYTES_MAX: usize = 128;
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

/// Longest time for one downloaded file, all its tries included, in seconds.
pub const FETCH_SECONDS_MAX: u64 = 3_600;
/// Longest time in which nothing of a download comes, in seconds.
pub const FETCH_IDLE_SECONDS_MAX: u64 = 60;
/// Longest time to reach a server, in seconds.
pub const FETCH_CONNECT_SECONDS_MAX: u64 = 20;
/// Largest downloaded file, in bytes: 8 GiB.
pub const FETCH_BYTES_MAX: u64 = 8 << 30;
/// Most redirects of one file.
pub const FETCH_REDIRECTS_MAX: usize = 5;
/// Most tries of one file.
pub const FETCH_TRIES_MAX: u32 = 4;
/// Wait before the second try, in milliseconds; each further one takes twice as long.
pub const FETCH_RETRY_FIRST_MILLIS: u64 = 2_000;
/// Longest wait between two tries, in seconds.
pub const FETCH_RETRY_SECONDS_MAX: u64 = 120;
/// Longest address that is downloaded from, in bytes.
pub const FETCH_URL_BYTES_MAX: usize = 8_192;
/// Largest head of an answer that is downloaded: most headers.
pub const FETCH_HEADERS_MAX: usize = 100;
/// Longest mark of a file's state (`ETag`, `Last-Modified`) that is kept, in bytes.
pub const FETCH_MARK_BYTES_MAX: usize = 1_024;
/// Largest index of a source, in bytes.
pub const FETCH_INDEX_BYTES_MAX: u64 = 16 << 20;
/// Wait before a failed check is repeated, in seconds; each further one takes twice as long, up to
/// the dataset's own time.
pub const CHECK_RETRY_SECONDS: i64 = 900;
/// How often is looked whether a check is due, in milliseconds.
pub const SCHEDULE_LOOK_MILLIS: u64 = 500;
/// Longest error of a check that is remembered, in characters.
pub const ERROR_CHARS_MAX: usize = 1_000;
/// Largest file of extra certificates, in bytes.
pub const FETCH_CA_BYTES_MAX: u64 = 1 << 20;
/// How long an import or a batch waits while the node restarts, in milliseconds.
pub const CALM_WAIT_MILLIS_MAX: u64 = 10_000;
/// How long work is promised to a command that does not begin it, in seconds.
pub const LEASE_SECONDS_MAX: u64 = 5;
/// How often it looks, in milliseconds.
pub const CALM_STEP_MILLIS: u64 = 50;
/// Longest time that a successor may take until it could begin, in seconds: it reads the index.
pub const SUCCESSOR_SECONDS_MAX: u64 = 120;
/// Longest time that a successor may take until it answers once it has the home, in seconds.
pub const TAKE_OVER_SECONDS_MAX: u64 = 60;
/// Longest time that a successor waits for the home, in seconds.
pub const SUCCESSION_SECONDS_MAX: u64 = 7_200;
/// Longest time that a node waits until nothing uses its store any more, in seconds.
pub const RELEASE_SECONDS_MAX: u64 = 10;
/// How often it looks, in milliseconds.
pub const RELEASE_STEP_MILLIS: u64 = 2;

/// Most events on a page of the log.
pub const LOG_PAGE_MAX: usize = 1_000;
/// Events on a page of the log unless stated.
pub const LOG_PAGE_USUAL: usize = 50;
/// Most days of the log in which something unusual is looked for.
pub const LOG_DAYS_MAX: u16 = 366;
/// Days of the log in which something unusual is looked for unless stated.
pub const LOG_DAYS_USUAL: u16 = 30;
/// Reads of one person in a day that are usual, unless stated.
pub const LOG_READS_USUAL: u64 = 200;
/// When work begins unless stated, in minutes of the day, in UTC.
pub const WORK_BEGINS_MINUTES: u16 = 6 * 60;
/// When work ends unless stated, in minutes of the day, in UTC.
pub const WORK_ENDS_MINUTES: u16 = 20 * 60;
/// Most sights for which is kept what they show of one state of the index.
pub const SIGHTS_KEPT_MAX: usize = 256;
/// Most requests of one person in a second.
pub const PERSON_REQUESTS_PER_SECOND_MAX: u64 = 50;
/// Most requests of one program in a second.
pub const PROGRAM_REQUESTS_PER_SECOND_MAX: u64 = 20_000;
/// Shortest password, in characters.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Longest password, in bytes.
pub const PASSWORD_BYTES_MAX: usize = 1_024;
/// Wrong passwords in a row after which an account is locked.
pub const PASSWORD_FAILURES_MAX: u32 = 5;
/// How long an account is locked then, in seconds.
pub const LOCK_SECONDS: i64 = 15 * 60;
/// How long a session may be idle, in seconds.
pub const SESSION_IDLE_SECONDS_MAX: i64 = 15 * 60;
/// How long a session lasts at most, in seconds.
pub const SESSION_SECONDS_MAX: i64 = 10 * 3_600;
/// How often it is kept that a session is in use, in seconds.
pub const SESSION_TOUCH_SECONDS: i64 = 30;
/// Longest time that the identity provider may take for one answer unless stated, in seconds.
pub const PROVIDER_SECONDS_MAX: u64 = 8;
/// Largest answer of the identity provider, in bytes.
pub const PROVIDER_ANSWER_BYTES_MAX: usize = 256 * 1024;
/// Most keys of the identity provider; those after them are not read.
pub const PROVIDER_KEYS_MAX: usize = 64;
/// How long is kept what the identity provider says of itself, in seconds.
pub const PROVIDER_KEPT_SECONDS: u64 = 3_600;
/// How long keys are kept although somebody shows a token of another, in seconds.
pub const PROVIDER_KEYS_AGAIN_SECONDS: u64 = 60;
/// How long somebody may take at the identity provider, in seconds.
pub const PROVIDER_ATTEMPT_SECONDS_MAX: i64 = 10 * 60;
/// Most people who are at the identity provider at one time; the first of more begin again.
pub const PROVIDER_ATTEMPTS_MAX: usize = 10_000;
/// Most codes that are given to the identity provider at one time.
pub const PROVIDER_EXCHANGES_MAX: usize = 16;
/// How far the identity provider's clock may be from the node's, in seconds.
pub const PROVIDER_CLOCK_SECONDS_MAX: f64 = 60.0;
/// Longest id that the identity provider may give a person, in characters.
pub const PROVIDER_SUBJECT_CHARS_MAX: usize = 255;
/// Longest reason of the identity provider that is told, in characters.
pub const PROVIDER_ERROR_CHARS_MAX: usize = 60;
/// Longest name of a token, in characters.
pub const TOKEN_NAME_CHARS_MAX: usize = 100;
/// Space on disk below which imports may fail, in bytes, however small the store is.
pub const DISK_BYTES_MIN: u64 = 256 * 1024 * 1024;
/// Files that a node has open beside its connections, with some to spare.
pub const FILES_BESIDE_CONNECTIONS: u64 = 128;
/// How far the clock may be from that of the file system, in seconds.
pub const CLOCK_SECONDS_MAX: i64 = 60;
/// Age from which a file of something under way is a leftover, in seconds.
pub const LEFTOVER_SECONDS_MIN: i64 = 3_600;
/// Longest time that the doctor waits for a connection to the node, in seconds.
pub const DOCTOR_CONNECT_SECONDS_MAX: u64 = 2;
/// Age from which a dataset is called old, in days.
pub const DATASET_AGE_DAYS_MAX: i64 = 30;

/// Most queries of one file that the matcher is measured with.
pub const EVAL_QUERIES_MAX: usize = 1_000_000;
/// Bad lines of labelled queries that are told one by one; all are counted.
pub const EVAL_BAD_LINES_TOLD_MAX: usize = 5;
/// Ids that are in no index and are told one by one; all are counted.
pub const EVAL_UNKNOWN_IDS_TOLD_MAX: usize = 20;
/// Score below which a measurement looks at no candidate, unless stated.
pub const EVAL_CUTOFF: f64 = 0.001;
/// Resamples that the intervals of a measurement rest on, unless stated.
pub const EVAL_RESAMPLES: usize = 1_000;
/// Most resamples of a measurement.
pub const EVAL_RESAMPLES_MAX: usize = 10_000;
/// Most thresholds that are measured beside the named ones.
pub const EVAL_THRESHOLDS_MAX: usize = 10;
/// Queries that a measurement also answers by scoring every name, unless stated.
pub const EVAL_CANDIDATE_SAMPLE: usize = 100;
/// Most candidates of one query by which the finding of candidates is measured.
pub const EVAL_CANDIDATES_COMPARED_MAX: usize = 100;
/// Candidates of a positive that are pooled to measure what a score says.
pub const EVAL_PAIRS_MAX: usize = 1;
/// Most sets, scripts or schemata that are shown apart; the largest are.
pub const EVAL_GROUPS_MAX: usize = 20;

/// The times and numbers of a listener, which an operator may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenLimits {
    /// For the head of a request to arrive.
    pub head: Duration,
    /// For its body to arrive.
    pub body: Duration,
    /// For the answer.
    pub answer: Duration,
    /// For a request to get its turn.
    pub wait: Duration,
    /// For the caller to read an answer.
    pub reader: Duration,
    /// For answers under way when the node stops.
    pub drain: Duration,
    /// Connections at one time.
    pub connections: usize,
    /// Requests at one time.
    pub requests: usize,
    /// Requests that wait for their turn.
    pub waiting: usize,
    /// Requests of one person in a second.
    pub person_rate: NonZeroU32,
    /// Requests of one program in a second.
    pub program_rate: NonZeroU32,
}

impl Default for ListenLimits {
    fn default() -> ListenLimits {
        ListenLimits {
            head: Duration::from_secs(HEAD_SECONDS_MAX),
            body: Duration::from_secs(BODY_SECONDS_MAX),
            answer: Duration::from_secs(ANSWER_SECONDS_MAX),
            wait: Duration::from_millis(TURN_WAIT_MILLIS_MAX),
            reader: Duration::from_secs(READER_SECONDS_MAX),
            drain: Duration::from_secs(DRAIN_SECONDS_MAX),
            connections: CONNECTIONS_MAX,
            requests: REQUESTS_MAX,
            waiting: REQUESTS_WAITING_MAX,
            person_rate: rate(PERSON_REQUESTS_PER_SECOND_MAX),
            program_rate: rate(PROGRAM_REQUESTS_PER_SECOND_MAX),
        }
    }
}

/// How long a request waits for a supervisor, and how long an approval can be used, in seconds.
pub const APPROVAL_SECONDS_MAX: i64 = 8 * 3_600;
/// How long a request is kept after its time is past, in seconds; the log keeps what it says.
pub const APPROVAL_KEPT_SECONDS: i64 = 90 * 86_400;
/// Most requests that wait for a supervisor at one time.
pub const APPROVALS_WAITING_MAX: usize = 1_000;
/// Most requests of one person that wait for a supervisor at one time.
pub const APPROVALS_OF_ONE_WAITING_MAX: usize = 20;
/// How long a file with the keys of the log may be kept, in days: keys that are destroyed live on
/// in it.
pub const BACKUP_KEYS_DAYS_MAX: i64 = 30;
/// How often a backup is begun anew because something was changed meanwhile.
pub const BACKUP_TRIES_MAX: usize = 5;
/// Most entries on a page of what owners of records have to be told.
pub const OWED_PAGE_MAX: usize = 1_000;
/// Entries on such a page unless stated.
pub const OWED_PAGE_USUAL: usize = 100;
/// Most requests on a page.
pub const APPROVAL_PAGE_MAX: usize = 1_000;
/// Requests on a page unless stated.
pub const APPROVAL_PAGE_USUAL: usize = 100;

/// Most events that an answer to whoever asks what is held about them tells.
pub const RIGHTS_EVENTS_MAX: usize = 10_000;
/// Most records that are restricted at one time.
pub const RESTRICTIONS_MAX: usize = 10_000;
/// Most disputes that have not ended.
pub const DISPUTES_MAX: usize = 10_000;
/// Time in which a dispute is to be decided, in seconds: 30 days.
pub const DISPUTE_DUE_SECONDS: i64 = 30 * 24 * 3_600;
/// Most redress tokens that are kept.
pub const REDRESS_MAX: usize = 100_000;
/// Most records that one redress token clears of.
pub const REDRESS_RECORDS_MAX: usize = 20;
/// Most documents that one redress token belongs to.
pub const REDRESS_DOCUMENTS_MAX: usize = 10;
/// Longest life of a redress token, in days.
pub const REDRESS_DAYS_MAX: i64 = 1_826;
/// Life of a redress token unless stated, in days.
pub const REDRESS_DAYS_USUAL: i64 = 730;
/// Most restrictions on a page.
pub const RIGHTS_PAGE_MAX: usize = 1_000;
/// Restrictions on a page unless stated.
pub const RIGHTS_PAGE_USUAL: usize = 100;
/// Most references under which the log is asked to erase what it says of somebody.
pub const RIGHTS_REFERENCES_MAX: usize = 100;
/// Most subjects and most cases that such an answer tells.
pub const RIGHTS_KEPT_MAX: usize = 1_000;

/// Most envelopes that are taken at once.
pub const ENVELOPES_PER_POST_MAX: usize = 64;
/// Seconds after which partners are told again what they could not be told before.
pub const EXCHANGE_ROUND_SECONDS: u64 = 30;
/// Most envelopes that wait for a partner and are looked at together.
pub const OUTGOING_LOOKED_AT_MAX: usize = 16;
/// Most receipts that are listed.
pub const OWED_MAX: usize = 10_000;
/// Most records that are looked at to see whether an address or document describes somebody who is
/// shown.
pub const REFERRING_MAX: usize = 100;
/// Milliseconds between two moments at which answers to partners leave: when one does, says nothing
/// about how long it took.
pub const ANSWER_TICK_MILLIS: u64 = 50;
/// Seconds within which a partner answers a question, or has not answered it.
pub const QUESTION_SECONDS_MAX: u64 = 10;
/// Largest body of envelopes that is taken at once, and of an acknowledgement, in bytes.
pub const ENVELOPES_BYTES_MAX: usize = 80 * 1024 * 1024;
/// Longest time in which a partner takes what it is sent, in seconds.
pub const POST_SECONDS_MAX: u64 = 120;
/// Seconds between two times that a partner is asked to cosign this party's log.
pub const WITNESS_SECONDS: u64 = 10;
