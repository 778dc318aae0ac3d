//! The configuration, from one documented struct.
//!
//! [`Config`] has one field a table, and `tables/` one file a table, whose comments are the words
//! of the reference page and of the example file; both are generated. Another table is a file
//! there and a line in [`configuration!`] below.
//!
//! A value comes from the first that says one: a flag, an environment variable, the file, the
//! default.

mod addresses;
mod assurances;
mod error;
mod example;
mod identity;
mod layers;
mod origin;
mod proxy;
#[cfg(test)]
mod reference;
mod roles;
mod secret;
mod section;
mod setting;
mod tables;
mod updates;
mod whole;

use std::collections::BTreeMap;

use section::{Key, Section};
use tables::{Dataset, Downloads, Identity, Limits, Log, LoopbackCallers, Policy, Serve};

pub(crate) use example::example;
pub(crate) use layers::{Layers, VARIABLE, place};
pub(crate) use secret::Secret;
pub(crate) use setting::flag;
pub(crate) use whole::Whole;

/// Makes [`Config`] out of its tables.
macro_rules! configuration {
    ($($table:ident: $section:ident),+ $(,)?) => {
        /// Everything that can be set, as it is.
        #[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(crate) struct Config {
            $(pub(crate) $table: $section,)+
            /// The datasets that are kept fresh, each under its name.
            pub(crate) datasets: BTreeMap<String, toml::Spanned<Dataset>>,
        }

        impl Config {
            /// All tables, in their order.
            pub(crate) fn tables(&self) -> Vec<Table> {
                let mut tables = vec![$(
                    Table {
                        name: stringify!($table).to_owned(),
                        about: $section::about(),
                        keys: self.$table.keys(),
                    }
                ),+];
                for (name, table) in &self.datasets {
                    tables.push(Table::of_dataset(name, table.get_ref()));
                }
                tables
            }

            /// Sets a key from a text; the error says what may be written.
            fn set(&mut self, table: &str, key: &str, text: &str) -> Result<(), String> {
                match table {
                    $(stringify!($table) => self.$table.set(key, text),)+
                    _ => Err(format!("there is no table `{table}`")),
                }
            }
        }
    };
}

configuration! {
    serve: Serve,
    loopback: LoopbackCallers,
    identity: Identity,
    policy: Policy,
    limits: Limits,
    log: Log,
    downloads: Downloads,
}

/// A table with its keys and their values.
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: String,
    /// What it is for; one sentence an entry.
    about: &'static [&'static str],
    /// Its keys.
    pub(crate) keys: Vec<Key>,
}

impl Table {
    fn of_dataset(name: &str, table: &Dataset) -> Table {
        Table { name: format!("datasets.{name}"), about: Dataset::about(), keys: table.keys() }
    }

    /// All tables with their defaults, as the generated pages show them; the last stands for every
    /// dataset.
    fn all() -> Vec<Table> {
        let mut tables = Config::default().tables();
        tables.push(Table::of_dataset("NAME", &Dataset::default()));
        tables
    }
}
