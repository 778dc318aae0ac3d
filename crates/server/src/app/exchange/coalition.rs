//! Several nodes in one process, for tests: what one posts is handed to the other.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use comity_api::local::{
    AgreementDraft, AskingDraft, ImportOrder, PartyCall, PartyOrder, PartyReply, ShareOrder,
    TermsDraft,
};
use comity_api::{Fault, FaultKind};
use comity_exchange::PartyCard;
use comity_model::{PartyId, Timestamp};
use comity_store::StoreError;
use tempfile::TempDir;

use super::Post;
use super::post::{ENVELOPES, Posted, QUESTIONS, WITNESS};
use super::simulation::Dice;
use crate::app::import::ImportFile;
use crate::app::node::{Around, Node};
use crate::{Clock, Context, Reason, ServerError};

/// A clock that a test sets.
pub(super) struct TestClock(pub(super) Mutex<i64>);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(*self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn elapsed(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }
}

/// Parties that can reach each other.
pub(super) struct Coalition {
    pub(super) clock: Arc<TestClock>,
    pub(super) members: BTreeMap<String, Member>,
    wires: Arc<Wires>,
}

/// One party's node and its home.
pub(super) struct Member {
    pub(super) home: TempDir,
    pub(super) node: Arc<Node>,
}

/// Who is at the other end, and which links are cut.
#[derive(Default)]
pub(super) struct Wires {
    nodes: Mutex<BTreeMap<String, Weak<Node>>>,
    cut: Mutex<Vec<(String, String)>>,
    /// What goes wrong, as long as anything does.
    wrong: Mutex<Option<Dice>>,
    losses: Mutex<BTreeMap<&'static str, u32>>,
}

impl Wires {
    /// What becomes of the next message.
    fn fate(&self) -> Fate {
        let mut wrong = self.wrong.lock().unwrap();
        let Some(dice) = wrong.as_mut() else { return Fate::Arrives };
        let (fate, what) = match dice.below(5) {
            0 => (Fate::Lost, "lost"),
            1 => (Fate::AnswerLost, "answer lost"),
            2 => (Fate::Twice, "twice"),
            _ => return Fate::Arrives,
        };
        *self.losses.lock().unwrap().entry(what).or_default() += 1;
        fate
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Arrives,
    Lost,
    AnswerLost,
    Twice,
}

struct HandToHand {
    from: PartyId,
    wires: Arc<Wires>,
}

impl Post for HandToHand {
    fn reaches(&self, _: &PartyCard) -> bool {
        true
    }

    fn post<'a>(&'a self, to: &'a PartyCard, path: &'static str, text: String) -> Posted<'a> {
        Box::pin(async move {
            let unreachable =
                || Fault::new(FaultKind::Unavailable, "unreachable", "the partner is away");
            let ends = (self.from.to_string(), to.party.to_string());
            let is_cut = self.wires.cut.lock().unwrap().contains(&ends);
            let node = self.wires.nodes.lock().unwrap().get(to.party.as_str()).cloned();
            let node = node.and_then(|node| node.upgrade()).filter(|_| !is_cut);
            let node = node.ok_or_else(unreachable)?;
            let fate = self.wires.fate();
            if fate == Fate::Lost {
                return Err(unreachable());
            }
            if fate == Fate::Twice && path == ENVELOPES {
                node.receive(Some(&self.from), &text).await.map_err(|error| error.to_fault())?;
            }
            let answer = match path {
                QUESTIONS => node.answer_question(&self.from, &text).await,
                WITNESS => node.cosign(&self.from, &text).await,
                _ => node.receive(Some(&self.from), &text).await.map(|ack| ack.to_string()),
            };
            if fate == Fate::AnswerLost {
                return Err(unreachable());
            }
            answer.map_err(|error| error.to_fault())
        })
    }
}

pub(super) const START: i64 = 1_795_348_800;

impl Coalition {
    /// Parties with cards and without links.
    pub(super) async fn of(parties: &[&str]) -> Coalition {
        let clock = Arc::new(TestClock(Mutex::new(START)));
        let mut coalition =
            Coalition { clock, members: BTreeMap::new(), wires: Arc::new(Wires::default()) };
        for party in parties {
            let home = tempfile::tempdir().unwrap();
            let around = coalition.around();
            Node::init(home.path(), Some(party), &around).await.unwrap();
            let node = coalition.open(party, home.path()).await;
            let order = PartyOrder {
                name: format!("Police of {party}"),
                jurisdiction: "XA".to_owned(),
                address: None,
            };
            let ctx = context(&node);
            node.answer_party(&ctx, PartyCall::Init(order)).await.unwrap();
            coalition.members.insert((*party).to_owned(), Member { home, node });
        }
        coalition
    }

    fn around(&self) -> Around {
        Around { clock: self.clock.clone(), ..Around::system() }
    }

    async fn open(&self, party: &str, home: &std::path::Path) -> Arc<Node> {
        // What a node began in the background it finishes before the home is free.
        let mut opened = Node::open(home, self.around());
        for _ in 0..1_000 {
            let Err(ServerError::Store(StoreError::Locked(_))) = &opened else { break };
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            opened = Node::open(home, self.around());
        }
        let node = opened.unwrap();
        let from = PartyId::new(party).unwrap();
        node.set_post(Arc::new(HandToHand { from, wires: self.wires.clone() }));
        let known = Arc::downgrade(&node);
        self.wires.nodes.lock().unwrap().insert(party.to_owned(), known);
        node
    }

    pub(super) fn node(&self, party: &str) -> &Arc<Node> {
        &self.members[party].node
    }

    /// The node ends at once and is started again.
    pub(super) async fn restart(&mut self, party: &str) {
        let Member { home, node } = self.members.remove(party).unwrap();
        drop(node);
        let node = self.open(party, home.path()).await;
        self.members.insert(party.to_owned(), Member { home, node });
    }

    pub(super) fn cut(&self, from: &str, to: &str) {
        self.wires.cut.lock().unwrap().push((from.to_owned(), to.to_owned()));
    }

    pub(super) fn heal(&self) {
        self.wires.cut.lock().unwrap().clear();
    }

    /// From now on messages are lost, or come twice.
    pub(super) fn misbehave(&self, seed: u64) {
        *self.wires.wrong.lock().unwrap() = Some(Dice(!seed));
    }

    pub(super) fn behave(&self) {
        *self.wires.wrong.lock().unwrap() = None;
    }

    /// What went wrong with messages, and how often.
    pub(super) fn losses(&self) -> BTreeMap<&'static str, u32> {
        self.wires.losses.lock().unwrap().clone()
    }

    /// Everybody tells everybody once, or fails to.
    pub(super) async fn round(&self) {
        for member in self.members.values() {
            for partner in member.node.store.partners().await.unwrap() {
                // Whoever is not reached now is later.
                let _ = member.node.tell_partner(&partner.party).await;
            }
        }
    }

    pub(super) fn pass_hours(&self, hours: i64) {
        *self.clock.0.lock().unwrap() += hours * 3_600;
    }

    /// Links two parties, which give each other everything that they share.
    pub(super) async fn link(&self, one: &str, other: &str) {
        let (inviting, accepting) = (self.node(one), self.node(other));
        let gives = [one, other].map(|party| (party.to_owned(), terms()));
        let agreement = AgreementDraft {
            name: "Border data".to_owned(),
            begins: None,
            expires: "2030-01-01".to_owned(),
            gives: gives.into(),
        };
        let to = other.to_owned();
        let invite = PartyCall::Invite { to, agreement: Box::new(agreement) };
        let invitation = written(inviting.answer_party(&context(inviting), invite).await.unwrap());
        let number = fingerprint(inviting).await;
        let accept =
            |text: String, number: String| PartyCall::Accept { text, fingerprint: Some(number) };
        let taken = context(accepting);
        let answered = accepting.answer_party(&taken, accept(invitation, number)).await.unwrap();
        let PartyReply::Invited(invited) = answered else { panic!() };
        let number = fingerprint(accepting).await;
        let done = accept(invited.answer.unwrap(), number);
        inviting.answer_party(&context(inviting), done).await.unwrap();
    }

    /// Everybody tells everybody until nobody has anything to tell.
    pub(super) async fn settle(&self) {
        for _ in 0..50 {
            let mut told = false;
            for member in self.members.values() {
                for partner in member.node.store.partners().await.unwrap() {
                    told |= member.node.tell_partner(&partner.party).await.unwrap_or(false);
                }
            }
            if !told {
                return;
            }
        }
        panic!("they never stop telling each other something");
    }

    pub(super) async fn share(&self, from: &str, dataset: &str, to: &str) -> u64 {
        let node = self.node(from);
        let order = ShareOrder {
            party: to.to_owned(),
            dataset: dataset.to_owned(),
            standing: "listed".to_owned(),
            grounds: "fact".to_owned(),
        };
        let reply = node.answer_party(&context(node), PartyCall::Share(order)).await.unwrap();
        let PartyReply::Share(info) = reply else { panic!() };
        info.number
    }
}

pub(super) fn terms() -> TermsDraft {
    TermsDraft {
        purposes: vec!["border-check".to_owned()],
        schemata: vec!["Person".to_owned(), "Vessel".to_owned()],
        light: Some("TLP:AMBER".to_owned()),
        onward: Some("as-marked".to_owned()),
        receipt_hours: Some(24),
        asking: Some(AskingDraft {
            fields: vec!["name".to_owned(), "birthDate".to_owned()],
            questions_per_day: 100,
            release_hours: None,
        }),
    }
}

/// A liaison at the border.
pub(super) fn context(node: &Node) -> Context {
    let reason = Reason::read(Some("border-check"), Some("border-code"), None).unwrap();
    Context { reason, ..node.desk_context() }
}

pub(super) async fn fingerprint(node: &Arc<Node>) -> String {
    let reply = node.answer_party(&context(node), PartyCall::Show).await.unwrap();
    let PartyReply::Party(info) = reply else { panic!() };
    info.fingerprint
}

pub(super) fn written(reply: PartyReply) -> String {
    let PartyReply::Written(text) = reply else { panic!("{reply:?}") };
    text
}

/// Imports records, one JSON a line, under a marking.
pub(super) async fn import(node: &Arc<Node>, dataset: &str, marking: &str, lines: &str) {
    let bytes = Box::new(std::io::Cursor::new(lines.as_bytes().to_vec()));
    let file = ImportFile { name: "list.json".to_owned(), bytes };
    let order = ImportOrder {
        dataset: dataset.to_owned(),
        marking: Some(marking.to_owned()),
        ..ImportOrder::default()
    };
    node.import(&context(node), order, vec![file]).await.unwrap();
}

/// What a node holds of a dataset: ids.
pub(super) async fn held(node: &Arc<Node>, dataset: &str) -> Vec<String> {
    records(node, dataset).await.into_keys().collect()
}

pub(super) fn person(id: &str, name: &str, born: &str) -> String {
    let properties = serde_json::json!({ "name": [name], "birthDate": [born] });
    let record = serde_json::json!({ "id": id, "schema": "Person", "properties": properties });
    format!("{record}\n")
}

/// What a node holds of a dataset: the names by id.
pub(super) async fn records(node: &Arc<Node>, dataset: &str) -> BTreeMap<String, String> {
    let found = Arc::new(Mutex::new(BTreeMap::new()));
    let (seen, name) = (found.clone(), dataset.to_owned());
    let visitor = Box::new(move |stored: comity_store::Stored| {
        if stored.dataset.as_str() == name {
            let said = stored.record.first("name").unwrap_or_default().to_owned();
            seen.lock().unwrap().insert(stored.record.id().to_string(), said);
        }
        Ok(())
    });
    node.store.scan(visitor).await.unwrap();
    found.lock().unwrap().clone()
}

/// The files under a folder in which a text stands.
pub(super) fn bytes_under(folder: &std::path::Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(bytes_under(&path, text));
        } else if let Ok(bytes) = std::fs::read(&path) {
            let text = text.as_bytes();
            if bytes.windows(text.len()).any(|window| window == text) {
                found.push(path.display().to_string());
            }
        }
    }
    found
}
