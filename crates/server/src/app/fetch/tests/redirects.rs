use super::bench::{Bench, NEW};
use super::server::{Act, Server, reply};

fn to(location: &str) -> Act {
    reply("302 Found", &[("location", location)], "")
}

/// A server that is reached by a name, as those outside are.
async fn named(bench: &Bench, acts: impl IntoIterator<Item = Act>) -> (Server, String) {
    let server = Server::start(acts).await;
    let address = server.address;
    bench.set(|options| options.hosts = vec![("lists.example".to_owned(), address)], Vec::new());
    let url = format!("http://lists.example:{}/list.json", address.port());
    (server, url)
}

async fn refused(bench: &Bench, url: &str, code: &str, words: &str) {
    let failed = bench.fetch_url(url).await.unwrap_err();
    assert_eq!(failed.code(), code, "{}", failed.chain());
    assert!(failed.chain().contains(words), "{}", failed.chain());
    assert_eq!((bench.stands().await, bench.is_clean()), ((1, 1), true));
}

#[tokio::test]
async fn a_redirect_is_followed() {
    let bench = Bench::with_list().await;
    let other = Server::start([reply("200 OK", &[], NEW)]).await;
    for status in ["301 A", "302 B", "303 C", "307 D", "308 E"] {
        let there = other.url("/there");
        let first = reply(status, &[("location", there.as_str())], "moved");
        // Who names a host inside may be led to another one.
        let server = Server::start([first]).await;
        bench.fetch_url(&server.url("/here")).await.unwrap();
    }
    assert_eq!(bench.stands().await, (2, 2));
    assert!(other.requests()[0].starts_with("get /there"));
    let (server, url) = named(&bench, [to("/b"), to("c?d=1"), reply("200 OK", &[], NEW)]).await;
    bench.fetch_url(&url).await.unwrap();
    assert!(server.requests()[2].starts_with("get /c?d=1 "));
}

#[tokio::test]
async fn a_redirect_loop_ends() {
    let bench = Bench::with_list().await;
    let server = Server::start([to("/round")]).await;
    refused(&bench, &server.url("/round"), "redirect", "more than 3 redirects").await;
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_redirect_that_leads_out_of_the_web_is_refused() {
    let bench = Bench::with_list().await;
    for (location, words) in [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://lists.example/", "only http and https"),
        ("http://", "redirects"),
        ("http://[::", "redirects"),
    ] {
        let server = Server::start([to(location)]).await;
        refused(&bench, &server.url("/"), "redirect", words).await;
    }
    let server = Server::start([reply("302 Found", &[], "")]).await;
    refused(&bench, &server.url("/"), "redirect", "does not say where to").await;
}

#[tokio::test]
async fn a_server_outside_cannot_lead_inside() {
    let bench = Bench::with_list().await;
    let inner = Server::start([reply("200 OK", &[], NEW)]).await;
    let port = inner.address.port();
    for host in ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1", "localhost", "10.0.0.1"] {
        let location = format!("http://{host}:{port}/secrets");
        let (_server, url) = named(&bench, [to(&location)]).await;
        refused(&bench, &url, "redirect", "inside the node's own network").await;
    }
    // The metadata services of clouds.
    let (_server, url) = named(&bench, [to("http://169.254.169.254/latest/meta-data")]).await;
    refused(&bench, &url, "redirect", "inside the node's own network").await;
    assert!(inner.requests().is_empty());
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_looked_up() {
    use reqwest::dns::Resolve as _;
    let name = "localhost".parse().unwrap();
    let found = super::super::guard::Outside.resolve(name).await;
    assert!(found.err().unwrap().to_string().contains("inside the node's own network"));
}
