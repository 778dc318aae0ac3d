//! The limits of this crate, with their units in their names.

/// Largest stored form of one record, in bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Most records that an import hands to the writer at once.
pub const BATCH_RECORDS_MAX: usize = 256;
/// Most bytes that an import gathers before it hands them to the writer.
pub const BATCH_BYTES_MAX: usize = 1024 * 1024;
/// Batches of an import that may wait for the writer.
pub const BATCHES_WAITING_MAX: usize = 4;
/// Jobs that may wait for the writer, and as many for the readers; a caller beyond waits its turn.
pub const JOBS_WAITING_MAX: usize = 256;
/// Threads that read, each with its own connection.
pub const READERS: usize = 4;
/// Readers that scans, backups and checks may hold at the same time; the others stay free for
/// short answers.
pub const LONG_READS_MAX: usize = 2;
/// Origins that a reader keeps so that records share them.
pub const ORIGINS_KEPT_MAX: usize = 4_096;
/// How long an erasure waits for running reads before it says that their copy is still on disk.
pub const ERASE_WAIT_MS: u64 = 60_000;
/// Events that are kept; the oldest beyond are given up, and whoever asks for them is told.
pub const EVENTS_KEPT_MAX: u64 = 1_000_000;
/// Problems that one check lists.
pub const PROBLEMS_MAX: usize = 100;
/// Page cache of the writer, in KiB.
pub const WRITER_CACHE_KIB: i64 = 64 * 1024;
/// What stays of the write-ahead log's file after a checkpoint, in bytes.
pub const WAL_KEPT_BYTES_MAX: i64 = 64 * 1024 * 1024;
/// Events that may wait for the log's writer; a caller beyond waits its turn.
pub const LOG_EVENTS_WAITING_MAX: usize = 8_192;
/// Most events of the log that one sync covers.
pub const LOG_EVENTS_PER_SYNC_MAX: usize = 4_096;
/// Bytes of events after which the log's writer gathers no more before it syncs.
pub const LOG_SYNC_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes after which the log begins a new file; a month's first event begins one, too.
pub const LOG_FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Fewest bytes of zeros that the log writes ahead in its file.
pub const LOG_ROOM_BYTES_MIN: u64 = 64 * 1024;
/// Most bytes of zeros that the log writes ahead in its file.
pub const LOG_ROOM_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Longest record in the log's files, in bytes.
pub const LOG_FRAME_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Data keys that the log makes and syncs at once, ahead of their use.
pub const LOG_KEYS_MADE_AT_ONCE: u32 = 1_024;
/// Data keys of subjects that the log's writer keeps at hand, in each of two turns.
pub const LOG_KEYS_AT_HAND_MAX: usize = 8_192;
/// Files of keys that the log keeps open, one a month.
pub const LOG_KEY_FILES_OPEN_MAX: usize = 8;
/// How far behind a month's first event an event of the month before may come and still join it,
/// in seconds.
pub const LOG_CLOCK_SLACK_S: i64 = 3_600;
/// Threads that read the log, and so questions about it that are answered at the same time.
pub const LOG_READERS: usize = 2;
/// Questions about the log that may wait.
pub const LOG_QUESTIONS_WAITING_MAX: usize = 64;
/// Most events that one question about the log is answered with.
pub const LOG_EVENTS_SHOWN_MAX: usize = 10_000;
/// Longest line of a backup of the log, in bytes.
pub const LOG_BACKUP_LINE_BYTES_MAX: usize = 1024 * 1024;
/// Longest text of the secret of a log, in bytes.
pub const LOG_SECRET_BYTES_MAX: usize = 256;
