BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE games (
	game VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	length INTEGER NOT NULL, 
	CONSTRAINT pk_games PRIMARY KEY (game), 
	CONSTRAINT fk_games_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "games" VALUES('LsUAldQXAe8aiTWdKwU-IQ','d0d08865c91eb000211524d99cfcce991e0b97a60931f7fed3495693c68dada7','random',5);
CREATE TABLE players (
	id VARCHAR NOT NULL, 
	pseudonym VARCHAR NOT NULL, 
	consent BOOLEAN NOT NULL, 
	consent_version VARCHAR, 
	client VARCHAR NOT NULL, 
	CONSTRAINT pk_players PRIMARY KEY (id), 
	CONSTRAINT uq_players_pseudonym UNIQUE (pseudonym)
);
INSERT INTO "players" VALUES('d0d08865c91eb000211524d99cfcce991e0b97a60931f7fed3495693c68dada7','ew-y2q7ohnymj3cnptm',1,'play-1','api');
CREATE TABLE rounds (
	round VARCHAR NOT NULL, 
	guess_id VARCHAR, 
	player_id VARCHAR NOT NULL, 
	game VARCHAR NOT NULL, 
	audio VARCHAR NOT NULL, 
	touched_at FLOAT NOT NULL, 
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
INSERT INTO "rounds" VALUES('a5iMFgOV0U6UevORjBO4JQ','-M6rgjIunq4BWanTyuCEjQ','d0d08865c91eb000211524d99cfcce991e0b97a60931f7fed3495693c68dada7','LsUAldQXAe8aiTWdKwU-IQ','rMcANlgmzpN2isZLCTGujVKDQZJezlQ1',1.79610441480202317242e+09,1,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_719c',-25.2983,-57.6232,48.85,2.35,'guessed','Paris','France','FR','Europe',1.01397630568313234112e+04,5.6085508436704705204e+00,0.03125,'random-uniform',9.5,1,112608,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',0,NULL,'round',NULL,'play-1','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('PjIjwJRFJAWUsHrOmjcbWg','USvDNB8L1sc1WM3mODxZWg','d0d08865c91eb000211524d99cfcce991e0b97a60931f7fed3495693c68dada7','LsUAldQXAe8aiTWdKwU-IQ','pp89r93lAIAVdEk5fkOHqgb75sCKJ7lO',1.79610441484711313249e+09,2,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_6ab8',40.992,29.0233,48.85,3.35,'guessed','Villeneuve-sur-Bellot','France','FR','Europe',2.19346152039777598477e+03,1.15024948785169408443e+03,3.22580645161290313627e-02,'random-uniform',9.5,1,124704,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',1,1.15437319777809389051e+04,'round',NULL,'play-1','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('AblTcy1E4_QMovZBHVQ3jA','nJOFJZj7N7PH9fkZwqfVAw','d0d08865c91eb000211524d99cfcce991e0b97a60931f7fed3495693c68dada7','LsUAldQXAe8aiTWdKwU-IQ','dO8b-umTKDPhSPj_lPNhSqw4GD3rttKe',1.79610441488883638386e+09,3,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_36e1',-37.8178,144.9672,NULL,NULL,'skipped',NULL,NULL,NULL,NULL,10000.0,6.15905533958611,3.33333333333333328707e-02,'random-uniform',NULL,NULL,120672,NULL,NULL,NULL,NULL,NULL,'[]',NULL,'api',2,1.26320772614120778595e+04,'round',NULL,'play-1','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('55xqL-On5ybXmrnIbeVwuQ',NULL,'d0d08865c91eb000211524d99cfcce991e0b97a60931f7fed3495693c68dada7','LsUAldQXAe8aiTWdKwU-IQ','9IDsR3fMeDl6J6qdEUNkhgRlXm5ldve4',1.79610441492591857912e+09,4,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_ac07',-2.963,-59.923,NULL,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,3.44827586206896546938e-02,'random-uniform',NULL,NULL,116640,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'api',NULL,NULL,'round',NULL,NULL,'0.1.0',NULL);
CREATE INDEX ix_games_player_id ON games (player_id);
CREATE UNIQUE INDEX ix_rounds_open ON rounds (game) WHERE status = 'open';
CREATE INDEX ix_rounds_player_id ON rounds (player_id);
CREATE UNIQUE INDEX ix_rounds_dealt_once ON rounds (player_id, pack, clip_key) WHERE mode = 'random';
CREATE UNIQUE INDEX ix_rounds_game_number ON rounds (game, number);
CREATE INDEX ix_rounds_closed ON rounds (touched_at) WHERE status <> 'open';
COMMIT;
