//! Alerts of other publishers, such as weather services, as drafts of notices: a person reads
//! them, and publishes under the party's own name what others should know.

use super::CapAlert;
use super::CapInfo;
use super::alert::WHAT;
use super::fields::unfitting;
use super::info::areas;
use super::terms::{CapCategory, CapMsgType};
use crate::ExchangeError;
use crate::error::malformed;
use crate::limits::{NOTICE_CONTACT_BYTES_MAX, NOTICE_TEXT_BYTES_MAX};
use crate::notice::{NoticeDraft, NoticeKind};

impl CapAlert {
    /// One draft for each area of each of its languages.
    ///
    /// # Errors
    /// If it announces nothing, has no end or no area, or a draft of it would not be valid: what
    /// is too long or too large is never cut in silence.
    pub fn drafts(&self) -> Result<Vec<NoticeDraft>, ExchangeError> {
        self.check()?;
        if !matches!(self.msg_type, CapMsgType::Alert | CapMsgType::Update) {
            let kind = self.msg_type.text();
            return Err(unfitting(format!("one of the type `{kind}` announces nothing")));
        }
        let status = self.notice_status()?;
        let mut drafts = Vec::new();
        for info in &self.infos {
            let ends = info.expires.ok_or(malformed(WHAT, "it does not say when it ends"))?;
            let begins = info.onset.or(info.effective).unwrap_or(self.sent);
            let kind = kind(info);
            let text = text(info)?;
            let contact = info.contact.clone().unwrap_or_else(|| self.sender.clone());
            let contact = contact.split_whitespace().collect::<Vec<_>>().join(" ");
            if contact.len() > NOTICE_CONTACT_BYTES_MAX {
                let (limit, unit) = (NOTICE_CONTACT_BYTES_MAX, "bytes in its contact");
                return Err(ExchangeError::TooMuch { what: WHAT, limit, unit });
            }
            for area in areas(&info.areas) {
                let (text, contact) = (text.clone(), contact.clone());
                let draft = NoticeDraft { status, kind, area, begins, ends, text, contact };
                draft.check(self.sent)?;
                drafts.push(draft);
            }
        }
        if drafts.is_empty() {
            return Err(malformed(WHAT, "it has no polygon and no circle"));
        }
        Ok(drafts)
    }
}

fn text(info: &CapInfo) -> Result<String, ExchangeError> {
    let parts = [&info.headline, &info.description, &info.instruction];
    let mut parts: Vec<_> = parts.into_iter().flatten().map(String::as_str).collect();
    if parts.is_empty() {
        parts.push(&info.event);
    }
    let text = parts.join("\n");
    if text.len() > NOTICE_TEXT_BYTES_MAX {
        let (limit, unit) = (NOTICE_TEXT_BYTES_MAX, "bytes in what it tells");
        return Err(ExchangeError::TooMuch { what: WHAT, limit, unit });
    }
    Ok(text)
}

fn kind(info: &CapInfo) -> NoticeKind {
    match info.categories.first() {
        Some(CapCategory::Rescue) => NoticeKind::SearchAndRescue,
        Some(
            CapCategory::Geo
            | CapCategory::Met
            | CapCategory::Safety
            | CapCategory::Fire
            | CapCategory::Health
            | CapCategory::Env
            | CapCategory::Infra
            | CapCategory::Cbrne,
        ) => NoticeKind::Hazard,
        _ => NoticeKind::Other,
    }
}
