namespace DominoDataLab.LocalServer.Storage;

/// <summary>The database's tables, and how older ones become the newest.</summary>
internal static class Schema
{
    /// <summary>Each entry takes a database from its index to the next version; entries are never changed, only added.</summary>
    public static readonly string[] Versions =
    [
        """
            CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
            CREATE TABLE projects (
                id TEXT PRIMARY KEY, owner_id TEXT NOT NULL REFERENCES users(id), name TEXT NOT NULL,
                description TEXT NOT NULL, visibility TEXT NOT NULL, created_ms INTEGER NOT NULL,
                    archived INTEGER NOT NULL DEFAULT 0) STRICT;
            CREATE UNIQUE INDEX project_names ON projects(owner_id, name COLLATE NOCASE) WHERE archived = 0;
            CREATE TABLE jobs (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), number INTEGER NOT NULL, title TEXT,
                command TEXT NOT NULL, arguments TEXT, direct INTEGER NOT NULL, tier_id TEXT NOT NULL, input_commit TEXT NOT NULL,
                output_commit TEXT, status TEXT NOT NULL, reason TEXT, message TEXT, submitted_ms INTEGER NOT NULL,
                started_ms INTEGER, completed_ms INTEGER, process_id INTEGER, request TEXT NOT NULL, statistics TEXT NOT NULL DEFAULT '{}',
                UNIQUE (project_id, number)) STRICT;
            """,
        """
            ALTER TABLE users ADD COLUMN administrator INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE jobs ADD COLUMN started_by TEXT REFERENCES users(id);
            CREATE TABLE collaborators (
                project_id TEXT NOT NULL REFERENCES projects(id), user_id TEXT NOT NULL REFERENCES users(id), role TEXT NOT NULL,
                PRIMARY KEY (project_id, user_id)) STRICT, WITHOUT ROWID;
            """,
        """
            CREATE TABLE environments (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, visibility TEXT NOT NULL, owner_id TEXT REFERENCES users(id),
                    description TEXT NOT NULL,
                is_default INTEGER NOT NULL DEFAULT 0, archived INTEGER NOT NULL DEFAULT 0, restricted_revision TEXT) STRICT;
            CREATE UNIQUE INDEX environment_names ON environments(name, COALESCE(owner_id, '')) WHERE archived = 0;
            CREATE TABLE environment_revisions (
                id TEXT PRIMARY KEY, environment_id TEXT NOT NULL REFERENCES environments(id), number INTEGER NOT NULL,
                    status TEXT NOT NULL,
                definition TEXT NOT NULL, created_ms INTEGER NOT NULL, UNIQUE (environment_id, number)) STRICT;
            ALTER TABLE jobs ADD COLUMN environment_revision TEXT REFERENCES environment_revisions(id);
            """,
        """
            CREATE TABLE apps (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, description TEXT NOT NULL,
                entry_point TEXT NOT NULL, publisher_id TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL) STRICT;
            CREATE INDEX apps_of_project ON apps(project_id);
            CREATE TABLE app_instances (
                id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps(id), number INTEGER NOT NULL, status TEXT NOT NULL, message TEXT,
                commit_id TEXT NOT NULL, tier_id TEXT NOT NULL, environment_revision TEXT NOT NULL REFERENCES environment_revisions(id),
                started_by TEXT NOT NULL REFERENCES users(id), process_id INTEGER, created_ms INTEGER NOT NULL, ended_ms INTEGER,
                UNIQUE (app_id, number)) STRICT;
            """,
        """
            CREATE TABLE models (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, description TEXT NOT NULL,
                environment_id TEXT NOT NULL REFERENCES environments(id), created_by TEXT NOT NULL REFERENCES users(id),
                    created_ms INTEGER NOT NULL) STRICT;
            CREATE INDEX models_of_project ON models(project_id);
            CREATE TABLE model_versions (
                id TEXT PRIMARY KEY, model_id TEXT NOT NULL REFERENCES models(id), number INTEGER NOT NULL, description TEXT NOT NULL,
                    file TEXT NOT NULL,
                function TEXT NOT NULL, exclude_files TEXT NOT NULL, commit_id TEXT NOT NULL,
                    environment_revision TEXT NOT NULL REFERENCES environment_revisions(id),
                status TEXT NOT NULL, message TEXT, created_by TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL,
                    UNIQUE (model_id, number)) STRICT;
            CREATE TABLE model_exports (id TEXT PRIMARY KEY, version_id TEXT NOT NULL REFERENCES model_versions(id),
                status TEXT NOT NULL, log TEXT NOT NULL) STRICT;
            CREATE TABLE endpoints (
                project_id TEXT PRIMARY KEY REFERENCES projects(id), file TEXT NOT NULL, function TEXT NOT NULL, commit_id TEXT NOT NULL,
                status TEXT NOT NULL, message TEXT, published_by TEXT NOT NULL REFERENCES users(id)) STRICT;
            """,
        """
            ALTER TABLE users ADD COLUMN email TEXT;
            ALTER TABLE users ADD COLUMN organization_id TEXT;
            CREATE UNIQUE INDEX organizations ON users(organization_id);
            CREATE TABLE organization_members (
                organization_id TEXT NOT NULL REFERENCES users(organization_id), user_id TEXT NOT NULL REFERENCES users(id),
                    role TEXT NOT NULL,
                PRIMARY KEY (organization_id, user_id)) STRICT, WITHOUT ROWID;
            CREATE TABLE project_tags (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, added_ms INTEGER NOT NULL,
                UNIQUE (project_id, name)) STRICT;
            CREATE TABLE project_settings (
                project_id TEXT PRIMARY KEY REFERENCES projects(id), environment_id TEXT, environment_revision TEXT, tier_id TEXT,
                volume_gib REAL) STRICT, WITHOUT ROWID;
            CREATE TABLE project_variables (
                project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, value TEXT NOT NULL,
                PRIMARY KEY (project_id, name)) STRICT, WITHOUT ROWID;
            CREATE TABLE user_variables (
                user_id TEXT NOT NULL REFERENCES users(id), name TEXT NOT NULL, value TEXT NOT NULL,
                PRIMARY KEY (user_id, name)) STRICT, WITHOUT ROWID;
            """,
        """
            CREATE TABLE datasets (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, description TEXT NOT NULL,
                author_id TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL, status TEXT NOT NULL, status_ms INTEGER NOT NULL,
                status_by TEXT NOT NULL REFERENCES users(id), head_id TEXT NOT NULL UNIQUE) STRICT;
            CREATE UNIQUE INDEX dataset_names ON datasets(project_id, name COLLATE NOCASE) WHERE status IN ('Active', 'MarkedForDeletion');
            CREATE TABLE dataset_snapshots (
                id TEXT PRIMARY KEY, dataset_id TEXT NOT NULL REFERENCES datasets(id), version INTEGER NOT NULL, paths TEXT,
                author_id TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL, status TEXT NOT NULL, status_ms INTEGER NOT NULL,
                status_by TEXT NOT NULL REFERENCES users(id), size INTEGER NOT NULL DEFAULT 0, message TEXT, UNIQUE (dataset_id,
                    version)) STRICT;
            CREATE TABLE dataset_tags (
                dataset_id TEXT NOT NULL REFERENCES datasets(id), name TEXT NOT NULL,
                    snapshot_id TEXT NOT NULL REFERENCES dataset_snapshots(id),
                PRIMARY KEY (dataset_id, name)) STRICT, WITHOUT ROWID;
            CREATE TABLE dataset_grants (
                dataset_id TEXT NOT NULL REFERENCES datasets(id), user_id TEXT NOT NULL REFERENCES users(id), role TEXT NOT NULL,
                PRIMARY KEY (dataset_id, user_id)) STRICT, WITHOUT ROWID;
            """,
        """
            CREATE TABLE budgets (
                number INTEGER PRIMARY KEY, label TEXT NOT NULL, label_id TEXT UNIQUE, amount TEXT NOT NULL) STRICT;
            CREATE UNIQUE INDEX budget_defaults ON budgets(label) WHERE label_id IS NULL;
            INSERT INTO budgets (label, amount) VALUES ('BillingTag', '0'), ('Organization', '0'), ('Project', '0');
            CREATE TABLE cost_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
            INSERT INTO cost_settings VALUES
                ('budgetAlerts', '{"alertsEnabled":false,"notifyOrgOwner":false,"alertTargets":[{"label":"BillingTag","emails":[]},'
                    || '{"label":"Organization","emails":[]},{"label":"Project","emails":[]}]}'),
                ('billingTagMode', 'Optional'), ('billingTagNotifications', 'false');
            CREATE TABLE billing_tags (id TEXT PRIMARY KEY, tag TEXT NOT NULL UNIQUE, active INTEGER NOT NULL) STRICT;
            ALTER TABLE projects ADD COLUMN billing_tag TEXT REFERENCES billing_tags(tag);
            CREATE TABLE metric_values (
                number INTEGER PRIMARY KEY, model_id TEXT NOT NULL, metric TEXT NOT NULL, ticks INTEGER NOT NULL,
                timestamp TEXT NOT NULL, value TEXT NOT NULL, tags TEXT NOT NULL) STRICT;
            CREATE INDEX metric_times ON metric_values(model_id, metric, ticks);
            CREATE TABLE metric_alerts (
                number INTEGER PRIMARY KEY, sent_by TEXT NOT NULL REFERENCES users(id), sent_ms INTEGER NOT NULL,
                    alert TEXT NOT NULL) STRICT;
            """,
        """
            CREATE TABLE scheduled_jobs (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), definition TEXT NOT NULL,
                user_id TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL, due_ms INTEGER) STRICT;
            CREATE INDEX scheduled_jobs_due ON scheduled_jobs(due_ms);
            ALTER TABLE jobs ADD COLUMN schedule_id TEXT;
            ALTER TABLE jobs ADD COLUMN due_ms INTEGER;
            ALTER TABLE jobs ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
            CREATE INDEX jobs_of_schedule ON jobs(schedule_id, due_ms) WHERE schedule_id IS NOT NULL;
            CREATE TABLE job_tags (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL, UNIQUE (project_id,
                    name)) STRICT;
            CREATE TABLE tagged_jobs (
                job_id TEXT NOT NULL REFERENCES jobs(id), tag_id TEXT NOT NULL REFERENCES job_tags(id),
                created_by TEXT NOT NULL REFERENCES users(id), created_ms INTEGER NOT NULL, PRIMARY KEY (job_id, tag_id)) STRICT,
                    WITHOUT ROWID;
            CREATE TABLE job_comments (
                id TEXT PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs(id), user_id TEXT NOT NULL REFERENCES users(id),
                text TEXT NOT NULL, created_ms INTEGER NOT NULL) STRICT;
            CREATE INDEX comments_of_job ON job_comments(job_id);
            CREATE TABLE job_checkpoints (
                job_id TEXT NOT NULL REFERENCES jobs(id), name TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (job_id, name)) STRICT,
                    WITHOUT ROWID;
            CREATE TABLE job_usage (
                job_id TEXT NOT NULL REFERENCES jobs(id), at_ms INTEGER NOT NULL, cpu REAL NOT NULL, memory REAL NOT NULL) STRICT;
            CREATE INDEX usage_of_job ON job_usage(job_id);
            """,
        """
            CREATE TABLE dataset_uploads (
                key TEXT PRIMARY KEY, dataset_id TEXT NOT NULL REFERENCES datasets(id), collision TEXT NOT NULL, target TEXT NOT NULL,
                state TEXT NOT NULL, touched_ms INTEGER NOT NULL, steps TEXT) STRICT;
            """,
        """
            ALTER TABLE jobs ADD COLUMN executor TEXT;
            ALTER TABLE jobs ADD COLUMN handle TEXT;
            UPDATE jobs SET executor = 'local', handle = CAST(process_id AS TEXT) WHERE process_id IS NOT NULL;
            ALTER TABLE jobs DROP COLUMN process_id;
            ALTER TABLE app_instances ADD COLUMN executor TEXT;
            ALTER TABLE app_instances ADD COLUMN handle TEXT;
            UPDATE app_instances SET executor = 'local', handle = CAST(process_id AS TEXT) WHERE process_id IS NOT NULL;
            ALTER TABLE app_instances DROP COLUMN process_id;

            CREATE INDEX jobs_by_status ON jobs(project_id, status, number DESC);
            CREATE INDEX jobs_by_command ON jobs(project_id, command, number DESC);
            CREATE INDEX jobs_by_title ON jobs(project_id, title, number DESC);
            CREATE INDEX jobs_by_submission ON jobs(project_id, submitted_ms, number DESC);
            CREATE INDEX jobs_by_duration
                ON jobs(project_id, (COALESCE(completed_ms, 9223372036854775807) - COALESCE(started_ms, 0)), number DESC);
            CREATE INDEX jobs_unfinished ON jobs(submitted_ms) WHERE completed_ms IS NULL;
            CREATE INDEX jobs_with_tag ON tagged_jobs(tag_id);

            CREATE TABLE job_counts (
                project_id TEXT NOT NULL, status TEXT NOT NULL, archived INTEGER NOT NULL, jobs INTEGER NOT NULL, run_ms INTEGER NOT NULL,
                PRIMARY KEY (project_id, status, archived)) STRICT, WITHOUT ROWID;
            INSERT INTO job_counts
                SELECT project_id, status, archived, COUNT(*), COALESCE(SUM(completed_ms - started_ms), 0) FROM jobs
                GROUP BY project_id, status, archived;
            CREATE TRIGGER job_counted AFTER INSERT ON jobs BEGIN
                INSERT INTO job_counts
                    VALUES (NEW.project_id, NEW.status, NEW.archived, 1, COALESCE(NEW.completed_ms - NEW.started_ms, 0))
                    ON CONFLICT DO UPDATE SET jobs = jobs + 1, run_ms = run_ms + excluded.run_ms;
            END;
            CREATE TRIGGER job_recounted AFTER UPDATE OF status, archived, started_ms, completed_ms ON jobs BEGIN
                UPDATE job_counts SET jobs = jobs - 1, run_ms = run_ms - COALESCE(OLD.completed_ms - OLD.started_ms, 0)
                    WHERE project_id = OLD.project_id AND status = OLD.status AND archived = OLD.archived;
                INSERT INTO job_counts
                    VALUES (NEW.project_id, NEW.status, NEW.archived, 1, COALESCE(NEW.completed_ms - NEW.started_ms, 0))
                    ON CONFLICT DO UPDATE SET jobs = jobs + 1, run_ms = run_ms + excluded.run_ms;
            END;

            CREATE TABLE job_statistics (
                job_id TEXT NOT NULL REFERENCES jobs(id), project_id TEXT NOT NULL, name TEXT NOT NULL, number REAL, text TEXT NOT NULL,
                PRIMARY KEY (job_id, name)) STRICT, WITHOUT ROWID;
            CREATE INDEX statistics_of_project ON job_statistics(project_id, name);
            INSERT INTO job_statistics
                SELECT j.id, j.project_id, s.key, CASE WHEN s.type IN ('integer', 'real') THEN s.value END,
                    CASE WHEN s.type IN ('true', 'false') THEN s.type ELSE s.value END
                FROM jobs j, json_each(j.statistics) s;
            """,
        """
            CREATE INDEX collaborators_of_user ON collaborators(user_id);
            CREATE INDEX members_of_user ON organization_members(user_id);
            CREATE INDEX projects_by_creation ON projects(created_ms, id) WHERE archived = 0;
            CREATE INDEX projects_by_name ON projects(name COLLATE NOCASE, id) WHERE archived = 0;
            CREATE INDEX datasets_of_project ON datasets(project_id, created_ms);
            CREATE INDEX datasets_by_creation ON datasets(created_ms) WHERE status = 'Active';
            CREATE INDEX datasets_to_delete ON datasets(status_ms) WHERE status = 'MarkedForDeletion';
            CREATE INDEX datasets_being_deleted ON datasets(status_ms) WHERE status = 'DeletionInProgress';
            CREATE INDEX snapshots_to_delete ON dataset_snapshots(status_ms) WHERE status = 'MarkedForDeletion';
            CREATE INDEX snapshots_being_deleted ON dataset_snapshots(status_ms) WHERE status = 'DeletionInProgress';
            CREATE INDEX snapshots_to_make ON dataset_snapshots(created_ms) WHERE status IN ('Pending', 'Copying');
            CREATE INDEX uploads_by_use ON dataset_uploads(touched_ms);
            """,
        """
            CREATE TABLE data_sources (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, type TEXT NOT NULL, auth_type TEXT NOT NULL,
                engine TEXT, settings TEXT NOT NULL, config TEXT NOT NULL, owner_id TEXT NOT NULL REFERENCES users(id),
                is_everyone INTEGER NOT NULL, is_declared INTEGER NOT NULL, status TEXT NOT NULL, updated_ms INTEGER NOT NULL,
                updated_by TEXT NOT NULL REFERENCES users(id)) STRICT;
            CREATE UNIQUE INDEX data_source_names ON data_sources(name) WHERE status = 'Active';
            CREATE TABLE data_source_users (
                source_id TEXT NOT NULL REFERENCES data_sources(id), user_id TEXT NOT NULL REFERENCES users(id),
                PRIMARY KEY (source_id, user_id)) STRICT, WITHOUT ROWID;
            CREATE TABLE data_source_secrets (
                source_id TEXT PRIMARY KEY REFERENCES data_sources(id), secrets TEXT NOT NULL) STRICT;
            """,
        """
            CREATE TABLE training_sets (
                id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id), name TEXT NOT NULL UNIQUE, description TEXT,
                meta TEXT NOT NULL, created_us INTEGER NOT NULL) STRICT;
            CREATE INDEX training_sets_of_project ON training_sets(project_id, created_us);
            CREATE TABLE training_set_versions (
                id TEXT PRIMARY KEY, set_id TEXT NOT NULL REFERENCES training_sets(id), number INTEGER NOT NULL, description TEXT,
                columns TEXT NOT NULL, meta TEXT NOT NULL, pending INTEGER NOT NULL, created_us INTEGER NOT NULL,
                UNIQUE (set_id, number)) STRICT;
            """,
        """
            CREATE TABLE added_users (user_id TEXT PRIMARY KEY REFERENCES users(id)) STRICT;
            """,
        """
            ALTER TABLE apps ADD COLUMN render_iframe INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE archived_models (id TEXT PRIMARY KEY, project_id TEXT NOT NULL REFERENCES projects(id)) STRICT;
            CREATE TABLE api_keys (
                hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id), execution_id TEXT) STRICT, WITHOUT ROWID;
            CREATE INDEX keys_of_user ON api_keys(user_id);
            CREATE INDEX keys_of_execution ON api_keys(execution_id) WHERE execution_id IS NOT NULL;
            ALTER TABLE project_variables ADD COLUMN is_encrypted INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE user_variables ADD COLUMN is_encrypted INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE environment_revisions ADD COLUMN is_encrypted INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE data_source_secrets ADD COLUMN is_encrypted INTEGER NOT NULL DEFAULT 0;
            """,
        """
            CREATE TABLE user_uids (uid INTEGER PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users(id)) STRICT;
            """,
    ];
}
