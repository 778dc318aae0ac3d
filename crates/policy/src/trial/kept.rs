use super::{Scenario, read_scenarios};
use crate::fault::Faults;
use crate::rules::shipped_scenarios;

/// The duties that no policy gives up, whoever wrote it: a person decides (L9), a partner gets
/// nothing without an agreement (L13), the victim of a misused identity is not stopped for it
/// (L18), and minors are protected (L25).
pub const DUTIES_KEPT: [&str; 4] = ["L9", "L13", "L18", "L25"];

/// The scenarios of these duties, as they ship.
///
/// # Errors
/// Never, as long as the tests of this crate pass.
pub fn kept_scenarios() -> Result<Vec<Scenario>, Faults> {
    let mut kept = Vec::new();
    for file in shipped_scenarios() {
        let read = read_scenarios(&file.name, &file.text).map_err(Faults::of)?;
        kept.extend(read.into_iter().filter(|one| DUTIES_KEPT.contains(&one.duty.as_str())));
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::decide::Law;
    use crate::rules::{PolicyFile, shipped_files};

    fn given_up(change: impl Fn(&mut PolicyFile)) -> BTreeSet<String> {
        let mut files = shipped_files();
        files.iter_mut().for_each(change);
        let law = Law::load(files).unwrap();
        let kept = kept_scenarios().unwrap();
        let broken = kept.iter().filter(|scenario| !scenario.given_up(&law).is_empty());
        broken.map(|scenario| scenario.duty.clone()).collect()
    }

    #[test]
    fn each_duty_has_scenarios_and_the_shipped_policy_keeps_them() {
        let duties: BTreeSet<String> =
            kept_scenarios().unwrap().into_iter().map(|scenario| scenario.duty).collect();
        assert_eq!(duties, DUTIES_KEPT.map(str::to_owned).into());
        assert!(given_up(|_| ()).is_empty());
    }

    #[test]
    fn a_policy_may_be_stricter_and_not_laxer() {
        // Rules of another name, and one who may do less.
        let stricter = given_up(|file| {
            file.text = file.text.replace("@id(\"review-before-measure\")", "@id(\"look-first\")");
            file.text = file.text.replace("@id(\"act-at-the-border\")", "@id(\"act\")");
        });
        assert!(stricter.is_empty(), "{stricter:?}");
        let nobody_acts = given_up(|file| {
            if file.name == "measures.cedar" {
                file.text.push_str(
                    "@id(\"nobody-acts\")\n@gloss(\"Nobody acts.\")\nforbid (principal, action == \
                     Comity::Action::\"act\", resource);\n",
                );
            }
        });
        assert!(nobody_acts.is_empty(), "{nobody_acts:?}");
        for (duty, rule) in [
            ("L9", "persons-decide"),
            ("L13", "partners-need-an-agreement"),
            ("L18", "no-measure-against-a-victim"),
            ("L25", "minors-are-protected"),
        ] {
            let laxer = given_up(|file| {
                let Some(at) = file.text.find(&format!("@id(\"{rule}\")")) else { return };
                let (before, after) = file.text.split_at(at);
                let (_, rest) = after.split_once(";\n").unwrap();
                file.text = format!("{before}{rest}");
            });
            assert!(laxer.contains(duty), "{duty} without {rule}: {laxer:?}");
        }
        let unobliged = given_up(|file| {
            file.text = file.text.replace("record-reviewer,notify-owner", "record-reviewer");
        });
        assert!(unobliged.contains("L9"), "{unobliged:?}");
    }
}
