"""The services, one file each, behind the one protocol of `source.py`."""
