"""What the fuzzer cannot know of the flow's own API: open links with their secrets and sessions, and what tools accept."""

import random
import zlib

import schemathesis
from backend import DEMO, URL, ask, connect, flow, opened, proof, submit
from rules import rule, wants_success
from schemathesis.core.parameters import ParameterLocation

# Begins whatever is made up where a secret belongs.
CANARY = "canary-of-the-flow"
# What tests/fuzz/schemathesis.toml has for a session.
PLACEHOLDER = "Bearer a-session"
# A page that may embed one of the links.
HOST = "https://app.example.com"
# What a request from a page of ours, or of the host's, says of itself.
NEAR = {"Origin": "ours", "Sec-Fetch-Site": "same-origin"}
# How many links may be completed.
SPARE = 16


# --- what is there --------------------------------------------------------------------------------------------------


def logging_in():
    of = flow("datev")
    of.field = next(field for field, kind in of.fields.items() if kind == "login")
    body = {"tool": of.tool, "field": of.field, "answers": of.accepted, "way_back": "window"}
    of.grant = ask("POST", "/api/grants", body, proof(of))["id"]
    return of


def done(tool, category="HRIS"):
    of = flow(tool, category)
    submit(of)
    of.key = proof(of)["idempotency-key"]
    return of


def revoked():
    of = flow("bamboohr")
    ask("POST", f"/v1/links/{of.link}/revoke", {})
    return of


def deleted():
    integration, _ = connect("bamboohr")
    of = opened(ask("POST", f"/v1/integrations/{integration}/relink", {"link_type": "MAGIC_LINK"})["data"]["link"])
    ask("DELETE", f"/v1/integrations/{integration}", {})
    return of


framed = flow("bamboohr", link_type="EMBEDDED", allowed_origins=[HOST])
# The one of Teamtailor has something left to do.
live = [flow("bamboohr"), flow("personio"), logging_in(), framed, done("teamtailor", "ATS"), opened(DEMO["links"]["production_relink"])]
ended = [done("bamboohr"), revoked(), deleted()]
spares = [flow("bamboohr") for _ in range(SPARE)]
of_token = {of.token: of for of in [*live, *ended, *spares]}
hidden = {of.accepted[field] for of in live for field, kind in of.fields.items() if kind in ("secret", "pem") and field in of.accepted}
SECRETS = {CANARY} | hidden | set(of_token) | {of.secret for of in of_token.values()}
# Names that the server has as well, and says.
NAMES = {name for of in of_token.values() for name in [of.tool, of.link, *of.fields, *of.scopes]}


# --- real ones in what was made up ----------------------------------------------------------------------------------


def chosen(chance, case, sure):
    """A link that has what is asked for, mostly."""
    if case.operation.label == "POST /api/submissions" and (sure or chance.random() < 0.3):
        return chance.choice(spares)
    asked = {*(case.path_parameters or {}), *(case.body if isinstance(case.body, dict) else {})}
    fit = [of for of in live if all(hasattr(of, name) for name in asked & {"field", "grant", "key", "handover"})]
    return chance.choice(fit) if fit and (sure or chance.random() < 0.7) else chance.choice([*live, *ended])


def answers(chance, of, made_up, sure):
    if sure or (of in spares and chance.random() < 0.5):
        return of.accepted
    secret = f"{CANARY}-{chance.getrandbits(64):x}"
    planted = {field: secret if of.fields.get(field) in ("secret", "pem") else answer for field, answer in of.accepted.items()}
    return chance.choice([planted, planted, of.refused, made_up])


def filled(chance, of, body, sure):
    body = dict(body)
    for name in sorted({"link", "secret", "tool", "field", "asked"} & body.keys()):
        body[name] = getattr(of, name, body[name]) if sure or chance.random() < 0.8 else f"{CANARY}-{body[name]}"
    if isinstance(body.get("answers"), dict):
        body["answers"] = answers(chance, of, body["answers"], sure)
    if sure or chance.random() < 0.3:
        body = {name: value for name, value in body.items() if name not in ("opted_out", "reviewed_in")}
    return body | {"step": "scopes", "number": 0, "count": 3} if sure and "step" in body else body


@schemathesis.hook
def before_call(context, case, kwargs):
    def is_meant_to_be_fine(location):
        return case.meta is None or not case.meta.is_negative_at(location)

    # The same for the same request, so that a finding stays one when it is made smaller.
    chance = random.Random(zlib.crc32(repr([case.method, case.path, case.path_parameters, case.query, case.body]).encode()))
    # What has never succeeded yet has everything it needs.
    sure = wants_success(case)
    of = chosen(chance, case, sure)
    if case.headers.get("authorization") == PLACEHOLDER:
        altered = not sure and chance.random() < 0.05
        case.headers["authorization"] = f"Bearer {of.token}{'x' if altered else ''}"
    # Whoever comes from elsewhere gets no further, so that is seldom.
    if sure or chance.random() < 0.8:
        case.headers.update({name: near for name, near in NEAR.items() if name in case.headers})
    if case.headers.get("Origin") == "ours":
        case.headers["Origin"] = HOST if "/links/" in case.path else URL
    if case.path_parameters and is_meant_to_be_fine(ParameterLocation.PATH) and (sure or chance.random() < 0.8):
        case.path_parameters = {name: getattr(of, name, value) for name, value in case.path_parameters.items()}
    if is_meant_to_be_fine(ParameterLocation.BODY) and isinstance(case.body, dict):
        body = filled(chance, of, case.body, sure)
        if body != case.body:
            case.body = body


@schemathesis.hook
def after_call(context, case, response):
    of = of_token.get(case.headers.get("authorization", "").removeprefix("Bearer "))
    if of and case.operation.label == "POST /api/handovers" and response.status_code == 200:
        of.handover = response.json()["link"]


# --- what no answer may be ------------------------------------------------------------------------------------------

# Which codes go with which status (crates/backend/src/problem.rs).
CODES = {
    400: {"malformed", "idempotency-key-missing"},
    401: {"session-expired"},
    403: {"foreign-origin"},
    404: {"link-unknown", "tool-unknown", "not-found"},
    409: {"scopes-changed", "submission-in-progress"},
    410: {"link-expired", "link-revoked", "link-completed", "link-superseded", "integration-deleted"},
    413: {"unsupported-body"},
    415: {"unsupported-body"},
    422: {"invalid-fields", "credentials-rejected", "permissions-missing", "idempotency-key-reused"},
    429: {"link-unknown", "tool-rate-limited"},
}


def texts(value):
    """Every text in it. Names are no values: which field there is not may be said."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


@rule
def repeats_no_secret(ctx, response, case):
    """no answer of the flow repeats a link's secret, a session's token, or a credential"""
    found = [secret for secret in SECRETS if secret in response.text]
    assert not found, f"{found} is in the answer"


@rule
def repeats_no_value_in_a_problem(ctx, response, case):
    """a problem of the flow repeats no value that was sent"""
    if response.status_code < 400:
        return
    sent = {text for text in texts([case.body, case.path_parameters, case.query, dict(case.headers)]) if len(text) >= 8} - NAMES
    found = [text for text in sent if any(text in said for said in texts(response.json()))]
    assert not found, f"{found} is in the problem"


@rule
def is_a_problem(ctx, response, case):
    """whatever the flow refuses, for whatever reason, is answered with a problem whose code, type and status belong together"""
    if response.status_code < 400:
        return
    assert response.headers.get("content-type") == ["application/problem+json"], response.headers.get("content-type")
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["type"] == f"urn:connect-flow:problem:{problem['code']}"
    assert problem["code"] in CODES.get(response.status_code, ()), f"{problem['code']} with {response.status_code}"


@rule
def is_for_its_own_pages(ctx, response, case):
    """only a page of an origin that may embed a link is let read how the link stands"""
    allowed = response.headers.get("access-control-allow-origin", [])
    assert allowed in ([], [HOST]) and (not allowed or framed.link in case.formatted_path), allowed
