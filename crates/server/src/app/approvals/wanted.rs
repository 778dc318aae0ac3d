use comity_audit::Concerned;
use sha2::{Digest as _, Sha256};

use crate::Context;

/// What exactly somebody asks for, so that a supervisor can approve that and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Equal for equal requests alone.
    key: String,
    /// In words that name nobody.
    pub(super) words: String,
    /// The reference of whom it is about, which not every supervisor may see.
    pub(super) about: Option<String>,
}

impl Wanted {
    /// What is asked, under a key that two requests share only if they ask the same.
    pub(crate) fn new(key: impl Into<String>, words: impl Into<String>) -> Wanted {
        Wanted { key: key.into(), words: words.into(), about: None }
    }

    /// The same about this record, or whoever was asked about under this reference.
    pub(crate) fn about(self, reference: Option<String>) -> Wanted {
        Wanted { about: reference, ..self }
    }

    /// Whom it is about, as the log accounts for it.
    pub(crate) fn subject(&self) -> Option<Concerned> {
        let subject = self.about.clone()?;
        Some(Concerned { subject, ..Concerned::default() })
    }

    /// What an approval is bound to: who asks, to do what, with what, and why.
    pub(super) fn digest(&self, ctx: &Context, action: &str) -> [u8; 32] {
        let reason = &ctx.reason;
        let mut hasher = Sha256::new();
        // Each part with its length, so that no two requests run into one; what is not stated is
        // not the same as what is empty.
        let mut part = |text: Option<&str>| {
            let length = text.map_or(u64::MAX, |text| text.len() as u64);
            hasher.update(length.to_le_bytes());
            hasher.update(text.unwrap_or_default().as_bytes());
        };
        part(Some("comity/approval/v1"));
        part(Some(&ctx.actor.name));
        part(Some(action));
        part(Some(&self.key));
        part(self.about.as_deref());
        part(reason.purpose.as_ref().map(AsRef::as_ref));
        part(reason.legal_basis.as_ref().map(AsRef::as_ref));
        part(reason.case.as_ref().map(AsRef::as_ref));
        hasher.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use comity_model::Timestamp;

    use super::*;
    use crate::{Actor, Reason};

    fn asked(name: &str, case: Option<&str>) -> Context {
        let actor = Actor { name: name.to_owned(), ..Actor::node() };
        let reason = Reason::read(Some("investigation"), Some("court-order"), case).unwrap();
        Context { actor, reason, ..Context::node(Timestamp(0)) }
    }

    #[test]
    fn any_change_of_a_request_is_another_request() {
        let wanted = Wanted::new("id", "a record").about(Some("list/id".to_owned()));
        let base = wanted.digest(&asked("rivera", Some("17 K 4")), "read-full");
        let reworded = Wanted { words: "something".to_owned(), ..wanted.clone() };
        assert_eq!(reworded.digest(&asked("rivera", Some("17 K 4")), "read-full"), base);
        let others = [
            wanted.digest(&asked("moreau", Some("17 K 4")), "read-full"),
            wanted.digest(&asked("rivera", Some("17 K 5")), "read-full"),
            wanted.digest(&asked("rivera", None), "read-full"),
            wanted.digest(&asked("rivera", Some("17 K 4")), "export"),
            wanted.clone().about(None).digest(&asked("rivera", Some("17 K 4")), "read-full"),
            Wanted { key: "di".to_owned(), ..wanted.clone() }
                .digest(&asked("rivera", Some("17 K 4")), "read-full"),
        ];
        for (at, other) in others.iter().enumerate() {
            assert_ne!(*other, base, "{at}");
        }
    }
}
