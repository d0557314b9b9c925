"""The company "Vesna", which does not exist: made from a seed, of any size, with its truth."""

from sandbox.world.world import World, make_world

__all__ = ["World", "make_world"]
