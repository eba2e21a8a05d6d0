# Deutsch: die Wörter aller Seiten, die Besucher und Mitglieder sehen. Kurz, freundlich, genau; in der Du-Form.

## Times
ago-now = gerade eben
ago-minutes = { $n ->
    [one] vor 1 Minute
   *[other] vor { $n } Minuten
}
ago-hours = { $n ->
    [one] vor 1 Stunde
   *[other] vor { $n } Stunden
}
ago-days = { $n ->
    [one] gestern
   *[other] vor { $n } Tagen
}
ago-months = { $n ->
    [one] vor 1 Monat
   *[other] vor { $n } Monaten
}
ago-years = { $n ->
    [one] vor 1 Jahr
   *[other] vor { $n } Jahren
}

## Frame
skip = Zum Inhalt springen
development-mode = Entwicklungsmodus: Dieser Server spricht unverschlüsselt mit Testservern. Nicht für echte Menschen.
search-label = Communitys, Themen und Menschen suchen
search-placeholder = Suchen oder eine Adresse einfügen
search = Suchen
account = Konto
account-of = Konto von { $name }
notifications = Mitteilungen
news-short = Neues
unread = ungelesen
waiting-for-staff = warten auf das Team
my-page = Meine Seite
settings = Einstellungen
reports = Meldungen
admin = Haus verwalten
log-out = Abmelden
log-in = Anmelden
register = Konto anlegen
places = Orte
main-places = Wichtigste Orte
home = Start
communities = Communitys
my-communities = Deine
busy-communities = Gerade viel los
about-this = Zu dieser Seite
house = Dieses Haus
about-house = Über dieses Haus
powers = Was das Haus darf
terms = Bedingungen
modlog = Moderationsprotokoll
api = API
pages = Seiten
to-start = Zurück zum Anfang
show-more = Mehr anzeigen
optional = (freiwillig)
in = in
new = neu
write = Schreiben
preview = Vorschau
draft-kept = Dein Entwurf bleibt auf diesem Gerät erhalten.
nothing-to-preview = Noch nichts zu zeigen.
feed = Im Feedreader verfolgen
go-back = Zurück
keep-changes = Änderungen speichern
reason = Grund
reason-hint = Alle können ihn im Moderationsprotokoll lesen.
title = Titel
text = Text
link = Link
picture = Bild
picture-alt = Was auf dem Bild zu sehen ist
picture-alt-hint = Wird Menschen vorgelesen, die es nicht sehen.
markdown-hint = Markdown geht: *betont*, **fett**, > Zitat, [Link](https://…). Menschen nennst du als @name@server.
add-link-or-picture = Link oder Bild hinzufügen

## Kinds
kind-discussion = Diskussion
kind-question = Frage
kind-idea = Idee
kind-feedback = Rückmeldung
kind-poll = Umfrage
kind-article = Artikel
kind-wiki = Wikiseite
kind-newsletter = Newsletter
kind-event = Termin

## People
official = Offiziell
steward = Steward
automatic = Automatisch
thread-starter = Hat das Thema eröffnet
banned = Gesperrt
verified = Bestätigt
lives-here = Zu Hause auf diesem Server
person-lives-at = Zu Hause auf { $host }.
open-at = Auf { $host } öffnen
edit-profile = Mein Profil bearbeiten
block = Blockieren
unblock = Nicht mehr blockieren
ban = Sperren
posts = Beiträge
in-thread = In
person-empty = Von dieser Person ist hier noch nichts.
about = Worum es geht
known-since = Hier bekannt seit
takes-part-in = Macht mit in
account-gone = Dieses Konto wurde gelöscht. Nur der Name bleibt, damit Themen lesbar bleiben.
moved-to = Diese Person ist umgezogen. Du findest sie unter
you-blocked = Du hast diese Person blockiert: Du siehst nichts von ihr, und sie kann dir nichts mitteilen.
people = Menschen

## Lists and posts
vote-up = Dafür stimmen
vote-down = Dagegen stimmen
score = Stimmen dafür minus Stimmen dagegen
pinned = Angeheftet
locked = Geschlossen für Antworten
answered = Beantwortet
unanswered = Noch nicht beantwortet
accepted = Die Antwort
replies = Antworten
reply = Antworten
save = Merken
saved = Gemerkt
more = Mehr
edit = Bearbeiten
delete = Löschen
remove = Entfernen
restore = Zurückholen
report = Melden
see-at-home = Dort ansehen, wo es geschrieben wurde
edited = bearbeitet
deleted-post = Von der Person gelöscht, die es schrieb.
removed-post = Von einem Steward entfernt.
reason-given = Grund:
no-alt = Ohne Beschreibung.
active = aktiv
joined = Dabei
closed = Geschlossen
members-count = { $n ->
    [one] 1 Mitglied
   *[other] { $n } Mitglieder
}
threads-count = { $n ->
    [0] Keine Themen
    [one] 1 Thema
   *[other] { $n } Themen
}
replies-count = { $n ->
    [0] Keine Antworten
    [one] 1 Antwort
   *[other] { $n } Antworten
}
threads = Themen
sort-hot = Lebhaft
sort-new = Neu
sort-top = Beliebt
sort-unanswered = Unbeantwortet
sort-best = Beste
sort-old = Älteste zuerst
tab-all = Alle
tab-mine = Deine
tab-here = Hier
tab-elsewhere = Anderswo
tab-threads = Themen
tab-replies = Antworten
tab-people = Menschen
tab-communities = Communitys

## Front page
find-community = Community finden
house-fediverse = Du hast schon ein Konto bei Mastodon, Lemmy oder einem anderen offenen Server? Mach von dort aus mit. Ein zweites brauchst du nicht.
whats-new = Was gibt es Neues
home-empty = Noch hat niemand etwas gesagt.
home-empty-text = Tritt einer Community bei, oder gründe die erste.
all-communities = Alle Communitys
no-communities = Es gibt noch keine Community.
no-communities-text = Mach du den Anfang.
found-community = Community gründen
who-is-here = Wer hier ist
home-servers = Heimatserver
who-is-here-text = Mitglieder behalten ihr Konto auf dem Server, auf dem sie zu Hause sind. Dieses Haus gibt nur den Raum.

## Communities
search-communities = Communitys suchen
no-match = Nichts passt zu „{ $query }“.
no-match-community = Um eine Community von anderswo zu holen, füge ihre Adresse oben in die Suche ein.
no-match-text = Versuche es mit weniger Wörtern, oder füge die ganze Adresse einer Person, einer Community oder eines Themas ein.
lives-at = Zu Hause auf { $host }
charter-and-stewards = Charta und Stewards
join = Beitreten
leave = Austreten
join-from-my-server = Von meinem Server aus beitreten
join-pending = Wartet auf den anderen Server
take-back = Zurücknehmen
you-are-banned = Du bist hier gesperrt
tend = Community betreuen
tend-title = { $community } betreuen
closed-by-host = Vom Haus geschlossen:
banned-until = Du kannst hier bis { $until } nichts schreiben.
banned-for-good = Du kannst hier nichts schreiben.
see-modlog = Zum Protokoll
backfill-text = Ältere Themen sind von { $host } hierher unterwegs. Du kannst inzwischen lesen und schreiben.
backfill-label = Hergeholte Themen
new-thread = Thema eröffnen
post-thread = In { $community } veröffentlichen
still-arriving = Die ersten Themen sind unterwegs.
still-arriving-text = Schau in einer Minute wieder herein.
community-empty = Noch hat niemand geschrieben.
community-empty-text = Eröffne das erste Thema. Eine Frage genügt.
no-about = Noch hat sie niemand beschrieben.
founded = Gegründet
charter = Charta
no-charter = Es gibt noch keine Charta. Sei trotzdem freundlich.
stewards = Stewards
no-stewards = Zurzeit betreut niemand diese Community.
where-members-live = Wo die Mitglieder zu Hause sind
other-servers = Andere Server
no-members = Noch ist niemand beigetreten.
how-to-join = Tritt von zu Hause aus bei
how-to-join-text = Füge diese Adresse in die Suche deines eigenen Servers ein, öffne sie dort und folge ihr. Konto, Beiträge und Follower bleiben bei dir.
community = Community
found-text = Sie gehört in deine Hände: Du schreibst ihre Charta und wählst ihre Stewards.
community-title = Name
community-title-example = Gärtnern auf dem Balkon
community-name = Adresse
community-name-hint = Kleine Buchstaben, Ziffern und _. Später lässt sie sich nicht mehr ändern.
community-about = Worum es geht
found-it = Gründen
charter-hint = Die Regeln, nach denen die Mitglieder leben, und was das Haus hier beobachten darf.
posting = Wer Themen eröffnen darf
posting-open = Alle
posting-open-hint = Auch wer nicht beigetreten ist.
posting-stewards = Stewards
posting-stewards-hint = Alle anderen können antworten.
new-steward = Noch ein Steward
new-steward-hint = Ein Mitglied, von welchem Server auch immer. Stewards können Beiträge entfernen und Menschen sperren.
make-steward = Zum Steward machen
release = Entlassen
banned-people = Gesperrte Menschen
nobody-banned = Niemand ist gesperrt.
ban-someone = Jemanden sperren
lift-ban = Sperre aufheben
until = bis

## Threads
as-steward = Als Steward:
lock = Für Antworten schließen
unlock = Für Antworten öffnen
pin = Anheften
unpin = Ablösen
one-reply-shown = Du siehst eine Antwort und was darunter steht.
show-whole-thread = Das ganze Thema anzeigen
more-replies = { $n ->
    [one] 1 weitere Antwort anzeigen
   *[other] { $n } weitere Antworten anzeigen
}
more-of-thread = Mehr von diesem Thema
no-replies = Noch hat niemand geantwortet.
no-replies-text = Mach du den Anfang.
your-reply = Deine Antwort
reply-to = Antwort an { $name }
send-reply = Antwort senden
reply-from-home = Antworte von dem Server aus, auf dem du zu Hause bist. Ein Konto brauchst du hier nicht.
reply-from-my-server = Von meinem Server aus antworten
edit-post = Bearbeiten
edit-post-text = Der frühere Text bleibt im Verlauf lesbar.
history = Verlauf
history-text = Was geändert wurde, von
no-history = Es wurde nie geändert.
shown-now = Jetzt zu sehen
report-title = Beitrag melden
report-text = Stewards und Team sehen es. Wer ihn schrieb, erfährt nicht, wer gemeldet hat.
report-reason = Was stimmt daran nicht?
report-forward = Auch { $host } Bescheid geben, wo die Person zu Hause ist
send-report = Meldung senden
delete-title = Beitrag löschen?
delete-text = Der Text verschwindet hier und auf den Servern, die eine Kopie haben. Eine Spur bleibt, damit Antworten ihren Platz behalten.
delete-button = Löschen
remove-title = Beitrag entfernen?
remove-text = Er ist für alle verborgen. Der Grund ist öffentlich, und es lässt sich zurücknehmen.
remove-button = Entfernen
restore-title = Beitrag zurückholen?
restore-text = Alle können ihn wieder lesen.
restore-button = Zurückholen
lock-title = Thema für Antworten schließen?
lock-text = Alles bleibt lesbar. Niemand kann etwas hinzufügen.
lock-button = Schließen
block-host-title = Server blockieren?
block-host-text = Von ihm wird nichts mehr angenommen, und es geht nichts mehr dorthin. Der Grund ist öffentlich.
block-host-button = Blockieren
unblock-host-title = Server nicht mehr blockieren?
unblock-host-text = Die Menschen dort können wieder mitmachen.
unblock-host-button = Nicht mehr blockieren
ban-title = Person sperren?
ban-from-community = Sie kann in { $community } nichts mehr schreiben.
ban-from-house = Sie kann nirgends auf { $house } mehr schreiben.
ban-days = Für wie viele Tage
ban-days-hint = Leer lassen für immer.
ban-remove = Auch entfernen, was sie hier geschrieben hat

## Search
search-hint = Wörter finden Communitys, Themen und Menschen. Eine Adresse wie @name@server oder ein Link holt herein, was dort ist.
results = Ergebnisse
resolve-found = Gefunden:
resolve-signin = Das sieht aus wie eine Adresse auf einem anderen Server. Mitglieder können sie hereinholen.
resolve-missing = Unter dieser Adresse gibt es nichts.
resolve-unreachable = Dieser Server war nicht zu erreichen. Versuche es später noch einmal.
resolve-refused = Dieser Server gibt das nicht heraus, oder dieses Haus spricht nicht mit ihm.

## Entering
name-or-mail = Name oder Mailadresse
password = Passwort
password-hint = Mindestens 10 Zeichen. Ein paar Wörter sind besser als viele Sonderzeichen.
forgot-password = Ich habe mein Passwort vergessen
no-account = Noch kein Konto?
have-account = Schon dabei?
login-fediverse = Dein Konto ist anderswo? Dann brauchst du hier keines: Öffne eine Community und wähle „Von meinem Server aus beitreten“.
look-in-mail = Schau in deine Mail
look-in-mail-text = Wir haben dir einen Link geschickt. Er gilt eine Woche.
waiting-title = Fast geschafft
waiting-text = Die Menschen hinter diesem Haus lesen jede Anfrage. Du bekommst eine Mail, wenn deine angenommen ist.
register-closed = Hier gibt es keine neuen Konten
register-closed-text = Dieses Haus nimmt zurzeit keine neuen Konten an. Von jedem anderen Server aus kannst du trotzdem mitmachen.
register-title = Ein Konto auf { $house }
register-fediverse = Wenn du ein Konto bei Mastodon, Lemmy oder einem anderen offenen Server hast, kannst du von dort beitreten und brauchst hier keines.
register-approval-text = Jemand liest deine Anfrage, bevor das Konto offen ist.
user-name = Benutzername
user-name-hint = Kleine Buchstaben, Ziffern und _.
mail-address = Mailadresse
mail-address-hint = Nur für dieses Konto. Nie zu sehen, nie weitergegeben.
why-join = Was führt dich hierher?
agree-to = Ich bin einverstanden mit den
make-account = Mein Konto anlegen
confirm-title = Bestätige deine Mailadresse
confirm-text = Drück den Knopf, dann ist dein Konto offen.
confirm-button = Bestätigen
confirmed-title = Willkommen
confirmed-text = Deine Adresse ist bestätigt. Du kannst dich anmelden.
link-expired = Dieser Link gilt nicht mehr
link-expired-text = Links gelten einmal, und nur für eine Weile.
ask-new-link = Neuen Link anfordern
reset-title = Wähle ein neues Passwort
reset-text = Sag uns deine Mailadresse. Wenn es ein Konto gibt, geht ein Link dorthin.
reset-sent = Wenn es ein Konto mit dieser Adresse gibt, ist ein Link unterwegs. Er gilt eine Stunde.
reset-choose = Wähle ein neues Passwort
reset-done = Dein Passwort ist geändert
reset-done-text = Überall sonst wurdest du abgemeldet.
new-password = Neues Passwort
set-password = Passwort ändern
send-link = Schickt mir einen Link

## Settings
section-profile = Profil
section-password = Passwort und Geräte
section-mail = Mail
section-blocks = Blockierte
section-tokens = Schlüssel
section-data = Deine Daten
display-name = Angezeigter Name
display-name-hint = Wie du magst. Dein Benutzername bleibt.
bio = Über dich
language = Sprache
language-auto = Wie mein Browser sagt
scheme = Farben
scheme-auto = Wie mein Gerät sagt
scheme-light = Hell
scheme-dark = Dunkel
discoverable = Zeig mich dort, wo Menschen nach Menschen suchen
discoverable-hint = Das heißt auch, dass das Haus dich nennen darf, wenn es schaut, wer wem hilft.
indexable = Lass Suchmaschinen meine öffentlichen Beiträge finden
indexable-hint = Auf anderen Servern und im Netz. Die Suche dieses Hauses findet, was in seinen Communitys steht.
change-password = Passwort ändern
current-password = Jetziges Passwort
sessions = Wo du angemeldet bist
sessions-text = Wenn du eines davon nicht kennst, melde es ab und ändere dein Passwort.
this-device = Dieses Gerät
last-seen = zuletzt gesehen
log-out-everywhere = Überall sonst abmelden
mail = Mail
mail-not-set-up = Dieses Haus kann noch keine Mail verschicken.
mail-unconfirmed = Diese Adresse ist noch nicht bestätigt. Schau in deine Mail.
mail-replies = Mail, wenn mir jemand antwortet
mail-mentions = Mail, wenn mich jemand nennt
mail-choice-hint = Jede davon lässt sich abschalten.
blocked-people = Blockierte Menschen
blocked-text = Du siehst nichts von ihnen, und sie können dir nichts mitteilen. Sie erfahren es nicht.
nobody-blocked = Du hast niemanden blockiert.
blocked-servers = Blockierte Server
no-server-blocked = Du hast keinen Server blockiert.
block-target = Person oder Server
block-target-hint = @name@server, oder der Name eines Servers.
tokens = Schlüssel für Programme
tokens-text = Mit einem Schlüssel handelt ein Programm in deinem Namen. Gib ihn nur her wie einen Hausschlüssel.
token-once = Kopiere ihn jetzt. Er ist nur dieses eine Mal zu sehen.
token-label = Wofür ist er?
no-tokens = Du hast keinen.
make-token = Schlüssel anlegen
made = angelegt
last-used = zuletzt benutzt
withdraw = Zurückziehen
export = Alles mitnehmen
export-text = Eine Datei mit allem, was du geschrieben hast, deinen Communitys, Stimmen und Einstellungen.
export-button = Datei erstellen
delete-account = Konto löschen
delete-account-text = Dein Profil und deine Beiträge werden hier gelöscht, und andere Server werden gebeten, dasselbe zu tun. Das lässt sich nicht zurücknehmen, und niemand kann deinen Namen je wieder bekommen.
delete-confirm = Tippe deinen Benutzernamen, { $name }
delete-account-button = Mein Konto löschen

## Notifications
mark-read = Alles als gelesen markieren
no-notifications = Nichts Neues.
no-notifications-text = Hierher kommt, wenn dir jemand antwortet oder dich nennt.
notice-reply = hat dir in „{ $what }“ geantwortet
notice-mention = hat dich in „{ $what }“ genannt
notice-joined = ist { $what } beigetreten
notice-approved = Deine Anfrage an { $what } wurde angenommen
notice-steward = hat dich zum Steward von { $what } gemacht
notice-removed = Dein Beitrag in „{ $what }“ wurde entfernt
notice-banned = Du wurdest in { $what } gesperrt
notice-report = Es gibt eine neue Meldung zu „{ $what }“
notice-welcome = Willkommen in { $what }
saved-title = Gemerkt
saved-text = Das siehst nur du.
saved-empty = Du hast dir noch nichts gemerkt.
saved-empty-text = „Merken“ unter einem Beitrag legt ihn hier ab.

## From another server
from-my-server = Mach von deinem Server aus mit
join-title = { $name } beitreten
open-person = { $name }
open-post = Ein Thema hier
go-there = Dorthin
interact-text = Dein Konto bleibt, wo es ist. Sag uns, wo du zu Hause bist, und wir bringen dich dorthin, um es abzuschließen.
which-server = Wo bist du zu Hause?
which-server-hint = Der Name deines Servers, oder deine ganze Adresse.
take-me-home = Bring mich hin
or-by-hand = Oder füge diese Adresse in die Suche deines Servers ein:
live-here = Dein Konto ist hier?
interact-unknown = Wir konnten nicht finden, wohin dieser Link führt.

## Errors
not-found-title = Hier ist nichts
not-found-text = Vielleicht ist die Seite umgezogen, oder die Adresse hat einen Tippfehler.
gone-title = Das gibt es nicht mehr
gone-text = Es war einmal hier und wurde gelöscht.
signin-title = Melde dich an, um das zu sehen
signin-text = Diese Seite ist für Mitglieder.
forbidden-title = Das geht hier nicht
forbidden-text = Dein Konto hat dazu kein Recht. Wenn du meinst, es sollte, frag einen Steward.
too-many-title = Etwas zu schnell
too-many-text = Warte einen Augenblick und versuche es dann noch einmal.
too-many-wait = { $n ->
    [one] Versuche es in 1 Sekunde noch einmal.
   *[other] Versuche es in { $n } Sekunden noch einmal.
}
too-large-title = Das ist zu groß
too-large-text = Mach es kleiner und schick es noch einmal.
busy-title = Gerade sehr viel los
busy-text = Nichts ist verloren. Versuche es gleich noch einmal.
broken-title = Bei uns ist etwas kaputtgegangen
broken-text = Es ist notiert, und jemand sieht es sich an. Nichts, was du vorher geschickt hast, ist verloren.
refused-title = Das hat nicht geklappt
refused-text = Etwas an der Anfrage stimmte nicht.
kept-text = Was du geschrieben hast, zum Kopieren:
error-reference = Nummer für die Menschen hinter diesem Haus:
to-front-page = Zur Startseite
error-required = Bitte ausfüllen.
error-too-long = Das ist zu lang.
error-too-short = Das ist zu kurz.
error-taken = Das ist schon vergeben.
error-name = Nimm nur kleine Buchstaben, Ziffern und _.
error-email = Das sieht nicht nach einer Mailadresse aus.
error-password-short = Nimm mindestens 10 Zeichen.
error-password-wrong = Dieses Passwort stimmt nicht.
error-login = Name und Passwort passen nicht zusammen.
error-colour = Wähle eine Farbe wie #2f6f62.
error-url = Das sieht nicht nach einem Link aus.
error-image = Dieses Bild ließ sich nicht lesen. PNG, JPEG, WebP und GIF gehen.
error-image-large = Dieses Bild ist zu groß.
error-form-expired = Diese Seite war zu lange offen. Dein Text ist noch da; schick ihn noch einmal.
error-server-unknown = So ein Server wurde nicht gefunden.
error-server-unreachable = Dein Server war nicht zu erreichen. Dein Text bleibt hier erhalten; versuche es noch einmal.
error-closed = Dieses Thema ist für Antworten geschlossen.
error-banned = Du kannst hier zurzeit nichts schreiben.
error-members-only = Tritt erst bei: Nur Mitglieder können hier Themen eröffnen.
error-stewards-only = Nur Stewards eröffnen hier Themen. Du kannst auf ihre antworten.
error-agree = Bitte stimme erst zu.
error-confirm = Das ist nicht dein Benutzername.
flash-kept = Gespeichert.
flash-posted = Veröffentlicht.
flash-joined = Willkommen. Du bist jetzt Mitglied.
flash-join-asked = Angefragt. Der andere Server antwortet gleich.
flash-left = Du bist ausgetreten.
flash-reported = Danke. Jemand sieht es sich an.
flash-deleted = Gelöscht.
flash-removed = Entfernt.
flash-restored = Zurückgeholt.
flash-logged-out = Du bist abgemeldet.
flash-welcome = Willkommen.
flash-done = Erledigt.

## About, powers, log
about-title = Über { $house }
what-this-is = Was das hier ist
what-this-is-text = { $house } gibt die Räume; die Communitys gehören ihren Mitgliedern. Du kannst von jedem offenen Server aus mitmachen und behältst dort Konto, Beiträge und Follower. Eine Community kann mit allem, was sie hat, ausziehen.
members-here = Mitglieder
staff = Wer es betreibt
contact = Schreib an:
not-talking-to = Server, mit denen dieses Haus nicht spricht
runs-on = Läuft mit Folkmoot { $version }.
source = Quelltext
open-since = Offen seit
no-terms = Das Haus hat keine Bedingungen geschrieben.
no-terms-text = Das Gesetz und die Charta jeder Community gelten trotzdem.
powers-lead = { $house } gibt den Raum. Die Versammlung gehört ihm nicht. Das hier ist alles, was es tun kann, und jedes Mal, wenn es das tut, ist es öffentlich.
host-may = Das Haus kann
host-may-1 = entscheiden, wer hier ein Konto bekommt und wer für das Haus arbeitet
host-may-2 = einen Beitrag entfernen oder ein Konto hier sperren, mit öffentlichem Grund
host-may-3 = nicht mehr mit einem anderen Server sprechen, mit öffentlichem Grund
host-may-4 = als offiziell gekennzeichnet sprechen, als eine Stimme unter vielen
host-may-not = Das Haus kann nicht
host-may-not-1 = in deinem Namen schreiben oder abstimmen
host-may-not-2 = dir auf deinem eigenen Server Konto, Follower oder Beiträge nehmen
host-may-not-3 = irgendetwas davon heimlich tun
stewards-powers = Die Stewards einer Community schreiben ihre Charta, entfernen Beiträge, sperren Menschen und schließen Themen. Alles braucht einen Grund und steht im Protokoll.
acts-count = { $n ->
    [0] In den letzten 30 Tagen hat niemand eingegriffen.
    [one] Ein Eingriff in den letzten 30 Tagen.
   *[other] { $n } Eingriffe in den letzten 30 Tagen.
}
modlog-text = Jeder Eingriff von Stewards und Team, mit seinem Grund.
modlog-empty = Noch musste niemand etwas tun.
as-steward-of = als Steward
as-staff = als Team
act-remove = Entfernt
act-restore = Zurückgeholt
act-lock = Für Antworten geschlossen
act-unlock = Für Antworten geöffnet
act-pin = Angeheftet
act-unpin = Abgelöst
act-ban = Gesperrt
act-unban = Sperre aufgehoben
act-add_steward = Zum Steward gemacht
act-remove_steward = Als Steward entlassen
act-close = Geschlossen
act-reopen = Wieder geöffnet
act-edit_community = Geändert
act-block_host = Server blockiert
act-unblock_host = Server nicht mehr blockiert
act-approve = Eingelassen
act-refuse = Abgelehnt
act-delete = Gelöscht
act-settle = Meldung erledigt

## Mail
mail-hello = Hallo { $name },
mail-confirm-subject = Bestätige deine Adresse für { $brand }
mail-confirm-text = öffne diesen Link, um deine Mailadresse für { $brand } zu bestätigen. Er gilt einen Tag.
mail-confirm-link = Meine Adresse bestätigen
mail-reset-subject = Ein neues Passwort für { $brand }
mail-reset-text = öffne diesen Link, um ein neues Passwort für { $brand } zu wählen. Er gilt eine Stunde.
mail-reset-link = Neues Passwort wählen
mail-approved-subject = Willkommen bei { $brand }
mail-approved-text = dein Konto bei { $brand } ist offen.
mail-approved-link = Anmelden
mail-notification-subject = { $headline }
mail-notification-text = auf { $brand } gibt es etwas für dich:
mail-notification-link = Lesen und antworten
mail-not-you = Das warst nicht du? Dann tu nichts; es passiert nichts.
mail-stop = Du hast um diese Mails gebeten. So hören sie auf:
mail-stop-link = Keine solchen Mails mehr

## Public pages
error-community-closed = Diese Community nimmt keine neuen Beiträge an.
log-a-thread = Ein Thema von { $name }
log-a-reply = Eine Antwort von { $name }
feed-reply-title = { $name } zu „{ $title }“
error-server-no-way = Dieser Server bietet keinen Weg, von hier zu kommen. Füge die Adresse unten in seine Suche ein.
interact-go-title = Weiter zu { $host }
interact-go-text = Du verlässt { $house } und gehst zu dem Server, auf dem du zu Hause bist.
interact-go = Zu { $host }
act-remove_post = Entfernt
act-restore_post = Zurückgeholt
act-change_community = Geändert
act-resolve_report = Meldung erledigt
act-suspend = Ausgeschlossen
act-unsuspend = Ausschluss aufgehoben
act-block_server = Server blockiert
act-silence_server = Server stummgeschaltet
act-open_server = Server geöffnet
act-approve_account = Eingelassen
act-refuse_account = Abgelehnt
act-change_role = Rolle geändert
act-change_settings = Einstellungen geändert
powers-every = Alle Eingriffe, die es gibt
powers-every-text = Die Software kennt keinen anderen Eingriff. Jeder braucht einen Grund und steht im Protokoll.

## Members, stewards and staff at work
language-name = Deutsch
device-unknown = Ein Gerät
tab-house = Das Haus
form-accent-bad = Wähle eine Farbe wie #2f6f62.
form-body-empty = Schreib erst etwas.
form-community-missing = Wähle eine Community.
form-date-past = Dieser Tag ist vorbei.
form-email-bad = Das sieht nicht nach einer Mailadresse aus.
form-email-taken = Es gibt schon ein Konto mit dieser Mailadresse.
form-handle-bad = Nimm nur kleine Buchstaben, Ziffern und _, und beginne mit einem Buchstaben oder einer Ziffer.
form-handle-reserved = Dieser Name gehört dem Haus.
form-handle-taken = Dieser Name ist schon vergeben.
form-host-bad = Das sieht nicht nach dem Namen eines Servers aus.
form-host-own = Das ist dieser Server selbst.
form-kind-unknown = So eine Art von Thema gibt es nicht.
form-link-bad = Das sieht nicht nach einem Link aus. Er beginnt mit https://.
form-name-empty = Gib einen Namen an.
form-password-short = Nimm mindestens { $min } Zeichen.
form-reason-empty = Sag, warum. Alle können es lesen.
form-title-empty = Gib einen Titel an.
form-too-long = Hier passen höchstens { $max } Zeichen hinein.
form-too-many = Hier passen höchstens { $max } hinein.
form-vote-bad = Eine Stimme ist dafür, dagegen oder keine.
upload-broken = Dieses Bild ließ sich nicht lesen. PNG, JPEG, WebP und GIF gehen.
error-days = Gib eine ganze Zahl von Tagen an, oder nichts.
error-person-unknown = So jemand ist hier nicht bekannt. Suche erst die ganze Adresse.
error-theme = Dieses Aussehen gibt es nicht.
flash-account-deleted = Dein Konto ist gelöscht.
flash-account-open = Dein Konto ist offen. Du kannst dich anmelden.
flash-blocked = Blockiert.
flash-unblocked = Nicht mehr blockiert.
flash-followed = Du folgst jetzt.
flash-follow-asked = Angefragt. Der andere Server antwortet gleich.
flash-unfollowed = Du folgst nicht mehr.
flash-founded = Gegründet. Schreib das erste Thema, oder die Charta.
flash-house-open = Dein Haus ist offen. Gründe die erste Community, oder sieh dich um.
flash-let-in = Eingelassen. Eine Mail ist unterwegs.
flash-turned-down = Abgelehnt.
flash-mail-sent = Gespeichert. Schau in deine Mail, um die neue Adresse zu bestätigen.
flash-password-changed = Dein Passwort ist geändert. Überall sonst wurdest du abgemeldet.
flash-reason-missing = Nichts wurde geändert: Ein Grund fehlte.
flash-session-ended = Dort abgemeldet.
flash-sessions-ended = Überall sonst abgemeldet.
flash-settled = Erledigt.
flash-token-gone = Der Schlüssel ist zurückgezogen.
notice-follow = folgt dir jetzt
notice-registration = Jemand bittet um ein Konto
unlock-title = Thema für Antworten öffnen?
unlock-text = Alle können wieder antworten.
unlock-button = Öffnen
pin-title = Thema anheften?
pin-text = Es bleibt über allen anderen seiner Community.
pin-button = Anheften
unpin-title = Thema ablösen?
unpin-text = Es reiht sich wieder unter die anderen ein.
unpin-button = Ablösen
silence-server = Stummschalten
silence-host-title = Server stummschalten?
silence-host-text = Die Menschen dort können weiter mitmachen, aber hier wird niemandem mitgeteilt, was sie schreiben, und in gemeinsamen Listen steht es nicht. Der Grund ist öffentlich.
silence-host-button = Stummschalten
host-silenced = Stumm
ban-whom = Wen?
ban-whom-hint = @name@server, oder der Name von jemandem, der hier zu Hause ist.
follow = Folgen
unfollow = Nicht mehr folgen
mail-follows = Mail, wenn mir jemand folgt
mail-moderation = Mail, wenn etwas von mir entfernt wird
mail-reports = Mail, wenn mir etwas gemeldet wird
mail-registrations = Mail, wenn jemand um ein Konto bittet
theme = Aussehen
reports-of = Meldungen in { $community }
report-upheld = Erledigt: Die Meldung war richtig
report-dismissed = Erledigt: Nichts zu tun
settle-upheld = Die Meldung ist richtig
settle-dismissed = Nichts zu tun
ban-here = In der Community sperren
ban-from-all = Im ganzen Haus sperren
role = Rolle
role-member = Mitglied
role-analyst = Analyse
role-responder = Antwortet für das Haus
role-moderator = Moderation
role-admin = Verwaltung
change-role = Rolle ändern
account-unconfirmed = Mail nicht bestätigt
account-pending = Wartet auf ein Ja
account-active = Aktiv
account-refused = Abgelehnt
account-disabled = Geschlossen
account-suspended = Ausgeschlossen
search-people = Menschen suchen
no-people = Niemand.
mail-refused-subject = Deine Anfrage an { $brand }
mail-refused-text = die Menschen hinter { $brand } haben kein Konto für dich eröffnet. Von jedem anderen Server aus kannst du trotzdem mitmachen.

## Purposes and kinds
purpose = Wofür ist sie da?
purpose-open = Offenes Gespräch
purpose-open-hint = Was auch immer die Mitglieder mitbringen.
purpose-support = Hilfe
purpose-support-hint = Menschen fragen; Mitglieder und Team antworten.
purpose-ideation = Ideen
purpose-ideation-hint = Menschen schlagen vor; Stimmen und Stewards entscheiden, was daraus wird.
purpose-feedback = Rückmeldungen
purpose-feedback-hint = Ärger, Lob und Vorschläge, jeweils verfolgt, bis es erledigt ist.
kinds = Arten von Themen
form-kind-not-here = Diese Community nimmt solche Themen nicht an.
form-formats-bad = Wähle mindestens eines aus, was die Community haben soll.

## Pictures, interrupted log-ins, mails that did not come
pictures = Bilder
more-pictures = Mehr Bilder
add-pictures = Bilder hinzufügen
picture-nth = Bild { $n }
picture-nth-alt = Was auf Bild { $n } zu sehen ist
picture-drop = Dieses Bild herausnehmen
login-kept = Deine Anmeldung war abgelaufen. Was du geschrieben hast, ist erhalten: Melde dich an, dann kommt es zurück.
resume-title = Hier ist, was du geschrieben hast
resume-text = Du bist wieder angemeldet. Sieh es durch und schick es ab. Bilder musst du neu auswählen.
resume-send = Abschicken
confirm-again = Link noch einmal schicken
confirm-again-text = Gib die Adresse an, mit der du dein Konto angelegt hast. Wenn es auf eine Bestätigung wartet, bekommst du einen neuen Link.
confirm-again-sent = Wenn ein Konto mit dieser Adresse auf eine Bestätigung wartet, ist ein neuer Link unterwegs.
confirm-again-ask = Keine Mail gekommen? Schick den Link noch einmal.

# Lifespans: tasks, gatherings on the spot, archives
life = Wie lange sie besteht
life-of = Wie lange { $community } besteht
life-standing = Offen, bis ihre Stewards sie archivieren
life-task-days = { $n ->
    [one] Endet in einem Tag
   *[other] Endet in { $n } Tagen
}
life-task-hours = { $n ->
    [one] Endet in dieser Stunde
   *[other] Endet in { $n } Stunden
}
life-task-ended = Die Aufgabe ist beendet
life-quiet = { $n ->
    [one] Löst sich nach einer weiteren stillen Stunde auf
   *[other] Löst sich nach { $n } weiteren stillen Stunden auf
}
life-dispersed = Aufgelöst
life-archived = Archiviert
life-goes-on = Es geht weiter in
life-export = Alles mitnehmen (JSON)
life-progress = Fortschritt
life-percent = Wie weit seid ihr, von 0 bis 100?
life-progress-note = In einer Zeile
life-tell-progress = Fortschritt zeigen
life-outcome = Was daraus geworden ist
life-outcome-text = Es wird angeheftet, und alle, die mitgemacht haben, erfahren davon, wo auch immer sie zu Hause sind. Dieser Entwurf ist, was hier geschrieben wurde; mach ihn zu deinem.
life-publish-outcome = Ergebnis veröffentlichen
life-keep = Weitermachen
life-keep-text = Sie bleibt offen, mit allen Mitgliedern, und endet nicht mehr von selbst.
life-keep-button = Auf Dauer stellen
life-task = Gib ihr ein Ziel und ein Ende
life-task-button = Zur Aufgabe machen
life-successor = Wo es weitergeht
life-successor-text = Die Mitglieder werden dorthin eingeladen. Niemand wird umgezogen.
life-successor-address = Adresse der Community
life-successor-button = Mitglieder einladen
life-archive = Archivieren
life-archive-text = Alles lässt sich noch lesen, finden und verfolgen, und niemand schreibt mehr. Du kannst es einen Tag lang zurücknehmen.
life-archive-button = Community archivieren
life-undo = Zurücknehmen
life-undo-text = Die letzte Änderung lässt sich bis zu einem Tag später zurücknehmen.
lifespan = Wie lange soll sie bestehen?
lifespan-standing = Solange sie gebraucht wird
lifespan-standing-hint = Offen, bis ihre Stewards sie archivieren.
lifespan-task = Bis eine Aufgabe erledigt ist
lifespan-task-hint = Sie hat ein Ziel und ein Ende. Am Ende schreibst du, was daraus geworden ist.
goal = Ziel
goal-hint = Für eine Aufgabe: Was soll erreicht werden?
ends-at = Letzter Tag
ends-at-hint = Für eine Aufgabe: Beiträge sind bis zum Ende dieses Tages willkommen.
gather = Passiert gerade etwas?
gather-text = Eine Zeile eröffnet einen Ort dafür. Er löst sich auf, wenn es still wird, und was herausgefunden wurde, bleibt.
gather-title = Worum geht es?
gather-example = Stromausfall in Riverside
gather-now = Menschen zusammenbringen
gather-more = Mehr Auswahl, und wie es von deinem eigenen Server aus geht
gather-hours = Stille Stunden bis zur Auflösung
gather-hours-hint = Von 1 bis 336. Leer: wie in diesem Haus üblich.
gather-from-home = Von deinem eigenen Server aus schickst du das als Beitrag oder als private Nachricht:
gather-instead = Für etwas, das gerade passiert, gibt es einen schnelleren Weg.
afterwards = Wenn sie sich aufgelöst hat
afterwards-keep = Behalten
afterwards-keep-hint = Alle können sie weiter lesen.
afterwards-export = Behalten und mir eine Kopie schicken
afterwards-export-hint = Einen Tag später bekommst du einen Link zu allem in einer Datei.
afterwards-delete = Löschen
afterwards-delete-hint = Eine Woche später ist hier alles weg. Kopien auf anderen Servern können bleiben.
happening = Passiert gerade
flash-gathered = Sie ist offen. Sag, was los ist, und gib die Adresse weiter.
form-goal-empty = Sag, was erreicht werden soll.
form-end-missing = Wähle den letzten Tag.
form-end-far = Für eine Aufgabe ist das zu weit weg. Wähle einen Tag innerhalb von drei Jahren.
form-hours-range = Von { $min } bis { $max } Stunden.
form-percent-range = Eine Zahl von 0 bis 100.
form-lifespan-bad = Wähle eines davon.
form-afterwards-bad = Wähle eines davon.
form-successor-bad = Wähle eine andere Community, die offen ist.
form-act-unknown = Das geht hier nicht.
error-community-unknown = Unter dieser Adresse kennen wir keine Community. Suche sie erst.
notice-task-ending = { $what } endet bald
notice-task-ended = { $what } ist beendet: Schreib, was daraus geworden ist
notice-successor = Was beendet ist, geht in { $what } weiter. Komm mit, wenn du magst.
notice-export = { $what } hat sich aufgelöst. Nimm alles mit.
mail-task-ending = Mail, wenn eine Aufgabe bald endet, bei der ich mitmache
mail-successor = Mail, wenn eine beendete Community in einer anderen weitergeht
act-archive = Archiviert
act-end_task = Aufgabe beendet
act-disperse = Aufgelöst
act-undo_lifespan = Änderung zurückgenommen
act-keep = Behalten
act-outcome = Ergebnis geschrieben
act-name_successor = Nachfolge genannt
act-delete_community = Gelöscht
as-house = nach den Regeln des Hauses

## Questions
accept-answer = Das ist die Antwort
official-answer = Die Antwort des Hauses
make-official = Für das Haus antworten
take-official = Nicht mehr die Antwort des Hauses
answer-in-thread = Im Thema lesen
question-goes-on = Diese Frage wurde zusammengelegt. Es geht weiter in
question-reopened = Wieder geöffnet:
question-serves = { $n ->
    [one] Eine Person hat das gefragt.
   *[other] { $n } Menschen haben das gefragt oder haben es auch: Eine Antwort hilft allen.
}
question-others = { $n ->
    [one] Noch eine Person hat das auch.
   *[other] Noch { $n } Menschen haben das auch.
}
question-nobody-else = Hast du das auch? Sag es, dann erfährst du, wenn es beantwortet ist.
question-bucket-of = { $n ->
    [one] Eine Frage wurde mit dieser zusammengelegt.
   *[other] { $n } Fragen wurden mit dieser zusammengelegt.
}
question-merged-here = Mit dieser Frage zusammengelegt
question-merged = Zusammengelegt
me-too = Das habe ich auch
not-too = Das habe ich auch: zurücknehmen
flash-too = Du erfährst, wenn es beantwortet ist.
flash-not-too = Du erfährst nichts mehr davon.
flash-merged = Die Fragen sind jetzt eine.
flash-kept-apart = Sie bleiben getrennt und werden nicht wieder vorgeschlagen.
accept-answer-title = Das als Antwort nehmen
accept-answer-text = Sie steht über allen anderen Antworten, und alle, die die Frage haben, erfahren davon. Du handelst als Steward, also steht es im öffentlichen Protokoll.
accept-answer-button = Das ist die Antwort
reopen-title = Frage wieder öffnen
reopen-text = Sag, was die Antwort nicht löst. Alle sehen es.
reopen-button = Wieder öffnen
official-answer-title = Für das Haus antworten
official-answer-text = Diese Antwort steht als das da, was das Haus sagt, und alle, die die Frage haben, erfahren davon.
official-answer-button = Für das Haus antworten
unofficial-answer-title = Antwort des Hauses zurücknehmen
unofficial-answer-text = Der Beitrag bleibt und spricht nicht mehr für das Haus.
unofficial-answer-button = Zurücknehmen
merge-question = Mit einer anderen Frage zusammenlegen
merge-question-text = Alle, die gefragt haben oder es auch haben, werden mitgenommen, und die Antworten auch. Diese Frage bleibt als Wegweiser. Es lässt sich zurücknehmen.
merge-into = Die Frage, in der es weitergeht
merge-into-hint = Ihre Adresse, wenn sie oben nicht dabei ist.
merge-into-similar = Sie ähnelt diesen
merge-button = Zusammenlegen
unmerge-title = Frage wieder herausnehmen
unmerge-text = Ihre Antworten kommen mit ihr zurück, und sie ist wieder offen.
unmerge-button = Zusammenlegen zurücknehmen
duplicates = Wahrscheinlich doppelt
duplicates-text = Jede Nacht gesucht. Sag, was dieselbe Frage ist; von selbst wird nichts zusammengelegt.
duplicate-percent = zu { $n } Prozent gleich
duplicate-into = würde ein Teil von
duplicate-same = Dieselbe Frage
duplicate-different = Verschiedene Fragen
duplicate-reason = Es ist dieselbe Frage.
no-duplicates = Nichts zu vergleichen.
no-duplicates-text = Wenn neue Fragen älteren ähneln, kommen sie hierher.
similar-title = Wurde das schon gefragt?
similar-text = Wenn eine davon deine ist, sag dort, dass du das auch hast.
similar-then-ask = Keine davon? Dann frag: Schick das Formular noch einmal ab.
notice-answer = „{ $what }“ hat eine Antwort
notice-merged = Eine Frage, die du hast, geht in „{ $what }“ weiter
mail-answers = Mail, wenn eine Frage beantwortet ist, die ich habe
mail-merged = Mail, wenn eine Frage zusammengelegt ist, die ich habe
form-answer-bad = Nur ein Beitrag unter der Frage kann eine Antwort sein.
form-not-answered = Diese Frage hat keine angenommene Antwort.
form-merge-already = Diese Frage ist schon zusammengelegt.
form-merge-itself = Eine Frage lässt sich nicht mit sich selbst zusammenlegen.
form-merge-circle = Jene wurde mit dieser zusammengelegt. Nimm das erst zurück.
form-merge-elsewhere = Jene Frage gehört zu einer anderen Community.
form-merge-unknown = So eine Frage gibt es hier nicht.
form-merge-no-question = Das ist keine Frage.
form-merge-gone = Eine der beiden gibt es nicht mehr.
form-merge-away = Nur der Server der Community kann ihre Fragen zusammenlegen.
form-merge-not = Diese Frage ist nicht zusammengelegt.
act-accept_answer = Antwort angenommen
act-reopen_question = Frage wieder geöffnet
act-official_answer = Für das Haus geantwortet
act-unofficial_answer = Antwort des Hauses zurückgenommen
act-merge_question = Fragen zusammengelegt
act-unmerge_question = Zusammenlegen zurückgenommen

## Ideas and feedback
status-proposed = Vorgeschlagen
status-review = Wird geprüft
status-planned = Geplant
status-progress = In Arbeit
status-shipped = Umgesetzt
status-declined = Abgelehnt
status-duplicate = Zusammengelegt
state-new = Neu
state-acknowledged = Gesehen
state-working = In Arbeit
state-done = Erledigt
state-refused = Wird nichts
choice-feedback_sort-problem = Problem
choice-feedback_sort-praise = Lob
choice-feedback_sort-suggestion = Vorschlag
field-feedback_sort = Was ist es?
field-feedback_area = Was betrifft es?
field-challenge = Aufruf
choose-none = Nichts davon
where-it-stands = Wo es steht
stands-now = jetzt:
stands-next = Wo es von jetzt an steht
standing-history = Wie es dahin kam
standing-reason-hint = Alle können ihn lesen. Er geht als Antwort an alle, die dahinterstehen.
was-before = vorher:
read-reply = die Antwort
votes-for = { $n ->
    [one] { $n } Stimme dafür
   *[other] { $n } Stimmen dafür
}
votes-against = { $n } dagegen
votes-split = ({ $here } von hier, { $elsewhere } von anderswo)
idea-goes-on-in = Diese Idee geht weiter in
answers-challenge = Sie antwortet auf den Aufruf
people-behind-it = Die Menschen dahinter
people-behind-it-hint = Wer angekreuzt ist, wird auf der Seite genannt, sobald sie umgesetzt ist.
merged-ideas = Damit zusammengelegt
file-under = Aufruf, auf den sie antwortet
status-title = Wo steht diese Idee?
status-button = Sagen, wo sie steht
thank-title = Wer steht dahinter?
thank-button = Die Menschen dahinter nennen
merge-idea-title = Mit einer anderen Idee zusammenlegen
merge-idea-button = Mit einer anderen Idee zusammenlegen
unmerge-idea-title = Zusammenlegen zurücknehmen?
unmerge-idea-button = Zusammenlegen zurücknehmen
merge-taken-back = Sie steht wieder für sich
idea-into = Die Idee, die bleibt
idea-into-hint = Ihre Adresse oder Nummer. Die Stimmen ziehen dorthin um, von jeder Person eine.
roadmap = Fahrplan
roadmap-of = Fahrplan von { $community }
roadmap-text = Was vorgeschlagen ist, was geplant ist, und was daraus wurde.
roadmap-hint = Zieh eine Idee in eine andere Spalte, oder nimm die Liste auf ihrer Karte. Ist eine Karte ausgewählt, verschieben Alt und die Pfeiltasten sie.
all-ideas = Alle Ideen
points = { $n ->
    [one] { $n } Punkt
   *[other] { $n } Punkte
}
more-ideas = und { $n } weitere
column-empty = Hier ist nichts.
move-to = Verschieben nach
move = Verschieben
challenges = Aufrufe
challenges-text = Fragen, die die Stewards für eine Zeit stellen. Antworte mit einer Idee.
challenge-open = Offen
challenge-coming = Kommt noch
challenge-over = Vorbei
ideas-count = { $n ->
    [one] { $n } Idee
   *[other] { $n } Ideen
}
propose-idea = Idee vorschlagen
no-challenges = Noch keine Aufrufe
no-challenges-text = Ideen sind trotzdem willkommen.
pose-challenge = Aufruf stellen
challenge-question = Frage
challenge-question-hint = Wofür wünscht ihr euch Ideen?
challenge-starts = Von
challenge-starts-hint = In UTC. Leer: ab jetzt.
challenge-ends = Bis
challenge-ends-hint = In UTC. Danach kommt keine Idee mehr dazu.
end-challenge = Jetzt beenden
end-challenge-title = Aufruf beenden?
end-challenge-text = Die Ideen bleiben. Es kommen keine mehr dazu.
joined-count = { $n ->
    [one] { $n } Person hat sich angeschlossen
   *[other] { $n } Menschen haben sich angeschlossen
}
me-too-no = Das habe ich nicht mehr
taken-in-from = Aufgenommen aus
take-in = Als Rückmeldung aufnehmen
flash-taken-in = Als Rückmeldung aufgenommen.
state-title = Was ist daraus geworden?
state-button = Sagen, was daraus wird
feedback-inbox = Eingang der Rückmeldungen
feedback-inbox-text = Wer am längsten wartet, steht oben. Eine Antwort erreicht alle, die sich angeschlossen haben, wo auch immer sie zu Hause sind.
feedback-none = Hier wartet nichts
feedback-none-text = Jede Rückmeldung in diesem Stand ist bearbeitet.
feedback-areas = Was Rückmeldungen betreffen können
feedback-areas-hint = Eines je Zeile. Daraus wird beim Schreiben gewählt.
waiting-since = wartet seit
form-status-empty = Wähle eines aus.
form-status-same = Da steht sie schon.
form-status-merged = Diese Idee ist zusammengelegt. Nimm das erst zurück.
form-status-duplicate = Lege sie stattdessen mit der anderen Idee zusammen.
form-credits-early = Menschen werden genannt, sobald eine Idee umgesetzt ist.
form-challenge-over = Dieser Aufruf nimmt jetzt keine Ideen an.
form-question-empty = Schreib die Frage.
form-date-bad = Das ist kein Datum, das wir lesen können.
form-ends-before = Es würde enden, bevor es beginnt.
form-idea-itself = Eine Idee lässt sich nicht mit sich selbst zusammenlegen.
form-idea-unknown = So eine Idee gibt es hier nicht.
form-idea-elsewhere = Jene Idee gehört zu einer anderen Community.
form-idea-merged = Diese Idee ist schon zusammengelegt.
form-idea-signpost = Jene Idee ist selbst zusammengelegt. Wähle die, die bleibt.
form-idea-not = Diese Idee ist nicht zusammengelegt.
form-feedback-sort = Es ist ein Problem, ein Lob oder ein Vorschlag.
form-feedback-area = Diesen Bereich hat die Community nicht.
notice-standing = hat Neues zu „{ $what }“
mail-standing = Mail, wenn sich etwas bewegt, hinter dem ich stehe
act-change_standing = Stand geändert
act-merge_idea = Idee zusammengelegt
act-unmerge_idea = Zusammenlegen zurückgenommen
act-take_in = Als Rückmeldung aufgenommen
act-pose_challenge = Aufruf gestellt
act-end_challenge = Aufruf beendet
act-thank_people = Menschen genannt

## What rules say when they refuse
refused-a-community-keeps-at-least-one-steward-name-another-one-first = Eine Community behält mindestens einen Steward. Bestimme erst einen anderen.
refused-an-admin-still-has-to-let-you-in-you-will-get-a = Jemand aus der Verwaltung muss dich noch einlassen. Du bekommst eine Mail.
refused-confirm-your-mail-address-first-we-sent-you-a-link = Bestätige erst deine Mailadresse: Wir haben dir einen Link geschickt.
refused-log-in-to-do-that = Melde dich dafür an.
refused-log-in-to-save-posts = Melde dich an, um dir Beiträge zu merken.
refused-name-a-community-that-you-tend = Nenne eine Community, die du betreust.
refused-nobody-blocks-themselves = Niemand blockiert sich selbst.
refused-nobody-follows-themselves = Niemand folgt sich selbst.
refused-only-a-person-can-be-a-steward = Nur ein Mensch kann Steward sein.
refused-only-its-author-may-delete-a-post = Einen Beitrag löscht nur, wer ihn geschrieben hat.
refused-only-its-author-may-edit-a-post = Einen Beitrag ändert nur, wer ihn geschrieben hat.
refused-only-its-stewards-may-do-that = Das dürfen nur ihre Stewards.
refused-only-staff-of-this-house-may-do-that = Das darf nur das Team dieses Hauses.
refused-only-staff-of-this-house-may-see-this = Das sieht nur das Team dieses Hauses.
refused-only-stewards-start-threads-here = Hier eröffnen nur Stewards Themen.
refused-only-threads-are-pinned = Nur Themen werden angeheftet.
refused-somebody-decided-this-already = Darüber hat schon jemand entschieden.
refused-stewards-are-not-banned-take-their-powers-back-first = Stewards werden nicht gesperrt; nimm ihnen erst ihr Amt.
refused-the-author-does-not-take-replies-from-this-account = Von diesem Konto nimmt die Person keine Antworten an.
refused-this-account-cannot-be-followed = Diesem Konto kann man nicht folgen.
refused-this-account-is-closed = Dieses Konto ist geschlossen.
refused-this-account-may-not-act-right-now = Dieses Konto darf gerade nichts tun.
refused-this-community-is-changed-on-its-own-server = Diese Community wird auf ihrem eigenen Server geändert.
refused-this-community-is-closed-to-new-posts = Diese Community nimmt keine neuen Beiträge an.
refused-this-form-is-out-of-date-or-did-not-come-from-this = Dieses Formular ist veraltet oder kam nicht von dieser Seite. Geh zurück, lade die Seite neu und schick es noch einmal ab.
refused-this-house-takes-no-new-accounts-right-now = Dieses Haus nimmt gerade keine neuen Konten an.
refused-this-mail-address-belongs-to-another-account-by-now = Diese Mailadresse gehört inzwischen zu einem anderen Konto.
refused-this-post-belongs-to-no-community = Dieser Beitrag gehört zu keiner Community.
refused-this-thread-is-locked = Dieses Thema ist geschlossen.
refused-you-are-banned-from-this-community = Du bist in dieser Community gesperrt.
refused-a-community-comes-together-on-the-spot-only-once = Eine Community kommt nur einmal spontan zusammen.
refused-only-its-stewards-and-staff-decide-that = Das entscheiden nur Stewards und Team.
refused-this-community-has-not-ended = Diese Community ist nicht beendet.
refused-this-community-is-closed = Diese Community ist geschlossen.
refused-this-community-does-not-take-feedback = Diese Community nimmt keine Rückmeldungen an.
refused-this-is-decided-on-the-community-s-own-server = Das wird auf dem eigenen Server der Community entschieden.

## Reports, for those who tend a community
open-reports = Offene Meldungen
settled-reports = Erledigte Meldungen
somebody = Jemand
reported = hat gemeldet
look = Ansehen
settle = Erledigen
no-reports = Keine Meldungen.
no-reports-text = Was Menschen melden, kommt hierher.
resolution = Was getan wurde
dismiss = Alles in Ordnung
state = Stand
waiting = Wartet
act = Eingriff
never = nie
let-in = Einlassen
turn-down = Ablehnen
