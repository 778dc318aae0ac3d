//! Why: made only for the candidates that are returned.

use super::Asked;
use super::names::terms;
use super::prepare::PreparedName;
use super::scratch::Scratch;
use crate::index::snapshot::{FeatureValue, Snapshot};
use crate::index::view::View;
use crate::score::name::{Part, add_up};
use crate::score::{AlignedPart, Explanation, Feature, FeatureScore, NameAlignment};

impl Snapshot {
    pub(super) fn explain(
        &self,
        record: u32,
        asked: &Asked<'_>,
        scratch: &mut Scratch,
    ) -> Explanation {
        let best = scratch.best.get(&record).copied().unwrap_or_default();
        let pairs = [(Feature::Name, best.name_pair), (Feature::WeakName, best.weak_pair)];
        let mut explained: Vec<FeatureScore> = pairs
            .into_iter()
            .filter_map(|(feature, pair)| {
                let (at, listed) = pair?;
                self.explain_name(feature, asked.names.get(at)?, listed, asked.view, scratch)
            })
            .collect();
        let values: Vec<FeatureValue<'_>> = self.features_of(record, asked.view).collect();
        explained.extend(asked.features.compare(&values));
        Explanation { features: explained, weights: asked.config.weights }
    }

    fn explain_name(
        &self,
        feature: Feature,
        name: &PreparedName,
        listed: u32,
        view: &View,
        scratch: &mut Scratch,
    ) -> Option<FeatureScore> {
        super::candidates::retrace(self, name, listed, scratch);
        let score = self.align_name(name, listed, view, scratch);
        let singles = self.tokens_of(listed).len();
        let aligned = scratch.chosen.iter().filter(|part| part.query_len > 0);
        let exact = self.is_exact(name, singles, &scratch.chosen);
        let parts: Vec<AlignedPart> =
            scratch.chosen.iter().map(|part| self.aligned_part(name, listed, part)).collect();
        debug_assert_eq!(add_up(scratch.chosen.iter().map(terms), exact), score);
        let detail = if exact {
            "the same words".to_owned()
        } else {
            let alike = aligned.filter(|part| part.candidate_len > 0).count();
            format!("{alike} of {} words of the query, {singles} listed", name.tokens.len())
        };
        Some(FeatureScore {
            feature,
            score: score.score,
            query: name.text.clone(),
            candidate: self.name_text(listed).to_owned(),
            name: Some(NameAlignment { parts, specificity: score.specificity, exact }),
            detail,
        })
    }

    fn aligned_part(&self, name: &PreparedName, listed: u32, part: &Part) -> AlignedPart {
        let asked = name.tokens.iter().skip(usize::from(part.query_first));
        let asked: Vec<&str> =
            asked.take(usize::from(part.query_len)).map(|token| token.text.as_str()).collect();
        let tokens = self.tokens_of(listed).iter().skip(usize::from(part.candidate_first));
        let found: Vec<&str> = tokens
            .take(usize::from(part.candidate_len))
            .map(|token| self.tokens.text(*token))
            .collect();
        let (similarity, query_weight, candidate_weight) = terms(part);
        AlignedPart {
            query: asked.join(" "),
            candidate: found.join(" "),
            relation: part.relation,
            similarity,
            query_weight,
            candidate_weight,
        }
    }
}
