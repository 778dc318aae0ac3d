use std::collections::{BTreeMap, BTreeSet};

use comity_model::Record;
use comity_screening::{AlignedPart, Candidate, Config, Explanation, Screening};

use super::properties;
use crate::v1::{
    AlignedTokens, Basis, BasisDataset, CandidateInfo, CommonInfo, FeatureInfo, SourceRecord,
    SpelledLetters,
};
use crate::yente::{FeatureResult, PropertyValue, Total};

/// Why a score is what it is, in the compatible shape.
#[must_use]
pub fn explanations(explanation: &Explanation) -> BTreeMap<String, FeatureResult> {
    let stated = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let shown = explanation.features.iter().map(|compared| {
        let result = FeatureResult {
            detail: stated(&compared.detail),
            score: compared.score,
            query: stated(&compared.query),
            candidate: stated(&compared.candidate),
        };
        (compared.feature.name().to_owned(), result)
    });
    shown.collect()
}

/// Why a score is what it is, with weights and the alignment of names.
#[must_use]
pub fn feature_infos(explanation: &Explanation) -> Vec<FeatureInfo> {
    let compared = explanation.features.iter();
    compared
        .map(|compared| FeatureInfo {
            feature: compared.feature.name().to_owned(),
            score: compared.score,
            weight: explanation.weights.get(compared.feature),
            query: compared.query.clone(),
            candidate: compared.candidate.clone(),
            detail: compared.detail.clone(),
            alignment: compared
                .name
                .iter()
                .flat_map(|name| name.parts.iter())
                .map(aligned)
                .collect(),
            common: compared.name.as_ref().map(|name| CommonInfo {
                person: name.is_person,
                query_share: name.query_share,
                candidate_share: name.candidate_share,
                letters: name.letters,
                equal: name.exact,
            }),
        })
        .collect()
}

fn aligned(part: &AlignedPart) -> AlignedTokens {
    AlignedTokens {
        query: part.query.clone(),
        candidate: part.candidate.clone(),
        query_native: part.query_native.clone(),
        candidate_native: part.candidate_native.clone(),
        relation: part.relation.name().to_owned(),
        spelling: part
            .spelling
            .iter()
            .map(|each| SpelledLetters {
                native: each.native.clone(),
                latin: each.latin.clone(),
                cost: each.cost,
            })
            .collect(),
        similarity: part.similarity,
        letters: f64::from(part.letters),
        query_weight: part.query_weight,
        candidate_weight: part.candidate_weight,
    }
}

/// A candidate with what its records state, as far as the caller may see it.
#[must_use]
pub fn candidate_info(candidate: &Candidate, records: &[(String, Record)]) -> CandidateInfo {
    let datasets: BTreeSet<&String> =
        candidate.records.iter().map(|record| &record.dataset).collect();
    let values = properties(records.iter().map(|(_, record)| record));
    let text = |value: PropertyValue| match value {
        PropertyValue::Text(text) => text,
        PropertyValue::Entity(entity) => entity.id,
    };
    CandidateInfo {
        obligations: Vec::new(),
        id: candidate.id.clone(),
        schema: candidate.schema.name().to_owned(),
        caption: candidate.caption.clone(),
        score: candidate.score,
        is_match: candidate.is_match,
        by_rule: candidate.by_rule,
        misused_identity: false,
        alerts: Vec::new(),
        rejected_before: None,
        disputes: Vec::new(),
        datasets: datasets.into_iter().cloned().collect(),
        records: candidate
            .records
            .iter()
            .map(|record| SourceRecord { dataset: record.dataset.clone(), id: record.id.clone() })
            .collect(),
        properties: values
            .into_iter()
            .map(|(name, values)| (name, values.into_iter().map(text).collect()))
            .collect(),
        explanation: feature_infos(&candidate.explanation),
    }
}

/// What an answer rests on, of the datasets that the caller may know of.
#[must_use]
pub fn basis(basis: &comity_screening::Basis) -> Basis {
    let versions = basis.datasets.iter();
    Basis {
        engine: basis.engine.to_owned(),
        datasets: versions
            .map(|version| BasisDataset {
                name: version.dataset.to_string(),
                version: version.version.clone(),
            })
            .collect(),
    }
}

/// How many candidates match, as the compatible routes count: those at or above the threshold,
/// before the limit.
#[must_use]
pub fn match_total(screening: &Screening, config: &Config) -> Total {
    let matches = screening.candidates.iter().filter(|candidate| candidate.is_match).count();
    // Candidates come best first: where one that does not match was shown, all that do were.
    let all_shown =
        matches < screening.candidates.len() || screening.candidates.len() >= screening.total;
    let (value, exact) = if all_shown {
        (matches, true)
    } else if config.cutoff >= config.threshold {
        (screening.total, true)
    } else {
        (matches, false)
    };
    let exact = exact && !screening.truncated;
    Total { value, relation: if exact { "eq" } else { "gte" }.to_owned() }
}
