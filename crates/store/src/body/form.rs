//! The shapes of the stored JSON. What is not known here is refused: unknown means no.

use std::borrow::Cow;

use comity_model::{BiometricKind, BiometricSample, Marking, PartyId};
use serde::{Deserialize, Serialize};

use crate::StoreError;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body<'a> {
    #[serde(borrow)]
    pub(super) origins: Vec<OriginRow<'a>>,
    #[serde(borrow)]
    pub(super) statements: Vec<StatementRow<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    pub(super) biometrics: Vec<SampleRow<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    pub(super) referents: Vec<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OriginRow<'a> {
    #[serde(borrow)]
    pub(super) dataset: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) party: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) marking: Cow<'a, str>,
}

/// Property, value, details.
#[derive(Serialize, Deserialize)]
pub(super) struct StatementRow<'a>(
    #[serde(borrow)] pub(super) Cow<'a, str>,
    #[serde(borrow)] pub(super) Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Details::is_empty")] pub(super) Details<'a>,
);

#[derive(Serialize, Deserialize, Default, PartialEq)]
#[serde(deny_unknown_fields)]
pub(super) struct Details<'a> {
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) origin: usize,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) original: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) first_seen: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_seen: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) since: Option<i64>,
}

impl Details<'_> {
    fn is_empty(&self) -> bool {
        *self == Details::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field by reference")]
fn is_zero(place: &usize) -> bool {
    *place == 0
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleRow<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    format: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quality: Option<u8>,
    #[serde(borrow)]
    reference: Cow<'a, str>,
    #[serde(borrow)]
    origin: Cow<'a, str>,
    #[serde(borrow)]
    marking: Cow<'a, str>,
}

const KINDS: [(BiometricKind, &str); 6] = [
    (BiometricKind::Face, "face"),
    (BiometricKind::Finger, "finger"),
    (BiometricKind::Palm, "palm"),
    (BiometricKind::Iris, "iris"),
    (BiometricKind::Voice, "voice"),
    (BiometricKind::Other, "other"),
];

impl<'a> SampleRow<'a> {
    pub(super) fn of(sample: &'a BiometricSample) -> SampleRow<'a> {
        let kind = KINDS.iter().find(|row| row.0 == sample.kind).map_or("other", |row| row.1);
        SampleRow {
            kind: kind.into(),
            format: sample.format.as_str().into(),
            quality: sample.quality,
            reference: sample.reference.as_str().into(),
            origin: sample.origin.as_str().into(),
            marking: sample.marking.to_string().into(),
        }
    }

    pub(super) fn sample(self) -> Result<BiometricSample, StoreError> {
        let kind = KINDS.iter().find(|row| row.1 == self.kind).map(|row| row.0);
        let unknown = || StoreError::Corrupt(format!("`{}` is not a kind of sample", self.kind));
        Ok(BiometricSample {
            kind: kind.ok_or_else(unknown)?,
            format: self.format.into_owned(),
            quality: self.quality,
            reference: self.reference.into_owned(),
            origin: PartyId::new(self.origin)?,
            marking: Marking::parse(&self.marking)?,
        })
    }
}
