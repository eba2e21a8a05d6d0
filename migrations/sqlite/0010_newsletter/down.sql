DROP TABLE newsletter_copies;
DROP TABLE newsletter_issues;
DROP TABLE subscribers;
DROP TABLE newsletters;
