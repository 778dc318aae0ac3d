use toml::Value;

use super::setting::Setting;

/// Addresses that are downloaded from. One that names a user may name a password: it is not shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Addresses(Vec<String>);

impl Addresses {
    /// The addresses as they are, for the one place that needs them.
    pub(super) fn reveal(&self) -> &[String] {
        &self.0
    }
}

impl std::fmt::Debug for Addresses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.toml().unwrap_or_default())
    }
}

impl Setting for Addresses {
    fn allowed() -> String {
        "a list of addresses (`http`, `https`)".to_owned()
    }

    fn read(text: &str) -> Option<Addresses> {
        Vec::read(text).map(Addresses)
    }

    fn from_value(value: &Value) -> Option<Addresses> {
        Vec::from_value(value).map(Addresses)
    }

    fn toml(&self) -> Option<String> {
        let shown = |url: &String| match url.contains('@') {
            true => "(hidden)".to_owned(),
            false => url.clone(),
        };
        self.0.iter().map(shown).collect::<Vec<String>>().toml()
    }

    fn is_secret() -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_user_is_not_shown() {
        let text = "https://a.example/x, https://me:word@b.example/y";
        let shown = Addresses::read(text).and_then(|addresses| addresses.toml());
        assert_eq!(shown, Some("[\"https://a.example/x\", \"(hidden)\"]".to_owned()));
        assert!(!format!("{:?}", Addresses::read(text)).contains("word"));
    }
}
