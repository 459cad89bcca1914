"""Settings of all tests."""

from hypothesis import settings

# A deadline measures how busy the machine is, not the code.
settings.register_profile("halden", deadline=None)
settings.load_profile("halden")
