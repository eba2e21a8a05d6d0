DROP TABLE question_words;
DROP TABLE question_pairs;
DROP TABLE question_moves;
DROP TABLE question_merges;
DROP TABLE question_people;
DROP TABLE questions;
