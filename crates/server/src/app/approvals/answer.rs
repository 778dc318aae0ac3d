use comity_api::local::{ApprovalCall, ApprovalReply};
use comity_api::v1::ApprovalInfo;
use comity_policy::Released;

use crate::app::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Answers a call of the command line about approvals.
    pub(crate) async fn answer_approval(
        &self,
        ctx: &Context,
        call: ApprovalCall,
    ) -> Result<Released<ApprovalReply>, ServerError> {
        let one =
            |info: Released<ApprovalInfo>| info.project(|info| ApprovalReply::One(Box::new(info)));
        Ok(match call {
            ApprovalCall::Show { number } => one(self.approval(ctx, number).await?),
            ApprovalCall::List(query) => {
                self.approval_list(ctx, &query).await?.project(ApprovalReply::List)
            }
            ApprovalCall::Give { number, order } => {
                one(self.give_approval(ctx, number, &order).await?)
            }
            ApprovalCall::Refuse { number, order } => {
                one(self.refuse_approval(ctx, number, &order).await?)
            }
        })
    }
}
