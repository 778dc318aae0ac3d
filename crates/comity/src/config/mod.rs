//! The configuration, from one documented struct.
//!
//! [`Config`] has one field a table, and `tables/` one file a table, whose comments are the words
//! of the reference page and of the example file; both are generated. Another table is a file
//! there and a line in [`configuration!`] below.
//!
//! A value comes from the first that says one: a flag, an environment variable, the file, the
//! default.

mod error;
mod example;
mod layers;
#[cfg(test)]
mod reference;
mod secret;
mod section;
mod setting;
mod tables;
mod whole;

use section::{Key, Section};
use tables::{Limits, Log, Serve};

pub(crate) use example::example;
pub(crate) use layers::{Layers, VARIABLE, place};
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
        }

        impl Config {
            /// All tables, in their order.
            pub(crate) fn tables(&self) -> Vec<Table> {
                vec![$(
                    Table {
                        name: stringify!($table),
                        about: $section::about(),
                        keys: self.$table.keys(),
                    }
                ),+]
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
    limits: Limits,
    log: Log,
}

/// A table with its keys and their values.
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is for; one sentence an entry.
    about: &'static [&'static str],
    /// Its keys.
    pub(crate) keys: Vec<Key>,
}
