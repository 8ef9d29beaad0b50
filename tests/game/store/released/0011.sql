BEGIN TRANSACTION;
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);
INSERT INTO "alembic_version" VALUES('0011');
CREATE TABLE challenges (
	challenge VARCHAR NOT NULL, 
	pack VARCHAR NOT NULL, 
	clip_keys JSON NOT NULL, 
	scores JSON NOT NULL, 
	total INTEGER NOT NULL, 
	day DATE, 
	made_on DATE NOT NULL, 
	CONSTRAINT pk_challenges PRIMARY KEY (challenge)
);
CREATE TABLE consent_texts (
	version VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	CONSTRAINT pk_consent_texts PRIMARY KEY (version)
);
INSERT INTO "consent_texts" VALUES('here-3f29d9350bbc902935b6723aeb0599dc','{"agree":"I agree, and am 18 or older","contact":null,"dataset":null,"from_now_on":"This holds for rounds that end from now on; earlier rounds stay as they were.","just_play":"Just play","licence":{"name":"CC BY 4.0","url":"https://creativecommons.org/licenses/by/4.0/"},"parts":[{"name":"kept","text":"Of each round: the recording, your point or pass, the score, how you listened and used the map, the kind of device, and the day it ended; and what you choose to tell. It all stands under a random name, without your own name, network address or browser''s details.","title":"What is kept"},{"name":"trials","text":"Of each question about sounds around your head: the scene, your answer, the points, how you listened, the day, and what the check of your headphones came to. What is said here of guesses holds for these answers too. Other players do not see them.","title":"Sounds around you"},{"name":"public","text":"Nothing: this host has no public dataset. Guesses count on the leaderboard here, and the host may pass them on for research, under the same random names.","title":"What is public"},{"name":"others","text":"Once they have answered the same recording, where you pointed: rounded to half a degree, among the points of at least four other people, and without any name.","title":"What other players see"},{"name":"how_long","text":"Without a set end, or until you withdraw.","title":"For how long"},{"name":"age","text":"You must be at least 18 years old to agree.","title":"Your age"},{"name":"withdraw","text":"At any time, with a code that you are given. Your guesses are then deleted here; copies that the host has passed on cannot be recalled. You can also stop agreeing without withdrawing: rounds that end after that count in no comparison.","title":"How to withdraw"},{"name":"ask","text":"This host has named nobody: ask whoever gave you the address of this page.","title":"Whom to ask"}],"share":"Play and let my guesses count","short":["Your rounds are stored here under a random name, never your own.","If they count, they are compared with AI models, and other players see roughly where you pointed.","You must be at least 18 to agree. You can withdraw at any time."],"title":"Before your first guess is stored","without":"Your guesses are stored here to run the game, published nowhere and counted in no comparison. You can agree later."}');
CREATE TABLE dailies (
	day DATE NOT NULL, 
	pack VARCHAR NOT NULL, 
	clip_keys JSON NOT NULL, 
	CONSTRAINT pk_dailies PRIMARY KEY (day, pack)
);
CREATE TABLE facts (
	name VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	CONSTRAINT pk_facts PRIMARY KEY (name)
);
INSERT INTO "facts" VALUES('key_check','b0f463f6e1ea13f0b26d465861c77bbe');
INSERT INTO "facts" VALUES('run','');
CREATE TABLE games (
	game VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	length INTEGER NOT NULL, 
	study VARCHAR, 
	opponent VARCHAR, 
	duel_won BOOLEAN, 
	duel_on_new BOOLEAN, 
	day DATE, 
	challenge VARCHAR, 
	party VARCHAR, 
	pack VARCHAR, 
	clip_keys JSON, 
	CONSTRAINT pk_games PRIMARY KEY (game), 
	CONSTRAINT fk_games_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "games" VALUES('FuKqInLgspB3HUGlu_lb4g','049d52a327efde7b49803fa51ef92bf5c7b2673574e135701cc6d3d665100570','random',5,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE histories (
	player_id VARCHAR NOT NULL, 
	pack VARCHAR NOT NULL, 
	deck VARCHAR NOT NULL, 
	dealt BLOB NOT NULL, 
	revealed BLOB NOT NULL, 
	CONSTRAINT pk_histories PRIMARY KEY (player_id, pack), 
	CONSTRAINT fk_histories_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
INSERT INTO "histories" VALUES('049d52a327efde7b49803fa51ef92bf5c7b2673574e135701cc6d3d665100570','demo','6db3038afd864863fffc21d6fec6de60',X'80102008',X'80100008');
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
CREATE TABLE parties (
	party VARCHAR NOT NULL, 
	state JSON NOT NULL, 
	touched_at FLOAT NOT NULL, 
	CONSTRAINT pk_parties PRIMARY KEY (party)
);
CREATE TABLE party_seats (
	seat VARCHAR NOT NULL, 
	party VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	nickname VARCHAR NOT NULL, 
	is_removed BOOLEAN NOT NULL, 
	CONSTRAINT pk_party_seats PRIMARY KEY (seat), 
	CONSTRAINT fk_party_seats_party FOREIGN KEY(party) REFERENCES parties (party) ON DELETE CASCADE, 
	CONSTRAINT fk_party_seats_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
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
	played_at FLOAT, 
	CONSTRAINT pk_players PRIMARY KEY (id), 
	CONSTRAINT uq_players_pseudonym UNIQUE (pseudonym)
);
INSERT INTO "players" VALUES('049d52a327efde7b49803fa51ef92bf5c7b2673574e135701cc6d3d665100570','ew-i42v4cdtpvtiuuyk',1,'here-3f29d9350bbc902935b6723aeb0599dc','page',NULL,3,'2026-12-06',4,1,1796544060.0);
CREATE TABLE prepared_rounds (
	round VARCHAR NOT NULL, 
	audio VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	game VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	pack VARCHAR NOT NULL, 
	clip_key VARCHAR NOT NULL, 
	draw_probability FLOAT, 
	dealt_before BOOLEAN NOT NULL, 
	bytes_served INTEGER NOT NULL, 
	audio_bytes INTEGER, 
	prepared_at FLOAT NOT NULL, 
	CONSTRAINT pk_prepared_rounds PRIMARY KEY (round), 
	CONSTRAINT uq_prepared_rounds_audio UNIQUE (audio), 
	CONSTRAINT fk_prepared_rounds_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE, 
	CONSTRAINT uq_prepared_rounds_game UNIQUE (game), 
	CONSTRAINT fk_prepared_rounds_game FOREIGN KEY(game) REFERENCES games (game) ON DELETE CASCADE
);
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
	was_prepared BOOLEAN, 
	opponent JSON, 
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
	clues_after_reveal BOOLEAN, 
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
INSERT INTO "rounds" VALUES('CQVI-gsO1A1woWeKN9k6nA','ZysM-QE4ecprQ56p3dFuFQ','049d52a327efde7b49803fa51ef92bf5c7b2673574e135701cc6d3d665100570','FuKqInLgspB3HUGlu_lb4g','Iw8c607nJtPpdQs_sQpAVdKC5RL19oAz',1796515200.001,NULL,NULL,124704,0,0,NULL,NULL,NULL,NULL,NULL,1,'random','demo','2a4e04f026bc723c52737f3aa049356e65bde74231b19ae1e1578c8308e07a84','demo_e3b5',35.319,139.5506,48.5,2.5,'guessed','Soisy-sur-Ecole','France','FR','Europe',9793.66375930089,7.07207284665634627884e+00,0.03125,'random-uniform',20.0,1,124704,20.0,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,NULL,'page',0,1,NULL,'round',20.0,'["demo"]','2c08c802306442e43472ce0151f5474cf9dba42e922721aef5df4244df2bbf0f','here-3f29d9350bbc902935b6723aeb0599dc','0.1.0','2026-12-06');
INSERT INTO "rounds" VALUES('zNHob5GDnPq7cjedU9RnSQ','NWvfEUAJrA7hLo0CzIdGrA','049d52a327efde7b49803fa51ef92bf5c7b2673574e135701cc6d3d665100570','FuKqInLgspB3HUGlu_lb4g','NTPoPdFhZ4wJqWlg0kQUhc1NmmY30yWK',1796515200.002,NULL,NULL,112608,0,0,NULL,NULL,NULL,NULL,NULL,2,'random','demo','2a4e04f026bc723c52737f3aa049356e65bde74231b19ae1e1578c8308e07a84','demo_63d7',18.2955,-65.7988,49.5,3.5,'guessed','Anizy-le-Chateau','France','FR','Europe',6.99316787614510212717e+03,4.61677438781400226739e+01,3.22580645161290313627e-02,'random-uniform',20.0,1,112608,20.0,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,NULL,'page',1,1,1.34991594577695141199e+04,'round',20.0,'["demo"]','2c08c802306442e43472ce0151f5474cf9dba42e922721aef5df4244df2bbf0f','here-3f29d9350bbc902935b6723aeb0599dc','0.1.0','2026-12-06');
INSERT INTO "rounds" VALUES('HYCrf8f73oiUpGfX7iQYuA','Pxxl3huEQCN1rMR_We3VVg','049d52a327efde7b49803fa51ef92bf5c7b2673574e135701cc6d3d665100570','FuKqInLgspB3HUGlu_lb4g','TVhxaMkgj7wNVmsURTDqLG0rGHYZpeir',1796515200.003,NULL,NULL,116640,0,0,NULL,NULL,NULL,NULL,NULL,3,'random','demo','2a4e04f026bc723c52737f3aa049356e65bde74231b19ae1e1578c8308e07a84','demo_05a7',37.1065,25.3724,NULL,NULL,'skipped',NULL,NULL,NULL,NULL,10000.0,6.15905533958611,3.33333333333333328707e-02,'random-uniform',NULL,NULL,116640,NULL,NULL,NULL,NULL,NULL,NULL,'[]',NULL,NULL,NULL,'page',2,1,8.90748346064171528293e+03,'round',20.0,'["demo", "heard_too_little"]','2c08c802306442e43472ce0151f5474cf9dba42e922721aef5df4244df2bbf0f','here-3f29d9350bbc902935b6723aeb0599dc','0.1.0','2026-12-06');
INSERT INTO "rounds" VALUES('tneT9NL5iv5-6cqU4HYQIQ',NULL,'049d52a327efde7b49803fa51ef92bf5c7b2673574e135701cc6d3d665100570','FuKqInLgspB3HUGlu_lb4g','U9BcQl6xIwZVFH9zLuDvsCeBVEjD8OOg',1796544060.0,NULL,1796544060.0,120672,NULL,0,NULL,NULL,NULL,NULL,NULL,4,'random','demo','2a4e04f026bc723c52737f3aa049356e65bde74231b19ae1e1578c8308e07a84','demo_9e34',NULL,NULL,NULL,NULL,'open',NULL,NULL,NULL,NULL,NULL,NULL,3.44827586206896546938e-02,'random-uniform',NULL,NULL,120672,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'page',NULL,1,NULL,'round',NULL,NULL,'2c08c802306442e43472ce0151f5474cf9dba42e922721aef5df4244df2bbf0f',NULL,'0.1.0',NULL);
CREATE TABLE shards (
	name VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	CONSTRAINT pk_shards PRIMARY KEY (name)
);
CREATE TABLE spatial_checks (
	player_id VARCHAR NOT NULL, 
	audio VARCHAR, 
	headphones VARCHAR, 
	sides VARCHAR, 
	CONSTRAINT pk_spatial_checks PRIMARY KEY (player_id), 
	CONSTRAINT fk_spatial_checks_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE, 
	CONSTRAINT uq_spatial_checks_audio UNIQUE (audio)
);
CREATE TABLE spatial_games (
	game VARCHAR NOT NULL, 
	player_id VARCHAR NOT NULL, 
	track VARCHAR NOT NULL, 
	practice BOOLEAN NOT NULL, 
	pack VARCHAR NOT NULL, 
	length INTEGER NOT NULL, 
	CONSTRAINT pk_spatial_games PRIMARY KEY (game), 
	CONSTRAINT fk_spatial_games_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE
);
CREATE TABLE spatial_trials (
	trial VARCHAR NOT NULL, 
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
	practice BOOLEAN NOT NULL, 
	pack VARCHAR NOT NULL, 
	pack_hash VARCHAR NOT NULL, 
	scene VARCHAR NOT NULL, 
	item VARCHAR NOT NULL, 
	family VARCHAR NOT NULL, 
	task VARCHAR NOT NULL, 
	level VARCHAR, 
	kind VARCHAR NOT NULL, 
	track VARCHAR NOT NULL, 
	rendering VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	azimuth FLOAT, 
	elevation FLOAT, 
	distance_m FLOAT, 
	option INTEGER, 
	number_answered FLOAT, 
	true_azimuth FLOAT, 
	true_elevation FLOAT, 
	true_distance_m FLOAT, 
	true_option INTEGER, 
	true_number FLOAT, 
	correct BOOLEAN, 
	error_degrees FLOAT, 
	lateral_error FLOAT, 
	polar_error FLOAT, 
	front_back_reversed BOOLEAN, 
	up_down_reversed BOOLEAN, 
	points FLOAT, 
	headphones_check VARCHAR, 
	sides_check VARCHAR, 
	seconds_open FLOAT, 
	seconds_heard FLOAT, 
	plays INTEGER, 
	seconds_to_answer FLOAT, 
	bytes_served INTEGER NOT NULL, 
	head_degrees FLOAT, 
	device VARCHAR, 
	client VARCHAR NOT NULL, 
	closed_before INTEGER, 
	draw_probability FLOAT NOT NULL, 
	allocation VARCHAR NOT NULL, 
	why_not JSON, 
	consent_version VARCHAR, 
	app_version VARCHAR NOT NULL, 
	day DATE, 
	CONSTRAINT pk_spatial_trials PRIMARY KEY (trial), 
	CONSTRAINT fk_spatial_trials_player_id FOREIGN KEY(player_id) REFERENCES players (id) ON DELETE CASCADE, 
	CONSTRAINT fk_spatial_trials_game FOREIGN KEY(game) REFERENCES spatial_games (game) ON DELETE CASCADE, 
	CONSTRAINT uq_spatial_trials_audio UNIQUE (audio)
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
CREATE UNIQUE INDEX ix_games_party ON games (party, player_id) WHERE party IS NOT NULL;
CREATE UNIQUE INDEX ix_games_challenge ON games (challenge, player_id) WHERE challenge IS NOT NULL;
CREATE UNIQUE INDEX ix_games_daily ON games (day, player_id) WHERE mode = 'daily';
CREATE INDEX ix_games_duels ON games (opponent, player_id, duel_won, duel_on_new) WHERE duel_won IS NOT NULL;
CREATE UNIQUE INDEX ix_party_seats_party_player_id ON party_seats (party, player_id);
CREATE INDEX ix_party_seats_player_id ON party_seats (player_id);
CREATE INDEX ix_participants_study ON participants (study);
CREATE UNIQUE INDEX ix_participants_player_id_study ON participants (player_id, study);
CREATE INDEX ix_spatial_games_player_id ON spatial_games (player_id);
CREATE INDEX ix_prepared_rounds_player_id ON prepared_rounds (player_id);
CREATE INDEX ix_rounds_study ON rounds (study_hash, pack, clip_key, status, player_id) WHERE mode = 'study';
CREATE INDEX ix_rounds_closed ON rounds (touched_at) WHERE status <> 'open';
CREATE UNIQUE INDEX ix_rounds_game_number ON rounds (game, number);
CREATE UNIQUE INDEX ix_rounds_open ON rounds (game) WHERE status = 'open';
CREATE INDEX ix_rounds_shard ON rounds (shard) WHERE consent_version IS NOT NULL;
CREATE INDEX ix_rounds_player_id_status ON rounds (player_id, status);
CREATE UNIQUE INDEX ix_rounds_dealt_once ON rounds (player_id, pack, clip_key) WHERE mode = 'random';
CREATE UNIQUE INDEX ix_participant_ids_participant ON participant_ids (participant);
CREATE INDEX ix_spatial_trials_closed ON spatial_trials (touched_at) WHERE status <> 'open';
CREATE UNIQUE INDEX ix_spatial_trials_game_number ON spatial_trials (game, number);
CREATE UNIQUE INDEX ix_spatial_trials_open ON spatial_trials (player_id, track) WHERE status = 'open';
CREATE INDEX ix_spatial_trials_player_id_pack_status ON spatial_trials (player_id, pack, status);
CREATE INDEX ix_spatial_trials_shard ON spatial_trials (shard) WHERE consent_version IS NOT NULL;
COMMIT;
