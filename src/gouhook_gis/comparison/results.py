"""Where two results of one check part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.report import Result, RuleOutcome


def result_differences(then: Result, now: Result) -> list[Message]:
    """Return what differs, part by part: verdict, rules one by one, parcels, and every other
    field by name. Empty where the canonical JSON of both is equal.
    """
    found: list[Message] = []
    if then.verdict != now.verdict:
        found.append(message("verify.verdict", before=then.verdict, after=now.verdict))
    found += _rules(then, now)
    found += _parcels(then, now)
    left = ("verdict", "rules", "parcels")
    old, new = (r.model_dump(mode="json", exclude=set(left)) for r in (then, now))
    found += [
        message("verify.part", part=name)
        for name in old
        if canonical_json(old[name]) != canonical_json(new[name])
    ]
    return found


def _rules(then: Result, now: Result) -> Iterator[Message]:
    old, new = ({rule.code: rule for rule in r.rules} for r in (then, now))
    for code in sorted(old | new):
        if code not in new or code not in old:
            yield message("verify.rule_gone" if code in old else "verify.rule_come", rule=code)
            continue
        a, b = old[code], new[code]
        if _json(a) == _json(b):
            continue
        if a.status != b.status:
            yield message("verify.status", rule=code, before=a.status, after=b.status)
        elif _findings(a) != _findings(b):
            counts = len(_findings(a)), len(_findings(b))
            yield message("verify.findings", rule=code, before=counts[0], after=counts[1])
        else:
            yield message("verify.figures", rule=code)


def _parcels(then: Result, now: Result) -> Iterator[Message]:
    old, new = ({parcel.key: parcel for parcel in r.parcels} for r in (then, now))
    differing = [key for key in sorted(old | new) if _json(old.get(key)) != _json(new.get(key))]
    if differing:
        yield message("verify.parcels", count=len(differing), parcels=differing)


def _findings(rule: RuleOutcome) -> list[str]:
    return [f.fingerprint for a in rule.assessments for f in a.findings]


def _json(model: Any) -> str:
    return "" if model is None else canonical_json(model.model_dump(mode="json"))
