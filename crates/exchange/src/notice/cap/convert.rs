//! Notices, threat levels and acknowledgements as alerts, and back, with nothing lost.

use comity_model::{PartyId, Timestamp};

use super::alert::WHAT;
use super::fields::{short, unfitting};
use super::info::{KIND, LEVEL, areas, kind_code, of_level, of_notice};
use super::terms::{CapMsgType, CapScope, CapStatus};
use super::{CapAlert, CapInfo, CapReference};
use crate::ExchangeError;
use crate::error::malformed;
use crate::notice::{
    Acknowledgement, Cancellation, Level, LevelDraft, Notice, NoticeBody, NoticeDraft, NoticeId,
    NoticeKind, NoticeRef, NoticeStatus, NoticeVersion, ThreatLevel,
};

impl CapAlert {
    /// What a party says, as an alert.
    ///
    /// It is `Restricted` to those with an agreement; who wants to tell everybody sets the scope.
    ///
    /// # Errors
    /// If it is not valid, or a word about an overlap, which has no form in CAP.
    pub fn of(from: &PartyId, body: &NoticeBody) -> Result<CapAlert, ExchangeError> {
        body.check()?;
        Ok(match body {
            NoticeBody::Publish(notice) | NoticeBody::Update(notice) => {
                let NoticeId { by, number } = &notice.id;
                let replaces = notice.replaces.map(|before| reference(by, *number, before));
                let infos = vec![of_notice(notice)];
                let identifier = named(*number, notice.version);
                let head = head(by, identifier, notice.version.made);
                CapAlert { status: notice.says.status.cap(), infos, ..head.after(replaces) }
            }
            NoticeBody::Cancel(Cancellation { replaces, version, status, reason }) => {
                let NoticeId { by, number } = &replaces.id;
                let head = head(by, named(*number, *version), version.made);
                CapAlert {
                    status: status.cap(),
                    msg_type: CapMsgType::Cancel,
                    note: Some(reason.clone()),
                    references: vec![reference(by, *number, replaces.version)],
                    ..head
                }
            }
            NoticeBody::Acknowledge(Acknowledgement { of, status, made }) => {
                let NoticeId { by, number } = &of.id;
                let head = head(from, format!("ack-{by}-{}", named(*number, of.version)), *made);
                CapAlert {
                    status: status.cap(),
                    msg_type: CapMsgType::Ack,
                    scope: CapScope::Private,
                    restriction: None,
                    addresses: vec![by.to_string()],
                    references: vec![reference(by, *number, of.version)],
                    ..head
                }
            }
            NoticeBody::Level(level) => {
                let before = level.replaces.map(|before| CapReference {
                    sender: level.by.to_string(),
                    identifier: format!("level-{}", before.serial),
                    sent: before.made,
                });
                let identifier = format!("level-{}", level.version.serial);
                let head = head(&level.by, identifier, level.version.made).after(before);
                CapAlert { infos: vec![of_level(level)], ..head }
            }
            NoticeBody::Overlap(_) => {
                return Err(malformed(WHAT, "what is said of an overlap has no form in CAP"));
            }
        })
    }

    /// What a party says in an alert that a node of a party wrote, and which party it claims to be.
    ///
    /// # Errors
    /// If it is another alert: [`CapAlert::drafts`] may read that.
    pub fn body(&self) -> Result<(PartyId, NoticeBody), ExchangeError> {
        self.check()?;
        let from = party(&self.sender)?;
        let body = match self.msg_type {
            CapMsgType::Alert | CapMsgType::Update => {
                let [info] = self.infos.as_slice() else { return Err(not_ours()) };
                let [(name, code)] = info.event_codes.as_slice() else { return Err(not_ours()) };
                match name.as_str() {
                    KIND => self.notice(&from, info, code)?,
                    LEVEL => self.level(&from, info, code)?,
                    _ => return Err(not_ours()),
                }
            }
            CapMsgType::Cancel => {
                let replaces = self.one_reference()?;
                let (number, serial) = numbers(&self.identifier)?;
                let is_same = (&replaces.id.by, replaces.id.number) == (&from, number);
                let reason = self.note.clone().filter(|_| is_same).ok_or_else(not_ours)?;
                let version = NoticeVersion { serial, made: self.sent };
                let status = self.notice_status()?;
                NoticeBody::Cancel(Cancellation { replaces, version, status, reason })
            }
            CapMsgType::Ack => {
                let (of, status) = (self.one_reference()?, self.notice_status()?);
                NoticeBody::Acknowledge(Acknowledgement { of, status, made: self.sent })
            }
            CapMsgType::Error => {
                let note = short(self.note.as_deref().unwrap_or_default());
                return Err(unfitting(format!("it says that another one was refused: `{note}`")));
            }
        };
        body.check()?;
        Ok((from, body))
    }

    pub(super) fn notice_status(&self) -> Result<NoticeStatus, ExchangeError> {
        let status = self.status;
        NoticeStatus::of_cap(status).ok_or_else(|| {
            unfitting(format!("an alert of the status `{}` is not passed on", status.text()))
        })
    }

    fn notice(
        &self,
        from: &PartyId,
        info: &CapInfo,
        code: &str,
    ) -> Result<NoticeBody, ExchangeError> {
        let kind = NoticeKind::ALL.into_iter().find(|kind| kind_code(*kind) == code);
        let (Some(kind), Some(begins), Some(ends), Some(text), Some(contact)) =
            (kind, info.onset, info.expires, info.description.clone(), info.contact.clone())
        else {
            return Err(not_ours());
        };
        let Ok([area]) = <[_; 1]>::try_from(areas(&info.areas)) else { return Err(not_ours()) };
        let status = self.notice_status()?;
        let says = NoticeDraft { status, kind, area, begins, ends, text, contact };
        let (number, serial) = numbers(&self.identifier)?;
        let id = NoticeId { by: from.clone(), number };
        let version = NoticeVersion { serial, made: self.sent };
        if self.msg_type == CapMsgType::Alert {
            return Ok(NoticeBody::Publish(Notice { id, version, replaces: None, says }));
        }
        let before = self.one_reference()?;
        if before.id != id {
            return Err(not_ours());
        }
        let replaces = Some(before.version);
        Ok(NoticeBody::Update(Notice { id, version, replaces, says }))
    }

    fn level(
        &self,
        from: &PartyId,
        info: &CapInfo,
        code: &str,
    ) -> Result<NoticeBody, ExchangeError> {
        let level = Level::ALL.into_iter().find(|level| level.name() == code);
        let (Some(level), Some(begins), Some(reason), CapStatus::Actual) =
            (level, info.onset, info.description.clone(), self.status)
        else {
            return Err(not_ours());
        };
        let serial = |identifier: &str| identifier.strip_prefix("level-").and_then(number);
        let replaces = match self.references.as_slice() {
            [] => None,
            [CapReference { sender, identifier, sent }] if *sender == self.sender => {
                let serial = serial(identifier).ok_or_else(not_ours)?;
                Some(NoticeVersion { serial, made: *sent })
            }
            _ => return Err(not_ours()),
        };
        let serial = serial(&self.identifier).ok_or_else(not_ours)?;
        let area = match info.areas.as_slice() {
            [] => None,
            [area] => Some(area.description.clone()),
            _ => return Err(not_ours()),
        };
        let (advice, from, by) = (info.instruction.clone(), begins, from.clone());
        let says = LevelDraft { level, area, reason, advice, from, until: info.expires };
        let version = NoticeVersion { serial, made: self.sent };
        Ok(NoticeBody::Level(ThreatLevel { by, version, replaces, says }))
    }

    fn one_reference(&self) -> Result<NoticeRef, ExchangeError> {
        let [CapReference { sender, identifier, sent }] = self.references.as_slice() else {
            return Err(not_ours());
        };
        let (number, serial) = numbers(identifier)?;
        let id = NoticeId { by: party(sender)?, number };
        Ok(NoticeRef { id, version: NoticeVersion { serial, made: *sent } })
    }

    /// As an update of what it refers to, if there is something.
    fn after(self, before: Option<CapReference>) -> CapAlert {
        let msg_type = if before.is_some() { CapMsgType::Update } else { CapMsgType::Alert };
        CapAlert { msg_type, references: before.into_iter().collect(), ..self }
    }
}

fn head(by: &PartyId, identifier: String, sent: Timestamp) -> CapAlert {
    CapAlert {
        identifier,
        sender: by.to_string(),
        sent,
        status: CapStatus::Actual,
        msg_type: CapMsgType::Alert,
        source: None,
        scope: CapScope::Restricted,
        restriction: Some(format!("parties that have an agreement with {by}")),
        addresses: Vec::new(),
        codes: Vec::new(),
        note: None,
        references: Vec::new(),
        incidents: None,
        infos: Vec::new(),
    }
}

fn named(number: u64, version: NoticeVersion) -> String {
    format!("notice-{number}-{}", version.serial)
}

fn reference(by: &PartyId, number: u64, version: NoticeVersion) -> CapReference {
    let (sender, identifier) = (by.to_string(), named(number, version));
    CapReference { sender, identifier, sent: version.made }
}

/// Which notice and which version of it an identifier names.
fn numbers(identifier: &str) -> Result<(u64, u64), ExchangeError> {
    let numbers = identifier.strip_prefix("notice-").and_then(|rest| rest.split_once('-'));
    let numbers = numbers.and_then(|(left, right)| Some((number(left)?, number(right)?)));
    numbers.ok_or_else(not_ours)
}

fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| *number > 0 && number.to_string() == text)
}

fn party(text: &str) -> Result<PartyId, ExchangeError> {
    PartyId::new(text).map_err(|error| unfitting(error.to_string()))
}

fn not_ours() -> ExchangeError {
    malformed(WHAT, "it is not one that a node of a party wrote")
}
