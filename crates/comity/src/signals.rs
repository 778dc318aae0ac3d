//! What the system tells the process.

use comity_server::Order;
use tokio::sync::mpsc;

use crate::failure::Exit;

/// Orders that may wait to be obeyed.
const ORDERS_WAITING_MAX: usize = 4;

/// Listens for ctrl-c and the system's wish to end (stop), and for SIGUSR2 (restart). Who asks to
/// stop a second time gets it at once: what was acknowledged is on disk all the same.
///
/// Not SIGHUP: that comes unasked when a terminal closes, and must end what runs in it.
pub(crate) fn orders() -> mpsc::Receiver<Order> {
    let (give, orders) = mpsc::channel(ORDERS_WAITING_MAX);
    let restarts = give.clone();
    tokio::spawn(async move {
        let mut terminate = Heard::of(Signal::Terminate);
        loop {
            tokio::select! {
                () = interrupt() => tracing::info!("interrupted: stopping"),
                () = terminate.next() => tracing::info!("asked to end: stopping"),
            }
            // The first one is taken even where an order waits before it.
            if give.try_send(Order::Stop).is_ok() {
                break;
            }
        }
        tokio::select! {
            () = interrupt() => {}
            () = terminate.next() => {}
        }
        tracing::warn!("asked again: stopping at once");
        std::process::exit(Exit::Refused as i32);
    });
    tokio::spawn(async move {
        let mut asked = Heard::of(Signal::Restart);
        loop {
            asked.next().await;
            tracing::info!("asked to restart");
            // A full queue holds orders enough.
            let _ = restarts.try_send(Order::Restart);
        }
    });
    orders
}

/// Waits until somebody presses ctrl-c or the system asks the process to end.
pub(crate) async fn stop_asked() {
    let mut terminate = Heard::of(Signal::Terminate);
    tokio::select! {
        () = interrupt() => {}
        () = terminate.next() => {}
    }
}

async fn interrupt() {
    if let Err(err) = tokio::signal::ctrl_c().await {
        tracing::warn!(error = %err, "ctrl-c cannot be heard");
        std::future::pending::<()>().await;
    }
}

/// Signals that only Unix systems have.
#[derive(Debug, Clone, Copy)]
enum Signal {
    Terminate,
    Restart,
}

/// A signal that is listened for. Where the process cannot listen, it is never heard.
struct Heard(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

#[cfg(unix)]
impl Heard {
    fn of(which: Signal) -> Heard {
        use tokio::signal::unix::{SignalKind, signal};
        let kind = match which {
            Signal::Terminate => SignalKind::terminate(),
            Signal::Restart => SignalKind::user_defined2(),
        };
        let heard = signal(kind);
        if let Err(err) = &heard {
            tracing::warn!(error = %err, signal = ?which, "a signal cannot be heard");
        }
        Heard(heard.ok())
    }

    async fn next(&mut self) {
        let heard = match &mut self.0 {
            Some(signal) => signal.recv().await.is_some(),
            None => false,
        };
        if !heard {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
impl Heard {
    fn of(_: Signal) -> Heard {
        Heard()
    }

    async fn next(&mut self) {
        std::future::pending::<()>().await;
    }
}
