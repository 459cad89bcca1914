//! The labels by which every later process of the service knows whose a container is, and what it
//! is for.

use std::collections::HashMap;

use bollard::models::{ContainerSummary, ContainerSummaryStateEnum};

use crate::runtime::{FoundSandbox, Purpose};

/// Every container of every installation has this label. Its value is the purpose.
const LABEL: &str = "assay";
const LABEL_INSTALLATION: &str = "assay.installation";
const LABEL_NAME: &str = "assay.name";

pub(super) fn labels(purpose: &Purpose, installation: &str, name: &str) -> HashMap<String, String> {
    let labels = [
        (LABEL, purpose.as_str()),
        (LABEL_INSTALLATION, installation),
        (LABEL_NAME, name),
    ];
    let labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned()));
    labels.into_iter().collect()
}

/// A filter for the containers of an installation.
pub(super) fn of_installation(installation: &str) -> String {
    format!("{LABEL_INSTALLATION}={installation}")
}

/// None for a container without these labels.
pub(super) fn found(container: ContainerSummary) -> Option<FoundSandbox> {
    let labels = container.labels?;
    Some(FoundSandbox {
        name: labels.get(LABEL_NAME)?.clone(),
        purpose: labels.get(LABEL)?.clone(),
        frozen: container.state == Some(ContainerSummaryStateEnum::PAUSED),
        running: matches!(
            container.state,
            Some(ContainerSummaryStateEnum::RUNNING | ContainerSummaryStateEnum::PAUSED)
        ),
    })
}
