//! A table of the configuration: its keys, their defaults and what is said about them, from one
//! list.

/// One key, as the reference page, the example file and `comity config` show it.
pub(crate) struct Key {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is for; one sentence an entry.
    pub(crate) about: &'static [&'static str],
    /// What may be written.
    pub(crate) allowed: String,
    /// Its value, as TOML; nothing if it is not set.
    pub(crate) value: Option<String>,
    /// A value to show where there is none.
    pub(crate) example: &'static str,
    /// The environment variable that overrides the file; empty if there is none.
    pub(crate) variable: &'static str,
}

/// A table of the configuration.
pub(crate) trait Section {
    /// What the table is for; one sentence an entry.
    fn about() -> &'static [&'static str];

    /// Its keys with their values as they are.
    fn keys(&self) -> Vec<Key>;

    /// Sets a key from a text; the error says what may be written. Keys are those of
    /// [`Section::keys`], so that one which is not there cannot be asked for.
    fn set(&mut self, name: &str, text: &str) -> Result<(), String>;
}

/// Makes a table: `/// words`, `key: kind = default`, then, where there are such, the environment
/// variable and an example of a value that has no default.
macro_rules! section {
    (
        $(#[doc = $about:literal])+
        $section:ident {
            $(
                $(#[doc = $words:literal])+
                $key:ident: $kind:ty = $default:expr
                    $(, env $variable:literal)?
                    $(, eg $example:literal)?;
            )+
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub(crate) struct $section {
            $(
                $(#[doc = $words])+
                #[serde(deserialize_with = "crate::config::setting::from_toml")]
                pub(crate) $key: $kind,
            )+
        }

        impl Default for $section {
            fn default() -> $section {
                $section { $($key: $default),+ }
            }
        }

        impl crate::config::section::Section for $section {
            fn about() -> &'static [&'static str] {
                &[$($about),+]
            }

            fn keys(&self) -> Vec<crate::config::section::Key> {
                use crate::config::setting::Setting;
                vec![$(
                    crate::config::section::Key {
                        name: stringify!($key),
                        about: &[$($words),+],
                        allowed: <$kind as Setting>::allowed(),
                        value: self.$key.toml(),
                        example: concat!("", $($example)?),
                        variable: concat!("", $($variable)?),
                    }
                ),+]
            }

            fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
                use crate::config::setting::{Setting, refusal};
                match name {
                    $(
                        stringify!($key) => {
                            self.$key = <$kind as Setting>::read(text)
                                .ok_or_else(|| refusal::<$kind>(text))?;
                        }
                    )+
                    _ => return Err(format!("there is no key `{name}`")),
                }
                Ok(())
            }
        }
    };
}

pub(crate) use section;
