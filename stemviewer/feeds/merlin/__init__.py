"""The Quantum Detectors Merlin (Medipix3): its own TCP protocol, sockets and numpy only."""
