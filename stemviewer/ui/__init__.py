"""The windows. The only place that uses Qt."""
