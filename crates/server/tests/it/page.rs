//! The page that shows the routes.

use hyper::{Method, StatusCode};

use crate::support::{Served, home};

const PARTS: [(&str, &str); 5] = [
    ("/", "text/html"),
    ("/docs", "text/html"),
    ("/page/page.css", "text/css"),
    ("/page/page.js", "text/javascript"),
    ("/page/schema.js", "text/javascript"),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_page_needs_nothing_from_elsewhere() {
    let node = Served::with(home().await, |options| options.require_token = true).await;
    for (path, kind) in PARTS {
        let part = node.get(path).await;
        assert_eq!(part.status, StatusCode::OK, "{path} is there for who has no token yet");
        assert!(part.header("content-type").starts_with(kind), "{path}");
        let policy = part.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(part.header("x-content-type-options"), "nosniff");
        let text = String::from_utf8_lossy(&part.body).into_owned();
        for foreign in ["http:", "https:", "//cdn", "innerHTML", "eval(", "style=", "onclick"] {
            assert!(!text.contains(foreign), "{path} has {foreign}");
        }
        let linked = text.split('"').filter(|part| part.starts_with("/page/"));
        for link in linked {
            assert!(PARTS.iter().any(|(known, _)| *known == link), "{path} links {link}");
        }
    }
    let document = node.get("/openapi.json").await;
    assert_eq!(document.status, StatusCode::UNAUTHORIZED, "what the page shows is not open");
    let other = node.ask(Method::POST, "/", &[], b"").await;
    assert_eq!(other.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(node.get("/page/../openapi.json").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(node.get("/page/other.js").await.status, StatusCode::UNAUTHORIZED);
}
