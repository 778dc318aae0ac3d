//! What the store does about subjects and webhooks, on its threads.

use comity_model::Timestamp;

use super::{SqliteStore, events, subjects, webhooks};
use crate::{
    Answer, EventPage, Events, Rescreened, Subject, SubjectStore, Watched, Webhook, WebhookState,
    WebhookStore,
};

impl SubjectStore for SqliteStore {
    fn put_subjects(&self, put: Vec<Subject>, now: Timestamp, limit: usize) -> Answer<'_, ()> {
        Box::pin(
            self.threads
                .write(move |writer| subjects::put(&mut writer.connection, &put, now, limit)),
        )
    }

    fn subject<'a>(
        &'a self,
        register: &'a str,
        id: &'a str,
        now: Timestamp,
    ) -> Answer<'a, Option<Watched>> {
        let (register, id) = (register.to_owned(), id.to_owned());
        Box::pin(
            self.threads
                .read(move |reader| subjects::subject(&reader.connection, &register, &id, now)),
        )
    }

    fn subjects<'a>(
        &'a self,
        register: Option<&'a str>,
        after: Option<(&'a str, &'a str)>,
        limit: usize,
        now: Timestamp,
    ) -> Answer<'a, Vec<Watched>> {
        let register = register.map(str::to_owned);
        let after = after.map(|(register, id)| (register.to_owned(), id.to_owned()));
        Box::pin(self.threads.read(move |reader| {
            let after = after.as_ref().map(|(register, id)| (register.as_str(), id.as_str()));
            subjects::subjects(&reader.connection, register.as_deref(), after, limit, now)
        }))
    }

    fn remove_subject<'a>(&'a self, register: &'a str, id: &'a str) -> Answer<'a, bool> {
        let (register, id) = (register.to_owned(), id.to_owned());
        Box::pin(
            self.threads
                .write(move |writer| subjects::remove(&mut writer.connection, &register, &id)),
        )
    }

    fn remove_expired(&self, now: Timestamp) -> Answer<'_, usize> {
        Box::pin(
            self.threads.write(move |writer| subjects::remove_expired(&mut writer.connection, now)),
        )
    }

    fn to_screen(
        &self,
        after: i64,
        pending_only: bool,
        limit: usize,
        now: Timestamp,
    ) -> Answer<'_, Vec<Watched>> {
        Box::pin(self.threads.read(move |reader| {
            subjects::to_screen(&reader.connection, after, pending_only, limit, now)
        }))
    }

    fn keep_screenings(&self, screened: Vec<Rescreened>, now: Timestamp) -> Answer<'_, usize> {
        Box::pin(
            self.threads.write(move |writer| {
                subjects::keep_screenings(&mut writer.connection, &screened, now)
            }),
        )
    }

    fn events(&self, page: EventPage, now: Timestamp) -> Answer<'_, Events> {
        Box::pin(self.threads.read(move |reader| events::events(&mut reader.connection, page, now)))
    }
}

impl WebhookStore for SqliteStore {
    fn add_webhook<'a>(&'a self, webhook: &'a Webhook) -> Answer<'a, ()> {
        let webhook = webhook.clone();
        Box::pin(self.threads.write(move |writer| webhooks::add(&writer.connection, &webhook)))
    }

    fn webhooks(&self) -> Answer<'_, Vec<Webhook>> {
        Box::pin(self.threads.read(|reader| webhooks::all(&reader.connection)))
    }

    fn keep_webhook<'a>(
        &'a self,
        name: &'a str,
        mark: &'a str,
        state: WebhookState,
    ) -> Answer<'a, ()> {
        let (name, mark) = (name.to_owned(), mark.to_owned());
        Box::pin(
            self.threads
                .write(move |writer| webhooks::keep(&writer.connection, &name, &mark, &state)),
        )
    }

    fn remove_webhook<'a>(&'a self, name: &'a str) -> Answer<'a, bool> {
        let name = name.to_owned();
        Box::pin(self.threads.write(move |writer| webhooks::remove(&writer.connection, &name)))
    }
}
