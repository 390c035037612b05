"""The copy that readers get: the same content without who made it, when, where and with what; and without code.

Signatures inside a PDF or OFD cover its metadata, so the copy's no longer verify; the original's do.
"""
