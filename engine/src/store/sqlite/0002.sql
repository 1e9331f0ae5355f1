-- The last leaf that published a standard: by it, and by no other, cases are decided.
CREATE TABLE leaf_head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  standard INTEGER
) STRICT;
INSERT INTO leaf_head VALUES
  (1, (SELECT max(n) FROM leaf WHERE instr(body, CAST('"kind":"policy.publish"' AS BLOB)) > 0));
-- Where a standard stands was kept here; now its files are, by another name.
DELETE FROM object WHERE kind = 'standard';
