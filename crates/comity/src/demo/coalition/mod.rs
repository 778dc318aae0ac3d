//! Three parties with different laws on one machine: they link, share, ask, correct and recall, and
//! each one's log proves its part.

mod acts;
mod member;

use comity_server::Around;

use self::member::Member;
use super::claims::Claims;
use crate::failure::Failure;
use crate::shell::Shell;

/// Plays it.
///
/// # Errors
/// If a home cannot be made or a node does not start.
pub(super) async fn play(
    folder: &std::path::Path,
    shell: &Shell,
    claims: &mut Claims,
) -> Result<(), Failure> {
    let heading = shell.paint.strong("5  THREE PARTIES");
    shell.show(&format!(
        "\n{heading}\nFreedonia's border police, Sylvania's coast guard and Ruritania's customs \
         each run a node\nunder their own law. There is no other service, and nobody above \
         them.\n\n"
    ))?;
    let around: &Around = &shell.around;
    let freedonia =
        Member::start(folder, "freedonia", "Border Police of Freedonia", "XF", around).await?;
    let sylvania =
        Member::start(folder, "sylvania", "Coast Guard of Sylvania", "XS", around).await?;
    let ruritania =
        Member::start(folder, "ruritania", "Customs of Ruritania", "XR", around).await?;
    let all = [freedonia, sylvania, ruritania];
    let played = acts::play(&all, folder, shell, claims).await;
    for member in all {
        member.stop().await?;
    }
    played
}
