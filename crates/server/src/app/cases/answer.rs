use std::sync::Arc;

use comity_api::local::{CaseCall, CaseReply};
use comity_api::v1::CaseInfo;
use comity_model::CaseState;
use comity_policy::Released;

use crate::app::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Answers a call of the command line about cases.
    pub(crate) async fn answer_case(
        self: &Arc<Self>,
        ctx: &Context,
        call: CaseCall,
    ) -> Result<Released<CaseReply>, ServerError> {
        let one = |info: Released<CaseInfo>| info.project(|info| CaseReply::One(Box::new(info)));
        Ok(match call {
            CaseCall::Open { spec } => one(self.open_case(ctx, &spec).await?),
            CaseCall::Show { number } => one(self.case_info(ctx, number).await?),
            CaseCall::List(query) => self.case_list(ctx, &query).await?.project(CaseReply::List),
            CaseCall::Owed { after, limit, all } => {
                self.owed_list(ctx, after, limit, all).await?.project(CaseReply::Owed)
            }
            CaseCall::Review { number, order } => {
                one(self.review_case(ctx, number, &order).await?)
            }
            CaseCall::Confirm { number, order } => {
                let to = CaseState::Confirmed;
                one(self.decide_case(ctx, number, to, &order).await?)
            }
            CaseCall::Reject { number, order } => {
                let to = CaseState::Rejected;
                one(self.decide_case(ctx, number, to, &order).await?)
            }
            CaseCall::Measure { number, order } => {
                one(self.record_measure(ctx, number, &order).await?)
            }
        })
    }
}
