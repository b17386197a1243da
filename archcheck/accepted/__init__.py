"""What is accepted of the findings, and told where it is stale: waivers, outside permissions, baselines.

Every finding is judged in this order: a waiver that holds waives it; a permission refers it to whoever permits; a
baseline knows it; a grace period makes it a warning. Nothing excuses a selector that matched nothing.
"""
