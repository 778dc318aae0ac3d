//! Records whose processing is restricted.

use comity_api::local::{RightsCall, RightsReply};
use comity_api::v1::{RestrictionInfo, RestrictionOrder, RightsEnd};

use super::super::hit::source;
use super::Page;
use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Restricts a record.
pub(super) async fn restrict(
    record: &str,
    reason: String,
    json: bool,
    shell: &Shell,
) -> Result<Exit, Failure> {
    let order = RestrictionOrder { record: source(record)?, reason };
    show(RightsCall::Restrict(order), json, shell).await
}

/// Lifts a restriction.
pub(super) async fn lift(
    number: u64,
    reason: String,
    json: bool,
    shell: &Shell,
) -> Result<Exit, Failure> {
    show(RightsCall::LiftRestriction { number, order: RightsEnd { reason } }, json, shell).await
}

/// Lists restrictions.
pub(super) async fn list(page: Page, shell: &Shell) -> Result<Exit, Failure> {
    show(RightsCall::Restrictions(page.query()), page.json, shell).await
}

async fn show(call: RightsCall, json: bool, shell: &Shell) -> Result<Exit, Failure> {
    match shell.door().await?.rights(call).await? {
        RightsReply::Restriction(one) if json => shell.show_json(&one)?,
        RightsReply::Restriction(one) => shell.show(&line(&one, shell.paint))?,
        RightsReply::Restrictions(list) if json => shell.show_json(&list)?,
        RightsReply::Restrictions(list) => {
            let each = list.restrictions.iter();
            shell.show(&each.map(|one| line(one, shell.paint)).collect::<String>())?;
            super::tell_next(list.next, shell);
        }
        _ => {}
    }
    Ok(Exit::Done)
}

/// A restriction in one line, and how it ended in another.
pub(super) fn line(info: &RestrictionInfo, paint: Paint) -> String {
    let RestrictionInfo { number, record, since, by, reason, lifted } = info;
    let record = paint.strong(&plain(&format!("{}/{}", record.dataset, record.id)));
    let said = plain(&format!("{by}: {reason}"));
    let mut out = format!("{number:>6}  {record}  restricted since {since} by {said}\n");
    if let Some(ended) = lifted {
        let said = plain(&format!("{}: {}", ended.by, ended.reason));
        out.push_str(&format!("        lifted {} by {said}\n", ended.at));
    }
    out
}
