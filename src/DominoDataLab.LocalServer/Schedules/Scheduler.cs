using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Access;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Files;
using DominoDataLab.LocalServer.Hosting;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Storage;
using DominoDataLab.LocalServer.Users;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DominoDataLab.LocalServer.Schedules;

/// <summary>
/// Starts the jobs of schedules when they are due, by the server's clock. A schedule stays due until its job is there: so
/// times that passed while the server was away, or while a sequential schedule's last job still ran, are made up for once.
/// </summary>
internal sealed partial class Scheduler(
    ScheduleStore schedules,
    JobStore jobs,
    JobEngine engine,
    ProjectStore projects,
    ProjectGuard access,
    ProjectFiles files,
    EnvironmentStore environments,
    ProjectSettings settings,
    UserStore users,
    LocalDominoOptions options
) : IAsyncDisposable
{
    // A timer takes no more than some weeks.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(
        "DominoDataLab.LocalServer.Schedules"
    );
    private readonly Lock _turn = new();
    private ITimer? _timer;
    private bool _ended;

    public void Start()
    {
        _timer = options.TimeProvider.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        jobs.JobEnded += Look;
        Look();
    }

    /// <summary>When a schedule that is not paused is next due.</summary>
    public long? Next(JsonObject definition) =>
        definition["isPaused"]!.GetValue<bool>()
            ? null
            : QuartzCron
                .Parse(definition["schedule"]!["cronString"]!.GetValue<string>())
                .Next(options.TimeProvider.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(definition["timezoneId"]!.GetValue<string>()))
                ?.ToUnixTimeMilliseconds();

    /// <summary>Starts what is due, and sets the timer for what comes next.</summary>
    public void Look()
    {
        lock (_turn)
        {
            if (_ended || _timer is null)
            {
                return;
            }

            long now;
            do
            {
                var wait = AfterFailure;
                now = Now();
                try
                {
                    foreach (var schedule in schedules.DueAt(now))
                    {
                        Fire(schedule);
                    }

                    wait =
                        schedules.NextAfter(now) is { } next && next - now < Longest.TotalMilliseconds
                            ? TimeSpan.FromMilliseconds(next - now)
                            : Longest;
                }
                catch (Exception e)
                {
                    // This runs on a timer's thread, where nobody would hear of it and the server would end.
                    CouldNotLook(_logger, e.Message);
                }

                _timer.Change(wait, Timeout.InfiniteTimeSpan);
            } while (Math.Abs(Now() - now) >= 1000); // The timer counts from when it is set: were the clock set meanwhile, it would end too late.
        }
    }

    public async ValueTask DisposeAsync()
    {
        jobs.JobEnded -= Look;
        lock (_turn)
        {
            _ended = true;
        }

        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }
    }

    private long Now() => options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    private void Fire(ScheduleRow schedule)
    {
        if (schedule.Definition["allowConcurrentExecution"]?.GetValue<bool>() != true && jobs.HasUnfinished(schedule.Id))
        {
            return;
        }

        var due = schedule.DueMs!.Value;
        try
        {
            // A server that was killed between the two steps finds the job here, and does not start it twice.
            if (!jobs.HasFired(schedule.Id, due))
            {
                engine.Submit(JobOf(schedule) with { ScheduleId = schedule.Id, DueMs = due });
            }
        }
        catch (Exception e)
        {
            // One schedule that can't start its job must not keep the others from theirs.
            CouldNotStart(_logger, schedule.Id, e.Message);
        }

        schedules.Fired(schedule.Id, due, Next(schedule.Definition));
    }

    private JobRow JobOf(ScheduleRow schedule)
    {
        var definition = schedule.Definition;
        var project = projects.ById(schedule.ProjectId);
        var user = users.FindById(schedule.UserId)!;
        if (access.AccessOf(user, project) < ProjectAccess.Contribute)
        {
            throw DomainException.Forbidden(
                $"{user.Name}, whose schedule it is, may no longer run jobs in {project.OwnerName}/{project.Name}."
            );
        }

        var tier = definition.RequiredText("hardwareTierIdentifier");
        if (options.HardwareTiers.All(known => known.Id != tier))
        {
            throw DomainException.Invalid($"There is no hardware tier with the id '{tier}' any more.");
        }

        return new JobRow(
            Ids.New(),
            project.Id,
            0,
            definition.Text("title"),
            definition.RequiredText("command"),
            null,
            false,
            tier,
            files.Head(project.Id),
            null,
            "Queued",
            null,
            null,
            0,
            null,
            null,
            null,
            definition.ToJsonString(),
            "{}",
            user.Id,
            RevisionOf(definition, user, project.Id)
        );
    }

    private string RevisionOf(JsonObject definition, UserRow user, string projectId)
    {
        var environment = definition.Text("overrideEnvironmentId") is { Length: > 0 } id
            ? environments.Usable(user, id)
            : settings.DefaultEnvironment(projectId, environments);
        return environment.Archived
            ? throw DomainException.Invalid($"The environment '{environment.Name}' is archived.")
            : environments.Chosen(environment, RevisionSpec.Read(definition, "environmentRevisionSpec") ?? RevisionSpec.Active).Id;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scheduled job {ScheduleId} could not start its job: {Reason}")]
    private static partial void CouldNotStart(ILogger logger, string scheduleId, string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The schedules could not be read or written; they are looked at again in a minute: {Reason}"
    )]
    private static partial void CouldNotLook(ILogger logger, string reason);
}
