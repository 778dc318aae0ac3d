//! `comity-verify`: verifies an export of an audit log, without the node and without its secrets.

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let code = comity_audit::verifier::run(&args, &mut std::io::stdout(), &mut std::io::stderr());
    ExitCode::from(code)
}
