use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::origin::Origin;
use super::updates::plan;
use super::{Config, error};
use crate::failure::Failure;

/// The environment variable that names the file.
pub(crate) const VARIABLE: &str = "COMITY_CONFIG";
/// The file in the home.
const FILE: &str = "comity.toml";
/// Largest configuration file, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// The configuration with the origin of each value.
pub(crate) struct Layers {
    /// What holds.
    pub(crate) config: Config,
    /// The file that was read, if there is one.
    pub(crate) file: Option<PathBuf>,
    origins: BTreeMap<String, Origin>,
}

impl Layers {
    /// The defaults with the file and the environment over them.
    ///
    /// # Errors
    /// If the file or a variable is wrong, or a file that was named is not there.
    pub(crate) fn read(
        file: Option<PathBuf>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Layers, Failure> {
        let mut layers = Layers { config: Config::default(), file, origins: BTreeMap::new() };
        if let Some(path) = layers.file.clone() {
            let text = text_of(&path)?;
            let wrong = |err| error::in_file(&path, &text, &err);
            layers.config = toml::from_str(&text).map_err(wrong)?;
            layers.note_file("", &toml::from_str(&text).map_err(wrong)?);
            for (name, table) in &layers.config.datasets {
                if let Err(fault) = plan(name, table.get_ref()).check() {
                    let start = table.span().start;
                    return Err(error::in_dataset(&path, &text, start, name, fault));
                }
            }
        }
        for table in layers.config.tables() {
            for key in table.keys.iter().filter(|key| !key.variable.is_empty()) {
                // An empty variable counts as none, as with COMITY_HOME.
                let Some(value) = environment(key.variable).filter(|value| !value.is_empty())
                else {
                    continue;
                };
                let set = layers.config.set(&table.name, key.name, &value);
                set.map_err(|reason| error::in_variable(key.variable, &reason))?;
                layers.note(&table.name, key.name, Origin::Environment);
            }
        }
        layers.config.identity().map_err(error::as_a_whole)?;
        Ok(layers)
    }

    /// Puts a flag over what is below.
    pub(crate) fn flag<T>(
        &mut self,
        (table, key): (&str, &str),
        place: impl FnOnce(&mut Config) -> &mut T,
        value: Option<T>,
    ) {
        if let Some(value) = value {
            *place(&mut self.config) = value;
            self.note(table, key, Origin::Flag);
        }
    }

    /// Where the value of a key comes from.
    pub(crate) fn origin(&self, table: &str, key: &str) -> Origin {
        self.origins.get(&format!("{table}.{key}")).copied().unwrap_or(Origin::Default)
    }

    fn note(&mut self, table: &str, key: &str, origin: Origin) {
        self.origins.insert(format!("{table}.{key}"), origin);
    }

    fn note_file(&mut self, name: &str, table: &toml::Table) {
        for (key, value) in table {
            // A table may be a value, too.
            self.note(name, key, Origin::File);
            if let toml::Value::Table(inner) = value {
                self.note_file(format!("{name}.{key}").trim_start_matches('.'), inner);
            }
        }
    }
}

/// The file to read: the one that is named, or the home's own if it is there.
pub(crate) fn place(named: Option<PathBuf>, home: Option<&Path>) -> Option<PathBuf> {
    let own = || home.map(|home| home.join(FILE)).filter(|path| path.symlink_metadata().is_ok());
    named.or_else(own)
}

fn text_of(path: &Path) -> Result<String, Failure> {
    let unreadable = |err: std::io::Error| error::unreadable(path, &err.to_string());
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut text = String::new();
    file.take(FILE_BYTES_MAX + 1).read_to_string(&mut text).map_err(unreadable)?;
    if text.len() as u64 > FILE_BYTES_MAX {
        return Err(error::unreadable(path, &format!("it has more than {FILE_BYTES_MAX} bytes")));
    }
    Ok(text)
}
