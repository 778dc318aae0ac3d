use std::fmt::Write as _;

use super::Table;

/// What the example file says first.
const HEAD: &str = "\
# The configuration of a Comity node.
#
# Every key stands here with its default. Copy this file to `comity.toml` in the home, take away
# the `#` before what you change, and look at it with `comity config`. An environment variable goes
# before the file, a flag before both.
";

/// The example file: every key with its default and its explanation, commented out.
pub(crate) fn example() -> String {
    let mut out = HEAD.to_owned();
    for table in Table::all() {
        out.push('\n');
        words(&mut out, table.about);
        // Writing to a string cannot fail.
        // A dataset's table cannot stand empty.
        let off = if table.name.contains('.') { "#" } else { "" };
        let _ = writeln!(out, "{off}[{}]", table.name.replace("NAME", "un_sc"));
        for key in &table.keys {
            out.push('\n');
            words(&mut out, key.about);
            let _ = writeln!(out, "# Allowed: {}.", key.allowed);
            if !key.variable.is_empty() {
                let _ = writeln!(out, "# Environment: {}", key.variable);
            }
            match key.value.as_ref().filter(|_| key.example.is_empty()) {
                Some(value) => drop(writeln!(out, "#{} = {value}", key.name)),
                None => {
                    let _ = writeln!(out, "# Not set; for example:");
                    let _ = writeln!(out, "#{} = {}", key.name, key.example);
                }
            }
        }
    }
    out
}

fn words(out: &mut String, about: &[&str]) {
    for sentence in about {
        let _ = writeln!(out, "# {}", sentence.trim());
    }
}
