//! `comity notice`: areas and times that others keep clear of, and threat levels.

use std::fmt::Write as _;

use comity_api::local::{NoticeCall, NoticeInfo, NoticesInfo, PartyCall, PartyReply};
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::shell::{Shell, plain};

/// Announce areas, times and threat levels to partners, and see theirs
///
/// They inform people, so that others keep clear; nothing acts on them. Where notices of two
/// parties overlap, both are shown it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Show what holds now: notices, levels and overlaps
    List {
        /// Write JSON
        #[arg(long)]
        json: bool,
        /// Write the notices as CAP 1.2 alerts
        #[arg(long, conflicts_with = "json")]
        cap: bool,
    },
    /// Announce an area and a time to all partners
    Publish(Says),
    /// Announce something else in place of a notice
    Update {
        /// The notice, such as `freedonia/7`
        id: String,
        #[command(flatten)]
        says: Says,
    },
    /// Take a notice back
    Cancel {
        /// The notice
        id: String,
        /// Why
        #[arg(long, value_name = "WORDS")]
        reason: String,
    },
    /// Tell whoever announced a notice that people here have read it
    Ack {
        /// The notice
        id: String,
    },
    /// Publish how great this party holds the threat to be
    Level {
        /// low, moderate, substantial, severe or critical
        level: String,
        /// For which country or region; for all that the party answers for, unless stated
        #[arg(long, value_name = "AREA")]
        area: Option<String>,
        /// Why
        #[arg(long, value_name = "WORDS")]
        reason: String,
        /// What people should do
        #[arg(long, value_name = "WORDS")]
        advice: Option<String>,
        /// From when on, as `2026-12-01T06:00:00Z`
        #[arg(long, value_name = "TIME")]
        from: String,
        /// Until when; until it is changed, unless stated
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
    },
    /// Tell the other party of an overlap that it was seen, and how it is settled
    Settle {
        /// Which of the overlaps that `comity notice list` shows, from 0 on
        number: usize,
        /// How it is settled
        #[arg(long, value_name = "WORDS")]
        note: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
struct Says {
    /// exercise, closed-area, search-and-rescue, hazard, movement or other
    #[arg(long, value_name = "KIND")]
    kind: String,
    /// The centre of a circle, as `36.200000,-5.350000`
    #[arg(long, value_name = "PLACE", requires = "radius", conflicts_with = "point")]
    centre: Option<String>,
    /// Its radius in hundredths of a nautical mile
    #[arg(long, value_name = "N")]
    radius: Option<u32>,
    /// A corner of an area, as `36.200000,-5.350000`; three or more
    #[arg(long, value_name = "PLACE")]
    point: Vec<String>,
    /// From when on, as `2026-12-01T06:00:00Z`
    #[arg(long, value_name = "TIME")]
    from: String,
    /// Until when
    #[arg(long, value_name = "TIME")]
    until: String,
    /// What is announced
    #[arg(long, value_name = "WORDS")]
    text: String,
    /// Whom to ask
    #[arg(long, value_name = "WORDS")]
    contact: String,
    /// actual, exercise or test
    #[arg(long, value_name = "STATUS", default_value = "actual")]
    status: String,
}

impl Says {
    fn draft(self) -> Value {
        let area = match self.centre {
            Some(centre) => {
                let radius = self.radius.unwrap_or_default();
                json!({ "circle": { "centre": centre, "radius_nm_hundredths": radius } })
            }
            None => json!({ "polygon": { "points": self.point } }),
        };
        json!({
            "status": self.status, "kind": self.kind, "area": area, "begins": self.from,
            "ends": self.until, "text": self.text, "contact": self.contact,
        })
    }
}

pub(crate) async fn run(args: Args, shell: &Shell) -> Result<Exit, Failure> {
    let (mut json, mut cap) = (false, false);
    let call = match args.action {
        Action::List { json: as_json, cap: as_cap } => {
            (json, cap) = (as_json, as_cap);
            NoticeCall::List
        }
        Action::Publish(says) => NoticeCall::Publish { draft: says.draft() },
        Action::Update { id, says } => NoticeCall::Update { id, draft: says.draft() },
        Action::Cancel { id, reason } => NoticeCall::Cancel { id, reason },
        Action::Ack { id } => NoticeCall::Acknowledge { id },
        Action::Level { level, area, reason, advice, from, until } => {
            let mut draft = json!({ "level": level, "reason": reason, "from": from });
            for (name, stated) in [("area", area), ("advice", advice), ("until", until)] {
                if let (Some(stated), Some(members)) = (stated, draft.as_object_mut()) {
                    members.insert(name.to_owned(), stated.into());
                }
            }
            NoticeCall::Level { draft }
        }
        Action::Settle { number, note } => NoticeCall::Settle { number, note },
    };
    let reply = shell.door().await?.party(PartyCall::Notice(call)).await?;
    let PartyReply::Notices(info) = reply else {
        return Err(Failure::new(Exit::Refused, "the node answered another question"));
    };
    if json {
        shell.show_json(&info)?;
    } else if cap {
        let alerts: Vec<&str> = info.notices.iter().map(|notice| notice.cap.as_str()).collect();
        shell.show(&alerts.join("\n"))?;
    } else {
        shell.show(&words(&info))?;
    }
    Ok(Exit::Done)
}

fn words(info: &NoticesInfo) -> String {
    let mut out = String::new();
    for notice in &info.notices {
        out.push_str(&line(notice));
    }
    // Writing to a string cannot fail.
    for level in &info.levels {
        let _ = writeln!(out, "level     {}", plain(level));
    }
    for (number, overlap) in info.overlaps.iter().enumerate() {
        let _ = writeln!(out, "OVERLAP {number}  {}", plain(overlap));
    }
    out
}

fn line(notice: &NoticeInfo) -> String {
    let mut out = format!("{}  {}, {}\n", plain(&notice.id), notice.kind, plain(&notice.area));
    let _ = writeln!(out, "    {} to {}", notice.begins, notice.ends);
    let _ = writeln!(out, "    {} ({})", plain(&notice.text), plain(&notice.contact));
    if !notice.unacknowledged.is_empty() {
        let _ = writeln!(out, "    not read yet by {}", notice.unacknowledged.join(", "));
    }
    out
}
