use std::path::PathBuf;

use crate::config::section::section;

section! {
    /// A policy of the party's own.
    /// Naming its folder does not put it into force: `comity policy adopt` does, with a
    /// supervisor's approval.
    /// `comity doctor` says when the folder is not the policy that is in force.
    Policy {
        /// The policy's folder.
        folder: Option<PathBuf> = None, env "COMITY_POLICY_FOLDER",
            eg "\"/etc/comity/policy\"";
    }
}
