//! The last word on each mention, when what stands around it is known.

use std::collections::VecDeque;

use super::cluster::{Cluster, Standing};
use super::established::{Established, Sure};
use super::{Beside, Found, Likely, MaybePart};
use crate::lexicon::{Lexicon, Part, PartOf, is_exact};
use crate::limits::{CANDIDATES_MAX, MEMORY_BYTES, MEMORY_WORDS};
use crate::mention::{Candidate, Extent, Mention};

/// Score from which a whole name lets parts of it stand for it elsewhere.
const ESTABLISHES: f32 = 0.75;
/// Names that score so close are told apart by nothing.
const TIE: f32 = 0.02;
/// What a mention elsewhere adds to one of several that score the same.
const NEAR: f32 = 0.005;

/// A family name after or before the whole one.
const FAMILY: f32 = 0.78;
/// A first name after or before the whole one.
const GIVEN: f32 = 0.66;
/// The same where only that family name stands elsewhere, with a title.
const FAMILY_TITLED: f32 = 0.74;
const GIVEN_TITLED: f32 = 0.65;
/// What is left if another person is mentioned by the whole name.
const RIVALLED: f32 = 0.8;
/// A family name that one listed person has, with a title.
const TITLED: f32 = 0.7;
/// The same without.
const ALONE: f32 = 0.55;
/// What is left if the other part beside it is not that person's.
const STRANGER: f32 = 0.6;

/// Mentions that wait until what comes after them is known.
#[derive(Debug)]
pub(crate) struct Settle<'l> {
    lexicon: &'l Lexicon,
    threshold: f32,
    cluster: Cluster,
    waiting: VecDeque<Standing>,
    established: Established,
}

impl<'l> Settle<'l> {
    pub(crate) fn new(lexicon: &'l Lexicon, threshold: f32) -> Settle<'l> {
        Settle {
            lexicon,
            threshold,
            cluster: Cluster::default(),
            waiting: VecDeque::new(),
            established: Established::default(),
        }
    }

    /// Where the first mention begins that may still come.
    pub(crate) fn start(&self) -> Option<u64> {
        let waiting = self.waiting.front().map(|standing| standing.found.start);
        waiting.or_else(|| self.cluster.start())
    }

    /// Takes a run of words.
    pub(crate) fn push(&mut self, found: Found) {
        let mut stand = Vec::new();
        self.cluster.push(found, &mut |standing| stand.push(standing));
        stand.into_iter().for_each(|standing| self.wait(standing));
    }

    /// Tells mentions that nothing from here on changes: `word` and `byte` are how far the text
    /// was looked at.
    pub(crate) fn pass(&mut self, word: u64, byte: u64, emit: &mut dyn FnMut(Mention<'l>)) {
        let mut stand = Vec::new();
        self.cluster.settle_before(byte, &mut |standing| stand.push(standing));
        stand.into_iter().for_each(|standing| self.wait(standing));
        while let Some(first) = self.waiting.front()
            && (first.found.at + MEMORY_WORDS < word || first.found.start + MEMORY_BYTES < byte)
            && let Some(standing) = self.waiting.pop_front()
        {
            self.tell(standing, emit);
        }
        let first = self.waiting.front().map_or(word, |first| first.found.at);
        self.established.forget(&self.lexicon.parts, first);
    }

    /// Tells all that is left.
    pub(crate) fn finish(&mut self, emit: &mut dyn FnMut(Mention<'l>)) {
        let mut stand = Vec::new();
        self.cluster.settle(&mut |standing| stand.push(standing));
        stand.into_iter().for_each(|standing| self.wait(standing));
        while let Some(standing) = self.waiting.pop_front() {
            self.tell(standing, emit);
        }
    }

    /// A run that stands may let parts of the same name stand for it.
    fn wait(&mut self, standing: Standing) {
        if let Some((party, sure)) = self.establishes(&standing.found) {
            self.established.add(&self.lexicon.parts, party, standing.found.at, sure);
        }
        self.waiting.push_back(standing);
    }

    fn establishes(&self, found: &Found) -> Option<(u32, Sure)> {
        let best = found.likely.first().filter(|best| best.score >= ESTABLISHES);
        if let (Some(part), None) = (&found.part, best) {
            let exact = part.words.iter().find(|(_, similarity)| is_exact(*similarity))?;
            let is_sure =
                part.is_titled && !part.needs_another && !matches!(part.after, Beside::Name(_));
            let only = self.lexicon.parts.only_family(exact.0).filter(|_| is_sure)?;
            return Some((only.party, Sure::Title));
        }
        let best = best?;
        let party = self.lexicon.party_of(best.name);
        let rivals = found.likely.iter().take_while(|other| other.score > best.score - TIE);
        let mut parties = rivals.map(|other| self.lexicon.party_of(other.name));
        (!best.needs_another && parties.all(|other| other == party)).then_some((party, Sure::Name))
    }

    fn tell(&self, standing: Standing, emit: &mut dyn FnMut(Mention<'l>)) {
        let Standing { found, competing } = standing;
        let at = found.at;
        let mut best: Vec<(Candidate<'l>, u32)> = Vec::new();
        if let Some(part) = &found.part {
            self.part(part, at, &mut best);
        }
        best.extend(found.likely.iter().filter_map(|likely| self.whole(likely, at)));
        best.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
        let mut others: Vec<(Candidate<'l>, u32)> =
            competing.iter().filter_map(|likely| self.whole(likely, at)).collect();
        others.sort_by(|a, b| b.0.score.total_cmp(&a.0.score));
        let mut parties: Vec<u32> = Vec::new();
        let mut candidates: Vec<Candidate<'l>> = Vec::new();
        for (candidate, party) in best.into_iter().chain(others) {
            if candidates.len() <= CANDIDATES_MAX && !parties.contains(&party) {
                parties.push(party);
                candidates.push(candidate);
            }
        }
        let Some(first) = candidates.first() else { return };
        if first.score < self.threshold {
            return;
        }
        let Found { start, end, line, text, .. } = found;
        emit(Mention { start, end, line, text, candidates });
    }

    /// A name of which all stands in the text.
    fn whole(&self, likely: &Likely, at: u64) -> Option<(Candidate<'l>, u32)> {
        let party = self.lexicon.party_of(likely.name);
        let is_near = self.established.how_near(party, at).is_some();
        if likely.needs_another && !is_near {
            return None;
        }
        let extent = if likely.is_short { Extent::Short } else { Extent::Whole };
        let score = if is_near { (likely.score + NEAR).min(1.0) } else { likely.score };
        Some((self.candidate(likely.name, score, extent)?, party))
    }

    /// A part of a person's name.
    fn part(&self, part: &MaybePart, at: u64, into: &mut Vec<(Candidate<'l>, u32)>) {
        let parts = &self.lexicon.parts;
        let mut found: Vec<(PartOf, f32, bool)> = Vec::new();
        for (word, similarity) in &part.words {
            for party in self.established.by_word(*word) {
                let Some(of) = parts.role(*word, *party) else { continue };
                let Some(sure) = self.established.how_near(*party, at) else { continue };
                let base = match (of.part, sure) {
                    (Part::Family, Sure::Name) => FAMILY,
                    (Part::Family, Sure::Title) => FAMILY_TITLED,
                    (Part::Given, Sure::Name) => GIVEN,
                    (Part::Given, Sure::Title) => GIVEN_TITLED,
                };
                found.push((of, base * similarity, sure == Sure::Name));
            }
            if is_exact(*similarity)
                && !part.needs_another
                && let Some(of) = parts.only_family(*word)
            {
                found.push((of, if part.is_titled { TITLED } else { ALONE }, false));
            }
        }
        // Whoever is mentioned by the whole name is meant rather than somebody who is not.
        let any_named = found.iter().any(|(.., is_named)| *is_named);
        for (of, base, is_named) in found {
            let rivalled = if any_named && !is_named { RIVALLED } else { 1.0 };
            let score = base * rivalled * self.stranger(part, of);
            let extent = if of.part == Part::Family { Extent::Family } else { Extent::Given };
            into.extend(self.candidate(of.name, score, extent).map(|found| (found, of.party)));
        }
    }

    /// What is left of a score if the other part that stands beside it is not the person's own.
    fn stranger(&self, part: &MaybePart, of: PartOf) -> f32 {
        let is_own = |word| self.lexicon.parts.role(word, of.party).is_some();
        let own = |beside| matches!(beside, Beside::Name(Some(word)) if is_own(word));
        let other = |beside| matches!(beside, Beside::Name(_)) && !own(beside);
        let is_stranger = match of.part {
            // A family name with another name after it is mostly somebody's first name.
            Part::Family => other(part.before) || (other(part.after) && !own(part.before)),
            Part::Given => other(part.after),
        };
        if is_stranger { STRANGER } else { 1.0 }
    }

    fn candidate(&self, name: u32, score: f32, extent: Extent) -> Option<Candidate<'l>> {
        let record = self.lexicon.record_of(name)?;
        Some(Candidate { record, name: self.lexicon.names.text(name), score, extent })
    }
}
