"""The packs for everyday architectures, each with a topology that satisfies it and one that violates all of it."""

EXAMPLES = {
    "baseline-cloud": ("baseline-cloud", "baseline-cloud-thrifty"),
    "llm-app": ("llm-app", "llm-app-autonomous"),
    "segmentation": ("segmentation", "segmentation-drift"),
    "zero-trust": ("zero-trust", "zero-trust-flat"),
    "zones-and-conduits": ("zones-and-conduits", "zones-and-conduits-shortcut"),
}
