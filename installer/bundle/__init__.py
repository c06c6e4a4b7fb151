"""What make_bundle.py does, step by step; standard library only, but for the spec file."""
