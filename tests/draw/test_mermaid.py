"""A whole Mermaid text, and what stands in its labels."""

import pytest

from archcheck.draw import draw
from archcheck.draw.mermaid import literal
from tests.draw.examples import bypass, graph_of

# ruff: noqa: E501
BYPASS_MERMAID = r"""---
title: "bypass"
---
flowchart LR
  subgraph z1["customer"]
    n1(["analyst<br/>human.approver<br/>not passed by A"]):::human
    n3("app"):::other
    n4[["drone<br/>weapon.drone"]]:::weapon
  end
  subgraph z2["ProviderCo"]
    subgraph z3["serving"]
      n6{{"model<br/>model.llm"}}:::model
      n7[\"safety<br/>guard.safety<br/>not passed by A"/]:::guard
    end
    n2>"api<br/>api.cloud<br/>stateless"]:::api
    n5[("logs<br/>store.bucket<br/>B#58; tidy-logs")]:::store
  end
  n1 -->|"admin"| n7
  n2 -->|"Past the guard"| n6
  n6 -.->|"A1<br/>no-effect"| n2
  n2 --> n7
  n3 --> n2
  n2 -.->|"A2"| n3
  n3 -->|"A3"| n4
  n6 -->|"push.log"| n5
  n7 --> n6
  subgraph words[" "]
    direction TB
    w0["7 nodes, 7 edges#59; 3 constraints#58; 1 pass, 2 fail"]:::words
    w1["A#58; no-effect#58; model #8594; drone, 3 steps"]:::mark0
    w2["B#58; tidy-logs#58; it does not satisfy #96;must#96; #40;warning#41;"]:::mark1
    w3["A1, A2, #8230;#58; the steps of path A<br/>dashed line#58; a step against a call or pull#58; its response<br/>dashed border#58; what the path should have passed<br/>letter on a node or edge#58; at fault itself<br/>failures below an error#58; 1 warning"]:::words
  end
  classDef human fill:#fdf0d5,stroke:#b7791f,color:#1f2933
  classDef model fill:#e6e0fa,stroke:#6b4fbb,color:#1f2933
  classDef api fill:#dcebfb,stroke:#2b6cb0,color:#1f2933
  classDef guard fill:#dff3e4,stroke:#2f7d4f,color:#1f2933
  classDef store fill:#eceff4,stroke:#5a6b7f,color:#1f2933
  classDef weapon fill:#3b4252,stroke:#1c2028,color:#ffffff
  classDef other fill:#ffffff,stroke:#7b8794,color:#1f2933
  style z1 fill:#f5f7fa,stroke:#c3cedb,color:#334e68
  style z2 fill:#f5f7fa,stroke:#c3cedb,color:#334e68
  style z3 fill:#ebf0f6,stroke:#c3cedb,color:#334e68
  style words fill:#ffffff,stroke:#ffffff
  classDef words fill:#ffffff,stroke:#ffffff,color:#52606d
  classDef mark0 fill:#ffffff,stroke:#c2410c,stroke-width:2px,color:#1f2933
  classDef v0 stroke:#c2410c,stroke-width:3px
  classDef missed0 stroke:#c2410c,stroke-width:3px,stroke-dasharray:6 3
  classDef mark1 fill:#ffffff,stroke:#0062a8,stroke-width:2px,color:#1f2933
  classDef v1 stroke:#0062a8,stroke-width:3px
  classDef missed1 stroke:#0062a8,stroke-width:3px,stroke-dasharray:6 3
  class n1 missed0
  class n2 v0
  class n3 v0
  class n4 v0
  class n5 v1
  class n6 v0
  class n7 missed0
  linkStyle 2 stroke:#c2410c,stroke-width:3px,stroke-dasharray:7 5
  linkStyle 5 stroke:#c2410c,stroke-width:3px,stroke-dasharray:7 5
  linkStyle 6 stroke:#c2410c,stroke-width:3px
"""


def test_a_violation() -> None:
    assert draw(*bypass(), "mermaid") == BYPASS_MERMAID


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("model.llm", "model.llm"),
        ("mission-computer", "mission-computer"),
        ("Größe 東京", "Größe 東京"),
        ('x"]', "x#34;#93;"),
        ("#quot;", "#35;quot#59;"),
        ("<b>", "#60;b#62;"),
        ("1. list", "1#46; list"),
        ("- item", "#45; item"),
        ("www.example.org", "www#46;example.org"),
        ("https://example.org", "https#58;#47;#47;example.org"),
        ("`**bold** _it_`", "#96;#42;#42;bold#42;#42; #95;it#95;#96;"),
        ("%%{init: {}}%%", "#37;#37;#123;init#58; #123;#125;#125;#37;#37;"),
        ("fa:fa-ban", "fa#58;#8203;fa-ban"),
        ("a\nb\u202e", "a#92;u#123;a#125;b#92;u#123;202e#125;"),
    ],
)
def test_what_could_mean_anything_is_an_entity(text: str, written: str) -> None:
    assert literal(text) == written


def test_the_title_is_yaml_of_letters_only() -> None:
    name = '"\\\\%%{init}<b>\\"\\n---\\nflowchart"'
    graph = graph_of(f"archcheck: topology/v1\nname: {name}\nnodes: {{a: {{kind: app}}}}\nedges: []\n")
    text = draw(graph, format="mermaid")
    assert isinstance(text, str)
    escaped = r"\u005c\u0025\u0025\u007binit\u007d\u003cb\u003e\u0022\u005cu\u007ba\u007d\u002d\u002d\u002d\u005cu\u007ba\u007dflowchart"
    assert text.splitlines()[:4] == ["---", f'title: "{escaped}"', "---", "flowchart LR"]
