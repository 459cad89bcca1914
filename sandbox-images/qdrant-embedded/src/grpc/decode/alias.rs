//! Changes of aliases.

use qdrant_client::qdrant::{self, alias_operations::Action};

use super::needed;
use crate::aliases::Change;
use crate::error::ApiResult;

/// In their order.
pub fn changes(message: qdrant::ChangeAliases) -> ApiResult<Vec<Change>> {
    let qdrant::ChangeAliases {
        actions,
        timeout: _, // A change takes milliseconds and cannot be stopped half-way.
    } = message;
    let change = |operation: qdrant::AliasOperations| {
        Ok(match needed(operation.action, "action")? {
            Action::CreateAlias(qdrant::CreateAlias {
                collection_name,
                alias_name,
            }) => Change::Create {
                collection: collection_name,
                alias: alias_name,
            },
            Action::RenameAlias(qdrant::RenameAlias {
                old_alias_name,
                new_alias_name,
            }) => Change::Rename {
                from: old_alias_name,
                to: new_alias_name,
            },
            Action::DeleteAlias(qdrant::DeleteAlias { alias_name }) => Change::Delete(alias_name),
        })
    };
    actions.into_iter().map(change).collect()
}
