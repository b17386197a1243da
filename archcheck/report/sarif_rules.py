"""Constraints as the rules of a SARIF file: what each asks and why, in text and in Markdown."""

import re
from typing import Any

from archcheck.report.inert_markdown import block, code
from archcheck.report.statuses import LEVELS
from archcheck.report_model import ConstraintResult
from archcheck.rules import RULES_BY_NAME
from archcheck.source.codes import CODES
from archcheck.source.inert import escape
from archcheck.source.located import shorten

Json = dict[str, Any]

MOST_DESCRIPTION = 1024
SCORES = {"error": "8.0", "warning": "5.0", "note": "3.0"}
"""What GitHub shows as high, medium and low."""
MOST_TEXT = 2000
_PLACEHOLDER = re.compile(r"\{(?=\d+\})")
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}


def text_of(text: str, most: int = MOST_TEXT) -> str:
    """Return a text as it stands in a message: on one line, inert, no link and no placeholder; never empty."""
    inert = escape(shorten(text.replace("\r", " ").replace("\n", " "), most)).replace("](", "\\u{5d}(")
    return _PLACEHOLDER.sub("\\\\u{7b}", inert) if inert.strip() else "(nothing)"


def describe_rule(name: str, result: ConstraintResult | None, otherwise: str = "", level: str = "error") -> Json:
    """Return the descriptor of a rule: of a constraint by its result, else of a diagnostic, or by ``otherwise``."""
    if result is None:
        return _describe_diagnostic(name, CODES.get(name) or otherwise, level)
    rule = RULES_BY_NAME.get(result.rule)
    asks = f"{rule.summary}; it fails when {rule.fails_when}" if rule is not None else result.rule
    rationale = " ".join((result.rationale or "").split())
    title = result.title or (rule.summary if rule is not None else result.id)
    sentences = [title, *([rationale] if rationale else []), f"{result.rule}: {asks}"]
    whole = ". ".join(sentence.rstrip(". ") for sentence in sentences)
    lines = [f"The constraint {result.id}, by the rule {result.rule}: {asks}."]
    marked = [f"Constraint {code(result.id)}, rule {code(result.rule)}: {code(asks, 1000)}"]
    if result.title:
        lines.append(f"It asks: {result.title}")
        marked += ["It asks:", block([shorten(result.title, 4000)]).rstrip()]
    if rationale:
        lines.append(f"Why: {rationale}")
        marked += ["Why:", block([shorten(rationale, 8000)]).rstrip()]
    if result.references:
        lines.append(f"See: {'; '.join(result.references)}")
        marked += ["References:", block(list(result.references)).rstrip()]
    if rule is not None:
        marked += ["How such a constraint is written:", block(rule.example.splitlines(), "yaml").rstrip()]
    level = LEVELS[result.severity]
    return {
        **_head(name, title, whole),
        "help": {"text": "\n".join(map(_line, lines)), "markdown": "\n\n".join(marked)},
        "defaultConfiguration": {"level": level},
        "properties": _properties(level, result.rule),
    }


def _describe_diagnostic(name: str, meaning: str, level: str) -> Json:
    return {
        **_head(name, meaning, meaning),
        "help": {"text": _line(meaning), "markdown": code(meaning, 1000)},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["archcheck"], "precision": "very-high", "problem.severity": _PROBLEMS[level]},
    }


def _head(name: str, short: str, full: str) -> Json:
    return {
        "id": escape(name),
        "shortDescription": {"text": text_of(short, MOST_DESCRIPTION)},
        "fullDescription": {"text": text_of(full, MOST_DESCRIPTION)},
    }


def _properties(level: str, rule: str) -> Json:
    return {
        "tags": ["archcheck", "architecture", "security", rule],
        "precision": "very-high",
        "problem.severity": _PROBLEMS[level],
        "security-severity": SCORES[level],
    }


def _line(text: str) -> str:
    return text_of(" ".join(text.split()))
