"""Schema `dial2`: the log, its blobs, the relay's checkpoint and the embedded bus."""
