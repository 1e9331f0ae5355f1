-- The last leaf that published a standard: by it, and by no other, cases are decided. It stands in the row
-- that whoever appends locks, so that nobody decides by a standard that was replaced.
ALTER TABLE leaf_head ADD COLUMN standard bigint;
UPDATE leaf_head SET standard =
  (SELECT max(n) FROM leaf WHERE position('"kind":"policy.publish"'::bytea IN body) > 0);
-- Where a standard stands was kept here; now its files are, by another name.
DELETE FROM object WHERE kind = 'standard';
