//! Bytes into the reader of CAP alerts.

use comity_exchange::CapAlert;

/// An alert is refused with a reason, or comes back as it was; what it says of a party, too; and
/// the drafts that are made of it are valid.
pub fn cap_xml(data: &[u8]) {
    let alert = match CapAlert::parse(data) {
        Ok(read) => read.alert,
        Err(error) => {
            assert!(!error.to_string().is_empty() && !error.code().is_empty());
            return;
        }
    };
    match alert.write() {
        Ok(text) => {
            let again = CapAlert::parse(text.as_bytes()).expect("what was written is read");
            assert_eq!(again.alert, alert, "an alert comes back");
            assert!(again.left_out.is_empty());
        }
        // Short references to characters may make a text longer than it may be.
        Err(error) => assert_eq!(error.code(), "exchange-too-much"),
    }
    if let Ok((from, body)) = alert.body() {
        let ours = CapAlert::of(&from, &body).expect("what was read is valid");
        assert_eq!(ours.body().ok(), Some((from, body)), "what a party says comes back");
    }
    for draft in alert.drafts().unwrap_or_default() {
        assert!(draft.check(alert.sent).is_ok(), "a draft is valid");
    }
}
