//! What the demo claims, and whether it is so.

use crate::failure::Failure;
use crate::shell::Shell;

/// The claims so far.
#[derive(Debug, Default)]
pub(super) struct Claims {
    held: usize,
    failed: Vec<String>,
}

impl Claims {
    /// A claim, in words that also say what was found where it is not so.
    pub(super) fn claim(&mut self, holds: bool, words: impl FnOnce() -> String) {
        if holds {
            self.held += 1;
        } else {
            self.failed.push(words());
        }
    }

    /// Says how many held, and which did not. True if all did.
    pub(super) fn tell(&self, shell: &Shell) -> Result<bool, Failure> {
        for words in &self.failed {
            shell.say(&format!("error: not so: {words}"));
        }
        let all = self.held + self.failed.len();
        shell.show(&format!("\n{} of {all} claims held.\n", self.held))?;
        Ok(self.failed.is_empty())
    }
}
