# Events: planning them, coming to them, the door, calendars.
format-events = Events
format-events-hint = Meetings, here or online, with a calendar and a list of who comes.

events-of = Events of { $community }
events-text = What takes place here, and when.
events-coming = Coming up
events-past = Past
events-month = By month
events-empty = Nothing is planned yet.
events-empty-text = A walk, a talk, an evening at the workbench: what would you come to?
events-month-empty = Nothing takes place in this month.
month-before = Earlier month
month-after = Later month
plan-event = Plan an event
my-events = My events
my-events-empty = You have signed up for nothing so far.
my-events-empty-text = Events that you say yes to stand here, with their times.

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
event-day = { $weekday }, { $day } { $month } { $year }

event-when-where = When and where
event-online = Online
event-series = Takes place again and again
event-more-dates = Further dates
event-map = Show on a map
event-organizers = Planned with
event-going = { $n ->
    [0] Nobody has signed up yet
    [one] 1 person comes
   *[other] { $n } people come
}
event-of-places = { $n ->
    [one] (there is 1 place)
   *[other] (there are { $n } places)
}
event-waiting = { $n ->
    [one] 1 waits
   *[other] { $n } wait
}
event-and-more = { $n ->
    [one] and 1 more
   *[other] and { $n } more
}
event-over = Over
event-on-now = On right now
event-on = Takes place
event-postponed = Put off
event-cancelled = Called off
event-full = Full
event-full-text = All places are taken.
event-full-wait = All places are taken. You can stand in line: when somebody leaves, the next one moves up and is told.
event-come = I come
event-wait = Stand in line
event-leave = I cannot come after all
event-come-by-mail = Come as a guest
event-come-from-server = Come from my server
event-you-go = You come.
event-you-going = You come
event-you-waiting = You stand in line
event-you-asked = You asked
event-you-left = You do not come
event-you-refused = No place for you
event-in-line = You are number { $n } in line. We tell you when there is a place.
event-asked-text = We asked { $host }. Its answer appears here.
event-wishes = Reminders, and who may read my name
wish-shown = Everyone may read that I come
wish-shown-hint = Otherwise only those who plan the event see your name.
wish-day = Remind me a day before
wish-hour = Remind me an hour before
event-to-calendar = Put it in my calendar
event-subscribe = Subscribe in my calendar
event-file = Calendar file

flash-event-going = You come. See you there.
flash-event-waiting = You stand in line. We tell you when there is a place.
flash-event-asked = We asked the server of this event.
flash-event-left = You do not come. Thank you for saying so.
flash-event-full = All places are taken.
flash-event-told = Done. Everyone who comes is told.

field-event_start = Begins
field-event_start-hint = By the clock of the place.
field-event_end = Ends
field-event_zone = Time zone
field-event_zone-hint = Such as Europe/Berlin. Without one, that of this community's last event counts, or UTC.
field-event_place = Place
field-event_place-hint = What people call it, such as: Old Mill, first floor.
field-event_address = Address
field-event_map = Link to a map
field-event_online = Link to take part online
field-event_repeats = Takes place
choice-event_repeats-no = once
choice-event_repeats-daily = every day
choice-event_repeats-weekly = every week
choice-event_repeats-fortnightly = every two weeks
choice-event_repeats-monthly = every month, on the same weekday
choice-event_repeats-yearly = every year
choice-event_repeats-rule = by a rule of my own
field-event_until = Last day
field-event_until-hint = For what takes place more than once. Without one it goes on.
field-event_rule = Rule of my own
field-event_rule-hint = As calendars write it (RRULE), such as FREQ=WEEKLY;BYDAY=TU,TH;COUNT=12.
field-event_joining = Signing up
choice-event_joining-open = people say that they come
choice-event_joining-nobody = nobody signs up, whoever comes, comes
field-event_capacity = Places
field-event_capacity-hint = Without a number there is room for all.
field-event_full = When all places are taken
choice-event_full-wait = others stand in line
choice-event_full-refuse = nobody else can come
field-event_organizers = Planned with
field-event_organizers-hint = Names such as @ann or @bob@other.example. They see who comes, and can change the event.

form-event-start = When does it begin?
form-event-start-far = This is too far away.
form-event-end = It ends before it begins.
form-event-long = One event lasts at most 100 days.
form-event-overlap = It would last longer than until its next date.
form-event-zone = No time zone has this name.
form-event-where = Say where: a place, an address or a link.
form-event-capacity = Give a number from 1 to { $max }, or leave it empty.
form-event-capacity-taken = More people have said that they come.
form-event-repeats = Choose how often.
form-event-rule = No calendar understands this rule.
form-event-rule-absurd = This rule makes too many dates. Once a day is the most.
form-event-rule-never = By this rule it never takes place.
form-event-organizers = Somebody here is not known to us.
form-event-organizers-many = At most ten people plan an event with you.

change-event = Change time or place
change-event-text = Everyone who comes is told when the time or the place changes. Title and text are changed by editing the post.
change-event-button = Change the event
event-state = Call off or put off
event-state-text = { $n ->
    [0] Nobody has signed up yet.
    [one] One person comes. We tell them.
   *[other] { $n } people come. We tell all of them.
}
event-state-series = This concerns all of its dates.
event-state-choice = What becomes of it
event-make-on = It takes place
event-make-postponed = It is put off, a new time follows
event-make-cancelled = It is called off
event-state-button = Tell everyone
event-reason-hint = Shown on the page, and told to those who come.
event-outcome = What came of it
event-outcome-text = Notes and pictures for those who were there, and those who could not come. It stands on top of the event's page.
event-outcome-button = Post it
event-outcome-tell = Tell what came of it
event-outcome-again = Tell more of what came of it

event-door = List for the door
door-numbers = { $going } come, { $here } are here, { $waiting } wait in line
door-other-dates = Other dates
door-here = Is here
door-away = Is not here
door-by-mail = guest by mail
door-nameless = A guest whose name was deleted
door-empty = Nobody has signed up yet.
door-empty-text = Whoever says that they come stands here.
door-print = This list can be printed.

guest-title = Come as a guest
guest-form-text = No account is needed. We send you a link, and you come once you have opened it.
guest-name = Your name
guest-email-hint = For this event alone: the link, a reminder if you like, and word if it changes. We delete it 30 days after the event.
guest-send = Send me the link
guest-sent-text = Open the link in it to say that you come. Until then no place is taken.
guest-ask-text = One more click, and you come.
guest-off = This house sends no mail, so guests need an account or a server of their own.
guest-closed = Nobody can sign up for this event any more.
guest-left = You do not come.
leave-empty = Leave this empty

own-calendar = My calendar, for my phone
own-calendar-text = A secret address that your calendar program can follow. Whoever knows it sees what you go to.
own-calendar-once = Copy it now. It is shown only this once.
own-calendar-since = There is such an address since
own-calendar-make = Make a new address
own-calendar-end = Take it away

notice-event-changed = There is news of an event that you go to: { $what }
notice-event-seat = There is a place for you: { $what }
notice-event-full = There is no place left for you: { $what }
notice-event-soon = Begins soon: { $what }
mail-event-changed = Mail me when an event that I go to changes
mail-event-seat = Mail me when there is a place for me
mail-event-full = Mail me when there is no place for me
mail-event-soon = Mail me my reminders of events
act-change_event = Event called off, put off or on again

mail-guest-subject = { $headline }
mail-guest-link = Look at it, or say that you cannot come:
guest-confirm = Do you come? { $title }
guest-confirm-text = Somebody, hopefully you, wants to come to an event at { $brand }. Open the link to say yes.
guest-seat = There is a place for you: { $title }
guest-seat-text = There is a place for you. See you there.
guest-waiting = You stand in line: { $title }
guest-waiting-text = All places are taken. When somebody leaves, the next one in line moves up, and we tell you.
guest-full = All places are taken: { $title }
guest-full-text = All places were taken before you opened the link. You can try again with the same link.
guest-changed = Changed: { $title }
guest-changed-text = Something about this event has changed. This is how it is now.
guest-cancelled = Called off: { $title }
guest-cancelled-text = This event does not take place.
guest-postponed = Put off: { $title }
guest-postponed-text = This event does not take place at this time. A new time follows.
guest-on = Takes place: { $title }
guest-on-text = This event takes place after all.
guest-soon = Soon: { $title }
guest-soon-text = You asked to be reminded of this event.

refused-only-those-who-plan-this-event-may-do-that = Only those who plan this event may do that.
refused-this-event-was-put-off = This event was put off.
refused-this-event-was-called-off = This event was called off.
refused-nobody-signs-up-for-this-event-here = Nobody signs up for this event here.
refused-this-event-is-over = This event is over.
refused-whoever-planned-this-event-does-not-take-this-account-in = Whoever planned this event does not take this account in.
refused-this-event-is-planned-on-another-server = This event is planned on another server.
refused-only-those-who-plan-an-event-say-who-may-come = Only those who plan an event say who may come.
refused-this-event-has-not-begun-yet = This event has not begun yet.
refused-people-said-that-they-come-call-the-event-off-first-so-that = People said that they come. Call the event off first, so that they hear of it.
