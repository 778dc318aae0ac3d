//! From a request to its one use. The clock is the test's own.

use comity_api::local::{AccountOrder, ApprovalQuery};
use comity_api::v1::{ApprovalGrant, ApprovalInfo, ApprovalRefusal, LogPage, LogQuery};
use comity_model::{Role, Tlp};
use comity_policy::Released;
use serde_json::json;

use crate::app::bench::{Bench, code};
use crate::app::record::Found;
use crate::{Context, Reason, ServerError};

/// Somebody in a case under a court order.
fn in_case(bench: &Bench, name: &str, roles: &[Role]) -> Context {
    let mut ctx = bench.desk(name);
    ctx.actor.roles = roles.iter().copied().collect();
    ctx.reason = Reason::read(Some("investigation"), Some("court-order"), Some("17 K 4")).unwrap();
    ctx.now = bench.node.own_context().now;
    ctx
}

async fn account(bench: &Bench, name: &str) {
    let order = AccountOrder {
        name: name.to_owned(),
        roles: Some(vec!["supervisor".to_owned()]),
        ..AccountOrder::default()
    };
    bench.node.add_account(&bench.desk("desk 1"), &order).await.unwrap();
}

/// A node with two supervisors.
async fn staffed() -> Bench {
    let bench = Bench::new().await;
    account(&bench, "moreau").await;
    account(&bench, "quell").await;
    bench
}

async fn read(bench: &Bench, ctx: &Context, query: &LogQuery) -> Result<LogPage, ServerError> {
    let ctx = Context { now: bench.node.own_context().now, ..ctx.clone() };
    bench.node.show_log(&ctx, query).await.map(Released::into_inner)
}

async fn give(bench: &Bench, ctx: &Context, number: u64) -> Result<ApprovalInfo, ServerError> {
    let ctx = Context { now: bench.node.own_context().now, ..ctx.clone() };
    let order = ApprovalGrant::default();
    bench.node.give_approval(&ctx, number, &order).await.map(Released::into_inner)
}

async fn refuse(bench: &Bench, ctx: &Context, number: u64) -> Result<ApprovalInfo, ServerError> {
    let order = ApprovalRefusal { reason: "the order names another case".to_owned() };
    bench.node.refuse_approval(ctx, number, &order).await.map(Released::into_inner)
}

async fn queue(bench: &Bench, ctx: &Context, state: &str) -> Vec<ApprovalInfo> {
    let query = ApprovalQuery { state: Some(state.to_owned()), after: 0, limit: 9 };
    let ctx = Context { now: bench.node.own_context().now, ..ctx.clone() };
    let list = bench.node.approval_list(&ctx, &query).await.map(Released::into_inner).unwrap();
    list.approvals
}

/// The operations of the log's newest events, the newest first.
async fn logged(bench: &Bench, most: usize) -> Vec<String> {
    let events = bench.node.log().await.unwrap().events(Default::default(), most).await.unwrap();
    let said =
        events.into_iter().map(|event| format!("{} {}", event.leaf.kind, event.leaf.operation));
    said.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_an_approval_is_asked_given_and_done_once() {
    let bench = staffed().await;
    let (asker, moreau) = (
        in_case(&bench, "quell", &[Role::Supervisor]),
        in_case(&bench, "moreau", &[Role::Supervisor]),
    );
    let all = LogQuery { actor: Some("rivera".to_owned()), ..LogQuery::default() };
    let refused = read(&bench, &asker, &all).await.unwrap_err().to_fault();
    assert_eq!((refused.code.as_str(), refused.approval), ("approval-missing", Some(1)));
    assert!(refused.message.contains("request 1 waits"), "{}", refused.message);
    let again = read(&bench, &asker, &all).await.unwrap_err().to_fault();
    assert_eq!(again.approval, Some(1), "the same request waits once");
    assert_eq!(logged(&bench, 1).await, ["refusal read-log"]);

    let waiting = queue(&bench, &moreau, "waiting").await;
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].actor.as_str(), waiting[0].action.as_str()), ("quell", "read-log"));
    assert_eq!(waiting[0].object, "events of the log, of the actor rivera");
    assert_eq!(waiting[0].case.as_deref(), Some("17 K 4"));
    assert_eq!(waiting[0].expires_at, "2026-11-22T18:28:32");

    assert_eq!(code(give(&bench, &asker, 1).await), "own-request");
    let given = give(&bench, &moreau, 1).await.unwrap();
    assert_eq!((given.state.as_str(), given.supervisor.as_deref()), ("given", Some("moreau")));
    assert_eq!(logged(&bench, 1).await, ["decision approve"]);
    assert_eq!(code(give(&bench, &moreau, 1).await), "approval-decided");

    // Another request, of the same person or of another, is another request.
    let other = LogQuery { actor: Some("lasker".to_owned()), ..LogQuery::default() };
    assert_eq!(read(&bench, &asker, &other).await.unwrap_err().to_fault().approval, Some(2));
    let mut elsewhere = asker.clone();
    elsewhere.reason =
        Reason::read(Some("investigation"), Some("court-order"), Some("17 K 5")).unwrap();
    assert_eq!(read(&bench, &elsewhere, &all).await.unwrap_err().to_fault().approval, Some(3));
    let stranger = in_case(&bench, "lasker", &[Role::Supervisor]);
    assert_eq!(read(&bench, &stranger, &all).await.unwrap_err().to_fault().approval, Some(4));

    let page = read(&bench, &asker, &all).await.unwrap();
    assert!(page.events.is_empty(), "nobody of that name did anything");
    assert_eq!(logged(&bench, 2).await, ["log-read read-log", "decision use-approval"]);
    assert_eq!(queue(&bench, &moreau, "used").await[0].number, 1);
    assert_eq!(read(&bench, &asker, &all).await.unwrap_err().to_fault().approval, Some(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_told_with_its_reason_until_its_time_is_past() {
    let bench = staffed().await;
    let asker = in_case(&bench, "quell", &[Role::Supervisor]);
    let moreau = in_case(&bench, "moreau", &[Role::Supervisor]);
    let all = LogQuery::default();
    assert_eq!(code(read(&bench, &asker, &all).await), "approval-missing");
    let unsaid = bench.node.refuse_approval(&moreau, 1, &ApprovalRefusal::default()).await;
    assert_eq!(code(unsaid.map(Released::into_inner)), "no-reason");
    assert_eq!(refuse(&bench, &moreau, 1).await.unwrap().state, "refused");
    let told = read(&bench, &asker, &all).await.unwrap_err().to_fault();
    assert_eq!((told.code.as_str(), told.approval), ("approval-refused", Some(1)));
    assert!(told.message.contains("`moreau` refused request 1: the order names another case"));
    assert_eq!(code(give(&bench, &moreau, 1).await), "approval-decided");
    bench.at("2026-11-22T18:28:31Z");
    assert_eq!(code(read(&bench, &asker, &all).await), "approval-refused");
    bench.at("2026-11-22T18:28:32Z");
    assert_eq!(read(&bench, &asker, &all).await.unwrap_err().to_fault().approval, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_hours_are_all_there_is() {
    let bench = staffed().await;
    let asker = in_case(&bench, "quell", &[Role::Supervisor]);
    let moreau = in_case(&bench, "moreau", &[Role::Supervisor]);
    let all = LogQuery::default();
    assert_eq!(code(read(&bench, &asker, &all).await), "approval-missing");
    bench.at("2026-11-22T18:28:32Z");
    assert!(queue(&bench, &moreau, "waiting").await.is_empty(), "nobody decides any more");
    assert_eq!(queue(&bench, &moreau, "all").await[0].state, "expired");
    assert_eq!(code(give(&bench, &moreau, 1).await), "approval-decided");
    assert_eq!(read(&bench, &asker, &all).await.unwrap_err().to_fault().approval, Some(2));
    give(&bench, &moreau, 2).await.unwrap();
    bench.at("2026-11-23T02:28:31Z");
    assert_eq!(queue(&bench, &moreau, "given").await.len(), 1);
    bench.at("2026-11-23T02:28:32Z");
    assert_eq!(read(&bench, &asker, &all).await.unwrap_err().to_fault().approval, Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_is_worth_what_its_supervisor_is() {
    let bench = staffed().await;
    let asker = in_case(&bench, "quell", &[Role::Supervisor]);
    let moreau = in_case(&bench, "moreau", &[Role::Supervisor]);
    let all = LogQuery::default();
    assert_eq!(code(read(&bench, &asker, &all).await), "approval-missing");
    for (roles, expected) in
        [(&[Role::Officer, Role::Analyst][..], "not-permitted"), (&[], "not-permitted")]
    {
        let nobody = in_case(&bench, "moreau", roles);
        assert_eq!(code(give(&bench, &nobody, 1).await), expected);
    }
    let mut program = moreau.clone();
    program.actor.kind = crate::ActorKind::Program;
    assert_eq!(code(give(&bench, &program, 1).await), "refused-by-rule");
    give(&bench, &moreau, 1).await.unwrap();
    // Who is no supervisor any more has approved nothing.
    let order =
        AccountOrder { name: "moreau".to_owned(), disabled: Some(true), ..AccountOrder::default() };
    bench.node.change_account(&order).await.unwrap();
    let refused = read(&bench, &asker, &all).await.unwrap_err().to_fault();
    assert_eq!((refused.code.as_str(), refused.approval), ("approval-missing", Some(2)));
    // A program asks no supervisor.
    let mut program = asker.clone();
    program.actor.kind = crate::ActorKind::Program;
    let refused = read(&bench, &program, &all).await.unwrap_err().to_fault();
    assert_eq!((refused.code.as_str(), refused.approval), ("approval-missing", None));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_cannot_fill_the_queue() {
    let bench = staffed().await;
    let asker = in_case(&bench, "quell", &[Role::Supervisor]);
    let ask = async |number: usize| {
        let query = LogQuery { actor: Some(format!("a{number}")), ..LogQuery::default() };
        read(&bench, &asker, &query).await.unwrap_err().to_fault()
    };
    for number in 0..crate::limits::APPROVALS_OF_ONE_WAITING_MAX {
        assert_eq!(ask(number).await.code, "approval-missing");
    }
    assert_eq!(ask(99).await.code, "too-many");
    assert_eq!(logged(&bench, 1).await, ["refusal read-log"]);
    assert_eq!(ask(0).await.approval, Some(1), "what waits is still told");
}

/// What is masked otherwise is shown to whoever a supervisor approved, and the supervisor learns
/// of the record only what they may see.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_record_is_read_with_an_approval() {
    let bench = staffed().await;
    let person = json!({ "id": "p-1", "schema": "Person", "properties":
        { "name": ["Anna Demo"], "birthDate": ["1974-05-05"], "religion": ["Pastafarian"] } });
    bench.import("list", &[person]).await;
    let shown = async |ctx: &Context, full: bool| {
        let ctx = Context { now: bench.node.own_context().now, ..ctx.clone() };
        Ok::<_, ServerError>(match bench.node.find_sheet(&ctx, "p-1", full).await? {
            Found::Whole(sheet) => {
                let said = sheet.into_inner().statements.into_iter();
                said.map(|said| said.property).collect::<Vec<_>>().join(" ")
            }
            _ => String::new(),
        })
    };
    let mut analyst = in_case(&bench, "rivera", &[Role::Analyst]);
    assert_eq!(shown(&analyst, false).await.unwrap(), "birthDate name");
    // A password alone is not enough, and no supervisor is asked about it.
    assert_eq!(code(shown(&analyst, true).await), "not-permitted");
    analyst.actor.assurance = 2;
    assert_eq!(code(shown(&analyst, true).await), "approval-missing");
    let moreau = in_case(&bench, "moreau", &[Role::Supervisor]);
    assert_eq!(queue(&bench, &moreau, "waiting").await[0].about.as_deref(), Some("*/p-1"));
    let mut low = moreau.clone();
    low.clearance = crate::Clearance::UpTo(Tlp::Clear);
    bench.node.give_approval(&low, 1, &ApprovalGrant::default()).await.unwrap();
    let full = shown(&analyst, true).await.unwrap();
    assert_eq!(full, "birthDate name religion");
    assert_eq!(code(shown(&analyst, true).await), "approval-missing", "once");
    assert_eq!(shown(&analyst, false).await.unwrap(), "birthDate name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_the_supervisor_may_not_see_is_not_named() {
    let bench = staffed().await;
    let person =
        json!({ "id": "p-1", "schema": "Person", "properties": { "name": ["Anna Demo"] } });
    bench.import_marked("list", &[person], "TLP:AMBER").await;
    let mut analyst = in_case(&bench, "rivera", &[Role::Analyst]);
    analyst.actor.assurance = 2;
    for id in ["p-1", "p-2"] {
        let asked = bench.node.find_sheet(&analyst, id, true).await;
        assert_eq!(asked.err().unwrap().code(), "approval-missing");
    }
    let low = in_case(&bench, "moreau", &[Role::Supervisor]);
    let low = Context { clearance: crate::Clearance::UpTo(Tlp::Green), ..low };
    let told: Vec<(Option<String>, bool)> = queue(&bench, &low, "waiting")
        .await
        .into_iter()
        .map(|one| (one.about, one.about_withheld))
        .collect();
    assert_eq!(told, [(None, true), (None, true)], "there or not, it looks the same");
}
