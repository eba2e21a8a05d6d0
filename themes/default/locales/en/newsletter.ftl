# Newsletters: subscribing, leaving, and the desk where stewards write them.
format-newsletter = Newsletter
format-newsletter-hint = Issues that its stewards write, by mail and as articles.
newsletter-of = Newsletter of { $community }
newsletter-by-mail = By mail
newsletter-about-plain = What happens in { $community }, now and then, in one letter.
newsletter-consent = Send me the newsletter of { $community } by mail, until I leave it.
newsletter-subscribe = Subscribe by mail
newsletter-join = Subscribe
newsletter-yours = You get it at
newsletter-part = Stop sending it
newsletter-promise = A mail asks you first. You leave with one click, and nobody counts what you open or click.
newsletter-over = This newsletter does not go out any more. Its issues stay here.
newsletter-no-mail = This house sends no mail. Follow the newsletter from your own server or with a feed reader.
newsletter-read-here = Its issues are read here only, and do not go out by mail: mail is read where no door guards.
newsletter-issues = Issues
newsletter-none = No issue yet
newsletter-none-text = The first one is still being written.
newsletter-ways = Other ways
newsletter-ways-home = From your own server, without giving an address: follow
newsletter-issue-of = An issue of the newsletter of

# What people without an account see.
newsletter-sent-text = If that address can take a mail from us, one is on its way. Open the link in it, and you get the next issue.
newsletter-confirm-title = Subscribe?
newsletter-confirm-button = Yes, send it to me
newsletter-expired-text = It worked for seven days, or was used already. Ask for the newsletter once more on its page.
newsletter-done = You get the next issue
newsletter-done-text = Each mail has a link to leave. Keep this page if you like: it shows what we keep of you.
newsletter-left = You left
newsletter-left-text = No more issues come to you.
newsletter-leave-title = Leave this newsletter?
newsletter-leave-button = Stop sending it
newsletter-own-title = Your subscription
newsletter-kept = What we keep of you
newsletter-standing = State
newsletter-agreed = You agreed to
newsletter-source = How it came here
newsletter-source-page = The form on our page
newsletter-source-account = An account here
newsletter-confirmed = Confirmed
newsletter-export = Take it along as a file
newsletter-erase = Forget me
newsletter-erase-text = Nothing of you stays here, not even that you left. Whoever has your address could ask for you again.
newsletter-erased = We have forgotten you
newsletter-erased-text = Nothing of your subscription is left.

subscriber-pending = Not confirmed yet
subscriber-active = Gets each issue
subscriber-left = Left
subscriber-bounced = Mail came back
subscriber-complained = Called it spam

# The desk.
newsletter-desk = Writing desk
newsletter-desk-no-mail = This house sends no mail. Issues still come out as articles, for followers and feed readers.
newsletter-begin = Begin an issue
newsletter-begin-text = It starts with what happened here in the last days: threads, answers, ideas that shipped. Then it is yours to write on.
newsletter-days = Days to look back
newsletter-compile = Begin
newsletter-drafts = Drafts
newsletter-no-drafts = Nothing is being written.
newsletter-out = Sent
newsletter-none-out = Nothing has gone out yet.
newsletter-people = Subscribers
newsletter-people-text = Only stewards see these addresses.
newsletter-returned = What came back
newsletter-says = What the newsletter says of itself
newsletter-about-label = One or two sentences
newsletter-about-hint = On its page, above the form.
newsletter-numbers = { $copies ->
    [one] One copy
   *[other] { $copies } copies
 }: { $sent } sent, { $failed } not sent, { $bounced } came back, { $parted } left by it.
issue-draft = Draft
issue-scheduled = Scheduled
issue-sending = Going out
issue-sent = Sent
copy-failed = Not sent
copy-bounced = Came back
newsletter-problem = It did not go out.
newsletter-test = Keep, and send it to me
newsletter-test-no-mail = Confirm your own mail address first, in your settings.
newsletter-preview = See how it looks
newsletter-send = Send it
newsletter-receivers = { $n ->
    [0] Nobody gets it by mail yet. It comes out as an article all the same.
    [one] One subscriber gets it by mail. It comes out as an article as well.
   *[other] { $n } subscribers get it by mail. It comes out as an article as well.
 }
newsletter-send-now = Send it now
newsletter-send-at = Later, at
newsletter-send-at-hint = In UTC.
newsletter-schedule = Send it then
newsletter-unschedule = Do not send it yet
newsletter-discard = Throw this issue away
newsletter-discard-text = It was not sent. It is gone for good.
newsletter-see = The article
newsletter-stop = Stop sending
newsletter-stop-text = Copies that wait are not sent. What was sent is sent, and the article stays.
newsletter-back-to-issue = Back to the issue
newsletter-subject = Subject:
newsletter-html-part = With pictures and links
newsletter-text-part = As plain text
newsletter-open-mail = Open it as the mail program shows it
newsletter-bounces = { $n ->
    [one] Came back once:
   *[other] Came back { $n } times:
 }
newsletter-nobody = Nobody here
newsletter-nobody-text = Nobody is in this list.
newsletter-take-along = Take the list along, with what each agreed to
newsletter-bring = Bring subscribers along
newsletter-bring-text = Only people who agreed to this newsletter, or to the one that goes on in it. Each of them is told by mail where you have their address from, and leaves with one click.
newsletter-csv = A list (CSV)
newsletter-csv-hint = Columns: email, consent_at (the day), consent_text (the words), consent_source (where they agreed).
newsletter-list = Or paste it
newsletter-bring-reason = Where the list is from. Everyone can read it in the log.
newsletter-bring-button = Bring them along

flash-subscribed = You get the next issue.
flash-unsubscribed = No more issues come to you.
flash-drafted = A draft is made. Write on it.
flash-test-sent = It is on its way to you.
flash-newsletter-sent = It is on its way.
flash-scheduled = It goes out at that time.
flash-unscheduled = It waits until you say so.
flash-discarded = Thrown away.
flash-stopped = Stopped.
flash-imported = They are in, and each is told.
flash-import-known = Everybody on that list was known here already.

form-days-range = From 1 to 366 days.
form-csv-columns = This list does not say what its people agreed to, so it stays out. These columns are missing: { $columns }
form-csv-lines = { $n ->
    [one] One line has no good address, or does not say when, to what and where its owner agreed:
   *[other] { $n } lines have no good address, or do not say when, to what and where their owners agreed. The first are:
 } { $lines }
form-csv-broken = This list cannot be read from line { $line } on.
form-csv-long = At most { $max } people fit into one list.
form-csv-empty = There is nobody in this list.

act-send_newsletter = Newsletter sent
act-stop_newsletter = Newsletter stopped
act-import_subscribers = Subscribers brought along

# Mail.
mail-newsletter-subject = { $headline }
mail-newsletter-confirm-subject = Please say yes: newsletter of { $place }
mail-newsletter-known-subject = You get the newsletter of { $place } already
mail-newsletter-brought-subject = You are in the newsletter of { $place }
newsletter-mail-online = Read it on the page, and answer there:
newsletter-mail-why = You get this because you subscribed to the newsletter of { $place } at { $brand }.
newsletter-mail-leave = To leave it:
newsletter-confirm-mail = Somebody asked to get the newsletter of { $place } at { $brand } at this address. If it was you, open this link:
newsletter-confirm-link = Yes, send it to me
newsletter-confirm-not-you = If it was not you, do nothing. Nothing more will come.
newsletter-known-mail = Somebody asked to get the newsletter of { $place } at { $brand } at this address. It comes to you already, so nothing changes.
newsletter-own-link = Your subscription
newsletter-brought-mail = The newsletter of { $place } now comes from { $brand }. Its stewards brought your address along. This is what you agreed to, as they have it:
newsletter-brought-leave = If that is wrong, or you do not want it any more, leave with one click:

refused-this-newsletter-does-not-go-out-any-more = This newsletter does not go out any more.
refused-its-writer-is-not-here-any-more = Its writer is not here any more.
refused-this-issue-is-on-its-way-already = This issue is on its way already.
refused-throw-away-a-draft-before-you-begin-another = Throw away a draft before you begin another.
refused-title-or-text-do-not-fit-an-article = Title or text do not fit an article.
refused-this-house-sends-no-mail = This house sends no mail.
refused-this-form-did-not-come-from-this-site = This form did not come from this site.
refused-confirm-your-own-mail-address-first = Confirm your own mail address first.
refused-this-newsletter-is-read-in-its-community-only = This newsletter is read in its community only.
