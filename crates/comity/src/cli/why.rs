//! Why a command is given: who reads personal data says so.

use comity_server::Reason;

use crate::failure::Failure;

/// What is stated once for all that a command asks.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Why")]
pub(crate) struct Why {
    /// What it is for, such as `border-check`; `comity policy check` lists what is known
    #[arg(
        long,
        global = true,
        value_name = "PURPOSE",
        env = "COMITY_PURPOSE",
        hide_env_values = true
    )]
    purpose: Option<String>,
    /// The law that allows it, such as `border-code`
    #[arg(
        long,
        global = true,
        value_name = "BASIS",
        env = "COMITY_LEGAL_BASIS",
        hide_env_values = true
    )]
    legal_basis: Option<String>,
    /// Your own reference
    #[arg(
        long,
        global = true,
        value_name = "REFERENCE",
        env = "COMITY_CASE",
        hide_env_values = true
    )]
    case: Option<String>,
}

impl Why {
    /// The reason that is stated.
    pub(crate) fn reason(&self) -> Result<Reason, Failure> {
        let Why { purpose, legal_basis, case } = self;
        Ok(Reason::read(purpose.as_deref(), legal_basis.as_deref(), case.as_deref())?)
    }
}
