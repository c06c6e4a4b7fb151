"""From a trained network in float32 to the same in 8 bit: calibration, choice and evaluation."""
