DROP TABLE ranks;
