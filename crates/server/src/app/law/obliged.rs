//! What has to be done with an answer, told with the answer.

use std::collections::{BTreeMap, BTreeSet};

use comity_api::v1::{ObligationInfo, Watermark};
use comity_model::{DatasetName, PartyId, Record};
use comity_policy::{About, Action, Age, Facts, Obligation};
use comity_store::NewOwed;

use super::Granted;

impl Granted {
    /// What has to be done with the answer.
    pub(crate) fn obligations(&self) -> Vec<ObligationInfo> {
        told(self.permit().obligations().iter().copied().collect())
    }

    /// The same for an answer about these records: what is known of each may oblige to more.
    pub(crate) fn obligations_about<'r>(
        &self,
        records: impl IntoIterator<Item = &'r Record>,
    ) -> Vec<ObligationInfo> {
        let mut all: BTreeSet<Obligation> = self.permit().obligations().iter().copied().collect();
        all.extend(records.into_iter().flat_map(|record| self.of_record(record)));
        told(all)
    }

    /// What has to be done about these records beside what the whole answer obliges to.
    pub(crate) fn obligations_of<'r>(
        &self,
        records: impl IntoIterator<Item = &'r Record>,
    ) -> Vec<ObligationInfo> {
        let own = self.permit().obligations();
        let all = records.into_iter().flat_map(|record| self.of_record(record));
        told(all.filter(|one| !own.contains(one)).collect())
    }

    /// What reading a record obliges to, by the rules that permit it.
    fn of_record(&self, record: &Record) -> Vec<Obligation> {
        let facts = self.permit().facts();
        let about = About { age: Age::of(record, facts.now), ..facts.about };
        // Who was not permitted to read single records is shown them by another action.
        let action = match self.permit().action() {
            Action::ReadFull => Action::ReadFull,
            _ => Action::ReadRecord,
        };
        let facts = Facts { about, ..facts.clone() };
        let decision = self.law().may(self.asker(), action, &facts);
        if decision.is_permitted() { decision.obligations } else { Vec::new() }
    }

    /// Whether something has to be done about it.
    pub(crate) fn obliges(&self, obligation: Obligation) -> bool {
        self.permit().obliges(obligation)
    }

    /// What stays with the copy, where it has to be marked.
    pub(crate) fn watermark(&self) -> Option<Watermark> {
        if !self.obliges(Obligation::Watermark) {
            return None;
        }
        let reason = &self.reason;
        let approved_by = self.permit().facts().supervisor.as_ref().map(ToString::to_string);
        let purpose = reason.purpose.as_ref().map(ToString::to_string);
        let legal_basis = reason.legal_basis.as_ref().map(ToString::to_string);
        let case = reason.case.as_ref().map(ToString::to_string);
        let mut text = format!("copy for {}, {} UTC", self.actor.name, self.now);
        for (before, words) in [
            (", for ", &purpose),
            (" under ", &legal_basis),
            (", case ", &case),
            (", approved by ", &approved_by),
        ] {
            if let Some(words) = words {
                text.push_str(before);
                text.push_str(words);
            }
        }
        text.push_str(", request ");
        text.push_str(&self.request_id);
        Some(Watermark {
            actor: self.actor.name.clone(),
            at: self.now.to_string(),
            purpose,
            legal_basis,
            case,
            approved_by,
            request_id: self.request_id.clone(),
            text,
        })
    }

    /// What the owners of records have to be told, where they have to: one entry for each other
    /// party that states something of a record.
    pub(crate) fn owed<'r>(
        &self,
        records: impl IntoIterator<Item = (&'r DatasetName, &'r Record)>,
    ) -> Vec<NewOwed> {
        if !self.obliges(Obligation::NotifyOwner) {
            return Vec::new();
        }
        let own = &self.asker().party;
        let mut owners: BTreeMap<(&PartyId, &str), &str> = BTreeMap::new();
        for (dataset, record) in records {
            for statement in record.statements() {
                let party = statement.origin.party();
                if party != own {
                    owners.insert((party, record.id().as_str()), dataset.as_str());
                }
            }
        }
        let each = owners.into_iter().map(|((party, record), dataset)| NewOwed {
            party: party.to_string(),
            dataset: dataset.to_owned(),
            record: record.to_owned(),
            action: self.permit().action().name().to_owned(),
            measure: None,
            case: None,
            purpose: self.reason.purpose.as_ref().map(ToString::to_string),
            legal_basis: self.reason.legal_basis.as_ref().map(ToString::to_string),
            reference: self.reason.case.as_ref().map(ToString::to_string),
            at: self.now,
        });
        each.collect()
    }
}

fn told(obligations: BTreeSet<Obligation>) -> Vec<ObligationInfo> {
    let told = |one: Obligation| ObligationInfo {
        code: one.name().to_owned(),
        says: one.says().to_owned(),
    };
    obligations.into_iter().map(told).collect()
}
