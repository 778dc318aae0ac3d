//! Texts that are no alerts, or that were made to do harm.

use super::*;

fn refused(from: &str, into: &str) -> String {
    let text = STORM.replacen(from, into, 1);
    assert_ne!(text, STORM, "{from}");
    why(CapAlert::parse(text.as_bytes()))
}

#[test]
fn an_alert_that_is_not_as_the_standard_says_is_refused() {
    for (from, into, words) in [
        ("Actual", "Real", "knows no status `Real`"),
        ("Actual", "actual", "knows no status `actual`"),
        ("<cap:status>Actual</cap:status>", "", "has no `status`"),
        (">Alert<", ">Order<", "knows no msgType `Order`"),
        (">Public<", ">Secret<", "knows no scope `Secret`"),
        (">Public<", ">Restricted<", "to whom it is restricted"),
        (">Public<", ">Private<", "to whom it is addressed"),
        (">Alert<", ">Update<", "refer to others"),
        (">Met<", ">Weather<", "knows no category `Weather`"),
        (">Severe<", ">Bad<", "knows no severity `Bad`"),
        ("2027-01-15T09:00:00+01:00", "2027-01-15T08:00:00Z", "as CAP 1.2 writes it"),
        ("2027-01-15T09:00:00+01:00", "2027-01-15T09:00:00.5+01:00", "as CAP 1.2 writes it"),
        ("2027-01-15T09:00:00+01:00", "2027-02-30T09:00:00+01:00", "as CAP 1.2 writes it"),
        ("2.49.0.1.000.0.77", "a b", "has a space"),
        ("2.49.0.1.000.0.77", "", "has no `identifier`"),
        ("<cap:scope>", "<cap:status>Test</cap:status><cap:scope>", "`status` more than once"),
        ("<cap:scope>", "<cap:target>x</cap:target><cap:scope>", "knows no `target` in `alert`"),
        ("<cap:scope>", "text<cap:scope>", "text between its elements"),
        (">Actual<", "><cap:b>Actual</cap:b><", "elements in its text"),
        ("36.0,-6</cap:polygon>", "36.0,-5.5</cap:polygon>", "does not end where it began"),
        ("35.5,-5 35.5,-6 ", "", "four pairs"),
        ("35.5,-5 ", "95,-5 ", "latitude"),
        ("36.5,-4.5 10", "36.5,-4.5", "a pair and a radius"),
        ("36.5,-4.5 10", "36.5,-4.5 -1", "not a radius"),
        ("36.5,-4.5 10", "36.5,-4.5 30000", "around the earth"),
        ("<cap:value>7</cap:value>", "", "has no `value`"),
        ("cap:1.2", "cap:1.1", "not the `alert` of CAP 1.2"),
        ("encoding=\"utf-8\"", "encoding=\"utf-16\"", "not UTF-8"),
        ("Gale in the Strait", "Gale\u{1}", "control characters"),
        ("Gale in the Strait", "Gale&#1;", "control characters"),
    ] {
        let found = refused(from, into);
        assert!(found.contains(words), "{into}: {found}");
    }
}

#[test]
fn entities_and_document_types_are_refused() {
    let laughs = "?>\n<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;\">]>";
    assert!(refused("?>", laughs).contains("document type declaration"));
    let file = "?>\n<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]>";
    assert!(refused("?>", file).contains("document type declaration"));
    assert!(refused("Gale in", "&file;").contains("`&file;` stands for nothing"));
    assert!(refused("Gale in", "&#xD800;").contains("stands for nothing"));
    assert!(refused("Gale in", "&#x110000;").contains("stands for nothing"));
}

#[test]
fn what_is_not_xml_is_refused() {
    let cut = STORM.len() / 2;
    assert!(CapAlert::parse(&STORM.as_bytes()[..cut]).is_err());
    assert!(why(CapAlert::parse(b"")).contains("no root element"));
    assert!(why(CapAlert::parse(b"hello")).contains("outside of its root"));
    assert!(why(CapAlert::parse(b"<a/>")).contains("not the `alert`"));
    assert!(why(CapAlert::parse(b"<a/><a/>")).contains("more than one root"));
    assert!(why(CapAlert::parse(b"<a><b>")).contains("not closed"));
    assert!(CapAlert::parse(b"<a></b>").is_err());
    assert!(why(CapAlert::parse(b"\xff\xfe<\0a\0")).contains("not UTF-8"));
    let bom = format!("\u{feff}{STORM}");
    assert_eq!(parsed(&bom), parsed(STORM));
}

#[test]
fn what_passes_a_limit_is_refused_with_it() {
    let deep = "<a>".repeat(20) + &"</a>".repeat(20);
    assert!(why(CapAlert::parse(deep.as_bytes())).contains("16 levels"));
    let many = format!("<a>{}</a>", "<b/>".repeat(5_001));
    assert!(why(CapAlert::parse(many.as_bytes())).contains("5000 elements"));
    let large = format!("<a>{}</a>", " ".repeat(256 * 1024));
    assert!(why(CapAlert::parse(large.as_bytes())).contains("262144 bytes"));
    let long = "x".repeat(33_000);
    assert!(refused("Gale in the Strait", &long).contains("32768 bytes in a text"));
    let mut points: Vec<_> = (0..1_001).map(|at| format!("{}.5,{}.5", at % 80, at % 170)).collect();
    points.push("0.5,0.5".to_owned());
    let found = refused("36.0,-6 36.0,-5 35.5,-5 35.5,-6 36.0,-6", &points.join(" "));
    assert!(found.contains("1000 points"), "{found}");
    // What would pass a limit when it is read is not written.
    let mut alert = parsed(STORM);
    alert.codes = vec!["x".to_owned(); 5_000];
    assert!(why(alert.write()).contains("5000 elements"));
    alert.codes = vec!["x".repeat(30_000); 10];
    assert!(why(alert.write()).contains("262144 bytes"));
    alert.codes.clear();
    alert.addresses = vec!["x".repeat(20_000); 2];
    assert!(why(alert.write()).contains("32768 bytes"));
}
