use std::fmt;

/// What a person's account is for. One may have several; programs have scopes instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Stands at a desk, screens, and reviews what comes up there.
    Officer,
    /// Works on records: searches, compares, decides that two are one.
    Analyst,
    /// Answers partners and asks them.
    Liaison,
    /// Approves what one person may not do alone.
    Supervisor,
    /// Watches over the law: reads the log and answers those whose data is held.
    DataProtectionOfficer,
    /// Runs the node: lists, accounts, keys. Reads no personal data by that alone.
    Administrator,
}

impl Role {
    /// All roles, in the order in which they are shown.
    pub const ALL: [Role; 6] = [
        Role::Officer,
        Role::Analyst,
        Role::Liaison,
        Role::Supervisor,
        Role::DataProtectionOfficer,
        Role::Administrator,
    ];

    /// The role's name in commands, configuration and policies.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Officer => "officer",
            Role::Analyst => "analyst",
            Role::Liaison => "liaison",
            Role::Supervisor => "supervisor",
            Role::DataProtectionOfficer => "data-protection-officer",
            Role::Administrator => "administrator",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_found_by_its_name_and_no_other_text_is_a_role() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.name()), Some(role));
        }
        for text in ["", "Officer", "root", "data protection officer"] {
            assert_eq!(Role::parse(text), None, "{text}");
        }
    }
}
