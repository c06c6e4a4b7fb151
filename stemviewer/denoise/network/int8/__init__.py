"""A network in whole numbers of 8 bit: three to six times the speed on processors with VNNI."""
