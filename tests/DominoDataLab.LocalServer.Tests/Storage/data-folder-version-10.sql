-- A database as commit 9c9365b wrote it (schema version 10): a project with a job that succeeded, one that ran and one that waited,
-- a dataset with a snapshot, and an upload that has its first of two parts. INPUT and OUTPUT stand for the commits of the project.
PRAGMA journal_mode = WAL;
PRAGMA user_version = 10;
CREATE TABLE app_instances (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps(id), number INTEGER NOT NULL, status TEXT NOT NULL, message TEXT,
    commit_id TEXT NOT NULL, tier_id TEXT NOT NULL, environment_revision TEXT NOT NULL REFERENCES environment_revisions(id),
    started_by TEXT NOT NULL REFERENCES users(id), process_id INTEGER, created_ms INTEGER NOT NULL, ended_ms INTEGER,
    UNIQUE (app_id, number)) STRICT;
CREATE TABLE apps (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, description TEXT NOT NULL,
    entry_point TEXT NOT NULL, publisher_id TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL) STRICT;
CREATE TABLE billing_tags (id TEXT PRIMARY KEY, tag TEXT NOT NULL UNIQUE, active INTEGER NOT NULL) STRICT;
CREATE TABLE budgets (
    number INTEGER PRIMARY KEY, label TEXT NOT NULL, label_id TEXT UNIQUE, amount TEXT NOT NULL) STRICT;
INSERT INTO "budgets" VALUES(1,'BillingTag',NULL,'0');
INSERT INTO "budgets" VALUES(2,'Organization',NULL,'0');
INSERT INTO "budgets" VALUES(3,'Project',NULL,'0');
CREATE TABLE collaborators (
    project_id TEXT NOT NULL REFERENCES projects(id), user_id TEXT NOT NULL REFERENCES users(id), role TEXT NOT NULL,
    PRIMARY KEY (project_id, user_id)) STRICT, WITHOUT ROWID;
CREATE TABLE cost_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "cost_settings" VALUES('billingTagMode','Optional');
INSERT INTO "cost_settings" VALUES('billingTagNotifications','false');
INSERT INTO "cost_settings" VALUES('budgetAlerts',
    '{"alertsEnabled":false,"notifyOrgOwner":false,' ||
    '"alertTargets":[{"label":"BillingTag","emails":[]},{"label":"Organization","emails":[]},{"label":"Project","emails":[]}]}');
CREATE TABLE dataset_grants (
    dataset_id TEXT NOT NULL REFERENCES datasets(id), user_id TEXT NOT NULL REFERENCES users(id), role TEXT NOT NULL,
    PRIMARY KEY (dataset_id, user_id)) STRICT, WITHOUT ROWID;
CREATE TABLE dataset_snapshots (
    id TEXT PRIMARY KEY, dataset_id TEXT NOT NULL REFERENCES datasets(id), version INTEGER NOT NULL, paths TEXT,
    author_id TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL, status TEXT NOT NULL, status_ms INTEGER NOT NULL,
    status_by TEXT NOT NULL REFERENCES users(id), size INTEGER NOT NULL DEFAULT 0, message TEXT, UNIQUE (dataset_id,
    version)) STRICT;
INSERT INTO "dataset_snapshots" VALUES('18d65db989615136fea5f6d8','9f8d4c653f29b3da22a18af7',1,NULL,'389c37a35da0b1b8f4947bee',
    1795740150485,'Active',1795740150584,'389c37a35da0b1b8f4947bee',4,NULL);
CREATE TABLE dataset_tags (
    dataset_id TEXT NOT NULL REFERENCES datasets(id), name TEXT NOT NULL,
    snapshot_id TEXT NOT NULL REFERENCES dataset_snapshots(id),
    PRIMARY KEY (dataset_id, name)) STRICT, WITHOUT ROWID;
CREATE TABLE dataset_uploads (
    key TEXT PRIMARY KEY, dataset_id TEXT NOT NULL REFERENCES datasets(id), collision TEXT NOT NULL, target TEXT NOT NULL,
    state TEXT NOT NULL, touched_ms INTEGER NOT NULL, steps TEXT) STRICT;
INSERT INTO "dataset_uploads" VALUES('e073675ef844cf60449ab677','9f8d4c653f29b3da22a18af7','Overwrite','','Open',1795740151278,
    NULL);
CREATE TABLE datasets (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, description TEXT NOT NULL,
    author_id TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL, status TEXT NOT NULL, status_ms INTEGER NOT NULL,
    status_by TEXT NOT NULL REFERENCES users(id), head_id TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO "datasets" VALUES('9f8d4c653f29b3da22a18af7','012684ad4b5feda5004a1842','quick-start',
    'The default dataset of quick-start','389c37a35da0b1b8f4947bee',1795740146576,'Active',1795740146576,
    '389c37a35da0b1b8f4947bee','c9cf0b035a3967a2a38d10cf');
CREATE TABLE endpoints (
    project_id TEXT PRIMARY KEY REFERENCES projects(id), file TEXT NOT NULL, function TEXT NOT NULL, commit_id TEXT NOT NULL,
    status TEXT NOT NULL, message TEXT, published_by TEXT NOT NULL REFERENCES users(id)) STRICT;
CREATE TABLE environment_revisions (
    id TEXT PRIMARY KEY, environment_id TEXT NOT NULL REFERENCES environments(id), number INTEGER NOT NULL, status TEXT NOT NULL,
    definition TEXT NOT NULL, created_ms INTEGER NOT NULL, UNIQUE (environment_id, number)) STRICT;
INSERT INTO "environment_revisions" VALUES('a1f7ae250eedd37816959237','e3a2a648d0c6a0875077c598',1,'succeeded',
    '{"image":"local/domino","supportedClusters":[]}',1795740145894);
CREATE TABLE environments (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, visibility TEXT NOT NULL, owner_id TEXT REFERENCES users(id),
    description TEXT NOT NULL,
    is_default INTEGER NOT NULL DEFAULT 0, archived INTEGER NOT NULL DEFAULT 0, restricted_revision TEXT) STRICT;
INSERT INTO "environments" VALUES('e3a2a648d0c6a0875077c598','Domino Standard Environment','global',NULL,'',1,0,NULL);
CREATE TABLE job_checkpoints (
    job_id TEXT NOT NULL REFERENCES jobs(id), name TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (job_id, name)) STRICT,
    WITHOUT ROWID;
INSERT INTO "job_checkpoints" VALUES('7c56230cf1efac3f414a7f49','FilesPrepared',1795740149393);
INSERT INTO "job_checkpoints" VALUES('7c56230cf1efac3f414a7f49','NodeAssigned',1795740149025);
INSERT INTO "job_checkpoints" VALUES('7c56230cf1efac3f414a7f49','UserFilesSaved',1795740149681);
INSERT INTO "job_checkpoints" VALUES('abf8213270e5b1c3bcce3660','FilesPrepared',1795740149887);
INSERT INTO "job_checkpoints" VALUES('abf8213270e5b1c3bcce3660','NodeAssigned',1795740149875);
CREATE TABLE job_comments (
    id TEXT PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs(id), user_id TEXT NOT NULL REFERENCES users(id),
    text TEXT NOT NULL, created_ms INTEGER NOT NULL) STRICT;
CREATE TABLE job_tags (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, UNIQUE (project_id, name)) STRICT;
CREATE TABLE job_usage (
    job_id TEXT NOT NULL REFERENCES jobs(id), at_ms INTEGER NOT NULL, cpu REAL NOT NULL, memory REAL NOT NULL) STRICT;
CREATE TABLE jobs (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), number INTEGER NOT NULL, title TEXT,
    command TEXT NOT NULL, arguments TEXT, direct INTEGER NOT NULL, tier_id TEXT NOT NULL, input_commit TEXT NOT NULL,
    output_commit TEXT, status TEXT NOT NULL, reason TEXT, message TEXT, submitted_ms INTEGER NOT NULL,
    started_ms INTEGER, completed_ms INTEGER, process_id INTEGER, request TEXT NOT NULL, statistics TEXT NOT NULL DEFAULT '{}',
    started_by TEXT REFERENCES users(id), environment_revision TEXT REFERENCES environment_revisions(id), schedule_id TEXT,
    due_ms INTEGER, archived INTEGER NOT NULL DEFAULT 0,
    UNIQUE (project_id, number)) STRICT;
INSERT INTO "jobs" VALUES('7c56230cf1efac3f414a7f49','012684ad4b5feda5004a1842',1,NULL,'job.sh',NULL,0,'small-k8s','INPUT',
    'OUTPUT','Succeeded',NULL,NULL,1795740148960,1795740149455,1795740149695,NULL,
    '{"projectId":"012684ad4b5feda5004a1842","commandToRun":"job.sh","environmentRevisionSpec":"ActiveRevision"}',
    '{"loss":0.5}','389c37a35da0b1b8f4947bee','a1f7ae250eedd37816959237',NULL,NULL,0);
INSERT INTO "jobs" VALUES('abf8213270e5b1c3bcce3660','012684ad4b5feda5004a1842',2,NULL,'sleep 100',NULL,0,'small-k8s','OUTPUT',
    NULL,'Running',NULL,NULL,1795740149847,1795740149904,NULL,15458,
    '{"projectId":"012684ad4b5feda5004a1842","commandToRun":"sleep 100","environmentRevisionSpec":"ActiveRevision"}','{}',
    '389c37a35da0b1b8f4947bee','a1f7ae250eedd37816959237',NULL,NULL,0);
INSERT INTO "jobs" VALUES('cb3ebf29cb7e21ca1a9651e9','012684ad4b5feda5004a1842',3,NULL,'job.sh',NULL,0,'small-k8s','OUTPUT',
    NULL,'Queued',NULL,NULL,1795740150380,NULL,NULL,NULL,
    '{"projectId":"012684ad4b5feda5004a1842","commandToRun":"job.sh","environmentRevisionSpec":"ActiveRevision"}','{}',
    '389c37a35da0b1b8f4947bee','a1f7ae250eedd37816959237',NULL,NULL,0);
CREATE TABLE metric_alerts (
    number INTEGER PRIMARY KEY, sent_by TEXT NOT NULL REFERENCES users(id), sent_ms INTEGER NOT NULL, alert TEXT NOT NULL) STRICT;
CREATE TABLE metric_values (
    number INTEGER PRIMARY KEY, model_id TEXT NOT NULL, metric TEXT NOT NULL, ticks INTEGER NOT NULL,
    timestamp TEXT NOT NULL, value TEXT NOT NULL, tags TEXT NOT NULL) STRICT;
CREATE TABLE model_exports (id TEXT PRIMARY KEY, version_id TEXT NOT NULL REFERENCES model_versions(id), status TEXT NOT NULL,
    log TEXT NOT NULL) STRICT;
CREATE TABLE model_versions (
    id TEXT PRIMARY KEY, model_id TEXT NOT NULL REFERENCES models(id), number INTEGER NOT NULL, description TEXT NOT NULL,
    file TEXT NOT NULL,
    function TEXT NOT NULL, exclude_files TEXT NOT NULL, commit_id TEXT NOT NULL,
    environment_revision TEXT NOT NULL REFERENCES environment_revisions(id),
    status TEXT NOT NULL, message TEXT, created_by TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL,
    UNIQUE (model_id, number)) STRICT;
CREATE TABLE models (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, description TEXT NOT NULL,
    environment_id TEXT NOT NULL REFERENCES environments(id), created_by TEXT NOT NULL REFERENCES users(id),
    created_ms INTEGER NOT NULL) STRICT;
CREATE TABLE organization_members (
    organization_id TEXT NOT NULL REFERENCES users(organization_id), user_id TEXT NOT NULL REFERENCES users(id),
    role TEXT NOT NULL,
    PRIMARY KEY (organization_id, user_id)) STRICT, WITHOUT ROWID;
CREATE TABLE project_settings (
    project_id TEXT PRIMARY KEY REFERENCES projects(id), environment_id TEXT, environment_revision TEXT, tier_id TEXT,
    volume_gib REAL) STRICT, WITHOUT ROWID;
CREATE TABLE project_tags (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, added_ms INTEGER NOT NULL,
    UNIQUE (project_id, name)) STRICT;
CREATE TABLE project_variables (
    project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (project_id, name)) STRICT, WITHOUT ROWID;
CREATE TABLE projects (
    id TEXT PRIMARY KEY, owner_id TEXT NOT NULL REFERENCES users(id), name TEXT NOT NULL,
    description TEXT NOT NULL, visibility TEXT NOT NULL, created_ms INTEGER NOT NULL, archived INTEGER NOT NULL DEFAULT 0,
    billing_tag TEXT REFERENCES billing_tags(tag)) STRICT;
INSERT INTO "projects" VALUES('012684ad4b5feda5004a1842','389c37a35da0b1b8f4947bee','quick-start','A project to begin with',
    'Public',1795740146576,0,NULL);
CREATE TABLE scheduled_jobs (
    id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), definition TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL, due_ms INTEGER) STRICT;
CREATE TABLE tagged_jobs (
    job_id TEXT NOT NULL REFERENCES jobs(id), tag_id TEXT NOT NULL REFERENCES job_tags(id),
    created_by TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL, PRIMARY KEY (job_id, tag_id)) STRICT,
    WITHOUT ROWID;
CREATE TABLE user_variables (
    user_id TEXT NOT NULL REFERENCES users(id), name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (user_id, name)) STRICT, WITHOUT ROWID;
CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, administrator INTEGER NOT NULL DEFAULT 0, email TEXT,
    organization_id TEXT) STRICT;
INSERT INTO "users" VALUES('389c37a35da0b1b8f4947bee','ada',1,NULL,NULL);
CREATE UNIQUE INDEX project_names ON projects(owner_id, name COLLATE NOCASE) WHERE archived = 0;
CREATE UNIQUE INDEX environment_names ON environments(name, COALESCE(owner_id, '')) WHERE archived = 0;
CREATE INDEX apps_of_project ON apps(project_id);
CREATE INDEX models_of_project ON models(project_id);
CREATE UNIQUE INDEX organizations ON users(organization_id);
CREATE UNIQUE INDEX dataset_names ON datasets(project_id, name COLLATE NOCASE) WHERE status IN ('Active', 'MarkedForDeletion');
CREATE UNIQUE INDEX budget_defaults ON budgets(label) WHERE label_id IS NULL;
CREATE INDEX metric_times ON metric_values(model_id, metric, ticks);
CREATE INDEX scheduled_jobs_due ON scheduled_jobs(due_ms);
CREATE INDEX jobs_of_schedule ON jobs(schedule_id, due_ms) WHERE schedule_id IS NOT NULL;
CREATE INDEX comments_of_job ON job_comments(job_id);
CREATE INDEX usage_of_job ON job_usage(job_id);
