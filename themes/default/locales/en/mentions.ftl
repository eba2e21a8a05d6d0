# What people elsewhere say to the house itself.
tab-mentions = Mentions
mentions-hint = What people on other servers say to this house in public, longest waiting first. Taken in, it becomes feedback that quotes it and links to it, and its author hears of the answer.
mentions-source = where it was said
mentions-where = Community
mentions-take-in = Take in as feedback
mentions-aside = Set aside
mentions-no-place = There is no community for feedback here yet.
no-mentions = Nobody is waiting
no-mentions-text = When somebody elsewhere mentions this house in public, it stands here.
