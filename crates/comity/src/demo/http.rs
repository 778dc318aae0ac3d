//! The smallest HTTP client that can ask a node.

use std::io;
use std::net::SocketAddr;

use comity_api::reason::{LEGAL_BASIS_HEADER, PURPOSE_HEADER};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;

/// Largest answer, in bytes.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// One connection that stays open.
pub(super) struct Client {
    address: SocketAddr,
    sender: SendRequest<Full<Bytes>>,
}

impl Client {
    /// Connects to a node.
    pub(super) async fn connect(address: SocketAddr) -> io::Result<Client> {
        let stream = TcpStream::connect(address).await?;
        // A question must not wait for the next one.
        stream.set_nodelay(true)?;
        let (sender, connection) =
            handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        // It ends when the sender goes.
        tokio::spawn(connection);
        Ok(Client { address, sender })
    }

    /// Asks with a body; the answer as it came.
    pub(super) async fn post(&mut self, path: &str, body: &impl Serialize) -> io::Result<Bytes> {
        self.ask(Method::POST, path, serde_json::to_vec(body)?).await
    }

    /// Asks without one.
    pub(super) async fn get<T: DeserializeOwned>(&mut self, path: &str) -> io::Result<T> {
        let answer = self.ask(Method::GET, path, Vec::new()).await?;
        Ok(serde_json::from_slice(&answer)?)
    }

    async fn ask(&mut self, method: Method, path: &str, body: Vec<u8>) -> io::Result<Bytes> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.address.to_string())
            .header(CONTENT_TYPE, "application/json")
            .header(PURPOSE_HEADER, super::PURPOSE)
            .header(LEGAL_BASIS_HEADER, super::LEGAL_BASIS)
            .body(Full::new(Bytes::from(body)))
            .map_err(io::Error::other)?;
        self.sender.ready().await.map_err(io::Error::other)?;
        let answer = self.sender.send_request(request).await.map_err(io::Error::other)?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX).collect().await;
        let bytes = body.map_err(io::Error::other)?.to_bytes();
        if !status.is_success() {
            let said = String::from_utf8_lossy(&bytes).into_owned();
            return Err(io::Error::other(format!("{status}: {said}")));
        }
        Ok(bytes)
    }
}
