//! Why: made only for the candidates that are returned.

use comity_names::{NameToken, NativeWord, Relation, readable};

use super::Asked;
use super::names::terms;
use super::prepare::PreparedName;
use super::scratch::Scratch;
use crate::index::snapshot::{FeatureValue, Snapshot};
use crate::index::view::View;
use crate::score::model::Model;
use crate::score::name::{Part, Terms, add_up};
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
        super::candidates::retrace(self, view, name, listed, scratch);
        let (score, exact) = self.align_name(name, listed, view, scratch);
        let is_person = self.reads_as_person(name, listed);
        let parts: Vec<AlignedPart> =
            scratch.chosen.iter().map(|part| self.aligned_part(name, listed, part)).collect();
        debug_assert_eq!(add_up(scratch.chosen.iter().map(terms), Model::of(is_person)), score);
        let detail = match exact {
            true => "the same words".to_owned(),
            false => parts.iter().map(AlignedPart::line).collect::<Vec<_>>().join("; "),
        };
        Some(FeatureScore {
            feature,
            score: score.score,
            query: name.text.clone(),
            candidate: self.name_text(listed).to_owned(),
            name: Some(NameAlignment {
                parts,
                is_person,
                query_share: score.common.query_share,
                candidate_share: score.common.candidate_share,
                letters: score.common.letters,
                exact,
            }),
            detail,
        })
    }

    fn aligned_part(&self, name: &PreparedName, listed: u32, part: &Part) -> AlignedPart {
        let asked = name.tokens.iter().skip(usize::from(part.query_first));
        let asked: Vec<&NameToken> = asked.take(usize::from(part.query_len)).collect();
        let found = self.tokens_of(listed).iter().skip(usize::from(part.candidate_first));
        let found: Vec<u32> = found.take(usize::from(part.candidate_len)).copied().collect();
        let Terms { similarity, query_weight, candidate_weight, .. } = terms(part);
        let join = |words: Vec<&str>| words.join(" ");
        let query = join(asked.iter().map(|token| token.text.as_str()).collect());
        let candidate = join(found.iter().map(|token| self.tokens.text(*token)).collect());
        let query_native: String = asked.iter().map(|token| token.native.as_str()).collect();
        let candidate_native: String =
            found.iter().map(|token| self.tokens.native(*token).0).collect();
        let spelling = match part.relation {
            Relation::Transliteration if candidate_native.is_empty() => {
                NativeWord::new(&query_native).spelled(candidate.replace(' ', "").as_bytes())
            }
            Relation::Transliteration => {
                NativeWord::new(&candidate_native).spelled(query.replace(' ', "").as_bytes())
            }
            _ => Vec::new(),
        };
        AlignedPart {
            query,
            candidate,
            relation: part.relation,
            query_native: readable(&query_native),
            candidate_native: readable(&candidate_native),
            spelling,
            similarity,
            letters: part.letters,
            query_weight,
            candidate_weight,
        }
    }
}
