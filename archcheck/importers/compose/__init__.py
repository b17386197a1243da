"""Docker Compose: services, networks, ports, volumes and secrets, by the Compose specification.

One file a question: which variables stand for what (`interpolation`), what files and services add up to (`merging`),
which ports are published (`ports`), who shares a network (`networks`), what is mounted (`mounts`), and what graph it
makes (`building`).
"""

from archcheck.importers.compose.building import read as read, recognises as recognises
