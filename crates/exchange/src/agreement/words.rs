//! An agreement in plain words, for those who answer for it.

use std::fmt;

use comity_model::PartyId;

use super::{Agreement, Onward, Terms};

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parties: Vec<_> = self.between.iter().map(PartyId::as_str).collect();
        writeln!(f, "{} (no. {}), between {}.", self.name, self.serial, parties.join(" and "))?;
        writeln!(f, "In force from {}Z until {}Z.", self.begins, self.expires)?;
        self.gives.iter().try_for_each(|terms| write!(f, "{terms}"))
    }
}

impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = &self.by;
        if self.purposes.is_empty() {
            return writeln!(f, "{by} gives nothing.");
        }
        let list = |items: Vec<&str>| items.join(", ");
        let purposes = list(self.purposes.iter().map(AsRef::as_ref).collect());
        if self.schemata.is_empty() {
            writeln!(f, "{by} shares no records.")?;
        } else {
            let schemata = list(self.schemata.iter().map(String::as_str).collect());
            let light = self.light.label();
            writeln!(f, "{by} shares records of {schemata} up to {light}, for {purposes}.")?;
            writeln!(
                f,
                "What it shares {}, and a recall is answered within {} hours.",
                match self.onward {
                    Onward::Never => "is passed on to nobody",
                    Onward::WithConsent => "is passed on only with its consent",
                    Onward::AsMarked => "may be passed on as it is marked",
                },
                self.receipt_hours
            )?;
        }
        match &self.asking {
            None => writeln!(f, "{by} answers no questions."),
            Some(asking) => writeln!(
                f,
                "{by} answers up to {} questions a day for {purposes}, which may state {}, with \
                 hit or no hit, and a person decides within {} hours whether more is told.",
                asking.questions_per_day,
                list(asking.fields.iter().map(String::as_str).collect()),
                asking.release_hours
            ),
        }
    }
}
