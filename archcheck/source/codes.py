"""Every diagnostic's code, and what ``archcheck explain CODE`` says of it."""

CODES: dict[str, str] = {
    # files
    "missing-file": "The file does not exist. Paths are relative to the current folder; in `include` and `extends`, to "
    "the file that names them.",
    "not-a-file": "A document must be a regular file: folders are accepted where the command line names a topology "
    "or constraints, pipes and devices never.",
    "file-exists": "`init` writes files that are not there, and replaces none.",
    "unreadable-file": "The operating system refuses to read the file.",
    "too-large": "The file is larger than archcheck reads (64 MiB). The check stops without a verdict.",
    "encoding": "Documents are UTF-8, with or without a byte order mark.",
    "control-character": "A control character, NUL, lone carriage return or exotic line separator stands in the file; "
    "none is allowed, for it hides from a reader what stands beside it.",
    # YAML
    "syntax": "The text is not YAML.",
    "tab-indent": "YAML is indented with spaces; a tab is an error.",
    "empty-document": "The file holds no document.",
    "second-document": "One file holds one document: what follows `---` would otherwise be ignored.",
    "merge-key": "The merge key `<<` hides where a value comes from. "
    "Write the keys out, or use an alias for a whole value. In what an importer reads it is fine, before a mapping.",
    "tag": "Tags such as `!!python/object` or `!include` are not accepted: the schema says what a value is.",
    "duplicate-key": "A key stands twice in one mapping: one of the two values would be lost.",
    "key-type": "A key is a plain or quoted text, never a list, a mapping or nothing.",
    "too-deep": "Values nest deeper than 64 levels, or sets or files that name each other do.",
    "unknown-alias": "An alias `*name` names an anchor that does not stand before it.",
    "self-alias": "An alias stands inside the value that it names, which would never end.",
    "alias-budget": "Aliases expand to more than 1,000,000 values. The check stops without a verdict.",
    # documents
    "document-type": "The first key says what a document is: `archcheck: topology/v1` or `archcheck: constraints/v1`. "
    "A document of another type stands where this one is expected.",
    "unknown-key": "The key means nothing here, so what it says would be ignored.",
    "missing-key": "A key that must be there is not.",
    "wrong-type": "The value has another type than the schema asks for.",
    "invalid-value": "The value has the right type, but not one of the values that mean something.",
    "invalid-number": "The number is not finite, too long, or outside of its bounds. Quote it to make it text.",
    "invalid-date": "A date is written `YYYY-MM-DD` and is in the calendar.",
    "invalid-identifier": "Ids, names, tags and labels are in Unicode normal form NFC, without control, "
    "bidirectional, zero-width or separator characters, and neither begin nor end with a space: "
    "two that look alike must be alike.",
    "invalid-kind": "A kind is one or more words joined by dots, general to specific: `weapon.drone`.",
    "invalid-pattern": "In a kind or a zone `*` stands for one whole segment: `weapon.*`, not `weap*`. "
    "What no id, kind, zone or tag can be, is no pattern either.",
    "twins": "Two ids differ only by case or by compatibility characters, so that a reader takes them for one.",
    "duplicate-id": "One id is given to two things.",
    "contradiction": "Two keys that exclude each other are both there, or one that needs another stands alone.",
    "unknown-node": "An edge names a node that does not exist.",
    "unknown-zone": "A node names a zone that does not exist. A nested zone is written with its whole path: `a/b`.",
    "unknown-edge-kind": "The first segment of an edge's kind is call, push, pull, admin, depends, or declared under "
    "`edge-kinds`.",
    "unknown-set": "A selector names a set that `sets` does not define.",
    "set-cycle": "A set is defined by itself.",
    "unknown-rule": "There is no rule of that name; `archcheck rules` lists them.",
    "unknown-pack": "There is no shipped pack of that name; `archcheck packs` lists them. "
    "A file name ends in .yaml or .yml.",
    "unknown-constraint": "`--only` or a waiver names a constraint that none of the documents has.",
    "include-outside": "`include` must stay in the folder tree of the file on the command line, symlinks resolved.",
    "include-cycle": "Documents include each other in a circle.",
    "extends-cycle": "Constraint documents extend each other in a circle.",
    "too-many-files": "More than 1,000 files are included. The check stops without a verdict.",
    "edge-budget": "Selectors at the ends of edges expand to over 2,000,000 edges. The check stops without a verdict.",
    "too-many-findings": "A constraint has more than 100,000 findings, and all of them would have to be looked at: by "
    "`diff`, or because a waiver, a permission or a baseline may excuse some. There is no verdict.",
    "layout-time": "Graphviz did not finish the layout of a picture in time. Draw fewer nodes, or without --full.",
    "relation": "The rule cannot run along that relation.",
    "nothing-to-check": "A check needs at least one topology and one constraint: none at all is never a pass.",
    "configured": "What the configuration sets, and the command line did not ask for, that lets less fail than "
    "a check without it. Every report names it.",
    "missing-package": "The command needs a package that is not installed: an extra of archcheck brings it.",
    # git
    "no-git": "`--base` asks git, and there is no git on the path.",
    "not-a-repository": "`--base` compares with a git revision, and the topology lies in no git work tree.",
    "unknown-revision": "git knows no commit by that name. In a pipeline a shallow clone may lack it: fetch it first.",
    "git-failed": "git could not read the revision.",
    # warnings
    "no-such-kind": "A selector names a kind that no node or edge of the topology has and no vocabulary declares.",
    "no-such-zone": "A selector names a zone that the topology does not have.",
    "no-such-tag": "A selector names a tag that nothing in the topology has.",
    "no-such-label": "A selector names a label that nothing in the topology has.",
    "no-such-id": "A selector names an id that the topology does not have.",
    "undeclared-kind": "A node has a kind that no vocabulary of the constraints declares: no constraint speaks of it.",
    "set-narrowed": "A set overrides one of a document that this one extends, field by field, and adds a field to "
    "those that stay: fewer nodes match than either says alone. A selector in brackets replaces the whole set.",
    "expired-waiver": "A waiver expired before the as-of date, and waives nothing any more. Renew it with whoever "
    "approved it, mend what it waived, or remove it.",
    "unused-waiver": "A waiver matches no finding: what it waived is mended, or it never named it rightly. Remove it.",
    "waiver-expect": "A waiver matches another number of findings than its `expect` says, and waives none of them.",
    "stale-baseline": "A baseline holds a finding that is gone, or one of a constraint or topology that is not there. "
    "Write it anew, so that it cannot come back unseen.",
    "never-fails": "A constraint is written so that no topology can violate it. It passes, and says nothing.",
    "no-match": "A rule of an overlay matches no node: what it was to give a meaning has none.",
    "no-ends": "An edge's selector matches no node, so that the declaration makes no edge.",
    # claims
    "unknown-claim": "`supports` names a claim that none of the claims documents makes.",
    "support-cycle": "Claims support each other in a circle, so that none of them rests on anything.",
    "overdue-review": "An assumption was to be looked at again by a day that is past: nobody vouches for it any more.",
    "readings-order": "A reading is refuted and a later one is not, although readings go from literal to strict: "
    "what is said of the strongest reading that is supported does not include that one.",
    # importers
    "unknown-importer": "`--as` names no importer that there is.",
    "unknown-source": "Several importers know what the file says. `--as` names the one that is meant.",
    "containment-cycle": "An element of a source holds itself, by way of what it holds.",
    "invalid-cidr": "A CIDR is an address, `/` and the length of the prefix: `10.0.0.0/8`. "
    "What is excepted lies within it.",
    "invalid-port": "A port is a number from 1 to 65535, or the name that a container gives one; its protocol is TCP, "
    "UDP or SCTP.",
    "invalid-selector": "A label selector that Kubernetes would refuse: a label that cannot be, or an operator without "
    "what it needs.",
    "owner-cycle": "Objects own each other in a circle, so that none is the topmost.",
    "template": "A template was left in a file: render it first, and give what comes out.",
    "imported": "What an importer read of a source.",
    "assumed": "What an importer took for granted, since the source does not say it.",
    "not-understood": "A part of a source that an importer does not understand and that leads to no node or edge.",
    "what-if": "What the check supposes (`--compromise`, `--without`, `--add`): its verdicts are about that, and not "
    "about the topology as it is written.",
    "accepted": "Something that bears on who may reach whom, that no importer understands, and that "
    "`--accept-unmodelled` says counts for nothing.",
    "unused-accept": "`--accept-unmodelled` accepts a kind, and nothing of that kind is there: a misspelt kind accepts "
    "nothing.",
    "unmodelled": "A part of a source that bears on who may reach whom, and that no importer understands. "
    "Verdicts that rest on it are `unknown`.",
    # faults
}
"""Codes and their meanings, in the order in which documents are read."""

LIMITS = frozenset({"too-large", "alias-budget", "too-many-files", "edge-budget", "too-many-findings", "layout-time"})
"""The codes that say that a budget was used up (exit status 3)."""
