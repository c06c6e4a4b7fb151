"""What a session consists of: tables, rows, values, header, chain. No HDF5 file is touched."""
