use std::collections::BTreeSet;

use comity_model::{ActorName, LegalBasis, Purpose, Role, Timestamp};
use comity_store::{Account, Session, Store, Token};

pub(crate) fn token(name: &str, byte: u8) -> Token {
    Token {
        name: name.to_owned(),
        hash: [byte; 32],
        created_at: Timestamp(7),
        clearance: "TLP:GREEN".to_owned(),
        roles: BTreeSet::from([Role::Officer]),
        purpose: Purpose::new("border-check").ok(),
        legal_basis: LegalBasis::new("border-code").ok(),
        expires_at: Some(Timestamp(9_000)),
    }
}

pub(crate) fn account(name: &str, os_uid: Option<u32>) -> Account {
    Account {
        name: ActorName::new(name).unwrap(),
        roles: BTreeSet::from([Role::Officer, Role::Supervisor]),
        clearance: "TLP:AMBER".to_owned(),
        os_uid,
        password: Some("$argon2id$made-up".to_owned()),
        subject: None,
        created_at: Timestamp(7),
        disabled: false,
        failures: 0,
        locked_until: None,
    }
}

fn session(byte: u8, account: &str, began: i64) -> Session {
    let (began, account) = (Timestamp(began), ActorName::new(account).unwrap());
    Session { hash: [byte; 32], account, created_at: began, seen_at: began, assurance: 1 }
}

pub(crate) async fn tokens_are_kept(store: &dyn Store) {
    store.add_token(&token("gate", 2)).await.unwrap();
    let bare = Token { purpose: None, legal_basis: None, expires_at: None, ..token("airport", 1) };
    store.add_token(&bare).await.unwrap();
    let refused = store.add_token(&token("gate", 3)).await.unwrap_err();
    assert_eq!(refused.to_string(), "there is a token `gate` already");
    assert_eq!(store.tokens().await.unwrap(), [bare.clone(), token("gate", 2)]);
    assert!(store.remove_token("gate").await.unwrap());
    assert!(!store.remove_token("gate").await.unwrap());
    assert_eq!(store.tokens().await.unwrap(), [bare]);
}

pub(crate) async fn accounts_are_kept_as_they_are_changed(store: &dyn Store) {
    store.add_account(&account("rivera", Some(1_000))).await.unwrap();
    store.add_account(&account("desk-4", None)).await.unwrap();
    for taken in [account("rivera", None), account("other", Some(1_000))] {
        assert!(store.add_account(&taken).await.is_err(), "{taken:?}");
        assert!(!format!("{taken:?}").contains("argon2"), "hashes do not get into logs");
    }
    let subject = Some("https://id.example 17".to_owned());
    let changed = Account { subject, disabled: true, ..account("desk-4", Some(1_001)) };
    assert!(store.change_account(&changed).await.unwrap());
    assert!(!store.change_account(&account("nobody", None)).await.unwrap());
    let clash = Account { os_uid: Some(1_000), ..changed.clone() };
    assert!(store.change_account(&clash).await.is_err(), "the user of the machine is rivera's");
    let all = store.accounts().await.unwrap();
    assert_eq!(all, [changed, account("rivera", Some(1_000))]);
    assert!(store.remove_account(&all[0].name).await.unwrap());
    assert!(!store.remove_account(&all[0].name).await.unwrap());
}

pub(crate) async fn wrong_passwords_are_counted_until_somebody_signs_in(store: &dyn Store) {
    store.add_account(&account("rivera", None)).await.unwrap();
    let name = ActorName::new("rivera").unwrap();
    assert_eq!(store.count_failure(&name, None).await.unwrap(), 1);
    assert_eq!(store.count_failure(&name, Some(Timestamp(60))).await.unwrap(), 2);
    let nobody = ActorName::new("nobody").unwrap();
    assert_eq!(store.count_failure(&nobody, None).await.unwrap(), 0);
    let kept = store.accounts().await.unwrap();
    assert_eq!((kept[0].failures, kept[0].locked_until), (2, Some(Timestamp(60))));
    store.add_session(&session(1, "rivera", 70)).await.unwrap();
    let kept = store.accounts().await.unwrap();
    assert_eq!((kept[0].failures, kept[0].locked_until), (0, None));
}

pub(crate) async fn sessions_end_with_their_account_and_their_time(store: &dyn Store) {
    for name in ["rivera", "desk-4"] {
        store.add_account(&account(name, None)).await.unwrap();
    }
    let stranger = store.add_session(&session(9, "nobody", 1)).await;
    assert!(stranger.is_err(), "only who has an account is signed in");
    for (byte, name, began) in
        [(1, "rivera", 10), (2, "rivera", 20), (3, "desk-4", 30), (4, "desk-4", 40)]
    {
        store.add_session(&session(byte, name, began)).await.unwrap();
    }
    store.touch_session(&[1; 32], Timestamp(50)).await.unwrap();
    store.touch_session(&[1; 32], Timestamp(45)).await.unwrap();
    let seen = store.session(&[1; 32]).await.unwrap().unwrap().seen_at;
    assert_eq!(seen, Timestamp(50), "a clock that jumps back undoes nothing");
    assert_eq!(store.session(&[8; 32]).await.unwrap(), None);
    assert_eq!(store.forget_sessions(Timestamp(0), Timestamp(25)).await.unwrap(), 1);
    assert_eq!(store.forget_sessions(Timestamp(15), Timestamp(0)).await.unwrap(), 1);
    assert!(store.end_session(&[3; 32]).await.unwrap());
    assert!(!store.end_session(&[3; 32]).await.unwrap());
    let name = ActorName::new("desk-4").unwrap();
    assert_eq!(store.end_sessions(&name).await.unwrap(), 1);
    store.add_session(&session(5, "desk-4", 60)).await.unwrap();
    assert!(store.remove_account(&name).await.unwrap());
    assert_eq!(store.session(&[5; 32]).await.unwrap(), None);
}
