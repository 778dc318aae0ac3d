use std::sync::Arc;

use comity_api::local::{CaseCall, CaseReply};
use comity_api::v1::CaseInfo;
use comity_model::CaseState;

use crate::app::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Answers a call of the command line about cases.
    pub(crate) async fn answer_case(
        self: &Arc<Self>,
        ctx: &Context,
        call: CaseCall,
    ) -> Result<CaseReply, ServerError> {
        let one = |info: CaseInfo| CaseReply::One(Box::new(info));
        Ok(match call {
            CaseCall::Open { spec, by } => one(self.open_case(ctx, &spec, by.as_deref()).await?),
            CaseCall::Show { number } => one(self.case_info(ctx, number).await?),
            CaseCall::List(query) => CaseReply::List(self.case_list(ctx, &query).await?),
            CaseCall::Review { number, order, by } => {
                one(self.review_case(ctx, number, &order, by.as_deref()).await?)
            }
            CaseCall::Confirm { number, order, by } => {
                let to = CaseState::Confirmed;
                one(self.decide_case(ctx, number, to, &order, by.as_deref()).await?)
            }
            CaseCall::Reject { number, order, by } => {
                let to = CaseState::Rejected;
                one(self.decide_case(ctx, number, to, &order, by.as_deref()).await?)
            }
            CaseCall::Measure { number, order, by } => {
                one(self.record_measure(ctx, number, &order, by.as_deref()).await?)
            }
        })
    }
}
