use comity_api::local::{AskOrder, NoticeCall, NoticesInfo, PartyCall, PartyReply};
use comity_api::v1::Example;
use comity_api::yente::OneOrMany;

use comity_model::PartyId;

use super::coalition::{Coalition, bytes_under, context, held, import, person, written};

fn two() -> String {
    person("p-1", "Zoltrian Quenfelder", "1970-01-05")
        + &person("p-2", "Mirelle Tavastok", "1981-07-30")
}

#[tokio::test]
async fn what_is_shared_arrives_changes_and_is_taken_back() {
    let coalition = Coalition::of(&["freedonia", "sylvania"]).await;
    coalition.link("freedonia", "sylvania").await;
    let (ours, theirs) = (coalition.node("freedonia"), coalition.node("sylvania"));
    import(ours, "wanted", "TLP:GREEN", &two()).await;
    coalition.share("freedonia", "wanted", "sylvania").await;
    coalition.settle().await;
    assert_eq!(held(theirs, "freedonia.wanted").await, ["p-1", "p-2"]);
    let kept = theirs.store.records("p-1").await.unwrap();
    let said = &kept[0].record.statements()[0];
    assert_eq!(said.origin.party().as_str(), "freedonia");
    assert_eq!(said.origin.marking().to_string(), "TLP:GREEN PURPOSE:border-check");

    // One changes, one leaves.
    let changed = person("p-1", "Zoltrian Quenfelder Ost", "1970-01-05");
    import(ours, "wanted", "TLP:GREEN", &changed).await;
    coalition.settle().await;
    assert_eq!(held(theirs, "freedonia.wanted").await, ["p-1"]);
    let kept = theirs.store.records("p-1").await.unwrap();
    assert_eq!(kept[0].record.first("name"), Some("Zoltrian Quenfelder Ost"));
    let reply = ours.answer_party(&context(ours), PartyCall::Owed { all: true }).await.unwrap();
    let PartyReply::Owed(owed) = reply else { panic!() };
    assert_eq!(owed.len(), 1);
    assert_eq!(owed[0].record, "wanted/p-2");
    assert_eq!(owed[0].outcome.as_deref(), Some("done"));
}

#[tokio::test]
async fn what_a_partner_may_not_see_leaves_no_trace() {
    let coalition = Coalition::of(&["freedonia", "sylvania"]).await;
    coalition.link("freedonia", "sylvania").await;
    let (ours, theirs) = (coalition.node("freedonia"), coalition.node("sylvania"));
    import(ours, "secret", "TLP:RED", &two()).await;
    import(ours, "others", "TLP:GREEN REL:freedonia,ruritania", &two()).await;
    let minor = person("p-9", "Young Somebody", "2020-01-01");
    import(ours, "minors", "TLP:GREEN", &minor).await;
    for dataset in ["secret", "others", "minors"] {
        coalition.share("freedonia", dataset, "sylvania").await;
    }
    coalition.settle().await;
    let partner = &ours.store.partners().await.unwrap()[0];
    assert_eq!(partner.sent.seq, 0, "nothing at all was sealed");
    assert!(theirs.store.datasets().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_partner_that_was_away_catches_up_and_a_restart_loses_nothing() {
    let mut coalition = Coalition::of(&["freedonia", "sylvania"]).await;
    coalition.link("freedonia", "sylvania").await;
    coalition.cut("freedonia", "sylvania");
    let many: String = (0..1_200)
        .map(|n| person(&format!("p-{n:05}"), &format!("Person Nr{n}"), "1970-01-05"))
        .collect();
    import(coalition.node("freedonia"), "wanted", "TLP:GREEN", &many).await;
    coalition.share("freedonia", "wanted", "sylvania").await;
    coalition.settle().await;
    coalition.pass_hours(31 * 24);
    coalition.restart("freedonia").await;
    coalition.settle().await;
    assert!(held(coalition.node("sylvania"), "freedonia.wanted").await.is_empty());
    coalition.heal();
    coalition.restart("sylvania").await;
    coalition.settle().await;
    assert_eq!(held(coalition.node("sylvania"), "freedonia.wanted").await.len(), 1_200);
}

#[tokio::test]
async fn what_is_recalled_is_gone_over_re_sharers_too() {
    let coalition = Coalition::of(&["freedonia", "sylvania", "ruritania"]).await;
    coalition.link("freedonia", "sylvania").await;
    coalition.link("sylvania", "ruritania").await;
    let ours = coalition.node("freedonia");
    import(ours, "wanted", "TLP:GREEN", &two()).await;
    coalition.share("freedonia", "wanted", "sylvania").await;
    coalition.settle().await;
    coalition.share("sylvania", "freedonia.wanted", "ruritania").await;
    coalition.settle().await;
    let passed_on = "sylvania.freedonia.wanted";
    assert_eq!(held(coalition.node("ruritania"), passed_on).await, ["p-1", "p-2"]);
    let recall =
        PartyCall::Recall { record: "wanted/p-1".to_owned(), reason: "a mistake".to_owned() };
    let reply = ours.answer_party(&context(ours), recall).await.unwrap();
    assert_eq!(reply, PartyReply::Recalled(vec!["sylvania".to_owned()]));
    coalition.settle().await;
    assert_eq!(held(coalition.node("sylvania"), "freedonia.wanted").await, ["p-2"]);
    assert_eq!(held(coalition.node("ruritania"), passed_on).await, ["p-2"]);
    assert_eq!(held(ours, "wanted").await, ["p-1", "p-2"], "the originator keeps its own");
    for party in ["sylvania", "ruritania"] {
        let found = bytes_under(coalition.members[party].home.path(), "Quenfelder");
        assert_eq!(found, Vec::<String>::new(), "{party}");
    }
}

#[tokio::test]
async fn a_file_carries_what_a_connection_would() {
    let coalition = Coalition::of(&["freedonia", "sylvania"]).await;
    coalition.link("freedonia", "sylvania").await;
    let (ours, theirs) = (coalition.node("freedonia"), coalition.node("sylvania"));
    import(ours, "wanted", "TLP:GREEN", &two()).await;
    coalition.share("freedonia", "wanted", "sylvania").await;
    let bundle = PartyCall::Bundle { to: "sylvania".to_owned() };
    let file = written(ours.answer_party(&context(ours), bundle).await.unwrap());
    let take = |text: String| PartyCall::Take { text };
    let reply = theirs.answer_party(&context(theirs), take(file.clone())).await.unwrap();
    let PartyReply::Taken(ack) = reply else { panic!() };
    assert_eq!(held(theirs, "freedonia.wanted").await, ["p-1", "p-2"]);
    // Carried twice, it comes to the same.
    theirs.answer_party(&context(theirs), take(file)).await.unwrap();
    assert_eq!(held(theirs, "freedonia.wanted").await, ["p-1", "p-2"]);
    ours.answer_party(&context(ours), take(ack)).await.unwrap();
    let partner = &ours.store.partners().await.unwrap()[0];
    assert_eq!((partner.sent.seq, partner.acked), (1, 1));
}

async fn ask(coalition: &Coalition, name: &str) -> Vec<(String, String, Option<String>)> {
    let node = coalition.node("sylvania");
    let properties = [("name".to_owned(), OneOrMany::One(name.to_owned()))].into();
    let query = Example { schema: "Person".to_owned(), properties };
    let order = AskOrder { partners: Vec::new(), query };
    let reply = node.answer_party(&context(node), PartyCall::Ask(order)).await.unwrap();
    let PartyReply::Asked(answers) = reply else { panic!() };
    answers.into_iter().map(|answer| (answer.party, answer.answer, answer.code)).collect()
}

#[tokio::test]
async fn partners_are_asked_without_copying_anything() {
    let coalition = Coalition::of(&["freedonia", "sylvania", "ruritania"]).await;
    coalition.link("freedonia", "sylvania").await;
    coalition.link("sylvania", "ruritania").await;
    import(coalition.node("freedonia"), "wanted", "TLP:AMBER", &two()).await;
    import(coalition.node("ruritania"), "secret", "TLP:RED", &two()).await;
    let answer = |party: &str, answer: &str, code: Option<&str>| {
        (party.to_owned(), answer.to_owned(), code.map(str::to_owned))
    };
    assert_eq!(
        ask(&coalition, "Zoltrian Quenfelder").await,
        [answer("freedonia", "hit", None), answer("ruritania", "no-hit", None)],
        "what is withheld looks like what is not there"
    );
    coalition.cut("sylvania", "freedonia");
    assert_eq!(
        ask(&coalition, "Nobody Atall").await,
        [
            answer("freedonia", "not-answered", Some("unreachable")),
            answer("ruritania", "no-hit", None)
        ],
        "who did not answer is among the answers"
    );
    coalition.heal();
    for _ in 0..98 {
        ask(&coalition, "Nobody Atall").await;
    }
    assert_eq!(
        ask(&coalition, "Zoltrian Quenfelder").await,
        [answer("freedonia", "hit", None), answer("ruritania", "not-answered", Some("budget"))]
    );
    assert!(coalition.node("sylvania").store.datasets().await.unwrap().is_empty());
}

async fn notices(coalition: &Coalition, party: &str, call: NoticeCall) -> NoticesInfo {
    let node = coalition.node(party);
    let reply = node.answer_party(&context(node), PartyCall::Notice(call)).await.unwrap();
    let PartyReply::Notices(info) = reply else { panic!() };
    info
}

fn circle(centre: &str) -> NoticeCall {
    let draft = serde_json::json!({
        "status": "actual", "kind": "exercise", "text": "Live firing.", "contact": "Duty officer",
        "area": { "circle": { "centre": centre, "radius_nm_hundredths": 1000 } },
        "begins": "2026-11-24T06:00:00Z", "ends": "2026-11-24T18:00:00Z",
    });
    NoticeCall::Publish { draft }
}

#[tokio::test]
async fn notices_arrive_are_read_and_their_overlap_is_shown_to_both() {
    let coalition = Coalition::of(&["freedonia", "sylvania"]).await;
    coalition.link("freedonia", "sylvania").await;
    notices(&coalition, "freedonia", circle("36.200000,-5.350000")).await;
    coalition.settle().await;
    let theirs = notices(&coalition, "sylvania", NoticeCall::List).await;
    assert_eq!(theirs.notices[0].id, "freedonia/1");
    assert!(
        theirs.notices[0].cap.contains("<msgType>Alert</msgType>"),
        "{}",
        theirs.notices[0].cap
    );
    let ours = notices(&coalition, "freedonia", NoticeCall::List).await;
    assert_eq!(ours.notices[0].unacknowledged, ["sylvania"]);
    let id = "freedonia/1".to_owned();
    notices(&coalition, "sylvania", NoticeCall::Acknowledge { id }).await;
    coalition.settle().await;
    let ours = notices(&coalition, "freedonia", NoticeCall::List).await;
    assert!(ours.notices[0].unacknowledged.is_empty());
    assert!(ours.overlaps.is_empty());
    notices(&coalition, "sylvania", circle("36.250000,-5.350000")).await;
    coalition.settle().await;
    for party in ["freedonia", "sylvania"] {
        assert_eq!(notices(&coalition, party, NoticeCall::List).await.overlaps.len(), 1, "{party}");
    }
    let cancel =
        NoticeCall::Cancel { id: "freedonia/1".to_owned(), reason: "called off".to_owned() };
    notices(&coalition, "freedonia", cancel).await;
    coalition.settle().await;
    let theirs = notices(&coalition, "sylvania", NoticeCall::List).await;
    assert_eq!(theirs.notices.len(), 1);
    assert!(theirs.overlaps.is_empty());
}

#[tokio::test]
async fn partners_cosign_each_others_logs() {
    let coalition = Coalition::of(&["freedonia", "sylvania"]).await;
    coalition.link("freedonia", "sylvania").await;
    let ours = coalition.node("freedonia");
    let partner = ours.known_partner("sylvania").await.unwrap();
    assert!(ours.ask_witness(&partner).await.unwrap());
    assert!(!ours.ask_witness(&partner).await.unwrap(), "the log has not grown");
    import(ours, "wanted", "TLP:GREEN", &two()).await;
    assert!(ours.ask_witness(&partner).await.unwrap());
    let (size, note) = ours.cosigned(&partner.party).await.unwrap().unwrap();
    assert_eq!(ours.log().await.unwrap().anchor().size, size);
    let card = super::links::card_of(&partner).unwrap();
    let key = comity_audit::VerifierKey::parse(&card.witness).unwrap();
    let note = comity_audit::Note::parse(&note).unwrap();
    comity_audit::cosignature::verify(&note, &key).unwrap();
    // A witness that was told of a larger log does not go back.
    ours.store.set_setting("cosigned-sylvania", "").await.unwrap();
    assert!(!ours.ask_witness(&partner).await.unwrap());
    // Another log of the same name and size is no continuation.
    let theirs = coalition.node("sylvania");
    let from = PartyId::new("freedonia").unwrap();
    let forged = "old 0\n\nfreedonia/comity-log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\
                  \u{2014} freedonia/comity-log AAAAAAAA\n";
    assert!(theirs.cosign(&from, forged).await.is_err());
}
