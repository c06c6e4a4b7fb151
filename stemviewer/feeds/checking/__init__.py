"""``stemviewer feed-check``: does a server keep the rules of the open feed?"""
