# Finden: Suche, Verzeichnis, Hashtags, Vorschläge.

a-reply = Eine Antwort
narrow-down = Eingrenzen
filters-on = Gesetzte Filter
filter-off = diesen Filter entfernen
filters-off = Alle entfernen
filter-any = Beliebig
filter-apply = Diese zeigen
filter-in = In dieser Community
filter-in-example = gardens
filter-by = Geschrieben von
filter-by-example = @ann@social.example
filter-home = Von diesem Server
filter-home-example = social.example
filter-kind = Art des Themas
filter-state = Wo es steht
filter-since = Geschrieben
filter-unknown = Diesen Namen kennt hier niemand
filter-unknown-text = Ein Filter nennt eine Community, eine Person oder einen Server, dem dieses Haus noch nie begegnet ist. Prüfe die Schreibweise, oder entferne den Filter.
chip-in = In { $value }
chip-by = Von { $value }
chip-home = Aus { $value }
chip-plain = { $value }
found-open = Offen
found-answered = Beantwortet
found-review = Wird geprüft
found-planned = Geplant
found-progress = In Arbeit
found-shipped = Umgesetzt
found-done = Erledigt
found-declined = Abgelehnt
since-ever = Irgendwann
since-day = Am letzten Tag
since-week = In der letzten Woche
since-month = Im letzten Monat
since-year = Im letzten Jahr
search-keys = Mit der Tastatur: / springt in die Suche, die Pfeile oder j und k gehen von Ergebnis zu Ergebnis, Eingabe öffnet es.
search-corrected = Für „{ $query }“ wurde nichts gefunden. Das hier ist für
no-match-here = Nichts passt

search-jobs = Was möchtest du erledigen?
filter-purpose = Wofür sie da ist
filter-format = Was sie hat
filter-lifespan = Wie lange sie besteht
filter-active = Zuletzt aktiv
filter-sort = Zuerst kommen
lasting-standing = Solange sie gebraucht wird
lasting-task = Bis eine Aufgabe erledigt ist
lasting-impromptu = Passiert gerade
active-day = Seit gestern
active-week = In den letzten sieben Tagen
active-month = Im letzten Monat
order-active = Die lebhaftesten
order-new = Die neuesten
order-members = Die mit den meisten Mitgliedern
no-communities-narrow = So eine Community gibt es noch nicht. Entferne einen Filter, oder gründe eine.

hashtag-text = Alles mit diesem Hashtag, aus allen Communitys hier.
hashtag-empty = Noch hat nichts den Hashtag #{ $tag }
hashtag-empty-text = Vielleicht steht das Wort ohne das Zeichen in einem Text.
hashtag-search = Nach dem Wort suchen
hashtags-of-post = Hashtags

suggested = Das könnte dir gefallen
suggested-because = { $n ->
    [one] { $n } Person aus deinen Communitys ist dabei
   *[other] { $n } Menschen aus deinen Communitys sind dabei
}
not-interested = Nichts für mich
not-interested-in = Nichts für mich: { $community }
flash-unwanted = Sie wird nicht mehr vorgeschlagen.
