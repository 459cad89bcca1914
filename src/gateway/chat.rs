//! Chat completions: finds the backend and settles what the answer cost.

use std::sync::Arc;

use super::answer::Answer;
use super::calls::Usage;
use super::draft::Draft;
use super::error::ApiError;
use super::facts::{ChatFacts, estimate};
use super::offers::Backend;
use super::state::Gateway;
use super::wire::ChatRequest;

pub(super) async fn answer(gateway: &Arc<Gateway>, draft: &mut Draft) -> Result<Answer, ApiError> {
    let request = ChatRequest::parse(&draft.call.request)?;
    draft.call.requested_model = Some(request.model.clone());
    let offer = gateway.offers.get(&request.model);
    let offer = offer.ok_or_else(|| ApiError::unknown_model(&request.model))?;
    gateway.ledger.admit()?;
    let answer = match &offer.backend {
        Backend::Simulated(reader) => tokio::select! {
            answer = reader.answer(&request) => answer?,
            () = draft.gone.cancelled() => return Err(ApiError::client_gone()),
        },
        // A provider bills what it was asked, whether or not anybody receives the answer. So the
        // call continues after the client disconnects; otherwise hanging up early would be a way
        // round the budget.
        Backend::Upstream(upstream) => upstream.answer(&request).await?,
    };
    if let Answer::Whole(whole) = &answer
        && whole.error.is_none()
    {
        settle(gateway, draft, ChatFacts::of_completion(&whole.body));
    }
    Ok(answer)
}

/// Charges an answer and notes its facts. To be called once, when the answer has ended.
pub(super) fn settle(gateway: &Gateway, draft: &mut Draft, facts: ChatFacts) {
    let usage = facts.usage.unwrap_or_else(|| estimated(draft, &facts));
    let offer = draft
        .call
        .requested_model
        .as_ref()
        .and_then(|model| gateway.offers.get(model));
    let price = offer.map(|offer| offer.price).unwrap_or_default();
    draft.call.cost_micro_eur = gateway.ledger.charge(usage, price);
    draft.call.usage = usage;
    draft.call.served_model = facts.served_model;
    draft.call.finish_reason = facts.finish_reason;
    draft.call.text = Some(facts.text);
}

/// For an answer that the provider did not count, or a stream that broke off before the count came.
fn estimated(draft: &Draft, facts: &ChatFacts) -> Usage {
    let messages = ChatRequest::parse(&draft.call.request).map(|request| request.messages);
    Usage {
        prompt_tokens: messages
            .iter()
            .flatten()
            .map(|message| estimate(&message.text))
            .sum(),
        completion_tokens: estimate(&facts.text),
        estimated: true,
    }
}
