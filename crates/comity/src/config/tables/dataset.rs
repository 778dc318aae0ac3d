use crate::config::addresses::Addresses;
use crate::config::secret::Secret;
use crate::config::section::section;
use crate::config::whole::Whole;

section! {
    /// A dataset that `comity serve` keeps fresh, under the dataset's name.
    /// There is one table for each; either `source` or `urls` says where it comes from.
    /// A check that fails leaves the version that stands, and is told by `comity datasets`,
    /// `comity doctor` and `/v1/datasets`.
    Dataset {
        /// An official source, by its name: `comity fetch --list` shows them.
        source: Option<String> = None, eg "\"un_sc\"";
        /// The addresses of all files of one publication.
        /// `{token}` in one stands for the token, which keeps it out of what is shown.
        urls: Addresses = Addresses::default(), eg "[\"https://lists.example/list.xml\"]";
        /// How long to wait between two checks, in minutes.
        every_minutes: Whole<1, 525_600> = Whole::usual(360);
        /// How long after the last check that came to its end the dataset is stale, in hours.
        stale_after_hours: Whole<1, 87_600> = Whole::usual(48);
        /// How the files are written; otherwise the source says, or it is found out.
        format: Option<String> = None, eg "\"un_xml\"";
        /// The id of the party that publishes it; otherwise the source's, or the node's own.
        party: Option<String> = None, eg "\"un-security-council\"";
        /// Who may see the statements; otherwise `TLP:CLEAR`.
        marking: Option<String> = None, eg "\"TLP:GREEN\"";
        /// The dataset's title, for people.
        title: Option<String> = None, eg "\"UN Security Council consolidated list\"";
        /// The token that the addresses need.
        /// Whoever can read the file can read it.
        token: Option<Secret> = None, eg "\"the token\"";
    }
}
