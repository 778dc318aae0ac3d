use std::net::SocketAddr;
use std::path::PathBuf;

use clap::ValueEnum;
use serde::{Deserialize, Deserializer};
use toml::Value;

/// A kind of value that a key of the configuration can have.
pub(crate) trait Setting: Sized {
    /// What may be written, such as `a whole number from 1 to 3600`.
    fn allowed() -> String;

    /// The value of a text: from an environment variable or from the command line.
    fn read(text: &str) -> Option<Self>;

    /// The value as the configuration file has it.
    fn from_value(value: &Value) -> Option<Self> {
        value.as_str().and_then(Self::read)
    }

    /// The value as the configuration file would have it; nothing if it is not set.
    fn toml(&self) -> Option<String>;

    /// Whether the value is shown to nobody.
    fn is_secret() -> bool {
        false
    }
}

/// Reads a value from the configuration file.
pub(super) fn from_toml<'de, D, T>(input: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Setting,
{
    let value = Value::deserialize(input)?;
    T::from_value(&value).ok_or_else(|| serde::de::Error::custom(refusal::<T>(&value.to_string())))
}

/// Reads a value from the command line.
pub(crate) fn flag<T: Setting>(text: &str) -> Result<T, String> {
    T::read(text).ok_or_else(|| format!("allowed is {}", T::allowed()))
}

/// What to say about a value that cannot be one.
pub(super) fn refusal<T: Setting>(written: &str) -> String {
    if T::is_secret() {
        return format!("this is not {}", T::allowed());
    }
    format!("`{}` is not {}", written.trim_matches('"'), T::allowed())
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    Value::String(text.to_owned()).to_string()
}

impl Setting for bool {
    fn allowed() -> String {
        "`true` or `false`".to_owned()
    }

    fn read(text: &str) -> Option<bool> {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Some(true),
            "false" | "no" | "off" | "0" => Some(false),
            _ => None,
        }
    }

    fn from_value(value: &Value) -> Option<bool> {
        value.as_bool()
    }

    fn toml(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Setting for SocketAddr {
    fn allowed() -> String {
        "an address and a port, such as `127.0.0.1:8000`".to_owned()
    }

    fn read(text: &str) -> Option<SocketAddr> {
        text.trim().parse().ok()
    }

    fn toml(&self) -> Option<String> {
        Some(quoted(&self.to_string()))
    }
}

impl Setting for String {
    fn allowed() -> String {
        "a text".to_owned()
    }

    fn read(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn toml(&self) -> Option<String> {
        Some(quoted(self))
    }
}

impl Setting for PathBuf {
    fn allowed() -> String {
        "a path".to_owned()
    }

    fn read(text: &str) -> Option<PathBuf> {
        (!text.is_empty()).then(|| PathBuf::from(text))
    }

    fn toml(&self) -> Option<String> {
        Some(quoted(&self.to_string_lossy()))
    }
}

/// Several texts; in the environment they stand apart by commas.
impl Setting for Vec<String> {
    fn allowed() -> String {
        "a list of texts".to_owned()
    }

    fn read(text: &str) -> Option<Vec<String>> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        Some(parts.map(str::to_owned).collect())
    }

    fn from_value(value: &Value) -> Option<Vec<String>> {
        value.as_array()?.iter().map(|part| part.as_str().map(str::to_owned)).collect()
    }

    fn toml(&self) -> Option<String> {
        let parts: Vec<String> = self.iter().map(|part| quoted(part)).collect();
        Some(format!("[{}]", parts.join(", ")))
    }
}

/// A value that need not be there.
impl<T: Setting> Setting for Option<T> {
    fn allowed() -> String {
        T::allowed()
    }

    fn read(text: &str) -> Option<Option<T>> {
        T::read(text).map(Some)
    }

    fn from_value(value: &Value) -> Option<Option<T>> {
        T::from_value(value).map(Some)
    }

    fn toml(&self) -> Option<String> {
        self.as_ref().and_then(T::toml)
    }

    fn is_secret() -> bool {
        T::is_secret()
    }
}

impl Setting for crate::logging::LogFormat {
    fn allowed() -> String {
        let names = Self::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        let names: Vec<String> = names.map(|name| format!("`{}`", name.get_name())).collect();
        format!("one of {}", names.join(", "))
    }

    fn read(text: &str) -> Option<Self> {
        ValueEnum::from_str(text.trim(), true).ok()
    }

    fn toml(&self) -> Option<String> {
        self.to_possible_value().map(|name| quoted(name.get_name()))
    }
}

impl Setting for crate::logging::LogFilter {
    fn allowed() -> String {
        "a level (`info`), or targets with levels (`comity_server=debug`)".to_owned()
    }

    fn read(text: &str) -> Option<Self> {
        crate::logging::LogFilter::read(text)
    }

    fn toml(&self) -> Option<String> {
        Some(quoted(self.as_str()))
    }
}
