use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Who asked, why, and how it ended: the part of an event that is sealed under the month's key.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Request {
    /// The actor's name.
    pub actor: String,
    /// What kind of actor.
    pub actor_kind: ActorKind,
    /// The roles that the actor had, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Why the actor asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The law that the actor asked under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The actor's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The request's id, as it stands in the node's messages.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    /// How it ended.
    pub outcome: Outcome,
    /// Who was given something, besides the actor.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// How many of what: queries, candidates, records.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
    /// What else is to be said, by its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}

/// What kind of actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActorKind {
    /// A person with an account.
    Person,
    /// A program with a token.
    Program,
    /// Somebody on the same machine, without a token.
    Loopback,
    /// Another party.
    Partner,
    /// The node itself, on its own clock.
    #[default]
    Node,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was done or answered.
    #[default]
    Answered,
    /// It was refused, with this code.
    Refused(String),
}
