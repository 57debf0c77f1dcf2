"""What the fuzzer cannot know from the document: what is there.

Hardly anything here names an endpoint. Ids go by the name of their parameter, in a path or in a body; whatever else is made and then
read by its id, the fuzzer takes from the answers it gets.
"""

import os
import zlib

import schemathesis
from addresses import nowhere
from backend import ADMIN, ask, connect, id_of, link
from rules import wants_success
from schemathesis.core.parameters import ParameterLocation

OPERATOR = {"authorization": f"Bearer {os.environ['FUZZ_OPERATOR_KEY']}"}
# How many integrations and webhook endpoints may be deleted.
SPARE = 12


# --- what is there --------------------------------------------------------------------------------------------------


def webhooks(number):
    # Nothing is ever sent: there is no such host.
    return [ask("POST", "/v1/webhooks", {"url": f"https://{n}.invalid/"})["data"]["id"] for n in range(number)]


# One that is done, and one with something left to set up.
connected = [connect("bamboohr"), connect("teamtailor", "ATS")]
links = [link("bamboohr") for _ in range(SPARE)]
# By the name of the parameter. What is deleted is never one of these.
THERE = {
    "integration_id": [integration for integration, _ in connected],
    "token": [token for _, token in connected],
    "scope_config_id": [config["id"] for config in ask("GET", "/v1/scope-configs")["data"]["scope_configs"]],
    "webhook_id": webhooks(3),
    "link_id": [id_of(link) for link in links],
    "link": links,
    "integration_tool": ["bamboohr", "personio"],
}
SPARES = {"integration_id": iter([connect("bamboohr")[0] for _ in range(SPARE)]), "webhook_id": iter(webhooks(SPARE // 2))}


# --- real ids and keys in what was made up --------------------------------------------------------------------------


def real(name, value, draw):
    """One that is there for two of three that were made up."""
    there = THERE.get(name)
    if not there or not isinstance(value, str) or value in there or draw % 3 == 2:
        return value
    return there[draw // 1000 % len(there)]


def spare(name, value, draw):
    """One that may be deleted for half of those that were made up, while there are any."""
    if value in THERE.get(name, ()):
        value = "deleted-rather"
    return next(SPARES.get(name, iter(())), value) if draw % 2 == 0 else value


@schemathesis.hook
def before_call(context, case, kwargs):
    def is_meant_to_be_fine(location):
        return case.meta is None or not case.meta.is_negative_at(location)

    # The same for the same request, so that a finding stays one when it is made smaller.
    draw = zlib.crc32(repr([case.method, case.path, case.path_parameters, case.query, case.body]).encode())
    # What has never succeeded yet has everything it needs.
    if wants_success(case):
        draw = draw // 24 * 24
    path = dict(case.path_parameters or {})
    if case.method == "DELETE":
        path = {name: spare(name, value, draw) for name, value in path.items()}
    elif is_meant_to_be_fine(ParameterLocation.PATH):
        path = {name: real(name, value, draw) for name, value in path.items()}
    if path != case.path_parameters:
        case.path_parameters = path
    if is_meant_to_be_fine(ParameterLocation.BODY) and isinstance(case.body, dict):
        body = {name: real(name, value, draw) for name, value in case.body.items()}
        body = nowhere(body)
        if body != case.body:
            case.body = body
    # An operator may not do everything.
    if case.headers.get("authorization") == ADMIN["authorization"] and draw % 8 == 1:
        case.headers["authorization"] = OPERATOR["authorization"]
