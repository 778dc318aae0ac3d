//! What kinds of words stand in names, and how much each tells.

/// The kind of a word in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenClass {
    /// A name proper.
    Plain,
    /// A number.
    Number,
    /// A single letter.
    Initial,
    /// An article or particle of personal names: `al`, `bin`, `van`.
    Particle,
    /// A title or form of address.
    Title,
    /// A legal form of an organisation: `LLC`, `GmbH`.
    OrgForm,
    /// A word of a legal form of several words where the others are missing: `joint stock`.
    FormPart,
    /// A word that many organisations have: `trading`, `company`.
    Generic,
    /// The initials of the other words of the name.
    Acronym,
    /// A word that joins others: `and`, `of`.
    Connective,
}

/// How much a word of this class counts beside a name proper, 0 to 1.
#[must_use]
pub fn class_weight(class: TokenClass) -> f32 {
    match class {
        TokenClass::Plain | TokenClass::Number => 1.0,
        TokenClass::Generic => 0.4,
        TokenClass::Initial => 0.35,
        TokenClass::Particle | TokenClass::Title => 0.25,
        TokenClass::OrgForm => 0.2,
        TokenClass::Connective | TokenClass::Acronym => 0.12,
        TokenClass::FormPart => 0.08,
    }
}
