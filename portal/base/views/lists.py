"""The list of one kind: reads the address, answers with what the results page shows.

A kind declares a subclass (model, filterset, views it offers); templates only draw. `template_name` is the page
(`incidents/list.html`); the part that htmx swaps is the same name with `_list_results.html` for `list.html`
(`incidents/_list_results.html`), included by the page, drawn from the same context:

kind, url_name     "incident"; the list's address is `{% url url_name %}`
sentence           the result in words: result line, page title, feed title. A str with the attributes `before`,
                   `strong` ("29 incidents") and `after` for the result line
description        for <meta name="description">
total, on_record   records found; records of the kind that the reader may see
address            canonical address of this state, with the language; `clear_address` the same without filters
rows               the page's records: public texts (dicts; portal.base.projection), in order
view, views        "table"; [Choice(value, label, address, chosen)]: links of the view switch
sort, sorts        "-date"; [Choice]: the orders offered, newest first being the default
sort_links         {"date" | "deaths" | "updated": SortLink(address, aria_sort)}: links of column heads
pers               [Choice]: how many a page
pager              Pager(first, last, total, number, count, pages, previous, next): `first`-`last` of `total` are shown;
                   `pages` [PageLink(number, address, current)], a None where numbers are left out; `previous` and
                   `next` are addresses or blank. `count` of pages; no numbers beyond 10,000 rows
facets             [Facet], in the order of the rail:
                     key, label, hint, shape ("options" | "dates" | "day"), open, chosen (number), overlap (counts
                     may add up to more than the total), note
                     options  [FacetOption(value, label, count, chosen, address, children)]; `children` (second level,
                              and `open`, set where one of them or it is chosen)
                     top, rest  the options to show at once and those behind "Show all" (`rest` empty up to 8)
                     with_role  another Facet or None (country: its roles; keys are its own)
                     dates: date_from, date_to (texts), match (FacetOptions of `date_match`), would_remove (how many
                     `surely` takes away); day: value (text)
chips              [Chip(key, value, label, value_label, address, first)]: address without it; `first` of its key
                   (the specimen writes the label once). A date range is one chip with key "date"
histogram          None, or Histogram(bars, most, step, series, period_total, undated, first, last): bars
                   [Bar(start, end, count, address, inside)] with no year left out; `step` years a bar (1, 10 or 100);
                   the three others are NotDrawn(count, address): in the result, but not in a bar.
                   Bars count by the year of `sort_date` (a span counts in the year it begins), obey all filters
                   but the dates, and `inside` tells those within the chosen dates
downloads          [Choice(value, label, address)]: csv, xlsx, json, geojson of the whole result
feed_address, api_address    Atom of this search; the API's address of this result, with host
notices            [Problem(key, value, nearest, message)]: what was not understood; the status is then 400
empty              None, or Empty(ways_out, other_kinds): [WayOut(label, value_label, count, address)]
hidden             [(key, value)] of what is not a filter: hidden fields of the filter form
hidden_filters     [(key, value)] of the filters: hidden fields of the form with sort and number of rows
labels             {field: {code: label}} for `{% label row "scope" %}`
q                  the text searched for
"""
