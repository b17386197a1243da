"""Lays a picture out with the Graphviz inside pygraphviz, in a process of its own: it may take its time, or crash.

Called as ``python -I layout_child.py FOLDER FORMAT DPI SIZE`` with DOT on standard input, the picture on standard
output; FOLDER holds pygraphviz. It knows nothing of archcheck.
"""

import sys
import tempfile


def lay_out(dot: bytes, picture_format: str, dpi: str, size: str) -> bytes:
    """Return the picture of a DOT text, at so many pixels to the inch and of at most ``size`` inches.

    Raises:
        ValueError: the text is not DOT, or Graphviz cannot draw it.
    """
    from pygraphviz import graphviz

    with tempfile.TemporaryFile() as source:
        source.write(dot)
        source.seek(0)
        graph = graphviz.agread(source, None)
    if graph is None:
        raise ValueError("not DOT")
    for name, value in (("dpi", dpi), ("size", size)):
        if value:
            graphviz.agattr_label(graph, graphviz.AGRAPH, name.encode(), value.encode())
    context = graphviz.gvContextWithBuiltins()
    if graphviz.gvLayout(context, graph, b"dot"):
        raise ValueError("no layout")
    failed, picture = graphviz.gvRenderData(context, graph, picture_format.encode())
    if failed:
        raise ValueError("no rendering")
    return bytes(picture)


if __name__ == "__main__":
    folder, picture_format, dpi, size = sys.argv[1:]
    sys.path.append(folder)
    sys.stdout.buffer.write(lay_out(sys.stdin.buffer.read(), picture_format, dpi, size))
