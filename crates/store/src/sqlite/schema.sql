-- The projection: disposable, rebuilt from log and vault by `tregua rebuild`.
-- leaf = entry of the log that brought a row; until_leaf = entry that superseded it (null = stands).
-- A row stood at log position N if leaf < N and (until_leaf is null or until_leaf >= N).

CREATE TABLE position (
  one INTEGER PRIMARY KEY CHECK (one = 1),  -- a single row
  applied INTEGER NOT NULL                  -- entries of the log applied so far
) STRICT;
INSERT INTO position VALUES (1, 0);

CREATE TABLE word (
  number INTEGER PRIMARY KEY,               -- from 1 in order of meeting; used inside this database only
  text TEXT NOT NULL UNIQUE                 -- source, station or block, as one word
) STRICT;

CREATE TABLE own (
  one INTEGER PRIMARY KEY CHECK (one = 1),  -- a single row, there once another log is anchored
  name TEXT NOT NULL                        -- this log's name: it breaks ties between entries of several logs
) STRICT;

CREATE TABLE anchor (
  seq INTEGER PRIMARY KEY,                  -- in order of learning
  leaf INTEGER NOT NULL,                    -- the Anchor entry of this log that brought it, or is it
  log TEXT NOT NULL,                        -- the log in which the anchor stands, by its name
  idx INTEGER NOT NULL,                     -- its position there
  of_log TEXT NOT NULL,                     -- the log that it anchors
  of_size INTEGER NOT NULL                  -- how many entries of that log
) STRICT;

CREATE TABLE artifact (
  seq INTEGER PRIMARY KEY,                  -- in order of learning
  leaf INTEGER NOT NULL,                    -- the Received entry, or the Anchor entry that brought it
  log TEXT NOT NULL,                        -- the log that received it; empty = this one
  idx INTEGER NOT NULL,                     -- its position in that log
  sha256 TEXT NOT NULL,                     -- digest of the bytes, hexadecimal
  name TEXT NOT NULL,                       -- the file's name
  source TEXT,                              -- the mission's source it came from
  read_as TEXT,                             -- the format that the operator named
  map TEXT,                                 -- digest of the mapping file
  bytes_n INTEGER NOT NULL,                 -- size, bytes
  received_ms INTEGER NOT NULL,             -- when, ms since 1970 UTC
  reading_leaf INTEGER,                     -- the batch that read it; null = not read yet
  format TEXT,                              -- as what it was read
  rows_n INTEGER,                           -- rows met
  read_n INTEGER,                           -- rows read
  refused_n INTEGER                         -- rows refused
) STRICT;
CREATE INDEX artifact_by_sha256 ON artifact (sha256);
CREATE UNIQUE INDEX artifact_by_place ON artifact (log, idx);

CREATE TABLE act (
  seq INTEGER PRIMARY KEY,                  -- in order of learning
  leaf INTEGER NOT NULL,                    -- the Declared entry, or the Anchor entry that brought it
  log TEXT NOT NULL,                        -- the log in which it was declared; empty = this one
  idx INTEGER NOT NULL,                     -- its position in that log
  kind TEXT NOT NULL,                       -- adopt_mission, adopt_agreement, adopt_gazetteer, decide, add_key, ...
  subject TEXT NOT NULL,                    -- the agreement's id or the case, or empty
  sha256 TEXT,                              -- digest of the text it rests on, if any
  by_whom TEXT NOT NULL,                    -- who declared it
  at_ms INTEGER NOT NULL,                   -- when, ms since 1970 UTC
  until_leaf INTEGER,                       -- the act that replaced it; its own leaf if it never counted
  signed_by TEXT,                           -- the people whose signatures hold; null = not signed (older logs), or void
  void TEXT,                                -- why it does not count; null = it counts
  entry BLOB                                -- the signed act's canonical bytes: the key register is the fold over them
) STRICT;

CREATE TABLE sent (
  sender TEXT NOT NULL,                     -- whose stream: the person, device or party of the key register
  stream TEXT NOT NULL,                     -- the stream's name
  epoch INTEGER NOT NULL,                   -- its epoch, from 1
  seq INTEGER NOT NULL,                     -- the number in it, from 1
  payload BLOB NOT NULL,                    -- digest of the signed payload
  prev BLOB NOT NULL,                       -- digest of the payload before it
  leaf INTEGER NOT NULL,                    -- the Received entry, or the Anchor entry that brought it
  log TEXT NOT NULL,                        -- the log that received it; empty = this one
  idx INTEGER NOT NULL,                     -- its position in that log
  branches INTEGER NOT NULL,                -- 1 if it contradicts one that was taken before
  PRIMARY KEY (sender, stream, epoch, seq, payload)
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_by_place ON sent (log, idx);

CREATE TABLE batch (
  leaf INTEGER PRIMARY KEY,                 -- the Concluded entry
  kind TEXT NOT NULL,                       -- reading, fusion, assessment
  method TEXT NOT NULL,                     -- name of the method
  revision INTEGER NOT NULL,                -- its revision
  n INTEGER NOT NULL,                       -- items in it
  root TEXT NOT NULL,                       -- Merkle root over them, hexadecimal
  trigger_leaf INTEGER NOT NULL,            -- the entry that caused it
  artifact INTEGER                          -- the artifact that it read; null = it read none
) STRICT;

CREATE TABLE observation (
  seq INTEGER PRIMARY KEY,                  -- in order of arrival
  id TEXT NOT NULL,                         -- OBS-...
  leaf INTEGER NOT NULL,                    -- its batch
  until_leaf INTEGER,                       -- superseded by
  offset INTEGER NOT NULL,                  -- where it begins in the batch file
  length INTEGER NOT NULL,                  -- how many bytes
  hash BLOB NOT NULL,                       -- its hash in the batch's tree
  plain BLOB NOT NULL,                      -- its hash without salt: equal contents, equal hash
  said BLOB NOT NULL,                       -- digest of what it says, without where it was read
  kind TEXT NOT NULL,                       -- what was observed
  source TEXT NOT NULL,                     -- the mission's source
  artifact TEXT NOT NULL,                   -- digest of the artifact it was read from
  from_ms INTEGER NOT NULL,                 -- earliest moment, ms since 1970 UTC
  to_ms INTEGER NOT NULL,                   -- latest moment
  is_figure INTEGER NOT NULL,               -- 1 if it states figures (claims)
  is_deed INTEGER NOT NULL,                 -- 1 if terms ask for it by itself: a deed or an inventory
  evidence BLOB,                            -- what fusion needs of it; null = not an event
  south INTEGER,                            -- where its place may be with its error, 1e-7 degree; null = no position
  north INTEGER,                            -- as before
  west INTEGER,                             -- as before
  east INTEGER,                             -- as before
  tile INTEGER,                             -- tile of the evidence's centre (fusion::near); null = no evidence, or no place
  middle_ms INTEGER,                        -- middle of the evidence's time, ms since 1970 UTC
  is_long INTEGER NOT NULL,                 -- 1 if the evidence's time is longer than fusion::near::LONG_MS
  name_lat_e7 INTEGER,                      -- the named place that the evidence uses, 1e-7 degree; null = none
  name_lon_e7 INTEGER                       -- as before
) STRICT;
CREATE INDEX observation_by_id ON observation (id);
CREATE INDEX observation_by_tile ON observation (tile, is_long, middle_ms) WHERE tile IS NOT NULL AND until_leaf IS NULL;
CREATE INDEX observation_by_name ON observation (tile, name_lat_e7, name_lon_e7) WHERE name_lat_e7 IS NOT NULL AND until_leaf IS NULL;
CREATE INDEX observation_standing ON observation (leaf) WHERE until_leaf IS NULL AND evidence IS NOT NULL;
CREATE INDEX observation_ended ON observation (until_leaf) WHERE until_leaf IS NOT NULL;

CREATE TABLE incident (
  seq INTEGER PRIMARY KEY,                  -- in order of conclusion
  id TEXT NOT NULL,                         -- INC-...
  leaf INTEGER NOT NULL,                    -- its batch
  until_leaf INTEGER,                       -- superseded by
  offset INTEGER NOT NULL,                  -- where it begins in the batch file
  length INTEGER NOT NULL,                  -- how many bytes
  hash BLOB NOT NULL,                       -- its hash in the batch's tree
  plain BLOB NOT NULL,                      -- its hash without salt: equal contents, equal hash
  stands INTEGER NOT NULL,                  -- 0 = dissolved into another incident
  kind TEXT NOT NULL,                       -- commonest kind of its members
  from_ms INTEGER NOT NULL,                 -- earliest moment
  to_ms INTEGER NOT NULL,                   -- latest moment
  lat_e7 INTEGER,                           -- centre, 1e-7 degree; null = place not known
  lon_e7 INTEGER,                           -- centre, 1e-7 degree
  sd_m INTEGER,                             -- standard deviation per axis for drawing, metres
  is_shape INTEGER NOT NULL,                -- 1 if the place is a polygon, sector or mixture: draw that
  members_n INTEGER NOT NULL,               -- observations in it
  origins_n INTEGER NOT NULL,               -- upper bound on independent origins
  chance_ppm INTEGER NOT NULL,              -- least membership chance of its members, ppm
  crowded INTEGER NOT NULL,                 -- 1 if the exact search was too large
  kinds INTEGER NOT NULL,                   -- its own kind and those of its members, one bit each in the order of all kinds
  south INTEGER,                            -- where it and all its members may be, 1e-7 degree; null = one has no position
  north INTEGER,                            -- as before
  west INTEGER,                             -- as before
  east INTEGER                              -- as before
) STRICT;
CREATE INDEX incident_by_id ON incident (id);
CREATE INDEX incident_standing ON incident (leaf) WHERE until_leaf IS NULL AND stands = 1;
CREATE INDEX incident_by_time ON incident (from_ms);

CREATE TABLE membership (
  observation TEXT NOT NULL,                -- OBS-...
  incident_seq INTEGER NOT NULL,            -- the version of the incident
  PRIMARY KEY (observation, incident_seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX membership_by_incident ON membership (incident_seq);

CREATE TABLE finding (
  seq INTEGER PRIMARY KEY,                  -- in order of conclusion
  id TEXT NOT NULL,                         -- FND-...
  leaf INTEGER NOT NULL,                    -- its batch
  until_leaf INTEGER,                       -- superseded or withdrawn by
  offset INTEGER NOT NULL,                  -- where it begins in the batch file
  length INTEGER NOT NULL,                  -- how many bytes
  hash BLOB NOT NULL,                       -- its hash in the batch's tree
  plain BLOB NOT NULL,                      -- its hash without salt: equal contents, equal hash
  incident TEXT,                            -- the incident it is about; null = a series of figures
  rests_on TEXT NOT NULL,                   -- ids of the incidents and reports it is about, a space between
  agreement TEXT NOT NULL,                  -- the agreement
  clause TEXT NOT NULL,                     -- the clause
  outcome TEXT NOT NULL,                    -- breach, no_breach, exempt, undetermined
  from_ms INTEGER NOT NULL,                 -- when its subject happened
  to_ms INTEGER NOT NULL                    -- until when
) STRICT;
CREATE INDEX finding_by_id ON finding (id);
CREATE INDEX finding_by_incident ON finding (incident);

CREATE TABLE fused (
  one INTEGER PRIMARY KEY CHECK (one = 1),  -- a single row, there once anything was fused
  leaf INTEGER NOT NULL,                    -- the last fusion
  method TEXT NOT NULL,                     -- name of its method
  revision INTEGER NOT NULL,                -- its revision
  observation_seq INTEGER NOT NULL,         -- the last observation that it could know of
  act_seq INTEGER NOT NULL                  -- the last act
) STRICT;

CREATE TABLE assessed (
  one INTEGER PRIMARY KEY CHECK (one = 1),  -- a single row, there once anything was assessed
  leaf INTEGER NOT NULL,                    -- the last assessment
  method TEXT NOT NULL,                     -- name of its method
  revision INTEGER NOT NULL,                -- its revision
  parameters TEXT NOT NULL,                 -- digest of its parameters
  observation_seq INTEGER NOT NULL,         -- the last observation that it could know of
  incident_seq INTEGER NOT NULL,            -- the last incident
  coverage_seq INTEGER NOT NULL,            -- the last coverage
  act_seq INTEGER NOT NULL                  -- the last act
) STRICT;

CREATE TABLE layer (
  seq INTEGER PRIMARY KEY,                  -- in order of arrival
  id TEXT NOT NULL,                         -- LAY-...
  leaf INTEGER NOT NULL,                    -- its batch
  until_leaf INTEGER,                       -- superseded by
  offset INTEGER NOT NULL,                  -- where it begins in the batch file
  length INTEGER NOT NULL,                  -- how many bytes
  hash BLOB NOT NULL,                       -- its hash in the batch's tree
  version TEXT NOT NULL                     -- the version, as its canonical JSON
) STRICT;
CREATE INDEX layer_by_id ON layer (id);

CREATE TABLE coverage (
  seq INTEGER PRIMARY KEY,                  -- in order of arrival
  id TEXT NOT NULL,                         -- COV-...
  leaf INTEGER NOT NULL,                    -- its batch
  until_leaf INTEGER,                       -- superseded by
  offset INTEGER NOT NULL,                  -- where it begins in the batch file
  length INTEGER NOT NULL,                  -- how many bytes
  hash BLOB NOT NULL,                       -- its hash in the batch's tree
  station TEXT NOT NULL,                    -- station, camera or patrol
  from_ms INTEGER NOT NULL,                 -- the time planned
  to_ms INTEGER NOT NULL,                   -- its end
  planned_min INTEGER NOT NULL,             -- minutes planned
  observed_min INTEGER NOT NULL             -- minutes observed
) STRICT;
CREATE INDEX coverage_by_id ON coverage (id);

CREATE TABLE note (
  seq INTEGER PRIMARY KEY,                  -- in order of arrival
  id TEXT NOT NULL,                         -- REF-... (a row refused) or RDG-... (a reading)
  leaf INTEGER NOT NULL,                    -- its batch
  until_leaf INTEGER,                       -- superseded by
  offset INTEGER NOT NULL,                  -- where it begins in the batch file
  length INTEGER NOT NULL,                  -- how many bytes
  hash BLOB NOT NULL,                       -- its hash in the batch's tree
  artifact TEXT NOT NULL                    -- digest of the artifact
) STRICT;
CREATE INDEX note_by_id ON note (id);
