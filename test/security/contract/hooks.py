"""What a caller of the api knows and a document cannot say: rows that exist, a password, a signature.

Values that break the schema are left as they are: refusing them is what is tested.
"""

import base64
import hashlib
import hmac
import json
import os
import random
import re
import urllib.request

import requests
import schemathesis

SIDE = os.environ["PARLEY_CONTRACT_SIDE"]
SECRETS = json.loads(os.environ["PARLEY_CONTRACT_SECRETS"])
UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.I)
chance = random.Random(1)


def fresh():
    """Ids of fresh rows (one conversation with everything on it), and what bodies name besides."""
    with urllib.request.urlopen(f"{SIDE}/rows") as answer:
        return json.load(answer)


KNOWN = fresh()
VALUES = KNOWN["values"]
BODIES = KNOWN["bodies"]


class Signed(requests.auth.AuthBase):
    """The provider signs the bytes that leave."""

    def __call__(self, request):
        body = request.body or b""
        if isinstance(body, str):
            body = body.encode()
        digest = hmac.new(SECRETS["appSecret"].encode(), body, hashlib.sha256).hexdigest()
        request.headers["X-Hub-Signature-256"] = f"sha256={digest}"
        return request


def is_id(value):
    return isinstance(value, str) and UUID.match(value) is not None


@schemathesis.hook
def before_call(ctx, case, kwargs):
    path = case.operation.path
    params = case.path_parameters or {}
    query = case.query if isinstance(case.query, dict) else {}
    body = case.body if isinstance(case.body, dict) else {}
    # Now and then the row is one that never was.
    usual = chance.random() < 0.8
    found = None
    for segment, name in re.findall(r"([\w-]+)/\{(\w+)\}", path):
        if usual and is_id(params.get(name)):
            found = found or fresh()
            if segment not in found["rows"]:
                raise KeyError(f"there is no sample row for {segment}: add one to test/security/world.ts")
            params[name] = found["rows"][segment]
    good = BODIES.get(f"{case.operation.method.upper()} {path}")
    if good and body and not usual:
        body.update(good)
    for name in VALUES:
        if is_id(body.get(name)):
            body[name] = VALUES[name]
    if path == "/webhooks/whatsapp" and case.operation.method.upper() == "POST":
        kwargs["auth"] = Signed()
    if path.startswith("/webhooks/") and isinstance(query.get("hub.verify_token"), str) and usual:
        query["hub.verify_token"] = SECRETS["verifyToken"]
    if path.endswith("/sign-in/email") and isinstance(body.get("email"), str) and isinstance(body.get("password"), str):
        if 3 <= len(body["email"].strip()) <= 254 and 1 <= len(body["password"]) <= 128 and usual:
            body.update(email=SECRETS["email"], password=SECRETS["password"])
    # A draft is decided by the version that was seen.
    if isinstance(body.get("version"), int) and not isinstance(body.get("version"), bool) and usual:
        body["version"] = 1
    if is_id(body.get("replyToId")) and found:
        body["replyToId"] = found["rows"]["messages"]
    # Cursors come from answers; one of before, after and around is given.
    given = [name for name in ("before", "after", "around") if name in query]
    for name in given[1:]:
        del query[name]
    if is_id(query.get("around")) and found:
        query["around"] = found["rows"]["messages"]
    for name in ("cursor", "before", "after"):
        value = query.get(name)
        if isinstance(value, str) and 1 <= len(value) <= 200:
            position = f"1700000000000.{SECRETS['someId']}".encode()
            query[name] = base64.urlsafe_b64encode(position).decode().rstrip("=")
