//! A stream of frames inside the body of a request: a kind, a length and as many bytes.

use axum::body::{Body, Bytes};
use comity_api::Fault;
use http_body_util::BodyExt;

use crate::ServerError;
use crate::limits::FRAME_BYTES_MAX;

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What is to be done, as JSON. The first frame.
    Order,
    /// The name of the file whose bytes follow.
    File,
    /// Bytes.
    Data,
    /// The last frame: without it the stream was cut off.
    End,
}

const KINDS: [(u8, Kind); 4] =
    [(b'O', Kind::Order), (b'F', Kind::File), (b'D', Kind::Data), (b'E', Kind::End)];

/// Bytes before those of a frame: its kind and its length.
const HEAD_BYTES: usize = 5;

/// A frame as bytes.
pub(super) fn frame(kind: Kind, bytes: &[u8]) -> Bytes {
    let letter = KINDS.iter().find(|row| row.1 == kind).map_or(b'E', |row| row.0);
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let mut whole = Vec::with_capacity(HEAD_BYTES + bytes.len());
    whole.push(letter);
    whole.extend(length.to_be_bytes());
    whole.extend(bytes);
    whole.into()
}

/// Reads frames out of a body.
pub(super) struct Frames {
    body: Body,
    buffer: Vec<u8>,
}

impl Frames {
    pub(super) fn new(body: Body) -> Frames {
        Frames { body, buffer: Vec::new() }
    }

    /// The next frame.
    pub(super) async fn next(&mut self) -> Result<(Kind, Vec<u8>), ServerError> {
        let head: [u8; HEAD_BYTES] =
            self.take(HEAD_BYTES).await?.try_into().map_err(|_| broken("a frame has no head"))?;
        let [letter, length @ ..] = head;
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        let kind = KINDS.iter().find(|row| row.0 == letter).map(|row| row.1);
        let kind = kind.ok_or_else(|| broken("a frame is of no known kind"))?;
        if length > FRAME_BYTES_MAX {
            return Err(broken("a frame is too long"));
        }
        Ok((kind, self.take(length).await?))
    }

    async fn take(&mut self, length: usize) -> Result<Vec<u8>, ServerError> {
        while self.buffer.len() < length {
            match self.body.frame().await {
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.buffer.extend_from_slice(&data);
                    }
                }
                Some(Err(err)) => return Err(ServerError::BrokenOff(Box::new(err))),
                None => return Err(broken("the stream is cut off")),
            }
        }
        let rest = self.buffer.split_off(length);
        Ok(std::mem::replace(&mut self.buffer, rest))
    }
}

fn broken(reason: &str) -> ServerError {
    Fault::invalid("frames", reason).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_survive_the_way() {
        let mut bytes = frame(Kind::File, b"list.csv").to_vec();
        bytes.extend(frame(Kind::Data, b""));
        bytes.extend(frame(Kind::End, b""));
        let mut frames = Frames::new(Body::from(bytes));
        assert_eq!(frames.next().await.unwrap(), (Kind::File, b"list.csv".to_vec()));
        assert_eq!(frames.next().await.unwrap(), (Kind::Data, Vec::new()));
        assert_eq!(frames.next().await.unwrap(), (Kind::End, Vec::new()));
        assert!(frames.next().await.is_err(), "cut off");
    }

    #[tokio::test]
    async fn frames_that_cannot_be_are_refused() {
        for bytes in [&b"X\0\0\0\0"[..], b"D\xff\xff\xff\xff", b"D\0\0\0\x09short"] {
            assert!(Frames::new(Body::from(bytes)).next().await.is_err());
        }
    }
}
