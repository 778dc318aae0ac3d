//! What an order about an account or a token states.

use std::collections::BTreeSet;

use comity_api::Fault;
use comity_model::{PartialDate, Role, Timestamp, Tlp};

use crate::Clearance;

/// The roles of these names.
pub(super) fn roles(names: &[String]) -> Result<BTreeSet<Role>, Fault> {
    let role = |name: &String| {
        Role::parse(name.trim()).ok_or_else(|| {
            let known: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
            let message = format!("`{name}` is not a role");
            Fault::invalid("role", message).with_hint(format!("there are {}", known.join(", ")))
        })
    };
    names.iter().map(role).collect()
}

/// The names of roles.
pub(super) fn role_names(roles: &BTreeSet<Role>) -> Vec<String> {
    roles.iter().map(|role| role.name().to_owned()).collect()
}

/// A traffic light, by its label.
pub(super) fn light(label: &str) -> Result<Tlp, Fault> {
    Tlp::parse(label).ok_or_else(|| {
        let hint = "write CLEAR, GREEN, AMBER, AMBER+STRICT or RED";
        Fault::invalid("clearance", format!("`{label}` is not a traffic light")).with_hint(hint)
    })
}

/// What a kept label lets see. One that this version does not know shows what is public.
pub(super) fn kept_clearance(label: &str) -> Clearance {
    Clearance::of(Tlp::parse(label).unwrap_or(Tlp::Clear))
}

/// The moment at which a day begins in UTC, which must not be past.
pub(super) fn day(text: &str, now: Timestamp) -> Result<Timestamp, Fault> {
    let refused = |what: &str| {
        Fault::invalid("expires", format!("`{text}` {what}")).with_hint("write it as 2027-12-31")
    };
    PartialDate::parse(text).map_err(|_| refused("is not a day"))?;
    let begins = text
        .parse::<jiff::civil::Date>()
        .ok()
        .and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok())
        .ok_or_else(|| refused("is not a whole day"))?;
    let begins = Timestamp(begins.timestamp().as_second());
    if begins <= now { Err(refused("is past")) } else { Ok(begins) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_whole_and_ahead() {
        let now = Timestamp(1_795_343_312);
        assert_eq!(day("2027-01-01", now).unwrap(), Timestamp(1_798_761_600));
        for text in ["2027", "2020-01-01", "tomorrow", "2027-02-30"] {
            assert_eq!(day(text, now).unwrap_err().code, "expires", "{text}");
        }
    }

    #[test]
    fn an_unknown_role_is_refused_with_those_that_there_are() {
        let fault = roles(&["officer".to_owned(), "root".to_owned()]).unwrap_err();
        assert!(fault.message.contains("`root`") && fault.hint.unwrap().contains("supervisor"));
    }
}
