"""What the fuzzer cannot know from the document: what is there.

Hardly anything here names an endpoint. Ids go by the name of their parameter, in a path or in a body; whatever else is made and then
read by its id, the fuzzer takes from the answers it gets.
"""

import atexit
import collections
import json
import os
import pathlib
import zlib

import requests
import schemathesis
from hypothesis import strategies as some
from schemathesis.core.parameters import ParameterLocation

URL = os.environ["FUZZ_URL"]
ANSWERS = pathlib.Path(os.environ["FUZZ_ANSWERS"])
DEMO = json.loads(pathlib.Path(os.environ["FUZZ_DEMO"]).read_text())
ADMIN = {"authorization": f"Bearer {os.environ['FUZZ_KEY']}"}
OPERATOR = {"authorization": f"Bearer {os.environ['FUZZ_OPERATOR_KEY']}"}
# How many integrations and webhook endpoints may be deleted.
SPARE = 12


# --- what is there --------------------------------------------------------------------------------------------------


def ask(method, path, body=None, headers=ADMIN):
    answer = requests.request(method, URL + path, json=body, headers=headers, timeout=30)
    assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json()


DOCUMENT = ask("GET", "/v1/openapi.json")


def link(tool, category="HRIS"):
    body = {"end_user_email": "erin@initech.example", "end_user_organization_name": "Initech", "link_type": "MAGIC_LINK"}
    return ask("POST", "/v1/connect/create-link", body | {"integration_tool": tool, "integration_category": category})["data"]["link"]


def id_of(link):
    return link.split("#")[0].rsplit("/", 1)[1]


def connect(tool, category="HRIS"):
    """An integration, made as its end user would: its id, and an activation token that stands for it."""
    address = link(tool, category)
    session = ask("POST", "/api/session", {"link": id_of(address), "secret": address.split("#")[1]}, {})
    answers = DEMO["inputs"][tool]["accepted"]
    body = {"tool": tool, "answers": answers, "asked": session["tool"]["asked"], "opted_out": []}
    proof = {"authorization": f"Bearer {session['token']}", "idempotency-key": f"fuzz-{id_of(address)}"}
    token = ask("POST", "/api/submissions", body, proof)["activation_token"]
    return ask("GET", f"/v1/connect/integration-by-token/{token}")["data"]["id"], token


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


# --- what was answered ----------------------------------------------------------------------------------------------

# By operation, for those that can succeed; scripts/fuzz wants to have seen each of them do so.
answers = {
    f"{method.upper()} {path}": collections.Counter()
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
    if any(status.startswith("2") for status in operation["responses"])
}


@schemathesis.hook
def after_call(context, case, response):
    if case.operation.label in answers:
        answers[case.operation.label][response.status_code] += 1


atexit.register(lambda: ANSWERS.write_text(json.dumps(answers)))


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
    if not any(200 <= status < 300 for status in answers.get(case.operation.label, [200])):
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
        # The fuzzer tries addresses that it was answered as well, and those are pages of this server.
        if ".invalid" not in body.get("url", ".invalid"):
            body["url"] = "https://0.invalid/"
        if body != case.body:
            case.body = body
    # An operator may not do everything.
    if case.headers.get("authorization") == ADMIN["authorization"] and draw % 8 == 1:
        case.headers["authorization"] = OPERATOR["authorization"]


# --- addresses ------------------------------------------------------------------------------------------------------

# A server may ask whatever address it is given, so they are all of hosts that cannot be.
path = some.from_regex(r"(/[A-Za-z0-9._~!$&()*+,;=:@-]{0,8}){1,3}([?][a-z0-9=&]{0,12})?", fullmatch=True)
host = some.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
schemathesis.openapi.format("uri", some.builds("https://{}.invalid{}".format, host, path))
