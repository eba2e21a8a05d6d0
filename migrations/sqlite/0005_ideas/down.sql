DROP TABLE standings;
DROP TABLE feedback_areas;
DROP TABLE feedback;
DROP TABLE idea_credits;
DROP TABLE carried_votes;
DROP TABLE ideas;
DROP TABLE challenges;
