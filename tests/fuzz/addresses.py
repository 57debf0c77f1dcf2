"""A server may ask whatever address it is given, so the fuzzer's are all of hosts that cannot be."""

import schemathesis
from hypothesis import strategies as some

path = some.from_regex(r"(/[A-Za-z0-9._~!$&()*+,;=:@-]{0,8}){1,3}([?][a-z0-9=&]{0,12})?", fullmatch=True)
host = some.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
schemathesis.openapi.format("uri", some.builds("https://{}.invalid{}".format, host, path))


def nowhere(body):
    """It tries addresses that it was answered as well, and those are pages of this server."""
    return body | {"url": "https://0.invalid/"} if ".invalid" not in str(body.get("url", ".invalid")) else body
