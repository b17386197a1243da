"""Importers: what others wrote, read as a topology."""
