use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use comity_api::{Fault, FaultKind, FieldFault};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::refused::Refused;
use super::router::App;
use crate::limits::{BODY_BYTES_MAX, LARGE_BODY_BYTES};

/// A whole body.
pub(super) struct Whole {
    pub(super) bytes: Bytes,
}

/// What a body may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    /// Fields of a form in `application/x-www-form-urlencoded`.
    Form,
}

/// Reads the whole body of a request that must be JSON.
pub(super) async fn json(request: Request, app: &App) -> Result<Whole, Refused> {
    if kind(request.headers())? != Kind::Json {
        return Err(other_type("a form is not read here").into());
    }
    whole(request, app).await
}

/// Reads the body of a request that must be JSON of one shape.
pub(super) async fn read<T: DeserializeOwned>(request: Request, app: &App) -> Result<T, Refused> {
    let body = json(request, app).await?;
    Ok(serde_json::from_slice(&body.bytes).map_err(|err| unread(&err))?)
}

/// Reads the whole body of a request that may be JSON or a form.
pub(super) async fn form_or_json(request: Request, app: &App) -> Result<(Kind, Whole), Refused> {
    let kind = kind(request.headers())?;
    Ok((kind, whole(request, app).await?))
}

async fn whole(request: Request, app: &App) -> Result<Whole, Refused> {
    if stated_bytes(request.headers()).is_some_and(|length| length > BODY_BYTES_MAX as u64) {
        return Err(too_large().into());
    }
    let body: Limited<Body> = Limited::new(request.into_body(), BODY_BYTES_MAX);
    match tokio::time::timeout(app.limits.body, body.collect()).await {
        Ok(Ok(whole)) => Ok(Whole { bytes: whole.to_bytes() }),
        Ok(Err(err)) if err.is::<LengthLimitError>() => Err(too_large().into()),
        Ok(Err(_)) => Err(Fault::invalid("body-broken-off", "the body broke off").into()),
        Err(_) => {
            let message = format!("no whole body within {} seconds", app.limits.body.as_secs());
            Err(Fault::new(FaultKind::RequestTimeout, "slow-body", message).into())
        }
    }
}

/// Whether a request has a body that is large, or does not say how large it is.
pub(super) fn is_large(request: &Request) -> bool {
    match stated_bytes(request.headers()) {
        Some(length) => length >= LARGE_BODY_BYTES,
        None => !request.body().is_end_stream(),
    }
}

/// How long the body is, as the head says.
pub(super) fn stated_bytes(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn too_large() -> Fault {
    let message = format!("the body has more than {BODY_BYTES_MAX} bytes");
    Fault::new(FaultKind::TooLarge, "body-too-large", message).with_hint("send fewer queries")
}

fn other_type(message: impl Into<String>) -> Fault {
    Fault::new(FaultKind::UnsupportedType, "unsupported-type", message)
        .with_hint("send `content-type: application/json`, not compressed")
}

fn kind(headers: &HeaderMap) -> Result<Kind, Fault> {
    if let Some(encoding) = headers.get(header::CONTENT_ENCODING)
        && encoding != "identity"
    {
        return Err(other_type("the body is compressed"));
    }
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let Some(given) = given else {
        return Err(other_type("the request does not say of what type its body is"));
    };
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == "application/x-www-form-urlencoded" {
        return Ok(Kind::Form);
    }
    let is_json = essence == "application/json"
        || (essence.starts_with("application/") && essence.ends_with("+json"));
    if is_json {
        Ok(Kind::Json)
    } else {
        Err(other_type(format!("a body of type `{essence}` is not read")))
    }
}

/// The fields of a form.
pub(super) fn fields(bytes: &[u8]) -> Result<Vec<(String, String)>, Fault> {
    let unread = |_| Fault::invalid("form", "the form is not UTF-8");
    let pairs = bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let read = pairs.map(|pair| {
        let mut parts = pair.splitn(2, |byte| *byte == b'=');
        let mut next = || String::from_utf8(decoded(parts.next().unwrap_or_default()));
        Ok((next().map_err(unread)?, next().map_err(unread)?))
    });
    read.collect()
}

/// Bytes in which `+` stands for a space and `%41` for a byte; what is neither stays.
fn decoded(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let byte = match (first, after.first_chunk::<2>()) {
            (b'%', Some(digits)) => match hex(*digits) {
                Some(byte) => {
                    rest = after.get(2..).unwrap_or_default();
                    byte
                }
                None => b'%',
            },
            (b'+', _) => b' ',
            (other, _) => *other,
        };
        out.push(byte);
    }
    out
}

fn hex([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// A body that is not JSON is one fault, JSON of another shape another.
pub(super) fn unread(err: &serde_json::Error) -> Fault {
    if !err.is_data() {
        return Fault::invalid("json", format!("the body is not JSON: {err}"));
    }
    let said = err.to_string();
    let mut fault = FieldFault::new(&["body"], "shape", &said, &Value::Null);
    fault.loc.extend([Value::from(err.line()), Value::from(err.column())]);
    let hint = "`/openapi.json` describes the request";
    Fault::shape(vec![fault]).with_hint(hint)
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn forms_are_read() {
        let read = |text: &str| fields(text.as_bytes()).unwrap();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(read("a=1&b=x+y%26z&c"), [pair("a", "1"), pair("b", "x y&z"), pair("c", "")]);
        assert_eq!(read("q=%C3%A9%zz%"), [pair("q", "é%zz%")]);
        assert_eq!(read("a=b=c&&"), [pair("a", "b=c")]);
        assert!(read("").is_empty());
        assert_eq!(fields(b"q=%ff").unwrap_err().code, "form");
    }
}
