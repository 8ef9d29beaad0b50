BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0007');
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
INSERT INTO "facts" VALUES('key_check','6c520bd73af5c194cf29f47554aebf41');
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
INSERT INTO "games" VALUES('ge7gagH4wq9oKn4GTbhqKg','d2b26db8a108978d105bd3a25a4f55ff569e08b6025eae321dc561d93b27e950','random',5);
CREATE TABLE histories (
	player_id VARCHAR NOT NULL, 
	pack VARCHAR NOT NULL, 
	deck VARCHAR NOT NULL, 
	dealt BLOB NOT NULL, 
	revealed BLOB NOT NULL, 
	CONSTRAINT pk_histories PRIMARY KEY (player_id, pack), 
	CONSTRAINT fk_histories_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "histories" VALUES('d2b26db8a108978d105bd3a25a4f55ff569e08b6025eae321dc561d93b27e950','demo','6db3038afd864863fffc21d6fec6de60',X'00003240',X'00003040');
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
INSERT INTO "players" VALUES('d2b26db8a108978d105bd3a25a4f55ff569e08b6025eae321dc561d93b27e950','ew-ulhci6lgrd2gjanw',1,'here-cdad8db6d571fbaf0103b29a92ae6e74','api',NULL,3,'2026-12-01',4,1);
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
INSERT INTO "rounds" VALUES('phnZ0Ch2hJh02gQDQ2pVdw','Frr6XI0NPASaACToB8nrmg','d2b26db8a108978d105bd3a25a4f55ff569e08b6025eae321dc561d93b27e950','ge7gagH4wq9oKn4GTbhqKg','MF-29ip8_J1XzsiN4fFWYqsnIefTvZty',1796083200.001,NULL,NULL,124704,0,0,NULL,1,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_ce48',-19.2835,22.8941,48.85,2.35,'guessed','Paris','France','FR','Europe',7.81684913507069359167e+03,2.65884011365654551175e+01,0.03125,'random-uniform',9.5,1,124704,9.0,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,'api',0,1,NULL,'round',0.6,'["demo", "program", "too_fast", "more_heard_than_time"]',NULL,'here-cdad8db6d571fbaf0103b29a92ae6e74','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('QaPy28XqOHc0pfLktqk_6g','Wb_UUqvFdI6Pfk_jGfyTeA','d2b26db8a108978d105bd3a25a4f55ff569e08b6025eae321dc561d93b27e950','ge7gagH4wq9oKn4GTbhqKg','QK8-e58SAA85S5cYn1JL-5t03R2760_p',1796083200.002,NULL,NULL,120672,0,0,NULL,2,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_9e34',-34.6085,-58.3746,48.85,3.35,'guessed','Villeneuve-sur-Bellot','France','FR','Europe',1.10784236636363602878e+04,2.99055295737905790787e+00,3.22580645161290313627e-02,'random-uniform',9.5,1,120672,9.0,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,'api',1,1,8.04207998561065687693e+03,'round',0.2,'["demo", "program", "too_fast", "more_heard_than_time"]',NULL,'here-cdad8db6d571fbaf0103b29a92ae6e74','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('hVAkLxuF1RHpvmU76EXVQA','quSggaFZLBzeee8msQR_HA','d2b26db8a108978d105bd3a25a4f55ff569e08b6025eae321dc561d93b27e950','ge7gagH4wq9oKn4GTbhqKg','1BCzXs-skCH0j9XVyt5olVhW6l8-KrLr',1796083200.003,NULL,NULL,116640,0,0,NULL,3,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_a4e2',-6.1625,39.1933,NULL,NULL,'skipped',NULL,NULL,NULL,NULL,10000.0,6.15905533958611,3.33333333333333328707e-02,'random-uniform',NULL,NULL,116640,NULL,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,'api',2,1,2.28556877959970825031e+03,'round',0.1,'["demo", "program", "heard_too_little", "too_fast"]',NULL,'here-cdad8db6d571fbaf0103b29a92ae6e74','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('eDHzqxPIQLgDw0sCXTB5sQ',NULL,'d2b26db8a108978d105bd3a25a4f55ff569e08b6025eae321dc561d93b27e950','ge7gagH4wq9oKn4GTbhqKg','h7Z9rAMiYaWE3eQj0tXp8B3PjciDKJZN',1.79610395032400107376e+09,NULL,1796103950.3,120672,NULL,0,NULL,4,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_ba60',NULL,NULL,NULL,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,3.44827586206896546938e-02,'random-uniform',NULL,NULL,120672,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'api',NULL,1,NULL,'round',NULL,NULL,NULL,NULL,'0.1.0',NULL);
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
CREATE UNIQUE INDEX ix_rounds_game_number ON rounds (game, number);
CREATE UNIQUE INDEX ix_rounds_open ON rounds (game) WHERE status = 'open';
CREATE INDEX ix_rounds_shard ON rounds (shard) WHERE consent_version IS NOT NULL;
CREATE INDEX ix_rounds_player_id_status ON rounds (player_id, status);
CREATE UNIQUE INDEX ix_rounds_dealt_once ON rounds (player_id, pack, clip_key) WHERE mode = 'random';
CREATE INDEX ix_rounds_closed ON rounds (touched_at) WHERE status <> 'open';
COMMIT;
