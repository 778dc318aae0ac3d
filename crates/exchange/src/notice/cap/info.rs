//! What notices and threat levels tell, in the words of the standard.

use comity_model::Timestamp;

use super::terms::{CapCategory, CapCertainty, CapResponse, CapSeverity, CapStatus, CapUrgency};
use super::{CapArea, CapCircle, CapInfo};
use crate::notice::{
    Area, Level, LevelDraft, Notice, NoticeDraft, NoticeKind, NoticeStatus, ThreatLevel,
};

/// The names of the codes that say exactly what the words of the standard say roughly.
pub(super) const KIND: &str = "comity-notice";
pub(super) const LEVEL: &str = "comity-level";
/// A hundredth of a nautical mile, in millimetres.
pub(super) const HUNDREDTH_MM: u64 = 18_520;
const HOUR_SECONDS: i64 = 3_600;

impl NoticeStatus {
    pub(super) fn cap(self) -> CapStatus {
        match self {
            NoticeStatus::Actual => CapStatus::Actual,
            NoticeStatus::Exercise => CapStatus::Exercise,
            NoticeStatus::Test => CapStatus::Test,
        }
    }

    pub(super) fn of_cap(status: CapStatus) -> Option<NoticeStatus> {
        match status {
            CapStatus::Actual => Some(NoticeStatus::Actual),
            CapStatus::Exercise => Some(NoticeStatus::Exercise),
            CapStatus::Test => Some(NoticeStatus::Test),
            CapStatus::System | CapStatus::Draft => None,
        }
    }
}

/// The code of a kind, as it stands in JSON too.
pub(super) fn kind_code(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Exercise => "exercise",
        NoticeKind::ClosedArea => "closed-area",
        NoticeKind::SearchAndRescue => "search-and-rescue",
        NoticeKind::Hazard => "hazard",
        NoticeKind::Movement => "movement",
        NoticeKind::Other => "other",
    }
}

pub(super) fn of_notice(notice: &Notice) -> CapInfo {
    let NoticeDraft { kind, area, begins, ends, text, contact, .. } = &notice.says;
    let made = notice.version.made;
    let category = match kind {
        NoticeKind::Exercise | NoticeKind::Hazard => CapCategory::Safety,
        NoticeKind::ClosedArea => CapCategory::Security,
        NoticeKind::SearchAndRescue => CapCategory::Rescue,
        NoticeKind::Movement => CapCategory::Transport,
        NoticeKind::Other => CapCategory::Other,
    };
    let by = &notice.id.by;
    CapInfo {
        onset: Some(*begins),
        expires: Some(*ends),
        headline: Some(format!("{by}: {} from {begins}Z until {ends}Z", kind.words())),
        description: Some(text.clone()),
        contact: Some(contact.clone()),
        responses: vec![CapResponse::Avoid],
        urgency: urgency(*begins, made),
        // How bad it would be, who announces it does not say.
        severity: CapSeverity::Unknown,
        certainty: if *begins <= made { CapCertainty::Observed } else { CapCertainty::Likely },
        event_codes: vec![(KIND.to_owned(), kind_code(*kind).to_owned())],
        areas: vec![area_of(area)],
        ..told(category, kind.words(), by.as_str(), made)
    }
}

pub(super) fn of_level(level: &ThreatLevel) -> CapInfo {
    let LevelDraft { level: height, area, reason, advice, from, until } = &level.says;
    let made = level.version.made;
    let (severity, certainty) = match height {
        Level::Low => (CapSeverity::Minor, CapCertainty::Unlikely),
        Level::Moderate => (CapSeverity::Moderate, CapCertainty::Possible),
        Level::Substantial => (CapSeverity::Moderate, CapCertainty::Likely),
        Level::Severe => (CapSeverity::Severe, CapCertainty::Likely),
        Level::Critical => (CapSeverity::Extreme, CapCertainty::Likely),
    };
    let named = area.iter().map(|area| CapArea {
        description: area.clone(),
        polygons: Vec::new(),
        circles: Vec::new(),
        geocodes: Vec::new(),
        altitude: None,
        ceiling: None,
    });
    CapInfo {
        onset: Some(*from),
        expires: *until,
        headline: Some(format!("{}: threat level {}", level.by, height.name())),
        description: Some(reason.clone()),
        instruction: advice.clone(),
        responses: vec![CapResponse::Monitor],
        urgency: urgency(*from, made),
        severity,
        certainty,
        event_codes: vec![(LEVEL.to_owned(), height.name().to_owned())],
        areas: named.collect(),
        ..told(CapCategory::Security, "threat level", level.by.as_str(), made)
    }
}

/// What all have in common; the rest is empty.
fn told(category: CapCategory, event: &str, by: &str, made: Timestamp) -> CapInfo {
    CapInfo {
        language: None,
        categories: vec![category],
        event: event.to_owned(),
        responses: Vec::new(),
        urgency: CapUrgency::Unknown,
        severity: CapSeverity::Unknown,
        certainty: CapCertainty::Unknown,
        audience: None,
        event_codes: Vec::new(),
        effective: Some(made),
        onset: None,
        expires: None,
        sender_name: Some(by.to_owned()),
        headline: None,
        description: None,
        instruction: None,
        web: None,
        contact: None,
        parameters: Vec::new(),
        areas: Vec::new(),
    }
}

/// As seen when it was made: the same alert says the same at all times.
fn urgency(begins: Timestamp, made: Timestamp) -> CapUrgency {
    match begins.0.saturating_sub(made.0) {
        ahead if ahead <= 0 => CapUrgency::Immediate,
        ahead if ahead <= HOUR_SECONDS => CapUrgency::Expected,
        _ => CapUrgency::Future,
    }
}

fn area_of(area: &Area) -> CapArea {
    let (polygons, circles) = match area {
        Area::Circle { centre, radius_nm_hundredths } => {
            let radius_mm = u64::from(*radius_nm_hundredths) * HUNDREDTH_MM;
            (Vec::new(), vec![CapCircle { centre: *centre, radius_mm }])
        }
        Area::Polygon { points } => (vec![points.clone()], Vec::new()),
    };
    let (geocodes, altitude, ceiling) = (Vec::new(), None, None);
    CapArea { description: area.to_string(), polygons, circles, geocodes, altitude, ceiling }
}

/// The areas of an alert, each by itself. A radius that is none of ours grows to the next one: who
/// keeps clear of more keeps clear.
pub(super) fn areas(areas: &[CapArea]) -> Vec<Area> {
    let mut all = Vec::new();
    for area in areas {
        let polygons = area.polygons.iter().cloned();
        all.extend(polygons.map(|points| Area::Polygon { points }));
        all.extend(area.circles.iter().map(|circle| {
            let hundredths = circle.radius_mm.div_ceil(HUNDREDTH_MM).max(1);
            let radius_nm_hundredths = hundredths.try_into().unwrap_or(u32::MAX);
            Area::Circle { centre: circle.centre, radius_nm_hundredths }
        }));
    }
    all
}
