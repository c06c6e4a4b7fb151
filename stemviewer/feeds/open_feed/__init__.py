"""The open feed: stemviewer's documented protocol for detector frames over WebSocket."""
