use std::sync::Arc;

use comity_api::local::{RightsCall, RightsReply};
use comity_policy::Released;

use super::ReportSpan;
use crate::app::node::Node;
use crate::{Context, ServerError};

impl Node {
    /// Answers one call of the command line about the rights of those whom records are about.
    pub(in crate::app) async fn answer_rights(
        self: &Arc<Self>,
        ctx: &Context,
        call: RightsCall,
    ) -> Result<Released<RightsReply>, ServerError> {
        Ok(match call {
            RightsCall::Restrict(order) => {
                let done = self.restrict(ctx, &order).await?;
                done.project(|info| RightsReply::Restriction(Box::new(info)))
            }
            RightsCall::LiftRestriction { number, order } => {
                let done = self.lift_restriction(ctx, number, &order).await?;
                done.project(|info| RightsReply::Restriction(Box::new(info)))
            }
            RightsCall::Restrictions(query) => {
                self.restriction_list(ctx, &query).await?.project(RightsReply::Restrictions)
            }
            RightsCall::Dispute(order) => {
                let done = self.dispute(ctx, &order).await?;
                done.project(|info| RightsReply::Dispute(Box::new(info)))
            }
            RightsCall::EndDispute { number, order } => {
                let done = self.end_dispute(ctx, number, &order).await?;
                done.project(|info| RightsReply::Dispute(Box::new(info)))
            }
            RightsCall::Disputes(query) => {
                self.dispute_list(ctx, &query).await?.project(RightsReply::Disputes)
            }
            RightsCall::IssueRedress(order) => {
                let issued = self.issue_redress(ctx, &order).await?;
                issued.project(|new| RightsReply::NewRedress(Box::new(new)))
            }
            RightsCall::RevokeRedress { number, order } => {
                let done = self.revoke_redress(ctx, number, &order).await?;
                done.project(|info| RightsReply::OneRedress(Box::new(info)))
            }
            RightsCall::Redress(query) => {
                self.redress_list(ctx, &query).await?.project(RightsReply::Redress)
            }
            RightsCall::Report { from, to } => {
                let report = self.protection_report(ctx, &ReportSpan { from, to }).await?;
                report.project(|report| RightsReply::Report(Box::new(report)))
            }
        })
    }
}
