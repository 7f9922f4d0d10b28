"""Every "may they?": who may read or change an Assessment."""
