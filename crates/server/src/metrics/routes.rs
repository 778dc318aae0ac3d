use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Unit;
use rustc_hash::FxHashMap;

use super::histogram::{ANSWER_MICROS, Histogram};

/// Requests and how long their answers took, by route. All series are made when the node starts,
/// so that counting looks one up and takes no lock, and so that no caller can make a new one.
#[derive(Debug, Clone)]
pub(crate) struct Routes(Arc<Table>);

#[derive(Debug)]
struct Table {
    places: FxHashMap<String, usize>,
    routes: Vec<Route>,
}

#[derive(Debug)]
struct Route {
    pattern: String,
    /// By method, then by class of status.
    counts: [[Counter; CLASSES.len()]; METHODS.len()],
    took: Histogram,
}

/// The route of a request that none fits.
const UNKNOWN: &str = "unknown";
const METHODS: [&str; 3] = ["GET", "POST", "other"];
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

impl Routes {
    /// Series for these patterns.
    pub(crate) fn new(patterns: impl IntoIterator<Item = String>) -> Routes {
        let routes: Vec<Route> = patterns
            .into_iter()
            .chain([UNKNOWN.to_owned()])
            .map(|pattern| Route {
                pattern,
                counts: Default::default(),
                took: Histogram::new(&ANSWER_MICROS),
            })
            .collect();
        let places = routes.iter().enumerate().map(|(at, route)| (route.pattern.clone(), at));
        Routes(Arc::new(Table { places: places.collect(), routes }))
    }

    /// Counts one answer.
    pub(crate) fn answered(
        &self,
        pattern: &str,
        method: &Method,
        status: StatusCode,
        took: Duration,
    ) {
        let place = self.0.places.get(pattern).copied();
        let Some(route) = self.0.routes.get(place.unwrap_or(self.0.routes.len() - 1)) else {
            return;
        };
        let method = match *method {
            Method::GET | Method::HEAD => 0,
            Method::POST => 1,
            _ => 2,
        };
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(count) = route.counts.get(method).and_then(|counts| counts.get(class)) {
            count.inc();
        }
        route.took.observe(took);
    }
}

impl Collector for Routes {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let name = "http_requests";
        let help = "Requests that were answered, by route, method and class of status";
        let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Counter)?;
        for route in &self.0.routes {
            for (method, counts) in METHODS.into_iter().zip(&route.counts) {
                for (status, count) in CLASSES.into_iter().zip(counts) {
                    if count.get() > 0 {
                        let pattern = route.pattern.as_str();
                        let labels = [("route", pattern), ("method", method), ("status", status)];
                        count.encode(metric.encode_family(&labels)?)?;
                    }
                }
            }
        }
        let name = "http_request_duration";
        let help = "Time from the head of a request to the head of its answer, by route";
        let unit = Unit::Seconds;
        let kind = MetricType::Histogram;
        let mut metric = encoder.encode_descriptor(name, help, Some(&unit), kind)?;
        for route in self.0.routes.iter().filter(|route| route.took.count() > 0) {
            let labels = [("route", route.pattern.as_str())];
            route.took.encode(metric.encode_family(&labels)?)?;
        }
        Ok(())
    }
}
