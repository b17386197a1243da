"""The language server: what editors ask over stdio, answered from open buffers and the files below them.

Every answer is a pure function of texts and a position; :mod:`archcheck.lsp.server` alone knows of a connection.
"""
