DROP TABLE calendar_keys;
DROP TABLE presences;
DROP TABLE guest_links;
DROP TABLE attendees;
DROP TABLE occasion_organizers;
DROP TABLE occasion_dates;
DROP TABLE occasions;
