# English: the words of every page. Short, warm, exact. Buttons say what happens. No words of the protocol.

## Times
ago-now = just now
ago-minutes = { $n ->
    [one] 1 minute ago
   *[other] { $n } minutes ago
}
ago-hours = { $n ->
    [one] 1 hour ago
   *[other] { $n } hours ago
}
ago-days = { $n ->
    [one] yesterday
   *[other] { $n } days ago
}
ago-months = { $n ->
    [one] 1 month ago
   *[other] { $n } months ago
}
ago-years = { $n ->
    [one] 1 year ago
   *[other] { $n } years ago
}

## Frame
skip = Skip to the page
development-mode = Development mode: this server talks to test servers without encryption. Do not use it for real people.
search-label = Search communities, threads and people
search-placeholder = Search, or paste an address
search = Search
account = Account
account-of = Account of { $name }
notifications = Notifications
news-short = News
unread = unread
waiting-for-staff = waiting for staff
my-page = My page
settings = Settings
reports = Reports
admin = Run this house
log-out = Log out
log-in = Log in
register = Make an account
places = Places
main-places = Main places
home = Home
communities = Communities
my-communities = Yours
busy-communities = Busy now
about-this = About this page
house = This house
about-house = About this house
powers = What the host can do
terms = Terms
modlog = Log of moderation
api = API
pages = Pages
to-start = Back to the start
show-more = Show more
optional = (optional)
in = in
new = new
write = Write
preview = Preview
draft-kept = Your draft is kept on this device.
nothing-to-preview = Nothing to show yet.
feed = Follow in a feed reader
go-back = Go back
keep-changes = Keep the changes
reason = Reason
reason-hint = Everyone can read it in the log of moderation.
title = Title
text = Text
link = Link
picture = Picture
picture-alt = What the picture shows
picture-alt-hint = Read aloud to people who do not see it.
markdown-hint = Markdown works: *stress*, **weight**, > quotation, [link](https://…). Name people as @name@server.
add-link-or-picture = Add a link, a picture or a content warning

## Kinds
kind-discussion = Discussion
kind-question = Question
kind-idea = Idea
kind-feedback = Feedback
kind-poll = Poll
kind-article = Article
kind-wiki = Wiki page
kind-newsletter = Newsletter
kind-event = Event

## People
official = Official
steward = Steward
automatic = Automatic
thread-starter = Started this
banned = Banned
verified = Verified
lives-here = Lives on this server
person-lives-at = Lives on { $host }.
open-at = Open on { $host }
edit-profile = Edit my profile
block = Block
unblock = Unblock
ban = Ban
posts = Posts
in-thread = In
person-empty = Nothing from this person here yet.
about = About
known-since = Known here since
takes-part-in = Takes part in
account-gone = This account was deleted. Only its name is kept, so that threads stay readable.
moved-to = This person has moved. Find them at
you-blocked = You have blocked this person: you see nothing they write, and they cannot notify you.
people = People

## Lists and posts
vote-up = Vote up
vote-down = Vote down
score = Votes up minus votes down
pinned = Pinned
locked = Closed to replies
answered = Answered
unanswered = Not answered yet
accepted = The answer
replies = Replies
reply = Reply
save = Save
saved = Saved
more = More
edit = Edit
delete = Delete
remove = Remove
restore = Bring back
report = Report
see-at-home = See it where it was written
edited = edited
deleted-post = Deleted by its author.
removed-post = Removed by a steward.
reason-given = Reason:
no-alt = No description was given.
active = active
joined = Joined
closed = Closed
members-count = { $n ->
    [one] 1 member
   *[other] { $n } members
}
threads-count = { $n ->
    [0] No threads
    [one] 1 thread
   *[other] { $n } threads
}
replies-count = { $n ->
    [0] No replies
    [one] 1 reply
   *[other] { $n } replies
}
threads = Threads
sort-hot = Lively
sort-new = New
sort-top = Top
sort-unanswered = Unanswered
sort-best = Best
sort-old = Oldest first
tab-all = All
tab-mine = Yours
tab-here = Here
tab-elsewhere = Elsewhere
tab-threads = Threads
tab-replies = Replies
tab-people = People
tab-communities = Communities

## Front page
find-community = Find a community
house-fediverse = Already have an account on Mastodon, Lemmy or another open server? Take part from there. You need no second one.
whats-new = What is new
home-empty = Nothing has been said yet.
home-empty-text = Join a community, or found the first one.
all-communities = All communities
no-communities = There is no community yet.
no-communities-text = Be the one who starts it.
found-community = Found a community
who-is-here = Who is here
home-servers = Home servers
who-is-here-text = Members keep their account on the server where they live. This house only gives the room.

## Communities
search-communities = Search communities
no-match = Nothing matches “{ $query }”.
no-match-community = To bring in a community from elsewhere, paste its address into the search above.
no-match-text = Try fewer words, or paste the full address of a person, community or thread.
lives-at = Lives on { $host }
charter-and-stewards = Charter and stewards
join = Join
leave = Leave
join-from-my-server = Join from my server
join-pending = Waiting for their server
take-back = Take it back
you-are-banned = You are banned here
tend = Tend this community
tend-title = Tend { $community }
closed-by-host = Closed by the host:
banned-until = You cannot post here until { $until }.
banned-for-good = You cannot post here.
see-modlog = See the log
backfill-text = Older threads are on their way from { $host }. You can read and write meanwhile.
backfill-label = Threads brought here
new-thread = Start a thread
post-thread = Post to { $community }
still-arriving = The first threads are on their way.
still-arriving-text = Look again in a minute.
community-empty = Nobody has written yet.
community-empty-text = Start the first thread. A question will do.
no-about = Nobody has described it yet.
founded = Founded
charter = Charter
no-charter = There is no charter yet. Be kind anyway.
stewards = Stewards
no-stewards = Nobody tends this community at present.
where-members-live = Where members live
other-servers = Other servers
no-members = Nobody has joined yet.
how-to-join = Join from where you live
how-to-join-text = Put this address into the search of your own server, open it there and follow. Your account, posts and followers stay with you.
community = Community
found-text = It is yours to tend: you write its charter and choose its stewards.
community-title = Name
community-title-example = Gardening on balconies
community-name = Address
community-name-hint = Small letters, digits and _. It cannot be changed later.
community-about = What it is about
found-it = Found it
charter-hint = The rules members live by, and what the host may observe here.
posting = Who may start threads
posting-open = Everyone
posting-open-hint = Also people who have not joined.
posting-stewards = Stewards
posting-stewards-hint = Others can reply.
new-steward = Another steward
new-steward-hint = A member, from any server. They can remove posts and ban people.
make-steward = Make steward
release = Release
banned-people = Banned people
nobody-banned = Nobody is banned.
ban-someone = Ban someone
lift-ban = Lift the ban
until = until

## Threads
as-steward = As a steward:
lock = Close to replies
unlock = Open to replies
pin = Pin
unpin = Unpin
one-reply-shown = You see one reply and its answers.
show-whole-thread = Show the whole thread
more-replies = { $n ->
    [one] Show 1 more reply
   *[other] Show { $n } more replies
}
more-of-thread = More of this thread
no-replies = Nobody has answered yet.
no-replies-text = You could be the first.
your-reply = Your reply
reply-to = Reply to { $name }
send-reply = Send the reply
reply-from-home = Answer from the server where you live. No account here is needed.
reply-from-my-server = Answer from my server
edit-post = Edit
edit-post-text = The earlier text stays readable in the history.
history = History
history-text = What was changed, by
no-history = It was never changed.
shown-now = Shown now
report-title = Report this
report-text = Stewards and staff will see it. The author will not be told who reported.
report-reason = What is wrong with it?
report-forward = Also tell { $host }, where the author lives
send-report = Send the report
delete-title = Delete this?
delete-text = The text goes away here and on the servers that have a copy. A mark stays, so that replies keep their place.
delete-button = Delete it
remove-title = Remove this?
remove-text = It is hidden from everyone. The reason is public, and the act can be undone.
remove-button = Remove it
restore-title = Bring this back?
restore-text = Everyone can read it again.
restore-button = Bring it back
lock-title = Close this thread to replies?
lock-text = Everything stays readable. Nobody can add to it.
lock-button = Close it
block-host-title = Block this server?
block-host-text = Nothing is taken from it or sent to it any more. The reason is public.
block-host-button = Block it
unblock-host-title = Unblock this server?
unblock-host-text = Its people can take part again.
unblock-host-button = Unblock it
ban-title = Ban this person?
ban-from-community = They cannot post in { $community } any more.
ban-from-house = They cannot post anywhere on { $house } any more.
ban-days = For how many days
ban-days-hint = Leave it empty for no end.
ban-remove = Also remove what they wrote here

## Search
search-hint = Words find communities, threads and people. An address such as @name@server, or a link, brings in what is there.
results = Results
resolve-found = Found:
resolve-signin = This looks like an address on another server. Members can bring it in.
resolve-missing = There is nothing at this address.
resolve-unreachable = That server could not be reached. Try again in a while.
resolve-refused = That server does not share this, or this house does not talk to it.

## Entering
name-or-mail = Name or mail address
password = Password
password-hint = At least 10 characters. A few words are better than many signs.
forgot-password = I forgot my password
no-account = No account yet?
have-account = Already here?
login-fediverse = Your account is elsewhere? You need none here: open a community and choose “Join from my server”.
look-in-mail = Look into your mail
look-in-mail-text = We sent you a link. It works for a week.
waiting-title = Almost there
waiting-text = The people who run this house read every request. You get a mail when yours is through.
register-closed = No new accounts here
register-closed-text = This house takes no new accounts now. You can still take part from any other server.
register-title = An account on { $house }
register-fediverse = If you have an account on Mastodon, Lemmy or another open server, you can join from there and need none here.
register-approval-text = Someone reads your request before the account opens.
user-name = User name
user-name-hint = Small letters, digits and _.
mail-address = Mail address
mail-address-hint = Only for this account. Never shown, never passed on.
why-join = What brings you here?
agree-to = I agree to the
make-account = Make my account
confirm-title = Confirm your mail address
confirm-text = Press the button to open your account.
confirm-button = Confirm
confirmed-title = Welcome
confirmed-text = Your address is confirmed. You can log in.
link-expired = This link no longer works
link-expired-text = Links work once, and only for a while.
ask-new-link = Ask for a new link
reset-title = Choose a new password
reset-text = Tell us your mail address. If there is an account, a link goes to it.
reset-sent = If there is an account with that address, a link is on its way. It works for one hour.
reset-choose = Choose a new password
reset-done = Your password is changed
reset-done-text = You were logged out everywhere else.
new-password = New password
set-password = Change the password
send-link = Send me a link

## Setting up
setup-title = Open your house
setup-text = A few words, and { $host } is open.
setup-house = The house
setup-org = Name of your organization
setup-purpose = What is this house for?
setup-purpose-hint = One line. It is the first thing that visitors read.
setup-accent = Colour
setup-accent-hint = Lighter and darker steps follow from it, readable in any case.
setup-logo = Logo
setup-logo-hint = PNG, JPEG or WebP, square is best.
setup-admin = You, who run it
setup-open = Open the house

## Settings
section-profile = Profile
section-password = Password and devices
section-mail = Mail
section-blocks = Blocks
section-tokens = Tokens
section-data = Your data
display-name = Name to show
display-name-hint = Any name you like. Your user name stays.
bio = About you
language = Language
language-auto = As my browser says
scheme = Colours
scheme-auto = As my device says
scheme-light = Light
scheme-dark = Dark
discoverable = List me where people look for people
discoverable-hint = Also means that the host may name you when it looks at who helps whom.
indexable = Let search engines find my public posts
indexable-hint = On other servers and on the web. The search of this house finds what stands in its communities.
change-password = Change the password
current-password = Present password
sessions = Where you are logged in
sessions-text = If you do not know one of these, log it out and change your password.
this-device = This device
last-seen = last seen
log-out-everywhere = Log out everywhere else
mail = Mail
mail-not-set-up = This house cannot send mail yet.
mail-unconfirmed = This address is not confirmed yet. Look into your mail.
mail-replies = Mail me when someone replies to me
mail-mentions = Mail me when someone names me
mail-choice-hint = Each of these can be switched off.
blocked-people = Blocked people
blocked-text = You see nothing from them, and they cannot notify you. They are not told.
nobody-blocked = You have blocked nobody.
blocked-servers = Blocked servers
no-server-blocked = You have blocked no server.
block-target = Person or server
block-target-hint = @name@server, or a server's name.
tokens = Tokens for programs
tokens-text = A token lets a program act as you. Give it away like a key.
token-once = Copy it now. It is shown only this once.
token-label = What is it for?
no-tokens = You have none.
make-token = Make a token
made = made
last-used = last used
withdraw = Withdraw
export = Take everything with you
export-text = A file with all that you wrote, your communities, votes and settings.
export-button = Make the file
delete-account = Delete the account
delete-account-text = Your profile and posts are deleted here, and other servers are asked to do the same. It cannot be undone, and nobody can take your name again.
delete-confirm = Type your user name, { $name }
delete-account-button = Delete my account

## Notifications
mark-read = Mark all as read
no-notifications = Nothing new.
no-notifications-text = Replies to you and mentions of you come here.
notice-reply = replied to you in “{ $what }”
notice-mention = named you in “{ $what }”
notice-joined = joined { $what }
notice-approved = Your request to join { $what } was accepted
notice-steward = made you a steward of { $what }
notice-removed = Your post in “{ $what }” was removed
notice-banned = You were banned from { $what }
notice-report = There is a new report about “{ $what }”
notice-welcome = Welcome to { $what }
saved-title = Saved
saved-text = Only you see this.
saved-empty = You have saved nothing yet.
saved-empty-text = “Save” below a post keeps it here.

## From another server
from-my-server = Take part from your server
join-title = Join { $name }
open-person = { $name }
open-post = A thread here
go-there = Go there
interact-text = Your account stays where it is. Tell us where you live, and we take you there to finish.
which-server = Where do you live?
which-server-hint = The name of your server, or your full address.
take-me-home = Take me there
or-by-hand = Or put this address into your server's own search:
live-here = Your account is here?
interact-unknown = We could not find what this link points to.

## Errors
not-found-title = There is nothing here
not-found-text = The page may have moved, or the address has a slip.
gone-title = This is gone
gone-text = It was here once, and was deleted.
signin-title = Log in to see this
signin-text = This page is for members.
forbidden-title = You cannot do this here
forbidden-text = Your account has no right to it. If you think it should, ask a steward.
too-many-title = A little too fast
too-many-text = Wait a moment, then try again.
too-many-wait = { $n ->
    [one] Try again in 1 second.
   *[other] Try again in { $n } seconds.
}
too-large-title = That is too large
too-large-text = Make it smaller and send it again.
busy-title = Very busy just now
busy-text = Nothing is lost. Try again in a moment.
broken-title = Something broke on our side
broken-text = It is written down and someone will look at it. Nothing you sent before is lost.
refused-title = That did not work
refused-text = Something about the request was not right.
kept-text = What you wrote, to copy:
error-reference = Number for the people who run this house:
to-front-page = To the front page
error-required = Please fill this in.
error-too-long = This is too long.
error-too-short = This is too short.
error-taken = This is taken already.
error-name = Use small letters, digits and _ only.
error-email = This does not look like a mail address.
error-password-short = Use at least 10 characters.
error-password-wrong = This password is not right.
error-login = Name and password do not fit together.
error-colour = Choose a colour such as #2f6f62.
error-url = This does not look like a link.
error-image = This picture could not be read. PNG, JPEG, WebP and GIF work.
error-image-large = This picture is too large.
error-form-expired = This page was open for too long. Your text is still here; send it again.
error-server-unknown = No such server was found.
error-server-unreachable = Your server could not be reached. Your text is kept here; try again.
error-closed = This thread is closed to replies.
error-banned = You cannot post here at present.
error-members-only = Join first: only members can start threads here.
error-stewards-only = Only stewards start threads here. You can reply to theirs.
error-agree = Please agree first.
error-confirm = This is not your user name.
flash-kept = Kept.
flash-posted = Posted.
flash-joined = Welcome. You are a member now.
flash-join-asked = Asked. Their server will answer in a moment.
flash-left = You have left.
flash-reported = Thank you. Someone will look at it.
flash-deleted = Deleted.
flash-removed = Removed.
flash-restored = Brought back.
flash-logged-out = You are logged out.
flash-welcome = Welcome.
flash-done = Done.

## About, powers, log
about-title = About { $house }
what-this-is = What this is
what-this-is-text = { $house } gives the rooms; the communities belong to their members. You can take part from any open server and keep your account, your posts and your followers there. A community can leave with everything it has.
members-here = Members
staff = Who runs it
contact = Write to:
not-talking-to = Servers that this house does not talk to
runs-on = Runs on Folkmoot { $version }.
source = Source code
open-since = Open since
no-terms = The host has not written terms.
no-terms-text = The law and each community's charter still hold.
powers-lead = { $house } gives the room. It does not own the meeting. This is all that it can do, and every use of it is public.
host-may = The host can
host-may-1 = decide who gets an account here, and who works for it
host-may-2 = remove a post or ban an account here, with a public reason
host-may-3 = stop talking to another server, with a public reason
host-may-4 = speak, marked as official, as one voice among others
host-may-not = The host cannot
host-may-not-1 = post or vote in your name
host-may-not-2 = take your account, your followers or your posts from your own server
host-may-not-3 = do any of this in secret
stewards-powers = A community's stewards write its charter, remove posts, ban people from it and close threads. Each act needs a reason and stands in the log.
acts-count = { $n ->
    [0] Nobody used any power in the last 30 days.
    [one] One act of power in the last 30 days.
   *[other] { $n } acts of power in the last 30 days.
}
modlog-text = Every act of power by stewards and staff, with its reason.
modlog-empty = Nobody has had to do anything.
as-steward-of = as steward
as-staff = as staff
act-remove = Removed
act-restore = Brought back
act-lock = Closed to replies
act-unlock = Opened to replies
act-pin = Pinned
act-unpin = Unpinned
act-ban = Banned
act-unban = Ban lifted
act-add_steward = Made steward
act-remove_steward = Released as steward
act-close = Closed
act-reopen = Opened again
act-edit_community = Changed
act-block_host = Server blocked
act-unblock_host = Server unblocked
act-approve = Let in
act-refuse = Turned down
act-delete = Deleted
act-settle = Report settled

## API
api-text = Everything the pages do, programs can do too. Make a token under
needs-token = Token
api-body = Send
api-answer = Receive
api-errors = Errors are problem+json (RFC 9457). Lists go on with next_cursor.

## Staff
section-house = House
approvals = Requests
servers = Servers
server = Server
state = State
waiting = Waiting
failures = Failures
last-heard = Last heard
act = Act
never = never
host-ok = Fine
host-blocked = Blocked
host-dormant = Silent
host-resting = Not answering
next-try = next try
search-servers = Search servers
deliveries-waiting = { $n ->
    [0] Nothing is waiting to be sent.
    [one] One message is waiting to be sent.
   *[other] { $n } messages are waiting to be sent.
}
no-servers = No other server has been met yet.
no-servers-text = They appear here when the first person from elsewhere joins.
block-server = Block a server
block-server-text = Nothing is taken from it or sent to it any more. The reason is public.
registration = New accounts
registration-open = Open
registration-open-hint = Anyone with a mail address.
registration-approval = On request
registration-approval-hint = Staff read each request.
registration-closed = Closed
registration-closed-hint = People take part from their own servers.
about-house-text = About the house
contact-field = Contact
logo-now = The present logo
mail-confirmed = Mail confirmed
mail-not-confirmed = Mail not confirmed
let-in = Let in
turn-down = Turn down
no-approvals = No requests are waiting.
open-reports = Open reports
settled-reports = Settled reports
somebody = Somebody
reported = reported
look = Look at it
settle = Settle
no-reports = No reports.
no-reports-text = What people report comes here.
styleguide = Styleguide

silence = Silence
resolution = What was done
dismiss = Nothing is wrong

## Mail
mail-hello = Hello { $name },
mail-confirm-subject = Confirm your address for { $brand }
mail-confirm-text = open this link to confirm your mail address for { $brand }. It works for one day.
mail-confirm-link = Confirm my address
mail-reset-subject = A new password for { $brand }
mail-reset-text = open this link to choose a new password for { $brand }. It works for one hour.
mail-reset-link = Choose a new password
mail-approved-subject = Welcome to { $brand }
mail-approved-text = your account on { $brand } is open.
mail-approved-link = Log in
mail-notification-subject = { $headline }
mail-notification-text = there is something for you on { $brand }:
mail-notification-link = Read it and answer
mail-not-you = Was it not you? Then do nothing; nothing will happen.
mail-stop = You asked for these mails. To stop them:
mail-stop-link = Stop these mails

## The JSON API
api-media-unknown = There is no such upload. Upload the picture first, and name its key.
api-language-bad = That is no language tag. It looks like en or pt-BR.
api-parent-elsewhere = That reply belongs to another thread.
api-purpose-unknown = The purposes are open, ideation, support and feedback.
api-act-unknown = The acts are remove, restore, lock, unlock, pin and unpin.
api-query-empty = Give an address such as @gardens@other.example, or a link.
api-file-missing = Send the picture as a part called file.
api-name-differs = That is not your name here.
api-password-wrong = That is not your password.

## Public pages
error-community-closed = This community is closed to new posts.
log-a-thread = A thread by { $name }
log-a-reply = A reply by { $name }
feed-reply-title = { $name } on “{ $title }”
error-server-no-way = That server offers no way to come from here. Put the address below into its search.
interact-go-title = On to { $host }
interact-go-text = You leave { $house } for the server where you live.
interact-go = Go to { $host }
act-remove_post = Removed
act-restore_post = Brought back
act-change_community = Changed
act-resolve_report = Report settled
act-suspend = Suspended
act-unsuspend = Suspension lifted
act-block_server = Server blocked
act-silence_server = Server silenced
act-open_server = Server opened
act-approve_account = Let in
act-refuse_account = Turned down
act-change_role = Role changed
act-change_settings = Settings changed
powers-every = Every act there is
powers-every-text = The software knows no other act of power. Each one needs a reason, and stands in the log.

## Members, stewards and staff at work
language-name = English
device-unknown = A device
tab-house = The house
form-accent-bad = Choose a colour such as #2f6f62.
form-body-empty = Write something first.
form-community-missing = Choose a community.
form-date-past = That day is past.
form-email-bad = This does not look like a mail address.
form-email-taken = There is an account with this mail address.
form-handle-bad = Use small letters, digits and _ only, and begin with a letter or digit.
form-handle-reserved = This name belongs to the house.
form-handle-taken = This name is taken already.
form-host-bad = This does not look like a server's name.
form-host-own = That is this server itself.
form-kind-unknown = There is no such kind of thread.
form-link-bad = This does not look like a link. It begins with https://.
form-name-empty = Give it a name.
form-password-short = Use at least { $min } characters.
form-reason-empty = Say why. Everyone can read it.
form-title-empty = Give it a title.
form-too-long = At most { $max } characters fit here.
form-too-many = At most { $max } fit here.
form-vote-bad = A vote is up, down or none.
upload-broken = This picture could not be read. PNG, JPEG, WebP and GIF work.
error-days = Give a whole number of days, or nothing.
error-person-unknown = No such person is known here. Search for their full address first.
error-theme = There is no such theme.
flash-account-deleted = Your account is deleted.
flash-account-open = Your account is open. You can log in.
flash-blocked = Blocked.
flash-unblocked = No longer blocked.
flash-followed = You follow them now.
flash-follow-asked = Asked. Their server will answer in a moment.
flash-unfollowed = You no longer follow them.
flash-founded = Founded. Write the first thread, or its charter.
flash-house-open = Your house is open. Found the first community, or look around.
flash-let-in = Let in. They get a mail.
flash-turned-down = Turned down.
flash-mail-sent = Kept. Look into your mail to confirm the new address.
flash-password-changed = Your password is changed. You were logged out everywhere else.
flash-reason-missing = Nothing was changed: a reason was missing.
flash-session-ended = Logged out there.
flash-sessions-ended = Logged out everywhere else.
flash-settled = Settled.
flash-token-gone = The token is withdrawn.
notice-follow = follows you now
notice-registration = Someone asks for an account
unlock-title = Open this thread to replies?
unlock-text = Everyone can answer again.
unlock-button = Open it
pin-title = Pin this thread?
pin-text = It stays above all others in its community.
pin-button = Pin it
unpin-title = Unpin this thread?
unpin-text = It takes its place among the others again.
unpin-button = Unpin it
silence-server = Silence
silence-host-title = Silence this server?
silence-host-text = Its people can still take part, but nobody here is notified of what they write, and it stays out of the common lists. The reason is public.
silence-host-button = Silence it
host-silenced = Silenced
ban-whom = Whom?
ban-whom-hint = @name@server, or the name of somebody who lives here.
follow = Follow
unfollow = Stop following
mail-follows = Mail me when someone follows me
mail-moderation = Mail me when something of mine is removed
mail-reports = Mail me when something is reported to me
mail-registrations = Mail me when someone asks for an account
theme = Theme
reports-of = Reports in { $community }
report-upheld = Settled: the report was right
report-dismissed = Settled: nothing to be done
settle-upheld = The report is right
settle-dismissed = Nothing to be done
ban-here = Ban from the community
ban-from-all = Ban from the house
role = Role
role-member = Member
role-analyst = Analyst
role-responder = Responder
role-moderator = Moderator
role-admin = Admin
change-role = Change the role
account-unconfirmed = Mail not confirmed
account-pending = Waits for a yes
account-active = Active
account-refused = Turned down
account-disabled = Closed
account-suspended = Suspended
search-people = Search people
no-people = Nobody.
mail-refused-subject = Your request to { $brand }
mail-refused-text = the people who run { $brand } did not open an account for you. You can still take part from any other server.

## Purposes and kinds

purpose = What is it for?
purpose-open = Open talk
purpose-open-hint = Whatever its members bring.
purpose-support = Help
purpose-support-hint = People ask; members and staff answer.
purpose-ideation = Ideas
purpose-ideation-hint = People propose; votes and stewards decide what comes of it.
purpose-feedback = Feedback
purpose-feedback-hint = Problems, praise and suggestions, each followed until it is settled.
kinds = Kinds of threads
form-kind-not-here = This community does not take that kind of thread.
form-formats-bad = Choose at least one thing that the community holds.

## Pictures, interrupted log-ins, mails that did not come
pictures = Pictures
more-pictures = More pictures
add-pictures = Add pictures
picture-nth = Picture { $n }
picture-nth-alt = What picture { $n } shows
picture-drop = Take this picture out
login-kept = Your log-in had ended. What you wrote is kept: log in, and it comes back.
resume-title = Here is what you wrote
resume-text = You are logged in again. Look it over, and send it. Pictures have to be chosen again.
resume-send = Send it
confirm-again = Send the link again
confirm-again-text = Give the address that you made your account with. If it waits to be confirmed, you get a new link.
confirm-again-sent = If an account with this address waits to be confirmed, a new link is on its way.
confirm-again-ask = No mail came? Send the link again.

## What rules say when they refuse. The name is made of the English sentence, so both change together
refused-a-community-keeps-at-least-one-steward-name-another-one-first = A community keeps at least one steward. Name another one first.
refused-a-person-s-page-is-changed-at-their-home = A person's page is changed at their home.
refused-an-admin-still-has-to-let-you-in-you-will-get-a = An admin still has to let you in. You will get a mail.
refused-confirm-your-mail-address-first-we-sent-you-a-link = Confirm your mail address first: we sent you a link.
refused-log-in-to-do-that = Log in to do that.
refused-log-in-to-save-posts = Log in to save posts.
refused-name-a-community-that-you-tend = Name a community that you tend.
refused-nobody-blocks-themselves = Nobody blocks themselves.
refused-nobody-follows-themselves = Nobody follows themselves.
refused-only-a-person-can-be-a-steward = Only a person can be a steward.
refused-only-its-author-may-change-a-post = Only its author may change a post.
refused-only-its-author-may-delete-a-post = Only its author may delete a post.
refused-only-its-author-may-edit-a-post = Only its author may edit a post.
refused-only-its-stewards-may-do-that = Only its stewards may do that.
refused-only-staff-of-this-house-may-do-that = Only staff of this house may do that.
refused-only-staff-of-this-house-may-see-this = Only staff of this house may see this.
refused-only-stewards-start-threads-here = Only stewards start threads here.
refused-only-the-one-who-is-followed-may-accept = Only the one who is followed may accept.
refused-only-the-one-who-is-followed-may-refuse = Only the one who is followed may refuse.
refused-only-threads-are-pinned = Only threads are pinned.
refused-somebody-decided-this-already = Somebody decided this already.
refused-somebody-settled-this-report-already = Somebody settled this report already.
refused-stewards-are-not-banned-take-their-powers-back-first = Stewards are not banned; take their powers back first.
refused-take-the-staff-role-back-first = Take the staff role back first.
refused-the-author-does-not-take-replies-from-this-account = The author does not take replies from this account.
refused-the-house-keeps-at-least-one-admin = The house keeps at least one admin.
refused-the-new-account-does-not-name-the-old-one = The new account does not name the old one.
refused-the-staff-of-this-house-removed-this-only-they-bring-it-back = The staff of this house removed this. Only they bring it back.
refused-this-account-cannot-be-followed = This account cannot be followed.
refused-this-account-is-closed = This account is closed.
refused-this-account-may-not-act-right-now = This account may not act right now.
refused-this-community-is-changed-on-its-own-server = This community is changed on its own server.
refused-this-community-is-closed-to-new-posts = This community is closed to new posts.
refused-this-form-is-out-of-date-or-did-not-come-from-this = This form is out of date, or did not come from this site. Go back, reload the page and send it again.
refused-this-house-is-set-up-already = This house is set up already.
refused-this-house-takes-no-new-accounts-right-now = This house takes no new accounts right now.
refused-this-mail-address-belongs-to-another-account-by-now = This mail address belongs to another account by now.
refused-this-post-belongs-to-no-community = This post belongs to no community.
refused-this-thread-is-locked = This thread is locked.
refused-this-token-is-not-known-or-was-taken-back = This token is not known, or was taken back.
refused-you-are-banned-from-this-community = You are banned from this community.

# Lifespans: tasks, gatherings on the spot, archives
life = How long it lasts
life-of = How long { $community } lasts
life-standing = Open until its stewards archive it
life-task-days = { $n ->
    [one] Ends in one day
   *[other] Ends in { $n } days
}
life-task-hours = { $n ->
    [one] Ends within the hour
   *[other] Ends in { $n } hours
}
life-task-ended = The task has ended
life-quiet = { $n ->
    [one] Disperses after one more quiet hour
   *[other] Disperses after { $n } more quiet hours
}
life-dispersed = Dispersed
life-archived = Archived
life-goes-on = It goes on in
life-export = Take everything along (JSON)
life-progress = Progress
life-percent = How far are you, from 0 to 100?
life-progress-note = In a line
life-tell-progress = Show the progress
life-outcome = What came of it
life-outcome-text = It is pinned, and everyone who took part hears of it, wherever they live. This draft is what was written here; make it yours.
life-publish-outcome = Publish the outcome
life-keep = Keep going
life-keep-text = It stays open, with all of its members, and does not end by itself any more.
life-keep-button = Make it a standing community
life-task = Give it a goal and an end
life-task-button = Make it a task
life-successor = Where it goes on
life-successor-text = Members are invited there. Nobody is moved.
life-successor-address = Address of the community
life-successor-button = Invite the members
life-archive = Archive
life-archive-text = Everything can still be read, found and followed, and nobody posts any more. You can take it back within a day.
life-archive-button = Archive the community
life-undo = Take it back
life-undo-text = The last change can be taken back until a day after it was made.
lifespan = How long is it meant to last?
lifespan-standing = As long as it is needed
lifespan-standing-hint = Open until its stewards archive it.
lifespan-task = Until a task is done
lifespan-task-hint = It has a goal and an end. At the end you write what came of it.
goal = Goal
goal-hint = For a task: what is to be reached?
ends-at = Last day
ends-at-hint = For a task: posts are welcome until the end of this day.
gather = Something is happening right now?
gather-text = One line opens a place for it. It disperses when it grows quiet, and what was found out stays.
gather-title = What is it about?
gather-example = power cut in Riverside
gather-now = Bring people together
gather-more = More choices, and how to do it from your own server
gather-hours = Quiet hours until it disperses
gather-hours-hint = From 1 to 336. Left empty, the usual of this house.
gather-from-home = From your own server, send this as a post or as a private message:
gather-instead = For something that is happening right now there is a quicker way.
afterwards = When it has dispersed
afterwards-keep = Keep it
afterwards-keep-hint = Everyone can go on reading it.
afterwards-export = Keep it, and send me a copy
afterwards-export-hint = A day later you get a link to everything as one file.
afterwards-delete = Delete it
afterwards-delete-hint = A week later everything here is gone. Copies on other servers may stay.
happening = Happening now
flash-gathered = It is open. Say what is going on, and tell others its address.
form-goal-empty = Say what is to be reached.
form-end-missing = Choose its last day.
form-end-far = That is too far away for a task. Choose a day within three years.
form-hours-range = From { $min } to { $max } hours.
form-percent-range = A number from 0 to 100.
form-lifespan-bad = Choose one of these.
form-afterwards-bad = Choose one of these.
form-successor-bad = Choose another community that is open.
form-act-unknown = That cannot be done here.
error-community-unknown = We do not know a community by this address. Search for it first.
notice-task-ending = { $what } ends soon
notice-task-ended = { $what } has ended: write what came of it
notice-successor = What ended goes on in { $what }. Come along if you like.
notice-export = { $what } has dispersed. Take everything along.
mail-task-ending = Mail me when a task I am part of ends soon
mail-successor = Mail me when a community that ended goes on in another
act-archive = Archived
act-end_task = Task ended
act-disperse = Dispersed
act-undo_lifespan = Change taken back
act-keep = Kept
act-outcome = Outcome written
act-name_successor = Successor named
act-delete_community = Deleted
as-house = by the rules of the house
api-lifespan-unknown = The lifespans are standing, task and impromptu.
api-life-act-unknown = The acts are archive, undo, progress, outcome, keep, task and successor.

## Questions

accept-answer = This is the answer
official-answer = The host's answer
make-official = Answer as the host
take-official = No longer the host's answer
answer-in-thread = Read it in the thread
question-goes-on = This question was merged. It goes on in
question-reopened = Opened again:
question-serves = { $n ->
    [one] One person asked this.
   *[other] { $n } people asked this or have it too: one answer serves them all.
}
question-others = { $n ->
    [one] One other person has this too.
   *[other] { $n } other people have this too.
}
question-nobody-else = Do you have this too? Say so, and you are told when it is answered.
question-bucket-of = { $n ->
    [one] One question was merged into this one.
   *[other] { $n } questions were merged into this one.
}
question-merged-here = Merged into this question
question-merged = Merged
me-too = I have this too
not-too = I have this too: take it back
flash-too = You are told when it is answered.
flash-not-too = You are no longer told of it.
flash-merged = The questions are one now.
flash-kept-apart = They stay apart, and are not proposed again.
accept-answer-title = Take this for the answer
accept-answer-text = It is shown above all other replies, and everyone who has the question is told. You act as a steward, so it stands in the public log.
accept-answer-button = This is the answer
reopen-title = Open the question again
reopen-text = Say what the answer does not solve. Everybody sees it.
reopen-button = Open again
official-answer-title = Answer as the host
official-answer-text = This reply is shown as what the house says, and everyone who has the question is told.
official-answer-button = Answer as the host
unofficial-answer-title = Take the host's answer back
unofficial-answer-text = The reply stays, and no longer speaks for the house.
unofficial-answer-button = Take it back
merge-question = Merge with another question
merge-question-text = Everyone who asked or has this too is carried along, and so are the replies. This question stays as a signpost. It can be undone.
merge-into = The question that it goes on in
merge-into-hint = Its address, if it is not in the list above.
merge-into-similar = It resembles these
merge-button = Merge
unmerge-title = Take the question out again
unmerge-text = Its replies come back with it, and it is open again.
unmerge-button = Undo the merge
duplicates = Likely duplicates
duplicates-text = Found each night. Say which are the same question; nothing is merged by itself.
duplicate-percent = { $n } percent alike
duplicate-into = would become part of
duplicate-same = The same question
duplicate-different = Different questions
duplicate-reason = It is the same question.
no-duplicates = Nothing to compare.
no-duplicates-text = When new questions look like older ones, they come here.
similar-title = Was this asked before?
similar-text = If one of these is yours, say there that you have it too.
similar-then-ask = None of these? Then ask: send the form again.
notice-answer = “{ $what }” has an answer
notice-merged = A question that you have goes on in “{ $what }”
mail-answers = Mail me when a question that I have is answered
mail-merged = Mail me when a question that I have is merged
form-answer-bad = Only a reply can be an answer.
form-not-answered = This question has no accepted answer.
form-merge-already = This question was merged already.
form-merge-itself = A question cannot be merged into itself.
form-merge-circle = That one was merged into this question. Undo that first.
form-merge-elsewhere = That question belongs to another community.
form-merge-unknown = There is no such question here.
form-merge-no-question = That is no question.
form-merge-gone = One of the two was taken away.
form-merge-away = Only the community's own server can merge its questions.
form-merge-not = This question is not merged.
act-accept_answer = Answer accepted
act-reopen_question = Question opened again
act-official_answer = Answered as the host
act-unofficial_answer = Host's answer taken back
act-merge_question = Questions merged
act-unmerge_question = Merge undone

## Ideas and feedback

status-proposed = Proposed
status-review = Under review
status-planned = Planned
status-progress = In progress
status-shipped = Shipped
status-declined = Declined
status-duplicate = Merged
state-new = New
state-acknowledged = Acknowledged
state-working = Being worked on
state-done = Done
state-refused = Will not do
choice-feedback_sort-problem = Problem
choice-feedback_sort-praise = Praise
choice-feedback_sort-suggestion = Suggestion
field-feedback_sort = What is it?
field-feedback_area = What is it about?
field-challenge = Challenge
choose-none = None of these
where-it-stands = Where it stands
stands-now = now:
stands-next = Where it stands from now on
standing-history = How it came there
standing-reason-hint = Everyone can read it. It is sent as a reply to all who stand behind this.
was-before = before:
read-reply = the reply
votes-for = { $n ->
    [one] { $n } vote for it
   *[other] { $n } votes for it
}
votes-against = { $n } against
votes-split = ({ $here } here, { $elsewhere } from elsewhere)
idea-goes-on-in = This idea goes on in
answers-challenge = It answers the challenge
people-behind-it = The people behind it
people-behind-it-hint = Whoever is ticked is named on the page once it has shipped.
merged-ideas = Merged into it
file-under = Challenge that it answers
status-title = Where does this idea stand?
status-button = Say where it stands
thank-title = Who is behind it?
thank-button = Name the people behind it
merge-idea-title = Merge with another idea
merge-idea-button = Merge with another idea
unmerge-idea-title = Take the merge back?
unmerge-idea-button = Take the merge back
merge-taken-back = It stands on its own again
idea-into = The idea that stays
idea-into-hint = Its address or number. Votes move there, one for each person.
roadmap = Roadmap
roadmap-of = Roadmap of { $community }
roadmap-text = What is proposed, what is planned, and what became of it.
roadmap-hint = Drag an idea to another column, or use the list on its card. With a card in focus, Alt and the arrow keys move it.
all-ideas = All ideas
points = { $n ->
    [one] { $n } point
   *[other] { $n } points
}
more-ideas = and { $n } more
column-empty = Nothing here.
move-to = Move it to
move = Move
challenges = Challenges
challenges-text = Questions that the stewards pose for a time. Answer one with an idea.
challenge-open = Open
challenge-coming = Coming
challenge-over = Over
ideas-count = { $n ->
    [one] { $n } idea
   *[other] { $n } ideas
}
propose-idea = Propose an idea
no-challenges = No challenges yet
no-challenges-text = Ideas are welcome all the same.
pose-challenge = Pose a challenge
challenge-question = Question
challenge-question-hint = What do you want ideas for?
challenge-starts = From
challenge-starts-hint = In UTC. Empty: from now on.
challenge-ends = Until
challenge-ends-hint = In UTC. After that no idea is filed under it any more.
end-challenge = End it now
end-challenge-title = End this challenge?
end-challenge-text = The ideas stay. No more are filed under it.
joined-count = { $n ->
    [one] { $n } person joined
   *[other] { $n } people joined
}
me-too-no = I do not have this any more
taken-in-from = Taken in from
take-in = Take in as feedback
flash-taken-in = Taken in as feedback.
state-title = What became of it?
state-button = Say what becomes of it
feedback-inbox = Inbox of feedback
feedback-inbox-text = Whoever waits longest comes first. An answer reaches everyone who joined, wherever they live.
feedback-none = Nothing waits here
feedback-none-text = Every piece of feedback in this state has been dealt with.
feedback-areas = What feedback can be about
feedback-areas-hint = One a line. People choose from these when they write.
waiting-since = waiting since
form-status-empty = Choose one.
form-status-same = It stands there already.
form-status-merged = This idea is merged. Take the merge back first.
form-status-duplicate = Merge it with the other idea instead.
form-credits-early = People are named once an idea has shipped.
form-challenge-over = This challenge does not take ideas now.
form-question-empty = Write the question.
form-date-bad = This is no date that we can read.
form-ends-before = It would end before it starts.
form-idea-itself = An idea cannot be merged with itself.
form-idea-unknown = There is no such idea here.
form-idea-elsewhere = That idea belongs to another community.
form-idea-merged = This idea is merged already.
form-idea-signpost = That idea is merged itself. Choose the one that stays.
form-idea-not = This idea is not merged.
form-feedback-sort = It is a problem, praise or a suggestion.
form-feedback-area = This community has no such area.
notice-standing = has news about “{ $what }”
mail-standing = Mail me when something that I stand behind moves on
act-change_standing = Status changed
act-merge_idea = Idea merged
act-unmerge_idea = Merge taken back
act-take_in = Taken in as feedback
act-pose_challenge = Challenge posed
act-end_challenge = Challenge ended
act-thank_people = People named
refused-a-community-comes-together-on-the-spot-only-once = A community comes together on the spot only once.
refused-only-a-task-that-has-ended-has-an-outcome = Only a task that has ended has an outcome.
refused-only-a-task-that-is-under-way-has-progress = Only a task that is under way has progress.
refused-only-discussions-and-replies-are-taken-in-as-feedback = Only discussions and replies are taken in as feedback.
refused-only-its-stewards-and-staff-decide-that = Only its stewards and staff decide that.
refused-only-its-stewards-and-staff-read-the-inbox-of-feedback = Only its stewards and staff read the inbox of feedback.
refused-only-its-stewards-keep-a-community = Only its stewards keep a community.
refused-somebody-decided-about-this-pair-already = Somebody decided about this pair already.
refused-the-host-answers-only-in-communities-of-this-house = The host answers only in communities of this house.
refused-the-outcome-is-written-already-its-author-can-edit-it = The outcome is written already. Its author can edit it.
refused-there-is-no-change-of-the-last-day-to-take-back = There is no change of the last day to take back.
refused-this-community-does-not-end-by-itself-or-has-dispersed = This community does not end by itself, or has dispersed.
refused-this-community-does-not-take-feedback = This community does not take feedback.
refused-this-community-has-not-ended = This community has not ended.
refused-this-community-is-closed = This community is closed.
refused-this-community-takes-no-new-posts-already = This community takes no new posts already.
refused-this-is-decided-on-the-community-s-own-server = This is decided on the community's own server.
refused-this-needs-a-token = This needs a token.
