# What a community holds.
parts-of-community = Parts of this community
formats = What it holds
format-forum = Forum
format-forum-hint = Threads and replies.
