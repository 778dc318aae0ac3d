use std::fmt::Write as _;

use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use comity_api::Fault;
use comity_api::convert::labels;
use comity_api::openapi::CompatibleRefusals;
use comity_api::yente::{Entity, ErrorResponse, PropertyValue};
use comity_model::Schema;

use super::entities::moved_to;
use super::refused::Refused;
use super::router::App;
use super::segment::Caller;
use crate::app::record::Found;
use crate::app::scope::scope;

/// Values of one property that a preview shows.
const VALUES_SHOWN: usize = 5;

/// Show an entity in short
///
/// A small page for people who reconcile a table.
#[utoipa::path(
    get,
    path = "/reconcile/{dataset}/view/{entity_id}",
    tag = "reconciliation",
    params(
        ("dataset" = String, Path, description = "A dataset, or `default`."),
        ("entity_id" = String, Path, description = "The id."),
    ),
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/html"),
        (status = 308, description = "It is known by another id now, see `location`."),
        (status = 404, description = "There is no such entity.", body = ErrorResponse),
        CompatibleRefusals,
    ),
)]
pub(super) async fn view(
    State(app): State<App>,
    Caller(ctx): Caller,
    request: Request,
) -> Result<Response, Refused> {
    let (mut parts, _) = request.into_parts();
    let path: Result<Path<(String, String)>, _> = Path::from_request_parts(&mut parts, &app).await;
    let Ok(Path((dataset, id))) = path else {
        return Err(Fault::invalid("address", "the address is not UTF-8").into());
    };
    let loaded = app.ready()?;
    let sight = app.node.sight_of_figures(&ctx).await?;
    scope(&loaded, &sight, &dataset, &[], &[])?;
    let entity = match app.node.find_entity(&ctx, &id, false).await? {
        Found::Whole(entity) => entity,
        Found::Moved(now) => {
            return moved_to(&["reconcile", &dataset, "view", &now], parts.uri.query());
        }
        Found::Missing => {
            return Err(Fault::not_found("no-such-entity", "No such entity!").into());
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        // Nothing but text: no script, no style and no picture can come in with a value.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    Ok((headers, entity.project(page).into_inner()).into_response())
}

fn page(entity: Entity) -> String {
    let caption = escaped(&entity.caption);
    let schema = Schema::named(&entity.schema).ok();
    let kind = schema.map_or_else(|| entity.schema.clone(), labels::schema_label);
    let mut rows = String::new();
    for (name, values) in &entity.properties {
        let property = schema.and_then(|schema| schema.property(name).ok());
        let texts = values.iter().take(VALUES_SHOWN).filter_map(|value| match value {
            PropertyValue::Text(text) => {
                Some(property.map_or_else(|| text.clone(), |of| labels::caption(of.kind(), text)))
            }
            PropertyValue::Entity(_) => None,
        });
        let mut shown = texts.collect::<Vec<_>>().join("; ");
        if values.len() > VALUES_SHOWN {
            let _ = write!(shown, "; and {} more", values.len() - VALUES_SHOWN);
        }
        let label = labels::property_label(name);
        // Writing to a string cannot fail.
        let _ = writeln!(rows, "<dt>{}</dt><dd>{}</dd>", escaped(&label), escaped(&shown));
    }
    let datasets = escaped(&entity.datasets.join(", "));
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
         <title>{caption}</title></head>\n<body>\n<h1>{caption}</h1>\n\
         <p>{} · {} · {datasets}</p>\n<dl>\n{rows}</dl>\n</body>\n</html>\n",
        escaped(&kind),
        escaped(&entity.id),
    )
}

/// A text that stands for itself in HTML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn values_cannot_become_markup() {
        assert_eq!(super::escaped("<b a=\"'&\">"), "&lt;b a=&quot;&#39;&amp;&quot;&gt;");
    }
}
