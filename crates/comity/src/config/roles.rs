use std::collections::BTreeSet;

use comity_model::{LegalBasis, Purpose, Role};
use toml::Value;

use super::setting::{Setting, quoted};

/// What somebody may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Roles(pub(crate) BTreeSet<Role>);

impl Setting for Roles {
    fn allowed() -> String {
        let names: Vec<String> = Role::ALL.iter().map(|role| format!("`{role}`")).collect();
        format!("a list of roles: {}", names.join(", "))
    }

    fn read(text: &str) -> Option<Roles> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.map(Role::parse).collect::<Option<_>>().map(Roles)
    }

    fn from_value(value: &Value) -> Option<Roles> {
        let roles = value.as_array()?.iter().map(|name| Role::parse(name.as_str()?));
        roles.collect::<Option<_>>().map(Roles)
    }

    fn toml(&self) -> Option<String> {
        let names: Vec<String> = self.0.iter().map(|role| quoted(role.name())).collect();
        Some(format!("[{}]", names.join(", ")))
    }
}

impl Setting for Purpose {
    fn allowed() -> String {
        "a purpose that the policy knows, such as `border-check`".to_owned()
    }

    fn read(text: &str) -> Option<Purpose> {
        Purpose::new(text.trim()).ok()
    }

    fn toml(&self) -> Option<String> {
        Some(quoted(self.as_str()))
    }
}

impl Setting for LegalBasis {
    fn allowed() -> String {
        "a legal basis that the policy knows, such as `border-code`".to_owned()
    }

    fn read(text: &str) -> Option<LegalBasis> {
        LegalBasis::new(text.trim()).ok()
    }

    fn toml(&self) -> Option<String> {
        Some(quoted(self.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_known_or_refused() {
        let both = Roles(BTreeSet::from([Role::Officer, Role::Supervisor]));
        assert_eq!(Roles::read("supervisor, officer"), Some(both.clone()));
        assert_eq!(both.toml().as_deref(), Some(r#"["officer", "supervisor"]"#));
        assert_eq!(Roles::read("officer,root"), None);
        assert_eq!(Purpose::read("Border check"), None);
    }
}
