use sha2::{Digest, Sha256};

/// One file of a policy: its name inside the policy's folder, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// Such as `reading.cedar`.
    pub name: String,
    /// What it says.
    pub text: String,
}

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../../policies/", $name)))),+]
    };
}

/// The schema that rules are checked against, unless a policy brings its own.
pub(super) const SCHEMA: &str = "schema.cedarschema";
/// The table of purposes and legal bases.
pub(super) const PURPOSES: &str = "purposes.toml";
/// The table of sensitive properties; the shipped one holds unless a policy brings its own.
pub(super) const PROPERTIES: &str = "properties.toml";

/// The policy that ships with the node.
#[must_use]
pub fn shipped_files() -> Vec<PolicyFile> {
    files(&shipped![
        "schema.cedarschema",
        "purposes.toml",
        "properties.toml",
        "accounts.cedar",
        "approvals.cedar",
        "log.cedar",
        "markings.cedar",
        "measures.cedar",
        "reading.cedar",
        "sharing.cedar",
        "statements.cedar",
    ])
}

/// The scenarios that ship with the node.
#[must_use]
pub fn shipped_scenarios() -> Vec<PolicyFile> {
    files(&shipped!["scenarios/duties.toml"])
}

fn files(texts: &[(&str, &str)]) -> Vec<PolicyFile> {
    let file =
        |(name, text): &(&str, &str)| PolicyFile { name: (*name).into(), text: (*text).into() };
    texts.iter().map(file).collect()
}

/// A digest of all files, whatever their order.
pub(super) fn hash(files: &[PolicyFile]) -> [u8; 32] {
    let mut sorted: Vec<&PolicyFile> = files.iter().collect();
    sorted.sort_by_key(|file| &file.name);
    let mut hasher = Sha256::new();
    for part in sorted.iter().flat_map(|file| [&file.name, &file.text]) {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}
