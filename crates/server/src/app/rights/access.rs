use std::sync::Arc;

use comity_api::v1::{AccessAnswer, AccessRequest, IndirectAnswer};
use comity_policy::{Action, Released};

use crate::app::node::Node;
use crate::{Context, ServerError};

/// What is told to somebody in whose place an authority asks (Directive (EU) 2016/680, article 17,
/// paragraph 3): nothing from which it could be seen whether anything is held.
const CHECKED: &str = "All necessary verifications have taken place. There is nothing further that \
                       can be told; whether anything is held is neither confirmed nor denied. A \
                       judicial remedy may be sought.";

impl Node {
    /// All that is held about somebody, and who was told: for whoever answers them.
    pub(crate) async fn access(
        self: &Arc<Self>,
        ctx: &Context,
        request: &AccessRequest,
    ) -> Result<Released<AccessAnswer>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let (answer, told) = self.gather(granted, request).await?;
        self.tell(granted, told.with("answer", "access"), answer).await
    }

    /// The same looked for, and an answer that is the same whatever was found.
    pub(crate) async fn indirect_access(
        self: &Arc<Self>,
        ctx: &Context,
        request: &AccessRequest,
    ) -> Result<Released<IndirectAnswer>, ServerError> {
        let granted = &self.may(ctx, Action::AnswerSubjectRequest).await?;
        let (found, told) = self.gather(granted, request).await?;
        let answer = IndirectAnswer { asked_at: found.asked_at, answer: CHECKED.to_owned() };
        self.tell(granted, told.with("answer", "indirect-access"), answer).await
    }
}
