use super::out::Out;
use std::collections::BTreeMap;

use comity_api::Fault;
use comity_api::openapi::CompatibleRefusals;
use comity_api::yente::{AlgorithmDocs, AlgorithmModel, AlgorithmResponse, FeatureDoc};
use comity_policy::Released;
use comity_screening::Feature;

/// The algorithm that scores.
pub(super) const NAME: &str = "comity-v1";
/// What stands for the best one.
pub(super) const BEST: &str = "best";

/// Names of yente's algorithms, which are answered with ours.
const OTHERS: [&str; 7] = [
    "logic-v1",
    "logic-v2",
    "name-based",
    "name-qualified",
    "name-matcher",
    "ofac",
    "regression-v1",
];

const DESCRIPTION: &str = "Sets the tokens of names against each other across scripts and \
    spellings, then weighs dates, countries, genders, identifiers and addresses. Requests for \
    yente's algorithms (logic-v1, logic-v2, name-based, name-qualified, ofac, regression-v1) are \
    answered with it; their parameters are refused.";

/// Refuses a request that names an algorithm that is none. Case and spaces do not count.
pub(super) fn check(name: &str) -> Result<(), Fault> {
    let plain = name.trim().to_ascii_lowercase();
    if plain == NAME || plain == BEST || OTHERS.contains(&plain.as_str()) {
        return Ok(());
    }
    let shown: String = plain.chars().take(80).filter(|c| !c.is_control()).collect();
    Err(Fault::invalid("no-such-algorithm", format!("Invalid algorithm: {shown}")))
}

/// How candidates are scored
///
/// One algorithm, `comity-v1`, with the features that it compares and their weights.
#[utoipa::path(
    get,
    path = "/algorithms",
    tag = "system",
    responses(
        (status = 200, description = "The algorithms.", body = AlgorithmResponse),
        CompatibleRefusals,
    ),
)]
pub(super) async fn algorithms() -> Out<AlgorithmResponse> {
    let doc = |feature: Feature| FeatureDoc {
        description: Some(feature.description().to_owned()),
        coefficient: feature.weight_default(),
        url: "/openapi.json".to_owned(),
    };
    let features: BTreeMap<String, FeatureDoc> =
        Feature::ALL.into_iter().map(|feature| (feature.name().to_owned(), doc(feature))).collect();
    let docs = AlgorithmDocs {
        name: NAME.to_owned(),
        description: Some(DESCRIPTION.to_owned()),
        config: BTreeMap::new(),
        features: features.clone(),
    };
    let description = docs.description.clone();
    let algorithm = AlgorithmModel { name: NAME.to_owned(), description, features, docs };
    Out(Released::public(AlgorithmResponse {
        algorithms: vec![algorithm],
        default: NAME.to_owned(),
        best: NAME.to_owned(),
    }))
}
