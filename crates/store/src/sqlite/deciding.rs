//! What the store does about alerts and cases, on its threads.

use comity_model::{DatasetName, Timestamp};

use super::{SqliteStore, alerts, cases, erase};
use crate::{
    AlertClosing, AlertExtension, AlertPage, AlertStore, AlertTerm, Answer, CaseMeasure, CasePage,
    CaseStep, CaseStore, HitCase, IssuedAlert, KeptAlert, NewCase, Rejection,
};

impl AlertStore for SqliteStore {
    fn issue_alert(&self, alert: IssuedAlert, term: AlertTerm, limit: usize) -> Answer<'_, u64> {
        Box::pin(
            self.threads
                .write(move |writer| alerts::issue(&mut writer.connection, &alert, &term, limit)),
        )
    }

    fn alert(&self, number: u64) -> Answer<'_, Option<KeptAlert>> {
        Box::pin(self.threads.read(move |reader| alerts::alert(&reader.connection, number)))
    }

    fn alerts(&self, page: AlertPage, now: Timestamp) -> Answer<'_, Vec<KeptAlert>> {
        Box::pin(self.threads.read(move |reader| alerts::page(&reader.connection, &page, now)))
    }

    fn extend_alert(
        &self,
        number: u64,
        extension: AlertExtension,
        term: AlertTerm,
    ) -> Answer<'_, bool> {
        Box::pin(
            self.threads.write(move |writer| {
                alerts::extend(&mut writer.connection, number, &extension, &term)
            }),
        )
    }

    fn close_alert(&self, number: u64, closing: AlertClosing) -> Answer<'_, bool> {
        Box::pin(
            self.threads.write(move |writer| alerts::close(&writer.connection, number, &closing)),
        )
    }

    fn alerts_to_show(&self, now: Timestamp, limit: usize) -> Answer<'_, Vec<KeptAlert>> {
        Box::pin(self.threads.read(move |reader| alerts::to_show(&reader.connection, now, limit)))
    }

    fn note_shown(&self, shown: Vec<(u64, bool)>, now: Timestamp) -> Answer<'_, ()> {
        Box::pin(
            self.threads
                .write(move |writer| alerts::note_shown(&mut writer.connection, &shown, now)),
        )
    }

    fn erase_alerts<'a>(
        &'a self,
        dataset: &'a DatasetName,
        left_before: Timestamp,
    ) -> Answer<'a, usize> {
        let dataset = dataset.clone();
        Box::pin(
            self.threads.write(move |writer| erase::erase_alerts(writer, &dataset, left_before)),
        )
    }

    fn note_none_shown(&self) -> Answer<'_, ()> {
        Box::pin(self.threads.write(|writer| alerts::note_none_shown(&writer.connection)))
    }

    fn warn_alerts(&self, now: Timestamp, limit: usize) -> Answer<'_, Vec<KeptAlert>> {
        Box::pin(self.threads.write(move |writer| alerts::warn(&mut writer.connection, now, limit)))
    }

    fn next_alert_change(&self) -> Answer<'_, Option<Timestamp>> {
        Box::pin(self.threads.read(|reader| alerts::next_change(&reader.connection)))
    }
}

impl CaseStore for SqliteStore {
    fn open_case(&self, case: NewCase, now: Timestamp, limit: usize) -> Answer<'_, u64> {
        Box::pin(
            self.threads
                .write(move |writer| cases::open(&mut writer.connection, &case, now, limit)),
        )
    }

    fn case(&self, number: u64) -> Answer<'_, Option<HitCase>> {
        Box::pin(self.threads.read(move |reader| cases::case(&reader.connection, number)))
    }

    fn cases(&self, page: CasePage) -> Answer<'_, Vec<HitCase>> {
        Box::pin(self.threads.read(move |reader| cases::page(&reader.connection, &page)))
    }

    fn advance_case(&self, number: u64, step: CaseStep) -> Answer<'_, bool> {
        Box::pin(
            self.threads.write(move |writer| cases::advance(&mut writer.connection, number, &step)),
        )
    }

    fn add_measure(&self, number: u64, measure: CaseMeasure) -> Answer<'_, bool> {
        Box::pin(
            self.threads
                .write(move |writer| cases::add_measure(&mut writer.connection, number, &measure)),
        )
    }

    fn rejections<'a>(&'a self, asked: &'a str) -> Answer<'a, Vec<Rejection>> {
        let asked = asked.to_owned();
        Box::pin(self.threads.read(move |reader| cases::rejections(&reader.connection, &asked)))
    }
}
