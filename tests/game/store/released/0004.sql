BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE games (
	game VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	length INTEGER NOT NULL, 
	CONSTRAINT pk_games PRIMARY KEY (game), 
	CONSTRAINT fk_games_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "games" VALUES('JaQqcB-wjpcGs3aB7cB7lA','7c8ed80353892f42caf482fa5fb1dd5a3526d463c22b2584ced807eeefc2567a','random',5);
CREATE TABLE players (
	id VARCHAR NOT NULL, 
	pseudonym VARCHAR NOT NULL, 
	consent BOOLEAN NOT NULL, 
	consent_version VARCHAR, 
	client VARCHAR NOT NULL, 
	background JSON, 
	CONSTRAINT pk_players PRIMARY KEY (id), 
	CONSTRAINT uq_players_pseudonym UNIQUE (pseudonym)
);
INSERT INTO "players" VALUES('7c8ed80353892f42caf482fa5fb1dd5a3526d463c22b2584ced807eeefc2567a','ew-2oxuakkeyqvp4jvq',1,'play-2-here','api',NULL);
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
INSERT INTO "rounds" VALUES('J29VHHV3EQoeW21XzuW6hA','XHxia7aqkNAf-d8U4hyiyw','7c8ed80353892f42caf482fa5fb1dd5a3526d463c22b2584ced807eeefc2567a','JaQqcB-wjpcGs3aB7cB7lA','dfY2q9pWnuQzHoBPXphIJjm3R28vysHU',1.7961034788303596974e+09,NULL,1,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_05a7',37.1065,25.3724,48.85,2.35,'guessed','Paris','France','FR','Europe',2.2719587612227405771e+03,1.09132378988215896246e+03,0.03125,'random-uniform',9.5,1,116640,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',0,NULL,'round',NULL,'play-2-here','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('cZQpqlKy0JTdMv4yfZ79Qg','T3JsJfqe0QR4hOGpLjwpFw','7c8ed80353892f42caf482fa5fb1dd5a3526d463c22b2584ced807eeefc2567a','JaQqcB-wjpcGs3aB7cB7lA','Tj3GKQRgQVcae-YevtgXIv3UmPn-wu0w',1.79610347911043882369e+09,NULL,2,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_f071',-8.5069,115.2625,48.85,3.35,'guessed','Villeneuve-sur-Bellot','France','FR','Europe',1.23159108016425689134e+04,1.30529920094996643165e+00,3.22580645161290313627e-02,'random-uniform',9.5,1,120672,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',1,1.0567811138086455685e+04,'round',NULL,'play-2-here','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('SCIl2CobU29eiC0YGjZZSA','TrhJUVnwLR2TVtHxggUe_Q','7c8ed80353892f42caf482fa5fb1dd5a3526d463c22b2584ced807eeefc2567a','JaQqcB-wjpcGs3aB7cB7lA','U-GAgz8pvBSZKWK_UqKAWZrxSzeSGE6l',1.7961034791542510986e+09,NULL,3,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_1d84',26.9196,75.788,NULL,NULL,'skipped',NULL,NULL,NULL,NULL,10000.0,6.15905533958611,3.33333333333333328707e-02,'random-uniform',NULL,NULL,120672,NULL,NULL,NULL,NULL,NULL,'[]',NULL,'api',2,4.83744792569220499007e+03,'round',NULL,'play-2-here','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('MdR4Z4n9dc5jhsCrUTA65Q',NULL,'7c8ed80353892f42caf482fa5fb1dd5a3526d463c22b2584ced807eeefc2567a','JaQqcB-wjpcGs3aB7cB7lA','ascP1jDXwLuS5HdwANYBRQTypqSKAk04',1.7961034792036466598e+09,NULL,4,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_80c3',-34.1972,18.4512,NULL,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,3.44827586206896546938e-02,'random-uniform',NULL,NULL,116640,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'api',NULL,NULL,'round',NULL,NULL,'0.1.0',NULL);
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
CREATE INDEX ix_rounds_shard ON rounds (shard) WHERE consent_version IS NOT NULL;
CREATE INDEX ix_rounds_player_id ON rounds (player_id);
CREATE UNIQUE INDEX ix_rounds_game_number ON rounds (game, number);
CREATE UNIQUE INDEX ix_rounds_open ON rounds (game) WHERE status = 'open';
CREATE INDEX ix_rounds_closed ON rounds (touched_at) WHERE status <> 'open';
CREATE UNIQUE INDEX ix_rounds_dealt_once ON rounds (player_id, pack, clip_key) WHERE mode = 'random';
COMMIT;
