//! Progress bars: on stderr, and only where a person sees them.

use std::io::{IsTerminal, Read};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over the bytes of an input; without a length it only counts.
pub(crate) fn bytes_bar(length: Option<u64>, words: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr_with_hz(10));
    let template = match length {
        Some(_) => "{msg} {bar:30} {bytes}/{total_bytes}, {eta} left",
        None => "{msg} {spinner} {bytes}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.with_message(words)
}

/// The input, with its bytes shown on the bar as they are read.
pub(crate) fn watched(input: Box<dyn Read + Send>, bar: &ProgressBar) -> Box<dyn Read + Send> {
    Box::new(bar.wrap_read(input))
}
