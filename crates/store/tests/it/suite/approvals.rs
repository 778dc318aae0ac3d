use comity_model::{ApprovalState, Timestamp};
use comity_store::{ApprovalLimits, ApprovalPage, ApprovalStep, NewApproval, Store};

pub(crate) fn asked(digest: u8, actor: &str) -> NewApproval {
    NewApproval {
        digest: [digest; 32],
        actor: actor.to_owned(),
        action: "read-full".to_owned(),
        object: "a record".to_owned(),
        about: Some("list/a".to_owned()),
        purpose: Some("investigation".to_owned()),
        legal_basis: None,
        reference: Some("17 K 4".to_owned()),
        asked_at: Timestamp(100),
        expires_at: Timestamp(200),
    }
}

pub(crate) const LIMITS: ApprovalLimits =
    ApprovalLimits { waiting: 4, waiting_of_one: 2, forget_before: Timestamp(0) };

fn step(to: ApprovalState, by: &str, at: i64) -> ApprovalStep {
    let reason = Some("the order".to_owned());
    ApprovalStep { to, by: by.to_owned(), reason, at: Timestamp(at), expires_at: Timestamp(300) }
}

pub(crate) async fn an_approval_is_given_by_another_and_used_once(store: &dyn Store) {
    let one = asked(1, "rivera");
    assert_eq!(store.ask_approval(one.clone(), LIMITS).await.unwrap(), 1);
    assert_eq!(store.ask_approval(one.clone(), LIMITS).await.unwrap(), 1, "it waits once");
    let kept = store.approval_of([1; 32]).await.unwrap().unwrap();
    assert_eq!((kept.number, &kept.asked, kept.state), (1, &one, ApprovalState::Waiting));
    assert_eq!(store.approval_of([2; 32]).await.unwrap(), None);
    assert!(!store.use_approval(1, Timestamp(120)).await.unwrap(), "nobody gave it");
    let given = ApprovalState::Given;
    assert!(!store.decide_approval(1, step(given, "rivera", 120)).await.unwrap(), "their own");
    assert!(!store.decide_approval(1, step(given, "moreau", 200)).await.unwrap(), "too late");
    assert!(store.decide_approval(1, step(given, "moreau", 199)).await.unwrap());
    assert!(!store.decide_approval(1, step(given, "quell", 199)).await.unwrap(), "decided");
    let kept = store.approval(1).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.supervisor.as_deref()), (given, Some("moreau")));
    assert_eq!((kept.decided_at, kept.asked.expires_at), (Some(Timestamp(199)), Timestamp(300)));
    assert!(!store.use_approval(1, Timestamp(300)).await.unwrap(), "its time is past");
    assert!(store.use_approval(1, Timestamp(299)).await.unwrap());
    assert!(!store.use_approval(1, Timestamp(299)).await.unwrap(), "once");
    let kept = store.approval(1).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.used_at), (ApprovalState::Used, Some(Timestamp(299))));
    // The same question, asked again, is a new request.
    assert_eq!(store.ask_approval(one, LIMITS).await.unwrap(), 2);
    assert_eq!(store.approval_of([1; 32]).await.unwrap().unwrap().number, 2);
}

pub(crate) async fn requests_are_listed_and_limited(store: &dyn Store) {
    for (digest, actor) in [(1, "rivera"), (2, "rivera"), (3, "quell")] {
        store.ask_approval(asked(digest, actor), LIMITS).await.unwrap();
    }
    let third = store.ask_approval(asked(9, "rivera"), LIMITS).await.unwrap_err();
    assert_eq!(third.code(), "too-many");
    assert!(third.to_string().contains("of one person"), "{third}");
    store.ask_approval(asked(4, "quell"), LIMITS).await.unwrap();
    let fifth = store.ask_approval(asked(9, "lasker"), LIMITS).await.unwrap_err();
    assert_eq!(fifth.to_string(), "there would be more than 4 requests that wait");
    assert!(store.decide_approval(2, step(ApprovalState::Refused, "moreau", 150)).await.unwrap());
    let numbers = async |page: ApprovalPage| {
        let found = store.approvals(page).await.unwrap();
        found.into_iter().map(|one| one.number).collect::<Vec<_>>()
    };
    let all = ApprovalPage { limit: 9, ..ApprovalPage::default() };
    assert_eq!(numbers(all.clone()).await, [1, 2, 3, 4]);
    assert_eq!(numbers(ApprovalPage { after: 1, limit: 2, ..all.clone() }).await, [2, 3]);
    let state = Some(ApprovalState::Waiting);
    let waiting = ApprovalPage { state, open_at: Some(Timestamp(199)), ..all.clone() };
    assert_eq!(numbers(waiting.clone()).await, [1, 3, 4]);
    let later = ApprovalPage { open_at: Some(Timestamp(200)), ..waiting };
    assert!(numbers(later).await.is_empty());
    // What is over waits no more, and is forgotten after its time.
    let mut late = asked(5, "rivera");
    (late.asked_at, late.expires_at) = (Timestamp(250), Timestamp(350));
    let limits = ApprovalLimits { forget_before: Timestamp(201), ..LIMITS };
    assert_eq!(store.ask_approval(late, limits).await.unwrap(), 5);
    assert_eq!(numbers(all).await, [2, 5], "what was refused is kept as long as it says");
}
