//! How far reviewers agree, as far as the reader may know.

use axum::Json;
use axum::extract::State;

use super::access::SignedIn;
use super::error::RouteError;
use super::state::RouteState;
use crate::scoring::report::calibration::Calibration;

/// `GET /api/calibration`
pub(super) async fn show(
    user: SignedIn,
    State(state): State<RouteState>,
) -> Result<Json<Calibration>, RouteError> {
    Ok(Json(state.scoring.calibration(&user.name).await?))
}
