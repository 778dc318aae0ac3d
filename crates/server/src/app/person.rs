//! Who gives an order that a person has to answer for.

use comity_api::{Fault, FaultKind};

use crate::{ActorKind, Context, ServerError};

/// The name of the person who gives an order: that of the account. A program is nobody who could
/// answer for one.
pub(super) fn person(ctx: &Context) -> Result<String, ServerError> {
    match ctx.actor.kind {
        ActorKind::Person | ActorKind::Local => Ok(ctx.actor.name.clone()),
        ActorKind::Program | ActorKind::Loopback | ActorKind::Partner | ActorKind::Node => {
            let message = "nobody can answer for this order: the caller is not a person";
            let hint = "sign in: `POST /v1/session`";
            let fault = Fault::new(FaultKind::Forbidden, "no-name", message);
            Err(fault.with_hint(hint).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use comity_model::Timestamp;

    use super::*;
    use crate::Actor;

    #[test]
    fn nobody_but_a_person_answers_for_an_order() {
        let by = |kind: ActorKind| {
            let actor = Actor { kind, name: "rivera".to_owned(), ..Actor::node() };
            let ctx = Context { actor, ..Context::node(Timestamp(0)) };
            person(&ctx).map_err(|err| err.code().to_owned())
        };
        for kind in [ActorKind::Person, ActorKind::Local] {
            assert_eq!(by(kind).as_deref(), Ok("rivera"));
        }
        for kind in [ActorKind::Program, ActorKind::Loopback, ActorKind::Node] {
            assert_eq!(by(kind), Err("no-name".to_owned()));
        }
    }
}
