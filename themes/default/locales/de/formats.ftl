# Was eine Community hat.
parts-of-community = Teile dieser Community
formats = Was sie hat
format-forum = Forum
format-forum-hint = Themen und Antworten.
