"""The running demo, asked as its customer and its end users would: what the hooks of every run make there."""

import json
import os
import pathlib
from types import SimpleNamespace

import requests

URL = os.environ["FUZZ_URL"]
DEMO = json.loads(pathlib.Path(os.environ["FUZZ_DEMO"]).read_text())
ADMIN = {"authorization": f"Bearer {DEMO['environments']['production']['api_key']}"}


def ask(method, path, body=None, headers=ADMIN):
    answer = requests.request(method, URL + path, json=body, headers=headers, timeout=30)
    assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
    return answer.json() if answer.content else None


def link(tool, category="HRIS", **more):
    body = {"end_user_email": "erin@initech.example", "end_user_organization_name": "Initech", "link_type": "MAGIC_LINK"}
    return ask("POST", "/v1/connect/create-link", body | {"integration_tool": tool, "integration_category": category} | more)["data"]["link"]


def id_of(link):
    return link.split("#")[0].rsplit("/", 1)[1]


def opened(address):
    """A link's both halves, the session that it opens, and what its tool accepts."""
    of = SimpleNamespace(link=id_of(address), secret=address.split("#")[1])
    session = ask("POST", "/api/session", {"link": of.link, "secret": of.secret}, {})
    of.token, of.tool, of.asked = session["token"], session["tool"]["id"], session["tool"]["asked"]
    of.accepted, of.refused = DEMO["inputs"][of.tool]["accepted"], DEMO["inputs"][of.tool]["refused"]
    of.fields = {field["id"]: field["kind"] for step in session["tool"]["steps"] for field in step["fields"]}
    of.scopes = [scope["id"] for scope in session["tool"]["scopes"]]
    return of


def flow(tool, category="HRIS", **more):
    return opened(link(tool, category, **more))


def proof(flow):
    return {"authorization": f"Bearer {flow.token}", "idempotency-key": f"fuzz-{flow.link}"}


def submit(flow):
    """Completes a link as its end user would: an activation token."""
    body = {"tool": flow.tool, "answers": flow.accepted, "asked": flow.asked, "opted_out": []}
    return ask("POST", "/api/submissions", body, proof(flow))["activation_token"]


def connect(tool, category="HRIS", **more):
    """An integration: its id, and an activation token that stands for it."""
    token = submit(flow(tool, category, **more))
    return ask("GET", f"/v1/connect/integration-by-token/{token}")["data"]["id"], token
