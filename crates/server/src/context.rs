use std::collections::BTreeSet;

use axum::http::HeaderMap;
use comity_api::reason::{CASE_HEADER, LEGAL_BASIS_HEADER, PURPOSE_HEADER};
use comity_api::{Fault, FaultKind};
use comity_model::{CaseReference, LegalBasis, Marking, ModelError, Purpose, Role, Timestamp, Tlp};

/// Who asks, why, and when. Every use case takes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Who asks.
    pub actor: Actor,
    /// What they may see.
    pub clearance: Clearance,
    /// Why they ask, and under which law.
    pub reason: Reason,
    /// When.
    pub now: Timestamp,
    /// The request's id, as it stands in the log.
    pub request_id: String,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// What kind of actor.
    pub kind: ActorKind,
    /// The name of the account or of the token.
    pub name: String,
    /// What the actor may do.
    pub roles: BTreeSet<Role>,
    /// How sure it is that it is this actor, from 0 (nothing was shown) to 3 (a hardware key).
    pub assurance: u8,
}

/// What kind of actor asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A person who is signed in.
    Person,
    /// A person at the command line, whom the machine vouches for.
    Local,
    /// A program, by its token.
    Program,
    /// Somebody on the same machine, over HTTP without a token.
    Loopback,
    /// Another party's node; its name is the party's.
    Partner,
    /// The node itself: what it does by its schedule.
    Node,
}

/// Why an actor asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Reason {
    /// The purpose.
    pub purpose: Option<Purpose>,
    /// The law that allows it.
    pub legal_basis: Option<LegalBasis>,
    /// The actor's own reference.
    pub case: Option<CaseReference>,
}

/// Which markings an actor may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Clearance {
    /// All of them.
    Everything,
    /// Those with this traffic light or a less restrictive one.
    UpTo(Tlp),
}

impl Clearance {
    /// The clearance with this light as its ceiling.
    #[must_use]
    pub fn of(light: Tlp) -> Clearance {
        match light {
            Tlp::Red => Clearance::Everything,
            light => Clearance::UpTo(light),
        }
    }

    /// Its place: who has a higher one sees more.
    pub(crate) fn index(self) -> usize {
        match self {
            Clearance::UpTo(Tlp::Clear) => 0,
            Clearance::UpTo(Tlp::Green) => 1,
            Clearance::UpTo(Tlp::Amber) => 2,
            Clearance::UpTo(Tlp::AmberStrict) => 3,
            Clearance::UpTo(Tlp::Red) => 4,
            Clearance::Everything => 5,
        }
    }

    /// Whether a statement with this marking may be shown.
    #[must_use]
    pub fn shows(self, marking: &Marking) -> bool {
        match self {
            Clearance::Everything => true,
            Clearance::UpTo(light) => marking.tlp() <= light,
        }
    }
}

impl Actor {
    /// The node itself.
    #[must_use]
    pub fn node() -> Actor {
        Actor {
            kind: ActorKind::Node,
            name: "node".to_owned(),
            roles: BTreeSet::new(),
            assurance: 0,
        }
    }
}

impl Context {
    /// The context of what the node does by itself.
    #[must_use]
    pub fn node(now: Timestamp) -> Context {
        Context {
            actor: Actor::node(),
            clearance: Clearance::Everything,
            reason: Reason::default(),
            now,
            request_id: String::new(),
        }
    }
}

impl Context {
    /// The same for a request that states its reason itself.
    ///
    /// # Errors
    /// If it cannot be read, or is another one than is fixed.
    pub(crate) fn stating(
        &self,
        purpose: Option<&str>,
        legal_basis: Option<&str>,
        case: Option<&str>,
    ) -> Result<Context, Fault> {
        let stated = Reason::read(purpose, legal_basis, case)?;
        Ok(Context { reason: stated.under(&self.reason)?, ..self.clone() })
    }
}

impl Reason {
    /// Reads what a caller states; what is left empty is not stated.
    ///
    /// # Errors
    /// If a part is not one that could be known, with what is wrong about it.
    pub fn read(
        purpose: Option<&str>,
        legal_basis: Option<&str>,
        case: Option<&str>,
    ) -> Result<Reason, Fault> {
        let refused = |code| move |err: ModelError| Fault::invalid(code, err.to_string());
        Ok(Reason {
            purpose: stated(purpose).map(Purpose::new).transpose().map_err(refused("purpose"))?,
            legal_basis: stated(legal_basis)
                .map(LegalBasis::new)
                .transpose()
                .map_err(refused("legal-basis"))?,
            case: stated(case).map(CaseReference::new).transpose().map_err(refused("case"))?,
        })
    }

    /// Reads what the headers of a request state.
    ///
    /// # Errors
    /// As [`Reason::read`], and for a header that is not UTF-8.
    pub(crate) fn of_headers(headers: &HeaderMap) -> Result<Reason, Fault> {
        let text = |name: &'static str| match headers.get(name) {
            None => Ok(None),
            Some(value) => std::str::from_utf8(value.as_bytes())
                .map(Some)
                .map_err(|_| Fault::invalid("header", format!("the `{name}` header is not UTF-8"))),
        };
        let (purpose, basis) = (text(PURPOSE_HEADER)?, text(LEGAL_BASIS_HEADER)?);
        Reason::read(purpose, basis, text(CASE_HEADER)?)
    }

    /// The headers that state it.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let stated = [
            (PURPOSE_HEADER, self.purpose.as_ref().map(Purpose::as_str)),
            (LEGAL_BASIS_HEADER, self.legal_basis.as_ref().map(LegalBasis::as_str)),
            (CASE_HEADER, self.case.as_ref().map(CaseReference::as_str)),
        ];
        stated.into_iter().filter_map(|(name, value)| Some((name, value?)))
    }

    /// This reason, and where it leaves something open, the one that is fixed for the caller.
    ///
    /// # Errors
    /// If it states another purpose or legal basis than the fixed one.
    pub(crate) fn under(self, fixed: &Reason) -> Result<Reason, Fault> {
        let differs = |what: &str, stated: &dyn std::fmt::Display| {
            let message = format!("the {what} `{stated}` is not the one that stands already");
            Fault::new(FaultKind::Forbidden, "other-reason", message)
                .with_hint("a token, a header and a body must not say different ones")
        };
        if let (Some(stated), Some(only)) = (&self.purpose, &fixed.purpose)
            && stated != only
        {
            return Err(differs("purpose", stated));
        }
        if let (Some(stated), Some(only)) = (&self.legal_basis, &fixed.legal_basis)
            && stated != only
        {
            return Err(differs("legal basis", stated));
        }
        Ok(Reason {
            purpose: self.purpose.or_else(|| fixed.purpose.clone()),
            legal_basis: self.legal_basis.or_else(|| fixed.legal_basis.clone()),
            case: self.case.or_else(|| fixed.case.clone()),
        })
    }
}

/// What is left empty is not stated.
fn stated(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clearance_hides_more_restrictive_lights() {
        let amber = Clearance::of(Tlp::Amber);
        assert!(amber.shows(&Marking::tlp_only(Tlp::Green)));
        assert!(amber.shows(&Marking::tlp_only(Tlp::Amber)));
        assert!(!amber.shows(&Marking::tlp_only(Tlp::AmberStrict)));
        assert!(Clearance::of(Tlp::Red).shows(&Marking::tlp_only(Tlp::Red)));
    }

    #[test]
    fn a_reason_is_read_part_by_part() {
        let read = Reason::read(Some(" border-check "), Some(""), Some("B-17/4")).unwrap();
        assert_eq!(read.purpose, Purpose::new("border-check").ok());
        assert_eq!(read.legal_basis, None);
        assert_eq!(read.case, CaseReference::new("B-17/4").ok());
        let refused = Reason::read(Some("Border check!"), None, None).unwrap_err();
        assert_eq!(
            (refused.code.as_str(), refused.message.contains("Border check!")),
            ("purpose", true)
        );
        let fixed = Reason::read(Some("border-check"), Some("border-code"), None).unwrap();
        let both = read.clone().under(&fixed).unwrap();
        assert_eq!((both.purpose, both.legal_basis), (fixed.purpose, fixed.legal_basis));
        assert_eq!(both.case, read.case);
        let other = Reason::read(Some("investigation"), None, None).unwrap();
        assert_eq!(read.under(&other).unwrap_err().code, "other-reason");
    }
}
