use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use comity_api::local::{PartyInfo, PartyOrder};
use comity_api::{Fault, FaultKind};
use comity_audit::{Hash, Kind};
use comity_exchange::{CardKey, PartyCard, PartyKeys, Signed, SigningKey};
use comity_model::PartyId;
use comity_policy::Action;

use super::partners_door::authority_text;
use super::witness::witness_name;
use crate::app::node::{Node, PARTY_DEFAULT};
use crate::{Context, ServerError};

/// The setting that keeps this party's card.
const SETTING_CARD: &str = "party-card";

/// Who this party is towards others.
pub(crate) struct OwnParty {
    pub(crate) card: PartyCard,
    pub(crate) signed: Signed,
    pub(crate) key: SigningKey,
}

impl OwnParty {
    pub(crate) fn party(&self) -> &PartyId {
        &self.card.party
    }
}

impl Node {
    /// Makes this party's keys and card, or a new card with another name or address.
    pub(crate) async fn init_party(
        &self,
        ctx: &Context,
        order: &PartyOrder,
    ) -> Result<PartyInfo, ServerError> {
        self.may_run(ctx, Action::ManageNode).await?;
        let party = self.party().await?;
        if party.as_str() == PARTY_DEFAULT {
            let message = "the home does not say which party it is of";
            let hint = "make it with `comity init --party NAME`";
            let fault = Fault::new(FaultKind::Conflict, "no-party", message);
            return Err(fault.with_hint(hint).into());
        }
        let keys = self.party_keys().await?;
        let before = self.kept_card().await?;
        let before = before.as_ref().map(PartyCard::open).transpose()?;
        let key = keys.signing(0)?;
        let card = PartyCard {
            v: 1,
            party: party.clone(),
            name: order.name.trim().to_owned(),
            jurisdiction: order.jurisdiction.trim().to_ascii_uppercase(),
            address: order.address.clone(),
            serial: before.as_ref().map_or(1, |before| before.serial + 1),
            made: ctx.now,
            keys: vec![CardKey { key: key.public(), until: None }],
            authority: match &order.address {
                Some(_) => Some(authority_text(self, &party)?),
                None => None,
            },
            log: self.log().await?.key().to_string(),
            witness: keys.witness(&witness_name(&party))?.key().to_string(),
        };
        let signed = card.sign(&[&key])?;
        self.note_change(ctx, Kind::Change, "party-card", party.as_str()).await?;
        self.store.set_setting(SETTING_CARD, &signed.to_string()).await?;
        let info = party_info(&card)?;
        self.exchange.own.store(Some(Arc::new(OwnParty { card, signed, key })));
        Ok(info)
    }

    /// Who this party is towards others.
    ///
    /// # Errors
    /// If nobody has said so yet.
    pub(crate) async fn own_party(&self) -> Result<Arc<OwnParty>, ServerError> {
        if let Some(own) = self.exchange.own.load_full() {
            return Ok(own);
        }
        let Some(signed) = self.kept_card().await? else {
            let message = "this party has no card to show to partners yet";
            let fault = Fault::new(FaultKind::Conflict, "no-card", message);
            return Err(fault.with_hint("make one with `comity party init`").into());
        };
        let card = PartyCard::open(&signed)?;
        let key = self.party_keys().await?.signing(0)?;
        let is_own = card.keys.first().is_some_and(|newest| newest.key == key.public());
        if !is_own {
            let message = "the party's secret is not the one that its card was signed with";
            return Err(Fault::new(FaultKind::Internal, "other-secret", message).into());
        }
        let own = Arc::new(OwnParty { card, signed, key });
        self.exchange.own.store(Some(own.clone()));
        Ok(own)
    }

    async fn kept_card(&self) -> Result<Option<Signed>, ServerError> {
        let kept = self.store.setting(SETTING_CARD).await?;
        Ok(kept.map(|text| Signed::parse("card", &text)).transpose()?)
    }

    pub(super) async fn party_keys(&self) -> Result<PartyKeys, ServerError> {
        let path = self.home.join("party.secret");
        let fresh = self.around.chance.bytes()?;
        let read = tokio::task::spawn_blocking(move || read_or_make(&path, fresh)).await?;
        Ok(PartyKeys::new(&read?))
    }
}

/// A card as it is told.
pub(super) fn party_info(card: &PartyCard) -> Result<PartyInfo, ServerError> {
    Ok(PartyInfo {
        party: card.party.to_string(),
        name: card.name.clone(),
        jurisdiction: card.jurisdiction.clone(),
        address: card.address.clone(),
        serial: card.serial,
        fingerprint: card.fingerprint()?.to_string(),
    })
}

/// The secret in a file of 64 hex digits, which is made for its owner alone if there is none.
fn read_or_make(path: &Path, fresh: [u8; 32]) -> Result<[u8; 32], ServerError> {
    let io = |source| ServerError::Io { path: PathBuf::from(path), source };
    match std::fs::read_to_string(path) {
        Ok(text) => Hash::from_hex(text.trim()).map(|secret| secret.0).map_err(|_| {
            let message = format!("`{}` does not hold a secret of 64 hex digits", path.display());
            Fault::new(FaultKind::Internal, "party-secret", message).into()
        }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut options = std::fs::File::options();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut file = options.open(path).map_err(io)?;
            let text = format!("{}\n", Hash(fresh));
            file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io)?;
            if let Some(folder) = path.parent() {
                std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
            }
            Ok(fresh)
        }
        Err(error) => Err(io(error)),
    }
}
