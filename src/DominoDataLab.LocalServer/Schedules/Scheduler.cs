using System.Text.Json.Nodes;
using DominoDataLab.LocalServer.Environments;
using DominoDataLab.LocalServer.Execution;
using DominoDataLab.LocalServer.Projects;
using DominoDataLab.LocalServer.Users;
using Microsoft.Extensions.Logging;

namespace DominoDataLab.LocalServer.Schedules;

/// <summary>
/// Starts the jobs of schedules when they are due, by the server's clock. A schedule stays due until its job is there: so
/// times that passed while the server was away, or while a sequential schedule's last job still ran, are made up for once.
/// </summary>
internal sealed partial class Scheduler(
    ScheduleStore schedules,
    JobStore jobs,
    JobLifecycle lifecycle,
    JobSubmission submission,
    ProjectStore projects,
    ExecutionRights rights,
    UserStore users,
    SchedulerClock clock
)
{
    // A timer is limited to some weeks.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);

    private readonly Lock _turn = new();
    private ITimer? _timer;
    private bool _ended;

    public void Start()
    {
        _timer = clock.Time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lifecycle.JobEnded += Look;
        Look();
    }

    /// <summary>When a schedule that is not paused is next due.</summary>
    public long? Next(JsonObject definition) =>
        definition["isPaused"]!.GetValue<bool>()
            ? null
            : QuartzCron
                .Parse(definition["schedule"]!["cronString"]!.GetValue<string>())
                .Next(clock.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(definition["timezoneId"]!.GetValue<string>()))
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
                    CouldNotLook(clock.Logger, e);
                }

                _timer.Change(wait, Timeout.InfiniteTimeSpan);

                // The timer counts from when it is set. If the clock was set meanwhile, the timer would end too late.
            } while (Math.Abs(Now() - now) >= 1000);
        }
    }

    public async Task StopAsync()
    {
        lifecycle.JobEnded -= Look;
        lock (_turn)
        {
            _ended = true;
        }

        if (_timer is not null)
        {
            await _timer.DisposeAsync();
        }
    }

    private long Now() => clock.Time.GetUtcNow().ToUnixTimeMilliseconds();

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
                submission.Submit(JobOf(schedule, due));
            }
        }
        catch (Exception e)
        {
            // One schedule that can't start its job must not keep the others from theirs.
            CouldNotStart(clock.Logger, schedule.Id, e);
        }

        schedules.Fired(schedule.Id, due, Next(schedule.Definition));
    }

    private JobRequest JobOf(ScheduleRow schedule, long due)
    {
        var definition = schedule.Definition;
        var project = projects.ById(schedule.ProjectId);
        if (rights.Refusal(schedule.UserId, schedule.ProjectId) is { } refusal)
        {
            throw DomainException.Forbidden(refusal);
        }

        return new JobRequest
        {
            Project = project,
            User = users.FindById(schedule.UserId)!,
            Command = definition.RequiredText("command"),
            Title = definition.Text("title"),
            TierId = definition.Text("hardwareTierIdentifier"),
            EnvironmentId = definition.Text("overrideEnvironmentId"),
            RevisionSpec = RevisionSpec.Read(definition, "environmentRevisionSpec"),
            Body = definition,
            ScheduleId = schedule.Id,
            DueMs = due,
        };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The scheduled job {ScheduleId} could not start its job")]
    private static partial void CouldNotStart(ILogger logger, string scheduleId, Exception reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The schedules could not be read or written; they are looked at again in a minute")]
    private static partial void CouldNotLook(ILogger logger, Exception reason);
}
