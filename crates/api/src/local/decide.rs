use serde::{Deserialize, Serialize};

use crate::v1::{
    AlertCategoryList, AlertClose, AlertExtend, AlertInfo, AlertList, AlertSpec, CaseDecision,
    CaseInfo, CaseList, CaseMeasureSpec, CaseReview, CaseSpec, OwedList,
};

/// A question or order about alerts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "alert", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum AlertCall {
    /// Issues an alert.
    Issue {
        /// The alert.
        spec: Box<AlertSpec>,
    },
    /// One alert.
    Show {
        /// Its number.
        number: u64,
    },
    /// Alerts by number.
    List(AlertQuery),
    /// Keeps an alert longer.
    Extend {
        /// Its number.
        number: u64,
        /// Why and until when.
        order: AlertExtend,
    },
    /// Closes an alert.
    Close {
        /// Its number.
        number: u64,
        /// How it ended.
        order: AlertClose,
    },
    /// Ends what is past its time, and warns of what will be.
    Sweep,
    /// The categories that there are.
    Categories,
}

/// The answer to an [`AlertCall`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "alert", content = "with", rename_all = "snake_case")]
pub enum AlertReply {
    /// To `Issue`, `Show`, `Extend` and `Close`.
    One(Box<AlertInfo>),
    /// To `List`.
    List(AlertList),
    /// To `Sweep`.
    Swept(SweepSummary),
    /// To `Categories`.
    Categories(AlertCategoryList),
}

/// Which alerts are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertQuery {
    /// Only those in this state.
    #[serde(default)]
    pub state: Option<String>,
    /// Only those of this category.
    #[serde(default)]
    pub category: Option<String>,
    /// After this number.
    #[serde(default)]
    pub after: u64,
    /// Most alerts.
    pub limit: usize,
}

/// What a look at all alerts and cases came to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SweepSummary {
    /// Alerts that ended with their time and are not searched any more.
    pub expired: Vec<AlertInfo>,
    /// Alerts whose issuer is warned with this: they end soon unless they are extended.
    pub warned: Vec<AlertInfo>,
    /// How many alerts were erased for good, because they had been over for a month.
    pub erased: usize,
    /// How many cases nobody has decided in time; at most as many as a page has.
    pub overdue_cases: usize,
}

/// A question or order about cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "case", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum CaseCall {
    /// Opens a case.
    Open {
        /// What about.
        spec: Box<CaseSpec>,
    },
    /// One case.
    Show {
        /// Its number.
        number: u64,
    },
    /// Cases by number.
    List(CaseQuery),
    /// What owners of records have to be told, by number.
    Owed {
        /// After this number.
        after: u64,
        /// Most entries.
        limit: usize,
        /// Also what was sent.
        all: bool,
    },
    /// Takes a case to review it.
    Review {
        /// Its number.
        number: u64,
        /// Why.
        order: CaseReview,
    },
    /// Says that it is the one.
    Confirm {
        /// Its number.
        number: u64,
        /// Why.
        order: CaseDecision,
    },
    /// Says that it is not.
    Reject {
        /// Its number.
        number: u64,
        /// Why.
        order: CaseDecision,
    },
    /// Records a measure on a hit.
    Measure {
        /// Its number.
        number: u64,
        /// The measure.
        order: CaseMeasureSpec,
    },
}

/// The answer to a [`CaseCall`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "case", content = "with", rename_all = "snake_case")]
pub enum CaseReply {
    /// To all but `List` and `Owed`.
    One(Box<CaseInfo>),
    /// To `List`.
    List(CaseList),
    /// To `Owed`.
    Owed(OwedList),
}

/// Which cases are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseQuery {
    /// Only those in this state.
    #[serde(default)]
    pub state: Option<String>,
    /// Only those that nobody has decided in time.
    #[serde(default)]
    pub overdue: bool,
    /// Only those of this reviewer.
    #[serde(default)]
    pub reviewer: Option<String>,
    /// After this number.
    #[serde(default)]
    pub after: u64,
    /// Most cases.
    pub limit: usize,
}
