"""Image views: a shared camera, panes that paint, and the worker that levels their pictures."""
