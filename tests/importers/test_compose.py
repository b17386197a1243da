"""Docker Compose: who reaches whom, what is published, mounted and handed over."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from archcheck.documents.topology import Topology
from archcheck.importers import compose
from archcheck.importers.building import TopologyBuilder
from archcheck.source.composer import compose as read_yaml
from archcheck.source.diagnostics import Problems
from archcheck.source.located import Source
from tests.importers.describing import describe


def read(text: str, folder: Path = Path("nowhere"), **further: str) -> tuple[Topology, list[str]]:
    """Read Compose files: the main one, and those that are given by name over it."""
    roots = []
    for name, content in {"c.yaml": text, **further}.items():
        root = read_yaml(Source(name, textwrap.dedent(content)), Problems())
        assert root is not None
        roots.append(root)
    builder = TopologyBuilder("c", "c.yaml", {})
    compose.read(roots, folder, builder, read_yaml)
    return builder.build(), [each.summary() for each in builder.problems.diagnostics]


def edges(text: str, folder: Path = Path("nowhere"), **further: str) -> list[str]:
    """Return the edges of Compose files."""
    topology, told = read(text, folder, **further)
    assert not [each for each in told if "error[" in each], told
    return [line for line in describe(topology) if "->" in line]


def test_a_project() -> None:
    topology, told = read(
        """
        name: shop
        services:
          web: {image: "nginx:1.27", ports: ["8080:80", "127.0.0.1:9000:9000"], networks: [front], depends_on: [api]}
          api: {image: "r.example:5000/x/api@sha256:abc", networks: {front: {}, back: }, labels: {tier: logic}}
          db: {image: postgres, networks: [back], volumes: ["data:/var/lib"], secrets: [pw], labels: [tier=data]}
          backup: {networks: [back], volumes: [{type: volume, source: data, target: /x, read_only: true}]}
        networks: {front: , back: {internal: true}}
        volumes: {data: }
        secrets: {pw: {file: ./pw}}
        """
    )
    assert describe(topology, labels=True) == [
        "zone shop",
        "api: app.container in shop image='r.example:5000/x/api@sha256:abc' image-name='api' "
        "networks=('front', 'back') tier='logic'",
        "backup: app.container in shop networks=('back',)",
        "db: app.container in shop image='postgres' image-name='postgres' networks=('back',) tier='data'",
        "secret:pw: store.secret",
        "volume:data: store.volume",
        "web: app.container in shop image='nginx:1.27' image-name='nginx' networks=('front',)",
        "{host}: device.host #inferred",
        "{internet}: internet #inferred",
        "api -call-> backup #inferred network='back'",
        "api -call-> db #inferred network='back'",
        "api -call-> web #inferred network='front'",
        "api -call-> {internet} #inferred network='front'",
        "backup -call-> api #inferred network='back'",
        "backup -call-> db #inferred network='back'",
        "backup -pull-> volume:data mount='volume'",
        "db -call-> api #inferred network='back'",
        "db -call-> backup #inferred network='back'",
        "db -call-> volume:data mount='volume'",
        "db -pull-> secret:pw",
        "web -call-> api #inferred network='front'",
        "web -call-> {internet} #inferred network='front'",
        "web -depends-> api",
        "{host} -admin-> api #inferred",
        "{host} -admin-> backup #inferred",
        "{host} -admin-> db #inferred",
        "{host} -admin-> web #inferred",
        "{host} -call-> web connections=('127.0.0.1:9000:9000/tcp',)",
        "{internet} -call-> web connections=('8080:80/tcp',)",
    ]
    assert told == [
        "info[imported]: Compose: 4 services, 2 networks in use",
        "info[assumed]: services of one network reach each other on every port",
        "info[assumed]: a network that is not `internal` lets its services out to the internet",
    ]
    assert topology.nodes["db"].location.line == 6


def test_the_default_network_and_links() -> None:
    assert edges("services: {a: {links: ['b:db'], external_links: ['old']}, b: {depends_on: {a: {condition: x}}}}") == [
        "a -call-> b",
        "a -call-> b #inferred",
        "a -call-> container:old",
        "a -call-> {internet} #inferred",
        "b -call-> a #inferred",
        "b -call-> {internet} #inferred",
        "b -depends-> a",
    ]


def test_services_without_a_common_network_do_not_meet() -> None:
    text = "services: {a: {networks: [x]}, b: {networks: [y]}}\nnetworks: {x: {internal: true}, y: {internal: true}}"
    assert edges(text) == []


@pytest.mark.parametrize(
    ("service", "found"),
    [
        ("{network_mode: none, ports: ['80:80']}", []),
        (
            "{network_mode: 'service:b'}",
            [
                *("a -call-> b #inferred", "a -call-> b #inferred", "b -call-> a #inferred", "b -call-> a #inferred"),
                *("a -call-> {internet} #inferred", "b -call-> {internet} #inferred"),
            ],
        ),
        (
            "{network_mode: host}",
            [
                *("b -call-> {internet} #inferred", "{internet} -call-> a #inferred", "{host} -call-> a #inferred"),
                *("b -call-> a #inferred", "a -call-> {internet} #inferred", "a -call-> {host} #inferred"),
                *("{host} -admin-> a #inferred", "{host} -admin-> b #inferred"),
            ],
        ),
        ("{networks: [inner], privileged: true}", ["a -admin-> {host} #inferred"]),
        ("{networks: [inner], pid: host}", ["a -admin-> {host} #inferred"]),
        ("{networks: [inner], cap_add: [CAP_SYS_ADMIN]}", ["a -admin-> {host} #inferred"]),
        ("{networks: [inner], volumes: ['/var/run/docker.sock:/s/docker.sock:ro']}", ["a -admin-> {host} #inferred"]),
        ("{networks: [inner], volumes: ['/etc:/x']}", ["a -admin-> {host} #inferred"]),
        ("{networks: [inner], volumes: ['./etc:/etc:ro', /anonymous]}", ["a -pull-> path:./etc"]),
        ("{networks: [inner], cap_add: [NET_BIND_SERVICE], privileged: false}", []),
    ],
)
def test_what_else_joins(service: str, found: list[str]) -> None:
    text = f"services: {{a: {service}, b: {{}}}}\nnetworks: {{inner: {{internal: true}}}}"
    others = {"b -call-> {internet} #inferred"} if "{internet}" not in "".join(found) else set()
    admin = {f"{{host}} -admin-> {name} #inferred" for name in "ab"} if "call" not in "".join(found) else set()
    assert [each for each in edges(text) if each not in others | admin] == sorted(found)


@pytest.mark.parametrize(
    ("port", "source", "label"),
    [
        ("80", "{internet}", "80/tcp"),
        ("8080:80", "{internet}", "8080:80/tcp"),
        ("8000-8010:80-90/UDP", "{internet}", "8000-8010:80-90/udp"),
        ("0.0.0.0:80:80", "{internet}", "0.0.0.0:80:80/tcp"),
        ("127.0.0.1::80", "{host}", "127.0.0.1:80/tcp"),
        ("'[::1]:80:80'", "{host}", "::1:80:80/tcp"),
        ("{target: 80, published: '8080', host_ip: 127.0.0.1}", "{host}", "127.0.0.1:8080:80/tcp"),
        ("{target: 80, protocol: udp}", "{internet}", "80/udp"),
        ("'${P:-81}:80'", "{internet}", "81:80/tcp"),
        ("'${P}:80'", "{internet}", "?:80/tcp"),
        # An address that is not known may be any.
        ("'${IP}:80:80'", "{internet}", "?:80:80/tcp"),
    ],
)
def test_published_ports(port: str, source: str, label: str) -> None:
    topology, _ = read(
        f"services: {{a: {{networks: [n], ports: [{port}]}}}}\nnetworks: {{n: {{internal: true}}}}"
        if port[:1] in "{'"
        else f"services: {{a: {{networks: [n], ports: ['{port}']}}}}\nnetworks: {{n: {{internal: true}}}}"
    )
    calls = [each for each in topology.declarations if each.kind == "call"]
    assert [(each.source, each.target, each.labels) for each in calls] == [(source, "a", {"connections": (label,)})]


def test_variables(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=one # why\nexport B='two x'\nEMPTY=\nnonsense\n", encoding="utf-8")
    services = {
        "$A": "one",
        "${B}": "two x",
        "$$A": "$A",
        "${EMPTY:-other}": "other",
        "${EMPTY-other}": "",
        "${C:-${A}}": "one",
        "${A:+yes}": "yes",
        "${C+yes}no": "no",
        "${A:?must}": "one",
        "x-${C}": "x-?",
    }
    for text, meant in services.items():
        topology, _ = read(f"services: {{a: {{image: '{text}'}}}}", tmp_path)
        assert topology.nodes["a"].labels.get("image", "") == meant, text


def test_what_is_not_known_is_told() -> None:
    topology, told = read("services:\n  a: {network_mode: $MODE, volumes: ['$SOCK:/s']}\n  b: {volumes_from: [a]}")
    assert told[0] == (
        "c.yaml:2:21: warning[not-understood]: the variable `MODE` is set by no `.env` file and has no default: "
        "its value is not known (write a default: `${NAME:-value}`)"
    )
    assert [(each.kind, each.name, each.location.line) for each in topology.unmodelled] == [
        ("compose-network-mode", "a", 2),
        ("compose-mount", "a", 2),
        ("compose-volumes-from", "b", 3),
    ]


def test_files_put_together(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "c.yaml").write_text("services: {c: {networks: [n]}}\nnetworks: {n: {internal: true}}")
    (tmp_path / "base.yaml").write_text("services:\n  base: {image: b, ports: ['1:1'], networks: [n]}\n")
    text = """
        include: [more/c.yaml]
        services:
          a: {extends: {file: base.yaml, service: base}, ports: ["2:2"]}
        """
    over = "services: {a: {image: over, depends_on: [c]}}"
    topology, told = read(text, tmp_path, **{"over.yaml": over})
    assert not [each for each in told if "error" in each], told
    assert describe(topology, labels=True) == [
        "a: app.container image='over' image-name='over' networks=('n',)",
        "c: app.container networks=('n',)",
        "{internet}: internet #inferred",
        "a -call-> c #inferred network='n'",
        "a -depends-> c",
        "c -call-> a #inferred network='n'",
        "{internet} -call-> a connections=('1:1/tcp', '2:2/tcp')",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("services: []", "c.yaml:1:11: error[wrong-type]: `services` is a mapping, found a list"),
        ("services: {a: x}", "c.yaml:1:15: error[wrong-type]: `a` is a mapping, found `x`"),
        (
            "services: {db: {}, a: {depends_on: [bd]}}",
            "c.yaml:1:37: error[unknown-node]: there is no service `bd` (did you mean `db`?)",
        ),
        ("services: {a: {networks: [n]}}", "c.yaml:1:26: error[unknown-zone]: there is no network `n`"),
        ("services: {a: {secrets: [n]}}", "c.yaml:1:26: error[unknown-node]: there is no secret `n` under `secrets`"),
        (
            "services: {a: {volumes: ['n:/x']}}",
            "c.yaml:1:26: error[unknown-node]: there is no volume `n` under `volumes`",
        ),
        (
            "services: {a: {ports: [web]}}",
            "c.yaml:1:24: error[invalid-value]: `web` is no published port "
            "(a port is written `80`, `8080:80` or `127.0.0.1:8080:80/tcp`)",
        ),
        (
            "services: {a: {ports: ['1:70000']}}",
            "c.yaml:1:24: error[invalid-number]: `1:70000` has a port above 65,535",
        ),
        (
            "services: {a: {networks: [default], network_mode: none}}",
            "c.yaml:1:51: error[contradiction]: `a` has both `network_mode` and `networks` (leave one of them out)",
        ),
        (
            "services: {a: {network_mode: 'service:a'}}",
            "c.yaml:1:30: error[containment-cycle]: `a` shares its own network in the end",
        ),
        ("services: {a: {extends: b}}", "c.yaml:1:25: error[unknown-node]: there is no service `b` to extend"),
        ("services: {a: {extends: a}}", "c.yaml:1:25: error[extends-cycle]: `a` extends itself in the end"),
        ("include: [none.yaml]", "c.yaml:1:11: error[missing-file]: no such file: `none.yaml`"),
        (
            "include: [../up.yaml]",
            "c.yaml:1:11: error[include-outside]: `../up.yaml` is outside of the folder of the file that was given "
            "(give the outer file instead)",
        ),
        ("services: {a: {image: '${'}}", "c.yaml:1:23: error[syntax]: `${` has a variable without its `}`"),
        ("services: {a: {image: '${-}'}}", "c.yaml:1:23: error[syntax]: `${-}` is no variable"),
    ],
)
def test_bad_input(text: str, told: str, tmp_path: Path) -> None:
    found = read(text, tmp_path)[1]
    assert told in found


def test_files_that_include_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("include: [a.yaml]")
    found = read("include: [a.yaml]", tmp_path)[1]
    assert found == ["a.yaml:1:11: error[include-cycle]: `a.yaml` includes itself in the end"]
