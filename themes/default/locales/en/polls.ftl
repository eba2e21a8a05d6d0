# Polls.
field-poll_options = Options
field-poll_options-hint = One on each line, from 2 to 20.
field-poll_ends = Ends
field-poll_ends-hint = In UTC. Without a time it ends in a week.
field-poll_many = People may choose several options
field-poll_hides = Nobody sees results before the end
field-poll_hides-hint = Otherwise people see them once they have voted.
poll-choose-one = Choose one
poll-choose-many = Choose as many as you like
poll-vote-button = Vote
poll-change = Change your vote
poll-change-button = Keep this vote
poll-take-back = Take my vote back
poll-your-vote = Your vote
poll-counted = Your vote is counted. You chose:
poll-voters =
    { $n ->
        [one] { $n } person voted
       *[other] { $n } people voted
    }
poll-ends = Ends
poll-ended = Ended
poll-endless = Stays open
poll-over = Over
poll-hidden = The results show at the end.
poll-shows-later = The results show once you have voted, and at the end.
poll-elsewhere = It is counted where its author lives. A vote there cannot be changed.
poll-secret = Nobody sees who chose what.
form-poll-options = A poll needs at least two options.
form-poll-twice = Two options say the same.
form-poll-option-long = Each option has at most { $max } characters.
form-poll-far = A poll ends within a year.
form-poll-over = This poll is over.
form-poll-unknown = This poll has no such option.
form-poll-one = Choose one option only.
form-poll-none = Choose something first.
notice-poll-ended = The poll “{ $what }” is over
mail-polls = Mail me when a poll that I took part in is over
refused-this-poll-is-counted-on-its-author-s-server = This poll is counted on its author's server.
refused-other-servers-count-a-vote-once-yours-stands = Other servers count a vote once. Yours stands.
