data_tests += tests/calibration/saved_tensors.t
EXTRA_DIST += tests/calibration/README.md tests/calibration/saved_tensors.py
