"""Where reports come from: disk and, later, buckets, feeds and the web. What a report says is not read here."""
