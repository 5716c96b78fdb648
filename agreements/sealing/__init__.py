"""Signatures in the final file itself: the portal's seal, timestamps, a party's own certificate.

pyHanko is heavy, so nothing here is imported by a web worker but `certificate` and `bsre`, which
leave the PDF to a process of its own.
"""
