//! The limits of connections between partners.

use std::time::Duration;

use super::{DRAIN_SECONDS_MAX, HEAD_SECONDS_MAX};

/// How long a certificate of this node is good, in seconds.
pub const NODE_CERTIFICATE_SECONDS: i64 = 7 * 24 * 3_600;
/// How long before it was made it is good already, in seconds: a partner's clock may be behind.
pub const NODE_CERTIFICATE_EARLY_SECONDS: i64 = 300;
/// Largest certificate of an authority, in bytes.
pub const CERTIFICATE_BYTES_MAX: usize = 16 * 1024;
/// Largest file with the party's own authority, in bytes.
pub const AUTHORITY_FILE_BYTES_MAX: u64 = 64 * 1024;
/// Most authorities of one partner at one time: two, while one follows the other.
pub const AUTHORITIES_MAX: usize = 2;
/// Most partners.
pub const PARTNERS_MAX: usize = 1_000;
/// Longest time that a partner's handshake may take, in seconds.
pub const HANDSHAKE_SECONDS_MAX: u64 = 10;
/// Most handshakes at one time; more wait to be accepted.
pub const HANDSHAKES_MAX: usize = 256;
/// Most connections of all partners at one time.
pub const LINK_CONNECTIONS_MAX: usize = 512;
/// Most connections of one partner at one time.
pub const LINK_CONNECTIONS_PER_PARTNER_MAX: usize = 8;
/// Most requests at one time on one connection of a partner: answers that leave on a tick wait.
pub const LINK_STREAMS_MAX: u32 = 512;
/// Largest head of a partner's request, in bytes.
pub const LINK_HEAD_BYTES_MAX: u32 = 32 * 1024;
/// Most bytes of one answer that wait to be sent to a partner.
pub const LINK_SEND_BYTES_MAX: usize = 64 * 1024;
/// Longest time that a partner's connection may be idle, in seconds; up to twice as long on HTTP/2.
pub const LINK_IDLE_SECONDS_MAX: u64 = 120;
/// Longest time that a partner's connection may last, in seconds.
pub const LINK_AGE_SECONDS_MAX: u64 = 24 * 3_600;
/// Longest time from a partner's request until its answer is read, in seconds.
pub const LINK_READER_SECONDS_MAX: u64 = 600;
/// How often a partner is asked whether it is still there, in seconds.
pub const LINK_PING_SECONDS: u64 = 30;
/// Longest time that a partner may take to say so, in seconds.
pub const LINK_PONG_SECONDS_MAX: u64 = 20;
/// Longest time until a partner is reached, handshake included, in seconds.
pub const CALL_CONNECT_SECONDS_MAX: u64 = 10;
/// How long a connection to a partner is kept that is not used, in seconds: less than partners
/// keep it, so that it does not end while it is taken up again.
pub const CALL_IDLE_SECONDS: u64 = 60;
/// Most refused connections that are remembered; the oldest are forgotten.
pub const REFUSALS_KEPT_MAX: usize = 100;
/// Longest reason that the other side of a connection gives and that is told, in characters.
pub const LINK_REASON_CHARS_MAX: usize = 200;

/// The times and numbers of the connections between partners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkLimits {
    /// For a handshake.
    pub handshake: Duration,
    /// For the head of a request to arrive, over HTTP/1.1.
    pub head: Duration,
    /// For a connection without a request.
    pub idle: Duration,
    /// For a connection.
    pub age: Duration,
    /// For an answer to be made and read.
    pub reader: Duration,
    /// For answers under way when a connection has to end.
    pub drain: Duration,
    /// For reaching a partner.
    pub connect: Duration,
    /// Handshakes at one time.
    pub handshakes: usize,
    /// Connections at one time.
    pub connections: usize,
    /// Connections of one partner at one time.
    pub connections_per_partner: usize,
}

impl Default for LinkLimits {
    fn default() -> LinkLimits {
        LinkLimits {
            handshake: Duration::from_secs(HANDSHAKE_SECONDS_MAX),
            head: Duration::from_secs(HEAD_SECONDS_MAX),
            idle: Duration::from_secs(LINK_IDLE_SECONDS_MAX),
            age: Duration::from_secs(LINK_AGE_SECONDS_MAX),
            reader: Duration::from_secs(LINK_READER_SECONDS_MAX),
            drain: Duration::from_secs(DRAIN_SECONDS_MAX),
            connect: Duration::from_secs(CALL_CONNECT_SECONDS_MAX),
            handshakes: HANDSHAKES_MAX,
            connections: LINK_CONNECTIONS_MAX,
            connections_per_partner: LINK_CONNECTIONS_PER_PARTNER_MAX,
        }
    }
}
