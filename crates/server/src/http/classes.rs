use comity_policy::ActionClass;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, PathItem};

/// Operations that demand nothing; `/updatez` has a token of its own.
const PUBLIC: [(&str, &str); 6] = [
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("post", "/updatez"),
    ("post", "/v1/session"),
    ("get", "/v1/session/provider"),
    ("get", "/v1/session/provider/return"),
];

/// Operations that are about nobody. Everything else is about persons.
const ACCOUNT: [(&str, &str); 12] = [
    ("get", "/algorithms"),
    ("get", "/catalog"),
    ("get", "/metrics"),
    ("get", "/openapi.json"),
    ("get", "/reconcile/{dataset}/extend/property"),
    ("get", "/v1/alerts/categories"),
    ("get", "/v1/datasets"),
    ("get", "/v1/datasets/{name}/versions"),
    ("get", "/v1/doctor"),
    ("get", "/v1/policy"),
    ("get", "/v1/session"),
    ("delete", "/v1/session"),
];

/// Says of each operation what it demands (`x-comity-class`).
pub(super) fn classed(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            let is_in = |list: &[(&str, &str)]| list.contains(&(method, path.as_str()));
            let class = match () {
                () if is_in(&PUBLIC) => ActionClass::Public,
                () if is_in(&ACCOUNT) => ActionClass::Account,
                () => ActionClass::PersonalData,
            };
            let name = class.name();
            operation.extensions =
                Some(ExtensionsBuilder::new().add("x-comity-class", name).build());
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let each = [
        ("get", item.get.as_mut()),
        ("put", item.put.as_mut()),
        ("post", item.post.as_mut()),
        ("delete", item.delete.as_mut()),
    ];
    each.into_iter().filter_map(|(method, operation)| Some((method, operation?)))
}
