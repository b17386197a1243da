"""What the site makes of the pages of the repository: a home of the README, a page a rule with its example drawn.

The pages stay one text each, as the repository shows them; mkdocs calls these functions while it builds.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
# The page of the site that each page of the repository's root becomes.
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md",
}
_SECTION = re.compile(r"^## (\S+)\n", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?://|#)([^)\s]+)\)")
_FILE = re.compile(r"^<!-- file: (\S+) -->\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"^<!-- file: (\S+) -->\n```(\w+)\n", re.MULTILINE)
_EXAMPLE = re.compile(r"^```console\n\$ archcheck check .*?^```$", re.MULTILINE | re.DOTALL)
_NOTE = "The topology `shop.yaml` stands [at the head of the rules](../rules.md)."
_ROLE = re.compile(r":(?:attr|class|data|exc|func|meth|mod):(?=<code>)")
_PICTURE = re.compile(r"^!\[([^\]]+)\]\(([^)\s]+\.svg)\)$", re.MULTILINE)
_CHECK = re.compile(r"^\$ archcheck check (\S+) -c (\S+)", re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List a page for every rule under `Rules`."""
    for entry in config.nav or []:
        if isinstance(entry, dict) and "Rules" in entry:
            entry["Rules"] = ["rules.md", *(f"rules/{name}.md" for name, _ in _rules())]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made of others, and the drawings of the rules' examples."""
    for source, target in PAGES.items():
        text = (ROOT / source).read_text(encoding="utf-8").replace("](docs/", "](").replace('src="docs/', 'src="')
        _add(files, config, target, text)
    whole = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    start = _SECTION.search(whole)
    if start is None:
        raise ValueError("docs/rules.md has no sections")
    old = files.get_file_from_path("rules.md")
    if old is not None:
        files.remove(old)
    _add(files, config, "rules.md", whole[: start.start()])
    shop = dict(_FILE.findall(whole[: start.start()]))
    for name, section in _rules():
        picture = _draw(section, shop)
        _add(files, config, f"rules/{name}.svg", picture)
        linked = re.sub(r"\]\(#([^)]+)\)", r"](rules.md#\1)", section)
        linked = _LINK.sub(r"](../\1)", linked)
        drawn = f"\\g<0>\n\n![{name}: the example, drawn; what violates the rule is marked](./{name}.svg)\n\n{_NOTE}"
        _add(files, config, f"rules/{name}.md", f"# {name}\n{_EXAMPLE.sub(drawn, linked, count=1)}")
    return files


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Point links at the pages that the site has, and at the repository for what it has not."""
    depth = page.file.src_uri.count("/")
    names = {name for name, _ in _rules()}

    def point(match: re.Match[str]) -> str:
        target = match[1]
        place, _, anchor = target.partition("#")
        bare = place.removeprefix("../" * depth).removeprefix("../")
        if place.endswith("rules.md") and anchor in names:
            return f"]({'../' * depth}rules/{anchor}.md)"
        if bare in PAGES:
            return f"]({'../' * depth}{PAGES[bare]}{'#' + anchor if anchor else ''})"
        if files.get_file_from_path(bare) is None and not place.endswith(".svg") and place:
            # A file of the repository that the site does not have: its name is enough.
            return f"]({'../' * depth}index.md)"
        return match[0]

    # The name of a file, which the repository's pages hold in a comment, stands above its text.
    markdown = _NAMED.sub(r'```\2 title="\1"\n', markdown)
    # A picture that is too small to be read in a column leads to itself alone.
    markdown = _PICTURE.sub(r"[![\1](\2)](\2)", markdown)
    return _LINK.sub(point, markdown)


def on_page_content(html: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Take away what docstrings say for Sphinx: the roles in front of names."""
    return _ROLE.sub("", html)


def _rules() -> list[tuple[str, str]]:
    """Return the name and the text of each rule's section."""
    parts = _SECTION.split((ROOT / "docs" / "rules.md").read_text(encoding="utf-8"))[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def _draw(section: str, shared: dict[str, str]) -> bytes:
    """Return the picture of a section's first check, its violations marked."""
    command = _CHECK.search(section)
    if command is None:
        raise ValueError(f"a section of docs/rules.md checks nothing: {section[:80]}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in {**shared, **dict(_FILE.findall(section))}.items():
            (folder / file).write_text(text, encoding="utf-8")
        subprocess.run(
            [sys.executable, "-m", "archcheck", "draw", command[1], "-c", command[2], "--quiet", "-o", "out.svg"],
            cwd=folder,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
            check=True,
            timeout=120,
        )
        return (folder / "out.svg").read_bytes()


def _add(files: Files, config: MkDocsConfig, name: str, content: str | bytes) -> None:
    files.append(File.generated(config, name, content=content))
