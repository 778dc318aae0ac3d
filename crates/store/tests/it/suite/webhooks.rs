use comity_model::Timestamp;
use comity_store::{Store, Webhook, WebhookState};

use crate::made_up::{import, vessel};

pub(crate) fn webhook(name: &str) -> Webhook {
    Webhook {
        name: name.to_owned(),
        url: "https://desk.example/comity".to_owned(),
        secret: vec![7; 32],
        mark: format!("m-{name}"),
        created_at: Timestamp(5),
        state: WebhookState::default(),
    }
}

pub(crate) async fn webhooks_remember_how_far_they_are(store: &dyn Store) {
    store.add_webhook(&webhook("one")).await.unwrap();
    import(store, "list", 10, [vessel("a", "TERN")]).await;
    store.add_webhook(&webhook("two")).await.unwrap();
    let refused = store.add_webhook(&webhook("one")).await.unwrap_err();
    assert_eq!(refused.to_string(), "there is a webhook `one` already");
    let all = store.webhooks().await.unwrap();
    assert_eq!(all[0], webhook("one"));
    assert_eq!(all[1].state.done_seq, 1, "what was before it came is not for it");
    let state = WebhookState {
        done_seq: 1,
        sent_seq: Some(4),
        attempts: 3,
        next_at: Timestamp(60),
        last_error: Some("it answered 500".to_owned()),
        taken_at: Some(Timestamp(40)),
        stopped: true,
    };
    store.keep_webhook("one", "m-one", state.clone()).await.unwrap();
    store.keep_webhook("two", "another", state.clone()).await.unwrap();
    let all = store.webhooks().await.unwrap();
    assert_eq!((&all[0].state, all[1].state.attempts), (&state, 0));
    assert!(!format!("{:?}", all[0]).contains("secret: "), "secrets do not get into logs");
    assert!(store.remove_webhook("one").await.unwrap());
    assert!(!store.remove_webhook("one").await.unwrap());
    assert_eq!(store.webhooks().await.unwrap().len(), 1);
}
