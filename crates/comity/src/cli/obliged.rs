//! What has to be done with an answer, in words.

use comity_api::v1::{ObligationInfo, Watermark};

use crate::shell::{Shell, plain};

/// Says what an answer obliges whoever reads it to; what the node did by itself is not repeated.
pub(super) fn say(shell: &Shell, obligations: &[ObligationInfo], watermark: Option<&Watermark>) {
    for one in obligations.iter().filter(|one| is_for_readers(&one.code)) {
        shell.say(&format!("note: {} ({})", plain(&one.says), plain(&one.code)));
    }
    if let Some(mark) = watermark {
        shell.say(&format!("note: the file says: {}", plain(&mark.text)));
    }
}

/// A text that says who got it, when and why, where it has to: before and after it, so that a part
/// that is torn off says it, too.
pub(super) fn marked(text: String, watermark: Option<&Watermark>) -> String {
    match watermark {
        None => text,
        Some(mark) => {
            let mark = plain(&mark.text);
            format!("{mark}\n\n{text}\n{mark}\n")
        }
    }
}

/// Logging, masking and the mark are done when the answer comes.
fn is_for_readers(code: &str) -> bool {
    !["log-justification", "mask-photo", "watermark"].contains(&code)
}
