use std::collections::BTreeSet;

use comity_model::{Marking, PartyId, Record, RecordId, Timestamp};

use super::{Change, NotDone, Share, What};
use crate::{Agreement, ExchangeError, Letter, Onward, Terms, Verified};

/// What a holder does with what it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taking {
    /// The records to take over, as they are kept: with their conditions.
    pub put: Vec<Record>,
    /// The records to erase with every version.
    pub take_back: Vec<RecordId>,
    /// What cannot be done, and why.
    pub not_done: Vec<NotDone>,
}

/// What everything that a giver shares stands under at the taker: it is used for the agreed
/// purposes, and passed on as was agreed.
#[must_use]
pub fn conditions(terms: &Terms) -> Marking {
    let purposes: Vec<&str> = terms.purposes.iter().map(AsRef::as_ref).collect();
    let purposes = if purposes.is_empty() { "!".to_owned() } else { purposes.join(",") };
    let onward = if terms.onward == Onward::AsMarked { "" } else { " ORCON" };
    // A marking that could not be read would let nobody see anything: unknown means no.
    Marking::parse(&format!("TLP:CLEAR{onward} PURPOSE:{purposes}"))
        .unwrap_or_else(|_| Marking::tlp_only(comity_model::Tlp::Red))
}

impl Taking {
    /// Decides, record by record, what of a share is taken over under the agreement.
    ///
    /// What is taken back is erased whatever the agreement says, and also if the link is not open.
    ///
    /// # Errors
    /// If the body cannot be read or the purpose is not one that was agreed.
    pub fn decide(
        letter: &Verified<Letter>,
        agreement: &Agreement,
        own: &PartyId,
        is_open: bool,
        now: Timestamp,
    ) -> Result<(Share, Taking), ExchangeError> {
        let letter = letter.as_ref();
        let share: Share = letter.body()?;
        let giver = &letter.header.from;
        let terms = agreement.given_by(giver);
        let purpose = letter.header.purpose.as_ref();
        let is_agreed = is_open
            && agreement.is_in_force(now)
            && terms.zip(purpose).is_some_and(|(terms, purpose)| terms.purposes.contains(purpose));
        let mut taking = Taking::default();
        let mut ids = BTreeSet::new();
        for Change { id, what } in &share.changes {
            let mut refuse = |code: &str, why: String| {
                taking.not_done.push(NotDone { id: Some(id.clone()), code: code.to_owned(), why });
            };
            if !ids.insert(id) {
                refuse("twice", "it stands in the envelope twice".to_owned());
                continue;
            }
            match (what, terms) {
                (What::TakeBack(_), _) => taking.take_back.push(id.clone()),
                (What::Put(form), Some(terms)) if is_agreed => {
                    match form.record(id, &conditions(terms)) {
                        Ok(record) => match not_agreed(&record, terms, own) {
                            None => taking.put.push(record),
                            Some((code, why)) => refuse(code, why),
                        },
                        Err(error) => refuse("not-understood", error.to_string()),
                    }
                }
                (What::Put(_), _) => {
                    refuse(
                        "not-agreed",
                        "the link is not open, or no agreement in force covers the purpose"
                            .to_owned(),
                    );
                }
            }
        }
        Ok((share, taking))
    }
}

/// Why a record may not be taken over, if it may not.
fn not_agreed(record: &Record, terms: &Terms, own: &PartyId) -> Option<(&'static str, String)> {
    if !terms.covers(record.schema()) {
        let why = format!("records of `{}` are not part of the agreement", record.schema().name());
        return Some(("not-agreed", why));
    }
    let markings = || record.statements().iter().map(|said| said.origin.marking());
    if markings().any(|marking| marking.tlp() > terms.light) {
        let why = "a statement is marked above the agreement's light".to_owned();
        return Some(("above-the-light", why));
    }
    let is_for_us =
        |marking: &Marking| marking.releasable_to().is_none_or(|parties| parties.contains(own));
    if !markings().all(is_for_us) {
        return Some(("not-releasable", "a statement may not be released to us".to_owned()));
    }
    record.statements().is_empty().then(|| ("empty", "it says nothing".to_owned()))
}
