//! Asks the chat model.

use serde::{Deserialize, Serialize};

use crate::gateway::{ChatRequest, Gateway, GatewayError, Message};

pub use crate::gateway::Usage;

/// `[chat]`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatConfig {
    /// The model.
    pub model: String,
    /// The longest answer, in tokens.
    pub max_tokens: u32,
}

/// A completion.
#[derive(Debug, Clone)]
pub struct Generated {
    /// The text.
    pub text: String,
    /// The model that wrote it, as the provider says.
    pub model: String,
    /// Whether it was cut off before its end.
    pub truncated: bool,
    /// What it cost.
    pub usage: Usage,
}

/// Completes the rendered prompt.
pub async fn generate(
    gateway: &Gateway,
    config: &ChatConfig,
    messages: Vec<Message>,
) -> Result<Generated, GatewayError> {
    let request = ChatRequest {
        model: config.model.clone(),
        messages,
        temperature: 0.0,
        max_tokens: config.max_tokens,
    };
    let response = gateway.chat(&request).await?;
    let choice = response.choices.into_iter().next();
    let choice = choice.ok_or_else(|| GatewayError::Malformed("no completion".into()))?;
    let text = choice.message.content.unwrap_or_default();
    if text.trim().is_empty() {
        return Err(GatewayError::Malformed("an empty completion".into()));
    }
    if response.model != config.model {
        tracing::warn!(asked = config.model, served = response.model, "another model answered");
    }
    let truncated = choice.finish_reason.as_deref() == Some("length");
    Ok(Generated { text, model: response.model, truncated, usage: response.usage })
}
