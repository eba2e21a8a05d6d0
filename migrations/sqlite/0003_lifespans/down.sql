DROP INDEX communities_lifespan;
-- What was agreed about how long communities last is lost; the communities themselves stay as they are.
DROP TABLE lifespans;
