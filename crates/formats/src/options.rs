use comity_model::{DatasetName, Marking, PartyId};

use crate::{Format, Mapping};

/// How to read a publication.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the records land. Ids of formats other than FollowTheMoney begin with it.
    pub dataset: DatasetName,
    /// The party whose statements these are.
    pub party: PartyId,
    /// Who may see them.
    pub marking: Marking,
    /// The format; `None` finds out.
    pub format: Option<Format>,
    /// What the columns of a party's own list mean.
    pub mapping: Option<Mapping>,
}

impl Options {
    /// Options that find out the format.
    #[must_use]
    pub fn new(dataset: DatasetName, party: PartyId) -> Options {
        Options { dataset, party, marking: Marking::default(), format: None, mapping: None }
    }
}
