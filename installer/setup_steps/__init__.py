"""What bootstrap.py does, step by step; standard library only."""
