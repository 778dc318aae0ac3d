//! Another policy, and what an answer obliges to. The clock is the test's own.

use comity_api::local::{AccountOrder, PolicyOrder};
use comity_api::v1::{
    ApprovalGrant, CaseDecision, CaseInfo, CaseMeasureSpec, CaseReview, CaseSpec, LogQuery,
    OwedInfo, PolicyInfo, SourceRecord,
};
use comity_model::{CaseState, Role};
use comity_policy::{Released, shipped_files};
use serde_json::json;

use crate::app::bench::{Bench, code, person};
use crate::{Context, Reason, ServerError};

async fn staffed() -> Bench {
    let bench = Bench::new().await;
    let order = AccountOrder {
        name: "moreau".to_owned(),
        roles: Some(vec!["supervisor".to_owned()]),
        ..AccountOrder::default()
    };
    bench.node.add_account(&bench.desk("desk 1"), &order).await.unwrap();
    bench
}

fn supervisor(bench: &Bench) -> Context {
    let mut ctx = bench.desk("moreau");
    ctx.actor.roles = [Role::Supervisor].into();
    ctx
}

/// The shipped policy with a change.
fn changed(file: &str, from: &str, to: &str) -> PolicyOrder {
    let each = shipped_files().into_iter().map(|one| {
        let is_it = one.name == file;
        assert!(!is_it || one.text.contains(from), "{file}: {from}");
        let text = if is_it { one.text.replacen(from, to, 1) } else { one.text };
        (one.name, text)
    });
    PolicyOrder { files: each.collect(), ..PolicyOrder::default() }
}

async fn adopt(bench: &Bench, order: &PolicyOrder) -> Result<PolicyInfo, ServerError> {
    let ctx = bench.desk("rivera");
    bench.node.adopt_policy(&ctx, order.clone()).await.map(Released::into_inner)
}

/// Asks for it, has it approved, and asks again.
async fn adopted(bench: &Bench, order: &PolicyOrder) -> PolicyInfo {
    let asked = adopt(bench, order).await.unwrap_err().to_fault();
    assert_eq!(asked.code, "approval-missing", "{}", asked.message);
    let number = asked.approval.unwrap();
    let ctx = supervisor(bench);
    bench.node.give_approval(&ctx, number, &ApprovalGrant::default()).await.unwrap();
    adopt(bench, order).await.unwrap()
}

async fn found(bench: &Bench) -> Result<usize, ServerError> {
    let query = serde_json::from_value(person("Anna Demo")).unwrap();
    let request = comity_api::v1::ScreenRequest { query: Some(query), ..Default::default() };
    let answer = bench.node.screen(&bench.desk("desk 4"), &request).await?;
    Ok(answer.into_inner().candidates.len())
}

async fn listed(bench: &Bench) {
    let anna = json!({ "id": "p-1", "schema": "Person", "properties":
        { "name": ["Anna Demo"], "birthDate": ["1974-05-05"] } });
    bench.import("list", &[anna]).await;
}

/// Nobody at the border screens any more.
fn stricter() -> PolicyOrder {
    changed(
        "reading.cedar",
        "principal in Comity::Role::\"officer\",\n  action in\n    [Comity::Action::\"screen\",",
        "principal in Comity::Role::\"officer\",\n  action in\n    [",
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_is_put_into_force_with_an_approval_and_stays() {
    let bench = staffed().await;
    listed(&bench).await;
    let shipped = bench.node.policy_info().into_inner();
    assert_eq!((shipped.number, shipped.shipped, shipped.adopted_at), (0, true, None));
    assert_eq!(found(&bench).await.unwrap(), 1);
    let order = changed(
        "reading.cedar",
        "when { context.purpose == Comity::Purpose::\"border-check\" };",
        "when { context.purpose == Comity::Purpose::\"border-check\" && context.case };",
    );
    // The supervisor at the desk may do without: take that rule's reading of the border away too.
    let order = PolicyOrder {
        files: order
            .files
            .into_iter()
            .map(|(name, text)| {
                let rule = "@id(\"supervisor-at-the-border\")";
                let text = match text.split_once(rule) {
                    Some((before, after)) => {
                        let (_, rest) = after.split_once(";\n").unwrap();
                        format!("{before}{rest}")
                    }
                    None => text,
                };
                (name, text)
            })
            .collect(),
        ..PolicyOrder::default()
    };
    let info = adopted(&bench, &order).await;
    assert_eq!((info.number, info.shipped, info.fault), (1, false, None));
    assert_eq!(info.adopted_by.as_deref(), Some("rivera"));
    assert_eq!(info.approved_by.as_deref(), Some("moreau"));
    assert_ne!(info.hash, shipped.hash);
    assert_eq!(code(found(&bench).await), "not-permitted", "from the next question on");
    assert_eq!(code(adopt(&bench, &order).await), "policy-in-force");
    let log = bench.node.log().await.unwrap().events(Default::default(), 9).await.unwrap();
    let changes: Vec<_> = log.iter().filter(|event| event.leaf.kind.name() == "policy").collect();
    assert_eq!(changes.len(), 1);
    let told = changes[0].request.get().unwrap();
    assert_eq!(told.details["policy"], info.hash);
    assert_eq!(changes[0].leaf.policy.unwrap().to_string(), shipped.hash, "under which it changed");
    assert_eq!(log[0].leaf.policy.unwrap().to_string(), info.hash, "the refusal is by the new one");

    let bench = bench.reopened();
    assert_eq!(bench.node.policy_info().into_inner().hash, info.hash, "also in the next process");
    assert_eq!(code(found(&bench).await), "not-permitted");
    let back = PolicyOrder { shipped: true, ..PolicyOrder::default() };
    let info = adopted(&bench, &back).await;
    assert_eq!((info.number, info.shipped, info.hash), (2, true, shipped.hash));
    assert_eq!(found(&bench).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_policy_leaves_the_old_one_in_force() {
    let bench = staffed().await;
    let before = bench.node.policy_info().into_inner();
    let refused = async |order: PolicyOrder, code: &str, said: &[&str]| {
        let fault = adopt(&bench, &order).await.unwrap_err().to_fault();
        assert_eq!(fault.code, code, "{}", fault.message);
        for words in said {
            assert!(fault.message.contains(words), "{words}: {}", fault.message);
        }
        assert_eq!(fault.approval, None, "no supervisor is asked about it");
    };
    let mut two = changed("log.cedar", "context.purpose ==", "context.porpuse ==");
    let other = changed("reading.cedar", "@id(\"due-diligence\")", "@id(\"maintenance\")");
    let reading = other.files.into_iter().find(|(name, _)| name == "reading.cedar").unwrap();
    two.files.retain(|(name, _)| name != "reading.cedar");
    two.files.push(reading);
    refused(two, "policy-invalid", &["log.cedar:", "porpuse", "reading.cedar:", "`maintenance`"])
        .await;
    let laxer = changed(
        "measures.cedar",
        "when { resource.about.misused_identity };",
        "when { resource.about.misused_identity && resource.about.flagged };",
    );
    refused(laxer, "policy-duties", &["L18 The victim of a misused identity", "act"]).await;
    for (from, to, said) in [
        ("@obligation(\"supervisor-approval\")\n", "", "one person alone could"),
        (
            "action == Comity::Action::\"change-policy\"",
            "action == Comity::Action::\"erase\"",
            "nobody could put another",
        ),
    ] {
        refused(changed("accounts.cedar", from, to), "policy-lockout", &[said]).await;
    }
    let nobody = changed("approvals.cedar", "Role::\"supervisor\"", "Role::\"administrator\"");
    let nobody = PolicyOrder {
        files: nobody.files.into_iter().filter(|(name, _)| name != "approvals.cedar").collect(),
        ..nobody
    };
    refused(nobody, "policy-lockout", &["nobody could approve anything"]).await;
    let mut own = stricter();
    own.scenarios.push((
        "scenarios/own.toml".to_owned(),
        "[[scenario]]\ntitle = \"Screen\"\nduty = \"L1\"\ngiven = \"\"\nwhen = \"\"\nthen = \"\"\n\
         [[scenario.check]]\nsays = \"nothing\"\nexpect = \"permit\"\n\
         facts = { action = \"screen\" }\n"
            .to_owned(),
    ));
    refused(own, "policy-scenarios", &["scenarios/own.toml:2: Screen: nothing: it is refused"])
        .await;
    refused(PolicyOrder::default(), "policy-invalid", &["there is no file with rules"]).await;
    let nobody = bench.node.adopt_policy(&bench.nobody(), stricter()).await;
    assert_eq!(code(nobody.map(Released::into_inner)), "no-name");
    let mut officer = bench.desk("rivera");
    officer.actor.roles = [Role::Officer].into();
    let refused = bench.node.adopt_policy(&officer, stricter()).await;
    assert_eq!(code(refused.map(Released::into_inner)), "not-permitted");
    assert_eq!(bench.node.policy_info().into_inner(), before);
}

/// A policy that this program cannot read denies, and can be mended.
#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_cannot_be_used_answers_nobody() {
    let bench = staffed().await;
    listed(&bench).await;
    let broken = comity_store::NewPolicy {
        hash: [7; 32],
        bundle: Some(r#"{"files":[{"name":"a.cedar","text":"permit"}],"scenarios":[]}"#.to_owned()),
        adopted_at: bench.node.own_context().now,
        adopted_by: "rivera".to_owned(),
        approved_by: None,
    };
    bench.node.store.adopt_policy(broken).await.unwrap();
    let bench = bench.reopened();
    let fault = found(&bench).await.unwrap_err().to_fault();
    assert_eq!((fault.code.as_str(), fault.kind.status()), ("policy-unusable", 503));
    assert!(bench.node.policy_info().into_inner().fault.unwrap().contains("a.cedar"));
    let checks = bench.node.doctor(&bench.desk("desk 4")).await;
    let policy = checks.iter().find(|check| check.name == "policy").unwrap();
    assert!(!policy.ok && policy.detail.contains("cannot be used"), "{}", policy.detail);
    // Two people mend it, as they put any into force.
    let back = PolicyOrder { shipped: true, ..PolicyOrder::default() };
    assert_eq!(adopted(&bench, &back).await.number, 2);
    assert_eq!(found(&bench).await.unwrap(), 1);
}

async fn hit(bench: &Bench, name: &str, id: &str) -> u64 {
    let query = serde_json::from_value(person(name)).unwrap();
    let record = SourceRecord { dataset: "list".to_owned(), id: id.to_owned() };
    let spec = CaseSpec { query, record, purpose: None, legal_basis: None, case: None };
    let desk = bench.desk("desk 4");
    let number = bench.node.open_case(&desk, &spec).await.unwrap().into_inner().number;
    bench.node.review_case(&desk, number, &CaseReview::default()).await.unwrap();
    let why = CaseDecision { reason: "compared the papers".to_owned() };
    bench.node.decide_case(&desk, number, CaseState::Confirmed, &why).await.unwrap();
    number
}

async fn measure(bench: &Bench, number: u64, name: &str) -> Result<CaseInfo, ServerError> {
    let order = CaseMeasureSpec { measure: name.to_owned(), words: None };
    bench.node.record_measure(&bench.desk("desk 4"), number, &order).await.map(Released::into_inner)
}

async fn owed(bench: &Bench) -> Vec<OwedInfo> {
    bench.node.owed_list(&bench.desk("desk 4"), 0, 9, false).await.unwrap().into_inner().owed
}

fn codes(obligations: &[comity_api::v1::ObligationInfo]) -> Vec<&str> {
    obligations.iter().map(|one| one.code.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_answer_obliges_to_is_told_and_kept() {
    let bench = staffed().await;
    let anna = json!({ "id": "p-1", "schema": "Person", "properties":
        { "name": ["Anna Demo"], "birthDate": ["1974-05-05"] } });
    let boris = json!({ "id": "c-1", "schema": "Person", "properties":
        { "name": ["Boris Demo"], "birthDate": ["2015-05-05"] } });
    bench.import_of("list", &[anna, boris], "sylvania").await;
    let shown = bench.screen(&bench.desk("desk 4"), &person("Boris Demo")).await;
    assert_eq!(codes(&shown[0].obligations), ["protective-measures-only"]);
    assert_eq!(shown[0].obligations[0].says, "only measures that protect may follow");
    let shown = bench.screen(&bench.desk("desk 4"), &person("Anna Demo")).await;
    assert!(shown[0].obligations.is_empty());

    let adult = hit(&bench, "Anna Demo", "p-1").await;
    let done = measure(&bench, adult, "refuse-entry").await.unwrap();
    assert_eq!(codes(&done.obligations), ["log-justification", "notify-owner", "record-reviewer"]);
    let waiting = owed(&bench).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].party.as_str(), waiting[0].record.as_str()), ("sylvania", "list/p-1"));
    assert_eq!(waiting[0].measure.as_deref(), Some("refuse-entry"));
    assert_eq!((waiting[0].hit, waiting[0].state.as_str()), (Some(adult), "waiting"));

    let minor = hit(&bench, "Boris Demo", "c-1").await;
    assert_eq!(code(measure(&bench, minor, "refuse-entry").await), "minor");
    let done = measure(&bench, minor, "place-under-protection").await.unwrap();
    assert!(codes(&done.obligations).contains(&"protective-measures-only"));
    assert_eq!(owed(&bench).await.len(), 2);
    let low = bench.desk_up_to(comity_model::Tlp::Clear);
    let mut other = low.clone();
    other.actor.roles = [Role::DataProtectionOfficer].into();
    let refused = bench.node.owed_list(&other, 0, 9, false).await;
    assert_eq!(code(refused.map(Released::into_inner)), "not-permitted");
}

/// A policy of a party's own that lets nothing follow but what protects.
#[tokio::test(flavor = "multi_thread")]
async fn only_protective_measures_follow_where_the_policy_says_so() {
    let bench = staffed().await;
    listed(&bench).await;
    let obligation = "log-justification,record-reviewer,notify-owner";
    let more = format!("{obligation},protective-measures-only");
    adopted(&bench, &changed("measures.cedar", obligation, &more)).await;
    let number = hit(&bench, "Anna Demo", "p-1").await;
    assert_eq!(code(measure(&bench, number, "refuse-entry").await), "protective-only");
    let done = measure(&bench, number, "place-under-protection").await.unwrap();
    assert!(codes(&done.obligations).contains(&"protective-measures-only"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_marked_answer_says_who_got_it_when_and_why() {
    let bench = staffed().await;
    let mut quell = bench.desk("quell");
    quell.actor.roles = [Role::Supervisor].into();
    quell.request_id = "request-7".to_owned();
    quell.reason =
        Reason::read(Some("investigation"), Some("court-order"), Some("17 K 4")).unwrap();
    let query = LogQuery::default();
    let asked = bench.node.show_log(&quell, &query).await;
    assert_eq!(code(asked.map(Released::into_inner)), "approval-missing");
    let ctx = supervisor(&bench);
    bench.node.give_approval(&ctx, 1, &ApprovalGrant::default()).await.unwrap();
    let page = bench.node.show_log(&quell, &query).await.unwrap().into_inner();
    assert_eq!(codes(&page.obligations), ["supervisor-approval", "log-justification", "watermark"]);
    let mark = page.watermark.unwrap();
    assert_eq!((mark.actor.as_str(), mark.approved_by.as_deref()), ("quell", Some("moreau")));
    assert_eq!(
        mark.text,
        "copy for quell, 2026-11-22T10:28:32 UTC, for investigation under court-order, case \
         17 K 4, approved by moreau, request request-7"
    );
    // Who reads for data protection need not mark it, and is told what has to be done.
    let mut officer = bench.desk("lasker");
    officer.actor.roles = [Role::DataProtectionOfficer].into();
    officer.reason =
        Reason::read(Some("data-protection"), Some("data-protection-law"), None).unwrap();
    let page = bench.node.show_log(&officer, &query).await.unwrap().into_inner();
    assert_eq!((codes(&page.obligations), page.watermark), (vec!["log-justification"], None));
}
