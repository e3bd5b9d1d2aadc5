"""What is wrong with an installation, told to whoever keeps it: a small function a check, a file a
subject. Nothing is changed, and a check that fails does not keep the others from looking.
"""
