"""Terraform: the JSON that `terraform show -json` writes of a plan, read for who reaches whom."""

from archcheck.importers.terraform.plan import recognises
from archcheck.importers.terraform.reading import read

__all__ = ["read", "recognises"]
