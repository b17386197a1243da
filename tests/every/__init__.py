"""Every command, in every format that it writes, over one project."""
