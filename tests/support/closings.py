"""Closings of a frozen content, as they come out of signing: with realistic marks and audit trail.

Used by the tests and by the bench; pure, and the same at every call.
"""

import hashlib
import json
import math
from datetime import datetime, timedelta
from random import Random

from core.canonical import hash_content, to_canonical_json
from signing.content.consent import CONSENT, CONSENTS
from signing.strokes import draw_mark

CLOSED_AT = datetime.fromisoformat("2021-11-12T15:30:00+07:00")


def strokes(seed):
    """A signature as a finger draws it: some loops, a flourish and a dot, as the page sends it."""
    pen = Random(seed)
    x, drawn = 20.0, []
    for _letter in range(pen.randint(2, 3)):
        width, height, turns = pen.uniform(60, 110), pen.uniform(25, 55), pen.uniform(1.5, 3)
        lean, points = pen.uniform(0.2, 0.8), []
        for step in range(90):
            turn = step / 89 * turns * 2 * math.pi
            up = math.sin(turn) * height * (0.6 + 0.4 * math.cos(turn / 3))
            points += [x + width * step / 89 + math.cos(turn) * 16 - lean * up / 3, 90 + up]
        drawn.append([round(value, 1) for value in points])
        x += width * 0.8
    below = [(20 + step * (x - 20) / 30, 150 + 8 * math.sin(step / 5)) for step in range(31)]
    drawn.append([round(value, 1) for point in below for value in point])
    drawn.append([round(x, 1), 60.0])
    return json.dumps(drawn)


def drawn(seed):
    """A drawn mark, made by the server's own hand."""
    mark = draw_mark(strokes(seed))
    return {"kind": mark.kind, "value": mark.value, "width": mark.width, "height": mark.height}


def typed(name):
    """The accessible alternative."""
    return {"kind": "typed", "value": name, "width": 0, "height": 0}


def signed(number, state="signed", **changes):
    """A signatory as they stand at the closing: signed by personal link, unless said otherwise."""
    is_signed = state == "signed"
    return {
        "order": number,
        "state": state,
        "route": "link" if is_signed else "",
        "signed_at": (CLOSED_AT - timedelta(minutes=400 - number)).isoformat() if is_signed else "",
        "signed_date": CLOSED_AT.date().isoformat() if is_signed else "",
        "name": "",
        "position": "",
        "letter": "",
        "reason": "",
        "witness": "",
        "mark": drawn(number) if is_signed else None,
        **changes,
    }


def closing(content, **outcomes):
    """The closing of a content, everybody having signed by link but those in `outcomes`.

    `signatory_3={"state": "declined", "reason": "…"}` says what became of the third signatory.
    """
    signatories = []
    for block in content["signatories"]:
        told = dict(outcomes.get(f"signatory_{block['order']}", {}))
        state = told.pop("state", "signed")
        who = {"name": block["name"] or block["position"], "position": block["position"]}
        signatories.append(signed(block["order"], state, **(who | told)))
    evidence = _evidence(content, signatories, outcomes.get("events", ()))
    return {
        "schema": "penutupan/1",
        "reference": content["reference"],
        "number": content["number"],
        "content_sha256": hash_content(content),
        "closed_at": CLOSED_AT.isoformat(),
        "reason": outcomes.get("reason", ""),
        "awaits_certificates": outcomes.get("awaits_certificates", []),
        "signatories": signatories,
        "consents": {CONSENT: CONSENTS[CONSENT]},
        "evidence": evidence,
        "evidence_head": evidence[-1]["sha256"],
    }


def _evidence(content, signatories, events):
    organisations = {block["order"]: block["organisation"] for block in content["signatories"]}
    told = [("frozen", {"number": content["number"], "content_sha256": hash_content(content)})]
    told += [
        (
            "signed" if signatory["route"] != "ink" else "ink_signed",
            {
                "signatory": signatory["order"],
                "name": signatory["name"],
                "position": signatory["position"],
                "organisation": organisations[signatory["order"]],
                "route": signatory["route"],
                "content_sha256": hash_content(content),
                "shown_sha256": hash_content([content["reference"], "print"]),
                "mark_kind": (signatory["mark"] or {}).get("kind", ""),
                "mark_sha256": hash_content(signatory["mark"]),
                "consent": CONSENT,
                "date": signatory["signed_date"],
                "code_by_mail": False,
                "witness": signatory["witness"],
                "letter": signatory["letter"],
                "receipt": f"TT-7K3M-9QXT-{signatory['order']:04}",
            },
        )
        for signatory in signatories
        if signatory["state"] == "signed"
    ]
    told += [*events, ("closed", {"reason": ""})]
    entries, previous = [], ""
    for number, (kind, facts) in enumerate(told, start=1):
        at = (CLOSED_AT - timedelta(minutes=len(told) - number)).isoformat()
        body = to_canonical_json({"number": number, "previous": previous, "facts": facts})
        previous = hashlib.sha256(body).hexdigest()
        entries.append(
            {"number": number, "kind": kind, "at": at, "by": "", "facts": facts, "sha256": previous}
        )
    return entries
