//! Being asked to stop.

/// Waits until somebody presses ctrl-c or the system asks the process to end.
///
/// Where the process cannot listen for these, it waits for ever: the system then ends it itself.
pub(crate) async fn stop_asked() {
    tokio::select! {
        () = interrupt() => tracing::info!("interrupted: stopping"),
        () = terminate() => tracing::info!("asked to end: stopping"),
    }
}

async fn interrupt() {
    if let Err(err) = tokio::signal::ctrl_c().await {
        tracing::warn!(error = %err, "ctrl-c cannot be heard");
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn terminate() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut asked) => {
            asked.recv().await;
        }
        Err(err) => {
            tracing::warn!(error = %err, "SIGTERM cannot be heard");
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(not(unix))]
async fn terminate() {
    std::future::pending::<()>().await;
}
