# Finding: search, the directory, hashtags, suggestions.

a-reply = A reply
narrow-down = Narrow it down
filters-on = Filters that are on
filter-off = take this filter off
filters-off = Take all off
filter-any = Any
filter-apply = Show these
filter-in = In this community
filter-in-example = gardens
filter-by = Written by
filter-by-example = @ann@social.example
filter-home = From this server
filter-home-example = social.example
filter-kind = Kind of thread
filter-state = Where it stands
filter-since = Written
filter-unknown = Nobody here knows that name
filter-unknown-text = A filter names a community, a person or a server that this house has never met. Look at how it is written, or take the filter off.
chip-in = In { $value }
chip-by = By { $value }
chip-home = From { $value }
chip-plain = { $value }
found-open = Open
found-answered = Answered
found-review = Under review
found-planned = Planned
found-progress = Being worked on
found-shipped = Shipped
found-done = Done
found-declined = Declined
since-ever = At any time
since-day = In the last day
since-week = In the last week
since-month = In the last month
since-year = In the last year
search-keys = With a keyboard: / goes to the search, the arrows or j and k go from one result to the next, Enter opens it.
search-corrected = Nothing was found for “{ $query }”. This is for
no-match-here = Nothing fits

search-jobs = What do you want to get done?
filter-purpose = What it is for
filter-format = What it holds
filter-lifespan = How long it lasts
filter-active = Last active
filter-sort = First come
lasting-standing = As long as it is needed
lasting-task = Until a task is done
lasting-impromptu = Happening now
active-day = Within a day
active-week = Within a week
active-month = Within a month
order-active = The liveliest
order-new = The newest
order-members = Those with most members
no-communities-narrow = No community is like that yet. Take a filter off, or found one.

hashtag-text = Everything with this hashtag, from all communities here.
hashtag-empty = Nothing has the hashtag #{ $tag } yet
hashtag-empty-text = It may stand in a text without its sign.
hashtag-search = Search for the word
hashtags-of-post = Hashtags

suggested = You may like
suggested-because = { $n ->
    [one] { $n } person from your communities is in it
   *[other] { $n } people from your communities are in it
}
not-interested = Not for me
not-interested-in = Not for me: { $community }
flash-unwanted = It will not be suggested any more.
