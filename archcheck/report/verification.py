"""What became of a report's verdicts, as text and as JSON."""

from collections.abc import Sequence

from archcheck.certify import Verification
from archcheck.source.counting import count_of
from archcheck.source.inert import escape
from archcheck.source.json_writing import write_json

TYPE = "verification/v1"


def write_verifications(
    verifications: Sequence[Verification],
    format: str,
    *,
    color: bool = False,
    quiet: bool = False,
    verbose: bool = False,
) -> str:
    """Return the outcome of ``verify``: under ``quiet`` the rejections alone, under ``verbose`` every verdict."""
    if format == "json":
        items = [
            {"topology": each.topology, "constraint": each.constraint, "accepted": each.accepted, "reason": each.reason}
            for each in verifications
        ]
        accepted = all(each.accepted for each in verifications)
        return write_json({"archcheck": TYPE, "accepted": accepted, "items": items})
    lines = []
    for each in verifications:
        if each.reason is not None:
            head = "\x1b[31;1mREJECTED\x1b[0m" if color else "REJECTED"
            lines.append(f"{head}  {_name(each)}: {escape(each.reason)}")
        elif verbose and each.constraint:
            head = "\x1b[32mACCEPTED\x1b[0m" if color else "ACCEPTED"
            lines.append(f"{head}  {_name(each)}")
    verdicts = [each for each in verifications if each.constraint]
    rejected = sum(not each.accepted for each in verdicts)
    faults = sum(not each.accepted for each in verifications if not each.constraint)
    if not quiet:
        about = f", and {faults} fault{'s' * (faults > 1)} of the report as a whole" if faults else ""
        count = count_of(len(verdicts), "verdict")
        lines.append(f"{count}: {len(verdicts) - rejected} accepted, {rejected} rejected{about}")
    return "".join(line + "\n" for line in lines)


def _name(each: Verification) -> str:
    place = escape(each.topology) or "the report"
    return f"{place}, {escape(each.constraint)}" if each.constraint else place
