use std::collections::HashMap;
use std::sync::Arc;

use comity_model::PartyId;
use reqwest::Url;
use tokio::sync::watch;
use tokio_rustls::rustls::pki_types::{CertificateDer, TrustAnchor};

use super::FederationError;
use super::refusal::Refusal;
use super::vouch::Vouched;
use crate::limits::{AUTHORITIES_MAX, CERTIFICATE_BYTES_MAX, PARTNERS_MAX};

/// The parties whose nodes may connect. A change holds from the next connection and the next
/// request on, and ends the connections of whoever may not be there any more.
pub(crate) struct Partners(watch::Sender<Arc<Table>>);

/// A partner, as its transport knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PartnerEntry {
    /// Its id.
    pub(crate) party: PartyId,
    /// Whether it may connect.
    pub(crate) standing: Standing,
    /// The certificates of its authority (DER): the one of its card, and the one before while the
    /// partner goes over from one to the other. None if only files reach it.
    pub(crate) authorities: Vec<Vec<u8>>,
    /// Where its node answers: `https://host:port`.
    pub(crate) address: Option<String>,
}

/// Whether a partner may connect. One that was removed is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It may.
    Active,
    /// It may not at present.
    Suspended,
}

/// The partners at one moment.
pub(super) type Table = HashMap<PartyId, Arc<Known>>;

/// A partner whose entry was read.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) entry: PartnerEntry,
    pub(super) anchors: Arc<[Anchor]>,
    pub(super) address: Option<Url>,
}

/// An authority that can vouch for a node.
pub(super) struct Anchor {
    pub(super) der: Arc<[u8]>,
    pub(super) trusted: TrustAnchor<'static>,
}

impl Partners {
    /// Nobody yet.
    pub(crate) fn new() -> Partners {
        Partners(watch::Sender::new(Arc::default()))
    }

    /// Adds a partner, or puts its entry in the place of the one before.
    ///
    /// # Errors
    /// If its authority or address cannot be used: nothing changes then.
    pub(crate) fn set(&self, entry: PartnerEntry) -> Result<(), FederationError> {
        let known = Known::read(entry)?;
        let mut is_full = false;
        self.change(|table| {
            is_full = table.len() >= PARTNERS_MAX && !table.contains_key(&known.entry.party);
            if !is_full {
                table.insert(known.entry.party.clone(), Arc::new(known));
            }
        });
        if is_full { Err(FederationError::TooManyPartners(PARTNERS_MAX)) } else { Ok(()) }
    }

    /// Puts these in the place of all that there are.
    ///
    /// # Errors
    /// If one of them cannot be used: nothing changes then.
    pub(crate) fn replace(&self, entries: Vec<PartnerEntry>) -> Result<(), FederationError> {
        if entries.len() > PARTNERS_MAX {
            return Err(FederationError::TooManyPartners(PARTNERS_MAX));
        }
        let mut read = Table::new();
        for entry in entries {
            read.insert(entry.party.clone(), Arc::new(Known::read(entry)?));
        }
        self.change(|table| *table = read);
        Ok(())
    }

    /// Suspends a partner, or lets it in again; false if there is no such partner.
    pub(crate) fn stand(&self, party: &PartyId, standing: Standing) -> bool {
        let mut was_there = false;
        self.change(|table| {
            if let Some(known) = table.get_mut(party) {
                was_there = true;
                let entry = PartnerEntry { standing, ..known.entry.clone() };
                *known = Arc::new(Known { entry, ..Known::clone(known) });
            }
        });
        was_there
    }

    /// Removes a partner; false if there is no such partner.
    pub(crate) fn remove(&self, party: &PartyId) -> bool {
        let mut was_there = false;
        self.change(|table| was_there = table.remove(party).is_some());
        was_there
    }

    /// A partner's entry.
    pub(crate) fn get(&self, party: &PartyId) -> Option<PartnerEntry> {
        self.now().get(party).map(|known| known.entry.clone())
    }

    /// The partners at this moment.
    pub(super) fn now(&self) -> Arc<Table> {
        self.0.borrow().clone()
    }

    /// The partners from this moment on.
    pub(super) fn changes(&self) -> watch::Receiver<Arc<Table>> {
        self.0.subscribe()
    }

    fn change(&self, change: impl FnOnce(&mut Table)) {
        self.0.send_modify(|table| {
            let mut next = Table::clone(table);
            change(&mut next);
            *table = Arc::new(next);
        });
    }
}

impl Anchor {
    /// Reads the certificate of an authority; says what is wrong with it otherwise.
    pub(super) fn read(der: &[u8]) -> Result<Anchor, String> {
        if der.len() > CERTIFICATE_BYTES_MAX {
            return Err(format!("it has more than {CERTIFICATE_BYTES_MAX} bytes"));
        }
        let certificate = CertificateDer::from(der);
        let trusted = webpki::anchor_from_trusted_cert(&certificate);
        let trusted = trusted.map_err(|err| format!("it cannot be read ({err})"))?;
        Ok(Anchor { der: der.into(), trusted: trusted.to_owned() })
    }
}

impl Known {
    fn read(entry: PartnerEntry) -> Result<Known, FederationError> {
        let wrong = |reason: String| FederationError::PartnerAuthority {
            party: entry.party.clone(),
            reason,
        };
        if entry.authorities.len() > AUTHORITIES_MAX {
            return Err(wrong(format!("more than {AUTHORITIES_MAX} certificates")));
        }
        let mut anchors = Vec::new();
        for der in &entry.authorities {
            anchors.push(Anchor::read(der).map_err(wrong)?);
        }
        let address = entry.address.as_deref().map(|text| read_address(&entry.party, text));
        Ok(Known { address: address.transpose()?, anchors: anchors.into(), entry })
    }

    /// Whether it may connect.
    pub(super) fn is_active(&self) -> bool {
        self.entry.standing == Standing::Active
    }
}

/// Whether one who was let in may still be there.
pub(super) fn still(table: &Table, vouched: &Vouched) -> Result<(), Refusal> {
    let party = &vouched.party;
    let known = table.get(party).ok_or_else(|| Refusal::Stranger(party.clone()))?;
    if !known.is_active() {
        return Err(Refusal::Suspended(party.clone()));
    }
    if !known.anchors.iter().any(|anchor| anchor.der == vouched.authority) {
        return Err(Refusal::OtherAuthority(party.clone()));
    }
    Ok(())
}

fn read_address(party: &PartyId, text: &str) -> Result<Url, FederationError> {
    let wrong = |reason| FederationError::Address { party: party.clone(), reason };
    let url = Url::parse(text).map_err(|_| wrong("it is no address"))?;
    if url.scheme() != "https" {
        return Err(wrong("it does not begin with `https://`"));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("something follows the host and the port"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("it has the name of a user"));
    }
    Ok(url)
}
