using DominoDataLab.LocalServer.Storage;

namespace DominoDataLab.LocalServer.Execution;

/// <summary>Moves jobs from one status to the next. No other code changes the status of a job.</summary>
internal sealed class JobLifecycle(Database database, TimeProvider time)
{
    /// <summary>Occurs after a job has ended.</summary>
    public event Action? JobEnded;

    /// <summary>Adds a job to the queue and returns its ID. The job gets the next number of its project.</summary>
    public string Create(NewJob job)
    {
        var id = Ids.New();
        database.Write(
            """
            INSERT INTO jobs (
                id, project_id, number, title, command, arguments, direct, tier_id, input_commit, status, submitted_ms, request,
                started_by, environment_revision, schedule_id, due_ms)
            VALUES (
                $id, $project, (SELECT COALESCE(MAX(number), 0) + 1 FROM jobs WHERE project_id = $project), $title, $command, $arguments,
                $direct, $tier, $commit, $status, $now, $request, $user, $environment, $schedule, $due)
            """,
            ("$id", id),
            ("$project", job.ProjectId),
            ("$title", job.Title),
            ("$command", job.Command),
            ("$arguments", job.Arguments),
            ("$direct", job.IsDirect ? 1 : 0),
            ("$tier", job.TierId),
            ("$commit", job.InputCommit),
            ("$status", JobStatus.Queued.Word()),
            ("$now", Now),
            ("$request", job.Request),
            ("$user", job.StartedBy),
            ("$environment", job.EnvironmentRevisionId),
            ("$schedule", job.ScheduleId),
            ("$due", job.DueMs)
        );
        return id;
    }

    /// <summary>Takes a job from the queue. Returns false if the job is no longer queued.</summary>
    public bool Prepare(string id)
    {
        var taken = false;
        database.Together(() =>
        {
            taken = Move(id, JobStatus.Queued, JobStatus.Preparing);
            if (taken)
            {
                Passed(id, JobCheckpoint.NodeAssigned);
            }
        });
        return taken;
    }

    /// <summary>Records that the command of a job runs, and where to find it.</summary>
    public void Run(string id, ExecutionHandle handle) =>
        database.Together(() =>
        {
            database.Write(
                "UPDATE jobs SET executor = $executor, handle = $handle, started_ms = $now WHERE id = $id",
                ("$id", id),
                ("$executor", handle.Executor),
                ("$handle", handle.Value),
                ("$now", Now)
            );
            Move(id, JobStatus.Preparing, JobStatus.Running);
        });

    /// <summary>Records that the command of a job has ended and its results are being kept.</summary>
    public void Finish(string id) =>
        database.Write(
            $"UPDATE jobs SET status = $status WHERE id = $id AND status NOT IN {JobStatuses.FinalSql}",
            ("$id", id),
            ("$status", JobStatus.Finishing.Word())
        );

    /// <summary>Stops a job that is still queued, in one step. Returns false if it is no longer queued.</summary>
    public bool StopQueued(string id)
    {
        var stopped =
            database.Write(
                "UPDATE jobs SET status = $stopped, completed_ms = $now WHERE id = $id AND status = $queued",
                ("$id", id),
                ("$stopped", JobStatus.Stopped.Word()),
                ("$queued", JobStatus.Queued.Word()),
                ("$now", Now)
            ) == 1;
        if (stopped)
        {
            JobEnded?.Invoke();
        }

        return stopped;
    }

    /// <summary>Records the request to stop a job that is being prepared or runs. Returns false if the job is past that.</summary>
    public bool RequestStop(string id, bool keepResults)
    {
        var requested = keepResults ? JobStatus.StopRequested : JobStatus.StopAndDiscardRequested;
        return Move(id, JobStatus.Preparing, requested) || Move(id, JobStatus.Running, requested);
    }

    /// <summary>Records how a job ended.</summary>
    public void End(string id, JobEnd end)
    {
        database.Together(() =>
        {
            database.Write(
                """
                UPDATE jobs SET status = $status, reason = $reason, message = $message, output_commit = $commit, statistics = $statistics,
                    completed_ms = $now, executor = NULL, handle = NULL
                WHERE id = $id
                """,
                ("$id", id),
                ("$status", end.Status.Word()),
                ("$reason", end.Reason),
                ("$message", end.Message),
                ("$commit", end.OutputCommit),
                ("$statistics", end.Statistics),
                ("$now", Now)
            );
            foreach (var (name, value) in JobStatistics.Of(end.Statistics))
            {
                database.Write(
                    "INSERT INTO job_statistics SELECT id, project_id, $name, $number, $text FROM jobs WHERE id = $id",
                    ("$id", id),
                    ("$name", name),
                    ("$number", JobStatistics.Number(value)),
                    ("$text", value)
                );
            }
        });
        JobEnded?.Invoke();
    }

    /// <summary>Records that a job has passed a checkpoint.</summary>
    public void Passed(string id, string checkpoint) =>
        database.Write(
            "INSERT OR IGNORE INTO job_checkpoints (job_id, name, at_ms) VALUES ($job, $name, $now)",
            ("$job", id),
            ("$name", checkpoint),
            ("$now", Now)
        );

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool Move(string id, JobStatus from, JobStatus to) =>
        database.Write(
            "UPDATE jobs SET status = $to WHERE id = $id AND status = $from",
            ("$id", id),
            ("$from", from.Word()),
            ("$to", to.Word())
        ) == 1;
}
