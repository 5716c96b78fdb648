"""Choosing one of many rows: autocomplete fields and filters that never list a whole table.

A `RowKind` (`kinds`) says which rows there are, how they are called and how a text finds them. The
fields (`fields`) of a form and the filter (`filters`) of a list page take what was typed or chosen,
and look up that one row. Suggestions while typing are the browser's own `<datalist>`, filled by
htmx; without it the server answers a submission with the matches.
"""
