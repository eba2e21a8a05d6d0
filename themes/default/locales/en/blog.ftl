# The blog of a community: articles, series, drafts, authors.
format-blog = Blog
format-blog-hint = Articles with a cover, in series, with several authors. Drafts and times of publication.

## The front
blog-of = Blog of { $community }
articles = Articles
article-write = Write an article
blog-empty = Nothing has been published yet.
blog-empty-text = You could write the first article.
blog-empty-visitor = The first article will stand here.
older-articles = Older articles
feed-json = The same as a JSON feed
series-all = Series
series-parts = { $n ->
    [one] 1 part
   *[other] { $n } parts
}
series-part = Part { $n }
series-part-of = Part { $n } of { $parts }
series-before = Before this
series-after = Goes on in

## An article
written-with = with
authorship = Your name on this article
authorship-asked = { $name } names you as an author of this article. Your name appears when you say yes.
authorship-yes = Yes, I wrote it too
authorship-no = No, leave me out
authorship-named = You are named as an author.
authorship-leave = Take my name away
authorship-waiting = Asked whether they may be named:
field-summary = Summary
field-summary-hint = One or two sentences. They stand on the front, in feeds, and where only short posts are shown.
field-series = Series
field-series-hint = The name of the series that this belongs to. A new name begins a new one.
field-part = Part
field-part-hint = Its place in the series. Left empty, it comes last.
field-authors = Other authors
field-authors-hint = Members who wrote it with you, one @name or @name@server a line. They are asked first; people from other servers are named by a steward.
form-part-bad = A part is a number from 1 to 9999.
form-author-unknown = Nobody called { $name } is known here.
form-author-no-member = { $name } is no member of this community.
form-author-elsewhere = { $name } lives on another server and cannot be asked here. A steward can name them.

## Drafts
my-drafts = My drafts
drafts-text = Only you see these, until you publish them or hand them in.
drafts-empty = You have no drafts.
drafts-empty-text = What you write for a blog is kept here until it is published.
draft-edit = Go on writing
draft-untitled = Without title
draft-changed = Changed
draft-note = It came back:
draft-scheduled = Publishes itself on { $at }
draft-proposed = Handed in
draft-proposed-text = The stewards have this draft. They publish it under your name, or give it back with a word.
draft-keep = Keep as a draft
draft-preview = Look at it
draft-preview-title = How it will look
draft-preview-own = This is how it will look. Only you see it.
draft-preview-desk = Handed in to the stewards. Nobody else sees it yet.
draft-write-on = Go on writing
draft-will-ask = Will be asked whether they may be named:
draft-later = Publish it later
draft-publish-at = Day and time
draft-publish-at-hint = In UTC. You can change the text until then.
draft-schedule = Publish it then
draft-unschedule = Do not publish it by itself
draft-propose = Hand it in to the stewards
draft-take-back = Take it back from the stewards
draft-delete = Delete this draft
draft-delete-title = Delete this draft?
draft-delete-text = Its text is gone for good.
article-publish = Publish now
article-hand-in-hint = In this blog stewards and trusted members publish. Hand your draft in: they can publish it under your name.
cover = Cover
cover-file = Picture above the text
cover-drop = Take the cover out
flash-draft-kept = Kept as a draft.
flash-draft-scheduled = Kept. It publishes itself at that time.
flash-draft-proposed = Handed in. You hear when the stewards have decided.
form-date-far = That is too far away: two years at most.

## The stewards' desk
blog-desk = Handed in
blog-desk-waiting = { $n ->
    [0] Desk
    [one] Desk: 1 draft waits
   *[other] Desk: { $n } drafts wait
}
blog-desk-text = Members hand these drafts in. Publish one under its author's name, or give it back with a word.
blog-desk-empty = Nothing waits.
draft-decide = Decide
draft-approve-text = It appears under its author's name. The log of moderation says that you published it.
draft-approve = Publish under their name
draft-return-note = What should change?
draft-return-hint = Only its author reads this.
draft-return = Give it back
writers = Who publishes in this blog
writers-trusted = Stewards and trusted members
writers-trusted-hint = Others hand their drafts in.
writers-everybody = Everybody
writers-everybody-hint = Whoever may take part may publish.
form-writers-bad = Choose who publishes.

## Notices and log
notice-authorship = names you as an author of “{ $what }”: say yes or no
notice-draft-proposed = handed in a draft for { $what }
notice-draft-returned = Your draft for { $what } came back with a word
notice-draft-published = The stewards published your article “{ $what }”
notice-draft-failed = Your draft for { $what } could not be published
act-publish_draft = Draft published
act-return_draft = Draft given back
act-name_author = Author named

## Refusals
refused-in-this-blog-stewards-and-trusted-members-publish-hand-your-draft-in = In this blog stewards and trusted members publish. Hand your draft in to them; it stays yours.
refused-nobody-has-named-you-as-an-author-of-this-article = Nobody has named you as an author of this article.
refused-you-have-as-many-drafts-as-fit-publish-or-delete-one-first = You have as many drafts as fit. Publish or delete one first.
refused-this-draft-was-changed-meanwhile-read-it-again = This draft was changed meanwhile. Read it again.
refused-only-its-author-changes-a-draft = Only its author changes a draft.
