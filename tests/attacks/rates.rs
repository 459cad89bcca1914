//! More events than anybody produces by working, and events that report what did not happen.

mod floods;
mod forged;

use anyhow::{Context as _, Result};
use assay::client::practitioner::PractitionerClient;
use assay::domain::ids::SessionId;
use assay::people::hash_new_password;
use serde_json::Value;

use crate::harness::{Installation, SOON, until};

/// Events read at once.
const PAGE: u32 = 5_000;

/// Every event of a session, as JSON, so that kinds which another build does not know are included.
async fn events(installation: &Installation, session: SessionId) -> Result<Vec<Value>> {
    let store = installation.store().await?;
    let (mut events, mut after) = (Vec::new(), 0);
    loop {
        let page = store.events(session, after, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok(events);
        };
        after = last.seq;
        for stored in page {
            events.push(serde_json::from_slice::<Value>(&stored.body)?);
        }
    }
}

fn of_kind<'a>(events: &'a [Value], kind: &str) -> Vec<&'a Value> {
    events.iter().filter(|it| it["kind"] == kind).collect()
}

/// What the trace says about these being left out: how many gaps, and how many
/// were left out in total.
fn left_out(events: &[Value], what: &str) -> (usize, u64) {
    let said = of_kind(events, "recorder.limited").into_iter();
    let said: Vec<&Value> = said
        .map(|it| &it["data"])
        .filter(|it| it["what"] == what && it["source"].is_null())
        .collect();
    let over = said.iter().filter(|it| it["over"] == true);
    let all = over.filter_map(|it| it["left_out"].as_u64()).sum();
    (said.iter().filter(|it| it["over"] == false).count(), all)
}

/// Somebody who may see every session.
async fn practitioner(installation: &Installation) -> Result<PractitionerClient> {
    let password = "rates are for everybody";
    let store = installation.store().await?;
    store.put_user("ada", &hash_new_password(password)?).await?;
    PractitionerClient::sign_in(installation.base(), "ada", password).await
}

/// What the desk shows first, once the whole trace is indexed.
async fn overview(installation: &Installation, session: SessionId) -> Result<Value> {
    let practitioner = practitioner(installation).await?;
    until("the desk has read the trace", SOON, async || {
        let path = format!("/api/sessions/{session}/replay");
        let view: Value = serde_json::from_slice(&practitioner.fetch(&path).await?)?;
        Ok(view["building"].is_null().then_some(view))
    })
    .await
    .with_context(|| installation.log())
}
