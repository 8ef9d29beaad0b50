BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0008');
CREATE TABLE consent_texts (
	version VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	CONSTRAINT pk_consent_texts PRIMARY KEY (version)
);
INSERT INTO "consent_texts" VALUES('here-cdad8db6d571fbaf0103b29a92ae6e74','{"agree":"I agree, and am 18 or older","contact":null,"dataset":null,"from_now_on":"This holds for rounds that end from now on; earlier rounds stay as they were.","just_play":"Just play","licence":{"name":"CC BY 4.0","url":"https://creativecommons.org/licenses/by/4.0/"},"parts":[{"name":"kept","text":"Of each round: the recording, your point or pass, the score, how you listened and used the map, the kind of device, and the day it ended; and what you choose to tell. It all stands under a random name, without your own name, network address or browser''s details.","title":"What is kept"},{"name":"public","text":"Nothing: this host has no public dataset. Guesses count on the leaderboard here, and the host may pass them on for research, under the same random names.","title":"What is public"},{"name":"how_long","text":"Without a set end, or until you withdraw.","title":"For how long"},{"name":"age","text":"You must be at least 18 years old to agree.","title":"Your age"},{"name":"withdraw","text":"At any time, with a code that you are given. Your guesses are then deleted here; copies that the host has passed on cannot be recalled. You can also stop agreeing without withdrawing: rounds that end after that count in no comparison.","title":"How to withdraw"},{"name":"ask","text":"This host has named nobody: ask whoever gave you the address of this page.","title":"Whom to ask"}],"share":"Play and let my guesses count","title":"Before your first guess is stored","without":"Your guesses are stored here to run the game, published nowhere and counted in no comparison. You can agree later."}');
CREATE TABLE facts (
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	CONSTRAINT pk_facts PRIMARY KEY (name)
);
INSERT INTO "facts" VALUES('key_check','fb0eb37fff18e2b121d1d5676f9301c2');
INSERT INTO "facts" VALUES('probe','00');
INSERT INTO "facts" VALUES('run','');
CREATE TABLE games (
	game VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	length INTEGER NOT NULL, 
	study VARCHAR, 
	CONSTRAINT pk_games PRIMARY KEY (game), 
	CONSTRAINT fk_games_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "games" VALUES('hvvjbpxp2qUtuewSzCLPZw','6bbf8a9310fa74b3e3cee3fb0aba4b4d59a103b8ebc10cff0e2f4cf94ca35ce3','random',5,NULL);
CREATE TABLE histories (
	player_id VARCHAR NOT NULL, 
	pack VARCHAR NOT NULL, 
	deck VARCHAR NOT NULL, 
	dealt BLOB NOT NULL, 
	revealed BLOB NOT NULL, 
	CONSTRAINT pk_histories PRIMARY KEY (player_id, pack), 
	CONSTRAINT fk_histories_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "histories" VALUES('6bbf8a9310fa74b3e3cee3fb0aba4b4d59a103b8ebc10cff0e2f4cf94ca35ce3','demo','6db3038afd864863fffc21d6fec6de60',X'40010120',X'40010020');
CREATE TABLE participant_ids (
	lookup VARCHAR NOT NULL, 
	participant VARCHAR NOT NULL, 
	sealed BLOB, 
	forget_at FLOAT NOT NULL, 
	CONSTRAINT pk_participant_ids PRIMARY KEY (lookup), 
	CONSTRAINT fk_participant_ids_participant FOREIGN KEY(participant) REFERENCES participants (id) ON DELETE CASCADE
);
CREATE TABLE participants (
	id VARCHAR NOT NULL, 
	study VARCHAR NOT NULL, 
	player_id VARCHAR, 
	language VARCHAR NOT NULL, 
	progress JSON NOT NULL, 
	answers JSON NOT NULL, 
	checks JSON NOT NULL, 
	outcome VARCHAR, 
	session INTEGER NOT NULL, 
	block INTEGER, 
	started_at FLOAT NOT NULL, 
	finished_at FLOAT, 
	seconds_active FLOAT NOT NULL, 
	CONSTRAINT pk_participants PRIMARY KEY (id), 
	CONSTRAINT fk_participants_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE SET NULL
);
CREATE TABLE players (
	id VARCHAR NOT NULL, 
	pseudonym VARCHAR NOT NULL, 
	consent BOOLEAN NOT NULL, 
	consent_version VARCHAR, 
	client VARCHAR NOT NULL, 
	background JSON, 
	closed_rounds INTEGER, 
	last_day DATE, 
	dealt_on_last_day INTEGER, 
	sitting INTEGER, 
	CONSTRAINT pk_players PRIMARY KEY (id), 
	CONSTRAINT uq_players_pseudonym UNIQUE (pseudonym)
);
INSERT INTO "players" VALUES('6bbf8a9310fa74b3e3cee3fb0aba4b4d59a103b8ebc10cff0e2f4cf94ca35ce3','ew-5f7dqiucdpcx6a5l',1,'here-cdad8db6d571fbaf0103b29a92ae6e74','api',NULL,3,'2026-12-01',4,1);
CREATE TABLE rounds (
	round VARCHAR NOT NULL, 
	guess_id VARCHAR, 
	player_id VARCHAR NOT NULL, 
	game VARCHAR NOT NULL, 
	audio VARCHAR NOT NULL, 
	touched_at FLOAT NOT NULL, 
	shard VARCHAR, 
	dealt_at FLOAT, 
	audio_bytes INTEGER, 
	revealed_before BOOLEAN, 
	many_from_one_place BOOLEAN, 
	explanation VARCHAR, 
	withheld BOOLEAN, 
	closes_at FLOAT, 
	number INTEGER NOT NULL, 
	mode VARCHAR NOT NULL, 
	pack VARCHAR NOT NULL, 
	pack_hash VARCHAR NOT NULL, 
	clip_key VARCHAR NOT NULL, 
	true_lat FLOAT, 
	true_lon FLOAT, 
	lat FLOAT, 
	lon FLOAT, 
	status VARCHAR NOT NULL, 
	city VARCHAR, 
	country VARCHAR, 
	country_code VARCHAR, 
	continent VARCHAR, 
	distance_km FLOAT, 
	geoscore FLOAT, 
	draw_probability FLOAT, 
	allocation VARCHAR NOT NULL, 
	seconds_heard FLOAT, 
	plays INTEGER, 
	bytes_served INTEGER NOT NULL, 
	seconds_to_guess FLOAT, 
	seconds_to_pin FLOAT, 
	pin_moves INTEGER, 
	focus_losses INTEGER, 
	device VARCHAR, 
	confidence_km FLOAT, 
	clues JSON, 
	prior_exposure BOOLEAN, 
	checks JSON, 
	client VARCHAR NOT NULL, 
	closed_before INTEGER, 
	sitting INTEGER, 
	nearest_revealed_km FLOAT, 
	feedback VARCHAR NOT NULL, 
	seconds_open FLOAT, 
	why_not JSON, 
	study_hash VARCHAR, 
	consent_version VARCHAR, 
	app_version VARCHAR NOT NULL, 
	day DATE, 
	CONSTRAINT pk_rounds PRIMARY KEY (round), 
	CONSTRAINT uq_rounds_guess_id UNIQUE (guess_id), 
	CONSTRAINT fk_rounds_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE, 
	CONSTRAINT fk_rounds_game FOREIGN KEY(game) REFERENCES games (game) ON DELETE CASCADE, 
	CONSTRAINT uq_rounds_audio UNIQUE (audio)
);
INSERT INTO "rounds" VALUES('isr8mzPBI5SJiO1ajbj99Q','BsLEscUwdGU1AgDz5ITKUQ','6bbf8a9310fa74b3e3cee3fb0aba4b4d59a103b8ebc10cff0e2f4cf94ca35ce3','hvvjbpxp2qUtuewSzCLPZw','IOSD9HYgWJ1XFQVTIR8soxhldyvfm3_X',1796083200.001,NULL,NULL,116640,0,0,NULL,NULL,NULL,1,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_d41b',-22.987,-43.2048,48.85,2.35,'guessed','Paris','France','FR','Europe',9.15195815268805745301e+03,1.08704654920841132788e+01,0.03125,'random-uniform',9.5,1,116640,9.0,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,'api',0,1,NULL,'round',0.2,'["demo", "program", "too_fast", "more_heard_than_time"]','2c08c802306442e43472ce0151f5474cf9dba42e922721aef5df4244df2bbf0f','here-cdad8db6d571fbaf0103b29a92ae6e74','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('p-42JOo9_FD-iQMTwCaVFQ','Asr9VqdvM97fMvTVpSkjFA','6bbf8a9310fa74b3e3cee3fb0aba4b4d59a103b8ebc10cff0e2f4cf94ca35ce3','hvvjbpxp2qUtuewSzCLPZw','dLT2Hol-cfqqZwBxLLLFj-UHfYF1ZbZj',1796083200.002,NULL,NULL,112608,0,0,NULL,NULL,NULL,2,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_08f5',-13.4225,-71.8489,48.85,3.35,'guessed','Villeneuve-sur-Bellot','France','FR','Europe',1.00693190870814378284e+04,5.87957620479628051413e+00,3.22580645161290313627e-02,'random-uniform',9.5,1,112608,9.0,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,'api',1,1,3.20225137368998639432e+03,'round',0.2,'["demo", "program", "too_fast", "more_heard_than_time"]','2c08c802306442e43472ce0151f5474cf9dba42e922721aef5df4244df2bbf0f','here-cdad8db6d571fbaf0103b29a92ae6e74','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('nfIWH4lmr4BiiwhmAszy-A','II0Qsfa8Xk3u51AjrfbSjg','6bbf8a9310fa74b3e3cee3fb0aba4b4d59a103b8ebc10cff0e2f4cf94ca35ce3','hvvjbpxp2qUtuewSzCLPZw','t_-Aw_OjRuvI2yF-jTo5VDNrMCQ-21jq',1796083200.003,NULL,NULL,116640,0,0,NULL,NULL,NULL,3,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_80c3',-34.1972,18.4512,NULL,NULL,'skipped',NULL,NULL,NULL,NULL,10000.0,6.15905533958611,3.33333333333333328707e-02,'random-uniform',NULL,NULL,116640,NULL,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,'api',2,1,6.0679633223815853853e+03,'round',0.4,'["demo", "program", "heard_too_little", "too_fast"]','2c08c802306442e43472ce0151f5474cf9dba42e922721aef5df4244df2bbf0f','here-cdad8db6d571fbaf0103b29a92ae6e74','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('_PfhZIDaGQ81Be9FkCHM9A',NULL,'6bbf8a9310fa74b3e3cee3fb0aba4b4d59a103b8ebc10cff0e2f4cf94ca35ce3','hvvjbpxp2qUtuewSzCLPZw','_iDJoO4cONPmWj6M7JOiAnci0dr-uHru',1.79610396558092212681e+09,NULL,1796103965.5,116640,NULL,0,NULL,NULL,NULL,4,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_c2d8',NULL,NULL,NULL,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,3.44827586206896546938e-02,'random-uniform',NULL,NULL,116640,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'api',NULL,1,NULL,'round',NULL,NULL,'2c08c802306442e43472ce0151f5474cf9dba42e922721aef5df4244df2bbf0f',NULL,'0.1.0',NULL);
CREATE TABLE shards (
	name VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	CONSTRAINT pk_shards PRIMARY KEY (name)
);
CREATE TABLE studies (
	name VARCHAR NOT NULL, 
	hash VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	first_dealt_at FLOAT, 
	closed_at FLOAT, 
	preregistration VARCHAR, 
	CONSTRAINT pk_studies PRIMARY KEY (name)
);
CREATE TABLE withdrawals (
	tombstone VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	pseudonym VARCHAR, 
	CONSTRAINT pk_withdrawals PRIMARY KEY (tombstone)
);
CREATE INDEX ix_games_player_id ON games (player_id);
CREATE INDEX ix_participants_study ON participants (study);
CREATE UNIQUE INDEX ix_participants_player_id_study ON participants (player_id, study);
CREATE INDEX ix_rounds_player_id_status ON rounds (player_id, status);
CREATE INDEX ix_rounds_closed ON rounds (touched_at) WHERE status <> 'open';
CREATE INDEX ix_rounds_study ON rounds (study_hash, pack, clip_key, status, player_id) WHERE mode = 'study';
CREATE UNIQUE INDEX ix_rounds_dealt_once ON rounds (player_id, pack, clip_key) WHERE mode = 'random';
CREATE UNIQUE INDEX ix_rounds_open ON rounds (game) WHERE status = 'open';
CREATE INDEX ix_rounds_shard ON rounds (shard) WHERE consent_version IS NOT NULL;
CREATE UNIQUE INDEX ix_rounds_game_number ON rounds (game, number);
CREATE UNIQUE INDEX ix_participant_ids_participant ON participant_ids (participant);
COMMIT;
