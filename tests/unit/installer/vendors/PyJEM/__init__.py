"""A stand-in of the parts of PyJEM that the bridge calls, as its documentation describes them."""
