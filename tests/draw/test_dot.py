"""Whole DOT texts, and what is the same wherever they are made."""

import os
import re
import subprocess
import sys
from pathlib import Path

from archcheck.draw import draw
from tests.draw.examples import SMALL, bypass, graph_of, path_finding, verdict, walk

# ruff: noqa: E501
SMALL_DOT = r"""digraph {
  graph [rankdir="LR" splines="spline" fontname="Helvetica,Arial,sans-serif" bgcolor="#ffffff" nodesep="0.3" ranksep="0.3" pad="0.25" labelloc="b" labeljust="l" newrank="true" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="0"><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD STYLE="ROUNDED" BORDER="1" BGCOLOR="#e6e0fa" COLOR="#6b4fbb" CELLPADDING="1" WIDTH="37"><FONT POINT-SIZE="9" COLOR="#1f2933">model</FONT></TD><TD WIDTH="130"></TD></TR></TABLE></TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD WIDTH="18"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" BGCOLOR="#7b8794" FIXEDSIZE="TRUE" WIDTH="18" HEIGHT="1"><TR><TD></TD></TR></TABLE></TD><TD WIDTH="4"></TD><TD ALIGN="LEFT" WIDTH="6"><FONT POINT-SIZE="9" COLOR="#7b8794">►</FONT></TD><TD WIDTH="4"></TD><TD ALIGN="LEFT" WIDTH="123"><FONT POINT-SIZE="9" COLOR="#52606d">call: request and response</FONT></TD><TD WIDTH="4"></TD><TD WIDTH="8"></TD></TR></TABLE></TD></TR></TABLE>>]
  node [fontname="Helvetica,Arial,sans-serif" style="filled" margin="0.08,0.05"]
  edge [fontname="Helvetica,Arial,sans-serif" arrowsize="0.7"]
  subgraph cluster_0 {
    graph [peripheries="0" labelloc="t" labeljust="l" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="0"><TR><TD ALIGN="LEFT" WIDTH="54"><FONT POINT-SIZE="17" COLOR="#1f2933"><B>small</B></FONT></TD></TR><TR><TD ALIGN="LEFT" WIDTH="82"><FONT POINT-SIZE="10" COLOR="#52606d">2 nodes, 1 edge</FONT></TD></TR></TABLE>>]
    subgraph cluster_1 {
      graph [style="rounded,filled" fillcolor="#f5f7fa" color="#c3cedb" labelloc="t" labeljust="l" margin="12" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="LEFT" WIDTH="64"><FONT POINT-SIZE="11" COLOR="#334e68"><B>The cloud</B></FONT></TD><TD WIDTH="4"></TD><TD ALIGN="LEFT" WIDTH="25"><FONT POINT-SIZE="9" COLOR="#52606d">cloud</FONT></TD></TR></TABLE></TD></TR></TABLE>>]
      n2 [shape="hexagon" fillcolor="#e6e0fa" color="#6b4fbb" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="CENTER" WIDTH="59"><FONT POINT-SIZE="12" COLOR="#1f2933"><B>A model</B></FONT></TD></TR><TR><TD ALIGN="CENTER" WIDTH="29"><FONT POINT-SIZE="9" COLOR="#52606d">model</FONT></TD></TR><TR><TD ALIGN="CENTER" WIDTH="46"><FONT POINT-SIZE="9" COLOR="#52606d">model.llm</FONT></TD></TR><TR><TD ALIGN="CENTER" WIDTH="41"><FONT POINT-SIZE="9" COLOR="#52606d">stateless</FONT></TD></TR></TABLE>>]
    }
    n1 [shape="box" fillcolor="#ffffff" color="#7b8794" margin="0.12,0.08" style="filled,rounded" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="CENTER" WIDTH="27"><FONT POINT-SIZE="12" COLOR="#1f2933"><B>app</B></FONT></TD></TR></TABLE>>]
    e1 [shape="box" style="solid" color="transparent" margin="0.04,0.02" width="0" height="0" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="1" CELLPADDING="0"><TR><TD ALIGN="CENTER" WIDTH="22"><FONT POINT-SIZE="8.5" COLOR="#52606d">https</FONT></TD></TR></TABLE>>]
  }
  n1 -> e1 [color="#7b8794" dir="none"]
  e1 -> n2 [color="#7b8794" arrowhead="normal"]
}
"""

MINI = """
archcheck: topology/v1
name: mini
nodes:
  app: {kind: app}
  guard: {kind: guard}
  model: {kind: model}
edges:
  - {from: app, to: model}
"""

# An answer that passes no guard: a step back, the guard marked, and the key with an example of each.
MINI_DOT = r"""digraph {
  graph [rankdir="LR" splines="spline" fontname="Helvetica,Arial,sans-serif" bgcolor="#ffffff" nodesep="0.3" ranksep="0.3" pad="0.25" labelloc="b" labeljust="l" newrank="true" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="0"><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD STYLE="ROUNDED" BORDER="1" BGCOLOR="#e6e0fa" COLOR="#6b4fbb" CELLPADDING="1" WIDTH="37"><FONT POINT-SIZE="9" COLOR="#1f2933">model</FONT></TD><TD WIDTH="4"></TD><TD STYLE="ROUNDED" BORDER="1" BGCOLOR="#dff3e4" COLOR="#2f7d4f" CELLPADDING="1" WIDTH="35"><FONT POINT-SIZE="9" COLOR="#1f2933">guard</FONT></TD><TD WIDTH="574"></TD></TR></TABLE></TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD WIDTH="18"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" BGCOLOR="#7b8794" FIXEDSIZE="TRUE" WIDTH="18" HEIGHT="1"><TR><TD></TD></TR></TABLE></TD><TD WIDTH="4"></TD><TD ALIGN="LEFT" WIDTH="6"><FONT POINT-SIZE="9" COLOR="#7b8794">►</FONT></TD><TD WIDTH="4"></TD><TD ALIGN="LEFT" WIDTH="123"><FONT POINT-SIZE="9" COLOR="#52606d">call: request and response</FONT></TD><TD WIDTH="4"></TD><TD WIDTH="8"></TD><TD WIDTH="483"></TD></TR></TABLE></TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD STYLE="ROUNDED" BORDER="1" BGCOLOR="#c2410c" COLOR="#c2410c" CELLPADDING="1" WIDTH="22"><FONT POINT-SIZE="9" COLOR="#ffffff"><B>A1</B></FONT></TD><TD WIDTH="4"></TD><TD ALIGN="LEFT" WIDTH="136"><FONT POINT-SIZE="9" COLOR="#52606d">A1, A2, …: the steps of path A</FONT></TD><TD WIDTH="4"></TD><TD WIDTH="8"></TD><TD WIDTH="4"></TD><TD ALIGN="LEFT" WIDTH="6"><FONT POINT-SIZE="9" COLOR="#c2410c">◄</FONT></TD><TD WIDTH="4"></TD><TD WIDTH="5"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" BGCOLOR="#c2410c" FIXEDSIZE="TRUE" WIDTH="5" HEIGHT="2"><TR><TD></TD></TR></TABLE></TD><TD WIDTH="4"></TD><TD WIDTH="5"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" BGCOLOR="#c2410c" FIXEDSIZE="TRUE" WIDTH="5" HEIGHT="2"><TR><TD></TD></TR></TABLE></TD><TD WIDTH="4"></TD><TD WIDTH="5"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" BGCOLOR="#c2410c" FIXEDSIZE="TRUE" WIDTH="5" HEIGHT="2"><TR><TD></TD></TR></TABLE></TD><TD WIDTH="4"></TD><TD ALIGN="LEFT" WIDTH="187"><FONT POINT-SIZE="9" COLOR="#52606d">a step against a call or pull: its response</FONT></TD><TD WIDTH="4"></TD><TD WIDTH="8"></TD><TD WIDTH="4"></TD><TD STYLE="ROUNDED,DASHED" BORDER="1" BGCOLOR="#ffffff" COLOR="#c2410c" CELLPADDING="1" WIDTH="58"><FONT POINT-SIZE="9" COLOR="#c2410c">not passed</FONT></TD><TD WIDTH="4"></TD><TD ALIGN="LEFT" WIDTH="158"><FONT POINT-SIZE="9" COLOR="#52606d">what the path should have passed</FONT></TD><TD WIDTH="4"></TD><TD WIDTH="8"></TD></TR></TABLE></TD></TR></TABLE>>]
  node [fontname="Helvetica,Arial,sans-serif" style="filled" margin="0.08,0.05"]
  edge [fontname="Helvetica,Arial,sans-serif" arrowsize="0.7"]
  subgraph cluster_0 {
    graph [peripheries="0" labelloc="t" labeljust="l" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="0"><TR><TD ALIGN="LEFT" WIDTH="43"><FONT POINT-SIZE="17" COLOR="#1f2933"><B>mini</B></FONT></TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="LEFT" WIDTH="154"><FONT POINT-SIZE="10" COLOR="#52606d">3 nodes, 1 edge; 1 constraint:</FONT></TD><TD WIDTH="6"></TD><TD ALIGN="LEFT" WIDTH="30"><FONT POINT-SIZE="10" COLOR="#b42318"><B>1 fail</B></FONT></TD><TD WIDTH="109"></TD></TR></TABLE></TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD STYLE="ROUNDED" BORDER="1" BGCOLOR="#c2410c" COLOR="#c2410c" CELLPADDING="1" WIDTH="15"><FONT POINT-SIZE="9" COLOR="#ffffff"><B>A</B></FONT></TD><TD WIDTH="6"></TD><TD ALIGN="LEFT" WIDTH="50"><FONT POINT-SIZE="10" COLOR="#c2410c"><B>guarded</B></FONT></TD><TD WIDTH="6"></TD><TD ALIGN="LEFT" WIDTH="103"><FONT POINT-SIZE="10" COLOR="#1f2933">model → app, 1 step</FONT></TD><TD WIDTH="6"></TD><TD ALIGN="LEFT" WIDTH="113"><FONT POINT-SIZE="10" COLOR="#52606d">Answers pass a guard</FONT></TD></TR></TABLE></TD></TR></TABLE>>]
    n1 [shape="box" fillcolor="#ffffff" color="#c2410c" margin="0.12,0.08" style="filled,rounded" penwidth="2" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="CENTER" WIDTH="27"><FONT POINT-SIZE="12" COLOR="#1f2933"><B>app</B></FONT></TD></TR></TABLE>>]
    n2 [shape="invhouse" fillcolor="#dff3e4" color="#c2410c" penwidth="2" style="filled,dashed" peripheries="2" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="CENTER" WIDTH="42"><FONT POINT-SIZE="12" COLOR="#1f2933"><B>guard</B></FONT></TD></TR><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD WIDTH="46"></TD><TD WIDTH="1"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" BGCOLOR="transparent" FIXEDSIZE="TRUE" WIDTH="1" HEIGHT="2"><TR><TD></TD></TR></TABLE></TD><TD WIDTH="46"></TD></TR></TABLE></TD></TR><TR><TD STYLE="ROUNDED,DASHED" BORDER="1" BGCOLOR="#ffffff" COLOR="#c2410c" CELLPADDING="1" WIDTH="93"><FONT POINT-SIZE="9" COLOR="#c2410c"><B>not passed by A</B></FONT></TD></TR></TABLE>>]
    n3 [shape="hexagon" fillcolor="#e6e0fa" color="#c2410c" penwidth="2" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="CENTER" WIDTH="45"><FONT POINT-SIZE="12" COLOR="#1f2933"><B>model</B></FONT></TD></TR></TABLE>>]
    e2 [shape="box" style="solid" color="transparent" margin="0.04,0.02" width="0" height="0" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="1" CELLPADDING="0"><TR><TD ALIGN="LEFT"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD WIDTH="10"></TD><TD STYLE="ROUNDED" BORDER="1" BGCOLOR="#c2410c" COLOR="#c2410c" CELLPADDING="1" WIDTH="22"><FONT POINT-SIZE="9" COLOR="#ffffff"><B>A1</B></FONT></TD><TD WIDTH="10"></TD></TR></TABLE></TD></TR><TR><TD ALIGN="CENTER" WIDTH="42"><FONT POINT-SIZE="8.5" COLOR="#c2410c"><B>guarded</B></FONT></TD></TR></TABLE>>]
  }
  n1 -> n3 [color="#aab4bf" arrowhead="normal" minlen="2"]
  n1 -> e2 [color="#c2410c" penwidth="2.2" weight="3" style="dashed" dir="back" arrowtail="normal"]
  e2 -> n3 [color="#c2410c" penwidth="2.2" weight="3" style="dashed" dir="none"]
}
"""


def test_a_small_topology() -> None:
    assert draw(graph_of(SMALL), format="dot") == SMALL_DOT


def test_a_violation() -> None:
    graph = graph_of(MINI)
    path = path_finding(walk(graph, "model", "app->model"))
    results = [verdict("guarded", [path], waypoints=["guard"], title="Answers pass a guard")]
    assert draw(graph, results, "dot") == MINI_DOT


def test_long_pictures_run_downwards() -> None:
    nodes = "\n".join(f"  n{number}: {{kind: app}}" for number in range(8))
    edges = "\n".join(f"  - {{from: n{number}, to: n{number + 1}}}" for number in range(7))
    dot = draw(graph_of(f"archcheck: topology/v1\nname: chain\nnodes:\n{nodes}\nedges:\n{edges}\n"), format="dot")
    assert isinstance(dot, str)
    assert 'rankdir="TB"' in dot
    assert 'rankdir="LR"' in SMALL_DOT


def test_cycles_and_loops_are_drawn() -> None:
    text = "archcheck: topology/v1\nname: loop\nnodes: {a: {kind: app}, b: {kind: app}}\nedges:\n"
    text += "  - {from: a, to: a}\n  - {from: a, to: b}\n  - {from: b, to: a}\n  - {from: b, to: a}\n"
    dot = draw(graph_of(text), format="dot")
    assert isinstance(dot, str)
    assert re.findall(r"^  (n\d -> n\d)", dot, re.MULTILINE) == ["n1 -> n1", "n1 -> n2", "n2 -> n1", "n2 -> n1"]


def test_the_text_is_the_same_whatever_the_hash_seed_locale_and_folder(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from archcheck.draw import draw\n"
        "from tests.draw.examples import bypass, estate, graph_of, path_finding, verdict, walk\n"
        "large = graph_of(estate())\n"
        "path = path_finding(walk(large, 'n0-1', 'n0-1->n1-0', 'n1-0->drone'))\n"
        "results = [verdict('approved', [path], waypoints=['approver', 'n3-3', 'n4-4'])]\n"
        "for kind in ('dot', 'mermaid'):\n"
        "    for text in (draw(*bypass(), kind), draw(large, results, kind), draw(large, format=kind)):\n"
        "        sys.stdout.buffer.write(text.encode())\n"
    )
    root = Path(__file__).parents[2]
    outputs = []
    for seed, locale, folder in (("0", "C", root), ("1", "tr_TR.UTF-8", tmp_path), ("2", "de_DE.UTF-8", tmp_path)):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": str(root)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, cwd=folder, capture_output=True, check=True, timeout=60
        )
        outputs.append(done.stdout)
    assert outputs[0] == outputs[1] == outputs[2]
    assert outputs[0].startswith(str(draw(*bypass(), "dot")).encode())
