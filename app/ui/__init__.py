"""The only place with Qt: renders snapshots, posts commands."""
