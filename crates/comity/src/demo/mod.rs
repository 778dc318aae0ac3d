//! `comity demo`: made-up lists in the real formats, a node, and a border desk that asks it.
//!
//! Lists are made up ([`crowd`], [`cast`]), written ([`lists`]), imported through the same door as
//! any other, served, and asked ([`desk`]); then three parties exchange ([`coalition`]).
//! Every claim that the demo makes is checked while it
//! plays ([`claims`]); `--check` makes the outcome the exit code.

mod cast;
mod claims;
mod coalition;
mod crowd;
mod culture;
mod desk;
mod dice;
mod ferry;
mod http;
mod lists;
mod numbers;
mod party;
mod play;
mod stage;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use comity_server::{Door, Reason, ServeOptions};
use tokio::sync::oneshot;

use self::claims::Claims;
use self::stage::Stage;
use crate::cli::listen_failure;
use crate::failure::{Exit, Failure};
use crate::shell::Shell;
use crate::signals::stop_asked;

/// How the demo runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Stop at the end.
    pub(crate) check: bool,
    /// Where the node listens.
    pub(crate) listen: Option<SocketAddr>,
}

/// The port of a node, unless stated.
const PORT_USUAL: u16 = 8000;

/// Why the desk of the demo asks.
const PURPOSE: &str = "border-check";
/// The law that it asks under.
const LEGAL_BASIS: &str = "border-code";

/// Plays the demo.
///
/// # Errors
/// If the home cannot be made, a list cannot be written or imported, or the node cannot start.
pub(crate) async fn run(plan: Plan, shell: &Shell) -> Result<Exit, Failure> {
    let stage = Stage::build(shell.home.as_deref())?;
    let mut claims = Claims::default();
    let listen = plan.listen.unwrap_or_else(|| place(plan.check));
    shell.show(&format!(
        "{}\nAll persons, firms and ships in it are made up; their country is Freedonia.\n",
        shell.paint.strong("COMITY DEMO: A BORDER DESK")
    ))?;

    Door::init(&stage.home, Some("freedonia-border-police"), &shell.around).await?;
    let reason = Reason::read(Some(PURPOSE), Some(LEGAL_BASIS), None)?;
    let door = Door::open(&stage.home, shell.around.clone()).await?.asking(reason);
    let Some(node) = door.node() else {
        return Err(Failure::new(Exit::Refused, "another process has the new home"));
    };
    let (stop, stopped) = oneshot::channel::<()>();
    let (bound, listening) = oneshot::channel();
    let options = ServeOptions { bound: Some(bound), ..ServeOptions::new(listen) };
    let stopping = async {
        // A sender that is gone means the same.
        let _ = stopped.await;
    };
    let serving = tokio::spawn(comity_server::serve(node.clone(), options, stopping));
    let played = tokio::select! {
        played = async {
            // Without an address the node did not start, and says why when it is waited for.
            let Ok(address) = listening.await else { return Ok(None) };
            perform(&door, address, &stage, shell, &mut claims).await.map(|()| Some(address))
        } => played,
        () = stop_asked() => Err(Failure::new(Exit::Refused, "the demo was interrupted")),
    };
    let mut all_held = false;
    if let Ok(Some(address)) = &played {
        all_held = claims.tell(shell)?;
        if !plan.check {
            stage.farewell(*address, shell)?;
            stop_asked().await;
        }
    }
    let _ = stop.send(());
    let served = serving.await.map_err(|err| Failure::new(Exit::Refused, err.to_string()))?;
    served.map_err(|err| listen_failure(&err, listen))?;
    played?;
    Ok(if all_held { Exit::Done } else { Exit::Unmet })
}

/// The whole play, from the lists to the last traveller.
async fn perform(
    door: &Door,
    address: SocketAddr,
    stage: &Stage,
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    let parties = lists::Parties::make_up();
    let written = lists::write(&stage.lists, &parties)
        .map_err(|err| Failure::new(Exit::Refused, format!("cannot write the lists: {err}")))?;
    play::import(door, &written, shell, claims).await?;
    let mut client = http::Client::connect(address).await.map_err(|err| http_failure(&err))?;
    play::node(&mut client, &written, address, shell, claims).await?;
    play::desk(door, &mut client, shell, claims).await?;
    ferry::screen(door, shell, claims).await?;
    coalition::play(&stage.parties, shell, claims).await
}

/// The usual port if it is free, otherwise any; a check takes any, so that several can run.
fn place(check: bool) -> SocketAddr {
    let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, PORT_USUAL));
    let is_free = !check && TcpListener::bind(usual).is_ok();
    if is_free { usual } else { SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) }
}

fn http_failure(err: &io::Error) -> Failure {
    Failure::new(Exit::Refused, format!("the node does not answer over HTTP: {err}"))
}
