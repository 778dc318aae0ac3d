//! The node: one file per use case, and thin doors to them.
//!
//! [`Node`] owns a home: its store, its index, its clock. The files of `app` are what it can do.
//! Two doors lead in: [`serve`] answers over HTTP, and [`Door`] is what the command line calls: it
//! opens the home itself, or, while a node serves it, goes through the node's local socket.
//!
//! ```
//! use comity_api::local::{ImportOrder, SearchRequest};
//! use comity_server::{Around, Door, ImportFile, Reason};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let home = tempfile::tempdir()?;
//! Door::init(home.path(), Some("freedonia"), &Around::system()).await?;
//! let door = Door::open(home.path(), Around::system()).await?;
//! let list = r#"{"id":"v-1","schema":"Vessel","properties":{"name":["NORDIC TERN"]}}"#;
//! let file = ImportFile { name: "demo.json".to_owned(), bytes: Box::new(list.as_bytes()) };
//! let order = ImportOrder { dataset: "demo".to_owned(), ..ImportOrder::default() };
//! assert_eq!(door.import(order, vec![file]).await?.records, 1);
//! // Whoever reads says why, and under which law.
//! let door = door.asking(Reason::read(Some("due-diligence"), Some("sanctions-screening"), None)?);
//! let search = SearchRequest { text: "nordik tern".to_owned(), ..SearchRequest::default() };
//! assert_eq!(door.search(search).await?.results[0].id, "v-1");
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here holds SQL or a rule of matching. The clock and chance come in through [`Around`].

mod app;
mod chance;
mod clock;
mod context;
mod door;
mod error;
#[cfg_attr(
    not(test),
    expect(dead_code, unused_imports, reason = "the exchange of authorities has no command yet")
)]
mod federation;
mod hash;
mod http;
pub mod limits;
mod local;
mod metrics;
mod notify;
mod restart;
mod serve;
mod subject_import;

pub use app::accounts::{IdentityProvider, LocalCaller};
pub use app::batch::Progress;
pub use app::eval::{
    Asked, AskedReport, Bin, By, CalibrationReport, CandidateRecall, CurvePoint, CurveReport,
    Estimate, EvalDocument, EvalFiles, EvalOrder, EvalReport, Evaluation, GroupReport, PointReport,
    ReliabilityReport, RuleReport, Step, evaluate,
};
pub use app::fetch::{
    DatasetPlan, DownloadOptions, FetchError, OfficialSource, ProxyChoice, UpdateOptions,
};
pub use app::import::ImportFile;
pub use app::node::{Around, Node};
pub use chance::{Chance, SystemChance};
pub use clock::{Clock, SystemClock};
pub use comity_screening::Mode;
pub use context::{Actor, ActorKind, Clearance, Context, Reason};
pub use door::Door;
pub use error::ServerError;
pub use federation::{FederationError, Refusal};
pub use http::document::openapi_json;
pub use notify::Notify;
pub use restart::{Order, Program, SUCCESSOR_VARIABLE, Succession, this_program};
pub use serve::{Loopback, ServeOptions, serve};
