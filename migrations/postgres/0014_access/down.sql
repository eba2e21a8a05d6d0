DROP TABLE guests;
DROP TABLE doors;
