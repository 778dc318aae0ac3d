use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use comity_api::local::{PartyCall, PartyOrder, PartyReply};
use comity_server::{Around, Door, Reason, ServeOptions, ServerError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::cli::listen_failure;
use crate::demo::{LEGAL_BASIS, PURPOSE};
use crate::failure::{Exit, Failure};

/// How long the play waits for something to arrive.
const WAIT: Duration = Duration::from_secs(30);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(20);

/// One party with its node.
pub(super) struct Member {
    pub(super) party: &'static str,
    pub(super) door: Door,
    home: PathBuf,
    around: Around,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<(), ServerError>>,
}

impl Member {
    /// Makes a party's home and card, and lets its node answer.
    pub(super) async fn start(
        folder: &Path,
        party: &'static str,
        name: &str,
        jurisdiction: &str,
        around: &Around,
    ) -> Result<Member, Failure> {
        let home = folder.join(party);
        Door::init(&home, Some(party), around).await?;
        let reason = Reason::read(Some(PURPOSE), Some(LEGAL_BASIS), None)?;
        let door = Door::open(&home, around.clone()).await?.asking(reason);
        let place = free_place()?;
        let order = PartyOrder {
            name: name.to_owned(),
            jurisdiction: jurisdiction.to_owned(),
            address: Some(format!("https://{place}")),
        };
        door.party(PartyCall::Init(order)).await?;
        let Some(node) = door.node() else {
            return Err(Failure::new(Exit::Refused, "another process has the new home"));
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let (bound, listening) = oneshot::channel();
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let options = ServeOptions {
            bound: Some(bound),
            partners_listen: Some(place),
            ..ServeOptions::new(any)
        };
        let stopping = async {
            // A sender that is gone means the same.
            let _ = stopped.await;
        };
        let serving = tokio::spawn(comity_server::serve(node.clone(), options, stopping));
        if listening.await.is_err() {
            let why = serving.await.map_err(|err| Failure::new(Exit::Refused, err.to_string()))?;
            why.map_err(|err| listen_failure(&err, place))?;
            return Err(Failure::new(Exit::Refused, "a node stopped by itself"));
        }
        let around = around.clone();
        Ok(Member { party, door, home, around, stop, serving })
    }

    /// Gives an order about the party or its partners.
    pub(super) async fn order(&self, call: PartyCall) -> Result<PartyReply, Failure> {
        Ok(self.door.party(call).await?)
    }

    /// The way in for who watches over the law.
    pub(super) async fn overseer(&self) -> Result<Door, Failure> {
        let reason = Reason::read(Some("data-protection"), Some("data-protection-law"), None)?;
        Ok(Door::open(&self.home, self.around.clone()).await?.asking(reason))
    }

    /// How many records the node holds of a dataset.
    pub(super) async fn held(&self, dataset: &str) -> Result<u64, Failure> {
        let known = self.door.datasets().await?;
        Ok(known.iter().find(|known| known.name == dataset).map_or(0, |known| known.records))
    }

    /// Waits until the node holds so many records of a dataset; how many it holds then.
    pub(super) async fn wait_for(&self, dataset: &str, records: u64) -> Result<u64, Failure> {
        let waited = async {
            loop {
                let held = self.held(dataset).await?;
                if held == records {
                    return Ok::<_, Failure>(held);
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        match tokio::time::timeout(WAIT, waited).await {
            Ok(held) => held,
            Err(_) => self.held(dataset).await,
        }
    }

    pub(super) async fn fingerprint(&self) -> Result<String, Failure> {
        match self.order(PartyCall::Show).await? {
            PartyReply::Party(info) => Ok(info.fingerprint),
            _ => Err(Failure::new(Exit::Refused, "the node answered another question")),
        }
    }

    pub(super) async fn stop(self) -> Result<(), Failure> {
        let _ = self.stop.send(());
        let served = self.serving.await;
        let served = served.map_err(|err| Failure::new(Exit::Refused, err.to_string()))?;
        served.map_err(|err| Failure::from(err.to_fault()))
    }
}

/// A place on this machine where nobody listens.
fn free_place() -> Result<SocketAddr, Failure> {
    let place = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|open| open.local_addr());
    place.map_err(|err| Failure::new(Exit::Refused, format!("no port is free: {err}")))
}
