//! The command line's side of the local socket.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::{Body, Bytes};
use comity_api::Fault;
use comity_api::local::{
    BatchOrder, BatchSummary, Call, ImportOrder, ImportOutcome, ReadOrder, ReadSummary, Reply,
};
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::client::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::UnixStream;
use tokio::sync::mpsc::{self, Sender};
use tokio_stream::wrappers::ReceiverStream;

use super::frames::{Kind, frame};
use super::server::{LEASE, SUMMARY_MARK};
use super::socket::LocalSocket;
use crate::app::import::ImportFile;
use crate::limits::{CALM_STEP_MILLIS, CALM_WAIT_MILLIS_MAX, CHUNKS_WAITING_MAX, FRAME_BYTES_MAX};
use crate::{Progress, Reason, ServerError};

/// A node that serves the home, reached over its local socket.
pub(crate) struct Client {
    path: PathBuf,
}

type Sent = Result<Frame<Bytes>, std::convert::Infallible>;

impl Client {
    /// The node that serves a home, if one does.
    pub(crate) async fn find(home: &Path) -> Option<Client> {
        let path = LocalSocket::path(home);
        UnixStream::connect(&path).await.ok().map(|_| Client { path })
    }

    /// Asks one question.
    pub(crate) async fn call(&self, reason: &Reason, call: &Call) -> Result<Reply, ServerError> {
        let text = json(call)?;
        whole(self.send("/call", reason, None, Body::new(Full::new(text.into()))).await?).await
    }

    /// Imports files: their bytes go over the socket, so the node needs no access to them.
    pub(crate) async fn import(
        &self,
        reason: &Reason,
        order: &ImportOrder,
        files: Vec<ImportFile>,
    ) -> Result<ImportOutcome, ServerError> {
        let order = json(order)?;
        let body = stream(move |frames| {
            send(frames, Kind::Order, &order)?;
            for mut file in files {
                send(frames, Kind::File, file.name.as_bytes())?;
                send_all(frames, &mut file.bytes)?;
            }
            send(frames, Kind::End, &[])
        });
        let lease = self.lease().await;
        whole(self.send("/import", reason, lease, body).await?).await
    }

    /// Answers a batch: lines go out while answers come in.
    pub(crate) async fn batch(
        &self,
        reason: &Reason,
        order: &BatchOrder,
        input: Box<dyn Read + Send>,
        output: &mut (dyn Write + Send),
        progress: &mut Progress,
    ) -> Result<BatchSummary, ServerError> {
        self.lines("/batch", reason, json(order)?, input, output, progress).await
    }

    /// Reads a text: its bytes go out while lines about it come in.
    pub(crate) async fn read(
        &self,
        reason: &Reason,
        order: &ReadOrder,
        input: Box<dyn Read + Send>,
        output: &mut (dyn Write + Send),
    ) -> Result<ReadSummary, ServerError> {
        let mut progress: Progress = Box::new(|_| {});
        self.lines("/read", reason, json(order)?, input, output, &mut progress).await
    }

    /// Sends an input while lines come back, and after them a summary.
    async fn lines<T: DeserializeOwned>(
        &self,
        route: &str,
        reason: &Reason,
        order: Vec<u8>,
        mut input: Box<dyn Read + Send>,
        output: &mut (dyn Write + Send),
        progress: &mut Progress,
    ) -> Result<T, ServerError> {
        let body = stream(move |frames| {
            send(frames, Kind::Order, &order)?;
            send_all(frames, &mut input)?;
            send(frames, Kind::End, &[])
        });
        let lease = self.lease().await;
        let mut response = self.send(route, reason, lease, body).await?;
        if !response.status().is_success() {
            return Err(refusal(response).await);
        }
        let mut summary: Option<Vec<u8>> = None;
        let mut answered = 0_u64;
        while let Some(received) = response.frame().await {
            let Ok(data) = received.map_err(broken_off)?.into_data() else { continue };
            let text = data.as_ref();
            let lines = match &mut summary {
                Some(told) => {
                    told.extend_from_slice(text);
                    continue;
                }
                None => match text.iter().position(|byte| *byte == SUMMARY_MARK) {
                    Some(at) => {
                        let (lines, told) = text.split_at_checked(at).unwrap_or((text, &[]));
                        summary = Some(told.iter().skip(1).copied().collect());
                        lines
                    }
                    None => text,
                },
            };
            output.write_all(lines).map_err(ServerError::io("output"))?;
            answered += lines.iter().filter(|byte| **byte == b'\n').count() as u64;
            progress(answered);
        }
        output.flush().map_err(ServerError::io("output"))?;
        let told = summary.ok_or_else(|| broken_off("the answers are cut off"))?;
        let done: Result<T, Fault> = read(&told)?;
        Ok(done?)
    }

    /// Waits while the node restarts, until it promises to wait for what is sent then: what is read
    /// from a pipe cannot be sent a second time.
    async fn lease(&self) -> Option<u64> {
        let tries = CALM_WAIT_MILLIS_MAX / CALM_STEP_MILLIS;
        for _ in 0..tries {
            // Between two nodes nobody answers for a moment.
            let asked = async {
                whole(self.send("/lease", &Reason::default(), None, Body::empty()).await?).await
            };
            match asked.await {
                Ok(number) => return Some(number),
                Err(err) => tracing::debug!(error = err.chain(), "the node promises nothing yet"),
            }
            tokio::time::sleep(Duration::from_millis(CALM_STEP_MILLIS)).await;
        }
        None
    }

    async fn send(
        &self,
        route: &str,
        reason: &Reason,
        lease: Option<u64>,
        body: Body,
    ) -> Result<Response<Incoming>, ServerError> {
        let stream = UnixStream::connect(&self.path).await.map_err(ServerError::io(&self.path))?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(broken_off)?;
        tokio::spawn(async move {
            // What broke the connection is told by the request that was under way.
            let _ = connection.await;
        });
        let mut request = Request::post(route).header("host", "localhost");
        if let Some(number) = lease {
            request = request.header(LEASE, number);
        }
        for (name, value) in reason.headers() {
            request = request.header(name, value.as_bytes());
        }
        let request = request.body(body).map_err(broken_off)?;
        sender.send_request(request).await.map_err(broken_off)
    }
}

/// A body that a thread writes while it is sent.
fn stream(write: impl FnOnce(&Sender<Sent>) -> std::io::Result<()> + Send + 'static) -> Body {
    let (frames, sent) = mpsc::channel(CHUNKS_WAITING_MAX);
    tokio::task::spawn_blocking(move || {
        // Without its last frame the stream counts as cut off: the node refuses it.
        if let Err(err) = write(&frames) {
            tracing::debug!(error = %err, "stream ended early");
        }
    });
    Body::new(StreamBody::new(ReceiverStream::new(sent)))
}

fn send(frames: &Sender<Sent>, kind: Kind, bytes: &[u8]) -> std::io::Result<()> {
    let sent = frames.blocking_send(Ok(Frame::data(frame(kind, bytes))));
    sent.map_err(|_| std::io::ErrorKind::BrokenPipe.into())
}

fn send_all(frames: &Sender<Sent>, input: &mut dyn Read) -> std::io::Result<()> {
    let mut buffer = vec![0; FRAME_BYTES_MAX / 4];
    loop {
        let count = match input.read(&mut buffer) {
            Err(err) if err.kind() == std::io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if count == 0 {
            return Ok(());
        }
        send(frames, Kind::Data, buffer.get(..count).unwrap_or_default())?;
    }
}

async fn whole<T: DeserializeOwned>(response: Response<Incoming>) -> Result<T, ServerError> {
    if !response.status().is_success() {
        return Err(refusal(response).await);
    }
    read(&response.into_body().collect().await.map_err(broken_off)?.to_bytes())
}

async fn refusal(response: Response<Incoming>) -> ServerError {
    match response.into_body().collect().await {
        Ok(body) => match serde_json::from_slice::<Fault>(&body.to_bytes()) {
            Ok(fault) => fault.into(),
            Err(err) => broken_off(err),
        },
        Err(err) => broken_off(err),
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, ServerError> {
    serde_json::to_vec(value).map_err(broken_off)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ServerError> {
    serde_json::from_slice(bytes).map_err(broken_off)
}

fn broken_off(err: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ServerError {
    ServerError::BrokenOff(err.into())
}
