"""A site that writes one JSON line a hit, a file a month."""
