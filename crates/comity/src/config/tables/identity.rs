use comity_server::limits::PROVIDER_SECONDS_MAX;

use crate::config::assurances::Assurances;
use crate::config::secret::Secret;
use crate::config::section::section;
use crate::config::whole::Whole;

section! {
    /// The identity provider (OpenID Connect) that people may sign in with, beside their passwords.
    /// There is none unless `issuer`, `client_id` and `redirect_url` are set.
    /// It is reached through the proxy, and trusted by the certificates, of `[downloads]`.
    Identity {
        /// The provider's address, exactly as it names itself.
        /// It must be `https`, or an address of this machine.
        issuer: Option<String> = None, env "COMITY_IDENTITY_ISSUER",
            eg "\"https://login.example\"";
        /// What the provider calls this node.
        client_id: Option<String> = None, env "COMITY_IDENTITY_CLIENT_ID", eg "\"comity\"";
        /// What shows the provider that it is this node; a public client has none.
        /// Whoever can read the file can read it; the variable is another place for it.
        client_secret: Option<Secret> = None, env "COMITY_IDENTITY_CLIENT_SECRET",
            eg "\"the secret\"";
        /// Where the provider sends people back to: the node's own address, as browsers reach it,
        /// with the path `/v1/session/provider/return`.
        redirect_url: Option<String> = None, env "COMITY_IDENTITY_REDIRECT_URL",
            eg "\"https://node.example/v1/session/provider/return\"";
        /// How sure each way of signing in (`acr`) makes: 1 as a password does, 2 with a second
        /// factor, 3 with a hardware key.
        /// A way that is not named makes as sure as a password.
        assurance: Assurances = Assurances::default(), env "COMITY_IDENTITY_ASSURANCE";
        /// Longest time that the provider may take for one answer, in seconds.
        answer_seconds_max: Whole<1, 10> = Whole::usual(PROVIDER_SECONDS_MAX),
            env "COMITY_IDENTITY_ANSWER_SECONDS_MAX";
    }
}
