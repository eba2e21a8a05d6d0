DROP TABLE spam_votes;
DROP TABLE reputation_hidden;
DROP TABLE reputation_rules;
DROP INDEX ranks_board;
ALTER TABLE ranks DROP COLUMN withheld;
ALTER TABLE ranks DROP COLUMN granted;
ALTER TABLE ranks DROP COLUMN floor;
DROP TABLE merits;
