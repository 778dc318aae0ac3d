use std::collections::BTreeMap;

use toml::Value;

use super::setting::{Setting, quoted};

/// How sure each way of signing in makes, from 1 to 3.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Assurances(pub(crate) BTreeMap<String, u8>);

fn level(number: i64) -> Option<u8> {
    u8::try_from(number).ok().filter(|level| (1..=3).contains(level))
}

impl Setting for Assurances {
    fn allowed() -> String {
        "a table of levels from 1 to 3, such as `{ \"high\" = 3 }`".to_owned()
    }

    fn read(text: &str) -> Option<Assurances> {
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let levels = pairs.map(|pair| {
            // A way may be named by an address, which may have such a sign in it.
            let (name, number) = pair.rsplit_once('=')?;
            Some((name.trim().to_owned(), level(number.trim().parse().ok()?)?))
        });
        levels.collect::<Option<_>>().map(Assurances)
    }

    fn from_value(value: &Value) -> Option<Assurances> {
        let levels = value.as_table()?.iter();
        let levels =
            levels.map(|(name, number)| Some((name.clone(), level(number.as_integer()?)?)));
        levels.collect::<Option<_>>().map(Assurances)
    }

    fn toml(&self) -> Option<String> {
        let pairs = self.0.iter().map(|(name, level)| format!("{} = {level}", quoted(name)));
        let pairs: Vec<String> = pairs.collect();
        Some(if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_from_both_places_and_shown() {
        let levels = Assurances::read("urn:loa?a=b=2, high=3").unwrap();
        let shown = levels.toml().unwrap();
        assert_eq!(shown, r#"{ "high" = 3, "urn:loa?a=b" = 2 }"#);
        let table: toml::Table = format!("levels = {shown}").parse().unwrap();
        assert_eq!(Assurances::from_value(&table["levels"]), Some(levels));
        for text in ["high", "high=0", "high=4", "high=x"] {
            assert_eq!(Assurances::read(text), None, "{text}");
        }
    }
}
