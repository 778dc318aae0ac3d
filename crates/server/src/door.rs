use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use comity_api::Fault;
use comity_api::local::{
    AccountInfo, AccountOrder, AlertCall, AlertReply, ApprovalCall, ApprovalReply, BackupOrder,
    BackupTaken, BatchOrder, BatchSummary, Call, CaseCall, CaseReply, ChangesOrder, DecisionInfo,
    DecisionOrder, DoctorCheck, FetchOrder, FetchOutcome, HomeRestored, ImportOrder, ImportOutcome,
    LogOrder, NewToken, NewWebhook, PartyCall, PartyReply, PolicyOrder, ReadOrder, ReadSummary,
    RecordFound, Reply, RightsCall, RightsReply, SearchRequest, SubjectPage, TokenInfo, TokenOrder,
    UnusualOrder, UpdateSummary, VersionInfo, WebhookInfo,
};
use comity_api::v1::{
    AccessAnswer, AccessRequest, ChangeList, DatasetInfo, IndirectAnswer, LogCopy, LogErased,
    LogErasure, LogFindings, LogPage, LogQuery, PolicyInfo, ScreenRequest, ScreenResponse,
    SearchPage, SubjectBatch, SubjectChangeList, SubjectInfo, SubjectList, SubjectSpec,
    SubjectsKept,
};
use comity_store::StoreError;

use crate::limits::HOME_WAIT_MILLIS_MAX;
use crate::local::Client;
use crate::{Around, ImportFile, LocalCaller, Node, Progress, Reason, ServerError};

/// The command line's way into a home: opened by this process, or through the node that serves
/// it. Either way the same use cases answer.
pub struct Door {
    way: Way,
    caller: LocalCaller,
}

enum Way {
    /// This process owns the home.
    Direct(Arc<Node>),
    /// A node serves the home.
    Socket(Client),
}

/// How often a command looks whether the home is free.
const HOME_WAIT_STEP: Duration = Duration::from_millis(50);

/// One method for one call: what it takes, what it gives, and which reply that is.
macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*) -> $out:ty
        { $call:expr => $reply:pat => $value:expr })*) => {
        impl Door {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// Whatever the node says against it.
                pub async fn $name(&self, $($arg: $kind),*) -> Result<$out, Fault> {
                    match self.call($call).await? {
                        $reply => Ok($value),
                        _ => Err(Fault::internal("the node answered another question")),
                    }
                }
            )*
        }
    };
}

calls! {
    /// All datasets with their current version.
    datasets() -> Vec<DatasetInfo> { Call::Datasets => Reply::Datasets(list) => list }
    /// The versions of a dataset that are kept, oldest first.
    versions(dataset: &str) -> Vec<VersionInfo> {
        Call::Versions { dataset: dataset.to_owned() } => Reply::Versions(list) => list
    }
    /// The report of the import that made a dataset's current version.
    report(dataset: &str) -> ImportOutcome {
        Call::Report { dataset: dataset.to_owned() } => Reply::Report(report) => *report
    }
    /// Screens one query.
    screen(request: ScreenRequest) -> ScreenResponse {
        Call::Screen(Box::new(request)) => Reply::Screened(answer) => *answer
    }
    /// Looks for records by their words.
    search(search: SearchRequest) -> SearchPage {
        Call::Search(search) => Reply::Found(page) => *page
    }
    /// Shows a record by its id.
    record(id: &str, full: bool) -> RecordFound {
        Call::Record { id: id.to_owned(), full } => Reply::Record(found) => found
    }
    /// Keeps a person's decision about two records; gives the canonical id of their group.
    decide(order: DecisionOrder) -> Option<String> {
        Call::Decide(order) => Reply::Decided { canonical } => canonical
    }
    /// All decisions, in the order in which they were made.
    decisions() -> Vec<DecisionInfo> { Call::Decisions => Reply::Decisions(list) => list }
    /// Removes a dataset with all its versions for good.
    remove(dataset: &str) -> bool {
        Call::Remove { dataset: dataset.to_owned() } => Reply::Removed(removed) => removed
    }
    /// Erases the versions of a dataset before its newest `keep` ones; gives how many.
    erase(dataset: &str, keep: usize) -> usize {
        Call::Erase { dataset: dataset.to_owned(), keep } => Reply::Erased(count) => count
    }
    /// Makes a token. This is the only time that its secret is shown.
    create_token(order: TokenOrder) -> NewToken {
        Call::CreateToken(Box::new(order)) => Reply::Token(token) => token
    }
    /// All tokens, without their secrets.
    tokens() -> Vec<TokenInfo> { Call::Tokens => Reply::Tokens(list) => list }
    /// Forgets a token.
    remove_token(name: &str) -> bool {
        Call::RemoveToken { name: name.to_owned() } => Reply::Removed(removed) => removed
    }
    /// Makes a person's account.
    add_account(order: AccountOrder) -> AccountInfo {
        Call::AddAccount(Box::new(order)) => Reply::Account(info) => *info
    }
    /// All accounts, by name.
    accounts() -> Vec<AccountInfo> { Call::Accounts => Reply::Accounts(list) => list }
    /// Changes what the order states about an account.
    change_account(order: AccountOrder) -> AccountInfo {
        Call::ChangeAccount(Box::new(order)) => Reply::Account(info) => *info
    }
    /// Forgets a person's account.
    remove_account(name: &str) -> bool {
        Call::RemoveAccount { name: name.to_owned() } => Reply::Removed(removed) => removed
    }
    /// Ends all sessions of a person; gives how many there were.
    end_sessions(name: &str) -> usize {
        Call::EndSessions { name: name.to_owned() } => Reply::Ended(count) => count
    }
    /// What changed between two versions of a dataset, page by page.
    changes(order: ChangesOrder) -> ChangeList {
        Call::Changes(order) => Reply::Changes(list) => *list
    }
    /// Keeps a subject, which must have an id, and screens it.
    put_subject(register: &str, spec: SubjectSpec) -> SubjectInfo {
        Call::PutSubject { register: register.to_owned(), spec: Box::new(spec) }
            => Reply::Subject(info) => *info
    }
    /// Keeps several subjects, or none of them, and screens them.
    put_subjects(register: &str, batch: SubjectBatch) -> SubjectsKept {
        Call::PutSubjects { register: register.to_owned(), batch }
            => Reply::SubjectsKept(kept) => kept
    }
    /// Subjects and what they hit, page by page.
    subjects(page: SubjectPage) -> SubjectList {
        Call::Subjects(page) => Reply::Subjects(list) => list
    }
    /// Removes a subject and all that was found about it.
    remove_subject(register: &str, id: &str) -> bool {
        Call::RemoveSubject { register: register.to_owned(), id: id.to_owned() }
            => Reply::Removed(removed) => removed
    }
    /// New, changed and withdrawn hits after a number, once all subjects are screened.
    subject_changes(since: u64, limit: usize) -> SubjectChangeList {
        Call::SubjectChanges { since, limit } => Reply::SubjectChanges(list) => list
    }
    /// Adds a target of events. This is the only time that its secret is shown.
    add_webhook(name: &str, url: &str) -> NewWebhook {
        Call::AddWebhook { name: name.to_owned(), url: url.to_owned() }
            => Reply::Webhook(webhook) => webhook
    }
    /// All targets of events and how far they are.
    webhooks() -> Vec<WebhookInfo> { Call::Webhooks => Reply::Webhooks(list) => list }
    /// Sends to a target again that was given up.
    resume_webhook(name: &str) -> bool {
        Call::ResumeWebhook { name: name.to_owned() } => Reply::Removed(done) => done
    }
    /// Forgets a target of events.
    remove_webhook(name: &str) -> bool {
        Call::RemoveWebhook { name: name.to_owned() } => Reply::Removed(removed) => removed
    }
    /// Downloads a publication and imports it if it changed.
    fetch(order: FetchOrder) -> FetchOutcome {
        Call::Fetch(Box::new(order)) => Reply::Fetched(outcome) => *outcome
    }
    /// Checks all datasets that are kept fresh, and waits for what comes of it.
    update() -> UpdateSummary { Call::Update => Reply::Updated(summary) => summary }
    /// Asks about alerts, or gives an order about them.
    alert(call: AlertCall) -> AlertReply {
        Call::Alert(Box::new(call)) => Reply::Alert(reply) => *reply
    }
    /// Asks about cases, or gives an order about them.
    case(call: CaseCall) -> CaseReply {
        Call::Case(Box::new(call)) => Reply::Case(reply) => *reply
    }
    /// Asks about this party and its partners, or gives an order about them.
    party(call: PartyCall) -> PartyReply {
        Call::Party(Box::new(call)) => Reply::Party(reply) => *reply
    }
    /// Asks about what supervisors have to approve, or decides about it.
    approval(call: ApprovalCall) -> ApprovalReply {
        Call::Approval(Box::new(call)) => Reply::Approval(reply) => *reply
    }
    /// Events of the log, newest first.
    log(query: LogQuery) -> LogPage {
        Call::Log(Box::new(query)) => Reply::Log(page) => *page
    }
    /// What is unusual in the log.
    unusual(order: UnusualOrder) -> LogFindings {
        Call::Unusual(order) => Reply::Unusual(found) => *found
    }
    /// What is held about somebody.
    access(request: AccessRequest) -> AccessAnswer {
        Call::Access(Box::new(request)) => Reply::Access(answer) => *answer
    }
    /// What an authority tells somebody in whose place it asks.
    indirect_access(request: AccessRequest) -> IndirectAnswer {
        Call::IndirectAccess(Box::new(request)) => Reply::IndirectAccess(answer) => answer
    }
    /// Erases for good what the log says of somebody.
    erase_of_log(order: LogErasure) -> LogErased {
        Call::EraseOfLog(Box::new(order)) => Reply::ErasedOfLog(done) => done
    }
    /// Asks about the rights of those whom records are about, or gives an order about them.
    rights(call: RightsCall) -> RightsReply {
        Call::Rights(Box::new(call)) => Reply::Rights(reply) => *reply
    }
    /// Writes the log to a new file.
    export_log(order: LogOrder) -> LogCopy {
        Call::ExportLog(Box::new(order)) => Reply::LogExported(copy) => *copy
    }
    /// Which policy is in force.
    policy() -> PolicyInfo { Call::Policy => Reply::Policy(info) => *info }
    /// Puts another policy into force.
    adopt_policy(order: PolicyOrder) -> PolicyInfo {
        Call::AdoptPolicy(Box::new(order)) => Reply::Policy(info) => *info
    }
    /// Checks the node.
    doctor() -> Vec<DoctorCheck> { Call::Doctor => Reply::Doctor(checks) => checks }
}

impl Door {
    /// Makes a new home; `party` is the id of the party that runs it.
    ///
    /// # Errors
    /// If there is one already, or the directory cannot be written.
    pub async fn init(home: &Path, party: Option<&str>, around: &Around) -> Result<(), Fault> {
        Node::init(home, party, around).await.map_err(|err| err.to_fault())
    }

    /// Makes a new home out of a backup. With the keys of its log, or the log's secret, the log
    /// that lies beside it goes on; without, the home begins one of its own.
    ///
    /// # Errors
    /// If there is one already, or the backup cannot be read or does not hold; there is no home
    /// then, as before.
    pub async fn restore(
        home: &Path,
        from: &Path,
        keys: Option<&Path>,
        around: Around,
    ) -> Result<HomeRestored, Fault> {
        let done = crate::app::restore(home, from, keys, around).await;
        done.map_err(|err| err.to_fault())
    }

    /// Opens a home, or finds the node that serves it. Waits a little while another command has
    /// the home.
    ///
    /// # Errors
    /// If it is not a home, or another process owns it and does not serve it.
    pub async fn open(home: &Path, around: Around) -> Result<Door, Fault> {
        let caller = LocalCaller::this_process(Reason::default());
        let mut left = Duration::from_millis(HOME_WAIT_MILLIS_MAX);
        loop {
            let (path, surroundings) = (home.to_owned(), around.clone());
            let opening = tokio::task::spawn_blocking(move || Node::open(&path, surroundings));
            let locked = match opening.await.map_err(ServerError::from).and_then(|node| node) {
                Ok(node) => return Ok(Door { way: Way::Direct(node), caller }),
                Err(err @ ServerError::Store(StoreError::Locked(_))) => err,
                Err(err) => return Err(err.to_fault()),
            };
            if let Some(client) = Client::find(home).await {
                return Ok(Door { way: Way::Socket(client), caller });
            }
            left = match left.checked_sub(HOME_WAIT_STEP) {
                Some(left) => left,
                None => return Err(locked.to_fault()),
            };
            tokio::time::sleep(HOME_WAIT_STEP).await;
        }
    }

    /// The same door for a caller who says why they ask.
    #[must_use]
    pub fn asking(mut self, reason: Reason) -> Door {
        self.caller.reason = reason;
        self
    }

    /// The node, if this process owns the home.
    #[must_use]
    pub fn node(&self) -> Option<&Arc<Node>> {
        match &self.way {
            Way::Direct(node) => Some(node),
            Way::Socket(_) => None,
        }
    }

    /// Writes a consistent copy of everything to new files, the keys of the log only where a file
    /// is named for them; the paths must be absolute.
    ///
    /// # Errors
    /// If a file exists or cannot be written.
    pub async fn backup(&self, to: &Path, keys: Option<&Path>) -> Result<BackupTaken, Fault> {
        let text = |path: &Path| {
            let text = path.to_str().map(str::to_owned);
            text.ok_or_else(|| Fault::invalid("path", "the path is not UTF-8"))
        };
        let order = BackupOrder { to: text(to)?, keys: keys.map(text).transpose()? };
        match self.call(Call::Backup(order)).await? {
            Reply::BackedUp(taken) => Ok(taken),
            _ => Err(Fault::internal("the node answered another question")),
        }
    }

    /// Imports a publication as a new version of its dataset, whole or not at all.
    ///
    /// # Errors
    /// If it cannot be read or kept; then the old version stands.
    pub async fn import(
        &self,
        order: ImportOrder,
        files: Vec<ImportFile>,
    ) -> Result<ImportOutcome, Fault> {
        let done = match &self.way {
            Way::Direct(node) => {
                async {
                    let ctx = node.local_context(&self.caller).await?;
                    node.import(&ctx, order, files).await
                }
                .await
            }
            Way::Socket(client) => client.import(&self.caller.reason, &order, files).await,
        };
        done.map_err(|err| err.to_fault())
    }

    /// Answers every line of the input with one line of the output, in the input's order. Memory
    /// does not grow with the input.
    ///
    /// # Errors
    /// If the input cannot be read or the output not written; a single line that cannot be read
    /// is answered with its error and counted in the summary.
    pub async fn batch(
        &self,
        order: BatchOrder,
        input: Box<dyn Read + Send>,
        mut output: Box<dyn Write + Send>,
        mut progress: Progress,
    ) -> Result<BatchSummary, Fault> {
        let done = match &self.way {
            Way::Socket(client) => {
                client.batch(&self.caller.reason, &order, input, &mut *output, &mut progress).await
            }
            Way::Direct(node) => {
                let node = node.clone();
                async {
                    let ctx = node.local_context(&self.caller).await?;
                    let loaded = node.loaded().await?;
                    let running = tokio::task::spawn_blocking(move || {
                        node.batch(&ctx, loaded, &order, input, &mut *output, &mut progress)
                    });
                    running.await?
                }
                .await
            }
        };
        done.map_err(|err| err.to_fault())
    }

    /// Reads a text and writes a line for each record that is named in it, and for how far all are
    /// told. Memory does not grow with the text.
    ///
    /// # Errors
    /// If the text cannot be read or the output not written, or a dataset is not known.
    pub async fn read(
        &self,
        order: ReadOrder,
        input: Box<dyn Read + Send>,
        mut output: Box<dyn Write + Send>,
    ) -> Result<ReadSummary, Fault> {
        let done = match &self.way {
            Way::Socket(client) => {
                client.read(&self.caller.reason, &order, input, &mut *output).await
            }
            Way::Direct(node) => {
                let node = node.clone();
                async {
                    let ctx = node.local_context(&self.caller).await?;
                    let loaded = node.loaded().await?;
                    let running = tokio::task::spawn_blocking(move || {
                        node.read(&ctx, &loaded, &order, input, &mut *output)
                    });
                    running.await?
                }
                .await
            }
        };
        done.map_err(|err| err.to_fault())
    }

    async fn call(&self, call: Call) -> Result<Reply, Fault> {
        let answered = match &self.way {
            Way::Direct(node) => {
                async {
                    let ctx = node.local_context(&self.caller).await?;
                    Ok(node.answer(&ctx, call).await?.into_inner())
                }
                .await
            }
            Way::Socket(client) => client.call(&self.caller.reason, &call).await,
        };
        answered.map_err(|err| err.to_fault())
    }
}
