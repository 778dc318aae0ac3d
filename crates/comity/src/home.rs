//! Where the node's directory is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The environment variable that names the home where no argument does.
pub(crate) const HOME_VARIABLE: &str = "COMITY_HOME";

/// The home: the argument, or `COMITY_HOME`, or a directory of the platform.
///
/// # Errors
/// If nothing of the three says where it is.
pub(crate) fn locate(
    argument: Option<&Path>,
    environment: impl Fn(&str) -> Option<OsString>,
) -> Result<PathBuf, Failure> {
    let stated = |name: &str| environment(name).filter(|value| !value.is_empty());
    let home = argument
        .map(Path::to_path_buf)
        .or_else(|| stated(HOME_VARIABLE).map(PathBuf::from))
        .or_else(|| platform(&stated));
    let unknown = || Failure::usage("the home is not known").with_hint("name it: `--home DIR`");
    let home = home.filter(|path| !path.as_os_str().is_empty()).ok_or_else(unknown)?;
    // A node's socket and messages must not depend on where a command was started.
    std::path::absolute(&home)
        .map_err(|err| Failure::usage(format!("`{}` cannot be a home: {err}", home.display())))
}

/// The directory that the platform has for a program's data.
fn platform(stated: &impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let user = || stated("HOME").map(PathBuf::from);
    let data = if cfg!(windows) {
        stated("APPDATA").map(PathBuf::from)
    } else if cfg!(target_os = "macos") {
        user().map(|home| home.join("Library").join("Application Support"))
    } else {
        // The XDG specification: a relative path is to be ignored.
        let data = stated("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        data.or_else(|| user().map(|home| home.join(".local").join("share")))
    };
    data.map(|data| data.join("comity"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(argument: Option<&str>, environment: &[(&str, &str)], expect: Option<&str>) {
        let value = |name: &str| {
            let found = environment.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let found = locate(argument.map(Path::new), value).ok();
        assert_eq!(found.as_deref(), expect.map(Path::new));
    }

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn the_first_that_says_where_wins() {
        let all = [("COMITY_HOME", "/b"), ("XDG_DATA_HOME", "/c"), ("HOME", "/d")];
        check(Some("/a"), &all, Some("/a"));
        check(None, &all, Some("/b"));
        check(None, &all[1..], Some("/c/comity"));
        check(None, &all[2..], Some("/d/.local/share/comity"));
        check(None, &[], None);
        check(None, &[("COMITY_HOME", ""), ("HOME", "/d")], Some("/d/.local/share/comity"));
        check(None, &[("XDG_DATA_HOME", "c"), ("HOME", "/d")], Some("/d/.local/share/comity"));
        check(Some(""), &all, None);
    }
}
