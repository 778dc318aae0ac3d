//! How a screening is answered: the same for one query and for a batch.

use comity_api::local::BatchOrder;
use comity_api::v1::{Only, ScreenRequest};
use comity_server::Mode;

/// The cutoff that a hint names.
const CUTOFF_HINTED: f64 = 0.1;
/// Most candidates that one query is answered with.
const LIMIT_MAX: u16 = 500;

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Answer")]
pub(crate) struct Choice {
    /// Most candidates; 5 unless stated
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = limit)]
    limit: Option<u16>,
    /// The threshold by its name: `high-recall`, `balanced` or `high-precision`; `balanced` unless
    /// stated
    #[arg(long, value_name = "NAME", value_parser = mode, conflicts_with = "threshold")]
    mode: Option<Mode>,
    /// Score from which a candidate alerts; that of the mode unless stated
    #[arg(long, value_name = "SCORE", allow_negative_numbers = true, value_parser = score)]
    threshold: Option<f64>,
    /// Score from which candidates are shown; the threshold unless stated. What alerts is always
    /// shown
    #[arg(long, value_name = "SCORE", allow_negative_numbers = true, value_parser = score)]
    cutoff: Option<f64>,
    /// Only records of this dataset; may be repeated, or several with commas
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    include: Vec<String>,
    /// No records of this dataset; may be repeated, or several with commas
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    exclude: Vec<String>,
    /// Only records with this topic, such as `sanction`; may be repeated
    #[arg(long, value_name = "CODE", value_delimiter = ',', conflicts_with = "batch")]
    topic: Vec<String>,
}

impl Choice {
    /// A request without a query.
    pub(crate) fn request(&self) -> ScreenRequest {
        ScreenRequest {
            limit: self.limit.map(usize::from),
            threshold: self.threshold(),
            cutoff: self.cutoff,
            include: Only {
                datasets: self.include.clone(),
                topics: self.topic.clone(),
                ..Only::default()
            },
            exclude: Only { datasets: self.exclude.clone(), ..Only::default() },
            ..ScreenRequest::default()
        }
    }

    /// An order for a batch.
    pub(crate) fn order(self, schema: Option<String>) -> BatchOrder {
        BatchOrder {
            schema,
            limit: self.limit.map(usize::from),
            threshold: self.threshold(),
            cutoff: self.cutoff,
            include: self.include,
            exclude: self.exclude,
            ..BatchOrder::default()
        }
    }

    fn threshold(&self) -> Option<f64> {
        self.threshold.or(self.mode.map(Mode::threshold))
    }

    /// Whether a dataset is searched.
    pub(super) fn searches(&self, dataset: &str) -> bool {
        let names = |list: &[String]| list.iter().any(|name| name == dataset);
        (self.include.is_empty() || names(&self.include)) && !names(&self.exclude)
    }

    /// The score below which candidates are not shown, unless a cutoff was asked for.
    pub(super) fn hidden_below(&self) -> Option<f64> {
        let threshold = self.threshold().unwrap_or(Mode::Balanced.threshold());
        (self.cutoff.is_none() && threshold > CUTOFF_HINTED).then_some(threshold)
    }
}

fn mode(text: &str) -> Result<Mode, String> {
    let names = || Mode::ALL.map(Mode::name).join(", ");
    Mode::named(text).ok_or_else(|| format!("modes are {}", names()))
}

fn limit(text: &str) -> Result<u16, String> {
    let limit = text.parse().ok().filter(|limit| (1..=LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| format!("it is not a whole number between 1 and {LIMIT_MAX}"))
}

pub(in crate::cli) fn score(text: &str) -> Result<f64, String> {
    let score: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if (0.0..=1.0).contains(&score) { Ok(score) } else { Err("it is not between 0 and 1".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_small_whole_numbers() {
        assert_eq!((limit("1"), limit("500")), (Ok(1), Ok(500)));
        for text in ["0", "501", "-1", "1.5", "99999999999", ""] {
            assert!(limit(text).is_err(), "{text}");
        }
    }

    #[test]
    fn modes_have_names() {
        assert_eq!(mode("high-recall"), Ok(Mode::HighRecall));
        assert!(mode("strict").unwrap_err().contains("balanced"));
    }

    #[test]
    fn scores_lie_between_0_and_1() {
        assert_eq!(score("0.7"), Ok(0.7));
        for text in ["1.1", "-0.1", "NaN", "inf", "high", ""] {
            assert!(score(text).is_err(), "{text}");
        }
    }
}
