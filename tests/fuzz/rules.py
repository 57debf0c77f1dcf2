"""What every run counts, and what every answer must be whoever asks."""

import atexit
import collections
import inspect
import json
import os
import pathlib

import schemathesis

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow, noarchive",
}

# By operation; and which can succeed: scripts/fuzz wants to have seen each of them do so.
answers = collections.defaultdict(collections.Counter)
wanted = set()
rules = []


def rule(check):
    """A check that says in one line which rule it holds answers against."""
    file = pathlib.Path(inspect.currentframe().f_back.f_code.co_filename)
    rules.append((f"tests/fuzz/{file.name}", check.__doc__))
    return schemathesis.check(check)


def can_succeed(operation):
    return any(status.startswith("2") for status in operation.responses.status_codes)


def has_succeeded(label):
    return any(200 <= status < 300 for status in answers[label])


def wants_success(case):
    return can_succeed(case.operation) and not has_succeeded(case.operation.label)


@schemathesis.hook
def after_call(context, case, response):
    answers[case.operation.label][response.status_code] += 1
    if can_succeed(case.operation):
        wanted.add(case.operation.label)


@atexit.register
def tell():
    never = [f"{label}: {dict(answers[label])}" for label in sorted(wanted) if not has_succeeded(label)]
    requests = sum(sum(seen.values()) for seen in answers.values())
    told = {"requests": requests, "operations": len(answers), "never_succeeded": never, "rules": rules}
    (pathlib.Path(os.environ["FUZZ_TOLD"]) / f"{os.environ['FUZZ_RUN']}.json").write_text(json.dumps(told))


@rule
def has_common_headers(ctx, response, case):
    """whatever is asked and whoever asks, no answer lacks a common header, may be kept, or sets a cookie"""
    for name, value in HEADERS.items():
        assert response.headers.get(name) == [value], f"{name}: {response.headers.get(name)}"
    assert {"permissions-policy", "cross-origin-resource-policy"} <= response.headers.keys()
    assert "set-cookie" not in response.headers
