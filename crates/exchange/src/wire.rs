//! How values of the model are written in signed JSON: as their texts, and each in one way only.

use comity_model::{
    CaseReference, DatasetName, LegalBasis, PartyId, Purpose, RecordId, Timestamp, Tlp,
};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Something that has one text.
pub(crate) trait Text: Sized {
    const WHAT: &'static str;
    fn read(text: &str) -> Option<Self>;
    fn shown(&self) -> String;
}

macro_rules! ids {
    ($($kind:ident, $what:literal;)+) => {$(
        impl Text for $kind {
            const WHAT: &'static str = $what;

            fn read(text: &str) -> Option<$kind> {
                $kind::new(text).ok()
            }

            fn shown(&self) -> String {
                self.to_string()
            }
        }
    )+};
}

ids! {
    PartyId, "party id";
    Purpose, "purpose";
    LegalBasis, "legal basis";
    CaseReference, "case reference";
    DatasetName, "dataset name";
    RecordId, "record id";
}

impl Text for Tlp {
    const WHAT: &'static str = "traffic light";

    fn read(text: &str) -> Option<Tlp> {
        Tlp::parse(text).filter(|light| light.label() == text)
    }

    fn shown(&self) -> String {
        self.label().to_owned()
    }
}

/// Seconds, in UTC with a `Z`.
impl Text for Timestamp {
    const WHAT: &'static str = "time";

    fn read(text: &str) -> Option<Timestamp> {
        Timestamp::parse(text).filter(|time| time.shown() == text)
    }

    fn shown(&self) -> String {
        format!("{self}Z")
    }
}

fn read<'de, T: Text, D: Deserializer<'de>>(text: &str) -> Result<T, D::Error> {
    T::read(text).ok_or_else(|| {
        D::Error::custom(format!("`{}` is not a valid {}", text.escape_debug(), T::WHAT))
    })
}

/// One value.
pub(crate) mod text {
    use super::*;

    pub(crate) fn serialize<T: Text, S: serde::Serializer>(
        value: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.shown())
    }

    pub(crate) fn deserialize<'de, T: Text, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let text = String::deserialize(deserializer)?;
        read::<T, D>(&text)
    }
}

/// One value or none; none is left out.
pub(crate) mod maybe {
    use super::*;

    pub(crate) fn serialize<T: Text, S: serde::Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => serializer.serialize_str(&value.shown()),
            None => serializer.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, T: Text, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| read::<T, D>(&text)).transpose()
    }
}

/// Several values, sorted.
pub(crate) mod texts {
    use std::collections::BTreeSet;

    use super::*;

    pub(crate) fn serialize<T: Text, S: serde::Serializer>(
        values: &BTreeSet<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(Text::shown))
    }

    pub(crate) fn deserialize<'de, T: Text + Ord, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeSet<T>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let values = texts.iter().map(|text| read::<T, D>(text));
        let values = values.collect::<Result<Vec<T>, _>>()?;
        if values.is_sorted_by(|left, right| left < right) {
            Ok(values.into_iter().collect())
        } else {
            Err(D::Error::custom(format!("each {} stands once, in order", T::WHAT)))
        }
    }
}
