//! Telling one question from another.

use comity_api::v1::Example;
use sha2::{Digest as _, Sha256};
use tokio::sync::OnceCell;

use crate::ServerError;
use crate::app::law::texts;
use crate::app::node::Node;
use crate::hash::hex;

/// The setting with this home's salt.
const SETTING_SALT: &str = "asked-salt";

/// What telling one question from another needs.
#[derive(Default)]
pub(crate) struct Deciding {
    /// Mixed into every digest of a question: names and birth dates are few enough to be guessed
    /// from a digest without it.
    salt: OnceCell<String>,
}

impl Node {
    /// A digest of what is asked: the same for the same schema and values, in whatever order.
    pub(in crate::app) async fn question_digest(
        &self,
        query: &Example,
    ) -> Result<String, ServerError> {
        Ok(digest(self.asked_secret().await?, query))
    }

    /// What is mixed into every reference to somebody who was asked about.
    pub(in crate::app) async fn asked_secret(&self) -> Result<&str, ServerError> {
        let salt = self.deciding.salt.get_or_try_init(|| self.asked_salt()).await?;
        Ok(salt)
    }

    async fn asked_salt(&self) -> Result<String, ServerError> {
        if let Some(kept) = self.store.setting(SETTING_SALT).await? {
            return Ok(kept);
        }
        let salt = hex(&self.around.chance.bytes()?);
        self.store.set_setting(SETTING_SALT, &salt).await?;
        Ok(salt)
    }
}

fn digest(salt: &str, query: &Example) -> String {
    let mut said = Vec::new();
    for (property, values) in &query.properties {
        said.extend(texts(values).into_iter().map(|text| (property, text)));
    }
    said.sort_unstable();
    said.dedup();
    let mut hasher = Sha256::new();
    // Each part with its length, so that no two questions run into one.
    let mut part = |text: &str| {
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    part(salt);
    part(&query.schema);
    for (property, text) in said {
        part(property);
        part(&text);
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn asked(salt: &str, properties: serde_json::Value) -> String {
        let query = json!({ "schema": "Person", "properties": properties });
        digest(salt, &serde_json::from_value(query).unwrap())
    }

    #[test]
    fn the_same_question_has_the_same_digest() {
        let one = asked("s", json!({ "name": ["Ana Demo", "Anna Demo"], "birthDate": "1974" }));
        for same in [
            json!({ "birthDate": ["1974"], "name": ["Anna Demo", "Ana Demo"] }),
            json!({ "birthDate": ["1974"], "name": ["Anna Demo", "Ana Demo", "Ana Demo"] }),
        ] {
            assert_eq!(asked("s", same), one);
        }
        for other in [
            json!({ "name": ["Ana Demo", "Anna Demo"], "birthDate": "1975" }),
            json!({ "name": ["Ana Demo", "Anna Demo"] }),
            json!({ "alias": ["Ana Demo", "Anna Demo"], "birthDate": "1974" }),
        ] {
            assert_ne!(asked("s", other), one);
        }
        let salted = asked("t", json!({ "name": ["Ana Demo", "Anna Demo"], "birthDate": "1974" }));
        assert_ne!(salted, one, "another home's digest tells nothing");
    }
}
