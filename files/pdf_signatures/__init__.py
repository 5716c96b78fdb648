"""Digital signatures in a PDF (PAdES): the seal, timestamps, a party's own certificate, BSrE.

pyHanko is heavy, so a web worker imports only `certificate` and `bsre`, which leave the PDF to a
sandbox or to the service, and `authority`, which only finds a file.
"""
