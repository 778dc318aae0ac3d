//! Which crate may depend on which.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Complaint;

/// What each crate may be built on, lowest first. A crate that is not here is not known.
const LAYERS: [(&str, &[&str]); 13] = [
    ("comity-model", &[]),
    ("comity-names", &["comity-model"]),
    ("comity-screening", &["comity-model", "comity-names"]),
    ("comity-reading", &["comity-model", "comity-names"]),
    ("comity-formats", &["comity-model"]),
    ("comity-policy", &["comity-model"]),
    ("comity-audit", &["comity-model"]),
    ("comity-exchange", &["comity-audit", "comity-model", "comity-policy"]),
    ("comity-store", &["comity-audit", "comity-exchange", "comity-model"]),
    ("comity-api", &["comity-model", "comity-policy", "comity-screening"]),
    (
        "comity-server",
        &[
            "comity-api",
            "comity-audit",
            "comity-exchange",
            "comity-formats",
            "comity-model",
            "comity-names",
            "comity-policy",
            "comity-reading",
            "comity-screening",
            "comity-store",
        ],
    ),
    (
        "comity",
        &[
            "comity-api",
            "comity-audit",
            "comity-exchange",
            "comity-formats",
            "comity-model",
            "comity-names",
            "comity-policy",
            "comity-reading",
            "comity-screening",
            "comity-server",
            "comity-store",
        ],
    ),
    (
        "xtask",
        &[
            "comity-api",
            "comity-audit",
            "comity-exchange",
            "comity-formats",
            "comity-model",
            "comity-names",
            "comity-policy",
            "comity-reading",
            "comity-screening",
            "comity-server",
            "comity-store",
        ],
    ),
];

/// The top of the house: what nothing below may be built on, not even in tests.
const TOP: [&str; 3] = ["comity-server", "comity", "xtask"];

/// A crate of the workspace.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    /// The folder from the root, such as `crates/model`.
    pub(crate) folder: String,
    pub(crate) dependencies: Vec<Dependency>,
    /// The crates from outside that it uses.
    pub(crate) outside: Vec<String>,
}

/// A crate of the workspace that another one is built on.
#[derive(Debug)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// Whether only tests need it.
    pub(crate) tests_only: bool,
}

/// The crates of the workspace, from what `cargo metadata` prints.
pub(crate) fn packages(metadata: &Value) -> Result<Vec<Package>> {
    let root = text(metadata, "workspace_root")?;
    let list = metadata.get("packages").and_then(Value::as_array).context("no packages")?;
    let names: Vec<&str> =
        list.iter().map(|package| text(package, "name")).collect::<Result<_>>()?;
    let mut packages = Vec::new();
    for package in list {
        let manifest = text(package, "manifest_path")?;
        let folder = manifest.strip_prefix(root).unwrap_or(manifest);
        let folder = folder.trim_end_matches("Cargo.toml").trim_matches(['/', '\\']);
        let needs = package.get("dependencies").and_then(Value::as_array);
        let (mut dependencies, mut outside) = (Vec::new(), Vec::new());
        for dependency in needs.into_iter().flatten() {
            let name = text(dependency, "name")?;
            if names.contains(&name) {
                let kind = dependency.get("kind").and_then(Value::as_str);
                let tests_only = kind == Some("dev");
                dependencies.push(Dependency { name: name.to_owned(), tests_only });
            } else {
                outside.push(name.to_owned());
            }
        }
        packages.push(Package {
            name: text(package, "name")?.to_owned(),
            folder: folder.replace('\\', "/"),
            dependencies,
            outside,
        });
    }
    Ok(packages)
}

/// Complaints about crates that are not known and dependencies against the direction.
pub(crate) fn check(packages: &[Package]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for package in packages {
        let place = format!("{}/Cargo.toml", package.folder);
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == package.name) else {
            let message = format!(
                "`{}` has no place in the house: give it one in xtask/src/tidy/layers.rs",
                package.name
            );
            complaints.push(Complaint::new(place, message));
            continue;
        };
        for dependency in &package.dependencies {
            if !permitted(&package.name, allowed, dependency) {
                let message = format!("`{}` may not depend on `{}`", package.name, dependency.name);
                complaints.push(Complaint::new(&place, message));
            }
        }
    }
    complaints
}

/// Tests may look sideways (a test of screening reads real lists), but never up.
fn permitted(name: &str, allowed: &[&str], dependency: &Dependency) -> bool {
    let needed = dependency.name.as_str();
    let sideways = dependency.tests_only && !TOP.contains(&needed) && needed != name;
    allowed.contains(&needed) || sideways
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value.get(key).and_then(Value::as_str).with_context(|| format!("`{key}` is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, needs: &[(&str, bool)]) -> Package {
        let dependencies = needs
            .iter()
            .map(|(name, tests_only)| Dependency {
                name: (*name).to_owned(),
                tests_only: *tests_only,
            })
            .collect();
        let folder = format!("crates/{}", name.trim_start_matches("comity-"));
        Package { name: name.to_owned(), folder, dependencies, outside: Vec::new() }
    }

    fn complaints(name: &str, needs: &[(&str, bool)]) -> usize {
        check(&[package(name, needs)]).len()
    }

    #[test]
    fn dependencies_run_one_way() {
        assert_eq!(complaints("comity-names", &[("comity-model", false)]), 0);
        assert_eq!(complaints("comity-model", &[("comity-names", false)]), 1);
        assert_eq!(complaints("comity-reading", &[("comity-screening", false)]), 1);
        assert_eq!(complaints("comity-names", &[("comity-screening", false)]), 1);
        assert_eq!(complaints("comity-store", &[("comity-server", false)]), 1);
        assert_eq!(complaints("comity", &[("comity-server", false)]), 0);
    }

    #[test]
    fn tests_may_look_sideways_but_not_up() {
        assert_eq!(complaints("comity-screening", &[("comity-formats", true)]), 0);
        assert_eq!(complaints("comity-screening", &[("comity-formats", false)]), 1);
        assert_eq!(complaints("comity-api", &[("comity-server", true)]), 1);
    }

    #[test]
    fn a_new_crate_needs_a_place() {
        let complaints = check(&[package("comity-attic", &[])]);
        assert!(complaints[0].message.contains("no place in the house"), "{complaints:?}");
    }

    #[test]
    fn each_layer_is_built_on_known_lower_ones() {
        for (index, (name, allowed)) in LAYERS.iter().enumerate() {
            for lower in *allowed {
                let below = LAYERS.iter().take(index).any(|(known, _)| known == lower);
                assert!(below, "{name} stands on {lower}, which is not below it");
            }
        }
    }

    #[test]
    fn packages_are_read_from_what_cargo_prints() {
        let metadata = serde_json::json!({
            "workspace_root": "/house",
            "packages": [
                {"name": "comity-model", "manifest_path": "/house/crates/model/Cargo.toml",
                 "dependencies": [{"name": "jiff", "kind": null}]},
                {"name": "comity-names", "manifest_path": "/house/crates/names/Cargo.toml",
                 "dependencies": [{"name": "comity-model", "kind": "dev"}]},
            ],
        });
        let packages = packages(&metadata).unwrap();
        assert_eq!(packages[0].folder, "crates/model");
        assert!(packages[0].dependencies.is_empty());
        assert_eq!(packages[0].outside, ["jiff"]);
        assert_eq!(packages[1].dependencies[0].name, "comity-model");
        assert!(packages[1].dependencies[0].tests_only);
    }
}
