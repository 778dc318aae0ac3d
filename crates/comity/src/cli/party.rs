//! `comity party`: this party, its partners, and the links with them.

use std::fmt::Write as _;
use std::path::PathBuf;

use comity_api::local::{
    AgreementDraft, Invited, PartnerInfo, PartyCall, PartyInfo, PartyOrder, PartyReply,
};

use crate::failure::{Exit, Failure};
use crate::shell::{Paint, Shell, plain};

/// Show who this party is, link it with others, and see how the links stand
///
/// Two files make a link: an invitation with an agreement, and the answer to it. Each side compares
/// the other's fingerprint over another way than the one that the file came by.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make this party's keys and card, or a card with another name or address
    Init {
        /// What people call the party
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Under whose law it stands: two letters (ISO 3166-1)
        #[arg(long, value_name = "COUNTRY")]
        jurisdiction: String,
        /// Where its node answers partners, such as `https://node.example:8443`; without one,
        /// files are carried
        #[arg(long, value_name = "URL")]
        address: Option<String>,
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Show this party's card and its fingerprint
    Show {
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Write an invitation for another party to stdout
    Invite {
        /// The party, by its id
        party: String,
        /// The agreement that is proposed, as TOML
        #[arg(long, value_name = "FILE")]
        agreement: PathBuf,
    },
    /// Take an invitation, or the answer to one
    ///
    /// Without a fingerprint it shows what the file says, and keeps nothing. With the fingerprint
    /// that the other party told, the link is made; the answer to an invitation goes to stdout.
    Accept {
        /// The file
        file: PathBuf,
        /// The fingerprint that the other party told over another way
        #[arg(long, value_name = "DIGITS")]
        fingerprint: Option<String>,
    },
    /// List partners and how the links with them stand
    List {
        /// Write JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the last checkpoint of this party's log that a partner cosigned to stdout
    ///
    /// `comity audit verify FILE --since` holds an export of the log to it.
    Cosigned {
        /// The partner
        party: String,
    },
    /// Exchange nothing with a partner for the time being
    Suspend(Change),
    /// Go on exchanging with a partner
    Resume(Change),
    /// Go on with a partner that contradicted itself, after a person has looked at the proof
    Resolve(Change),
    /// End the link: what the partner holds is taken back
    End(Change),
    /// Write what waits for a partner to stdout, to be carried to it as a file
    Bundle {
        /// The partner
        party: String,
    },
    /// Take a file that was carried here; its acknowledgement goes to stdout, to be carried back
    Take {
        /// The file
        file: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
struct Change {
    /// The partner
    party: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let link = |change: Change, event: &str| PartyCall::Link {
        party: change.party,
        event: event.to_owned(),
        reason: change.reason,
    };
    let (call, json) = match args.action {
        Action::Init { name, jurisdiction, address, json } => {
            (PartyCall::Init(PartyOrder { name, jurisdiction, address }), json)
        }
        Action::Show { json } => (PartyCall::Show, json),
        Action::Invite { party, agreement } => {
            let agreement = Box::new(draft(&agreement)?);
            (PartyCall::Invite { to: party, agreement }, false)
        }
        Action::Accept { file, fingerprint } => {
            (PartyCall::Accept { text: text(&file)?, fingerprint }, false)
        }
        Action::List { json } => (PartyCall::Partners, json),
        Action::Cosigned { party } => (PartyCall::Cosigned { party }, false),
        Action::Suspend(change) => (link(change, "suspend"), false),
        Action::Resume(change) => (link(change, "resume"), false),
        Action::Resolve(change) => (link(change, "resolve"), false),
        Action::End(change) => (link(change, "end"), false),
        Action::Bundle { party } => (PartyCall::Bundle { to: party }, false),
        Action::Take { file } => (PartyCall::Take { text: text(&file)? }, false),
    };
    match shell.door().await?.party(call).await? {
        PartyReply::Party(info) if json => shell.show_json(&info)?,
        PartyReply::Party(info) => shell.show(&card(&info, shell.paint))?,
        PartyReply::Written(text) | PartyReply::Taken(text) => {
            shell.show(&format!("{}\n", text.trim_end()))?;
        }
        PartyReply::Invited(invited) => return invitation(&invited, shell),
        PartyReply::Partners(partners) if json => shell.show_json(&partners)?,
        PartyReply::Partners(partners) => {
            let lines: String = partners.iter().map(|one| partner(one, shell.paint)).collect();
            shell.show(&lines)?;
        }
        PartyReply::Partner(info) => shell.show(&partner(&info, shell.paint))?,
        _ => return Err(Failure::new(Exit::Refused, "the node answered another question")),
    }
    Ok(Exit::Done)
}

/// Shows what a file says. The answer to send back is all that goes to stdout.
fn invitation(invited: &Invited, shell: &Shell) -> Result<Exit, Failure> {
    shell.say(&card(&invited.party, shell.paint));
    shell.say(&plain(&invited.agreement));
    match (&invited.answer, invited.is_linked) {
        (_, false) => {
            shell.say(
                "Nothing is kept yet. Ask the party for its fingerprint over another way, such as \
                 by telephone; then repeat this with `--fingerprint DIGITS`.",
            );
            return Ok(Exit::Unmet);
        }
        (Some(answer), true) => {
            shell.show(&format!("{answer}\n"))?;
            shell.say("Linked. Send the file on stdout back to the party.");
        }
        (None, true) => shell.say("Linked."),
    }
    Ok(Exit::Done)
}

fn card(info: &PartyInfo, paint: Paint) -> String {
    let mut out = format!("{}  {}\n", paint.strong(&plain(&info.party)), plain(&info.name));
    let mut say = |what: &str, words: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "    {what:12}  {}", plain(words));
    };
    say("jurisdiction", &info.jurisdiction);
    say("address", info.address.as_deref().unwrap_or("none: files are carried"));
    say("card", &format!("no. {}", info.serial));
    say("fingerprint", &info.fingerprint);
    out
}

fn partner(info: &PartnerInfo, paint: Paint) -> String {
    let state = if info.is_open { info.state.clone() } else { paint.alarm(&info.state) };
    let mut out = format!("{}  {state}\n", paint.strong(&plain(&info.party)));
    let mut say = |what: &str, words: &str| {
        let _ = writeln!(out, "    {what:12}  {}", plain(words));
    };
    if !info.reason.is_empty() {
        say("because", &info.reason);
    }
    say("since", &info.since);
    if let Some(card) = &info.card {
        say("name", &format!("{} ({})", card.name, card.jurisdiction));
        say("fingerprint", &card.fingerprint);
    }
    say("waiting", &format!("{} envelopes", info.waiting));
    say("taken", &format!("{} envelopes", info.taken));
    if let Some(time) = &info.told_at {
        say("told", time);
    }
    if let Some(time) = &info.heard_at {
        say("heard", time);
    }
    if let Some(why) = &info.failed {
        say("not reached", why);
    }
    if let Some(agreement) = &info.agreement {
        for line in agreement.lines() {
            say("agreed", line);
        }
    }
    out
}

fn text(file: &std::path::Path) -> Result<String, Failure> {
    std::fs::read_to_string(file).map_err(|error| Failure::input(file, &error))
}

fn draft(file: &std::path::Path) -> Result<AgreementDraft, Failure> {
    toml::from_str(&text(file)?).map_err(|error| {
        let message = format!("`{}` is not an agreement: {}", file.display(), error.message());
        Failure::usage(message)
    })
}
