BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0006');
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
INSERT INTO "facts" VALUES('key_check','1c8023c97dd778781af7ee31b4466edd');
INSERT INTO "facts" VALUES('probe','00');
INSERT INTO "facts" VALUES('run','');
CREATE TABLE games (
	game VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	length INTEGER NOT NULL, 
	CONSTRAINT pk_games PRIMARY KEY (game), 
	CONSTRAINT fk_games_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "games" VALUES('NDeni1Xikhaq8HH0q9j32g','c86b25fff89e61214f03721ebabf5d94241c278ecb5f94c8c7483929789b608a','random',5);
CREATE TABLE histories (
	player_id VARCHAR NOT NULL, 
	pack VARCHAR NOT NULL, 
	deck VARCHAR NOT NULL, 
	dealt BLOB NOT NULL, 
	revealed BLOB NOT NULL, 
	CONSTRAINT pk_histories PRIMARY KEY (player_id, pack), 
	CONSTRAINT fk_histories_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "histories" VALUES('c86b25fff89e61214f03721ebabf5d94241c278ecb5f94c8c7483929789b608a','demo','6db3038afd864863fffc21d6fec6de60',X'01020420',X'01020020');
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
	CONSTRAINT pk_players PRIMARY KEY (id), 
	CONSTRAINT uq_players_pseudonym UNIQUE (pseudonym)
);
INSERT INTO "players" VALUES('c86b25fff89e61214f03721ebabf5d94241c278ecb5f94c8c7483929789b608a','ew-5u4qobtjvqv5fjd5',1,'here-cdad8db6d571fbaf0103b29a92ae6e74','api',NULL,3,'2026-12-01',4);
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
	draw_probability FLOAT NOT NULL, 
	allocation VARCHAR NOT NULL, 
	seconds_heard FLOAT, 
	plays INTEGER, 
	bytes_served INTEGER NOT NULL, 
	seconds_to_guess FLOAT, 
	pin_moves INTEGER, 
	focus_losses INTEGER, 
	device VARCHAR, 
	confidence_km FLOAT, 
	clues JSON, 
	prior_exposure BOOLEAN, 
	client VARCHAR NOT NULL, 
	closed_before INTEGER, 
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
INSERT INTO "rounds" VALUES('HKQc5zB7S4px2wQMiM_LdA','H79KvcHTaL6LmhjC4zbBkA','c86b25fff89e61214f03721ebabf5d94241c278ecb5f94c8c7483929789b608a','NDeni1Xikhaq8HH0q9j32g','JPd2NMgVsAHzT9CZWQxTvGHDMsNBr0Xx',1796083200.001,NULL,NULL,116640,0,0,1,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_d41b',-22.987,-43.2048,48.85,2.35,'guessed','Paris','France','FR','Europe',9.15195815268805745301e+03,1.08704654920841132788e+01,0.03125,'random-uniform',9.5,1,116640,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',0,NULL,'round',0.2,'["demo", "program"]',NULL,'here-cdad8db6d571fbaf0103b29a92ae6e74','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('xldOvSm6czNnYplsWA3Uhg','JHAX8FNVcy6yjmRRkFrxRA','c86b25fff89e61214f03721ebabf5d94241c278ecb5f94c8c7483929789b608a','NDeni1Xikhaq8HH0q9j32g','sMh9OEpFDEVfgDQZbMIcEMMte0SbKVHO',1796083200.002,NULL,NULL,112608,0,0,2,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_7f3a',38.7169,-9.1304,48.85,3.35,'guessed','Villeneuve-sur-Bellot','France','FR','Europe',1.50501014176062744816e+03,1.82429026657203758078e+03,3.22580645161290313627e-02,'random-uniform',9.5,1,112608,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',1,7.69952471348322706017e+03,'round',0.1,'["demo", "program"]',NULL,'here-cdad8db6d571fbaf0103b29a92ae6e74','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('tWKCsO3Zpu4ZZONY8t7SjQ','lySJjmfaYrjtzM-jPGiv3Q','c86b25fff89e61214f03721ebabf5d94241c278ecb5f94c8c7483929789b608a','NDeni1Xikhaq8HH0q9j32g','-h4RqVo94sEVd7X5aEes-H5DYCTt6U2-',1796083200.003,NULL,NULL,120672,0,0,3,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_48d0',50.5769,-3.8116,NULL,NULL,'skipped',NULL,NULL,NULL,NULL,10000.0,6.15905533958611,3.33333333333333328707e-02,'random-uniform',NULL,NULL,120672,NULL,NULL,NULL,NULL,NULL,'[]',NULL,'api',2,1.38290731435804946163e+03,'round',0.1,'["demo", "program"]',NULL,'here-cdad8db6d571fbaf0103b29a92ae6e74','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('Wy1KalJ7-RnPo6PEV98Wug',NULL,'c86b25fff89e61214f03721ebabf5d94241c278ecb5f94c8c7483929789b608a','NDeni1Xikhaq8HH0q9j32g','RNrAj-66QVdJsFfMIDU1svtRATJDWZu1',1.79610393558641982074e+09,NULL,1796103935.5,120672,NULL,0,4,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_b26c',NULL,NULL,NULL,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,3.44827586206896546938e-02,'random-uniform',NULL,NULL,120672,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'api',NULL,NULL,'round',NULL,NULL,NULL,NULL,'0.1.0',NULL);
CREATE TABLE shards (
	name VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	CONSTRAINT pk_shards PRIMARY KEY (name)
);
CREATE TABLE withdrawals (
	tombstone VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	pseudonym VARCHAR, 
	CONSTRAINT pk_withdrawals PRIMARY KEY (tombstone)
);
CREATE INDEX ix_games_player_id ON games (player_id);
CREATE UNIQUE INDEX ix_rounds_dealt_once ON rounds (player_id, pack, clip_key) WHERE mode = 'random';
CREATE INDEX ix_rounds_player_id_status ON rounds (player_id, status);
CREATE INDEX ix_rounds_shard ON rounds (shard) WHERE consent_version IS NOT NULL;
CREATE INDEX ix_rounds_closed ON rounds (touched_at) WHERE status <> 'open';
CREATE UNIQUE INDEX ix_rounds_open ON rounds (game) WHERE status = 'open';
CREATE UNIQUE INDEX ix_rounds_game_number ON rounds (game, number);
COMMIT;
