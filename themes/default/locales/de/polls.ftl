# Umfragen.
field-poll_options = Auswahl
field-poll_options-hint = Eine Möglichkeit je Zeile, 2 bis 20.
field-poll_ends = Ende
field-poll_ends-hint = In UTC. Ohne Zeit endet sie in einer Woche.
field-poll_many = Man darf mehreres wählen
field-poll_hides = Vor dem Ende sieht niemand ein Ergebnis
field-poll_hides-hint = Sonst sieht es, wer abgestimmt hat.
poll-choose-one = Wähle eines
poll-choose-many = Wähle, so viel du magst
poll-vote-button = Abstimmen
poll-change = Stimme ändern
poll-change-button = Diese Stimme nehmen
poll-take-back = Stimme zurücknehmen
poll-your-vote = Deine Stimme
poll-counted = Deine Stimme ist gezählt. Du hast gewählt:
poll-voters =
    { $n ->
        [one] { $n } Person hat abgestimmt
       *[other] { $n } Menschen haben abgestimmt
    }
poll-ends = Endet
poll-ended = Beendet
poll-endless = Bleibt offen
poll-over = Vorbei
poll-hidden = Das Ergebnis zeigt sich am Ende.
poll-shows-later = Das Ergebnis zeigt sich, wenn du abgestimmt hast, und am Ende.
poll-elsewhere = Gezählt wird, wo die Person zu Hause ist, die sie stellte. Eine Stimme dort lässt sich nicht ändern.
poll-secret = Niemand sieht, wer was gewählt hat.
form-poll-options = Eine Umfrage braucht mindestens zwei Möglichkeiten.
form-poll-twice = Zwei Möglichkeiten sagen dasselbe.
form-poll-option-long = Jede Möglichkeit hat höchstens { $max } Zeichen.
form-poll-far = Eine Umfrage endet innerhalb eines Jahres.
form-poll-over = Diese Umfrage ist vorbei.
form-poll-unknown = Diese Möglichkeit hat die Umfrage nicht.
form-poll-one = Wähle nur eines.
form-poll-none = Wähle erst etwas.
notice-poll-ended = Die Umfrage „{ $what }“ ist vorbei
mail-polls = Mail, wenn eine Umfrage vorbei ist, bei der ich mitgemacht habe
refused-this-poll-is-counted-on-its-author-s-server = Diese Umfrage wird auf dem Server der Person gezählt, die sie stellte.
refused-other-servers-count-a-vote-once-yours-stands = Andere Server zählen eine Stimme einmal. Deine steht.
