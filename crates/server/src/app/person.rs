//! Who gives an order that a person has to answer for.

use comity_api::{Fault, FaultKind};

use crate::limits::PERSON_CHARS_MAX;
use crate::{Actor, Context, ServerError};

/// The name of the person who gives an order. On the command line it is stated, over HTTP it is
/// that of the token; without a token there is nobody to name.
pub(super) fn person(ctx: &Context, stated: Option<&str>) -> Result<String, ServerError> {
    let name = match &ctx.actor {
        Actor::Token(name) => name.as_str(),
        Actor::Local => stated.unwrap_or_default(),
        Actor::Loopback => "",
    };
    let name = name.trim();
    if name.is_empty() {
        let message = "nobody can answer for this order: the caller has no name";
        let hint = match ctx.actor {
            Actor::Local => "name the person (`--by`)",
            _ => "send a token made with `comity token create`: its name is the person's",
        };
        return Err(Fault::new(FaultKind::Forbidden, "no-name", message).with_hint(hint).into());
    }
    if name.chars().count() > PERSON_CHARS_MAX || name.chars().any(char::is_control) {
        let message = format!("a person's name has at most {PERSON_CHARS_MAX} characters");
        return Err(Fault::invalid("person-name", message).into());
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use comity_model::Timestamp;

    use super::*;

    #[test]
    fn nobody_answers_for_an_order_without_a_name() {
        let by = |actor: Actor, stated: Option<&str>| {
            let ctx = Context { actor, ..Context::local(Timestamp(0)) };
            person(&ctx, stated).map_err(|err| err.code().to_owned())
        };
        assert_eq!(by(Actor::Token("desk 4".to_owned()), None).as_deref(), Ok("desk 4"));
        let pretended = by(Actor::Token("desk 4".to_owned()), Some("desk 5"));
        assert_eq!(pretended.as_deref(), Ok("desk 4"), "a token's holder is no other");
        assert_eq!(by(Actor::Local, Some(" A. Demo ")).as_deref(), Ok("A. Demo"));
        for (actor, stated) in
            [(Actor::Local, None), (Actor::Local, Some(" ")), (Actor::Loopback, Some("A. Demo"))]
        {
            assert_eq!(by(actor, stated), Err("no-name".to_owned()));
        }
        let long = "a".repeat(PERSON_CHARS_MAX + 1);
        assert_eq!(by(Actor::Local, Some(&long)), Err("person-name".to_owned()));
        assert_eq!(by(Actor::Local, Some("a\nb")), Err("person-name".to_owned()));
    }
}
