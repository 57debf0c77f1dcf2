//! What the backend makes for a field, and how grants become credentials.

use crate::clock::DAY;
use crate::crypto::{Opened, Sealed, Subject};
use crate::link::Link;
use crate::login::Login;
use crate::problem::Problem;
use crate::server::App;
use aws_lc_rs::encoding::AsBigEndian;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use catalog::{Entry, Makes};
use std::collections::{BTreeMap, BTreeSet};
use wire::{Field, FieldId, FieldKind, FieldProblem, ProblemCode, RejectionCode, ScopeId, Secret, Tool};

/// How long a grant waits to be used, in milliseconds.
pub(crate) const LIFETIME: i64 = DAY;
/// How long what was made stays as it is: as long as any link, so that what was copied into a tool is still right.
pub(crate) const MADE_LIFETIME: i64 = 367 * DAY;

/// Something that was made.
pub(crate) struct Made {
    /// What the tool must be told, where that is no secret itself.
    pub(crate) shown: Option<String>,
    /// What is kept.
    pub(crate) kept: Opened,
}

/// Makes what a field wants.
pub(crate) fn make(entry: &Entry, field: &FieldId) -> Option<Made> {
    match entry.definition.field(field.as_str())?.makes? {
        Makes::Secret => {
            let secret = random()?;
            Some(Made { shown: None, kept: BTreeMap::from([(field.clone(), Secret::new(secret))]) })
        }
        Makes::SshKey => {
            let pair = Ed25519KeyPair::generate().ok()?;
            let seed = pair.seed().ok()?;
            let seed: aws_lc_rs::encoding::Curve25519SeedBin<'_> = seed.as_be_bytes().ok()?;
            let (private, public) = ssh::key(seed.as_ref(), pair.public_key().as_ref());
            Some(Made { shown: Some(public), kept: BTreeMap::from([(field.clone(), Secret::new(private))]) })
        }
    }
}

fn random() -> Option<String> {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// The formats of OpenSSH.
mod ssh {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    const KIND: &[u8] = b"ssh-ed25519";

    fn string(into: &mut Vec<u8>, bytes: &[u8]) {
        into.extend(u32::try_from(bytes.len()).unwrap_or_default().to_be_bytes());
        into.extend(bytes);
    }

    /// An Ed25519 key: the private half as `openssh-key-v1`, without a passphrase, and the public half on one line.
    pub(super) fn key(seed: &[u8], public: &[u8]) -> (String, String) {
        let mut blob = Vec::new();
        string(&mut blob, KIND);
        string(&mut blob, public);
        let mut inner = vec![0; 8];
        inner.extend(&blob);
        string(&mut inner, &[seed, public].concat());
        string(&mut inner, b"");
        (1_u8..).take((8 - inner.len() % 8) % 8).for_each(|pad| inner.push(pad));
        let mut whole = b"openssh-key-v1\0".to_vec();
        string(&mut whole, b"none");
        string(&mut whole, b"none");
        string(&mut whole, b"");
        whole.extend(1_u32.to_be_bytes());
        string(&mut whole, &blob);
        string(&mut whole, &inner);
        let text = STANDARD.encode(whole);
        let lines: Vec<String> =
            text.chars().collect::<Vec<_>>().chunks(70).map(|line| line.iter().collect()).collect();
        let private =
            format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n", lines.join("\n"));
        (private, format!("ssh-ed25519 {}", STANDARD.encode(blob)))
    }
}

/// A grant, for sealing what is in it.
pub(crate) struct FieldGrant<'a> {
    pub(crate) app: &'a App,
    pub(crate) environment: &'a str,
    pub(crate) id: &'a str,
}

impl FieldGrant<'_> {
    fn subject_id(&self) -> String {
        format!("grant:{}", self.id)
    }

    pub(crate) fn seal(&self, kept: &Opened) -> Result<Sealed, Problem> {
        let id = self.subject_id();
        let subject = Subject { environment: self.environment, integration: &id, version: 0 };
        self.app.keys.seal(&subject, kept).map_err(|error| {
            tracing::error!(%error, "a grant could not be sealed");
            Problem::new(ProblemCode::Internal)
        })
    }

    pub(crate) fn open(&self, sealed: &Sealed) -> Option<Opened> {
        let id = self.subject_id();
        let subject = Subject { environment: self.environment, integration: &id, version: 0 };
        self.app.keys.open(&subject, sealed).ok()
    }
}

/// Puts what was granted or made in the place of the grants' ids. A grant of another link, of another field, or for other answers is no
/// answer.
pub(crate) async fn redeem(
    app: &App,
    link: &Link,
    entry: &Entry,
    tool: &Tool,
    mut answers: Opened,
    opted_out: &BTreeSet<ScopeId>,
) -> Result<Opened, Problem> {
    let granted: Vec<&Field> = tool
        .steps
        .iter()
        .flat_map(|step| &step.fields)
        .filter(|field| field.kind.is_granted() && answers.contains_key(&field.id))
        .collect();
    for field in granted {
        let refused = || {
            let error = FieldProblem::at(&field.id, RejectionCode::NotAccepted, "");
            Problem::new(ProblemCode::CredentialsRejected).with_errors(vec![error])
        };
        let id = answers.remove(&field.id).unwrap_or_default();
        let row = app.store.grant(id.expose()).await?.ok_or_else(refused)?;
        let is_ours = row.link_id == link.id.as_str() && row.tool == tool.id.as_str() && row.field == field.id.as_str();
        let is_for_these = field.kind != FieldKind::Login
            || Login::of(app, &tool.id, entry, &answers)
                .is_some_and(|login| row.used == login.fingerprint(&login.scopes(entry, tool, opted_out)));
        let is_there = matches!(row.state.as_str(), "granted" | "made");
        let sealed = row.sealed().filter(|_| is_ours && is_for_these && is_there).ok_or_else(refused)?;
        let grant = FieldGrant { app, environment: &link.environment_id, id: id.expose() };
        answers.extend(grant.open(&sealed).ok_or_else(refused)?);
    }
    Ok(answers)
}
