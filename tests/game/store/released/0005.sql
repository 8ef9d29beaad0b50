BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0005');
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
INSERT INTO "games" VALUES('k3TWcbE2P8TkDEyDEe_U1g','699c4fb7e2417595ad2c2578f1c414899736271ebe4a57037c98a5ef0768a97c','random',5);
CREATE TABLE histories (
	player_id VARCHAR NOT NULL, 
	pack VARCHAR NOT NULL, 
	deck VARCHAR NOT NULL, 
	dealt BLOB NOT NULL, 
	revealed BLOB NOT NULL, 
	CONSTRAINT pk_histories PRIMARY KEY (player_id, pack), 
	CONSTRAINT fk_histories_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "histories" VALUES('699c4fb7e2417595ad2c2578f1c414899736271ebe4a57037c98a5ef0768a97c','demo','6db3038afd864863fffc21d6fec6de60',X'10104004',X'10004004');
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
INSERT INTO "players" VALUES('699c4fb7e2417595ad2c2578f1c414899736271ebe4a57037c98a5ef0768a97c','ew-dqv5fbya2kadgjqd',1,'play-2-here','api',NULL,3,'2026-12-01',4);
CREATE TABLE rounds (
	round VARCHAR NOT NULL, 
	guess_id VARCHAR, 
	player_id VARCHAR NOT NULL, 
	game VARCHAR NOT NULL, 
	audio VARCHAR NOT NULL, 
	touched_at FLOAT NOT NULL, 
	shard VARCHAR, 
	dealt_at FLOAT, 
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
INSERT INTO "rounds" VALUES('MdbHUQerPA2X3MC41I1mYw','Infw0Y-VzdaKEBBgp529Pg','699c4fb7e2417595ad2c2578f1c414899736271ebe4a57037c98a5ef0768a97c','k3TWcbE2P8TkDEyDEe_U1g','rJCQU8TmJ_RG2d1tSFUGAkBmNWLmiQOz',1.79610390416800093653e+09,NULL,NULL,0,0,1,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_1d84',26.9196,75.788,48.85,2.35,'guessed','Paris','France','FR','Europe',6.62334895483368745784e+03,5.91474241747062450241e+01,0.03125,'random-uniform',9.5,1,120672,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',0,NULL,'round',0.6,NULL,'play-2-here','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('qBUkMaDUXUqgwu9O3faxeQ','G2FNua0tnRJzijRKwVCUig','699c4fb7e2417595ad2c2578f1c414899736271ebe4a57037c98a5ef0768a97c','k3TWcbE2P8TkDEyDEe_U1g','Md6RtCVrzVHS7MPMgRK8gwf6RG2pH601',1.79610390447963452339e+09,NULL,NULL,0,0,2,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_e80d',45.555,-78.595,48.85,3.35,'guessed','Villeneuve-sur-Bellot','France','FR','Europe',5.90782867981590607093e+03,95.5241769899796,3.22580645161290313627e-02,'random-uniform',9.5,1,120672,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',1,1.15721329899344746081e+04,'round',0.2,NULL,'play-2-here','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('Ss6LqBeQpNqhuxulZct56A','G3_gY-BDGxJgrWXnQjc5cw','699c4fb7e2417595ad2c2578f1c414899736271ebe4a57037c98a5ef0768a97c','k3TWcbE2P8TkDEyDEe_U1g','LRJ2RkvLXlinl4kWKeUl_kUiGmE3cpxe',1.79610390488199138641e+09,NULL,NULL,0,0,3,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_92f6',10.7725,106.698,NULL,NULL,'skipped',NULL,NULL,NULL,NULL,10000.0,6.15905533958611,3.33333333333333328707e-02,'random-uniform',NULL,NULL,108576,NULL,NULL,NULL,NULL,NULL,'[]',NULL,'api',2,3.69913866771635775881e+03,'round',0.2,NULL,'play-2-here','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('9ZnfEuHdJv5gYv_BTcct3A',NULL,'699c4fb7e2417595ad2c2578f1c414899736271ebe4a57037c98a5ef0768a97c','k3TWcbE2P8TkDEyDEe_U1g','ciTRY285U0wobtiTcMUVcPvfWDygk1Xm',1.79610390506555438043e+09,NULL,1796103904.9,NULL,0,4,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_63d7',18.2955,-65.7988,NULL,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,3.44827586206896546938e-02,'random-uniform',NULL,NULL,112608,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'api',NULL,NULL,'round',NULL,NULL,NULL,'0.1.0',NULL);
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
CREATE INDEX ix_rounds_open_of_player ON rounds (player_id) WHERE status = 'open';
CREATE UNIQUE INDEX ix_rounds_game_number ON rounds (game, number);
CREATE INDEX ix_rounds_player_id ON rounds (player_id);
CREATE INDEX ix_rounds_closed ON rounds (touched_at) WHERE status <> 'open';
CREATE UNIQUE INDEX ix_rounds_dealt_once ON rounds (player_id, pack, clip_key) WHERE mode = 'random';
CREATE UNIQUE INDEX ix_rounds_open ON rounds (game) WHERE status = 'open';
CREATE INDEX ix_rounds_shard ON rounds (shard) WHERE consent_version IS NOT NULL;
COMMIT;
