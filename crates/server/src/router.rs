//! Every address of the server, with the headers that all answers carry.

use crate::api::acts::Pen;
use crate::{api, assets, pages};
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use store::Folder;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; worker-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

#[derive(OpenApi)]
#[openapi(info(
    title = "Tregua",
    description = "A ceasefire monitoring and verification mission: incidents, findings, reports and the record behind them. All values are as known at a position of the log.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Description;

fn described() -> OpenApiRouter<Folder> {
    OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(api::health::health))
        .routes(routes!(api::summary::summary))
        .routes(routes!(api::picture::picture))
        .routes(routes!(api::timeline::timeline))
        .routes(routes!(api::incidents::incidents))
        .routes(routes!(api::incidents::incident))
        .routes(routes!(api::attribution::proposal))
        .routes(routes!(api::observations::observation))
        .routes(routes!(api::layers::layers))
        .routes(routes!(api::claims::claims))
        .routes(routes!(api::commitments::commitments))
        .routes(routes!(api::coverage::coverage))
        .routes(routes!(api::explain::explain))
        .routes(routes!(api::reports::daily))
        .routes(routes!(api::review::review))
        .routes(routes!(api::reports::weekly))
        .routes(routes!(api::reports::spot))
        .routes(routes!(api::reports::ledger))
        .routes(routes!(api::public::incidents))
        .routes(routes!(api::cases::cases))
        .routes(routes!(api::cases::case))
        .routes(routes!(api::cases::remedies))
        .routes(routes!(api::cases::due))
        .routes(routes!(api::cases::calendar))
        .routes(routes!(api::record::checkpoint))
        .routes(routes!(api::record::artifacts))
        .routes(routes!(api::verification::queue))
        .routes(routes!(api::verification::matter))
        .routes(routes!(api::verification::quality))
        .routes(routes!(api::acts::enter))
}

/// The API's own description, OpenAPI 3.1.
pub fn api_description() -> utoipa::openapi::OpenApi {
    described().split_for_parts().1
}

/// The whole server over one mission, for reading.
pub fn router(folder: Folder) -> Router {
    routes_of(folder).layer(middleware::from_fn(guard))
}

/// The whole server over one mission; acts that were signed elsewhere are entered with a pen.
pub fn router_with(folder: Folder, pen: Pen) -> Router {
    routes_of(folder).layer(Extension(pen)).layer(middleware::from_fn(guard))
}

fn routes_of(folder: Folder) -> Router {
    let (api, description) = described().split_for_parts();
    let json = description.to_pretty_json().unwrap_or_default();
    api.route("/api/v1/openapi.json", get(move || async move { ([(header::CONTENT_TYPE, "application/json")], json) }))
        .route("/", get(pages::picture::page))
        .route("/incidents/{id}", get(pages::incident::page))
        .route("/explain/{id}", get(pages::explain::page))
        .route("/reports", get(pages::reports::page))
        .route("/reports/{file}", get(pages::reports::file))
        .route("/review", get(pages::review::page))
        .route("/terms", get(pages::terms::page))
        .route("/cases", get(pages::cases::docket))
        .route("/cases/{case}", get(pages::cases::case))
        .route("/remedies", get(pages::cases::remedies))
        .route("/due", get(pages::cases::due))
        .route("/commitments", get(pages::commitments::page))
        .route("/record", get(pages::record::page))
        .route("/queue", get(pages::verification::queue))
        .route("/quality", get(pages::verification::quality))
        .route("/matters/{id}", get(pages::verification::matter))
        .route("/log/{*path}", get(api::record::log_file))
        .route("/assets/{*path}", get(assets::asset))
        .fallback(pages::not_found)
        .with_state(folder)
        .layer(DefaultBodyLimit::max(2 * api::acts::ACT_BYTES_MAX))
        .layer(CompressionLayer::new())
}

/// Refuses requests that reached this machine under a foreign name (DNS rebinding), and sets the
/// headers of every answer.
async fn guard(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if !matches!(name, "127.0.0.1" | "localhost") {
        return (StatusCode::MISDIRECTED_REQUEST, "this mission is served to its own machine only: open it as 127.0.0.1 or localhost\n")
            .into_response();
    }
    let mut answer = next.run(request).await;
    let set = [
        ("content-security-policy", CSP),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ];
    for (name, value) in set {
        answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let headers = answer.headers_mut();
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}
