//! A map by party, in JSON: the party's id is the name of the member.

use std::collections::BTreeMap;

use comity_model::PartyId;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(crate) fn serialize<T: Serialize, S: Serializer>(
    map: &BTreeMap<PartyId, T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(map.iter().map(|(party, value)| (party.as_str(), value)))
}

pub(crate) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<PartyId, T>, D::Error> {
    let map = BTreeMap::<String, T>::deserialize(deserializer)?;
    let read = |(party, value)| Ok((PartyId::new(party).map_err(D::Error::custom)?, value));
    map.into_iter().map(read).collect()
}
