"""Tables that say what belongs together: manifests, and plans that a person changes."""
