BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE games (
	game VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	length INTEGER NOT NULL, 
	CONSTRAINT pk_games PRIMARY KEY (game), 
	CONSTRAINT fk_games_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "games" VALUES('AS5fG1dR5xjmqjI-7cKZAw','2c7d89b2085128be774942e23e9d5dc6cf637bb0f5160006261e3a50c9839d0f','random',5);
CREATE TABLE players (
	id VARCHAR NOT NULL, 
	pseudonym VARCHAR NOT NULL, 
	consent BOOLEAN NOT NULL, 
	consent_version VARCHAR, 
	client VARCHAR NOT NULL, 
	CONSTRAINT pk_players PRIMARY KEY (id), 
	CONSTRAINT uq_players_pseudonym UNIQUE (pseudonym)
);
INSERT INTO "players" VALUES('2c7d89b2085128be774942e23e9d5dc6cf637bb0f5160006261e3a50c9839d0f','ew-bciia6szp5fwzy7r',1,'play-1','api');
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
INSERT INTO "rounds" VALUES('7WJnVCgyGwrya9KXaLGTJA','HdaEtC3JxQsSq1EJxrZE1g','2c7d89b2085128be774942e23e9d5dc6cf637bb0f5160006261e3a50c9839d0f','AS5fG1dR5xjmqjI-7cKZAw','TdeKHl3Gl1oZK7GlBxBtPW9aYyAnj810',1.79610440474105596537e+09,1,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_1d84',26.9196,75.788,48.85,2.35,'guessed','Paris','France','FR','Europe',6.62334895483368745784e+03,5.91474241747062450241e+01,0.03125,'random-uniform',9.5,1,120672,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',0,NULL,'round',NULL,'play-1','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('8kS4SwBc4rnS-KmMZcQwPQ','NczXOWLOVwtUWoi6zml3BA','2c7d89b2085128be774942e23e9d5dc6cf637bb0f5160006261e3a50c9839d0f','AS5fG1dR5xjmqjI-7cKZAw','SviJTOkEdJq2SRM6Ox8dYl-0xW9ELceg',1.79610440484855461121e+09,2,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_29ba',12.6392,-8.0029,48.85,3.35,'guessed','Villeneuve-sur-Bellot','France','FR','Europe',4.1496268788779616444e+03,3.10208979194038477096e+02,3.22580645161290313627e-02,'random-uniform',9.5,1,116640,9.0,NULL,NULL,NULL,NULL,'[]',NULL,'api',1,8.78052945180048664049e+03,'round',NULL,'play-1','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('yVaPbe_3-fUQlVZ6Trk7YA','ZbwH8MAWoF7L_u0-UFICtQ','2c7d89b2085128be774942e23e9d5dc6cf637bb0f5160006261e3a50c9839d0f','AS5fG1dR5xjmqjI-7cKZAw','7jlqtuBXjJUJlrnuuOmwdQnAVl-sPal2',1.7961044049579665661e+09,3,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_c2d8',-38.1622,176.2569,NULL,NULL,'skipped',NULL,NULL,NULL,NULL,10000.0,6.15905533958611,3.33333333333333328707e-02,'random-uniform',NULL,NULL,116640,NULL,NULL,NULL,NULL,NULL,'[]',NULL,'api',2,1.26728067179877634774e+04,'round',NULL,'play-1','0.1.0','2026-12-01');
INSERT INTO "rounds" VALUES('Zb0tLxrAvWo4YHRetENjPQ',NULL,'2c7d89b2085128be774942e23e9d5dc6cf637bb0f5160006261e3a50c9839d0f','AS5fG1dR5xjmqjI-7cKZAw','W8QNGTJuSDeOQAg5ja5cTABNVoOdmosQ',1.79610440507615399356e+09,4,'random','demo','a218ddc87c86660b6695c4e748352a3b31a4854b32710fcfc9f9e312099ae75b','demo_8a2f',-17.5372,-149.5698,NULL,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,3.44827586206896546938e-02,'random-uniform',NULL,NULL,116640,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'api',NULL,NULL,'round',NULL,NULL,'0.1.0',NULL);
CREATE INDEX ix_games_player_id ON games (player_id);
CREATE INDEX ix_rounds_player_id ON rounds (player_id);
CREATE UNIQUE INDEX ix_rounds_game_number ON rounds (game, number);
CREATE UNIQUE INDEX ix_rounds_dealt_once ON rounds (player_id, pack, clip_key) WHERE mode = 'random';
CREATE UNIQUE INDEX ix_rounds_open ON rounds (game) WHERE status = 'open';
COMMIT;
