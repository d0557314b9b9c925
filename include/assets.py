"""The assets that DAGs emit, for lineage; nothing that must happen hangs on their events alone."""

from airflow.sdk import Asset

PUBLISHED = Asset("published", uri="clientele://published")
MODELS = Asset("models", uri="clientele://models")


def landing(source: str) -> Asset:
    """Return the asset of everything a source has landed."""
    return Asset(f"landing/{source}", uri=f"clientele://landing/{source}")
