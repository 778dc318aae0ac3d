use comity_model::{LegalBasis, Purpose};
use comity_server::{Loopback, Reason};

use crate::config::roles::Roles;
use crate::config::section::section;

section! {
    /// As whom callers on this machine are answered who show no token.
    /// Where `serve.require_token` is set there are none.
    LoopbackCallers {
        /// Why they ask, on the compatible routes: requests there cannot say so.
        purpose: Option<Purpose> = Loopback::default().reason.purpose,
            env "COMITY_LOOPBACK_PURPOSE", eg "\"due-diligence\"";
        /// The law that they ask under, on the same routes.
        legal_basis: Option<LegalBasis> = Loopback::default().reason.legal_basis,
            env "COMITY_LOOPBACK_LEGAL_BASIS", eg "\"sanctions-screening\"";
        /// What they may do.
        roles: Roles = Roles(Loopback::default().roles), env "COMITY_LOOPBACK_ROLES";
    }
}

impl LoopbackCallers {
    /// The same for the server.
    pub(crate) fn loopback(&self) -> Loopback {
        let (purpose, legal_basis) = (self.purpose.clone(), self.legal_basis.clone());
        Loopback {
            reason: Reason { purpose, legal_basis, case: None },
            roles: self.roles.0.clone(),
        }
    }
}
