"""Files made to do harm, each by a function at run time; none is stored."""
