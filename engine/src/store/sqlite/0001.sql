-- Ids of 28 digits are kept as 12 bytes, days as the number yyyymmdd, moments as milliseconds
-- since 1970; `state`, `body` and `text` are packed. `order_key` is the first 12 bytes of SHA-256(account), then the order number, so
-- that its index stays small and orders numbered in sequence lie side by side.
CREATE TABLE payment (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  order_key BLOB NOT NULL,
  version INTEGER NOT NULL,
  merchant TEXT NOT NULL,
  account TEXT NOT NULL,
  phase TEXT NOT NULL,
  currency TEXT NOT NULL,
  minor INTEGER NOT NULL,
  wallet TEXT,
  created INTEGER NOT NULL,
  due INTEGER,
  leaf INTEGER,
  state BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX payment_id ON payment (id);
CREATE UNIQUE INDEX payment_order ON payment (order_key);
CREATE INDEX payment_merchant ON payment (merchant, id);
CREATE INDEX payment_phase ON payment (phase, id);
CREATE INDEX payment_due ON payment (due) WHERE due IS NOT NULL;

-- `key` is made of account and refund number as `order_key` is.
CREATE TABLE refund (
  key BLOB NOT NULL PRIMARY KEY,
  payment BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_account (
  n INTEGER PRIMARY KEY,
  merchant TEXT NOT NULL,
  wallet TEXT NOT NULL,
  kind TEXT NOT NULL,
  currency TEXT NOT NULL,
  UNIQUE (merchant, wallet, kind, currency)
) STRICT;

-- `entries` is a JSON array of [account, 1 for debit or 0, minor units].
CREATE TABLE posting (
  n INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  payment BLOB,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  memo TEXT NOT NULL,
  entries TEXT NOT NULL
) STRICT;
CREATE INDEX posting_payment ON posting (payment) WHERE payment IS NOT NULL;
CREATE INDEX posting_day ON posting (day);

CREATE TABLE account_posting (
  account INTEGER NOT NULL,
  posting INTEGER NOT NULL,
  PRIMARY KEY (account, posting)
) STRICT, WITHOUT ROWID;

-- A sum that leaves 64 bits would become a float; a strict column refuses it instead.
CREATE TABLE position (
  account INTEGER NOT NULL,
  day INTEGER NOT NULL,
  debit INTEGER NOT NULL,
  credit INTEGER NOT NULL,
  PRIMARY KEY (account, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  payment BLOB NOT NULL,
  account TEXT NOT NULL,
  body BLOB NOT NULL,
  created INTEGER NOT NULL,
  due INTEGER,
  attempt INTEGER NOT NULL,
  done INTEGER NOT NULL,
  last_error TEXT
) STRICT;
CREATE INDEX notice_payment ON notice (payment);
CREATE INDEX notice_due ON notice (due) WHERE due IS NOT NULL;

CREATE TABLE exchange (
  n INTEGER PRIMARY KEY,
  payment BLOB NOT NULL,
  at INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  direction TEXT NOT NULL,
  dialect TEXT NOT NULL,
  call TEXT NOT NULL,
  status INTEGER NOT NULL,
  text BLOB NOT NULL
) STRICT;
CREATE INDEX exchange_payment ON exchange (payment);

CREATE TABLE our_row (
  wallet TEXT NOT NULL,
  day INTEGER NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payment BLOB NOT NULL,
  wallet_no TEXT NOT NULL,
  currency TEXT NOT NULL,
  minor INTEGER NOT NULL,
  fee_micro INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (wallet, day, kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE object (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT;

CREATE TABLE nonce (
  scope TEXT NOT NULL,
  nonce TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (scope, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX nonce_until ON nonce (until);

CREATE TABLE idempotency (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash BLOB NOT NULL,
  response BLOB,
  expires INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT;
CREATE INDEX idempotency_expires ON idempotency (expires);

-- `n` is the index in the log, from 0 and without a gap. `opening` comes last, so that whoever reads
-- bodies does not pass over it.
CREATE TABLE leaf (
  n INTEGER PRIMARY KEY,
  body BLOB NOT NULL,
  opening BLOB
) STRICT;
