"""The explorer: read-only web pages over the published warehouse, each figure one click from its words."""
