"""List pages: search, filters, sorting, pagination and export, all controlled by the URL.

An app declares a FilterSet, whose field names are the Indonesian URL parameters, and a Listing
(`listing`). Its columns (`columns`) give the table's header, the links that sort (`orders`), and
the export (`export`). `search_filter` and `choice_filters` have filters beyond those of
django-filter; `paging` finds the rows of a page; `responses` answers a request.
"""
