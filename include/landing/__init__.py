"""Landing: what the sources said, in immutable batches, and its way into the warehouse."""
