"""Exports: what is published, or a part of it, as files for other programs and people.

One module per format; `formats` lists them, `export` makes one. Only the published generation is read.
"""
