//! Made-up parties, before any format writes them.

use super::culture::FullName;

/// A day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) year: u32,
    pub(super) month: u32,
    pub(super) day: u32,
}

impl Day {
    pub(super) const fn new(year: u32, month: u32, day: u32) -> Day {
        Day { year, month, day }
    }

    /// `1971-03-14`.
    pub(super) fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `14 Mar 1971`.
    pub(super) fn words(self) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let at = (self.month.saturating_sub(1) % 12) as usize;
        let month = MONTHS.get(at).copied().unwrap_or_default();
        format!("{:02} {month} {:04}", self.day, self.year)
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    pub(super) name: FullName,
    pub(super) aliases: Vec<String>,
    pub(super) nickname: String,
    pub(super) birth: Day,
    pub(super) female: bool,
    /// ISO 3166 code.
    pub(super) country: &'static str,
    /// Empty where it is not known.
    pub(super) passport: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Company {
    pub(super) name: String,
    /// In the country's own script; empty where it is the same.
    pub(super) native: String,
    pub(super) alias: String,
    pub(super) country: &'static str,
    pub(super) lei: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Vessel {
    pub(super) name: String,
    pub(super) former: Vec<String>,
    pub(super) imo: String,
    pub(super) call_sign: String,
    pub(super) flag: &'static str,
    pub(super) built: u32,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Airplane {
    pub(super) registration: String,
    pub(super) serial: u32,
    pub(super) model: &'static str,
    pub(super) built: u32,
}

#[derive(Debug, Clone)]
pub(super) enum Party {
    Person(Person),
    Company(Company),
    Vessel(Vessel),
    Airplane(Airplane),
}

impl Party {
    /// Every name that the party has on its list.
    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<String> {
        let names = match self {
            Party::Person(person) => {
                let mut names = vec![person.name.latin(), person.name.native.clone()];
                names.extend(person.aliases.iter().cloned());
                names
            }
            Party::Company(company) => vec![company.name.clone(), company.native.clone()],
            Party::Vessel(vessel) => {
                let mut names = vec![vessel.name.clone()];
                names.extend(vessel.former.iter().cloned());
                names
            }
            Party::Airplane(plane) => vec![plane.registration.clone()],
        };
        names.into_iter().filter(|name| !name.is_empty()).collect()
    }
}

/// A party on a list, with its number there.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) key: u32,
    pub(super) party: Party,
}
