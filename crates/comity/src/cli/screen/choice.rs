//! How a screening is answered: the same for one query and for a batch.

use comity_api::local::BatchOrder;
use comity_api::v1::{Only, ScreenRequest};

/// Score from which a candidate alerts, unless stated.
const THRESHOLD_USUAL: f64 = 0.70;

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Answer")]
pub(crate) struct Choice {
    /// Most candidates; 5 unless stated
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=500))]
    limit: Option<u16>,
    /// Score from which a candidate alerts; 0.7 unless stated
    #[arg(long, value_name = "SCORE", value_parser = score)]
    threshold: Option<f64>,
    /// Score from which candidates are shown; the threshold unless stated
    #[arg(long, value_name = "SCORE", value_parser = score)]
    cutoff: Option<f64>,
    /// Only records of this dataset; may be repeated
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    include: Vec<String>,
    /// No records of this dataset; may be repeated
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
            threshold: self.threshold,
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
            threshold: self.threshold,
            cutoff: self.cutoff,
            include: self.include,
            exclude: self.exclude,
            ..BatchOrder::default()
        }
    }

    /// The score below which candidates are not shown, unless a cutoff was asked for.
    pub(super) fn hidden_below(&self) -> Option<f64> {
        self.cutoff.is_none().then(|| self.threshold.unwrap_or(THRESHOLD_USUAL))
    }
}

fn score(text: &str) -> Result<f64, String> {
    let score: f64 = text.parse().map_err(|_| "it is not a number".to_owned())?;
    if (0.0..=1.0).contains(&score) { Ok(score) } else { Err("it is not between 0 and 1".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_lie_between_0_and_1() {
        assert_eq!(score("0.7"), Ok(0.7));
        for text in ["1.1", "-0.1", "NaN", "inf", "high", ""] {
            assert!(score(text).is_err(), "{text}");
        }
    }
}
