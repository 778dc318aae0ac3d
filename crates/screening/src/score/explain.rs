//! Why a score is what it is.

use super::Weights;

/// Everything that a score was made of: [`Explanation::recompute`] gives the score again.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The features that were compared, in a fixed order.
    pub features: Vec<FeatureScore>,
    /// The weights that were in force.
    pub weights: Weights,
}

/// One compared feature.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureScore {
    /// Which.
    pub feature: Feature,
    /// How strongly it speaks, 0 to 1; what it then does to the score is the weight's business.
    pub score: f64,
    /// What the query said.
    pub query: String,
    /// What the record says.
    pub candidate: String,
    /// For names: how the tokens were aligned.
    pub name: Option<NameAlignment>,
    /// For people: one sentence.
    pub detail: String,
}

/// The features that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Feature {
    /// The best pair of a queried name and a name or strong alias.
    Name,
    /// The same for weak aliases.
    WeakName,
    /// The same identifier on both sides.
    Identifier,
    /// Identifiers of the same kind that differ.
    IdentifierMismatch,
    /// The same birth, incorporation or build date.
    Date,
    /// Dates of different years.
    DateYearMismatch,
    /// The same year but different days.
    DateDayMismatch,
    /// A common country.
    Country,
    /// No common country.
    CountryMismatch,
    /// Different genders.
    GenderMismatch,
    /// The same address.
    Address,
}

/// How the tokens of a queried name were set against those of a listed one.
#[derive(Debug, Clone, PartialEq)]
pub struct NameAlignment {
    /// Aligned tokens, and tokens of either side left alone.
    pub parts: Vec<AlignedPart>,
    /// Whether the record's name was read as a person's.
    pub is_person: bool,
    /// Share of the query's weight that agrees, 0 to 1.
    pub query_share: f64,
    /// Share of the listed name's weight that agrees, 0 to 1.
    pub candidate_share: f64,
    /// Letters that agree, each as much as its word tells.
    pub letters: f64,
    /// Whether the whole names are equal after normalisation.
    pub exact: bool,
}

/// Tokens set against each other, or one left alone.
#[derive(Debug, Clone, PartialEq)]
pub struct AlignedPart {
    /// The query's tokens; empty for a token that only the record has.
    pub query: String,
    /// The record's tokens; empty for a token that only the query has.
    pub candidate: String,
    /// Why they were aligned.
    pub relation: comity_names::Relation,
    /// The query's tokens in their own script; empty for Latin.
    pub query_native: String,
    /// The record's tokens in their own script; empty for Latin.
    pub candidate_native: String,
    /// For a transliteration: which letters stand for which.
    pub spelling: Vec<comity_names::SpelledAs>,
    /// How alike, 0 to 1.
    pub similarity: f64,
    /// What the letters of the side tell that tells less, in average letters.
    pub letters: f32,
    /// How much the query's side counts.
    pub query_weight: f64,
    /// How much the record's side counts.
    pub candidate_weight: f64,
}

impl AlignedPart {
    /// The part in a few words: which token went with which, and by what relation.
    #[must_use]
    pub fn line(&self) -> String {
        let side = |latin: &str, native: &str| match native {
            "" => latin.to_owned(),
            native => format!("{native} ({latin})"),
        };
        let query = side(&self.query, &self.query_native);
        let candidate = side(&self.candidate, &self.candidate_native);
        match (self.relation, self.query.is_empty()) {
            (comity_names::Relation::Alone, false) => format!("{query} asked alone"),
            (comity_names::Relation::Alone, true) => format!("{candidate} listed alone"),
            (comity_names::Relation::Equal, _) if query == candidate => query,
            (relation, _) => {
                format!("{query} ~ {candidate} {} {:.2}", relation.name(), self.similarity)
            }
        }
    }
}

impl Feature {
    /// All features, in the order in which they are compared and explained.
    pub const ALL: [Feature; 11] = [
        Feature::Name,
        Feature::WeakName,
        Feature::Identifier,
        Feature::IdentifierMismatch,
        Feature::Date,
        Feature::DateYearMismatch,
        Feature::DateDayMismatch,
        Feature::Country,
        Feature::CountryMismatch,
        Feature::GenderMismatch,
        Feature::Address,
    ];

    /// The feature's name on the wire; yente's where it means the same.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Feature::Name => "name_match",
            Feature::WeakName => "weak_alias_match",
            Feature::Identifier => "identifier_match",
            Feature::IdentifierMismatch => "identifier_mismatch",
            Feature::Date => "date_match",
            Feature::DateYearMismatch => "dob_year_disjoint",
            Feature::DateDayMismatch => "dob_day_disjoint",
            Feature::Country => "country_match",
            Feature::CountryMismatch => "country_mismatch",
            Feature::GenderMismatch => "gender_mismatch",
            Feature::Address => "address_prop",
        }
    }

    /// The feature of that wire name.
    #[must_use]
    pub fn named(name: &str) -> Option<Feature> {
        Feature::ALL.into_iter().find(|feature| feature.name() == name)
    }

    /// The weight unless the caller sets another.
    #[must_use]
    pub fn weight_default(self) -> f64 {
        match self {
            Feature::Name => 1.0,
            Feature::WeakName => 0.8,
            Feature::Identifier => 0.95,
            Feature::IdentifierMismatch => -0.25,
            Feature::Date => 0.3,
            Feature::DateYearMismatch => -0.5,
            Feature::DateDayMismatch => -0.2,
            Feature::Country => 0.05,
            Feature::CountryMismatch => -0.1,
            Feature::GenderMismatch => -0.25,
            Feature::Address => 0.15,
        }
    }

    /// What the feature compares, in one sentence.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Feature::Name => "The best pair of a queried name and a listed name or strong alias.",
            Feature::WeakName => "The best pair of a queried name and a weak alias.",
            Feature::Identifier => "The same document, register or hull number on both sides.",
            Feature::IdentifierMismatch => "Numbers of the same kind that differ.",
            Feature::Date => "The same birth, incorporation or build date.",
            Feature::DateYearMismatch => "Dates that cannot be in the same year.",
            Feature::DateDayMismatch => "Dates in the same year that cannot be the same day.",
            Feature::Country => "A country in common.",
            Feature::CountryMismatch => "Countries on both sides and none in common.",
            Feature::GenderMismatch => "Different genders.",
            Feature::Address => "The same address.",
        }
    }
}
