"""A network that runs on another machine, behind an inference server (extra ``remote``)."""
