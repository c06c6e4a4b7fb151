"""The session log: recording, reading, verifying and exporting. The only place that uses h5py."""
