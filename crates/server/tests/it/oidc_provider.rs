//! An identity provider for tests, with keys made on the spot, that does as it is told.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use comity_server::IdentityProvider;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

/// What the provider calls this node, and what the node shows for it.
pub(crate) const CLIENT: (&str, &str) = ("comity", "a secret: with signs");
/// The one code that it takes.
pub(crate) const CODE: &str = "good-code";

/// How it behaves.
pub(crate) struct Manner {
    pub(crate) signer: Signer,
    /// The keys that it publishes.
    pub(crate) keys: Vec<Value>,
    /// The token's claims.
    pub(crate) claims: Value,
    /// What it says of itself in place of the usual.
    pub(crate) says: Value,
    /// What it does where somebody asks for a path.
    pub(crate) tricks: HashMap<&'static str, Trick>,
    /// The challenge that somebody left with.
    pub(crate) challenge: String,
    /// How often it was asked for its keys.
    pub(crate) keys_asked: usize,
    /// A token that it gives as it is.
    pub(crate) token: Option<String>,
}

#[derive(Clone, Copy)]
pub(crate) enum Trick {
    /// It never answers.
    Silent,
    /// It never ends.
    Endless,
    /// It leads elsewhere.
    Redirect,
    /// It is broken.
    Broken,
}

/// A key that signs.
pub(crate) struct Signer {
    algorithm: Algorithm,
    key: EncodingKey,
    kid: &'static str,
    /// What is published of it.
    pub(crate) public: Value,
}

impl Signer {
    pub(crate) fn new(algorithm: Algorithm, kid: &'static str) -> Signer {
        let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let (key, mut public) = match algorithm {
            Algorithm::RS256 => {
                let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
                // What stands before the key itself in its envelope.
                let key = EncodingKey::from_rsa_der(&pair.serialize_der()[26..]);
                let public = Jwk::from_encoding_key(&key, algorithm).unwrap();
                (key, serde_json::to_value(public).unwrap())
            }
            Algorithm::ES256 => {
                let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
                let (x, y) = pair.public_key_raw()[1..].split_at(32);
                let public = json!({
                    "kty": "EC", "crv": "P-256", "x": encoded(x), "y": encoded(y), "use": "sig",
                });
                (EncodingKey::from_ec_der(&pair.serialize_der()), public)
            }
            _ => {
                let pair = KeyPair::generate_for(&PKCS_ED25519).unwrap();
                let x = encoded(pair.public_key_raw());
                let public = json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "alg": "EdDSA" });
                (EncodingKey::from_ed_der(&pair.serialize_der()), public)
            }
        };
        public["kid"] = json!(kid);
        Signer { algorithm, key, kid, public }
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = Header { kid: Some(self.kid.to_owned()), ..Header::new(self.algorithm) };
        jsonwebtoken::encode(&header, claims, &self.key).unwrap()
    }
}

/// A token that nobody signed.
pub(crate) fn unsigned(claims: &Value) -> String {
    let encoded = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}.", encoded(&json!({ "alg": "none", "typ": "JWT" })), encoded(claims))
}

/// The provider, while it runs.
pub(crate) struct Fake {
    pub(crate) address: SocketAddr,
    manner: Arc<Mutex<Manner>>,
    running: tokio::task::JoinHandle<()>,
}

impl Fake {
    pub(crate) async fn start(algorithm: Algorithm) -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let signer = Signer::new(algorithm, "first");
        let other = json!({ "kty": "new-kind", "kid": "first" });
        let manner = Arc::new(Mutex::new(Manner {
            keys: vec![other, signer.public.clone()],
            signer,
            claims: Value::Null,
            says: json!({}),
            tricks: HashMap::new(),
            challenge: String::new(),
            keys_asked: 0,
            token: None,
        }));
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(document))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state((address, manner.clone()));
        let running = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Fake { address, manner, running }
    }

    pub(crate) fn manner(&self) -> MutexGuard<'_, Manner> {
        self.manner.lock().unwrap()
    }

    pub(crate) fn issuer(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn options(&self) -> IdentityProvider {
        let back = "https://node.example/v1/session/provider/return";
        IdentityProvider {
            client_secret: Some(CLIENT.1.to_owned()),
            assurance: [("urn:high".to_owned(), 3)].into(),
            ..IdentityProvider::new(&self.issuer(), CLIENT.0, back)
        }
    }

    /// Ends it: nobody answers any more.
    pub(crate) async fn stop(&mut self) {
        self.running.abort();
        let _ = (&mut self.running).await;
    }
}

type Shared = State<(SocketAddr, Arc<Mutex<Manner>>)>;

async fn tricked(shared: &Shared, path: &str) -> Option<Response> {
    let trick = shared.1.lock().unwrap().tricks.get(path).copied()?;
    Some(match trick {
        Trick::Silent => std::future::pending().await,
        Trick::Broken => StatusCode::BAD_GATEWAY.into_response(),
        Trick::Redirect => {
            (StatusCode::FOUND, [("location", format!("{path}?again"))]).into_response()
        }
        Trick::Endless => {
            let chunk = || Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 16 * 1024]));
            let stream = tokio_stream::iter(std::iter::repeat_with(chunk));
            Body::from_stream(stream).into_response()
        }
    })
}

async fn document(shared: Shared) -> Response {
    if let Some(answer) = tricked(&shared, "document").await {
        return answer;
    }
    let issuer = format!("http://{}", shared.0.0);
    let mut said = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/login?theme=plain"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
    });
    for (key, value) in shared.1.lock().unwrap().says.as_object().unwrap() {
        said[key] = value.clone();
    }
    Json(said).into_response()
}

async fn keys(shared: Shared) -> Response {
    if let Some(answer) = tricked(&shared, "keys").await {
        return answer;
    }
    let mut manner = shared.1.lock().unwrap();
    manner.keys_asked += 1;
    Json(json!({ "keys": manner.keys })).into_response()
}

async fn token(shared: Shared, headers: HeaderMap, body: String) -> Response {
    if let Some(answer) = tricked(&shared, "token").await {
        return answer;
    }
    let manner = shared.1.lock().unwrap();
    let no =
        |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    // `comity` and its secret, each as a form has it.
    let shown = headers.get("authorization").and_then(|value| value.to_str().ok());
    let both = base64::engine::general_purpose::STANDARD.encode("comity:a+secret%3A+with+signs");
    let in_body = body.contains("&client_id=comity&client_secret=a+secret%3A+with+signs");
    let wants_post = manner.says.get("token_endpoint_auth_methods_supported").is_some();
    if !(if wants_post { in_body } else { shown == Some(&format!("Basic {both}")) }) {
        return no("invalid_client");
    }
    let field = |name: &str| {
        let pair = body.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        pair.unwrap_or_default().to_owned()
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(field("code_verifier")));
    let is_code = field("code") == CODE && field("grant_type") == "authorization_code";
    let is_back =
        field("redirect_uri").ends_with("node.example%2Fv1%2Fsession%2Fprovider%2Freturn");
    if !is_code || !is_back || challenge != manner.challenge {
        return no("invalid_grant");
    }
    let given = manner.token.clone().unwrap_or_else(|| manner.signer.sign(&manner.claims));
    Json(json!({ "access_token": "x", "token_type": "Bearer", "id_token": given })).into_response()
}

/// A time that is short for a provider and long for a test.
pub(crate) const SOON: Duration = Duration::from_millis(1_500);
