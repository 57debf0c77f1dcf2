"""What keys of others, and keys that are none, find of a tenant: nothing, whatever they ask, with whatever ids they have heard of."""

import os
import random
import zlib
from urllib.parse import unquote_plus

import schemathesis
from addresses import nowhere
from backend import DEMO, ask, connect, id_of, link
from rules import answers, rule

# Stands in all that is the tenant's and has a name.
CANARY = "canary-of-acme"
THEIRS = f"Bearer {os.environ['FUZZ_KEY']}"
# The tenant's own key, but for the other environment.
ELSEWHERE = f"Bearer {DEMO['environments']['development']['api_key']}"
REVOKED = f"Bearer {os.environ['FUZZ_REVOKED_KEY']}"
MADE_UP = f"Bearer cfk_{'0' * 43}"
# Each operation is asked with one after the other.
KEYS = [THEIRS, ELSEWHERE, None, THEIRS, THEIRS, REVOKED, ELSEWHERE, THEIRS, MADE_UP]


# --- what is there --------------------------------------------------------------------------------------------------

ME = {"end_user_email": f"{CANARY}@initech.example", "end_user_organization_name": CANARY}
integration, token = connect("bamboohr", **ME)
address = link("bamboohr", **ME)
config = ask("POST", "/v1/scope-configs", {"name": CANARY, "everything": "ENABLED"})["data"]["id"]
webhook = ask("POST", "/v1/webhooks", {"url": f"https://{CANARY}.invalid/"})["data"]["id"]
OURS = {
    "integration_id": integration,
    "token": token,
    "link_id": id_of(address),
    "link": address,
    "scope_config_id": config,
    "webhook_id": webhook,
}
SETTINGS = ["/v1/branding", "/v1/enabled-tools", "/v1/allowed-origins"]
THINGS = [f"/v1/integrations/{integration}", f"/v1/links/{id_of(address)}", f"/v1/scope-configs/{config}", f"/v1/webhooks/{webhook}"]


def seen():
    return {place: ask("GET", place)["data"] for place in [*THINGS, *SETTINGS]}


before = seen()


# --- our ids in what they ask ---------------------------------------------------------------------------------------


@schemathesis.hook
def before_call(context, case, kwargs):
    # The same for the same request, so that a finding stays one when it is made smaller.
    chance = random.Random(zlib.crc32(repr([case.method, case.path, case.path_parameters, case.query, case.body]).encode()))

    def ours(part):
        return {name: OURS[name] if name in OURS and chance.random() < 0.8 else value for name, value in part.items()}

    case.path_parameters = ours(case.path_parameters or {})
    if isinstance(case.body, dict):
        case.body = nowhere(ours(case.body))
    if case.headers.get("authorization") == THEIRS:
        key = KEYS[answers[case.operation.label].total() % len(KEYS)]
        case.headers.update({"authorization": key} if key else {})
        if not key:
            del case.headers["authorization"]


# --- what no answer may be ------------------------------------------------------------------------------------------


@rule
def tells_nothing_of_ours(ctx, response, case):
    """no key of another tenant, nor of another environment, is told anything of a tenant's, whatever it asks with the tenant's own ids"""
    sent = unquote_plus(response.request.url) + str(response.request.body)
    found = [mine for mine in [CANARY, *OURS.values()] if mine in response.text and mine not in sent]
    assert not found, f"{found} is in the answer"
    is_ours = any(mine in case.formatted_path + str(response.request.body) for mine in OURS.values())
    assert not is_ours or response.status_code >= 400, f"{response.status_code} for what is another tenant's"


@rule
def knows_no_such_key(ctx, response, case):
    """no key, a key that was made up and a key that was taken back open nothing"""
    key = response.request.headers.get("authorization")
    if key not in (THEIRS, ELSEWHERE):
        # Somewhere else there is nothing, and no key is asked for.
        assert response.status_code in (400, 401, 404, 405, 429), response.status_code


@rule
class ChangesNothing:
    """nothing of a tenant's is changed by whoever has another tenant's key, or none"""

    def after_run(self, ctx):
        changed = {place: (data, before[place]) for place, data in seen().items() if data != before[place]}
        assert not changed, f"changed: {changed}"
