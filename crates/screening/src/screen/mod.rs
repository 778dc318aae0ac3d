//! One screening: prepare, find candidate names, score them, compare the rest, explain.

mod acronyms;
mod best;
mod bound;
mod candidates;
mod closer;
mod explain;
mod filter;
mod kept;
mod marks;
mod names;
mod nicknames;
mod numbers;
mod prepare;
mod scratch;

pub use scratch::{Scratch, Work};

use rustc_hash::FxHashMap;

use self::filter::Filtered;
use self::prepare::PreparedName;
use self::scratch::RecordBest;
use crate::answer::{Candidate, CandidateRecord, Screening};
use crate::config::Config;
use crate::index::snapshot::{FeatureValue, Snapshot, get};
use crate::index::view::View;
use crate::index::weight::Kinds;
use crate::limits::{CANDIDATE_NAMES_MAX, LIMIT_MAX};
use crate::query::Query;
use crate::score::features::Prepared;
use crate::score::model::Model;
use crate::score::{Feature, combine, lift_max};

/// A query made ready, and how it is answered.
struct Asked<'q> {
    config: &'q Config,
    view: &'q View,
    names: Vec<PreparedName>,
    features: Prepared,
}

/// The models of the kinds of records that a query may find.
fn models_for(kinds: Kinds) -> Vec<&'static Model> {
    let kinds = [(kinds.persons, true), (kinds.others, false)];
    kinds.into_iter().filter(|(found, _)| *found).map(|(_, person)| Model::of(person)).collect()
}

/// A record that scored above the cutoff.
#[derive(Debug, Clone, Copy)]
struct Scored {
    record: u32,
    score: f64,
    alerts: bool,
    /// It alerts by rule, whatever the score: the names are equal.
    is_equal: bool,
}

impl Snapshot {
    /// Compares a query with every record in the view. Pure: the same query, configuration and
    /// view of the same snapshot give the same answer; `scratch` only saves allocations.
    #[must_use]
    pub fn screen(
        &self,
        query: &Query,
        config: &Config,
        view: &View,
        scratch: &mut Scratch,
    ) -> Screening {
        self.screen_how(query, config, view, scratch, candidates::How::Indexed)
    }

    /// The same answer found by scoring every name in the view: the measure of what candidate
    /// generation loses. Slow.
    #[must_use]
    pub fn screen_exhaustively(
        &self,
        query: &Query,
        config: &Config,
        view: &View,
        scratch: &mut Scratch,
    ) -> Screening {
        self.screen_how(query, config, view, scratch, candidates::How::Exhaustive)
    }

    fn screen_how(
        &self,
        query: &Query,
        config: &Config,
        view: &View,
        scratch: &mut Scratch,
        how: candidates::How,
    ) -> Screening {
        let features = Prepared::of(query);
        let cutoff = config.effective_cutoff();
        let name_cutoff = lift_max(cutoff, &config.weights, &features.lifting()).min(1.0);
        let filter = Filtered::new(self, view, query.schema, &config.filter);
        scratch.begin(self);
        let asked = Asked { config, view, names: prepare::names(self, query, view), features };
        let kinds = Kinds::comparable_with(query.schema);
        let models = models_for(kinds);
        let mut truncated = false;
        for (at, name) in asked.names.iter().enumerate() {
            let (filter, models) = (&filter, models.as_slice());
            let search = candidates::Search { snapshot: self, view, filter, how, models, kinds };
            search.score_names(at, name, name_cutoff, scratch);
            truncated |= scratch.names_scored >= CANDIDATE_NAMES_MAX;
        }
        self.add_identified(&asked.features, &filter, scratch);
        let scored = self.decide(&asked, scratch);
        let (best, total) = self.rank(scored, view, config.limit.min(LIMIT_MAX));
        let candidates =
            best.iter().filter_map(|group| self.candidate(group, &asked, scratch)).collect();
        Screening { candidates, total, truncated }
    }

    /// Records that share an identifier with the query, whatever their names.
    fn add_identified(&self, features: &Prepared, filter: &Filtered<'_>, scratch: &mut Scratch) {
        for (_, key, _) in &features.identifiers {
            for record in self.identified(key) {
                if filter.admits(*record) {
                    scratch.best.entry(*record).or_default();
                }
            }
        }
    }

    /// The records that reach the cutoff once everything that they state is compared.
    fn decide(&self, asked: &Asked<'_>, scratch: &Scratch) -> Vec<Scored> {
        let weights = &asked.config.weights;
        let cutoff = asked.config.effective_cutoff();
        let compares_names_only = asked.features.is_empty();
        let mut values: Vec<FeatureValue<'_>> = Vec::new();
        let mut scored = Vec::new();
        for (record, best) in &scratch.best {
            let is_equal = best.is_equal && asked.config.has_rule();
            let score = if compares_names_only {
                combine(best.features(), weights)
            } else {
                values.clear();
                values.extend(self.features_of(*record, asked.view));
                let compared = asked.features.compare(&values);
                let others = compared.iter().map(|each| (each.feature, each.score));
                combine(best.features().chain(others), weights)
            };
            if score > 0.0 && (score >= cutoff || is_equal) {
                let alerts = score >= asked.config.threshold || is_equal;
                scored.push(Scored { record: *record, score, alerts, is_equal });
            }
        }
        scored
    }

    /// Groups records that a person decided are one, orders the groups and keeps the best.
    fn rank(
        &self,
        mut scored: Vec<Scored>,
        view: &View,
        limit: usize,
    ) -> (Vec<Vec<Scored>>, usize) {
        scored.sort_unstable_by(|left, right| {
            let order = right.alerts.cmp(&left.alerts);
            let order = order.then_with(|| right.score.total_cmp(&left.score));
            order.then_with(|| right.is_equal.cmp(&left.is_equal)).then_with(|| {
                let key = |record: u32| (self.id_of(record), self.dataset_of(record));
                key(left.record).cmp(&key(right.record))
            })
        });
        let mut groups: Vec<Vec<Scored>> = Vec::new();
        let mut place: FxHashMap<u32, Option<usize>> = FxHashMap::default();
        let mut total = 0;
        for each in scored {
            let group = self.visible_group(each.record, view);
            let known = group.and_then(|group| place.get(&group).copied());
            match known {
                Some(Some(at)) => {
                    if let Some(members) = groups.get_mut(at) {
                        members.push(each);
                    }
                }
                Some(None) => {}
                None => {
                    total += 1;
                    let at = (groups.len() < limit).then_some(groups.len());
                    if let Some(group) = group {
                        place.insert(group, at);
                    }
                    if at.is_some() {
                        groups.push(vec![each]);
                    }
                }
            }
        }
        (groups, total)
    }

    /// The same-as group of a record, if the view shows more than one of its members.
    fn visible_group(&self, record: u32, view: &View) -> Option<u32> {
        let members = self.group_members(record);
        let shown = members.iter().filter(|member| view.shows_record(**member)).count();
        (shown > 1).then(|| get(&self.records.group, record))
    }

    fn candidate(
        &self,
        group: &[Scored],
        asked: &Asked<'_>,
        scratch: &mut Scratch,
    ) -> Option<Candidate> {
        let Scored { record, score, alerts, is_equal } = *group.first()?;
        let view = asked.view;
        let canonical = self.visible_group(record, view).map(|group| get(&self.groups.id, group));
        let mut members: Vec<u32> = group.iter().map(|member| member.record).collect();
        if canonical.is_some() {
            for member in self.group_members(record) {
                if view.shows_record(*member) && !members.contains(member) {
                    members.push(*member);
                }
            }
        }
        Some(Candidate {
            id: canonical.map_or(self.id_of(record), |id| self.strings.get(id)).to_owned(),
            schema: self.schema_of(record)?,
            caption: self.caption_of(record, view).to_owned(),
            records: members.into_iter().map(|member| self.candidate_record(member)).collect(),
            score,
            is_match: alerts,
            by_rule: is_equal,
            explanation: self.explain(record, asked, scratch),
        })
    }

    fn candidate_record(&self, record: u32) -> CandidateRecord {
        CandidateRecord {
            key: get(&self.records.key, record),
            dataset: self.dataset_of(record).to_owned(),
            id: self.id_of(record).to_owned(),
        }
    }
}

impl RecordBest {
    /// Its name features, those that say nothing left out.
    fn features(&self) -> impl Iterator<Item = (Feature, f64)> + use<> {
        let features = [(Feature::Name, self.name), (Feature::WeakName, self.weak)];
        features.into_iter().filter(|(_, score)| *score > 0.0)
    }
}
