use comity_model::{DatasetName, Timestamp};

use crate::Answer;

/// Until when an alert asks for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertTerm {
    /// The last day on which it is in force.
    pub review: String,
    /// From when on its issuer is warned.
    pub warns_at: Timestamp,
    /// From when on it is not in force any more.
    pub expires_at: Timestamp,
}

/// An alert as it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedAlert {
    /// Why.
    pub category: String,
    /// What the officer is asked to do.
    pub measure: String,
    /// The law that it rests on.
    pub legal_basis: String,
    /// The authority that issues it.
    pub issuer: String,
    /// The reason in words.
    pub reason: String,
    /// The issuer's own reference.
    pub reference: Option<String>,
    /// When and how a victim agreed.
    pub consent: Option<String>,
    /// The marking of all that it states, in text form.
    pub marking: String,
    /// What it is about, as JSON; the store does not read it.
    pub about: String,
    /// The person who issued it.
    pub issued_by: String,
    /// When.
    pub issued_at: Timestamp,
}

/// An alert that was kept longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertExtension {
    /// The review before.
    pub review_was: String,
    /// The review since.
    pub review: String,
    /// Why it is still needed.
    pub assessment: String,
    /// The person who says so.
    pub assessed_by: String,
    /// When.
    pub assessed_at: Timestamp,
}

/// How an alert ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertClosing {
    /// The outcome by its name.
    pub outcome: String,
    /// In words.
    pub words: Option<String>,
    /// The person who closed it.
    pub closed_by: String,
    /// When.
    pub closed_at: Timestamp,
}

/// An alert with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAlert {
    /// Its number; none is used twice.
    pub number: u64,
    /// As it was issued.
    pub issued: IssuedAlert,
    /// Its term now.
    pub term: AlertTerm,
    /// Each time that it was kept longer, oldest first.
    pub extensions: Vec<AlertExtension>,
    /// How it ended, if it did before its time.
    pub closing: Option<AlertClosing>,
    /// When its issuer was warned, if that was.
    pub warned_at: Option<Timestamp>,
}

/// Which alerts are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlertPage {
    /// Only those after this number.
    pub after: u64,
    /// Most alerts.
    pub limit: usize,
    /// Only those of this category.
    pub category: Option<String>,
    /// Only those that are in force.
    pub in_force_only: bool,
    /// Only those that are in force and whose issuer is to be warned.
    pub due_only: bool,
}

/// Alerts that were issued here. What is searched of them follows from this.
pub trait AlertStore {
    /// Keeps a new alert and gives its number. [`crate::StoreError::TooMany`] if there would be
    /// more than `limit` that are not over.
    fn issue_alert(&self, alert: IssuedAlert, term: AlertTerm, limit: usize) -> Answer<'_, u64>;

    /// One alert.
    fn alert(&self, number: u64) -> Answer<'_, Option<KeptAlert>>;

    /// Alerts by number.
    fn alerts(&self, page: AlertPage, now: Timestamp) -> Answer<'_, Vec<KeptAlert>>;

    /// Keeps an extension of an alert whose review is still the one before; false if it is not, or
    /// the alert is over.
    fn extend_alert(
        &self,
        number: u64,
        extension: AlertExtension,
        term: AlertTerm,
    ) -> Answer<'_, bool>;

    /// Closes an alert; false if it is over.
    fn close_alert(&self, number: u64, closing: AlertClosing) -> Answer<'_, bool>;

    /// Alerts of which what is searched does not say what is to be said now: issued, extended or
    /// closed since, or past their time. By number, at most `limit`.
    fn alerts_to_show(&self, now: Timestamp, limit: usize) -> Answer<'_, Vec<KeptAlert>>;

    /// Notes that what is searched was brought up to these alerts, and whether it holds them.
    fn note_shown(&self, shown: Vec<(u64, bool)>, now: Timestamp) -> Answer<'_, ()>;

    /// Erases, for good, the alerts that left what is searched before a moment, with their
    /// extensions and with the versions of the dataset that hold them; gives how many alerts. It
    /// waits for reads that still see them, as [`crate::Store::erase_versions`] does.
    fn erase_alerts<'a>(
        &'a self,
        dataset: &'a DatasetName,
        left_before: Timestamp,
    ) -> Answer<'a, usize>;

    /// Notes that nothing is searched of any alert: all are to be shown again.
    fn note_none_shown(&self) -> Answer<'_, ()>;

    /// Notes and gives the alerts whose issuer is to be warned and was not, at most `limit`.
    fn warn_alerts(&self, now: Timestamp, limit: usize) -> Answer<'_, Vec<KeptAlert>>;

    /// When what is searched of alerts next has to be brought up to what stands here: when one that
    /// is searched is over, or in the year 1970 if it has to be at once.
    fn next_alert_change(&self) -> Answer<'_, Option<Timestamp>>;
}
