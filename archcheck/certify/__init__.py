"""The independent checker: a report held against the documents, without the engine that wrote it.

It shares the reading of documents with the rest, and nothing else: selectors, edges, steps, searches and excuses are
its own, written from the language's definition. docs/certificates.md says what it checks.
"""

from archcheck.certify.checking import Verification, check_runs, verify_report

__all__ = ["Verification", "check_runs", "verify_report"]
