BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE games (
	game VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	length INTEGER NOT NULL, 
	CONSTRAINT pk_games PRIMARY KEY (game), 
	CONSTRAINT fk_games_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "games" VALUES('tzetiRWUKB9vAoFP2r_0VA','e6e30ae4204cc3ef0ce695b5cfc45b56b4ad83990667c036f6e1005da2768306','random',5);
CREATE TABLE players (
	id VARCHAR NOT NULL, 
	pseudonym VARCHAR NOT NULL, 
	consent BOOLEAN NOT NULL, 
	consent_version VARCHAR, 
	client VARCHAR NOT NULL, 
	CONSTRAINT pk_players PRIMARY KEY (id), 
	CONSTRAINT uq_players_pseudonym UNIQUE (pseudonym)
);
INSERT INTO "players" VALUES('e6e30ae4204cc3ef0ce695b5cfc45b56b4ad83990667c036f6e1005da2768306','ew-xcxesji5k2f634b3',1,'play-1','api');
CREATE TABLE rounds (
	round VARCHAR NOT NULL, 
	guess_id VARCHAR, 
	player_id VARCHAR NOT NULL, 
	game VARCHAR NOT NULL, 
	audio VARCHAR NOT NULL, 
	touched_at FLOAT NOT NULL, 
	shard VARCHAR, 
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
INSERT INTO "rounds" VALUES('hejwKi1fZbV8BqAi5q6ztg','qzDsMW4gXgBVJvf8FaGEUw','e6e30ae4204cc3ef0ce695b5cfc45b56b4ad83990667c036f6e1005da2768306','tzetiRWUKB9vAoFP2r_0VA','hQs1VF3XipkenY8BUn4mEn_9LoR5fIbE',1.79610346950897622111e+09,NULL,1,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_9e34',-34.6085,-58.3746,48.85,2.35,'guessed','Paris','France','FR','Europe',1.10245931756385198241e+04,3.10036796250349588888e+00,0.03125,'random-uniform',9.5,1,120672,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',0,NULL,'round',NULL,'play-1','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('SHyFVau434nG2oSZJiv1Tg','oX9BNrslG4Gs_8O4-DP0Xw','e6e30ae4204cc3ef0ce695b5cfc45b56b4ad83990667c036f6e1005da2768306','tzetiRWUKB9vAoFP2r_0VA','PF2QqXpG7YlBbRnwKz_Nc2w16iXNEjDI',1.79610346970195150374e+09,NULL,2,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_ba60',40.7347,-73.9899,48.85,3.35,'guessed','Villeneuve-sur-Bellot','France','FR','Europe',5.91850992684810080397e+03,9.4843078642004286392e+01,3.22580645161290313627e-02,'random-uniform',9.5,1,120672,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',1,8.49449891063830727928e+03,'round',NULL,'play-1','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('TjImahOss7bFtgNKsfGL_Q','VO_CJ_DMhx0Y70Qttxlwhg','e6e30ae4204cc3ef0ce695b5cfc45b56b4ad83990667c036f6e1005da2768306','tzetiRWUKB9vAoFP2r_0VA','BC6h-9WhvAXXkfXmaysbkWDJKo26mMjb',1.79610346985985541343e+09,NULL,3,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_1d84',26.9196,75.788,NULL,NULL,'skipped',NULL,NULL,NULL,NULL,10000.0,6.15905533958611,3.33333333333333328707e-02,'random-uniform',NULL,NULL,120672,NULL,NULL,NULL,NULL,NULL,'[]',NULL,'api',2,1.18929298865031378222e+04,'round',NULL,'play-1','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('Ps4tq6Qd4ByViLk-ft4Bsw',NULL,'e6e30ae4204cc3ef0ce695b5cfc45b56b4ad83990667c036f6e1005da2768306','tzetiRWUKB9vAoFP2r_0VA','Tb4p3lv32PVzIGviYTapy3GSGuYc6rFc',1.79610346996607637406e+09,NULL,4,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_f59b',-9.4745,147.1673,NULL,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,3.44827586206896546938e-02,'random-uniform',NULL,NULL,116640,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'api',NULL,NULL,'round',NULL,NULL,'0.1.0',NULL);
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
CREATE INDEX ix_rounds_closed ON rounds (touched_at) WHERE status <> 'open';
CREATE INDEX ix_rounds_player_id ON rounds (player_id);
CREATE INDEX ix_rounds_shard ON rounds (shard) WHERE consent_version IS NOT NULL;
CREATE UNIQUE INDEX ix_rounds_game_number ON rounds (game, number);
CREATE UNIQUE INDEX ix_rounds_open ON rounds (game) WHERE status = 'open';
COMMIT;
