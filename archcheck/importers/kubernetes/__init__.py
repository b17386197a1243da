"""Kubernetes: manifests of workloads, Services, Ingresses and NetworkPolicies, read as who may connect to whom."""

from archcheck.importers.kubernetes.building import read
from archcheck.importers.kubernetes.manifests import recognises

__all__ = ["read", "recognises"]
