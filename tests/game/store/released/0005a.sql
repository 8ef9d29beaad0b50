BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0005a');
CREATE TABLE consent_texts (
	version VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	CONSTRAINT pk_consent_texts PRIMARY KEY (version)
);
CREATE TABLE games (
	game VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	length INTEGER NOT NULL, 
	CONSTRAINT pk_games PRIMARY KEY (game), 
	CONSTRAINT fk_games_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "games" VALUES('Z77GH4KlxxfhX3P-Q9967A','bed220e41e2df66874192da5b7956640817d8b950d390228bcc5947fdcfda342','random',5);
CREATE TABLE histories (
	player_id VARCHAR NOT NULL, 
	pack VARCHAR NOT NULL, 
	deck VARCHAR NOT NULL, 
	dealt BLOB NOT NULL, 
	revealed BLOB NOT NULL, 
	CONSTRAINT pk_histories PRIMARY KEY (player_id, pack), 
	CONSTRAINT fk_histories_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "histories" VALUES('bed220e41e2df66874192da5b7956640817d8b950d390228bcc5947fdcfda342','demo','6db3038afd864863fffc21d6fec6de60',X'20004005',X'20000005');
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
INSERT INTO "players" VALUES('bed220e41e2df66874192da5b7956640817d8b950d390228bcc5947fdcfda342','ew-abpngzxqawhylobj',1,'play-2-here','api',NULL,3,'2026-12-01',4);
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
	true_lat FLOAT NOT NULL, 
	true_lon FLOAT NOT NULL, 
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
INSERT INTO "rounds" VALUES('iR2NMZyCXXj612a8RUyxGw','R-XA5tiDx8uje3EN7SUCAw','bed220e41e2df66874192da5b7956640817d8b950d390228bcc5947fdcfda342','Z77GH4KlxxfhX3P-Q9967A','QAAyXt96R6qcIxtdxy22wk7HFd3dRYml',1.79610391917514443391e+09,NULL,NULL,116640,0,0,1,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_f59b',-9.4745,147.1673,48.85,2.35,'guessed','Paris','France','FR','Europe',1.45566897690221012454e+04,2.90914463571182835277e-01,0.03125,'random-uniform',9.5,1,116640,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',0,NULL,'round',0.3,'["demo", "program"]',NULL,'play-2-here','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('2STlLLjik7Hqk0_-kRR0Yw','UcemtW4spcYE4zn0UXjklQ','bed220e41e2df66874192da5b7956640817d8b950d390228bcc5947fdcfda342','Z77GH4KlxxfhX3P-Q9967A','C0Cod3_YNjXXXF7NiKW-PpSOu-UP__7z',1.7961039193122439384e+09,NULL,NULL,116640,0,0,2,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_17e9',19.3497,-99.1622,48.85,3.35,'guessed','Villeneuve-sur-Bellot','France','FR','Europe',9287.59421781096,9.92625497640397,3.22580645161290313627e-02,'random-uniform',9.5,1,116640,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',1,1.28367309224107520999e+04,'round',0.1,'["demo", "program"]',NULL,'play-2-here','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('5uW82TYcOHK75wRMkIiPKg','QYjI_IR6E9BCmMjikf1Mjw','bed220e41e2df66874192da5b7956640817d8b950d390228bcc5947fdcfda342','Z77GH4KlxxfhX3P-Q9967A','M1N_nSU99fkRmJ8E9iZHz3vhOjoo0l_q',1.7961039193826167583e+09,NULL,NULL,120672,0,0,3,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_e80d',45.555,-78.595,NULL,NULL,'skipped',NULL,NULL,NULL,NULL,10000.0,6.15905533958611,3.33333333333333328707e-02,'random-uniform',NULL,NULL,120672,NULL,NULL,NULL,NULL,NULL,'[]',NULL,'api',2,3468.16880719114,'round',0.1,'["demo", "program"]',NULL,'play-2-here','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('L3lJVWstzhLq2zLRamaAOg',NULL,'bed220e41e2df66874192da5b7956640817d8b950d390228bcc5947fdcfda342','Z77GH4KlxxfhX3P-Q9967A','FlVHgoCgly3IO-vsmNgs8hkEjd2zKiHU',1.79610391945098423959e+09,NULL,1796103919.4,108576,NULL,0,4,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_92f6',10.7725,106.698,NULL,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,3.44827586206896546938e-02,'random-uniform',NULL,NULL,108576,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'api',NULL,NULL,'round',NULL,NULL,NULL,NULL,'0.1.0',NULL);
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
CREATE UNIQUE INDEX ix_rounds_open ON rounds (game) WHERE status = 'open';
CREATE INDEX ix_rounds_shard ON rounds (shard) WHERE consent_version IS NOT NULL;
CREATE INDEX ix_rounds_open_of_player ON rounds (player_id) WHERE status = 'open';
CREATE INDEX ix_rounds_player_id ON rounds (player_id);
CREATE INDEX ix_rounds_closed ON rounds (touched_at) WHERE status <> 'open';
CREATE UNIQUE INDEX ix_rounds_game_number ON rounds (game, number);
COMMIT;
